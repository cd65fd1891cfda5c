"""Short texts as articles that hold nothing else: one block of body each, no title, no dateline."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import polars as pl

from tasks import sentences
from tasks.schema.frames import BLOCKS

_NOT_SAID = ("title", "dateline_place", "duplicate_of")


def read(texts: Iterable[tuple[str, str, str]], day: date | None = None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Articles and SENTENCES, as `derive` takes them.

    Args:
        texts: (article_id, text, language).
        day: on which all of them were published.
    """
    named = {"article_id": pl.String, "text": pl.String, "language": pl.String}
    articles = pl.DataFrame(list(texts), schema=named, orient="row").with_columns(
        pl.lit(day, dtype=pl.Date).alias("published"),
        *[pl.lit(None, dtype=pl.String).alias(c) for c in _NOT_SAID],
    )
    blocks = articles.select(
        "article_id",
        block_no=pl.lit(0),
        role=pl.lit("body"),
        char_start=pl.lit(0),
        char_end=pl.col("text").str.len_chars(),
    ).cast(BLOCKS)
    return articles, sentences.split(articles, blocks)


def of_cases(cases: Iterable[dict]) -> list[tuple[str, str, str]]:
    """The texts of cases with id, text and language."""
    return [(c["id"], c["text"], c["language"]) for c in cases]
