"""The two ends of a change, where they stand as numbers of their own."""

from __future__ import annotations

import polars as pl

from tasks.language.runs import neighbour
from tasks.lexicon import toml


def as_changes(told: pl.DataFrame) -> pl.DataFrame:
    """'increase of the rate from 12 to 16 percent': two ends that a word of change far off makes a change."""
    told_so = pl.col("manner").is_in(["by", "to", "noun"])
    # 'fell 12% to 11.8 million', 'снизилась на 0,2 пункта – до 4,7%': an end, no bound
    ends = (told_so & (pl.col("prep") == "to") & (pl.col("comparator") == "le")).fill_null(False)
    turns = (pl.col("is_joined") & pl.col("value_max").is_not_null() & told_so).fill_null(False)
    return told.with_columns(
        value_from=pl.when(turns).then("value").otherwise("value_from"),
        value=pl.when(turns).then("value_max").otherwise("value"),
        comparator=pl.when(turns | ends).then(pl.lit("eq")).otherwise("comparator"),
        value_max=pl.when(~turns).then("value_max"),
    )


def held_against(told: pl.DataFrame) -> pl.DataFrame:
    """'9.1 percent, up from 8.4', '12 instead of 7': one number is where the other started; adds `also`, its mention.

    The other number stands before, or behind ('instead of 7, 12 …'). Less in the place of more is a shortfall, and both
    numbers stay.
    """
    words = toml("indicators")["held_against"]["words"]
    flat = pl.col("value_from").is_null() & pl.col("value_max").is_null()
    up_from = (pl.col("prep") == "from") & pl.col("word_before").is_in(words) & flat
    instead = pl.col("is_instead") & flat
    same = {
        k: (neighbour("unit", k) == pl.col("unit"))
        & (up_from | (neighbour("value", k) > pl.col("value")))
        & neighbour("value_from", k).is_null()
        & ~neighbour("is_instead", k)
        for k in (-1, 1)
    }
    back = (up_from | instead) & same[-1]
    told = told.with_columns(starts_back=back.fill_null(False))
    told = told.with_columns(starts_on=(instead & same[1] & ~pl.col("starts_back")).fill_null(False))
    of_next, of_last = neighbour("starts_back", 1), neighbour("starts_on", -1)

    def start(column: str) -> pl.Expr:
        return pl.when(of_next).then(neighbour(column, 1)).when(of_last).then(neighbour(column, -1))

    return (
        told.with_columns(value_from=pl.coalesce("value_from", start("value")), also=start("mention_no"))
        .filter(~pl.col("starts_back") & ~pl.col("starts_on"))
        .drop("starts_back", "starts_on", "is_instead")
    )
