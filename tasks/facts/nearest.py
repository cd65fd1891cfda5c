"""The nearest word of some lexicon to each amount, within its clause."""

from __future__ import annotations

import polars as pl


def beside(near: pl.DataFrame, hits: pl.DataFrame) -> pl.DataFrame:
    """Every hit of an amount's sentence with how far it stands.

    Args:
        near: as `votes.amounts` gives them.
        hits: sentence_id, token_no, clause and further columns.

    Returns:
        no, the columns of `hits`, `is_after`, `distance` (tokens between), `bounds` (clause bounds between), `between`
        (amounts between) and `amounts_after` (of the hit, in the sentence); nothing inside the amount.
    """
    starts = near.select("sentence_id", other="token_start")
    passed = (
        hits.select("sentence_id", "token_no")
        .unique()
        .join(starts, on="sentence_id")
        .group_by("sentence_id", "token_no")
        .agg(
            passed=(pl.col("other") <= pl.col("token_no")).sum().cast(pl.Int64),
            amounts_after=(pl.col("other") > pl.col("token_no")).sum().cast(pl.Int64),
        )
    )
    mine = near.select(
        "no", "sentence_id", "token_start", "token_end", "ordinal", "clause_start", "clause_end", "is_whole",
        "has_share", "is_dashed", amount_case="case",
    )  # fmt: skip
    is_after = pl.col("token_no") >= pl.col("token_end")
    at = pl.col("token_no").cast(pl.Int64)
    return (
        mine.join(hits, on="sentence_id", maintain_order="left")
        .join(passed, on=["sentence_id", "token_no"], how="left", maintain_order="left")
        .filter(is_after | (pl.col("token_no") < pl.col("token_start")))
        .with_columns(
            is_after=is_after,
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
