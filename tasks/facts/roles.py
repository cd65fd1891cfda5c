"""What the money of an amount is: its role, purpose, source of funds and who said it."""

from __future__ import annotations

import polars as pl


def decided(money: pl.DataFrame, tokens: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
    """Decides within the clause of each amount.

    Args:
        money: MENTIONS of kind money.
        tokens: TOKENS.
        sentences: SENTENCES.

    Returns:
        role, cue (the deciding word and its place, for `rule`), role_confidence (0 to 1), purpose, funding_source,
        attributed_to, additive, per; a row for each of `money`, in their order.
    """
    del tokens, sentences
    return money.with_columns(
        role=pl.lit("other"),
        cue=pl.lit("none"),
        role_confidence=pl.lit(0.5),
        purpose=pl.lit(None, dtype=pl.String),
        funding_source=pl.lit(None, dtype=pl.String),
        attributed_to=pl.lit(None, dtype=pl.String),
        additive=pl.lit(False),
        per=pl.lit(None, dtype=pl.String),
    ).select("role", "cue", "role_confidence", "purpose", "funding_source", "attributed_to", "additive", "per")
