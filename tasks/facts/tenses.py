"""Whether a sentence tells of what is over or of what is to come, so that a month without a year has one."""

from __future__ import annotations

import polars as pl

from tasks.language.runs import flagged
from tasks.lexicon import toml

_CLAUSE = "^((?:[^,;:]|[,;:][^ ])*)"  # up to a stop: a decimal comma is none
_CLAUSE_END = "((?:[^,;:]|[,;:][^ ])*)$"


def tense(told: pl.DataFrame, may: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Whether what a sentence tells is over, and whether it is to come, besides who said so.

    Over: a verb of the past and none of what may be ahead, or what should have been: 'қазанда ашылуы тиіс еді'. To
    come: 'желтоқсанда тапсырылады', and nothing of the past.
    """
    rows = told.select(may.arg_true()).to_series()
    asked = told.select("language", "text")[rows].with_columns(pl.col("text").str.to_lowercase())
    over, coming = [rows.clear()], [rows.clear()]
    for language, words in toml("periods")["tense"].items():
        its = (asked["language"] == language).arg_true()
        if its.is_empty():
            continue  # the patterns would be compiled for nothing
        text = asked["text"][its].str.replace_all(words["aside"], " ")
        past, due = text.str.contains(words["past"]), text.str.contains(words["was_to"])
        over.append(rows[its].filter((past & ~text.str.contains(words["ahead"])) | due))
        ahead = rows[its].filter(text.str.contains(words["to_come"]) & ~past & ~due)
        coming.append(ahead.filter(~_stands(told[ahead], words)))
    return pl.lit(flagged(pl.concat(over), told.height)), pl.lit(flagged(pl.concat(coming), told.height))


def _stands(told: pl.DataFrame, words: dict[str, str]) -> pl.Series:
    """Whether the sentence's verb of what is to come is of something else than each period's own fact.

    A report of the month is over ('по итогам ноября'); so is what its own clause says is so, with a figure: 'в ноябре
    инфляция — 0,9 процента, решение будет принято позже'.
    """
    base, text = pl.col("base").cast(pl.Int64), pl.col("text").str.to_lowercase()
    start, end = pl.col("char_start") - base, pl.col("char_end") - base
    parts = told.select(before=text.str.slice(0, start), behind=text.str.slice(end)).with_columns(
        own=pl.concat_str(pl.col("before").str.extract(_CLAUSE_END), pl.col("behind").str.extract(_CLAUSE))
    )
    own = pl.col("own")
    says = own.str.contains(words["stands"]) & own.str.contains(r"\d") & ~own.str.contains(words["to_come"])
    reported = pl.concat_str("before", pl.lit("|"), "behind").str.contains(words["reported"])
    return parts.select((says | reported).fill_null(value=False)).to_series()
