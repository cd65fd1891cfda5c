"""Sums broken down without a word that says so: 'Жылуға 24,3 млрд бөлінді. А-ға 13,1, Б-ға 8,6, В-ға 2,6 млрд'."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.wholes import figures
from tasks.language.runs import neighbour, rows_where, taken
from tasks.lexicon import toml

_OF_PART = ("purse", "row", "sentence_id", "amount", "additive", "belongs", "is_added", "is_last", "role", "per",
            "period_start", "period_end", "purpose")  # fmt: skip
_MOST = 8  # parts of one sum
_EXACT = 0.0005  # of the sum: nothing but the figures says that it is one
_FINE = 2  # figures of one amount at least: 3 + 2 is 5 by chance …
_FINE_TWO = 3  # … and of two parts: 18 + 25 is 43
_TOLD_IN = 1  # sentences from the first part to the last


def broken_down(told: pl.DataFrame) -> pl.DataFrame:
    """row, whole, is_complete: the amounts of the next sentence or two, where all of them make up the sum before.

    Where the parts have the role of the sum they are all of it and may be summed in its place (`is_complete`); else
    one of them may have been misread, and the sum stands.

    Args:
        told: rows with what they say of themselves, by `purse` and row; is_last: in their sentence.
    """
    line = told.select(_OF_PART)
    each = _exact(line)
    part = line[(each["at"] + each["k"]).cast(pl.UInt32)]
    whole = line[each["at"].cast(pl.UInt32)].rename(lambda c: f"{c}_of")
    met = each.hstack(part).hstack(whole)
    met = met.filter(_is_part().all().over("at") & (pl.col("is_last").last() & _is_told()).over("at"))
    same = ((pl.col("role") == pl.col("role_of")) | is_kept("role_of")).all().over("at")
    found = met.select("row", whole="row_of", is_complete=same)
    return found.unique("row", keep="first", maintain_order=True)


def _exact(line: pl.DataFrame) -> pl.DataFrame:
    """at, k: the rows of what may be broken down, and for each 1, 2 … up to the amount behind that completes it."""
    at = rows_where(line.select(_may_be_whole()).to_series()).cast(pl.Int64).to_frame("at")
    each = at.with_columns(k=pl.int_ranges(2, _MOST + 1)).explode("k")
    ahead = line["amount"].cum_sum()
    upto = taken(ahead, (each["at"] + each["k"]).clip(upper_bound=line.height - 1)) - taken(ahead, each["at"])
    amount = taken(line["amount"], each["at"])
    is_sum = ((upto - amount).abs() <= amount * _EXACT) & (each["at"] + each["k"] < line.height)
    ends = each.filter(is_sum).unique("at", keep="first", maintain_order=True)
    return ends.with_columns(k=pl.int_ranges(1, pl.col("k") + 1)).explode("k")


def is_kept(role_of: str) -> pl.Expr:
    """Whether a part is of its sum's role, whatever its own words say: what is given of a subsidy is one.

    Not what is built or repaired, which no farmer does with a subsidy.

    Args:
        role_of: the column with the role of the sum.
    """
    kept = toml("roles")["additive"]["kept"]
    is_works = pl.col("purpose").str.contains(kept["works"]).fill_null(False)
    return pl.col(role_of).is_in(kept["of"]) & pl.col("role").is_in(kept["by"]) & ~is_works


@cache
def _may_be_whole() -> pl.Expr:
    """Whether the last amount of a sentence has a smaller one in the next."""
    follows = neighbour("sentence_id", 1, "purse") - pl.col("sentence_id") == 1
    is_more = neighbour("amount", 1, "purse") < pl.col("amount")
    return (
        pl.col("additive") & ~pl.col("belongs") & _is_outlay() & pl.col("is_last") & follows & is_more
    ).fill_null(False)


def _is_outlay() -> pl.Expr:
    return pl.col("role").is_in(toml("roles")["additive"]["outlay"])


@cache
def _is_part() -> pl.Expr:
    """Whether an amount behind a sum may be a part of it: of no other time, no thing's price, nothing added to it."""
    within = pl.col("period_start") >= pl.col("period_start_of")
    within &= pl.col("period_end") <= pl.col("period_end_of")
    is_price = (pl.col("role") == "cost") & (pl.col("role_of") != "cost")
    is_next = (pl.col("purse") == pl.col("purse_of")) & (pl.col("row") == pl.col("row_of") + pl.col("k"))
    is_near = pl.col("sentence_id") <= pl.col("sentence_id_of") + 1 + _TOLD_IN
    is_free = ~pl.col("belongs") & ~pl.col("is_added") & pl.col("per").is_null() & ~is_price
    return (is_next & is_near & _is_outlay() & is_free & within.fill_null(True)).fill_null(False)


@cache
def _is_told() -> pl.Expr:
    """Whether it is no chance that they make up the sum: by the most figures that one of them has."""
    fine = pl.max_horizontal(figures(pl.col("amount")).max(), figures(pl.col("amount_of")).first())
    return fine >= pl.when(pl.len() > 2).then(_FINE).otherwise(_FINE_TWO)
