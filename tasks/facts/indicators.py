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
    cues = hits(words)
    near = counted(spots(free, words), words, mentions, cues)
    told = moved(near, words, cues)
    measured = coded(with_metric(told, words, sentences, when))
    parts = [measured, places.of(measured, here, sentences), periods.of(measured, when)]
    rows = _as_places(evident(pl.concat(parts, how="horizontal").drop("language"), articles, sentences))
    return rows.with_columns(
        kind="actuality",
        indicator_id=stable_id("article_id", "char_start", "char_end", "value", "value_max", "unit"),
    )


def _as_places(rows: pl.DataFrame) -> pl.DataFrame:
    """'600 оқушыға арналған' where the article says '600 орындық' too: one capacity, told twice."""
    places_of = rows.filter(pl.col("unit") == "place").select("article_id", "value", has_places=True).unique()
    told = rows.join(places_of, on=["article_id", "value"], how="left", maintain_order="left")
    is_same = (pl.col("unit") == "person") & pl.col("has_places")
    return told.with_columns(unit=pl.when(is_same).then(pl.lit("place")).otherwise("unit")).drop("has_places")
