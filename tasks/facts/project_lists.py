"""Objects whose stage is said before them: those of lists, and those that a dash joins to the verb before."""

from __future__ import annotations

import polars as pl

from tasks.language.letters import one_of
from tasks.language.runs import last_before, latest, neighbour, row_before, rows_where
from tasks.language.windows import gathered, window
from tasks.lexicon import toml

_REACH = 3  # sentences over which a list still belongs to the group before it


def listed(left: pl.DataFrame, words: pl.DataFrame, cues: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Objects of a list: what is done with them is said before the colon, or in the sentence that leads to the list."""
    said = cues.filter(pl.col("cue_status").is_not_null() & ~pl.col("is_attribute"))
    colon = (
        said.filter("is_before_colon")
        .group_by("sentence_id", maintain_order=True)
        .agg(colon_status=pl.col("cue_status").last(), colon_form=pl.col("cue_form").last())
    )
    told = left.join(lines.drop("article_id"), on="sentence_id", how="left", maintain_order="left").join(
        colon, on="sentence_id", how="left", maintain_order="left"
    )
    told = told.with_columns(is_after_colon=after_colon(words, told["row"]))
    # 'Линия дисков в зоне «Павлодар»': the zone only says where
    stands = pl.col("led_by").is_in(toml("projects")["place_preposition"]["forms"]).fill_null(False)
    fits = one_of(pl.col("head_case"), "", "p") & ~(stands & ~pl.col("language").str.starts_with("kk"))
    by_colon = pl.col("is_after_colon") & pl.col("colon_status").is_not_null() & fits
    by_lead = pl.col("is_bullet") & (pl.col("lead_status") != "-") & fits
    by_list = pl.col("is_list") & pl.col("before_status").is_not_null() & fits
    other = (
        words.select("sentence_id", "clause", "cue", "is_attribute")
        .filter((pl.col("cue") == "other") & ~pl.col("is_attribute"))
        .select("sentence_id", "clause")
        .unique()
    )
    told = told.join(other, on=["sentence_id", "clause"], how="anti", maintain_order="left")
    return told.filter((by_colon | by_lead | by_list).fill_null(False)).select(
        "row",
        cue_form=pl.when(by_colon)
        .then("colon_form")
        .when(by_lead)
        .then("lead_form")
        .otherwise("before_form")
        .fill_null("list"),
        status=pl.when(by_colon)
        .then("colon_status")
        .when(by_lead)
        .then("lead_status")
        .otherwise("before_status"),
        is_direct=pl.lit(False),
    )


def after_colon(words: pl.DataFrame, rows: pl.Series) -> pl.Series:
    """Whether some words stand behind a colon of their sentence."""
    return row_before(words, pl.col("is_colon"), rows, itself=True).is_not_null()


def inherited(direct: pl.DataFrame, objects: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """'Ең ірісі – мектеп салу', 'среди них ремонт моста': works of a list are as far along as the group before them."""
    home = objects.select("row", "sentence_id")
    silent = lines.filter(pl.col("is_list") & ~pl.col("is_told") & pl.col("before_status").is_not_null())
    silent = silent.select("sentence_id", "before_status", "before_form")
    told = direct.join(home, on="row", how="left", maintain_order="left")
    told = told.join(silent, on="sentence_id", how="left", maintain_order="left")
    return told.select(
        "row",
        cue_form=pl.coalesce("before_form", "cue_form"),
        status=pl.coalesce("before_status", "status"),
        is_direct=pl.col("is_direct"),
    )


def lines_of(
    words: pl.DataFrame, cues: pl.DataFrame, money: pl.DataFrame, groups: pl.DataFrame
) -> pl.DataFrame:
    """What leads to the objects of a list.

    Args:
        words: as `project_phrases.marked` gives them.
        cues: as `project_said.said` gives them.
        money: finance rows: sentence_id.
        groups: sentence_id, group_status, group_form: how far along the counted group of a sentence is.

    Returns:
        sentence_id, article_id, is_bullet, is_list (it opens a list), is_told (it names a stage itself), before_status
        and before_form (the stage said before the list), lead_status and lead_form (that of the line that leads to the
        bullets); one row a sentence.
    """
    told = cues.filter(pl.col("cue_status").is_not_null())
    said = told.filter(~pl.col("is_attribute"))
    of_it = told.group_by("sentence_id", maintain_order=True).agg(
        inner_status=pl.col("cue_status").last(), inner_form=pl.col("cue_form").last()
    )
    # 'Построили 14 школ, вложили в них 5 млрд': money says no stage where the works do.
    sure = pl.col("cue_status") != "unknown"
    last = said.group_by("sentence_id", maintain_order=True).agg(
        lead_status=pl.coalesce(pl.col("cue_status").filter(sure).last(), pl.col("cue_status").last()),
        lead_form=pl.coalesce(pl.col("cue_form").filter(sure).last(), pl.col("cue_form").last()),
    )
    lines = _openings(words)
    # A remark between two items doesn't end the list.
    between = neighbour("is_bullet", 1, "article_id") & neighbour("is_bullet", -1, "article_id")
    lead = pl.when(~pl.col("is_bullet") & ~between.fill_null(False))
    paid = money.select("sentence_id").unique().with_columns(paid=pl.lit("unknown"))
    lines = lines.join(paid, on="sentence_id", how="left", maintain_order="left")
    lines = lines.join(last, on="sentence_id", how="left", maintain_order="left").join(
        of_it, on="sentence_id", how="left", maintain_order="left"
    )
    lines = lines.join(groups, on="sentence_id", how="left", maintain_order="left")
    # 'Салынып жатқан нысандардың қатарында мектеп бар': the participle says it.
    return lines.with_columns(
        is_told=pl.col("inner_status").is_not_null(),
        before_status=pl.coalesce(
            "lead_status",
            "inner_status",
            last_before(pl.col("group_status"), "article_id", _REACH - 1),
            neighbour(pl.coalesce("lead_status", "paid"), -1, "article_id"),
        ),
        before_form=pl.coalesce(
            "lead_form",
            "inner_form",
            last_before(pl.col("group_form"), "article_id", _REACH - 1),
            neighbour("lead_form", -1, "article_id"),
        ),
        lead_status=latest(
            lead.then(pl.when("is_lead").then("lead_status").otherwise(pl.lit("-"))), "article_id"
        ),
        lead_form=latest(lead.then(pl.when("is_lead").then("lead_form")), "article_id"),
    )
    return lines


def _openings(words: pl.DataFrame) -> pl.DataFrame:
    """sentence_id, article_id, is_bullet, is_list, is_lead (a colon ends it): what kind of line each sentence is."""
    bullet = (one_of(pl.col("code"), "-") | one_of(pl.col("surface"), "•", "·", "*") | (
        one_of(pl.col("code"), "n", "x") & (pl.col("form1") == ")")
    ))  # fmt: skip
    home = words["sentence_id"]
    listing = home.filter(words["is_list"]).unique()
    leading = home.filter(words["is_colon"] & (home != home.shift(-1)).fill_null(True))
    first = rows_where(words["token_no"] == 0)
    signs = pl.DataFrame(gathered(words, first, ["sentence_id", "article_id", "code", "surface"]))
    return signs.hstack(window(words, first, {"form": (1, 1)}).fill_null("")).select(
        "sentence_id",
        "article_id",
        is_bullet=bullet,
        is_list=pl.col("sentence_id").is_in(listing.implode()),
        is_lead=pl.col("sentence_id").is_in(leading.implode()),
    )


def gapped(objects: pl.DataFrame, known: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """'В Аксу построят школу, а в Семее — больницу': the dash stands for the verb said of the object before."""
    verbal = words.select(pl.col("is_verb") | (pl.col("cue") == "works")).to_series()
    said = words["clause"].filter(verbal).unique()
    # Between the clause's place and the object: 'в Семее — больницу'
    place = words.select(
        at=neighbour("is_capital", -2).fill_null(False) & neighbour("is_dash", -1).fill_null(False)
    )
    told = objects.hstack(gathered(place, objects["start"], ["at"])).join(
        known.select("row", "status"), on="row", how="left", maintain_order="left"
    )
    is_next = (pl.col("sentence_id") == pl.col("sentence_id").shift(1)) & (
        pl.col("clause") - pl.col("clause").shift(1)
    ).is_between(1, 2)
    free = (
        pl.col("status").is_null() & ~pl.col("is_part") & ~pl.col("is_owned") & (pl.col("language") == "ru")
    )
    joined = pl.col("at") & free & is_next & ~pl.col("clause").is_in(said.implode())
    return (
        told.with_columns(given=last_before(pl.col("status")))
        .filter(joined & pl.col("given").is_not_null())
        .select("row", cue_form=pl.lit("dash"), status="given", is_direct=pl.lit(False))
    )
