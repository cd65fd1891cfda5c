"""Amounts worded as the total of those beside them: 'барлығы 14 млрд', 'всего – 14 млрд', 'in total'."""

from __future__ import annotations

import polars as pl

from tasks.facts.wholes import MOST_SOURCES, ROUNDING, SOURCES_REACH
from tasks.language.runs import neighbour


def totals(told: pl.DataFrame) -> pl.Series:
    """Rows worded as the total of those just before, whatever their roles: 'поступило 6, выделено 4. Всего – 10'."""
    said = told.sort("purse", "row").with_columns(ahead=pl.col("amount").cum_sum())
    said = said.with_columns(till=pl.col("ahead") - pl.col("amount"))
    is_sum = pl.lit(value=False)
    for n in range(2, MOST_SOURCES + 1):
        gap = pl.col("sentence_id").cast(pl.Int64) - neighbour("sentence_id", -n, "purse")
        rest = (pl.col("till") - neighbour("till", -n, "purse") - pl.col("amount")).abs()
        is_sum |= ((rest <= pl.col("amount") * ROUNDING) & (gap <= SOURCES_REACH)).fill_null(False)
    return said.filter(is_sum & pl.col("is_total"))["row"]


def beside_a_total(line: pl.DataFrame) -> pl.DataFrame:
    """row, whole, is_complete: smaller amounts beside one worded as their total, which they don't make up."""
    home = ["group", "sentence_id"]
    is_largest = pl.col("is_total") & (
        pl.col("amount") == pl.col("amount").filter("is_total").max().over(home)
    )
    with_total = line.filter("is_total").select(home).unique()
    return (
        line.join(with_total, on=home, how="semi", maintain_order="left")
        .with_columns(whole=pl.col("row").filter(is_largest).first().over(home))
        .with_columns(largest=pl.col("amount").filter(is_largest).first().over(home))
        .filter(pl.col("amount") < pl.col("largest"))
        .select("row", "whole", is_complete=pl.lit(value=False))
    )
