"""What a run joins: the parts that the last release has, those that the batches have made, and what goes from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from tasks import publish
from tasks.schema.frames import FINGERPRINTS

_INDEX = ["article", "article_id", "path", "source_file", "line", "text_hash"]


@dataclass(frozen=True)
class Corpus:
    """What a run joins.

    Args:
        old: the parts of the last release that may stay; none in a run that makes everything anew.
        new: the parts that the batches have made.
        replaced: the files whose rows in old parts don't stay.
        links: LINKS of the last release.
    """

    old: publish.Parts
    new: publish.Parts
    replaced: Sequence[str]
    links: pl.DataFrame


def listed(parts: publish.Parts) -> pl.DataFrame:
    """Which articles there are and where they come from: some columns of FINGERPRINTS, part."""
    return parts.scan("fingerprints", _INDEX, FINGERPRINTS).collect()


def but(rows: pl.LazyFrame, lost: pl.DataFrame) -> pl.LazyFrame:
    """The rows but those that have gone: article_id, part."""
    return rows if lost.is_empty() else rows.join(lost.lazy(), on=["article_id", "part"], how="anti")
