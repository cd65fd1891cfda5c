"""Umbrellas and their parts: '60-тан астам жоба … 20 … 32 … 9 … 4', '41 үйдің жетеуі'."""

from __future__ import annotations

import polars as pl

from tasks.lexicon import toml

_ROOM = 1.2  # a bound such as 'over 60' leaves room for parts that add up to 65
_LEAST_PARTS = 2


def with_parents(rows: pl.DataFrame) -> pl.DataFrame:
    """Finds what the parts are parts of.

    Args:
        rows: mention_id, article_id, row, head_row, family, count, comparator, is_part, sector; in order.

    Returns:
        `rows` with parent_mention_id and record_type; an umbrella over several sectors has sector 'mixed'.
    """
    parents = pl.concat([_spoken(rows), _counted(rows)]).unique(
        "mention_id", keep="first", maintain_order=True
    )
    of = parents.filter(pl.col("mention_id") != pl.col("parent_mention_id"))
    rows = rows.join(of, on="mention_id", how="left", maintain_order="left")
    sectors = (
        rows.drop_nulls("parent_mention_id")
        .group_by("parent_mention_id")
        .agg(n_sectors=pl.col("sector").n_unique())
    )
    rows = rows.join(
        sectors.rename({"parent_mention_id": "mention_id"}),
        on="mention_id",
        how="left",
        maintain_order="left",
    )
    return rows.with_columns(
        record_type=pl.when(pl.col("n_sectors").is_not_null())
        .then(pl.lit("umbrella"))
        .when(pl.col("count").is_null())
        .then(pl.lit("single"))
        .otherwise(pl.lit("group")),
        sector=pl.when(pl.col("n_sectors") > 1).then(pl.lit("mixed")).otherwise("sector"),
    )


def _spoken(rows: pl.DataFrame) -> pl.DataFrame:
    """Parts that the text itself calls parts of the group before them."""
    groups = rows.filter(~pl.col("is_part")).select("head_row", parent_mention_id="mention_id", whole="count")
    return (
        rows.filter("is_part")
        .join(groups, on="head_row", how="inner", maintain_order="left")
        .filter(pl.col("count") < pl.col("whole"))
        .select("mention_id", "parent_mention_id")
    )


def _counted(rows: pl.DataFrame) -> pl.DataFrame:
    """The largest group of projects or objects of an article, and the smaller ones after it that fit into it."""
    # '9 жаңа өндіріс нысаны' counts objects too, though its noun says of what kind
    begins = "(?i)^(?:" + "|".join(toml("projects")["general_beginnings"]) + ")"
    is_general = (pl.col("family") == "general") | pl.col("head_text").str.contains(begins)
    general = rows.filter(is_general & (pl.col("count") > 1) & ~pl.col("is_part"))
    largest = (
        general.sort("article_id", "count", "row", descending=[False, True, False], maintain_order=True)
        .unique("article_id", keep="first", maintain_order=True)
        .select(
            "article_id", whole_row="row", whole="count", bound="comparator", parent_mention_id="mention_id"
        )
    )
    parts = general.join(largest, on="article_id", how="inner", maintain_order="left").filter(
        (pl.col("row") > pl.col("whole_row")) & (pl.col("count") < pl.col("whole"))
    )
    limit = pl.col("whole") * pl.when(pl.col("bound") == "eq").then(1.0).otherwise(_ROOM)
    over = "parent_mention_id"
    fits = (pl.col("count").sum().over(over) <= limit) & (pl.len().over(over) >= _LEAST_PARTS)
    return parts.filter(fits).select("mention_id", "parent_mention_id")
