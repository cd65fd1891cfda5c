"""Great Expectations in a process of its own: its import takes 2 s and 200 MB, which no run should wait for or hold.

The process may begin while the rest of the run is at work, answers one question after another, and ends as its parent
does. It writes no files.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl

import expectations
from flows import environment
from tasks.errors import EsepError

_ready: ContextVar[Certifier] = ContextVar("ready")


@dataclass(frozen=True)
class Certified:
    """What Great Expectations says.

    Args:
        results: rows of the table validation_results.
        pages: table → the body of its own page.
    """

    results: pl.DataFrame
    pages: dict[str, str]


class Certifier:
    """Great Expectations, once it has begun."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Have it imported from now on."""
        if self._process is not None:
            return
        try:
            self._process = _spawn()
        except OSError as e:
            raise EsepError(
                f"the process that asks Great Expectations can't be started ({e.strerror}); the last release stands",
                "see whether memory is short, then run again",
            ) from e

    def certify(
        self, judgement: expectations.Judgement, day: date, verdict: expectations.Verdict, run_id: str
    ) -> Certified:
        """Ask it (see `expectations.certify`).

        Raises:
            RefusedError: an expectation wasn't evaluated, couldn't be, or says other than the masks.
            EsepError: its process has died.
        """
        self.begin()
        # the rejected rows may be many, and aren't asked for
        told = replace(verdict, quarantine=verdict.quarantine.clear())
        answer = self._answer((judgement, day, told, run_id))
        if isinstance(answer, BaseException):
            raise answer
        return Certified(*answer)

    def end(self) -> None:
        """Let it go."""
        if self._process is None:
            return
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        self._process.kill()
        self._process.wait()
        self._process = None

    def _answer(self, question: object) -> Any:  # noqa: ANN401
        assert self._process is not None
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            pickle.dump(question, self._process.stdin)
            self._process.stdin.flush()
            return pickle.load(self._process.stdout)  # noqa: S301 - of our own child
        except (OSError, EOFError, pickle.UnpicklingError) as e:
            self._process.kill()  # it may be alive, and say what nobody understands
            code = self._process.wait()
            raise EsepError(
                f"the process that asks Great Expectations has died (exit code {code}); the last release stands",
                "see whether memory is short; with ESEP_DEBUG=1 its own words stand on stderr",
            ) from e


@contextmanager
def ready() -> Iterator[Certifier]:
    """The certifier of the block; within another such block it is that one's."""
    if (known := _ready.get(None)) is not None:
        yield known
        return
    certifier = Certifier()
    token = _ready.set(certifier)
    try:
        yield certifier
    finally:
        _ready.reset(token)
        certifier.end()


def _spawn() -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "flows.certifying"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=None if os.environ.get("ESEP_DEBUG") else subprocess.DEVNULL,
        env=os.environ | environment.same_modules() | {"POLARS_MAX_THREADS": "1"},
        start_new_session=True,  # Ctrl-C is the parent's to handle
    )


def _child() -> None:
    """The child's whole life: questions on stdin, until the parent closes it."""
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)  # whatever a library prints isn't an answer
        expectations.certify({}, date(2000, 1, 1))
        while True:
            try:
                question = pickle.load(sys.stdin.buffer)  # noqa: S301 - of our own parent
            except EOFError:
                return
            pickle.dump(_certified(*question), answers)
            answers.flush()


def _certified(
    judgement: expectations.Judgement, day: date, verdict: expectations.Verdict, run_id: str
) -> tuple[pl.DataFrame, dict[str, str]] | Exception:
    try:
        made = expectations.certify(judgement, day, verdict, run_id=run_id)
        return made.results, made.pages()
    except EsepError as e:
        return e
    except Exception:
        return RuntimeError(f"Great Expectations failed: {traceback.format_exc()}")


if __name__ == "__main__":
    _child()
