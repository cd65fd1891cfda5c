"""Days by which works are done: of the building, not of what it costs: 'құны 9 млрд, құрылыс 2028 жылы аяқталады'."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.language.once import fits
from tasks.lexicon import toml


def untimed(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows, of which what a thing costs has no period that only says when the works are done.

    Args:
        rows: finance rows with `sentence`.
    """
    f = toml("roles")["finished"]
    may = pl.col("role").is_in(f["roles"]) & pl.col("period_text").is_not_null()
    is_one = fits(rows, may, _is_of_works())
    if not is_one.any():  # as in most batches of a few articles
        return rows
    own = pl.lit(~is_one)
    return rows.with_columns(
        *(pl.when(own).then(c).alias(c) for c in ("period_start", "period_end", "period_text")),
        period_basis=pl.when(own).then("period_basis").otherwise(pl.lit("none")),
    )


@cache
def _is_of_works() -> pl.Expr:
    """Whether a word for the end of works stands right behind the period (Kazakh) or right before it."""
    f, text = toml("roles")["finished"], pl.col("sentence")
    told = pl.col("period_text")
    at = text.str.find(told, literal=True)
    # `find` counts bytes
    size = at + told.str.len_bytes()
    before = text.cast(pl.Binary).bin.slice(0, at).cast(pl.String)
    behind = text.cast(pl.Binary).bin.slice(size).cast(pl.String)
    is_told = before.str.contains(f["led"]) | behind.str.contains(f["follows"])
    # said twice, once of the works and once of the money
    return is_told & (text.str.count_matches(told, literal=True) == 1)
