"""Groups and their parts: which share belongs to which group, and what one says of the other's stage."""

from __future__ import annotations

import polars as pl

from tasks.facts.project_forms import beginning
from tasks.language.letters import one_of
from tasks.language.runs import taken
from tasks.lexicon import toml

_LISTED = 20  # sentences over which a list of shares still belongs to its group
_MOVING = ["completed", "completion", "implementation"]


def wholes(objects: pl.DataFrame) -> pl.Series:
    """Rows of the groups that a part of the same sentence divides: 'из 40 школ в программе готовы 31'."""
    home = objects.select("sentence_id", head_row="row")
    parts = objects.filter("is_part").select("sentence_id", "head_row")
    return parts.join(home, on=["sentence_id", "head_row"], how="semi")["head_row"].unique()


def made(objects: pl.DataFrame, direct: pl.DataFrame) -> pl.Series:
    """Rows of groups of which some part is made: of '14 стансаның төртеуі жаңартылды' all fourteen stood before."""
    parts = objects.filter("is_part").select("row", "head_row", "language")
    parts = parts.join(direct, on="row", how="inner", maintain_order="left")
    renewed = pl.col("cue_form").str.contains(beginning(toml("projects")["renewal"]["prefix"]))
    return parts.filter(~(renewed & pl.col("language").str.starts_with("kk")))["head_row"].unique()


def spoken_of(words: pl.DataFrame) -> pl.DataFrame:
    """sentence_id, clause: where something is said but where a thing stands."""
    stands = pl.col("form").str.contains(beginning(toml("projects")["located"]["prefix"]))
    cues = words.select("sentence_id", "clause", "form", "cue", "is_attribute").filter(
        pl.col("cue").is_not_null() & ~pl.col("is_attribute")
    )
    return cues.filter(~stands).select("sentence_id", "clause").unique()


def of_group(
    parts: pl.DataFrame, known: pl.DataFrame, spoken: pl.DataFrame, words: pl.DataFrame
) -> pl.DataFrame:
    """A part of which nothing is said but where it stands ('451-і – Оралда') is as far along as its group."""
    group = known.select(head_row="row", status="status", cue_form="cue_form")
    # 'Екеуіне де жаза кесілді', a sentence on: who gets something may be others than those
    home = taken(words["sentence_id"], parts["head_row"])
    parts = parts.filter((home == parts["sentence_id"]) | ~parts["head_case"].cat.ends_with("dat"))
    return (
        parts.join(known.select("row"), on="row", how="anti", maintain_order="left")
        .join(spoken, on=["sentence_id", "clause"], how="anti", maintain_order="left")
        .join(group, on="head_row", how="inner", maintain_order="left")
        .select("row", "cue_form", "status", is_direct=pl.lit(False))
    )


def shares(left: pl.DataFrame, objects: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """'Ақсу – 12 мектеп' after '40 мектеп салынды': the noun is said again; `head_row` is that of the group."""
    group = objects.filter(pl.col("is_counted") & ~pl.col("is_part")).join(
        known.select("row"), on="row", how="semi", maintain_order="left"
    )
    group = group.select(
        "article_id", "head_stem", "row", head_row="row", whole="count", whole_no="sentence_no"
    )
    share = left.filter(pl.col("is_counted") & ~pl.col("is_part") & one_of(pl.col("led_by"), "—", "–", "-"))
    return (
        share.drop("head_row")
        .sort("row")
        .join_asof(group.sort("row"), on="row", by=["article_id", "head_stem"], check_sortedness=False)
        .filter((pl.col("count") < pl.col("whole")) & (pl.col("sentence_no") - pl.col("whole_no") <= _LISTED))
    )


def agreed(known: pl.DataFrame, objects: pl.DataFrame) -> pl.DataFrame:
    """A part with no stage of its own has its group's; a group of which a part is under way isn't only planned."""
    home = objects.select("row", "head_row", "is_part")
    told = known.join(home, on="row", how="left", maintain_order="left")
    group = told.filter(~pl.col("is_part")).select(head_row="row", group_status="status")
    moving = told.filter(pl.col("is_part") & pl.col("status").is_in(_MOVING))["head_row"].implode()
    is_moving = ~pl.col("is_part") & pl.col("row").is_in(moving) & (pl.col("status") == "preparation")
    return told.join(group, on="head_row", how="left", maintain_order="left").select(
        "row",
        "cue_form",
        status=pl.when(is_moving)
        .then(pl.lit("implementation"))
        .otherwise(pl.coalesce("status", pl.when("is_part").then("group_status"))),
        is_direct="is_direct",
    )


def groups(direct: pl.DataFrame, objects: pl.DataFrame) -> pl.DataFrame:
    """sentence_id, group_status, group_form: the last counted group of each sentence, parts aside."""
    counted = objects.filter((pl.col("count") > 1) & ~pl.col("is_part")).select("row", "sentence_id")
    said = pl.col("status").is_not_null() & (pl.col("status") != "unknown")
    return (
        counted.join(direct.filter(said), on="row", how="inner", maintain_order="left")
        .group_by("sentence_id", maintain_order=True)
        .agg(group_status=pl.col("status").last(), group_form=pl.col("cue_form").last())
    )
