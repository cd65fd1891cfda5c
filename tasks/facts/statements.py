"""Amounts that make one statement (a sum and its parts, one sum in two currencies) and which of them may be summed.

Of a sum and its parts exactly one level is additive: the parts where they are all there, else the sum.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts import umbrellas
from tasks.facts.breakdowns import broken_down, is_kept
from tasks.facts.totals import beside_a_total, totals
from tasks.facts.wholes import (
    PRECISE,
    ROUNDING,
    SOURCES_REACH,
    figures,
    incomes,
    of_sources,
    shares,
    sourced,
    used,
)
from tasks.facts.yearly import yearly
from tasks.language.once import fits
from tasks.language.runs import constant, last_before, latest, neighbour, taken
from tasks.lexicon import toml

_REACH = 1  # sentences from a sum to its parts: '… 61 млрд теңге бөлінді. Оның 25 миллиарды …'
_MOST_PARTS = 8
_NONE = 2**32 - 1  # the number of no sentence
_LIST_REACH = 10  # sentences from a sum to the last line of a list of its parts


@cache
def starts() -> pl.Expr:
    """Where the statement of each amount begins in the text: an enumeration is one, a sum and its parts another.

    So are the former and the newer figure of one thing.
    """
    listed = pl.struct("sentence_id", "list_no").rle_id()
    own = pl.when((listed != listed.shift(1)).fill_null(True)).then("char_start").forward_fill()
    belongs = listed.is_in(listed.filter(pl.col("belongs") | pl.col("is_again")).implode())
    before = latest(pl.when(~belongs).then(own), "article_id")
    sentence = latest(pl.when(~belongs).then("sentence_id"), "article_id")
    is_near = pl.col("sentence_id") - sentence <= _REACH
    return pl.when(belongs & is_near).then(before).otherwise(own)


def levelled(rows: pl.DataFrame) -> pl.DataFrame:
    """Leaves one level of each sum additive and puts the sum and its parts into one statement.

    Args:
        rows: finance rows in order, with statement_start, belongs, opens_parts, is_total, is_end, is_wanted, is_granted
            and `additive` as if no amount were another's part.

    Returns:
        the same with `additive` and statement_start mended.
    """
    told = _told(rows)
    line = _line(told)
    parts = pl.concat([_complete(line), broken_down(told)]).unique("row", keep="first", maintain_order=True)
    wholes = parts.filter("is_complete")["whole"].unique()
    some = beside_a_total(line.filter(~pl.col("row").is_in(wholes.implode())))
    sums_of = pl.concat([wholes, totals(told)])
    may_be = told.filter("additive", ~pl.col("belongs"), ~pl.col("row").is_in(sums_of.implode()))
    under = umbrellas.summed(may_be.sort("side", "row"))
    of_purses = [of_sources(told), shares(told)]
    worded = [incomes(told, rows["sentence"]), used(told, rows["sentence"]), yearly(told, rows)]
    found = [parts, some, *of_purses, *worded, under]
    parts = pl.concat(found).unique("row", keep="first", maintain_order=True)
    own = told.join(parts, on="row", how="left", maintain_order="left").sort("row")
    is_alone = pl.col("is_complete").fill_null(~pl.col("belongs") | pl.col("is_met"))
    additive = own.select(pl.col("additive") & ~pl.col("row").is_in(sums_of.implode()) & is_alone)
    start = taken(rows["statement_start"], own["whole"])
    rows = rows.with_columns(additive.to_series(), statement_start=pl.coalesce(start, "statement_start"))
    # what stands beside a total need be no part of it
    is_loose = pl.col("row").is_in(some["row"].implode()) & ~pl.col("is_complete")
    wholes_of = _wholes(own.with_columns(whole=pl.when(~is_loose).then("whole")))
    role = pl.when(is_kept("role_of")).then("role_of").otherwise("role").alias("role")
    rows = rows.with_columns(role_of=taken(rows["role"], wholes_of)).with_columns(role).drop("role_of")
    return _of_time(rows, wholes_of)


def _told(rows: pl.DataFrame) -> pl.DataFrame:
    """What the rows say of themselves and of those before them, with `row`: their number; by `purse` and row."""
    is_outlay = pl.col("role").is_in(toml("roles")["additive"]["outlay"])
    is_income, is_spent = pl.col("role") == toml("roles")["within"]["role"], pl.col("role") == "expenditure"
    # before the first amount of an article stands no sum that it could be a part of
    follows = (pl.col("article_id") == pl.col("article_id").shift(1)).fill_null(False)
    role = pl.lit(_ordered(rows["role"]))
    told = rows.with_columns(currency_no=_ordered(rows["currency"])).select(
        "sentence_id", "char_start", "amount", "additive", "is_total", "role", "per", "is_share", "is_added",
        "is_summing", "is_split", "has_purse", "is_kind", "is_rest", "is_wanted", "is_granted", "is_by", "purpose",
        "place_code", "period_start", "period_end", "funding_source",
        belongs=pl.col("belongs") & follows, opens_parts=pl.col("opens_parts") & follows,
        is_last=pl.col("sentence_id") != pl.col("sentence_id").shift(-1, fill_value=_NONE),
        group=_kin(role),
        side=_kin(pl.when(~is_outlay).then(role)), purse=_kin(pl.lit(0)), block="block_no",
        opens=fits(rows, pl.col("belongs"), pl.col("sentence").str.contains(toml("roles")["additive"]["part_opens"])),
        is_public=fits(rows, is_income, pl.col("sentence").str.contains(toml("roles")["additive"]["public"])),
        is_used=fits(rows, is_spent, pl.col("cue").str.contains(toml("roles")["additive"]["used"])),
        is_spent=is_spent & ~fits(rows, is_spent, pl.col("cue").str.contains(toml("roles")["yearly"]["to_come"])),
        is_so_far=fits(rows, is_spent, pl.col("sentence").str.contains(toml("roles")["additive"]["so_far"])),
    ).with_row_index("row")  # fmt: skip
    told = told.with_columns(spent_before=_whole(told, "side"), sum_before=_whole(told, "purse"))
    told = told.sort("group", "row").with_columns(belongs=_parts())
    return told.sort("purse", "row").with_columns(is_met=_met())


def _line(told: pl.DataFrame) -> pl.DataFrame:
    """The additive amounts of each group in the order of the text, with the sums up to each."""
    return (
        told.filter("additive")
        .sort("group", "char_start", maintain_order=True)
        .with_columns(
            ahead=pl.col("amount").cum_sum(),
            is_precise=figures(pl.col("amount")) >= PRECISE,
            sourced=sourced().cum_sum(),
        )
        .with_columns(
            till=pl.col("ahead") - pl.col("amount"),
            unsourced=pl.col("sourced") - sourced(),
            is_part_next=pl.col("belongs").shift(-1),
        )
    )


def _complete(line: pl.DataFrame) -> pl.DataFrame:
    """row, whole, is_complete: the amounts that together are another, with the number of that row."""
    sums = _sums(line)
    whole = sums.with_columns(row=taken(line["row"], sums["at"]))
    ahead = pl.col("reach") > 0
    places = pl.int_ranges(
        pl.col("at") + pl.when(ahead).then(1).otherwise("reach"),
        pl.col("at") + pl.when(ahead).then(pl.col("reach") + 1).otherwise(0),
    )
    each = whole.select(whole="row", place=places).explode("place")
    parts = each.select("whole", row=taken(line["row"], each["place"]), is_complete=pl.lit(value=True))
    return parts.select("row", "whole", "is_complete")


def _wholes(own: pl.DataFrame) -> pl.Series:
    """The row of the sum whose time each amount shares; null where it is none's.

    A new paragraph speaks of another time, unless the figures add up or it begins with 'of it': 'Былтыр … 9 млрд. ¶ Сот
    мүлікті, соның ішінде 3 млрд теңгелік үйді тәркіледі'.
    """
    row = pl.col("row").cast(pl.Int64)
    told = own.sort("purse", "row").select(
        "row",
        "sentence_id",
        "amount",
        "block",
        "opens",
        whole=pl.col("whole").cast(pl.Int64),
        near=pl.when("belongs").then(last_before(pl.when(~pl.col("belongs")).then(row), "purse")),
    )
    of = {c: pl.lit(taken(own[c], told["near"])) for c in ("sentence_id", "amount", "block")}
    is_told = (pl.col("block") == of["block"]) | pl.col("opens")
    is_near = (
        is_told & (pl.col("sentence_id") - of["sentence_id"] <= _REACH) & (pl.col("amount") < of["amount"])
    )
    return (
        told.with_columns(near=pl.when(is_near).then("near"))
        .sort("row")
        .select(pl.coalesce("whole", "near"))
        .to_series()
    )


def _of_time(rows: pl.DataFrame, wholes: pl.Series) -> pl.DataFrame:
    """A part that says no period of its own is of its sum's: 'в 2026 году – 40 млрд. Из них 15 – на школы'."""
    is_bare = pl.col("period_basis") == "none"
    return rows.with_columns(
        pl.when(is_bare & pl.lit(wholes.is_not_null()))
        .then(pl.lit(taken(rows[c], wholes)))
        .otherwise(c)
        .alias(c)
        for c in ("period_start", "period_end", "period_text", "period_basis")
    )


