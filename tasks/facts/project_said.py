"""What every cue of a text says: its stage, and what around it decides on what it may license."""

from __future__ import annotations

import polars as pl

from tasks.facts.project_foreign_licence import is_active
from tasks.facts.project_forms import both, fits
from tasks.language.runs import latest, neighbour
from tasks.lexicon import toml

_PAPERED = [
    "ready",
    "finish",
    "near",
    "close",
    "done",
    "give",
    "begin",
]  # cues that papers take for objects
_LONG = 10  # years since: history too
_WRITTEN, _MODERN = 1800, 2000  # years between them are history
_PART = 5  # words from 'of that' to the verb of spending
_NEARLY = 90  # per cent of the work


def said(words: pl.DataFrame) -> pl.DataFrame:
    """Every cue; a share of the work done says how far along it is."""
    done = pl.col("cue").is_in(["finish", "near", "ready", "build", "realise"]) & (
        pl.col("cue_status") == "completed"
    )
    share = (
        pl.when(pl.col("percent") < _NEARLY).then(pl.lit("implementation")).otherwise(pl.lit("completion"))
    )
    stage = pl.when(done & (pl.col("percent") < 100)).then(share).otherwise("cue_status")
    stage = (
        pl.when(pl.col("cue").is_in(["done", "ready"]) & (pl.col("percent") >= _NEARLY))
        .then(pl.when(pl.col("percent") < 100).then(pl.lit("completion")).otherwise(pl.lit("completed")))
        .otherwise(stage)
    )
    # 'Құжаты дайын': the paper is, not the object.
    paper = (neighbour("cue", -1) == "paper") & pl.col("cue").is_in(_PAPERED) & pl.col("is_kazakh")
    stage = pl.when(paper.fill_null(False) & stage.is_not_null()).then(pl.lit("preparation")).otherwise(stage)
    # 'Жыл соңына дейін аяқталуы тиіс', 'бітіру жоспарланған': what is to end is under way.
    ending = neighbour("cue", -1).is_in(["finish", "continue"]) & (neighbour("tense", -1) == "infinitive")
    ending = ending & pl.col("cue").is_in(["must", "plan"]) & pl.col("is_kazakh")
    stage = (
        pl.when(ending.fill_null(False) & stage.is_not_null()).then(pl.lit("implementation")).otherwise(stage)
    )
    # 'Құрылысының барысы', 'салу барысы': works that go on have a course.
    course = pl.col("form1").is_in(both(toml("projects")["course"]["forms"]))
    course = course & pl.col("cue").is_in(["works", "build"]) & pl.col("is_kazakh")
    stage = pl.when(course & stage.is_null()).then(pl.lit("implementation")).otherwise(stage)
    # 'Жақсартуға бағытталған жоба' is meant for something; no money is sent there.
    aim = (pl.col("cue") == "fund") & pl.col("is_aim") & neighbour("is_purpose", -1) & pl.col("is_attribute")
    stage = pl.when(~aim.fill_null(False)).then(stage)
    row = pl.col("row").cast(pl.Int64)
    bare = pl.col("head").is_not_null() & ~pl.col("head_case").is_in(["acc", "pacc"])
    is_object = pl.col("is_object") & ~pl.col("is_idiom") & pl.col("cue").is_null() & ~bare.fill_null(False)
    words = words.with_columns(
        object_row=latest(pl.when(is_object).then(row)),
        works_row=latest(pl.when(pl.col("cue").is_in(["works", "paper"])).then(row)),
    )
    infinitive = pl.col("tense") == "infinitive"
    words = words.with_columns(
        is_nominal_end=(infinitive & neighbour("is_nominal", 1)).fill_null(False),
        is_work_said=pl.any_horizontal(neighbour("is_work_word", -k).fill_null(False) for k in (1, 2)),
        is_counting_end=(infinitive & neighbour("is_nominal_count", 1)).fill_null(False),
        # 'Мектеп салған компания': the participle has an object of its own.
        is_of_other=(pl.col("is_acting") & neighbour("head", -1).is_not_null()).fill_null(False),
    )
    words = words.with_columns(
        is_before_dash=(neighbour("code", 1) == "-").fill_null(False),
        is_active=is_active(),
        is_partial=_partial(),
    )
    stage = pl.when("is_partial").then(pl.lit("implementation")).otherwise(stage)
    # 'Мектептің мәселесі шешілді': no longer asked for.
    solved = (pl.col("cue") == "idea") & (neighbour("cue", 1) == "other").fill_null(False)
    told = pl.col("cue").is_not_null() & ~_long_ago() & ~solved
    # Lazily: of a hundred columns only those asked for are copied.
    rows = words.lazy().filter(told).select(
        "sentence_id", "cue", "tense", "is_attribute", "is_negated", "is_before_dash",
        "is_active", "is_acting", "is_partial", "object_row", "works_row",
        "is_nominal_end", "is_work_said", "is_counting_end", "is_of_other", "is_converb",
        is_during=pl.col("form1").is_in(both(["кезінде", "барысында", "кезіндегі", "ісі", "үстінде"])),
        cue_status=stage,
        cue_row=pl.col("row").cast(pl.Int64), cue_form="form", cue_clause="clause",
        is_before_colon=~pl.col("is_after_colon"), article_id="article_id",
        is_clause_noun=_clause_noun(),
    )  # fmt: skip
    return rows.collect()


def _partial() -> pl.Expr:
    """'Бөлінген 310 млн теңгенің 47 пайызын игерген', 'соның 2 миллиарды жұмсалды': works go on."""
    shares = both(toml("projects")["sum_sides"]["share"])
    share = pl.any_horizontal(
        neighbour("form", -k).is_in(shares).fill_null(False) for k in range(2, _PART + 1)
    )
    spent = pl.col("is_kazakh") & (pl.col("cue") == "spend") & (pl.col("tense") == "past")
    part = (pl.col("percent") < _NEARLY).fill_null(False) | share
    return (spent & ~pl.col("is_attribute") & part).fill_null(False)


def _long_ago() -> pl.Expr:
    """'Построена в 1978 году', 'built in 1978', '1978 жылы салынған': history, no project."""
    old = pl.col("code").is_in(["y", "o"]) & pl.col("value").is_between(_WRITTEN, _MODERN, closed="left")
    after = pl.any_horizontal(neighbour(old, k).fill_null(False) for k in (2, 3, 4)) & ~pl.col("is_kazakh")
    before = pl.any_horizontal(neighbour(old, -k).fill_null(False) for k in (1, 2)) & pl.col("is_kazakh")
    # '40 жыл бұрын салынған'
    ago = (pl.col("form") == "жыл") & (neighbour("form", 1) == "бұрын") & (neighbour("value", -1) >= _LONG)
    before = before | (neighbour(ago, -2).fill_null(False) & pl.col("is_kazakh"))
    return ((after | before) & (pl.col("cue_status") == "completed")).fill_null(False)


def _clause_noun() -> pl.Expr:
    """'Үйдің салынғанын айтты', 'кешігіп жатқанын': the clause is a noun, its subject in the genitive."""
    ending = toml("projects")["clause_noun"]["ending"]
    auxiliary = pl.col("is_converb").fill_null(False) & fits("form1", ending)
    return (pl.col("is_kazakh") & (fits("form", ending) | auxiliary)).fill_null(False)
