"""Matching patterns over the class letters of a sentence's tokens.

A sentence becomes a string with one letter per token; a match's place in the string is its place among the tokens.
The regex engine is Rust's: linear time, no backtracking.
"""

from __future__ import annotations

import polars as pl

from tasks.mentions.stream import Stream


def matches(stream: Stream, pattern: str, needed: list[str]) -> pl.DataFrame:
    """Finds the non-overlapping matches of a pattern over token codes.

    Args:
        stream: the tokens; row i is token i.
        pattern: a Rust regex over the letters.
        needed: letters of which a sentence must hold one to be looked at.

    Returns:
        row (number of the first token), width (tokens), match (the letters); in order.
    """
    sentence = stream.tokens["sentence_id"]
    bounds = pl.DataFrame({"sentence_id": sentence}).with_row_index("row")
    of_interest = sentence.gather(stream.rows(pl.col("code").is_in(needed))).unique()
    inside = bounds.filter(pl.col("sentence_id").is_in(of_interest.implode()))
    texts = (
        inside.with_columns(code=stream.at("code", inside["row"]))
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
