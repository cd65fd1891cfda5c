"""The nearest word of some lexicon to each amount, within its clause."""

from __future__ import annotations

import polars as pl

from tasks.facts.positions import position
from tasks.language.runs import taken


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
        "has_share", "is_dashed", amount_case="case",
    )  # fmt: skip
    is_after, at = pl.col("is_after"), pl.col("token_no").cast(pl.Int64)
    return (
        mine.join(_counted(near, hits), on="sentence_id", maintain_order="left")
        .with_columns(is_after=pl.col("token_no") >= pl.col("token_end"))
        .filter(is_after | (pl.col("token_no") < pl.col("token_start")))
        .with_columns(
            distance=pl.when(is_after)
            .then(at - pl.col("token_end"))
            .otherwise(pl.col("token_start") - at - 1),
            bounds=pl.when(is_after)
            .then(pl.col("clause") - pl.col("clause_end"))
            .otherwise(pl.col("clause_start") - pl.col("clause"))
            .clip(0),
            between=pl.when(is_after)
            .then(pl.col("passed") - pl.col("ordinal") - 1)
            .otherwise(pl.col("ordinal") - pl.col("passed"))
            .clip(0),
        )
        .drop("passed")
    )


def _counted(near: pl.DataFrame, hits: pl.DataFrame) -> pl.DataFrame:
    """The hits of sentences with amounts, with how many of these begin up to the word (`passed`) and after it."""
    home = near["sentence_id"]
    first = (home != home.shift(1)).fill_null(True).arg_true().cast(pl.Int64)
    last = pl.concat([first.slice(1), pl.Series([near.height], dtype=pl.Int64)]).head(first.len())
    of_sentence = pl.DataFrame({"sentence_id": taken(home, first), "_first": first, "_last": last})
    met = hits.join(of_sentence, on="sentence_id", maintain_order="left")
    amounts = position(home, near["token_start"])
    upto = amounts.search_sorted(position(met["sentence_id"], met["token_no"]), side="right").cast(pl.Int64)
    return met.with_columns(passed=upto - pl.col("_first"), amounts_after=pl.col("_last") - upto).drop(
        "_first", "_last"
    )
