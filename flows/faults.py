"""What a user sees when something goes wrong: a sentence, never a traceback; that one goes to a log."""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from tasks.errors import EsepError, UsageError

INTERRUPTED = 130
_PATIENCE_S = 10.0  # in which what is asked to stop has stopped, 1 s as a rule
_STOPPED = "stopped. The last release that was published, if there is one, is whole."


@contextmanager
def told(out: str | None = None, *, as_json: bool = False) -> Iterator[None]:
    """Turn what is raised in the block into a message on stderr and an exit code.

    Args:
        out: the output folder; the log stands there, or in the system's folder for temporary files.
        as_json: machines get an object on stdout besides.
    """
    try:
        with _stoppable():
            yield
    except EsepError as e:
        _say(f"{e.message}\n  → {e.mend}")
        if as_json:
            state = "wrong usage" if isinstance(e, UsageError) else "refused"
            print(json.dumps({"state": state, "message": e.message, "mend": e.mend}, ensure_ascii=False))  # noqa: T201
        raise SystemExit(e.exit_code) from None
    except KeyboardInterrupt:
        _say(_STOPPED)
        raise SystemExit(INTERRUPTED) from None
    except Exception as e:
        what = f"unexpected {type(e).__name__}: {_first_line(e)}"
        _say(f"{what}\n  → the traceback is in {_log(out)}; please report it")
        raise SystemExit(1) from None


@contextmanager
def _stoppable() -> Iterator[None]:
    """Raise a KeyboardInterrupt for whatever Ctrl-C brings about: libraries make errors of their own of it.

    Or lose it, and what was under way waits for something that will never come: then the process ends all the same,
    which is as safe at any moment as kill -9. So it does at once if asked twice.
    """
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield  # somebody else's to handle, or ignored
        return
    is_asked_to_stop = False

    def stop(signum: int, frame: FrameType | None) -> None:
        nonlocal is_asked_to_stop
        if is_asked_to_stop:
            _leave(signum, frame)
        is_asked_to_stop = True
        # what a log is stopped at is no fault of its own, nor what a loop finds of what it gave up: both tell traces
        logging.raiseExceptions = False
        logging.getLogger("asyncio").disabled = True
        if sys.platform != "win32":
            signal.signal(signal.SIGALRM, _leave)
            signal.setitimer(signal.ITIMER_REAL, _PATIENCE_S)
        # a loop that handles Ctrl-C itself stops where it stands
        taken = signal.getsignal(signal.SIGINT)
        (taken if callable(taken) and taken is not stop else signal.default_int_handler)(signum, frame)

    signal.signal(signal.SIGINT, stop)
    try:
        yield
    except BaseException as e:  # a panic of Polars is no Exception
        if is_asked_to_stop and not isinstance(e, KeyboardInterrupt):
            raise KeyboardInterrupt from e
        raise
    finally:  # who is asked to stop is at the end of the process now
        signal.signal(signal.SIGINT, signal.SIG_IGN if is_asked_to_stop else signal.default_int_handler)


def _leave(signum: int, frame: FrameType | None) -> None:
    os.write(2, f"esep: {_STOPPED}\n".encode())
    os._exit(INTERRUPTED)


def _say(message: str) -> None:
    print(f"esep: {message}", file=sys.stderr, flush=True)  # noqa: T201


def _first_line(e: Exception) -> str:
    return (str(e).strip().splitlines() or ["no message"])[0][:300]


def _log(out: str | None) -> Path:
    """Write the traceback where it can be written."""
    story = traceback.format_exc()
    name = f"esep-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.log"
    for folder in (Path(out) / "logs" if out else None, Path(tempfile.gettempdir())):
        if folder is None or (
            folder.parent != Path(tempfile.gettempdir()).parent and not folder.parent.is_dir()
        ):
            continue
        try:
            folder.mkdir(exist_ok=True)
            (folder / name).write_text(story, encoding="utf-8")
        except OSError:
            continue
        return folder / name
    sys.stderr.write(story)
    return Path("<stderr>")
