"""Totals of what the sentences beside them tell: 'школам – 3 млрд, больницам – 2. Всего на район – 9 млрд'.

A total of another thing, year or place is none of theirs.
"""

from __future__ import annotations

import re
from functools import cache

import polars as pl

from tasks.facts.wholes import ROUNDING
from tasks.language.runs import flagged, running, taken
from tasks.language.windows import rows_of, window
from tasks.lexicon import LETTER, rows, toml

_OPENING = 5  # words that open a sentence
_MOST = 8  # parts of one total
_LEAST_AHEAD = 2  # … where it is told before them
_LEAD = 16  # … before its first amount
_NAME = 4  # letters of a place's name
_DEEPEST = 2  # places around a place: its district and region
_APART = 1  # sentences between those told before it
_OF_PART = ("row", "sentence_id", "amount", "role", "side", "is_summing", "is_added", "purpose", "place_code",
            "period_start", "period_end")  # fmt: skip


def opens(near: pl.DataFrame, words: pl.DataFrame) -> pl.Series:
    """Whether an amount is the first of a sentence that opens as a total: 'Всего …', 'Жалпы …', 'In total, …'.

    Args:
        near: as `votes.amounts` gives them.
        words: TOKENS of the sentences with money.
    """
    t, home = toml("roles")["totals"], near["sentence_id"]
    at = (home != home.shift(1)).fill_null(True).arg_true()
    firsts = taken(home, at)
    around = window(words, rows_of(words, firsts, firsts * 0), {"form": (0, _OPENING)})
    said = around.select(pl.concat_str(pl.all(), separator=" ", ignore_nulls=True)).to_series()
    is_one = said.str.contains(t["opens"]) & ~said.str.contains(t["opens_none"])
    some = at.filter(is_one)
    return flagged(some.filter(_of_nobody(near, words, some)), near.height)


def _of_nobody(near: pl.DataFrame, words: pl.DataFrame, some: pl.Series) -> pl.Series:
    """Whether an opening names nobody who gets or gives the sum, but a place: not 'In total, the farmers got 9 bn'."""
    t = toml("roles")["totals"]
    number = rows_of(words, taken(near["sentence_id"], some), taken(near["token_start"], some))
    around = window(words, number, {"form": (-_LEAD, -1)})
    led = around.select(pl.concat_str(pl.all(), separator=" ", ignore_nulls=True)).to_series()
    led = led.str.replace(t["opens"], "").str.replace(rf"^{LETTER}+", "")
    is_kazakh = taken(words["language"], number).str.starts_with("kk")
    whose = led.str.replace_all(f"(?:^| )(?:{t['nobody']}|{_places()})", " §")
    # each word with spaces of its own: one match takes both
    kazakh = (
        led.str.replace_all(" ", "  ").str.replace_all(t["nobody_kk"], " ").str.contains(rf"{LETTER}{{3}}")
    )
    other = ~whose.str.contains(t["nobody_led"]) | whose.str.contains(t["given_to"])
    return ~((is_kazakh & kazakh) | (~is_kazakh & other))


@cache
def _places() -> str:
    """A pattern over the beginnings of what places are called in Russian and English."""
    names = {r[c].split(" ")[-1].lower() for r in rows("places") for c in ("name_ru", "name_en")}
    return "|".join(sorted(re.escape(n[: max(4, len(n) - 3)]) for n in names if len(n) >= _NAME))


def summed(told: pl.DataFrame) -> pl.DataFrame:
    """row, whole, is_complete: the amounts that stand under such a total.

    Args:
        told: amounts that may be summed, no parts of others nor made up of others, by `side` and in order, with
            `_OF_PART`.
    """
    at = told["is_summing"].arg_true().cast(pl.Int64)
    if at.is_empty():  # as in most batches of a few articles
        return told.select("row", whole="row", is_complete=pl.lit(value=False)).clear()
    return pl.concat([_beside(told, at, -1), _beside(told, at, 1)])


