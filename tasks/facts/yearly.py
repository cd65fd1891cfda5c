"""What is given in one year of a sum for more: 'жалпы 18 млрд жұмсалады, биыл 6 млрд бөлінді', 'құны 9 млрд'."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.wholes import with_last
from tasks.language.runs import taken
from tasks.lexicon import toml

_NEAR = 1  # sentences from what a thing costs to what a year gives for it
_OF_WHOLE = ("row", "sentence_id", "amount", "block", "role", "place_code", "period_start", "period_end")


def yearly(told: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """row, whole, is_complete: what a year gives of the last cost, total or sum of several years before it.

    Only where nothing stands there but the year, who pays and the verb: 'биыл мектепке 6 млрд бөлінді' and 'кәсіпкерлер
    6 млрд салды' are somebody else's money. Behind what a thing costs nothing else may stand in the whole sentence.

    Args:
        told: rows with what they say of themselves, by `purse` and row.
        rows: the table, with `sentence` and `quote`.
    """
    y = toml("roles")["yearly"]
    is_free = pl.col("additive") & ~pl.col("belongs") & pl.col("per").is_null()
    of = with_last(
        told.filter(is_free & pl.col("role").is_in([*y["of"], *y["given"]])), pl.when(_is_wide()), _OF_WHOLE
    )
    of = of.filter(_is_years())
    texts = of.select(
        is_own=pl.col("sentence_id") == pl.col("sentence_id_of"),
        text=taken(rows["sentence"], of["row"]),
        quote=taken(rows["quote"], of["row_of"]),
    )
    return of.filter(texts.select(_is_alone()).to_series()).select(
        "row", whole="row_of", is_complete=pl.lit(value=False)
    )


@cache
def _is_alone() -> pl.Expr:
    """Whether nobody else gets or gives the money, by the sentence from the sum on, or from its beginning."""
    y = toml("roles")["yearly"]
    # `find` counts bytes
    at = pl.when("is_own").then(pl.col("text").str.find(pl.col("quote"), literal=True)).otherwise(0)
    told = pl.col("text").cast(pl.Binary).bin.slice(at).cast(pl.String).str.to_lowercase()
    return told.str.contains(y["plain"])


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
    near &= pl.col("role").is_in(toml("roles")["yearly"]["paid"])
    same = (pl.col("place_code") == pl.col("place_code_of")).fill_null(True)
    is_given = pl.col("role").is_in(toml("roles")["yearly"]["given"]) & pl.col("purpose").is_null()
    is_one = is_given & ~pl.col("is_added") & ~_is_wide() & is_year & within & same & (here | near)
    return (is_one & (pl.col("amount") < pl.col("amount_of"))).fill_null(False)