def _kin(role: pl.Expr) -> pl.Expr:
    """A number for each article's amounts of one currency and role, or whatever else is given."""
    article = pl.col("article_id").rle_id().cast(pl.Int64)
    return (article * 1000 + role.fill_null(0)) * 1000 + pl.col("currency_no").fill_null(0)


def _ordered(codes: pl.Series) -> pl.Series:
    """Numbers of codes, in their order: 1, 2 … of those there are."""
    kinds = pl.Enum(codes.unique().drop_nulls().sort())
    return codes.cast(kinds).to_physical().cast(pl.Int64) + 1


def _whole(told: pl.DataFrame, group: str) -> pl.Series:
    """The last amount before each, in its group, that is no part of another, nor how far one grew."""
    inside = told.select("row", "belongs", "is_by", "amount", group).sort(group, "row")
    is_one = ~pl.col("belongs") & ~pl.col("is_by")
    last = inside.select(last_before(pl.when(is_one).then("amount"), group)).to_series()
    return constant(None, told.height, last.dtype).scatter(inside["row"], last)


@cache
def _parts() -> pl.Expr:
    """`belongs`, and what follows it: 'оның ішінде мектепке 3 млрд, ал жолға 2 млрд'; never more than the whole."""
    opened = latest(pl.when("opens_parts").then("sentence_id"), "group")
    is_after = (opened == pl.col("sentence_id")).fill_null(False) & ~pl.col("is_added")
    # a part is of the sum before it, whatever that is; what follows the part, of one that can be spent on it
    is_more = (
        pl.col("opens_parts")
        & (pl.col("amount") >= pl.max_horizontal("sum_before", "spent_before"))
        & pl.col("spent_before").is_not_null()
    )
    is_less = (pl.col("amount") < pl.col("spent_before")).fill_null(False)
    return (pl.col("belongs") & ~is_more.fill_null(False)) | (is_after & is_less)


