"""Sums that stand no longer, or never did: 'закладывали 4 млрд, теперь сумма выросла', 'надеялся получить 4 млрд'."""

from __future__ import annotations

import polars as pl

from tasks.facts.nearest import beside
from tasks.language.runs import by_word, constant, flagged, neighbour, of_sentences
from tasks.lexicon import toml

_REACH = 8  # words from a hope to its sum
_APART = 4  # words from 'the sum' to what became of it
_MARKS = ("once", "hoped", "got", "total", "changed")


def unreached(near: pl.DataFrame, words: pl.DataFrame) -> pl.Series:
    """Whether an amount was only hoped for, or was meant before 'the sum' was changed, to what isn't told.

    Args:
        near: as `votes.amounts` gives them.
        words: TOKENS with `clause`, of the sentences with money.
    """
    u, form = toml("roles")["unreached"], pl.col("form")
    opens = by_word(words, (form.str.contains(u["once"]) | form.str.contains(u["hoped"])).alias("opens"))
    asked = words["sentence_id"].filter(opens["opens"]).unique()
    some = of_sentences(near, asked)
    if some.is_empty():  # as in most batches of a few articles
        return constant(False, near.height, pl.Boolean)
    own = of_sentences(words, asked)
    marks = by_word(own, *(form.str.contains(u[c]).alias(c) for c in _MARKS))
    told = own.select("sentence_id", "token_no", "clause").hstack(marks).with_columns(_is_hope())
    met = beside(some, told.filter(pl.any_horizontal(_MARKS))).filter(pl.col("between") == 0)
    is_near = pl.col("bounds") < 1
    hoped = met.filter(pl.col("hoped"), is_near, pl.col("distance") <= _REACH)["no"]
    once = met.filter(pl.col("once"), is_near)["no"].unique()
    behind = met.filter(pl.col("is_after"), pl.col("no").is_in(once.implode()))
    totals = behind.filter("total").select("no", at=pl.col("token_no").cast(pl.Int64))
    changed = behind.filter("changed").join(totals, on="no")
    apart = (pl.col("token_no").cast(pl.Int64) - pl.col("at")).abs()
    return flagged(pl.concat([hoped, changed.filter(apart <= _APART)["no"]]), near.height)


def _is_hope() -> pl.Expr:
    """'Рассчитывал получить', 'hoped to receive', 'алуды көздеген'."""
    got = pl.any_horizontal(neighbour("got", k).fill_null(value=False) for k in (-1, 1, 2))
    return pl.col("hoped") & got
