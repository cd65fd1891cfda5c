"""What the gate says of a run's rows."""

from __future__ import annotations

from dataclasses import dataclass

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
