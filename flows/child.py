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


class Child:
    """The process, once it has begun.

    Args:
        module: what it runs: a module that gives `answering` a function.
        who: how it is called in messages: "the process that …".
    """

    def __init__(self, module: str, who: str) -> None:
        self._module, self._who, self._is_over = module, who, False
        self._process: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Have it imported from now on."""
        if self._process is not None:
            return
        if self._is_over:  # a thread may still try again
            raise EsepError(f"{self._who} has been let go; the last release stands", "run again")
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-m", self._module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=None if os.environ.get("ESEP_DEBUG") else subprocess.DEVNULL,
                # A process a core: Polars' own threads would only take the cores from one another.
                env=os.environ | environment.same_modules() | {"POLARS_MAX_THREADS": "1"},
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
        self.begin()
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            pickle.dump(question, process.stdin)
            process.stdin.flush()
            answer = pickle.load(process.stdout)  # noqa: S301 - of our own child
        except (OSError, EOFError, ValueError, pickle.UnpicklingError) as e:
            process.kill()  # it may be alive, and say what nobody understands
            code = process.wait()
            self._drop()
            raise EsepError(
                f"{self._who} has died (exit code {code}); the last release stands",
                "see whether memory is short; with ESEP_DEBUG=1 its own words stand on stderr",
            ) from e
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def end(self) -> None:
        """Let it go, for good."""
        self._is_over = True
        self._drop()

    def _drop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()


def answering(function: Callable[..., object]) -> None:
    """The child's whole life: ask the function, until the parent closes the pipe or is gone."""
    questions = SimpleQueue[tuple[Any, ...]]()
    threading.Thread(target=_listen, args=(questions,), daemon=True).start()
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)
        while True:
            pickle.dump(_answer(function, questions.get()), answers)
            answers.flush()


def _listen(questions: SimpleQueue[tuple[Any, ...]]) -> None:
    """A thread of its own hears of the parent's end while the function is still at work, and lets it go no further."""
    while True:
        try:
            questions.put(pickle.load(sys.stdin.buffer))  # noqa: S301 - of our own parent
        except (EOFError, pickle.UnpicklingError):
            os._exit(0)


def _answer(function: Callable[..., object], question: tuple[Any, ...]) -> object:
    try:
        return function(*question)
    except (EsepError, OSError) as e:
        return e
    except Exception:
        return RuntimeError(f"{function.__module__} failed: {traceback.format_exc()}")
