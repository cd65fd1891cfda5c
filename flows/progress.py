"""How far a run is, on stderr: a bar on a terminal, plain lines elsewhere, nothing in a scheduled flow."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol

STAGES = ("look", "start", "extract", "join", "write", "validate", "publish")
_WORDS = {
    "look": "looking for what is new",
    "start": "starting",
    "extract": "reading articles",
    "join": "joining articles to stories and projects",
    "write": "writing tables",
    "validate": "validating",
    "publish": "publishing",
    "compact": "reading articles into one table",
}


class Listener(Protocol):
    """Who hears of stages."""

    def begin(self, stage: str) -> None:
        """A stage begins."""

    def advance(self, done: int, total: int) -> None:
        """So many batches of the stage are done."""

    def close(self) -> None:
        """There is no more to hear."""


class Silent:
    """Hears nothing."""

    def begin(self, stage: str) -> None:
        """Nothing."""

    def advance(self, done: int, total: int) -> None:
        """Nothing."""

    def close(self) -> None:
        """Nothing."""


class Lines:
    """A line a stage, and one a tenth of a long one."""

    def begin(self, stage: str) -> None:
        """Say it."""
        print(f"esep: {_WORDS[stage]} …", file=sys.stderr, flush=True)  # noqa: T201

    def advance(self, done: int, total: int) -> None:
        """Say the tenths."""
        if total >= _MANY and done * 10 // total > (done - 1) * 10 // total:
            print(f"esep:   {done} of {total} batches", file=sys.stderr, flush=True)  # noqa: T201

    def close(self) -> None:
        """Nothing to close."""


class Bar:
    """A progress bar that goes away when the run has ended."""

    def __init__(self) -> None:
        from rich.console import Console  # noqa: PLC0415 - only on a terminal
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

        columns: tuple[Any, ...] = (BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task("", total=len(STAGES))
        self._at = 0
        self._bar.start()

    def begin(self, stage: str) -> None:
        """Move on."""
        self._at = STAGES.index(stage) if stage in STAGES else 0
        self._bar.update(self._task, completed=self._at, description=_WORDS[stage])

    def advance(self, done: int, total: int) -> None:
        """Move on within the stage."""
        self._bar.update(self._task, completed=self._at + done / total)

    def close(self) -> None:
        """Clear the line."""
        self._bar.stop()


_MANY = 20  # batches
_listener: ContextVar[Listener] = ContextVar("listener")
_said: ContextVar[set[str]] = ContextVar("said")


@contextmanager
def shown(*, is_quiet: bool = False) -> Iterator[None]:
    """Show the stages of what runs in the block."""
    listener: Listener = Silent() if is_quiet else (Bar() if sys.stderr.isatty() else Lines())
    token = _listener.set(listener)
    _said.set(set())
    try:
        yield
    finally:
        listener.close()
        _listener.reset(token)


@contextmanager
def stage(name: str, seconds: dict[str, float] | None = None) -> Iterator[None]:
    """Say that a stage begins, and note how long it took."""
    if (listener := _listener.get(None)) and name not in (said := _said.get()):
        said.add(name)
        listener.begin(name)
    start = time.perf_counter()
    try:
        yield
    finally:
        if seconds is not None:
            seconds[name] = round(time.perf_counter() - start, 3)


def advance(done: int, total: int) -> None:
    """Say how many batches of the stage are done."""
    if listener := _listener.get(None):
        listener.advance(done, total)
