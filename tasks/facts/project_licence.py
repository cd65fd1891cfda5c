"""Whether a cue governs an object, so that it licenses it as a project: in Kazakh by the object's case."""

from __future__ import annotations

import polars as pl

from tasks.facts.project_classes import is_plan
from tasks.facts.project_foreign_licence import foreign_licence
from tasks.facts.project_forms import beginning, both
from tasks.lexicon import toml

NEAR = 22  # words between an object and what is said of it
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


def licence() -> pl.Expr:
    """The cue governs the object: by the object's case, and by what kind of cue it is."""
    case, cue, distance = pl.col("head_case"), pl.col("cue"), pl.col("distance")
    ahead = distance > 0
    near = pl.col("distance").abs() <= NEAR
    free = ahead & pl.col("own") & near & ~pl.col("is_attribute") & ~pl.col("is_barred")
    # 'курорттарды біріктіретін жоба': the participle before the cue has taken the object.
    free = free & ~(case.is_in(["acc", "pacc"]) & pl.col("is_taken"))
    repair = pl.col("cue_form").is_in(both(toml("projects")["repair"]["forms"]))
    alone = pl.col("next_row").is_null() | (pl.col("next_row") > pl.col("cue_row"))
    # '«Үлгі» ғимаратының (4,1 млрд теңге) құрылысы': the remark doesn't count
    reach = pl.when(pl.col("is_remarked")).then(_REMARK).otherwise(4)
    supplied = pl.col("is_supplied") & (pl.col("family") == "settlement").fill_null(False)
    locative = case.is_in(["loc", "ploc"])
    # 'мектептегі жөндеу': works in it are works on it
    nominative, genitive = case.is_in(["", "p"]), case.is_in(["gen", "pgen", "att", "patt"])
    unbuilt = pl.col("is_negated") & (cue == "build")
    works, counted = (pl.col("family") == "works").fill_null(False), pl.col("is_counted")
    accusative, dative = case.is_in(["acc", "pacc"]), case.is_in(["dat", "pdat"])
    # 'Екі турбинаның біреуі жүріп тұр': it runs, nobody works on it
    runs = pl.col("cue_form").str.contains(beginning(toml("projects")["running"]["prefix"]))
    idle = runs & ~pl.col("is_work_said")
    return (
        (pl.col("kazakh") & (
            (free & (nominative | accusative) & cue.is_in(WORKING))
            | (free & (nominative | accusative) & cue.is_in(_COUNTED) & counted & ~idle)
            | (free & pl.col("is_part") & ~cue.is_in(["price", "other"]) & ~idle)
            | (free & nominative & pl.col("is_counted") & (cue == "paper"))
            | (free & nominative & (cue == "paper") & (pl.col("distance") == 1))
            | (free & case.is_in(["loc", "ploc"]) & (cue == "works") & pl.col("is_counted"))
            | (nominative & pl.col("is_before_dash") & cue.is_in(["must", "plan", "paper"]) & near)
            | (free & dative & (cue == "build") & (pl.col("distance") <= 3) & (pl.col("sector") == "transport"))
            | (free & dative & (pl.col("distance") <= 3) & repair)
            | (free & genitive & pl.col("is_parted") & cue.is_in([*WORKING, "begin", "continue"]))
            | (free & locative & cue.is_in(_GOING) & pl.col("is_work_said") & alone & (distance <= 6))
            | (free & genitive & (cue == "open") & (pl.col("distance") <= 4))
            | (free & dative & (cue == "paper") & (pl.col("distance") <= 2))
            | (free & dative & cue.is_in(["seek", "grant"]) & (pl.col("distance") <= 5))
            | (free & accusative & (cue == "begin") & (pl.col("n_quoted") > 0))
            | (free & (nominative | accusative) & works & cue.is_in([*_GOING, "works"]))
            | (free & case.is_in(["loc", "ploc"]) & is_plan() & (cue == "plan") & alone)
            | (free & supplied & cue.is_in(["build", "begin", "open", "finish", "supply"]))
            | (ahead & (pl.col("distance") == 1) & pl.col("is_attribute") & nominative & cue.is_in(["build", "open"]))
            | (free & nominative & (pl.col("family") == "programme") & (cue == "begin"))
            | (free & nominative & (cue == "give") & pl.col("is_counted"))
            | (free & genitive & cue.is_in(["build", "raise"]) & (pl.col("distance") <= 4))
            | (free & genitive & cue.is_in(_AFTER_GENITIVE) & (pl.col("distance") <= reach))
            | (free & genitive & pl.col("is_counted") & cue.is_in(WORKING))
            | (free & genitive & pl.col("is_clause_noun") & cue.is_in([*WORKING, *_GOING]))
            | (free & genitive & pl.col("is_work_of") & (cue.is_in(_ENDING) | (counted & cue.is_in(_GOING))))
            | (free & case.is_in(["att", "patt"]) & pl.col("is_work_of") & cue.is_in(_GOING) & (distance <= 6))
            | (free & dative & cue.is_in(_MONEY) & pl.col("has_money"))
            | (free & dative & (cue == "meant") & (pl.col("has_money") | pl.col("has_fund")))
            | (free & dative & cue.is_in(["build"]) & pl.col("is_counted") & (pl.col("sector") == "transport"))
            | (free & case.is_in(["abl", "pabl"]) & (cue == "cancel"))
            | (pl.col("inside") & cue.is_in(_BEFORE) & ~pl.col("is_of_other") & ~unbuilt)
        ))
        | (~pl.col("kazakh") & pl.col("own") & near & foreign_licence())
    ).fill_null(False)  # fmt: skip


def barred() -> pl.Expr:
    """The verb isn't said of the object as of something that works are done on."""
    case, row = pl.col("head_case"), pl.col("row").cast(pl.Int64)
    accusative = case.is_in(["acc", "pacc"])
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
    return (((doer | proposes) & case.is_in(["", "p"])) | graduated | taken | measured).fill_null(False)


def named_only() -> pl.Expr:
    """'Желі салу бойынша 11 жоба', 'желі салу арқылы': the infinitive says what something else is for."""
    near = pl.col("own") & pl.col("distance").is_between(1, 3)
    counted = pl.col("next_counted").fill_null(False) & (pl.col("next_row") - pl.col("cue_row") <= _FOLLOWING)
    named = pl.col("is_nominal_end") | (pl.col("is_counting_end") & counted)
    return (near & named & pl.col("kazakh")).any().over("row").fill_null(False)
