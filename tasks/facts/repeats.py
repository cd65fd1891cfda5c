"""A fact that an article states twice is one row: the statement that says most; the other numerals point to it."""

from __future__ import annotations

import polars as pl


def once(facts: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Keeps one row of each fact of an article.

    Args:
        facts: finance, project_mentions, indicators rows with mention_no.

    Returns:
        the same, repeats taken out.
    """
    return facts
