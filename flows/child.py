"""A process of ours that answers one question after another, and ends as its parent does, even by kill -9.

Questions and answers go through pipes, pickled. Whatever a library prints there isn't an answer.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from typing import Any

from flows import environment
from tasks.errors import EsepError

_PATIENCE_S = 1.0  # in which a process that has closed its pipe ends


class Child:
    """The process, once it has begun.

    Args:
        module: what it runs: a module that gives `answering` a function.
        who: how it is called in messages: "the process that …".
    """

    def __init__(self, module: str, who: str) -> None:
        self._module, self._who, self._is_over = module, who, False
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Have it imported from now on."""
        with self._lock:
            if self._is_over:  # a thread may still try again
                raise EsepError(f"{self._who} has been let go; the last release stands", "run again")
            if self._process is None:
                self._process = self._spawn()

    def _spawn(self) -> subprocess.Popen[bytes]:
        try:
            return subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-m", self._module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=None if os.environ.get("ESEP_DEBUG") else subprocess.DEVNULL,
                # A process a core: Polars' own threads would only take the cores from one another.
                env={"POLARS_MAX_THREADS": "1"} | os.environ | environment.same_modules(),
                start_new_session=True,  # Ctrl-C is the parent's to handle
            )
        except OSError as e:
            raise EsepError(
                f"{self._who} can't be started ({e.strerror}); the last release stands",
                "see whether memory is short, then run again",
            ) from e

    def ask(self, *question: object) -> Any:  # noqa: ANN401 - whatever its function returns
        """What its function says.

        Raises:
            EsepError: it has died; and what its function raises.
        """
        told = pickle.dumps(question)  # before anything is sent: half a question would spoil the next one
        self.begin()
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise EsepError(f"{self._who} has been let go; the last release stands", "run again")
        try:
            process.stdin.write(told)
            process.stdin.flush()
            answer = pickle.load(process.stdout)  # noqa: S301 - of our own child
        except Exception as e:
            raise self._died(process) from e
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def _died(self, process: subprocess.Popen[bytes]) -> EsepError:
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=_PATIENCE_S)  # for its own exit code
        process.kill()  # it may be alive, and say what nobody understands
        code = process.wait()
        self._drop()
        return EsepError(
            f"{self._who} has died (exit code {code}); the last release stands",
            "see whether memory is short; with ESEP_DEBUG=1 its own words stand on stderr",
        )

    def end(self) -> None:
        """Let it go, for good."""
        self._is_over = True
        self._drop()

    def _drop(self) -> None:
        with self._lock:
            process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()


def answering(function: Callable[..., object], prepare: Callable[[], object] | None = None) -> None:
    """The child's whole life: ask the function, until the parent closes the pipe or is gone.

    Args:
        function: of what the parent asks.
        prepare: called before the first question comes.
    """
    questions = SimpleQueue[tuple[Any, ...]]()
    threading.Thread(target=_listen, args=(questions,), daemon=True).start()
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)
        if prepare is not None:
            prepare()
        while True:
            answers.write(_answer(function, questions.get()))
            answers.flush()


def _listen(questions: SimpleQueue[tuple[Any, ...]]) -> None:
    """A thread of its own hears of the parent's end while the function is still at work, and lets it go no further."""
    try:
        while True:
            questions.put(pickle.load(sys.stdin.buffer))  # noqa: S301 - of our own parent
    except EOFError:
        os._exit(0)
    finally:  # what can't be read can't be answered: the parent hears of the end
        os._exit(1)


def _answer(function: Callable[..., object], question: tuple[Any, ...]) -> bytes:
    try:
        return pickle.dumps(function(*question))
    except (EsepError, OSError) as e:
        with suppress(Exception):
            told = pickle.dumps(e)
            pickle.loads(told)  # noqa: S301 - our own; some errors can be packed but not unpacked
            return told
        return pickle.dumps(_plain(e))
    except BaseException as e:  # a panic of Polars is no Exception
        return pickle.dumps(_plain(e))


def _plain(e: BaseException) -> RuntimeError:
    """The error in words: what it is first, for it is the first line that a user sees."""
    return RuntimeError(f"{type(e).__name__}: {e}\n{traceback.format_exc()}")
