"""Sums broken down without a word that says so: 'Жылуға 24,3 млрд бөлінді. А-ға 13,1, Б-ға 8,6, В-ға 2,6 млрд'."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.wholes import figures
from tasks.language.runs import neighbour, running
from tasks.lexicon import toml

_OF_PART = ("purse", "row", "sentence_id", "amount", "additive", "belongs", "is_added", "is_last", "role", "per",
            "period_start", "period_end")  # fmt: skip
_MOST = 8  # parts of one sum
_EXACT = 0.0005  # of the sum: nothing but the figures says that it is one
_FINE = 2  # figures of one amount at least: 3 + 2 is 5 by chance …
_FINE_TWO = 3  # … and of two parts: 18 + 25 is 43
_TOLD_IN = 1  # sentences from the first part to the last


def broken_down(told: pl.DataFrame) -> pl.DataFrame:
    """row, whole, is_complete, role: the amounts of the next sentence or two, where all of them make up the sum before.

    Where the parts have the role of the sum they are all of it and may be summed in its place (`is_complete`); else
    one of them may have been misread, and the sum stands. What is given of a subsidy is one (`role`), whatever the
    verb.

    Args:
        told: rows with what they say of themselves, by `purse` and row; is_last: in their sentence.
    """
    line = told.select(_OF_PART).with_columns(
        *(pl.col(c).cast(pl.Int64) for c in ("sentence_id", "row")), fine=figures(pl.col("amount"))
    )
    at = line.select(_may_be_whole().arg_true().cast(pl.Int64).alias("at"))
    each = at.with_columns(k=pl.int_ranges(1, _MOST + 1)).explode("k")
    each = each.filter(pl.col("at") + pl.col("k") < line.height)
    part = line[(each["at"] + each["k"]).cast(pl.UInt32)]
    whole = line[each["at"].cast(pl.UInt32)].rename(lambda c: f"{c}_of")
    met = each.hstack(part).hstack(whole).with_columns(is_part=_is_part())
    met = met.filter(running((~pl.col("is_part")).cast(pl.Int32), "at") == 0)
    met = met.with_columns(upto=running(pl.col("amount"), "at"), fine=pl.col("fine").cum_max().over("at"))
    ends = met.filter(_adds_up()).select("at", last="k").unique("at", keep="first", maintain_order=True)
    met = met.join(ends, on="at", maintain_order="left").filter(pl.col("k") <= pl.col("last"))
    kept = toml("roles")["additive"]["kept"]
    is_kept = pl.col("role_of").is_in(kept["of"]) & pl.col("role").is_in(kept["by"])
    met = met.with_columns(role=pl.when(is_kept).then("role_of").otherwise("role"))
    same = (pl.col("role") == pl.col("role_of")).all().over("at")
    found = met.select(pl.col("row", "row_of").cast(pl.UInt32), "role", is_complete=same).rename(
        {"row_of": "whole"}
    )
    return found.unique("row", keep="first", maintain_order=True)


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
    is_next = (pl.col("purse") == pl.col("purse_of")) & (pl.col("row") - pl.col("row_of") == pl.col("k"))
    is_near = pl.col("sentence_id") - pl.col("sentence_id_of") <= 1 + _TOLD_IN
    is_free = ~pl.col("belongs") & ~pl.col("is_added") & pl.col("per").is_null() & ~is_price
    return (is_next & is_near & _is_outlay() & is_free & within.fill_null(True)).fill_null(False)


@cache
def _adds_up() -> pl.Expr:
    """Whether the amounts up to here, where a sentence ends, make up the sum, and not by chance."""
    is_sum = (pl.col("upto") - pl.col("amount_of")).abs() <= pl.col("amount_of") * _EXACT
    fine = pl.max_horizontal("fine", "fine_of")
    is_told = fine >= pl.when(pl.col("k") > 2).then(_FINE).otherwise(_FINE_TWO)
    return pl.col("is_last") & (pl.col("k") > 1) & is_sum & is_told
