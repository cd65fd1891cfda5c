"""The kinds of check: each function says one condition both as a Polars mask and as a GX expectation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import polars as pl

from expectations.rule import Check, Where

Bound = float | date | None


def not_null(column: str, *, where: Where | None = None, is_float: bool = False) -> Check:
    """A value is there; in float columns NaN is none (pandas, on which GX runs, can't tell the two apart)."""
    ok = pl.col(column).is_not_null()
    if is_float:
        ok = ok & pl.col(column).is_not_nan().fill_null(False)
    return Check((column,), ok, "ExpectColumnValuesToNotBeNull", {"column": column}, where)


def null(column: str, *, where: Where | None = None) -> Check:
    """No value is there."""
    return Check((column,), pl.col(column).is_null(), "ExpectColumnValuesToBeNull", {"column": column}, where)


def in_set(column: str, values: Iterable[str | bool], *, where: Where | None = None) -> Check:
    """The value is one of a set."""
    allowed = sorted(values)
    kwargs = {"column": column, "value_set": allowed}
    return Check((column,), pl.col(column).is_in(allowed), "ExpectColumnValuesToBeInSet", kwargs, where)


def unique(column: str) -> Check:
    """No other row has the value. The first row that has it stands; GX counts all of them."""
    ok = pl.col(column).is_null() | pl.col(column).is_first_distinct()
    return Check((column,), ok, "ExpectColumnValuesToBeUnique", {"column": column})


def unique_together(*columns: str) -> Check:
    """No other row has the same values in all the columns; as in `unique`, the first row stands."""
    kwargs = {"column_list": list(columns), "ignore_row_if": "never"}
    return Check(columns, pl.struct(columns).is_first_distinct(), "ExpectCompoundColumnsToBeUnique", kwargs)


def matches(column: str, regex: str, *, where: Where | None = None) -> Check:
    """The value fits a regular expression (anchor it: both engines search)."""
    kwargs = {"column": column, "regex": regex}
    return Check(
        (column,), pl.col(column).str.contains(regex), "ExpectColumnValuesToMatchRegex", kwargs, where
    )


def between(
    column: str, low: Bound = None, high: Bound = None, *, above: bool = False, where: Where | None = None
) -> Check:
    """The value lies within bounds, both inclusive; `above`: strictly above the lower one."""
    c = pl.col(column)
    ok = pl.lit(True)
    if low is not None:
        ok = ok & ((c > low) if above else (c >= low))
    if high is not None:
        ok = ok & (c <= high)
    kwargs: dict[str, Any] = {"column": column, "strict_min": above}
    kwargs |= {k: _moment(v) for k, v in (("min_value", low), ("max_value", high)) if v is not None}
    return Check((column,), ok, "ExpectColumnValuesToBeBetween", kwargs, where)


def ordered(low: str, high: str, *, strict: bool = False, where: Where | None = None) -> Check:
    """One column isn't above another; `strict`: it is below. A row that lacks one of the two is fine."""
    ok = pl.col(low) < pl.col(high) if strict else pl.col(low) <= pl.col(high)
    kwargs = {
        "column_A": high,
        "column_B": low,
        "or_equal": not strict,
        "ignore_row_if": "either_value_is_missing",
    }
    return Check((low, high), ok, "ExpectColumnPairValuesAToBeGreaterThanB", kwargs, where)


def equal(column: str, other: str, *, missing_differs: bool = False) -> Check:
    """Two columns agree; `missing_differs`: a value against none differs too (none against none doesn't)."""
    a, b = pl.col(column), pl.col(other)
    ignore = "both_values_are_missing" if missing_differs else "either_value_is_missing"
    kwargs = {"column_A": column, "column_B": other, "ignore_row_if": ignore}
    ok = a.eq_missing(b) if missing_differs else a == b
    return Check((column, other), ok, "ExpectColumnPairValuesToBeEqual", kwargs)


def found(column: str) -> Check:
    """The row that the column refers to exists: the view holds the key found in `<column>__found`."""
    return equal(column, f"{column}__found", missing_differs=True)


def _moment(bound: float | date) -> float | datetime:
    # GX compares date columns as pandas timestamps and can't order them against plain dates
    return datetime(bound.year, bound.month, bound.day) if isinstance(bound, date) else bound
