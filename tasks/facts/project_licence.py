"""Whether a cue governs an object, so that it licenses it as a project: in Kazakh by the object's case."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.project_classes import is_plan
from tasks.facts.project_foreign_licence import foreignly
from tasks.facts.project_forms import beginning, both
from tasks.language.letters import one_of
from tasks.language.once import only
from tasks.language.runs import any_of
from tasks.lexicon import toml

NEAR = 22  # words between an object and what is said of it
_LISTED = 40  # … between a plan and the verb behind a list of what it holds
WORKING = [
    "build",
    "raise",
    "realise",
    "enter",
    "finish",
    "open",
    "near",
    "stop",
    "cancel",
    "propose",
    "plan",
    "works",
    "ready",
    "close",
    "must",
    "done",
]
_REMARK = 10  # words from an object to its works, a remark in brackets between
_COUNTED = ["fund", "spend", "begin", "continue"]  # cues that license a counted object alone
_GOING = ["begin", "continue", "stop", "near", "finish"]  # what works in or on an object may do
_ENDING = ["finish", "near", "close", "done", "continue"]  # what the works of an object do
_FOLLOWING = 6  # words between an infinitive and the projects that it is about
_BEFORE = ["build", "finish", "open", "plan", "stop", "must", "realise", "begin", "fund"]
_MONEY = ["fund", "give", "spend", "must", "plan"]
_AFTER_GENITIVE = ["works", "paper", "price", "idea", "ready", "done"]


def licensed(pairs: pl.DataFrame) -> pl.Series:
    """Rows of the objects that some cue governs, by the object's case and by what kind of cue it is.

    Args:
        pairs: objects with the cues of their sentences, as `project_status.judged` pairs them.
    """
    near = pl.col("distance").abs() <= NEAR
    kazakh = pairs.filter("kazakh").with_columns(**_cases())
    free = kazakh.filter(near, _is_free())
    # What many ways ask for is asked once.
    free = free.with_columns(is_working=pl.col("cue").is_in(WORKING), is_idle=_idle(), alone=_alone())
    cue, distance = pl.col("cue"), pl.col("distance")
    unbuilt = pl.col("is_negated") & (cue == "build")
    inside = pl.col("inside") & cue.is_in(_BEFORE) & ~pl.col("is_of_other") & ~unbuilt
    dashed = pl.col("nominative") & pl.col("is_before_dash") & one_of(cue, "must", "plan", "paper") & near
    beside = (distance == 1) & pl.col("is_attribute") & pl.col("nominative") & one_of(cue, "build", "open")
    foreign = pairs.filter(~pl.col("kazakh"), pl.col("own"), near)
    planned = _is_free() & (distance <= _LISTED) & is_plan() & (cue == "plan") & pl.col("locative") & _alone()
    row = pl.col("row")
    met = [
        free.select(row.filter(_plainly() | _genitively() | _datively())),
        kazakh.select(row.filter(inside | dashed | beside | planned)),
        foreignly(foreign),
    ]
    return pl.concat(f["row"] for f in met).unique()


@cache
def _cases() -> dict[str, pl.Expr]:
    """The cases of objects by what they mean, the same for owned nouns."""
    case = pl.col("head_case")
    return {
        "nominative": one_of(case, "", "p"),
        "accusative": one_of(case, "acc", "pacc"),
        "dative": one_of(case, "dat", "pdat"),
        "locative": one_of(case, "loc", "ploc"),
        "genitive": one_of(case, "gen", "pgen", "att", "patt"),
    }


@cache
def _is_free() -> pl.Expr:
    """The cue stands behind the object in its clause, and no other has taken the object."""
    free = (pl.col("distance") > 0) & pl.col("own") & ~pl.col("is_attribute") & ~pl.col("is_barred")
    # 'курорттарды біріктіретін жоба': the participle before the cue has taken the object.
    return free & ~(pl.col("accusative") & pl.col("is_taken"))


@cache
def _idle() -> pl.Expr:
    """'Екі турбинаның біреуі жүріп тұр': it runs, nobody works on it."""
    runs = pl.col("cue_form").str.contains(beginning(toml("projects")["running"]["prefix"]))
    return runs & ~pl.col("is_work_said")


@cache
def _alone() -> pl.Expr:
    """No other object stands before the cue."""
    return pl.col("next_row").is_null() | (pl.col("next_row") > pl.col("cue_row"))


@cache
def _plainly() -> pl.Expr:
    """The object is named, is what something is done to, or where."""
    cue, distance, counted = pl.col("cue"), pl.col("distance"), pl.col("is_counted")
    nominative, locative = pl.col("nominative"), pl.col("locative")
    direct, idle = nominative | pl.col("accusative"), pl.col("is_idle")
    works = (pl.col("family") == "works").fill_null(False)
    supplied = pl.col("is_supplied") & (pl.col("family") == "settlement").fill_null(False)
    # '12 мектепте күрделі жөндеу жүргізілді'
    done = cue.is_in(_GOING) | ((cue == "build") & ~pl.col("is_negated").fill_null(False))
    # 'мектептегі жөндеу': works in it are works on it
    return (
        (direct & pl.col("is_working"))
        | (direct & cue.is_in(_COUNTED) & counted & ~idle)
        | (pl.col("is_part") & ~one_of(cue, "price", "other") & ~idle)
        | (nominative & counted & (cue == "paper"))
        | (nominative & (cue == "paper") & (distance == 1))
        | (locative & (cue == "works") & counted)
        | (locative & done & pl.col("is_work_said") & pl.col("alone") & (distance <= 6))
        | (pl.col("accusative") & (cue == "begin") & (pl.col("n_quoted") > 0))
        | (direct & works & cue.is_in([*_GOING, "works"]))
        | (supplied & one_of(cue, "build", "begin", "open", "finish", "supply"))
        | (nominative & (pl.col("family") == "programme") & (cue == "begin"))
        | (nominative & (cue == "give") & counted)
        | (one_of(pl.col("head_case"), "abl", "pabl") & (cue == "cancel"))
    )


@cache
def _genitively() -> pl.Expr:
    """What is done is named as the object's: 'мектептің құрылысы'."""
    cue, distance, counted = pl.col("cue"), pl.col("distance"), pl.col("is_counted")
    going, working = cue.is_in(_GOING), pl.col("is_working")
    # '«Үлгі» ғимаратының (4,1 млрд теңге) құрылысы': the remark doesn't count
    reach = pl.when(pl.col("is_remarked")).then(_REMARK).otherwise(4)
    return pl.col("genitive") & (
        (pl.col("is_parted") & (working | one_of(cue, "begin", "continue")))
        | (one_of(cue, "open", "build", "raise") & (distance <= 4))
        | (cue.is_in(_AFTER_GENITIVE) & (distance <= reach))
        | (counted & working)
        | (pl.col("is_clause_noun") & (working | going))
        | (pl.col("is_work_of") & (cue.is_in(_ENDING) | (counted & going)))
        | (one_of(pl.col("head_case"), "att", "patt") & pl.col("is_work_of") & going & (distance <= 6))
    )


