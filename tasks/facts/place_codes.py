"""Which place of the code list a unit means: by its kind, its neighbours, the regions named."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.gazetteer import candidates, plain
from tasks.lexicon import rows, toml

_LEVELS = {
    "O": ["region"],
    "C": ["city", "town", "district"],
    "D": ["district"],
    "K": ["town"],
    "V": ["town"],
    "L": ["none"],
    "T": ["none"],
    "Y": ["none"],
    "M": ["none"],
    "": ["region", "city", "district", "town"],
}


def coded(units: pl.DataFrame) -> pl.DataFrame:
    """Resolves the names of each unit.

    Args:
        units: unit, article_id, sentence_id, chain (shared by units next to each other), keys, kind,
            is_known, is_weak.

    Returns:
        unit, place_code, region_code, level; only units that have a meaning, codes null where none is
        certain. A list of names has the code that its members share: the place, else the region.
    """
    meanings = _candidates(units)
    alone = _only(meanings)
    found = [alone]
    left = meanings.join(alone, on=["unit", "key"], how="anti", maintain_order="left")
    for scope in (["chain"], ["sentence_id"], ["article_id", "key"], ["article_id"]):
        if left.is_empty():
            break
        known = pl.concat(found).filter(~pl.col("is_weak")).select(*scope, "region_code").unique()
        near = left.join(known, on=[*scope, "region_code"], how="semi", maintain_order="left")
        chosen = _only(near)
        found.append(chosen)
        left = left.join(chosen, on=["unit", "key"], how="anti", maintain_order="left")
    certain = _shared(pl.concat(found), units)
    return (
        meanings.select("unit")
        .unique(maintain_order=True)
        .join(certain, on="unit", how="left", maintain_order="left")
    )


def _candidates(units: pl.DataFrame) -> pl.DataFrame:
    named = (
        units.filter("is_known")
        .select("unit", "article_id", "sentence_id", "chain", "kind", "is_weak", "is_unsure", key="keys")
        .explode("key")
        .join(candidates(), on="key", maintain_order="left")
        .filter(
            (pl.col("typed") == "")
            | (pl.col("typed") == pl.col("kind"))
            | (pl.col("is_unsure") & pl.col("typed").is_in(["C", "V"]))
        )
        .join(_allowed(), on=["kind", "level"], maintain_order="left")
        .filter((pl.col("kind") != "O") | ~pl.col("place_code").is_in(_of_type("city_rep")))
        .filter((pl.col("kind") != "C") | ~pl.col("place_code").is_in(_of_type("city_district")))
        .join(_bare(), on="key", how="left", maintain_order="left")
    )
    named = named.unique(["unit", "key", "place_code"], keep="first", maintain_order=True)
    # A city's kind fits a district that is called after its town only where no city is called so.
    city = pl.when(pl.col("kind") == "C").then(pl.col("rank") == pl.col("rank").min().over("unit", "key"))
    return named.filter(city.fill_null(True)).filter(
        (pl.col("kind") != "") | pl.col("default").is_null() | (pl.col("default") == pl.col("place_code"))
    )


@cache
def _allowed() -> pl.DataFrame:
    """kind, level, rank: what a place with the word of a kind may be, the likeliest first."""
    return pl.DataFrame(
        [(k, lv, rank) for k, levels in _LEVELS.items() for rank, lv in enumerate(levels)],
        schema={"kind": pl.String, "level": pl.String, "rank": pl.Int64},
        orient="row",
    )


def _only(meanings: pl.DataFrame) -> pl.DataFrame:
    """The meanings left where there is one: a bare name means a city before its region."""
    group = ["unit", "key"]
    one_region = pl.col("region_code").n_unique().over(group) == 1
    is_city = pl.col("level") == "city"
    is_region = pl.col("level") == "region"
    best = (
        pl.when(is_city.any().over(group))
        .then(is_city)
        .when(is_region.any().over(group))
        .then(is_region)
        .otherwise(pl.lit(True))
    )
    left = meanings.filter(one_region & best)
    return left.filter(pl.len().over(group) == 1)


def _shared(found: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    regions = {r["region_code"]: r["place_code"] for r in rows("places") if r["level"] == "region"}
    named = units.select("unit", n=pl.col("keys").list.len())
    per_unit = found.group_by("unit", maintain_order=True).agg(
        n_found=pl.len(),
        n_codes=pl.col("place_code").n_unique(),
        n_regions=pl.col("region_code").n_unique(),
        place_code=pl.col("place_code").first(),
        region_code=pl.col("region_code").first(),
        level=pl.col("level").first(),
    )
    is_one = pl.col("n_codes") == 1
    region = pl.col("region_code").replace_strict(regions, default=None, return_dtype=pl.String)
    return (
        per_unit.join(named, on="unit", maintain_order="left")
        .filter((pl.col("n_found") == pl.col("n")) & (pl.col("n_regions") == 1))
        .select(
            "unit",
            place_code=pl.when(is_one).then("place_code").otherwise(region),
            region_code="region_code",
            level=pl.when(is_one).then("level").otherwise(pl.lit("list")),
        )
    )


@cache
def _bare() -> pl.DataFrame:
    """key, default: what bare names mean by the lexicon, for every spelling of the name."""
    table, out = candidates(), []
    for name, code in toml("place_names")["bare"].items():
        same = (
            table.filter((pl.col("place_code") == code) & (pl.col("typed") == ""))["key"].unique().to_list()
        )
        out += [(k, code) for k in sorted({f"kk:{plain(name)}", *same})]
    return pl.DataFrame(out, schema={"key": pl.String, "default": pl.String}, orient="row")


@cache
def _of_type(kind: str) -> list[str]:
    return [r["place_code"] for r in rows("places") if r["type"] == kind]
