"""How far along what is said of an object in its own clause and around it says that it is."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.project_forms import beginning, both
from tasks.language.letters import one_of
from tasks.language.once import only
from tasks.language.runs import any_of
from tasks.lexicon import toml

_CHAINED = [
    "build",
    "finish",
    "open",
    "begin",
    "continue",
    "near",
    "stop",
]  # what may end a chain of converbs
_SOON = 4  # words between 'to complete' and its object
_PAPERED = ["near", "finish", "ready", "close", "give", "done", "plan"]  # what may be done with papers
_STRONG = {"cancelled": 5, "suspended": 4, "identification": 2}


def stage(pairs: pl.DataFrame) -> pl.DataFrame:
    """The matrix verb comes last in a Kazakh clause; what halts or ends a project outweighs it.

    Args:
        pairs: licensed objects with the cues of their sentences, as `project_status.judged` pairs them.

    Returns:
        row, cue_form, status, is_direct; one row an object.
    """
    cue, tense, ahead = pl.col("cue"), pl.col("tense"), pl.col("own") & (pl.col("distance") > 0)
    planned = (tense == "infinitive") & one_of(cue, "build", "open") & ahead & ~pl.col("is_during")
    ending = (tense == "infinitive") & one_of(cue, "finish", "continue") & ahead
    # 'мектептің жобасы дайын', 'проектирование тоннеля завершат'
    paper = (cue == "paper") & (pl.col("distance") == pl.when("kazakh").then(1).otherwise(-1))
    told = pairs.select(
        "row",
        rank=_rank(),
        is_planned=any_of("row", planned),
        is_ending=any_of("row", ending | _to_end()),
        has_paper=any_of("row", paper),
    ).with_row_index("at")
    best = told.sort("row", "rank", descending=[False, True], maintain_order=True)
    best = best.unique("row", keep="first", maintain_order=True)
    best = pairs.drop("row")[best["at"]].hstack(best)
    return best.select("row", "cue_form", status=_status(), is_direct=pl.col("own") | pl.col("inside"))


@cache
def _rank() -> pl.Expr:
    """How much a cue weighs among those of the object."""
    is_said = pl.col("cue_status").is_not_null()
    strong = pl.col("cue_status").replace_strict(_STRONG, default=0, return_dtype=pl.Int32)
    strong = pl.when(pl.col("cue") == "idea").then(1).when(_resumed()).then(0).otherwise(strong)
    halts = one_of(pl.col("cue"), "stop", "cancel")
    ahead, distance = pl.col("distance") > 0, pl.col("distance")
    alone = pl.col("next_row").is_null() | (pl.col("next_row") > pl.col("cue_row"))
    foreign = ~pl.col("kazakh") & pl.col("own")
    participle = only(pl.col("cue_form"), foreign & ~ahead).str.contains(toml("projects")["participle"]["ru"])
    apart = pl.col("own") | ~pl.col("has_verb") | (pl.col("cue_clause") > pl.col("clause") + 1)
    return (
        pl.when(~is_said).then(0)
        .when(pl.col("is_before_dash") & ~ahead & one_of(pl.col("cue"), "must", "plan", "paper")).then(65)
        .when(pl.col("is_partial") & ahead & alone).then(160)
        .when(_has_been() & ahead & alone).then(160)
        .when(pl.col("cue") == "spend").then(50)
        .when(~pl.col("kazakh") & halts & ahead & alone & apart).then(70)
        .when(foreign & one_of(pl.col("cue"), "paper", "fund")).then(25)
        # 'the circus building is finished'
        .when(foreign & (distance == 0)).then(15)
        # 'в заброшенный кинотеатр вдохнут жизнь': what it has been, not what becomes of it
        .when(foreign & ~ahead & participle).then(30)
        .when(foreign).then(60 - distance.abs().clip(0, 40) + strong * 10)
        .when(pl.col("own") & ahead & ~pl.col("is_attribute")).then(100 + strong * 200 + distance.clip(0, 50))
        .when(pl.col("own") & ahead).then(70)
        .when(pl.col("inside")).then(80)
        .when(ahead & _ends_chain() & alone).then(480 - distance.clip(0, 40))
        .when(ahead & ~pl.col("own") & _outweighs() & alone & ~pl.col("is_attribute")).then(500)
        .when(ahead & ~pl.col("is_attribute")).then(60 - distance.clip(0, 40))
        .otherwise(5)
    )  # fmt: skip


@cache
def _has_been() -> pl.Expr:
    """'Былтыр 5 мектеп салынса, биыл 8 мектеп салынады': a conditional that has been ends its own clause."""
    been = pl.col("own") & (pl.col("tense") == "past") & pl.col("kazakh")
    return only(pl.col("cue_form"), been).str.contains(toml("endings")["kk"]["conditional"]).fill_null(False)


@cache
def _status() -> pl.Expr:
    """The stage that the weightiest cue says."""
    cue, is_planned = pl.col("cue"), pl.col("is_planned")
    works = ~pl.col("kazakh") & pl.col("is_works")
    # Money given to an object is for later, and so is an object whose papers alone are done.
    given = (cue == "give") & (one_of(pl.col("head_case"), "dat", "pdat") | pl.col("has_money"))
    drawn = pl.col("has_paper") & cue.is_in(_PAPERED)
    spent = (cue == "spend") & (pl.col("tense") == "past") & is_planned & ~pl.col("is_partial")
    # 'құрылысын аяқтауға 980 млн бөлінді', 'на завершение строительства выделено': money for works under way
    ended = pl.col("is_ending") & ((pl.col("cue_status") == "preparation") | (cue == "fund")).fill_null(False)
    is_told = (pl.col("rank") > 5) & (~works | (pl.col("cue_status") != "unknown"))
    return (
        pl.when(ended & ~pl.col("has_paper")).then(pl.lit("implementation"))
        .when(given | drawn).then(pl.lit("preparation"))
        .when(spent).then(pl.lit("completed"))
        .when(_needed() & ~is_planned).then(pl.lit("identification"))
        .when(_handed_over()).then(pl.lit("implementation"))
        .when(is_told).then("cue_status")
        # A bare 'to build' is meant for later.
        .when(is_planned).then(pl.lit("preparation"))
        # 'аяқтауға уәде берді'
        .when("is_ending").then(pl.lit("implementation"))
        # Money that works have cost is spent on works done; works that are only spoken of go on.
        .when(works & (cue == "spend")).then(pl.lit("completed"))
        # '… направили 7 млрд, на ремонт дворов – 3 млрд': the verb of the sum before is that of this one, too
        .when(works & ~pl.col("has_verb") & one_of(cue, "fund", "intend")).then("cue_status")
        .when(works).then(pl.lit("implementation"))
    )  # fmt: skip


@cache
def _to_end() -> pl.Expr:
    """'На завершение строительства школы', 'to complete the school': right before the object."""
    near = ~pl.col("kazakh") & pl.col("own") & pl.col("distance").is_between(-_SOON, -1)
    return (
        near
        & only(pl.col("cue_form"), near).str.contains(beginning(toml("projects")["ending"]["forms"]))
        & (
            one_of(pl.col("cue"), "works", "plan")
            | (pl.col("cue_status") == "implementation").fill_null(False)
        )
    )


@cache
def _outweighs() -> pl.Expr:
    """What a later clause says of the works outweighs what its own clause says of the object."""
    works = one_of(pl.col("cue"), "begin", "continue") & pl.col("is_work_said") & (pl.col("tense") == "past")
    # … and a share of the works done what its own clause says of money
    begun = pl.col("own") & (pl.col("distance") > 0) & pl.col("cue_status").is_not_null()
    begun = begun & (pl.col("cue_status") != "preparation")
    gauged = pl.col("is_gauged") & one_of(pl.col("cue"), "done", "finish", "ready") & ~any_of("row", begun)
    return one_of(pl.col("cue"), "near", "stop", "close", "cancel") | works | gauged


@cache
def _ends_chain() -> pl.Expr:
    """'Құрылысы былтыр басталып, биыл аяқталды': the next clause has the verb that a converb waits for."""
    ahead, said = pl.col("own") & (pl.col("distance") > 0), pl.col("cue_status").is_not_null()
    is_converb = pl.col("is_converb").fill_null(False)
    # What begins next year isn't nearly done, whatever follows.
    to_come = (pl.col("cue") == "begin") & (pl.col("cue_status") == "preparation")
    waits = any_of("row", ahead & is_converb & ~to_come) & ~any_of(
        "row", ahead & said & ~is_converb & ~pl.col("is_attribute")
    )
    ends = pl.col("cue").is_in(_CHAINED) & ~is_converb & ~pl.col("is_attribute")
    return waits & ends & ~pl.col("own") & pl.col("kazakh")


@cache
def _resumed() -> pl.Expr:
    """'Тоқтап қалған құрылыс қайта жанданды': what has stopped goes on, if that is said after it."""
    goes_on = one_of(pl.col("cue"), "begin", "continue", "finish", "open") & (pl.col("tense") != "future")
    alone = pl.col("next_row").is_null() | (pl.col("next_row") > pl.col("cue_row"))
    goes_on = goes_on & pl.col("cue_status").is_not_null() & ~pl.col("is_attribute") & (pl.col("own") | alone)
    last = pl.col("cue_row").filter(goes_on).max().over("row")
    return pl.col("kazakh") & (pl.col("cue") == "stop") & (last > pl.col("cue_row")).fill_null(False)


@cache
def _needed() -> pl.Expr:
    """'Ауылға медпункт керек': nothing is said to be built yet."""
    bare = one_of(pl.col("head_case"), "", "p") & pl.col("distance").is_between(1, 2) & pl.col("kazakh")
    return (
        bare & (pl.col("cue") == "must") & pl.col("cue_form").is_in(both(toml("projects")["need"]["forms"]))
    )


@cache
def _handed_over() -> pl.Expr:
    """'Школу сдадут в декабре': one that is to be handed over is being built; many may be plans."""
    single = ~pl.col("is_counted") & (pl.col("language") == "ru")
    by = only(pl.col("cue_form"), single).str.contains(beginning(toml("projects")["handing"]["forms"]))
    return single & by & (pl.col("cue_status") == "preparation")