@cache
def _datively() -> pl.Expr:
    """Something is done or given to the object."""
    cue, distance = pl.col("cue"), pl.col("distance")
    repair = pl.col("cue_form").is_in(both(toml("projects")["repair"]["forms"]))
    lit = one_of(pl.col("kind"), "street_lighting")
    road = (cue == "build") & ((pl.col("sector") == "transport") | lit)
    return pl.col("dative") & (
        (road & ((distance <= 3) | pl.col("is_counted")))
        | ((distance <= 3) & repair)
        | ((cue == "paper") & (distance <= 2))
        | (one_of(cue, "seek", "grant") & (distance <= 5))
        | (cue.is_in(_MONEY) & pl.col("has_money"))
        | ((cue == "meant") & (pl.col("has_money") | pl.col("has_fund")))
    )


@cache
def barred() -> pl.Expr:
    """The verb isn't said of the object as of something that works are done on."""
    case, row = pl.col("head_case"), pl.col("row").cast(pl.Int64)
    accusative = one_of(case, "acc", "pacc")
    # 'Театр жаңа маусымын ашты': the object is what does something.
    doer = pl.col("is_acting") & (pl.col("object_row") > row) & ~(pl.col("works_row") > row).fill_null(False)
    # 'Мектепті бітірді': pupils finish it, not builders.
    graduated = pl.col("kind").is_in(toml("projects")["graduated"]["kinds"]) & pl.col("is_acting")
    schooling = pl.col("cue_form").str.contains(beginning(toml("projects")["graduated"]["prefix"]))
    graduated = graduated & schooling & (pl.col("tense") == "past") & accusative
    # 'Курорттарды біріктіру': another verb takes it.
    taken = accusative & pl.col("is_grasped")
    # 'Театр жаңа спектакль ұсынды': who proposes isn't what is proposed.
    proposes = (pl.col("cue") == "propose") & pl.col("is_acting") & (pl.col("distance") > 1)
    measured = pl.col("is_measure_of") & (pl.col("distance") > 0)
    # '45 полигон жойылды'
    cleared = pl.col("is_counted") | pl.col("is_part") | one_of(pl.col("tense"), "future")
    cleared = cleared & (pl.col("cue") == "cancel")
    away = beginning(toml("projects")["done_away"]["prefix"])
    cleared = cleared & only(pl.col("cue_form"), cleared).str.contains(away)
    measured = measured | cleared
    return (((doer | proposes) & one_of(case, "", "p")) | graduated | taken | measured).fill_null(False)


@cache
def named_only() -> pl.Expr:
    """'Желі салу бойынша 11 жоба', 'желі салу арқылы': the infinitive says what something else is for."""
    near = pl.col("own") & pl.col("distance").is_between(1, 3)
    counted = pl.col("next_counted").fill_null(False) & (pl.col("next_row") - pl.col("cue_row") <= _FOLLOWING)
    named = pl.col("is_nominal_end") | (pl.col("is_counting_end") & counted)
    return any_of("row", near & named & pl.col("kazakh"))
