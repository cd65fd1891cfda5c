"""Great Expectations in a process of its own: its import takes 2 s and 200 MB, which no run should wait for or hold.

The process may begin while the rest of the run is at work. It writes no files.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

import polars as pl

import expectations
from flows import environment
from flows.child import Child, Twin, answering
from tasks.errors import EsepError
from tasks.schema import TABLES

_ANY_DAY = date(2000, 1, 1)
_TRIAL_S = 20.0  # it takes .1 s
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
    twin: Twin | None,
    judgement: expectations.Judgement,
    day: date,
    verdict: expectations.Verdict,
    run_id: str,
) -> tuple[pl.DataFrame, dict[str, str]]:
    """Half of the tables here and half in our twin: GX keeps one core at work, and no more."""
    suites = {name: suite for name, suite in expectations.rules(day).items() if name in judgement}
    halves: tuple[list[str], list[str]] = ([], [])
    for name in sorted(suites, key=lambda name: -len(suites[name])):
        min(halves, key=lambda half: sum(len(suites[n]) for n in half)).append(name)
    ours, its = ({name: judgement[name] for name in half} for half in halves)
    if twin is None or not its:
        return _made(judgement, day, verdict, run_id)
    twin.ask(its, day, verdict, run_id)
    try:
        results, pages = _made(ours, day, verdict, run_id)
    finally:  # even if ours is refused: what is left in the pipe would answer the next question
        its_results, its_pages = twin.answer()
    place = pl.col("table").replace_strict({name: n for n, name in enumerate(suites)})
    return pl.concat([results, its_results]).sort(place, maintain_order=True), pages | its_pages


def _made(
    judgement: expectations.Judgement, day: date, verdict: expectations.Verdict | None, run_id: str
) -> tuple[pl.DataFrame, dict[str, str]]:
    made = expectations.certify(judgement, day, verdict, run_id=run_id)
    return made.results, made.pages()


def _begin() -> Callable[..., object]:
    """Have all imported that is needed, once for both; then each makes what Great Expectations makes but once."""
    with environment.loading():
        expectations.certify({}, _ANY_DAY)
    twin = None
    if sys.platform == "linux":  # elsewhere libraries may not survive it
        twin = Twin(_made, "half of the process that asks Great Expectations")
    trial = expectations.judge({"codelists": TABLES["codelists"].empty()}, _ANY_DAY), _ANY_DAY, None, ""
    if twin is not None:
        twin.ask(*trial)
    _made(*trial)
    if twin is not None:
        try:
            twin.answer(_TRIAL_S)
        except EsepError:  # a lock that was held as it was made: we do without
            twin = None
    return partial(_certified, twin)


if __name__ == "__main__":
    answering(_begin)
