"""Where a village or a quarter lies that the code list doesn't have: what its article names, when that is one place."""

from __future__ import annotations

import polars as pl

from tasks.lexicon import rows

_SMALL = ["settlement", "nature", "works", "river", "microdistrict", "district"]


def located(places: pl.DataFrame) -> pl.DataFrame:
    """Gives small places without a code that of the one place of their article, else of the one region.

    Args:
        places: places in order of the text, with article_id, role, level, place_code, region_code, is_aside.

    Returns:
        the same rows; nothing is filled in where the article names several regions.
    """
    regions = {r["region_code"]: r["place_code"] for r in rows("places") if r["level"] == "region"}
    own = pl.col("place_code").is_not_null() & ~pl.col("is_aside") & (pl.col("role") != "dateline")
    known = (
        places.filter(own)
        .group_by("article_id")
        .agg(
            n_regions=pl.col("region_code").n_unique(),
            region=pl.col("region_code").first(),
            codes=pl.col("place_code").unique(),
        )
        .filter(pl.col("n_regions") == 1)
    )
    region = pl.col("region").replace_strict(regions, default=None, return_dtype=pl.String)
    town = pl.when(pl.col("codes").list.len() == 1).then(pl.col("codes").list.first())
    lacks = pl.col("place_code").is_null() & pl.col("level").is_in(_SMALL) & pl.col("region_code").is_null()
    return places.join(known, on="article_id", how="left", maintain_order="left").with_columns(
        place_code=pl.when(lacks).then(pl.coalesce(town, region)).otherwise("place_code"),
        region_code=pl.when(lacks).then("region").otherwise("region_code"),
    )
