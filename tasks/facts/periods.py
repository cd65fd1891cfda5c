"""Periods in the text, resolved against the day of the article, and which of them a fact is about."""

from __future__ import annotations

import polars as pl

FOUND = pl.Schema(
    {
        "sentence_id": pl.UInt32(),
        "token_start": pl.UInt32(),
        "token_end": pl.UInt32(),
        "period_start": pl.Date(),
        "period_end": pl.Date(),
        "period_text": pl.String(),
        "period_basis": pl.String(),
    }
)


def found(sentences: pl.DataFrame, tokens: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """Every period named.

    Args:
        sentences: SENTENCES.
        tokens: TOKENS.
        mentions: MENTIONS.

    Returns:
        FOUND, in order of the text.
    """
    del sentences, tokens, mentions
    return pl.DataFrame(schema=FOUND)


def of(spans: pl.DataFrame, when: pl.DataFrame) -> pl.DataFrame:
    """The period that each fact is about.

    Args:
        spans: sentence_id, token_start, token_end; one row a fact.
        when: FOUND.

    Returns:
        period_start, period_end, period_text, period_basis ('none' where no period is said); a row for each of
        `spans`, in their order.
    """
    del when
    return spans.with_columns(
        period_start=pl.lit(None, dtype=pl.Date),
        period_end=pl.lit(None, dtype=pl.Date),
        period_text=pl.lit(None, dtype=pl.String),
        period_basis=pl.lit("none"),
    ).select("period_start", "period_end", "period_text", "period_basis")
