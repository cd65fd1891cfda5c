"""Processes of this machine that extract batches, one a core, where there is much to read.

A batch makes some 13,000 short calls of Polars, each of which holds Python's lock for a moment: threads of one process
take a third longer. A process takes 2 s to begin, so that little is read by this one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from queue import SimpleQueue

from flows import batch
from flows.child import Child, answering

_called: ContextVar[SimpleQueue[Child]] = ContextVar("called")


@contextmanager
def called(hands: int) -> Iterator[None]:
    """Have batches done by processes, as long as the block lasts; each begins with its first batch.

    Args:
        hands: how many; with none, the thread that asks does the work.
    """
    children = [Child("flows.crew", "a process that reads articles") for _ in range(hands)]
    idle = SimpleQueue[Child]()
    for child in children:
        idle.put(child)
    token = _called.set(idle) if hands else None
    try:
        yield
    finally:
        if token is not None:
            _called.reset(token)
        for child in children:
            child.end()


def do(work: Callable[..., batch.Done], folder: Path) -> batch.Done:
    """Have `work`, which can be pickled, done with that folder: by the next process that is free, else here.

    Raises:
        EsepError: the process has died; and what the work raises.
    """
    idle = _called.get(None)
    if idle is None:
        return work(folder=folder)
    child = idle.get()
    try:
        done: batch.Done = child.ask(work, folder)
    finally:
        idle.put(child)
    return done


def _done(work: Callable[..., batch.Done], folder: Path) -> batch.Done:
    return work(folder=folder)


if __name__ == "__main__":
    answering(lambda: _done)
