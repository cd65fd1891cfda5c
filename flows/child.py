"""A process of ours that answers one question after another, and ends as its parent does, even by kill -9.

Questions and answers go through pipes, pickled. Whatever a library prints there isn't an answer.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
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

_SHORT = "see whether memory is short; with ESEP_DEBUG=1 its own words stand on stderr"
# A process a core: Polars' own threads would only take the cores from one another.
_THREADS = {"POLARS_MAX_THREADS": "1"}
# Polars has its allocator give memory back after half a second, only to ask for it again: a thirtieth of a batch's
# time. It has said so in our own environment by now, and heeds what it finds there.
_MEMORY = {"_RJEM_MALLOC_CONF": "dirty_decay_ms:10000,muzzy_decay_ms:10000"}
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
                env=_THREADS | os.environ | _MEMORY | environment.same_modules(),
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
        # Before anything is sent: half a question would spoil the next one. It is bytes to who listens there, for
        # reading it may need libraries.
        told = pickle.dumps(pickle.dumps(question))
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
            _SHORT,
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


class Twin:
    """A copy of this very process, with all that it has imported: to answer a second question at the same time.

    It ends as we do, even by kill -9, once it has answered. Make it before libraries compute anything: it has none of
    their threads (those of an allocator and those that only wait do no harm).

    Args:
        function: of what it is asked.
        who: how it is called in messages.
    """

    def __init__(self, function: Callable[..., object], who: str) -> None:
        self._pipe, its_end = multiprocessing.Pipe()
        self._who = who
        self._pid = os.fork()
        if self._pid == 0:
            self._pipe.close()  # or it would never hear of our end
            try:
                while True:
                    its_end.send_bytes(_answer(function, its_end.recv_bytes()))
            except (EOFError, OSError):  # nobody asks any more
                os._exit(0)
            except BaseException:
                traceback.print_exc()
                os._exit(1)
        its_end.close()

    def ask(self, *question: object) -> None:
        """Have it begin; `answer` gives what comes of it."""
        with suppress(OSError):  # then there is no answer
            self._pipe.send_bytes(pickle.dumps(question))

    def answer(self, within_s: float = 300.0) -> Any:  # noqa: ANN401 - whatever its function returns
        """What its function says.

        Raises:
            EsepError: it has died, or doesn't answer in time; and what its function raises.
        """
        try:
            if not self._pipe.poll(within_s):
                os.kill(self._pid, signal.SIGKILL)
            answer = pickle.loads(self._pipe.recv_bytes())  # noqa: S301 - of our own child
        except (EOFError, OSError) as e:
            raise EsepError(f"{self._who} has died; the last release stands", _SHORT) from e
        if isinstance(answer, BaseException):
            raise answer
        return answer


def answering(begin: Callable[[], Callable[..., object]]) -> None:
    """The child's whole life: answer, until the parent closes the pipe or is gone.

    Args:
        begin: called before the first question comes; gives the function that is asked.
    """
    questions = SimpleQueue[bytes]()
    threading.Thread(target=_listen, args=(questions,), daemon=True).start()
    with os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)
        function = begin()
        while True:
            answers.write(_answer(function, questions.get()))
            answers.flush()


def _listen(questions: SimpleQueue[bytes]) -> None:
    """A thread of its own hears of the parent's end while the function is still at work, and lets it go no further."""
    try:
        while True:
            questions.put(pickle.load(sys.stdin.buffer))  # noqa: S301 - of our own parent
    except EOFError:
        os._exit(0)
    finally:  # what can't be read can't be answered: the parent hears of the end
        os._exit(1)


def _answer(function: Callable[..., object], question: bytes) -> bytes:
    try:
        return pickle.dumps(function(*pickle.loads(question)))  # noqa: S301 - of our own parent
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
