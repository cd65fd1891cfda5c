"""The nearest word of some lexicon to each amount, within its clause."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.positions import position, upto
from tasks.language.runs import beginnings, constant, taken


def beside(near: pl.DataFrame, hits: pl.DataFrame) -> pl.DataFrame:
    """Every hit of an amount's sentence with how far it stands.

    Args:
        near: as `votes.amounts` gives them, in order of the text.
        hits: sentence_id, token_no, clause and further columns.

    Returns:
        no, the columns of `hits`, `is_after`, `distance` (tokens between), `bounds` (clause bounds between), `between`
        (amounts between) and `amounts_after` (of the hit, in the sentence); nothing inside the amount.
    """
    mine = near.select(
        "no", "sentence_id", "token_start", "token_end", "ordinal", "clause_start", "clause_end", "is_whole",
        "has_share", "is_dashed", "is_told_of", amount_case="case",
    )  # fmt: skip
    amounts = position(near["sentence_id"], near["token_start"])
    behind = upto(amounts, position(hits["sentence_id"], hits["token_no"]))
    first, last = _bounds(near["sentence_id"], hits["sentence_id"])
    counted = hits.with_columns(passed=behind - first, amounts_after=last - behind)
    met = mine.join(counted, on="sentence_id", maintain_order="left")
    # nothing inside the amount
    outside = (met["token_no"] >= met["token_end"]) | (met["token_no"] < met["token_start"])
    met = met if outside.all() else met.filter(outside)
    return met.select(pl.exclude("passed"), *_stands())


def _bounds(home: pl.Series, sentence: pl.Series) -> tuple[pl.Series, pl.Series]:
    """The first row of some sentences and the row behind their last; of a sentence without rows 0 and 0.

    Args:
        home: sentence_id of each row, in order.
        sentence: sentence_ids.
    """
    starts = beginnings(home).cast(pl.Int64)
    ends = pl.concat([starts.slice(1), pl.Series([home.len()], dtype=pl.Int64)]).head(starts.len())
    n_ids = max(int(ids.max() or 0) for ids in (home, sentence)) + 1  # type: ignore[arg-type]
    ids = taken(home, starts)
    first, last = (
        taken(constant(0, n_ids, pl.Int64).scatter(ids, rows), sentence) for rows in (starts, ends)
    )
    return first, last


@cache
def _stands() -> tuple[pl.Expr, ...]:
    """How a hit stands to the amount, of which `passed` amounts begin up to it."""
    at = pl.col("token_no").cast(pl.Int64)
    is_after = pl.col("token_no") >= pl.col("token_end")
    distance = pl.when(is_after).then(at - pl.col("token_end")).otherwise(pl.col("token_start") - at - 1)
    bounds = (
        pl.when(is_after)
        .then(pl.col("clause") - pl.col("clause_end"))
        .otherwise(pl.col("clause_start") - pl.col("clause"))
    )
    between = (
        pl.when(is_after)
        .then(pl.col("passed") - pl.col("ordinal") - 1)
        .otherwise(pl.col("ordinal") - pl.col("passed"))
    )
    return (
        is_after.alias("is_after"),
        distance.alias("distance"),
        bounds.clip(0).alias("bounds"),
        between.clip(0).alias("between"),
    )
