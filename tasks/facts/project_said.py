"""What every cue of a text says: its stage, and what around it decides on what it may license."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.project_foreign_licence import is_active
from tasks.facts.project_forms import both
from tasks.facts.project_lists import after_colon
from tasks.language.letters import one_of
from tasks.language.runs import neighbour, row_before, rows_where
from tasks.language.windows import gathered, window
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
_AROUND = {
    "form": (-2, 1), "code": (-3, 1), "clause": (-3, -1), "value": (-3, -3), "cue": (1, 1), "head": (-1, -1),
    "is_old": (-2, 4), "is_share_word": (-5, -2), "is_nominal": (1, 1), "is_purpose": (-1, -1),
    "is_nominal_count": (1, 1), "is_work_word": (-4, -1), "is_verb_shaped": (-2, -1), "is_en_word": (1, 1),
    "is_capital": (1, 1), "is_en_opening": (1, 1), "is_article": (1, 1), "is_number": (1, 1), "is_clause_noun": (0, 1),
}  # fmt: skip
_OF_CUE = [
    "sentence_id", "clause", "language", "form", "cue", "cue_status", "tense", "percent", "is_kazakh",
    "is_en", "is_aim", "is_attribute", "is_negated", "is_acting", "is_converb", "is_verb_shaped",
    "reach",
]  # fmt: skip
_LONG = 10  # years since: history too
_WRITTEN, _MODERN = 1800, 2000  # years between them are history
_PART = 5  # words from 'of that' to the verb of spending
_OF_WORKS = 4  # words from works to the verb that says how much of them is done
_NEARLY = 90  # per cent of the work


def said(words: pl.DataFrame) -> pl.DataFrame:
    """Every cue, its stage by its own word and by what stands around it."""
    # One word in fourteen is a cue: what stands around it is gathered.
    rows = rows_where(words["cue"].is_not_null())
    cues = window(words.with_columns(is_old=_is_old()), rows, _AROUND).hstack(gathered(words, rows, _OF_CUE))
    infinitive = pl.col("tense") == "infinitive"
    cues = cues.with_columns(
        pl.col("cue_status").cast(pl.String),
        cue_row=rows.cast(pl.Int64),
        is_before_colon=~after_colon(words, rows),
        object_row=row_before(words, _objects(words), rows, itself=True),
        works_row=row_before(words, rows.filter(one_of(cues["cue"], "works", "paper")), rows, itself=True),
        is_nominal_end=(infinitive & pl.col("is_nominal1")).fill_null(False),
        is_work_said=pl.any_horizontal(pl.col(f"is_work_word-{k}").fill_null(False) for k in (1, 2)),
        is_counting_end=(infinitive & pl.col("is_nominal_count1")).fill_null(False),
        # 'Мектеп салған компания': the participle has an object of its own.
        is_of_other=(pl.col("is_acting") & pl.col("head-1").is_not_null()).fill_null(False),
        is_before_dash=(pl.col("code1") == "-").fill_null(False),
        is_active=is_active(),
        is_partial=_partial(),
        # 'мост повредило паводком и восстановят': one subject, two verbs
        is_shared_verb=pl.any_horizontal(
            (pl.col(f"code-{k}") == "a") & (pl.col(f"clause-{k}") == pl.col("clause")) for k in (1, 2, 3)
        ).fill_null(False),
    )
    # 'Мектептің мәселесі шешілді': no longer asked for.
    solved = (pl.col("cue") == "idea") & (pl.col("cue1") == "other").fill_null(False)
    return _staged(cues.filter(~_long_ago() & ~solved)).select(
        "sentence_id", "cue", "cue_status", "tense", "is_attribute", "is_negated", "is_before_dash",
        "is_active", "is_acting", "is_partial", "is_shared_verb", "object_row", "works_row",
        "is_nominal_end", "is_work_said", "is_counting_end", "is_of_other", "is_converb", "is_before_colon",
        is_during=pl.col("form1").is_in(both(toml("projects")["during"]["forms"])).fill_null(False),
        reach=pl.col("reach").cast(pl.String).fill_null(""),
        cue_row="cue_row", cue_form="form", cue_clause="clause",
        is_clause_noun=_clause_noun(),
        # 'қазір жұмыстың 65 пайызы орындалды', 'құрылысы 40 пайызға аяқталды'
        is_gauged=((pl.col("percent") <= 100) & _of_works()).fill_null(False),
    )  # fmt: skip


def _staged(cues: pl.DataFrame) -> pl.DataFrame:
    """A share of the work done says how far along it is, and so do the words beside; what is said later outweighs."""
    cue, stage, kazakh = pl.col("cue"), pl.col("cue_status"), pl.col("is_kazakh")
    near_end = pl.lit("completion")
    done = one_of(cue, "finish", "near", "ready", "build", "realise") & (stage == "completed")
    share = pl.when(pl.col("percent") < _NEARLY).then(pl.lit("implementation")).otherwise(near_end)
    nearly = one_of(cue, "done", "ready") & (pl.col("percent") >= _NEARLY)
    whole = pl.when(pl.col("percent") < 100).then(near_end).otherwise(pl.lit("completed"))
    # 'Құжаты дайын': the paper is, not the object.
    paper = (neighbour("cue", -1) == "paper") & cue.is_in(_PAPERED) & kazakh
    # 'Жыл соңына дейін аяқталуы тиіс', 'бітіру жоспарланған': what is to end is under way.
    ending = one_of(neighbour("cue", -1), "finish", "continue") & (neighbour("tense", -1) == "infinitive")
    ending = ending & one_of(cue, "must", "plan") & kazakh
    # 'Құрылысының барысы', 'салу барысы': works that go on have a course.
    course = pl.col("form1").is_in(both(toml("projects")["course"]["forms"]))
    course = course & one_of(cue, "works", "build") & kazakh
    # 'Жақсартуға бағытталған жоба' is meant for something; no money is sent there.
    aim = (
        (cue == "fund") & pl.col("is_aim") & pl.col("is_purpose-1").fill_null(False) & pl.col("is_attribute")
    )
    # Step by step: one expression of them all would ask the first steps again for each of the later ones.
    for is_so, says in (
        (done & (pl.col("percent") < 100), share),
        (nearly, whole),
        (paper & stage.is_not_null(), pl.lit("preparation")),
        (ending & stage.is_not_null(), pl.lit("implementation")),
        (course & stage.is_null(), pl.lit("implementation")),
        (aim, pl.lit(None, pl.String)),
        (pl.col("is_partial"), pl.lit("implementation")),
    ):
        cues = cues.with_columns(cue_status=pl.when(is_so).then(says).otherwise(stage))
    return cues


@cache
def _of_works() -> pl.Expr:
    """Works stand right before the cue: it says how much of them."""
    worded = pl.any_horizontal(pl.col(f"is_work_word-{k}").fill_null(False) for k in (1, 2, 3, 4))
    return worded | (pl.col("cue_row") - pl.col("works_row").cast(pl.Int64) <= _OF_WORKS).fill_null(False)


def _objects(words: pl.DataFrame) -> pl.Series:
    """Rows of the words that something is done to, by their ending."""
    some = words.select("row", "is_object", "is_idiom", "head", "head_case", "cue", "tense").filter(
        "is_object"
    )
    bare = pl.col("head").is_not_null() & ~one_of(pl.col("head_case"), "acc", "pacc")
    # 'қабылдауды тоқтатты': what is done there ended, no works
    plain = pl.col("cue").is_null() | ((pl.col("cue") == "other") & (pl.col("tense") == "infinitive"))
    return some.filter(~pl.col("is_idiom") & plain.fill_null(True) & ~bare.fill_null(False))["row"]


@cache
def _partial() -> pl.Expr:
    """'Бөлінген 310 млн теңгенің 47 пайызын игерген', 'соның 2 миллиарды жұмсалды': works go on."""
    share = pl.any_horizontal(pl.col(f"is_share_word-{k}").fill_null(False) for k in range(2, _PART + 1))
    spent = pl.col("is_kazakh") & (pl.col("cue") == "spend") & (pl.col("tense") == "past")
    part = (pl.col("percent") < _NEARLY).fill_null(False) | share
    return (spent & ~pl.col("is_attribute") & part).fill_null(False)


@cache
def _is_old() -> pl.Expr:
    """A year of history."""
    is_year = pl.col("value").is_between(_WRITTEN, _MODERN, closed="left")
    return (one_of(pl.col("code"), "y", "o") & is_year).fill_null(False)


@cache
def _long_ago() -> pl.Expr:
    """'Построена в 1978 году', 'built in 1978', '1978 жылы салынған': history, no project."""
    old = {k: pl.col(f"is_old{k}").fill_null(False) for k in (-2, -1, 2, 3, 4)}
    after = pl.any_horizontal(old[k] for k in (2, 3, 4)) & ~pl.col("is_kazakh")
    before = pl.any_horizontal(old[k] for k in (-1, -2)) & pl.col("is_kazakh")
    # '40 жыл бұрын салынған'
    ago = pl.concat_str("form-2", "form-1", separator=" ").is_in(toml("projects")["long_ago"]["kk"])
    ago = ago & (pl.col("value-3") >= _LONG)
    before = before | (ago.fill_null(False) & pl.col("is_kazakh"))
    return ((after | before) & (pl.col("cue_status") == "completed")).fill_null(False)


@cache
def _clause_noun() -> pl.Expr:
    """'Үйдің салынғанын айтты', 'кешігіп жатқанын': the clause is a noun, its subject in the genitive."""
    auxiliary = pl.col("is_converb").fill_null(False) & pl.col("is_clause_noun1").fill_null(False)
    return (pl.col("is_kazakh") & (pl.col("is_clause_noun0") | auxiliary)).fill_null(False)
