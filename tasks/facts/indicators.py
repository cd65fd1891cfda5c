"""Indicator rows out of quantities that aren't money."""

from __future__ import annotations

import polars as pl

from tasks.facts import periods, places
from tasks.facts.evidence import evident, stable_id
from tasks.facts.metrics import described

_KINDS = ["percent", "times", "quantity", "count"]


def derive(
    articles: pl.DataFrame,
    sentences: pl.DataFrame,
    tokens: pl.DataFrame,
    mentions: pl.DataFrame,
    here: pl.DataFrame,
    when: pl.DataFrame,
) -> pl.DataFrame:
    """One row per quantity that isn't money, nor a count of projects.

    Args:
        articles: with text.
        sentences: SENTENCES.
        tokens: TOKENS.
        mentions: MENTIONS; those of projects taken out.
        here: places found.
        when: periods found.

    Returns:
        the columns of `indicators` but project_id and run_id, with mention_no, sentence_id, role_of_block.
    """
    measured = mentions.filter(pl.col("kind").is_in(_KINDS) & pl.col("value").is_not_null())
    measured = described(measured, tokens, sentences)
    parts = [measured, places.of(measured, here, sentences), periods.of(measured, when)]
    rows = evident(pl.concat(parts, how="horizontal"), articles, sentences)
    return rows.with_columns(
        kind="actuality",
        indicator_id=stable_id("article_id", "char_start", "char_end", "value", "value_max", "unit"),
    )
