"""Indicator rows out of quantities that aren't money."""

from __future__ import annotations

import polars as pl

from tasks.facts import periods, places
from tasks.facts.evidence import evident, stable_id

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
        the columns of `indicators` but project_id and run_id, with mention_no, sentence_id, token_start, token_end.
    """
    measured = mentions.filter(pl.col("kind").is_in(_KINDS) & pl.col("value").is_not_null())
    measured = pl.concat(
        [measured.drop("per"), _metrics(measured, tokens), places.of(measured, here, sentences), periods.of(measured, when)],
        how="horizontal",
    )
    return evident(measured, articles, sentences).with_columns(
        unit=pl.col("unit").fill_null("unit"),
        indicator_id=stable_id("article_id", "char_start", "char_end", "value", "value_max", "unit"),
    ).rename({"kind": "mention_kind", "actuality": "kind"})


def _metrics(measured: pl.DataFrame, tokens: pl.DataFrame) -> pl.DataFrame:
    del tokens
    return measured.with_columns(
        metric=pl.lit("—"),
        metric_code=pl.lit(None, dtype=pl.String),
        statistic=pl.lit("level"),
        direction=pl.lit(None, dtype=pl.String),
        actuality=pl.lit("actual"),
    ).select("metric", "metric_code", "statistic", "direction", "actuality")
