"""What every fact carries: its quote, sentence and offsets, and an id that any machine would give it."""

from __future__ import annotations

import hashlib

import polars as pl


def evident(facts: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
    """Adds the evidence columns.

    Args:
        facts: sentence_id, char_start, char_end.
        sentences: SENTENCES.

    Returns:
        `facts` with article_id, block_no, language, published, sentence, role_of_block, quote.
    """
    home = sentences.select(
        "sentence_id",
        "article_id",
        "block_no",
        "language",
        "published",
        "sentence",
        role_of_block="role",
        base="char_start",
    )
    start, length = pl.col("char_start") - pl.col("base"), pl.col("char_end") - pl.col("char_start")
    # of the sentence, not of the text: characters are counted from its beginning
    return (
        facts.join(home, on="sentence_id", how="left", maintain_order="left")
        .with_columns(quote=pl.col("sentence").str.slice(start, length))
        .drop("base")
    )


def stable_id(*columns: str) -> pl.Expr:
    """16 hex digits of a hash over columns as text: the same on any machine, in any order of rows."""
    joined = pl.concat_str([pl.col(c).cast(pl.String).fill_null("") for c in columns], separator="\x1f")
    return joined.map_batches(_digests, return_dtype=pl.String)


def _digests(texts: pl.Series) -> pl.Series:
    digests = [hashlib.sha256(t).digest()[:8] for t in texts.cast(pl.Binary).to_list()]
    return pl.Series(digests, dtype=pl.Binary).bin.encode("hex")
