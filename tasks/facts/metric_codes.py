"""The code of a metric, where the lexicon knows it."""

from __future__ import annotations

import polars as pl


def coded(measured: pl.DataFrame) -> pl.DataFrame:
    """Adds metric_code and actuality."""
    return measured.with_columns(
        metric_code=pl.lit(None, dtype=pl.String), actuality=pl.coalesce("plan", pl.lit("actual"))
    )