def _beside(told: pl.DataFrame, at: pl.Series, step: int) -> pl.DataFrame:
    """The amounts before some totals (step -1), or behind them in the next sentence (1), as far as they are theirs."""
    reach = pl.DataFrame({"at": at}).with_columns(k=pl.int_ranges(1, _MOST + 1)).explode("k")
    reach = reach.with_columns(place=pl.col("at") + pl.col("k") * step)
    reach = reach.filter(pl.col("place").is_between(0, told.height - 1))
    own = told.select(_OF_PART)
    part, whole = (own[reach[c].cast(pl.UInt32)] for c in ("place", "at"))
    met = reach.hstack(part).hstack(whole.rename(lambda c: f"{c}_of"))
    met = met.with_columns(last=taken(told["sentence_id"], met["place"] - step))
    met = met.with_columns(is_one=_is_part(step).fill_null(False))
    met = met.with_columns(
        is_going=running((~pl.col("is_one")).cast(pl.Int32), "at") == 0,
        upto=running(pl.when("is_one").then("amount").otherwise(0.0), "at"),
    )
    parts = met.filter("is_going", pl.col("upto") <= pl.col("amount_of") * (1 + ROUNDING))
    if step > 0:
        parts = parts.filter(pl.len().over("at") >= _LEAST_AHEAD)
    return parts.select("row", whole="row_of", is_complete=pl.lit(value=False))


@cache
def _is_part(step: int) -> pl.Expr:
    """Whether an amount beside a total, or beside another part of it, is a part of it."""
    t = toml("roles")["totals"]
    home, last, of = (pl.col(c).cast(pl.Int64) for c in ("sentence_id", "last", "sentence_id_of"))
    is_near = (last - home <= _APART) & (home < of) if step < 0 else home - of == 1
    within = pl.col("period_start") >= pl.col("period_start_of")
    within &= pl.col("period_end") <= pl.col("period_end_of")
    unspent = (pl.col("role_of") == "expenditure") & pl.col("role").is_in(t["unspent"])
    # of what was allotted or spent in all, some is told as a transfer or a subsidy
    is_paid = pl.col("role").is_in(t["paid"]) & pl.col("role_of").is_in(t["paid_of"])
    return (
        is_near
        & (pl.col("side") == pl.col("side_of"))
        & ((pl.col("role") == pl.col("role_of")) | is_paid)
        & ~(pl.col("is_summing") | pl.col("is_added") | pl.col("is_added_of") | unspent)
        & within.fill_null(True)
        & _lies_in().fill_null(True)
        & _is_of_all(step)
    )


@cache
def _lies_in() -> pl.Expr:
    """Whether a part's place is that of the total or lies in it: a region's total holds those of its districts.

    The codes alone don't say so: 101010000 lies in 100000000, and 110000000 beside it.
    """
    around = {r["place_code"]: r["parent_code"] for r in rows("places")}
    own, of = pl.col("place_code"), pl.col("place_code_of")
    ups = [own]
    for _ in range(_DEEPEST):
        ups.append(ups[-1].replace_strict(around, default=None, return_dtype=pl.String))
    held = pl.any_horizontal((up == of).fill_null(False) for up in ups)
    return pl.when(own.is_not_null() & of.is_not_null()).then(held)


@cache
def _is_of_all(step: int) -> pl.Expr:
    """Whether a total is for what a part may be for: for nothing that is said, for 'the district', for the same."""
    t = toml("roles")["totals"]
    whole, part = (pl.col(c).str.to_lowercase() for c in ("purpose_of", "purpose"))
    wide = whole.is_null() | whole.str.contains(t["wide"])
    if step > 0:
        return wide
    stems = whole.str.replace_all(t["common"], " ").str.extract_all(rf"(?:^|\s){LETTER}{{5}}").list.join("|")
    same = part.str.replace_all(t["common"], " ").str.contains(stems) & (stems != "")
    return wide | same.fill_null(False)
