"""What the gate says of a run's rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

import polars as pl

from tasks.schema import TABLES

QUARANTINED = pl.Schema(
    {c: t for c, t in TABLES["quarantine"].polars.items() if c not in {"quarantine_id", "run_id"}}
)
"""A quarantined row before it has its id and its run."""

WITHDRAWN = pl.Schema(
    {"table": pl.String(), "record_key": pl.String(), "column": pl.String(), "value": pl.String()}
)
"""What the gate changed in a row that passed, because it spoke of a row that didn't: the value it had."""


@dataclass(frozen=True)
class Count:
    """The conservation law of one table: n_in = n_passed + n_quarantined.

    Args:
        n_in: rows extracted.
        n_passed: rows to be published.
        n_quarantined: rows rejected.
        n_cascaded: of these, rows with no fault but that the row they hang on was rejected.
    """

    n_in: int
    n_passed: int
    n_quarantined: int
    n_cascaded: int

    def __add__(self, other: Count) -> Count:
        return Count(
            self.n_in + other.n_in,
            self.n_passed + other.n_passed,
            self.n_quarantined + other.n_quarantined,
            self.n_cascaded + other.n_cascaded,
        )


@dataclass(frozen=True)
class Verdict:
    """The outcome of `expectations.gate`.

    Args:
        passed: table → the rows to be published; tables without rules for rows come back as given.
        quarantine: one row per rejected row (`QUARANTINED`), in the order of tables and rows.
        counts: table → its account.
        failures: (table, rule) → rows that broke the rule and went to quarantine.
        withdrawn: values taken back in rows that passed (`WITHDRAWN`).
    """

    passed: dict[str, pl.DataFrame]
    quarantine: pl.DataFrame
    counts: dict[str, Count]
    failures: dict[tuple[str, str], int]
    withdrawn: pl.DataFrame

    @classmethod
    def added(cls, verdicts: Iterable[Verdict], rows: int = 10_000) -> Verdict:
        """One verdict over the batches of a run, without what passed and with the first rejected rows of each table."""
        given = list(verdicts)
        counts: dict[str, Count] = {}
        failures: Counter[tuple[str, str]] = Counter()
        for verdict in given:
            failures.update(verdict.failures)
            for name, c in verdict.counts.items():
                counts[name] = counts.get(name, Count(0, 0, 0, 0)) + c
        quarantine = pl.concat([QUARANTINED.to_frame(), *(v.quarantine for v in given)])
        withdrawn = pl.concat([WITHDRAWN.to_frame(), *(v.withdrawn for v in given)])
        first = quarantine.filter(pl.int_range(pl.len()).over("table") < rows)
        return cls({}, first, counts, dict(failures), withdrawn)

    def then(self, later: Verdict) -> Verdict:
        """With rows that passed here and were rejected later."""
        both = Verdict.added([self, later])
        counts = {
            n: c + Count(0, -q.n_quarantined, q.n_quarantined, q.n_cascaded)
            for n, c in self.counts.items()
            for q in [later.counts.get(n, Count(0, 0, 0, 0))]
        }
        return replace(both, counts=counts)
