"""Matching patterns over the class letters of a sentence's tokens.

A sentence becomes a string with one letter per token; a match's place in the string is its place among the tokens.
The regex engine is Rust's: linear time, no backtracking.
"""

from __future__ import annotations

import polars as pl


def matches(tokens: pl.DataFrame, pattern: str) -> pl.DataFrame:
    """Finds the non-overlapping matches of a pattern over token codes.

    Args:
        tokens: sentence_id and one-letter `code`, in order; row i is token i.
        pattern: a Rust regex over the letters.

    Returns:
        row (number of the first token), width (tokens), match (the letters); in order.
    """
    texts = (
        tokens.select("sentence_id", "code")
        .with_row_index("row")
        .group_by("sentence_id", maintain_order=True)
        .agg(pl.col("row").first(), text=pl.col("code").str.join(""))
        .filter(pl.col("text").str.contains(pattern))
    )
    found = (
        texts.select(
            "row",
            match=pl.col("text").str.extract_all(pattern),
            between=pl.col("text").str.split(pattern, literal=False),
        )
        .with_columns(between=pl.col("between").list.head(pl.col("match").list.len()))
        .explode("match", "between")
    )
    width = pl.col("match").str.len_bytes().cast(pl.Int64)
    before = pl.col("between").str.len_bytes().cast(pl.Int64)
    return found.select(
        row=pl.col("row").cast(pl.Int64) + (before.cum_sum() + width.cum_sum() - width).over("row"),
        width=width,
        match=pl.col("match"),
    )
