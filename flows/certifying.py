"""Great Expectations in a process of its own: its import takes 2 s and 200 MB, which no run should wait for or hold.

The process may begin while the rest of the run is at work. It writes no files.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

import expectations
from flows import environment
from flows.child import Child, answering

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


class Certifier(Child):
    """Great Expectations, once it has begun."""

    def __init__(self) -> None:
        super().__init__("flows.certifying", "the process that asks Great Expectations")

    def certify(
        self, judgement: expectations.Judgement, day: date, verdict: expectations.Verdict, run_id: str
    ) -> Certified:
        """Ask it (see `expectations.certify`).

        Raises:
            RefusedError: an expectation wasn't evaluated, couldn't be, or says other than the masks.
            EsepError: its process has died.
        """
        # the rejected rows may be many, and aren't asked for
        told = replace(verdict, quarantine=verdict.quarantine.clear())
        return Certified(*self.ask(judgement, day, told, run_id))


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


def _certified(
    judgement: expectations.Judgement, day: date, verdict: expectations.Verdict, run_id: str
) -> tuple[pl.DataFrame, dict[str, str]]:
    made = expectations.certify(judgement, day, verdict, run_id=run_id)
    return made.results, made.pages()


def _load() -> None:
    """Have all imported that is needed."""
    with environment.loading():
        expectations.certify({}, date(2000, 1, 1))


if __name__ == "__main__":
    answering(_certified, prepare=_load)
