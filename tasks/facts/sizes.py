"""Quantities that are the size of a thing: of what is built, and of what stands already and is worked on."""

from __future__ import annotations

import polars as pl

from tasks.facts.project_forms import entries, fits, found
from tasks.lexicon import toml


def sized(near: pl.DataFrame, before: pl.DataFrame, after: pl.DataFrame) -> pl.Series:
    """'300 орындық мектеп', '300 орынға арналған', 'школа на 300 мест': how large a thing is, not how much it grew.

    Args:
        near: quantities, with the preposition and the word behind.
        before: the first word of each number (form0) and the two before it (form-2, form-1).
        after: the last word of each number (form0) and the one before it (form-1).

    Returns:
        a boolean a quantity, never null.
    """
    size = toml("indicators")["size"]
    is_led = before["form-1"].is_in(toml("indicators")["sides"]["by"])
    rows = near.select(
        "no", "language", "name", "case", "next_form", "prep", last=after["form0"], joint=after["form-1"]
    ).with_columns(
        near.select(
            is_one=(pl.col("kind") == "quantity"),
            telling=pl.col("unit").is_in(toml("indicators")["telling_units"]),
        ),
        noun=before.select(pl.when(pl.lit(is_led)).then("form-2").otherwise("form-1")).to_series(),
    )
    kk = pl.col("name") == "kk"
    of_thing = pl.col("telling") & (pl.col("prep") == "by") & (pl.col("name") == "ru")
    held = rows.filter("is_one", of_thing).select("language", "noun", row="no")
    things = found(held, entries("head"), pl.col("noun"))["row"]
    adjective = kk & fits("last", size["adjective"])
    designed = kk & pl.col("case").str.ends_with("dat") & fits("next_form", size["designed"])
    hyphened = (pl.col("name") == "en") & (pl.col("joint") == "-")  # 'a 500-bed hospital'
    is_size = pl.col("is_one") & (adjective | designed | hyphened | pl.col("no").is_in(things.implode()))
    return rows.select(is_size.fill_null(False)).to_series()


def existing(near: pl.DataFrame, before: pl.DataFrame) -> pl.Series:
    """'Больницу на 200 коек ремонтируют': a size that what is repaired or pulled down has already, if it is that.

    Args:
        near: quantities, with `is_size`.
        before: as `sized` takes it.

    Returns:
        a boolean a quantity, never null.
    """
    works = toml("indicators")["works"]
    unit, floors = pl.col("unit"), works["floors"]
    is_floor = before.select(
        pl.any_horizontal(pl.col("form-2", "form-1").str.contains(works["floor_nouns"]))
    ).to_series()
    ends = pl.col("case").str.ends_with("dat") | (pl.col("prep") == "to") | pl.col("is_limit")
    told = (unit.is_in(works["standing"]) & ~ends.fill_null(False)) | ((unit == floors) & pl.lit(is_floor))
    size = pl.col("is_size") & ~unit.is_in(works["lengths"]).fill_null(False)
    return near.select((told | size).fill_null(False)).to_series()
