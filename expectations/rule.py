"""What a rule is: one record from which both the Polars mask and the Great Expectations check are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import polars as pl

Severity = Literal["info", "warning", "critical"]


@dataclass(frozen=True, eq=False)
class Where:
    """The rows that a check is about.

    Args:
        column: whose value decides.
        values: the rows with one of these values; empty: the rows with any value at all.
        negate: the other rows instead (a null is none of the values, so it counts among the others).
    """

    column: str
    values: tuple[str, ...] = ()
    negate: bool = False

    @property
    def mask(self) -> pl.Expr:
        """True where the check applies."""
        c = pl.col(self.column)
        inside = c.is_in(list(self.values)).fill_null(False) if self.values else c.is_not_null()
        return ~inside if self.negate else inside


@dataclass(frozen=True, eq=False)
class Check:
    """What must hold of a row, said twice from the same arguments (see `expectations.checks`).

    Args:
        columns: those that the check reads; the first one is what it is about.
        ok: row-level, true = fine; null counts as fine.
        expectation: class name in `great_expectations.expectations`.
        kwargs: its arguments.
        where: the rows that it is about.
    """

    columns: tuple[str, ...]
    ok: pl.Expr
    expectation: str
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    where: Where | None = None

    @property
    def mask(self) -> pl.Expr:
        """True = the row is fine, never null."""
        ok = self.ok.fill_null(True)
        return ok if self.where is None else ok | ~self.where.mask

    @property
    def reads(self) -> tuple[str, ...]:
        """Every column that the check needs, that of its condition included."""
        extra = (self.where.column,) if self.where and self.where.column not in self.columns else ()
        return self.columns + extra


@dataclass(frozen=True, eq=False)
class Rule:
    """One expectation of one table.

    Args:
        name: unique within its table.
        table: the table whose rows it judges.
        severity: critical rows go to quarantine; warning and info are published, and said.
        reason: code of the list quarantine_reason.
        why: what would go wrong for a reader of the table without it.
        mend: what to do about a row that breaks it.
        check: what must hold.
    """

    name: str
    table: str
    severity: Severity
    reason: str
    why: str
    mend: str
    check: Check

    @property
    def ok(self) -> pl.Expr:
        """Row-level mask over the table's view (`expectations.views`): true = fine, never null."""
        return self.check.mask

    @property
    def column(self) -> str:
        """The column that the rule is about."""
        return self.check.columns[0]
