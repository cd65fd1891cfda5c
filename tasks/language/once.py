"""Expressions worked out no oftener than is needed.

Polars looks for what expressions have in common only in lazy frames; and it costs more than it saves where there is
little: so these are for the few long ones, measured.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl

from tasks.language.runs import constant, rows_where, spread

_SHARING = pl.QueryOptFlags.none().update(comm_subexpr_elim=True)


def select_once(frame: pl.DataFrame, *values: pl.Expr, **named: pl.Expr) -> pl.DataFrame:
    """`frame.select`, with what the expressions share worked out once."""
    return frame.lazy().select(*values, **named).collect(engine="in-memory", optimizations=_SHARING)


def with_columns_once(frame: pl.DataFrame, *values: pl.Expr, **named: pl.Expr) -> pl.DataFrame:
    """`frame.with_columns`, with what the expressions share worked out once."""
    return frame.lazy().with_columns(*values, **named).collect(engine="in-memory", optimizations=_SHARING)


def only(text: pl.Expr, is_so: pl.Expr) -> pl.Expr:
    """The text where something is so, else an empty one: for patterns that only some rows are asked.

    With null in its place all rows are asked: `contains`, `replace` and `to_lowercase` go over the strings that a null
    hides as well.
    """
    return pl.when(is_so).then(text).otherwise(pl.lit(""))


def fits(frame: pl.DataFrame, may: pl.Expr, is_so: pl.Expr) -> pl.Series:
    """Whether rows fulfil a condition, asked of those that fulfil a cheaper one.

    A pattern is compiled for every batch anew, even where no row is left to be asked: large ones take 1 to 10 ms.

    Args:
        frame: any.
        may: the cheaper condition.
        is_so: the condition; of a row by itself, for its neighbours aren't there.

    Returns:
        a Boolean a row, never null.
    """
    rows = rows_where(frame.select(may).to_series())
    out = constant(False, frame.height, pl.Boolean)
    if rows.is_empty():
        return out
    asked = list(dict.fromkeys(is_so.meta.root_names()))
    told = frame.select(asked)[rows].select(is_so.fill_null(False)).to_series()
    return out.scatter(rows.filter(told), True)


def of_some(
    frame: pl.DataFrame,
    may: pl.Expr,
    told: Callable[[pl.DataFrame], pl.DataFrame],
    schema: Mapping[str, type[pl.DataType]],
) -> pl.DataFrame:
    """What some rows say, null of the others; asked only where there are such.

    Args:
        frame: any.
        may: which rows are asked.
        told: from those rows to what they say, a row each.
        schema: of what they say.
    """
    rows = rows_where(frame.select(may).to_series())
    if rows.is_empty():
        return pl.DataFrame(schema=schema).clear(frame.height)
    return spread(told(frame[rows]), rows, frame.height)
