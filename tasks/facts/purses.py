"""Whose money stands beside an amount, and where a sum opens the list of what it is made up of."""

from __future__ import annotations

import polars as pl

from tasks.language.runs import neighbour, row_after, taken, tally
from tasks.language.windows import rows_of
from tasks.lexicon import toml

_COLON = 8  # words from a sum to the colon that opens the list of its parts


def is_purse() -> pl.Expr:
    """Whether a word names one who pays: asked of every word."""
    return pl.col("form").str.contains(toml("roles")["additive"]["purse"]).alias("is_purse")


def has_purse(near: pl.DataFrame, words: pl.DataFrame, is_one: pl.Series) -> pl.Series:
    """Whether one who pays is named between the amounts beside each amount: '30 млрд – кредит, 8 – өз қаражаты'.

    Args:
        near: as `votes.amounts` gives them.
        words: TOKENS of the sentences with money.
        is_one: whether each word `is_purse`.
    """
    home, start = near["sentence_id"], near["token_start"].cast(pl.Int64)
    count = pl.select(tally(pl.lit(is_one))).to_series().cast(pl.Int64)
    is_same = home == home.shift(1)
    begins = rows_of(words, home, start)
    first = begins.shift(1).zip_with(is_same.fill_null(False), rows_of(words, home, start * 0))
    last = words["sentence_id"].search_sorted(home, side="right").cast(pl.Int64) - 1
    upto = begins.shift(-1).zip_with(is_same.shift(-1).fill_null(False), last)
    before = taken(count, first) - taken(is_one, first).cast(pl.Int64)
    return taken(count, upto) > before


def opens_list(near: pl.DataFrame, words: pl.DataFrame) -> pl.Series:
    """Whether a colon follows: '6,6 млрд теңге: салық – 0,8, …', '12 bn will be spent: 7 bn from …, 5 bn from …'."""
    home, end = near["sentence_id"], near["token_end"].cast(pl.Int64)
    following = taken(words["form"], rows_of(words, home, end))
    colon = taken(words["token_no"], row_after(words, pl.col("form") == ":", rows_of(words, home, end - 1)))
    ahead = [pl.col("sentence_id").shift(-k) == pl.col("sentence_id") for k in (1, 2)]
    closing = taken(words["token_no"], row_after(words, pl.col("code") == ")", rows_of(words, home, end - 1)))
    is_aside = pl.lit(closing < colon).fill_null(False)  # '535 млн (былтыр 607 млн), соның ішінде: …'
    between = pl.lit(colon.cast(pl.Int64)).is_between(end - 1, end + _COLON) & ~is_aside
    is_list = between & (pl.lit(colon) < pl.col("token_start").shift(-1)) & ahead[0] & ahead[1]
    return near.select((pl.lit(following == ":") | is_list).fill_null(False)).to_series()


def opens_bracket(near: pl.DataFrame, words: pl.DataFrame) -> pl.Series:
    """Whether a bracket follows, in which another amount stands: '38 млрд тенге (30 млрд – кредит, …)'."""
    home, end = near["sentence_id"], near["token_end"].cast(pl.Int64)
    code = taken(words["code"], rows_of(words, home, end))
    return near.select(
        (pl.lit(code == "(") & (pl.col("sentence_id").shift(-1) == pl.col("sentence_id"))).fill_null(False)
    ).to_series()


def opens_namely(near: pl.DataFrame, words: pl.DataFrame) -> pl.Series:
    """Whether 'that is', 'то есть', 'яғни' stands between an amount and the next of its sentence, or just a dash."""
    a, form = toml("roles")["additive"], pl.col("form")
    two = form.is_in(a["namely_second"]) & neighbour("form", -1).is_in(a["namely_first"])
    said = words.select(tally((form.is_in(a["namely"]) | two).fill_null(False))).to_series().cast(pl.Int64)
    home = near["sentence_id"]
    count = taken(said, rows_of(words, home, near["token_start"].cast(pl.Int64)))
    follows = neighbour("token_start", 1, "sentence_id")
    is_dash = pl.col("is_dashed") & (follows == pl.col("token_end") + 1)
    return near.select(
        (is_dash | (pl.lit(count.shift(-1) > count) & follows.is_not_null())).fill_null(False)
    ).to_series()
