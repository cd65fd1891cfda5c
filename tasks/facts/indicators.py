"""Indicator rows out of quantities that aren't money."""

from __future__ import annotations

import polars as pl

from tasks.facts import periods, places
from tasks.facts.around import lined, spots
from tasks.facts.counting import counted
from tasks.facts.evidence import evident, stable_id
from tasks.facts.indicator_cues import hits
from tasks.facts.metric_codes import coded
from tasks.facts.metrics import with_metric
from tasks.facts.movement import moved

_KINDS = ["percent", "times", "quantity", "count"]


def derive(
    articles: pl.DataFrame,
    sentences: pl.DataFrame,
    tokens: pl.DataFrame,
    mentions: pl.DataFrame,
    here: pl.DataFrame,
    when: pl.DataFrame,
    projects: pl.DataFrame,
) -> pl.DataFrame:
    """One row per quantity that isn't money, nor a count of projects.

    Args:
        articles: with text.
        sentences: SENTENCES.
        tokens: TOKENS.
        mentions: MENTIONS.
        here: places found.
        when: periods found.
        projects: mention_no of what projects count.

    Returns:
        the columns of `indicators` but project_id and run_id, with mention_no, sentence_id, role_of_block.
    """
    free = mentions.filter(pl.col("kind").is_in(_KINDS) & pl.col("value").is_not_null())
    free = free.join(projects, on="mention_no", how="anti", maintain_order="left")
    words = lined(tokens, free, mentions)
    near = counted(spots(free, words), words, mentions)
    told = moved(near, words, hits(words))
    measured = coded(with_metric(told, words, sentences, when))
    parts = [measured, places.of(measured, here, sentences), periods.of(measured, when)]
    rows = evident(pl.concat(parts, how="horizontal").drop("language"), articles, sentences)
    return rows.with_columns(
        kind="actuality",
        indicator_id=stable_id("article_id", "char_start", "char_end", "value", "value_max", "unit"),
    )
