"""What a percentage behind an amount of money is of: 'инвестиция 118 млрд теңге болып, 24 пайызға артты'."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts import number_phrases
from tasks.language.runs import row_before, spread, taken, window
from tasks.lexicon import toml

_NEAR = 3  # words from a phrase to its amount: fillers may stand between


def beyond_amounts(
    near: pl.DataFrame, before: pl.DataFrame, shapes: pl.DataFrame, words: pl.DataFrame
) -> pl.DataFrame:
    """The noun phrases of changes that have none of their own, and stand right behind an amount.

    Args:
        near: quantities as `movement.moved` gives them.
        before: the nearest noun phrase before each: `first`, `last` (rows; null where there is none).
        shapes: as `word_shapes.shaped` gives them.
        words: as `word_windows.lined` gives them.

    Returns:
        `before`, filled for such rows: the phrase before the amount or, if there is none, the noun right behind it.
    """
    asked = _asked(near, before, words)
    if asked.is_empty():
        return before
    number = near["row_start"][asked]
    begins = words["passed"].search_sorted(near["passed_start"][asked] - 1).cast(pl.Int64)
    currency = row_before(words, pl.col("code") == "C", number)
    is_one = (currency >= begins).fill_null(value=False)
    # of levels only what brackets say of the amount: '41 млрд теңге (107,9 %)', '41 млрд теңгеге жетті (107,9 %)'
    said = (currency == number - 3) & (taken(shapes["shape"], number - 2) == "v")
    opens = (taken(words["code"], number - 1) == "(") & ((currency == number - 2) | said)
    is_one &= (near["statistic"][asked] != "level") | opens.fill_null(value=False)
    asked, begins, currency = asked.filter(is_one), begins.filter(is_one), currency.filter(is_one)
    own = near.select("name", "number_at", "number_noun")[asked].with_columns(row_start=begins)
    told = _beside(number_phrases.before(own, shapes).with_columns(own["name"]), begins, shapes)
    found = spread(_or_behind(told, currency, shapes), asked, near.height)
    return before.with_columns(pl.coalesce(found[c], c).alias(c) for c in ("first", "last"))


def _asked(near: pl.DataFrame, before: pl.DataFrame, words: pl.DataFrame) -> pl.Series:
    """Rows of changes without a noun phrase; 'өсім 38 пайыз' says nothing of what has grown."""
    rows = near.select(_may_be_of_money().arg_true()).to_series()
    first, last = before["first"][rows], before["last"][rows]
    is_stray = taken(words["form"], first).str.contains(toml("indicators")["words"]["stray"]) & (
        first == last
    )
    return rows.filter(first.is_null() | is_stray.fill_null(value=False))


def _or_behind(told: pl.DataFrame, currency: pl.Series, shapes: pl.DataFrame) -> pl.DataFrame:
    """'118 млрд теңге инвестиция тартылып': in Kazakh the noun behind an amount is what it is an amount of."""
    behind = window(shapes, currency, {"shape": (1, 2)})
    one, two = ((behind[f"shape{k}"] == "n").fill_null(value=False) for k in (1, 2))
    takes = one & ((told["name"] == "kk") | told["first"].is_null())
    ends = {"first": currency + 1, "last": currency + 1 + two.cast(pl.Int64)}
    return told.select(pl.when(takes).then(at).otherwise(c).alias(c) for c, at in ends.items())


def _beside(told: pl.DataFrame, begins: pl.Series, shapes: pl.DataFrame) -> pl.DataFrame:
    """Phrases that stand beside their amounts: in 'ақылы жолдардан 72 млрд теңге' one is of roads, and not owned."""
    between = window(shapes, begins, {"shape": (-_NEAR, -1)})
    far = begins - told["last"]
    # 'the wage is 268,000 tenge, up 11 percent'
    passes = pl.when(pl.col("name") == "kk").then(pl.lit("f")).otherwise(pl.lit("fpv"))
    free = pl.all_horizontal(
        passes.str.contains(pl.col(f"shape-{k}").cast(pl.String), literal=True) | (pl.col("far") <= k)
        for k in range(1, _NEAR + 1)
    ) & (pl.col("far") <= _NEAR)
    is_beside = between.with_columns(told["name"], far=far).select(free.fill_null(value=False)).to_series()
    return told.with_columns(pl.when(pl.lit(is_beside)).then(c).alias(c) for c in ("first", "last"))


@cache
def _may_be_of_money() -> pl.Expr:
    """Changes; and levels that are near a hundred, as indices of growth are."""
    index = toml("metrics")["index"]
    is_change = pl.col("statistic").is_in(["change_pct", "multiple"])
    is_index = (
        (pl.col("kind") == "percent")
        & (pl.col("statistic") == "level")
        & pl.col("value").is_between(index["from"], index["below"])
    )
    return (is_change | is_index).fill_null(value=False)
