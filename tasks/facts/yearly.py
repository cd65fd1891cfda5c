"""What is given in one year of a sum for more: 'жалпы 18 млрд жұмсалады, биыл 6 млрд бөлінді', 'құны 9 млрд'."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.wholes import with_last
from tasks.language.runs import taken
from tasks.lexicon import toml

_NEAR = 1  # sentences from what a thing costs to what a year gives for it
_OF_WHOLE = ("row", "sentence_id", "amount", "block", "role", "place_code", "period_start", "period_end")


def yearly(told: pl.DataFrame, sentences: pl.Series) -> pl.DataFrame:
    """row, whole, is_complete: what a year gives of the last cost, total or sum of several years before it.

    Only where it says of nothing else what it is for: 'жалпы 18 млрд жұмсалады, биыл мектепке 6 млрд бөлінді'.

    Args:
        told: rows with what they say of themselves, by `purse` and row.
        sentences: the text around each row of the table.
    """
    y = toml("roles")["yearly"]
    is_free = pl.col("additive") & ~pl.col("belongs") & pl.col("per").is_null()
    rows = told.filter(is_free & pl.col("role").is_in([*y["of"], *y["given"]]))
    of = with_last(rows, pl.when(_is_wide()), _OF_WHOLE)
    of = of.filter(_is_years())
    # behind what a thing costs the year comes first, and nobody else gets the money
    text = taken(sentences, of["row"]).str.to_lowercase()
    is_alone = text.str.contains(y["opens"]) & ~text.str.replace_all(y["aside"], " ").str.contains(
        y["given_to"]
    )
    of = of.filter((pl.col("sentence_id") == pl.col("sentence_id_of")) | pl.lit(is_alone))
    return of.select("row", whole="row_of", is_complete=pl.lit(value=False))


@cache
def _is_wide() -> pl.Expr:
    """Whether an amount is for more than a year, by its words: a cost, a total to be spent, some years, 'by 2029'."""
    years = pl.col("period_end").dt.year() - pl.col("period_start").dt.year()
    is_open = pl.col("period_start").is_null() & pl.col("period_end").is_not_null()
    is_bare = pl.col("period_end").is_null() & pl.col("period_start").is_null()
    is_sum = (pl.col("role") == "cost") | ((pl.col("is_total") | pl.col("is_summing")) & ~pl.col("is_spent"))
    return (is_bare & is_sum) | is_open | (years > 0)


@cache
def _is_years() -> pl.Expr:
    """Whether an amount is that of a year in such a sum, of the same sentence or of what a thing costs."""
    begins, ends = pl.col("period_start"), pl.col("period_end")
    is_year = begins.is_not_null() & (ends.dt.year() == begins.dt.year())
    within = (begins >= pl.col("period_start_of")).fill_null(True) & (
        ends <= pl.col("period_end_of")
    ).fill_null(True)
    here = pl.col("sentence_id") == pl.col("sentence_id_of")
    near = pl.col("sentence_id").cast(pl.Int64) - pl.col("sentence_id_of") <= _NEAR
    near &= (pl.col("block") == pl.col("block_of")) & (pl.col("role_of") == "cost")
    same = (pl.col("place_code") == pl.col("place_code_of")).fill_null(True)
    is_given = pl.col("role").is_in(toml("roles")["yearly"]["given"]) & pl.col("purpose").is_null()
    is_one = is_given & ~pl.col("is_added") & ~_is_wide() & is_year & within & same & (here | near)
    return (is_one & (pl.col("amount") < pl.col("amount_of"))).fill_null(False)
