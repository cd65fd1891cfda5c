"""Umbrellas and their parts: '60-тан астам жоба … 20 … 32 … 9 … 4', '41 үйдің жетеуі'."""

from __future__ import annotations

import polars as pl

from tasks.lexicon import toml

_ROOM = 1.2  # a bound such as 'over 60' leaves room for parts that add up to 65
_LEAST_PARTS = 2
_REACH = 2  # sentences from a group to the one that tells its parts
_FEW = 10  # below it groups add up by chance: they must be as far along, too
_AHEAD = ["preparation", "identification"]


def with_parents(rows: pl.DataFrame) -> pl.DataFrame:
    """Finds what the parts are parts of.

    Args:
        rows: mention_id, article_id, sentence_no, row, head_row, family, count, comparator, is_part, is_more, status,
            sector; in order.

    Returns:
        `rows` with parent_mention_id and record_type; an umbrella over several sectors has sector 'mixed'.
    """
    parents = pl.concat([_spoken(rows), _counted(rows), _summed(rows)]).unique(
        "mention_id", keep="first", maintain_order=True
    )
    of = parents.filter(pl.col("mention_id") != pl.col("parent_mention_id"))
    rows = rows.join(of, on="mention_id", how="left", maintain_order="left")
    sectors = (
        rows.drop_nulls("parent_mention_id")
        .group_by("parent_mention_id")
        .agg(
            n_sectors=pl.col("sector").n_unique(),
            stage=pl.when(pl.col("status").n_unique() == 1).then(pl.col("status").first()),
        )
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
        # 'Үш нысанның жалпы құны' behind what is built
        status=pl.when(pl.col("status") == "unknown")
        .then(pl.coalesce("stage", "status"))
        .otherwise("status"),
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
            "article_id", whole_row="row", whole="count", bound="comparator", parent_mention_id="mention_id",
            whole_stage="status",
        )
    )  # fmt: skip
    parts = general.join(largest, on="article_id", how="inner", maintain_order="left").filter(
        (pl.col("row") > pl.col("whole_row")) & (pl.col("count") < pl.col("whole")) & ~_undone("status")
    )
    limit = pl.col("whole") * pl.when(pl.col("bound") == "eq").then(1.0).otherwise(_ROOM)
    over = "parent_mention_id"
    fits = (pl.col("count").sum().over(over) <= limit) & (pl.len().over(over) >= _LEAST_PARTS)
    return parts.filter(fits).select("mention_id", "parent_mention_id")


def _summed(rows: pl.DataFrame) -> pl.DataFrame:
    """'16 демалыс аймағы … 7 саябақ пен 9 сквер': all that one sentence tells adds up to a group named before it.

    Of objects of any kind ('үш нысан: мектеп, балабақша және емхана') single ones count, too, and may stand before.
    """
    free = ~pl.col("is_part") & ~pl.col("is_more").fill_null(False)
    reach = pl.int_ranges(
        pl.col("sentence_no").cast(pl.Int64) - 1, pl.col("sentence_no").cast(pl.Int64) + _REACH + 1
    )
    wholes = (
        rows.filter((pl.col("count") > 1) & (pl.col("comparator") == "eq") & ~pl.col("is_part"))
        .select(
            "article_id", "sector", whole_stage="status", whole="count", whole_row="row",
            whole_no=pl.col("sentence_no").cast(pl.Int64), no=reach,
            parent_mention_id="mention_id", is_general=(pl.col("family") == "general").fill_null(False),
        )
        .explode("no")
    )  # fmt: skip
    parts = rows.filter(free).select(
        "mention_id",
        "article_id",
        "row",
        "count",
        no=pl.col("sentence_no").cast(pl.Int64),
        own="sector",
        stage="status",
    )
    near = wholes.join(parts, on=["article_id", "no"], how="inner", maintain_order="left_right").filter(
        pl.col("row") != pl.col("whole_row"),
        (pl.col("row") > pl.col("whole_row")) | (pl.col("is_general") & (pl.col("no") < pl.col("whole_no"))),
    )
    told = near.group_by("parent_mention_id", "no", maintain_order=True).agg(adds_up=_adds_up())
    first = told.filter("adds_up").group_by("parent_mention_id").agg(pl.col("no").min())
    return near.join(first, on=["parent_mention_id", "no"], how="semi", maintain_order="left").select(
        "mention_id", "parent_mention_id"
    )


def _adds_up() -> pl.Expr:
    """Whether what one sentence tells is all of a group: of its size, sector and stage."""
    alike = pl.col("stage") == pl.col("whole_stage")
    alike |= (pl.col("whole_stage") == "unknown") | (pl.col("whole") >= _FEW)
    # what is under way isn't what all has been done
    over = (pl.col("whole_stage") == "implementation").any() & (pl.col("stage") == "completed").all()
    of_sector = ((pl.col("own") == pl.col("sector")) & pl.col("count").is_not_null()).all()
    return (
        (pl.col("count").fill_null(1).sum() == pl.col("whole").first())
        & (pl.len() >= _LEAST_PARTS)
        & (alike & ~_undone("stage")).all()
        & ~over
        & (pl.col("is_general").first() | of_sector)
    )


def _undone(stage: str) -> pl.Expr:
    """'Построят 12 школ. В прошлом году построено 5 и 7': what was done is no part of what is to come."""
    return pl.col("whole_stage").is_in(_AHEAD) & (pl.col(stage) == "completed")
