"""Which cue licenses an object as a project, and how far along the clause says it is."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.project_groups import agreed, groups, made, of_group, shares, spoken_of, wholes
from tasks.facts.project_licence import NEAR, WORKING, barred, licensed, named_only
from tasks.facts.project_lists import gapped, inherited, lines_of, listed
from tasks.facts.project_stages import stage
from tasks.language.letters import one_of
from tasks.language.runs import any_of, by_word, neighbour
from tasks.language.windows import window
from tasks.lexicon import toml

# What the ways of licensing and the stages ask of an object: pairs with cues are many, and columns cost.
_OF_OBJECT = [
    "row", "start", "sentence_id", "clause", "language", "head", "head_case", "head_form", "family", "sector", "kind",
    "is_counted", "is_part", "is_plural", "is_owned", "is_works", "is_on", "is_joined", "is_priced", "is_described",
    "is_parted", "is_supplied", "is_remarked", "is_work_of", "is_grasped", "is_measure_of", "is_route", "is_divided",
    "n_quoted", "led_by", "next_row", "next_counted", "next_clause", "last_clause", "next_led", "after_next",
]  # fmt: skip


def judged(
    objects: pl.DataFrame, words: pl.DataFrame, cues: pl.DataFrame, money: pl.DataFrame
) -> pl.DataFrame:
    """Decides for each object.

    Args:
        objects: row (of the head, or of the number of a part), start (row where the phrase begins), sentence_id,
            article_id, clause, head_case, language, is_counted; one row an object.
        words: as `project_phrases.marked` gives them.
        cues: as `project_said.said` gives them.
        money: finance rows: sentence_id, token_start.

    Returns:
        row, status, cue_form (the deciding word), is_direct (the cue stands in the object's own clause), for objects
        that a cue licenses and that may have a row or lend their stage to another.
    """
    objects = _placed(objects, words)
    asked = objects.filter(_matters())
    pairs = _paired(asked.select(_OF_OBJECT), words, cues, money)
    licensed_rows = licensed(pairs).to_frame("row")
    direct = stage(pairs.join(licensed_rows, on="row", how="semi", maintain_order="left"))
    lines = lines_of(words, cues, money, groups(direct, objects))
    direct = inherited(direct, objects, lines)
    left = asked.join(licensed_rows, on="row", how="anti", maintain_order="left")
    later = _later(pairs.join(left.select("row"), on="row", how="semi", maintain_order="left"))
    left = left.join(later, on="row", how="anti", maintain_order="left")
    divided = left.filter(pl.col("is_divided") & pl.col("row").is_in(made(objects, direct).implode())).select(
        "row", cue_form=pl.lit("parts"), status=pl.lit("implementation"), is_direct=pl.lit(True)
    )
    left = left.filter(~pl.col("is_divided"))
    in_lists = listed(left, words, cues, lines)
    known = pl.concat([direct, later, divided, in_lists], how="vertical_relaxed")
    known = pl.concat([known, gapped(objects, known, words)], how="vertical_relaxed")
    spoken = spoken_of(words)
    for parts in (shares(left, objects, known), left.filter("is_part")):
        known = pl.concat([known, of_group(parts, known, spoken, words)], how="vertical_relaxed")
    return _at_work(agreed(known, objects), asked, words)


def _at_work(known: pl.DataFrame, asked: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """Without objects in whose clause a theft or a sentence is told: 'мектеп құрылысында 3 млн теңге жымқырылған'.

    Only where no stage is said, or only by words that are signs of money and works ('жөндеуге бөлінген'). Counted and
    named objects stay: how many or which they are is told. So do those of which a crime is denied.
    """
    w = toml("projects")["only_told"]
    forms = by_word(words, pl.col("form").str.contains(w["forms"]).alias("is_crime"))
    told = words["clause"].filter(forms["is_crime"]).unique()
    there = words.select("clause", "form").filter(pl.col("clause").is_in(told.implode()))
    denied = there.filter(pl.col("form").str.contains(w["denied"]))["clause"].unique()
    told = told.filter(~told.is_in(denied.implode()))
    some = asked.filter(
        pl.col("clause").is_in(told.implode()), ~pl.col("is_counted"), pl.col("n_quoted") == 0
    )
    is_vague = pl.col("status").fill_null("unknown") == "unknown"
    is_vague |= pl.col("cue_form").is_in(w["signs"]).fill_null(value=False)
    return known.filter(~(is_vague & pl.col("row").is_in(some["row"].implode())))


@cache
def _matters() -> pl.Expr:
    """The object may be a project, may refer to one, or may lend its stage to what stands beside it.

    Of nearly half of all Kazakh objects none is true: many things that nobody counts ('жолдар жөнделеді').
    """
    echo = pl.col("is_named_by_gerund") & (pl.col("family") == "general")
    gear = pl.col("head_stem").is_in(toml("projects")["gear"]["stems"])
    foreign = ~pl.col("language").str.starts_with("kk")
    return (pl.col("is_counted") | pl.col("is_one") | ~pl.col("is_told") | echo | gear | foreign).fill_null(
        True
    )


def _placed(objects: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """Adds what stands beside each object: rows and clauses of those next to it; whether its parts are told of."""
    following = neighbour("row", 1).cast(pl.Int64)
    # 'В программе 96 объектов: 54 завершены'
    is_summed = window(words, objects["after"], {"form": (1, 1)})["form1"] == ":"
    of_them = one_of(pl.col("led_by"), *toml("projects")["out_of"]["forms"])
    return objects.with_columns(
        next_row=following, next_counted=neighbour(pl.col("is_counted") & (pl.col("family") == "general"), 1),
        next_clause=neighbour("clause", 1), last_clause=neighbour("clause", -1), next_led=neighbour("led_by", 1),
        after_next=neighbour("row", 2).cast(pl.Int64),
        is_divided=(pl.col("is_counted") & pl.col("row").is_in(wholes(objects).implode())
                    & (one_of(pl.col("head_case"), "gen", "pgen") | of_them | is_summed)
                    & ~pl.col("is_worked")).fill_null(False),
    )  # fmt: skip


def _paired(
    objects: pl.DataFrame, words: pl.DataFrame, cues: pl.DataFrame, money: pl.DataFrame
) -> pl.DataFrame:
    """Each object with each cue of its sentence, and how they stand to each other."""
    paid = money["sentence_id"].unique()
    funded = words["sentence_id"].filter(words["is_money_word"]).unique()
    verbal = words["clause"].filter(words["is_verb"]).unique()
    pairs = (
        objects.join(cues, on="sentence_id", how="inner", maintain_order="left")
        .with_columns(distance=pl.col("cue_row") - pl.col("row").cast(pl.Int64))
        .with_columns(
            has_money=pl.col("sentence_id").is_in(paid.implode()),
            has_fund=pl.col("sentence_id").is_in(funded.implode()),
            has_verb=pl.col("clause").is_in(verbal.implode()),
            own=(pl.col("cue_clause") == pl.col("clause"))
            & ~(pl.col("is_divided") & (pl.col("distance") > 0)),
            kazakh=pl.col("language").str.starts_with("kk"),
            inside=(pl.col("distance") < 0)
            & (pl.col("cue_row") >= pl.col("start").cast(pl.Int64) - 3)
            & pl.col("is_attribute"),
        )
    )
    firsts = pairs.select("row", "is_attribute", "own", "distance").filter(
        pl.col("own") & (pl.col("distance") > 0)
    )
    taken = firsts.unique("row", keep="first", maintain_order=True).filter("is_attribute")["row"]
    return pairs.with_columns(
        is_taken=pl.col("row").is_in(taken.implode()), is_barred=barred() | named_only()
    )


def _later(pairs: pl.DataFrame) -> pl.DataFrame:
    """The clause itself says nothing, the next one of the sentence does, and no other object stands between."""
    alone = pl.col("next_row").is_null() | (pl.col("next_row") > pl.col("cue_row"))
    # 'a terminal at the port of Kuryk has been frozen': what says where doesn't stand between
    leads = toml("projects")["place_preposition"]
    aside = pl.col("next_led").is_in([*leads["forms"], *leads["called"]]) & ~pl.col("kazakh")
    free = pl.col("after_next").is_null() | (pl.col("after_next") > pl.col("cue_row"))
    alone = alone | (aside & free).fill_null(False)
    accusative = one_of(pl.col("head_case"), "acc", "pacc") & ~pl.col("is_taken")
    parted = one_of(pl.col("head_case"), "gen", "pgen") & pl.col("is_parted")
    fits = (one_of(pl.col("head_case"), "", "p") | accusative | parted) & (
        # 'Больница в Сарани: проект прошёл экспертизу'
        pl.col("cue").is_in(WORKING) | (pl.col("reach") == "wide")
    )
    # In Russian and English all cases look alike: a place is known by its preposition.
    stands = pl.col("led_by").is_in(toml("projects")["place_preposition"]["forms"]).fill_null(False)
    # 'мост повредило паводком и восстановят'
    ends = (pl.col("next_clause") != pl.col("cue_clause")).fill_null(True)
    shared = (
        pl.col("is_shared_verb")
        & ends
        & ~any_of("row", (pl.col("cue") == "other") & pl.col("own"))
        & (pl.col("cue_clause") == pl.col("clause") + 1)
    )
    topic = pl.col("led_by").is_in(toml("projects")["topic"]["leads"]).fill_null(False)
    fits = fits & (
        pl.col("kazakh")
        | topic
        | (~stands & ~pl.col("is_owned") & (~pl.col("has_verb") | pl.col("is_described") | shared))
    )
    # 'Желі 26 шақырымға ұзарды, 3 қазандық ауыстырылды': its own clause has said something else.
    other = any_of("row", (pl.col("cue") == "other") & pl.col("own") & (pl.col("distance") > 0))
    return (
        pairs.filter(
            alone
            & fits
            & ~(other & pl.col("kazakh"))
            & ~pl.col("is_barred")
            & ~pl.col("is_attribute")
            & pl.col("distance").is_between(1, NEAR)
        )
        .filter(pl.col("cue_status").is_not_null())
        # 'комплекс, построенный за 4 млрд, простаивает'
        .sort(
            "row", pl.col("kazakh") | ~one_of(pl.col("cue"), "stop", "cancel"), "cue_row", maintain_order=True
        )
        .unique("row", keep="first", maintain_order=True)
        .select("row", "cue_form", status="cue_status", is_direct=pl.lit(False))
    )