@cache
def _met() -> pl.Expr:
    """What was given of a sum that is only wanted is no part of money: '3 млрд қажет, оның 1 миллиарды бөлінді'."""
    is_of_wish = last_before(pl.when(~pl.col("belongs")).then("is_wanted"), "purse").fill_null(value=False)
    return pl.col("belongs") & pl.col("is_granted") & is_of_wish


def _sums(line: pl.DataFrame) -> pl.DataFrame:
    """at, reach: the row that is the sum of so many rows behind it (or before, when negative); the fewest of them."""
    adds_up = line.select(**_adds_up())
    found = {int(reach): adds_up[reach].arg_true().cast(pl.Int64) for reach in adds_up.columns}
    at = pl.concat(found.values())
    reach = pl.concat(constant(k, rows.len(), pl.Int64) for k, rows in found.items())
    columns = ["sentence_id", "sourced", "unsourced", "is_rest"]
    own = ["is_total", "is_precise", "is_part_next", "funding_source"]
    told = line.select(*columns, *own)[at].with_columns(at=at, reach=reach)
    told = told.hstack(line.select(columns)[at + reach].rename(lambda c: f"{c}_end"))
    return told.filter(_is_sum()).select("at", "reach").unique("at", keep="first", maintain_order=True)


@cache
def _adds_up() -> dict[str, pl.Expr]:
    """For each number of parts, whether those of the row's group come to its amount."""
    amount, out = pl.col("amount"), {}
    for n in range(2, _MOST_PARTS + 1):
        for reach, upto in ((n, "ahead"), (-n, "till")):
            total = (neighbour(upto, reach, "group") - pl.col(upto)) * (reach // n)
            out[str(reach)] = ((total - amount).abs() <= amount * ROUNDING).fill_null(False)
    return out


@cache
def _is_sum() -> pl.Expr:
    """Whether an amount that others come to is their sum: so worded, near them, or to the last figure."""
    is_ahead, is_total = pl.col("reach") > 0, pl.col("is_total")
    at, end = (pl.col(c).cast(pl.Int64) for c in ("sentence_id", "sentence_id_end"))
    column = pl.when(is_ahead)
    sourced = column.then(pl.col("sourced_end") - pl.col("sourced")).otherwise(
        pl.col("unsourced_end") - pl.col("unsourced")
    )
    is_worded = is_total | (is_ahead & (pl.col("is_part_next") | pl.col("is_rest_end")))
    is_worded |= (sourced.abs() == pl.col("reach").abs()) & pl.col("funding_source").is_null()
    # a total behind its parts is in their sentence, unless worded as one
    far = pl.when(is_ahead).then(_LIST_REACH).when(is_total).then(SOURCES_REACH).otherwise(0)
    return ((end - at).abs() <= far) & (is_worded | pl.col("is_precise"))
