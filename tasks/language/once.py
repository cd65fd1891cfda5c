"""Expressions worked out no oftener than is needed.

Polars looks for what expressions have in common only in lazy frames; and it costs more than it saves where there is
little: so these are for the few long ones, measured.
"""

from __future__ import annotations

import polars as pl

_SHARING = pl.QueryOptFlags.none().update(comm_subexpr_elim=True)


def select_once(frame: pl.DataFrame, *values: pl.Expr, **named: pl.Expr) -> pl.DataFrame:
    """`frame.select`, with what the expressions share worked out once."""
    return frame.lazy().select(*values, **named).collect(optimizations=_SHARING)


def with_columns_once(frame: pl.DataFrame, *values: pl.Expr, **named: pl.Expr) -> pl.DataFrame:
    """`frame.with_columns`, with what the expressions share worked out once."""
    return frame.lazy().with_columns(*values, **named).collect(optimizations=_SHARING)


def only(text: pl.Expr, is_so: pl.Expr) -> pl.Expr:
    """The text where something is so, else an empty one: for patterns that only some rows are asked.

    With null in its place all rows are asked: `contains`, `replace` and `to_lowercase` go over the strings that a null
    hides as well.
    """
    return pl.when(is_so).then(text).otherwise(pl.lit(""))
