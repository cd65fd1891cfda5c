"""What for."""
from __future__ import annotations
import polars as pl
def purposes(near: pl.DataFrame, words: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
    return near.with_columns(purpose=pl.lit(None, dtype=pl.String)).select("purpose")
def funded(near: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    return near.with_columns(funding_source=pl.lit(None, dtype=pl.String)).select("funding_source")
