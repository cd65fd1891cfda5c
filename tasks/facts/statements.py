"""Amounts that make one statement (a sum and its parts, one sum in two currencies) and which of them may be summed.

Of a sum and its parts exactly one level is additive: the parts where they are all there, else the sum.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.language.runs import constant, last_before, latest, neighbour, taken
from tasks.lexicon import toml

_REACH = 1  # sentences from a sum to its parts: '… 61 млрд теңге бөлінді. Оның 25 миллиарды …'
_MOST_PARTS = 8
_MOST_SOURCES = 4
_SOURCES_REACH = 2  # sentences from a cost to whose money it is
_LIST_REACH = 10  # sentences from a sum to the last line of a list of its parts
_ROUNDING = 0.005  # of the sum: its parts are rounded
_EXACT = 0.0005  # of the sum, where nothing but the figures says that it is one
_PRECISE = 3  # figures of a sum that no chance makes of the amounts beside it


@cache
def starts() -> pl.Expr:
    """Where the statement of each amount begins in the text: an enumeration is one, a sum and its parts another.

    So are the former and the newer figure of one thing.
    """
    listed = pl.struct("sentence_id", "list_no").rle_id()
    own = pl.col("char_start").min().over(listed)
    belongs = (pl.col("belongs") | pl.col("is_again")).any().over(listed)
    before = latest(pl.when(~belongs).then(own), "article_id")
    sentence = latest(pl.when(~belongs).then("sentence_id"), "article_id")
    is_near = pl.col("sentence_id") - sentence <= _REACH
    return pl.when(belongs & is_near).then(before).otherwise(own)


def levelled(rows: pl.DataFrame) -> pl.DataFrame:
    """Leaves one level of each sum additive and puts the sum and its parts into one statement.

    Args:
        rows: finance rows in order, with statement_start, belongs, opens_parts, is_total, is_end and `additive` as
            if no amount were another's part.

    Returns:
        the same with `additive` and statement_start mended.
    """
    role, is_outlay = pl.col("role"), pl.col("role").is_in(toml("roles")["additive"]["outlay"])
    # before the first amount of an article stands no sum that it could be a part of
    follows = (pl.col("article_id") == pl.col("article_id").shift(1)).fill_null(False)
    told = rows.select(
        "sentence_id", "char_start", "amount", "additive", "is_total", "role", "per", "is_share", "is_added",
        "funding_source", belongs=pl.col("belongs") & follows, opens_parts=pl.col("opens_parts") & follows,
        group=_kin(role),
        side=_kin(pl.when(~is_outlay).then("role")), purse=_kin(pl.lit(0)),
    ).with_row_index("row")  # fmt: skip
    told = told.sort("side", "row").with_columns(spent_before=_whole("side"))
    told = told.sort("purse", "row").with_columns(sum_before=_whole("purse"))
    told = told.sort("group", "row").with_columns(belongs=_parts())
    line = (
        told.filter("additive")
        .sort("group", "char_start", maintain_order=True)
        .with_columns(
            ahead=pl.col("amount").cum_sum(),
            is_precise=_figures(pl.col("amount")) >= _PRECISE,
            sourced=_sourced().cum_sum(),
        )
        .with_columns(
            till=pl.col("ahead") - pl.col("amount"),
            unsourced=pl.col("sourced") - _sourced(),
            is_part_next=pl.col("belongs").shift(-1),
        )
    )
    sums = _sums(line)
    whole = sums.with_columns(row=taken(line["row"], sums["at"]))
    ahead = pl.col("reach") > 0
    places = pl.int_ranges(
        pl.col("at") + pl.when(ahead).then(1).otherwise("reach"),
        pl.col("at") + pl.when(ahead).then(pl.col("reach") + 1).otherwise(0),
    )
    each = whole.select(whole="row", place=places).explode("place")
    parts = each.select("whole", row=taken(line["row"], each["place"]), is_complete=pl.lit(value=True))
    parts = parts.select("row", "whole", "is_complete")
    some = _beside_a_total(line.filter(~pl.col("row").is_in(whole["row"].implode())))
    parts = pl.concat([parts, some, _of_sources(told), _shares(told)]).unique(
        "row", keep="first", maintain_order=True
    )
    own = told.join(parts, on="row", how="left", maintain_order="left").sort("row")
    is_alone = pl.col("is_complete").fill_null(~pl.col("belongs"))
    sums_of = pl.concat([whole["row"], _totals(told)])
    additive = own.select(pl.col("additive") & ~pl.col("row").is_in(sums_of.implode()) & is_alone)
    start = taken(rows["statement_start"], own["whole"])
    rows = rows.with_columns(additive, statement_start=pl.coalesce(start, "statement_start"))
    # what stands beside a total need be no part of it
    is_loose = pl.col("row").is_in(some["row"].implode()) & ~pl.col("is_complete")
    return _of_time(rows, _wholes(own.with_columns(whole=pl.when(~is_loose).then("whole"))))


def _wholes(own: pl.DataFrame) -> pl.Series:
    """The row of the sum that each amount is a part of; null where it is none's."""
    row = pl.col("row").cast(pl.Int64)
    told = own.sort("purse", "row").select(
        "row",
        "sentence_id",
        "amount",
        whole=pl.col("whole").cast(pl.Int64),
        near=pl.when("belongs").then(last_before(pl.when(~pl.col("belongs")).then(row), "purse")),
    )
    of = {c: pl.lit(taken(own[c], told["near"])) for c in ("sentence_id", "amount")}
    is_near = (pl.col("sentence_id") - of["sentence_id"] <= _REACH) & (pl.col("amount") < of["amount"])
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
    role, currency = (c.rank("dense").fill_null(0).cast(pl.Int64) for c in (role, pl.col("currency")))
    return (pl.col("article_id").rle_id().cast(pl.Int64) * 1000 + role) * 1000 + currency


def _whole(group: str) -> pl.Expr:
    """The last amount before that is no part of another."""
    return last_before(pl.when(~pl.col("belongs")).then("amount"), group)


def _sourced() -> pl.Expr:
    """1 for an amount that says whose money it is."""
    return pl.col("funding_source").is_not_null().cast(pl.Int64)


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


def _sums(line: pl.DataFrame) -> pl.DataFrame:
    """at, reach: the row that is the sum of so many rows behind it (or before, when negative); the fewest of them."""
    adds_up = line.select(**_adds_up())
    found = {int(reach): adds_up[reach].arg_true().cast(pl.Int64) for reach in adds_up.columns}
    at = pl.concat(found.values())
    reach = pl.concat(constant(k, rows.len(), pl.Int64) for k, rows in found.items())
    columns = ["sentence_id", "sourced", "unsourced"]
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
            out[str(reach)] = ((total - amount).abs() <= amount * _ROUNDING).fill_null(False)
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
    is_worded = is_total | (is_ahead & pl.col("is_part_next"))
    is_worded |= (sourced.abs() == pl.col("reach").abs()) & pl.col("funding_source").is_null()
    # a total behind its parts is in their sentence, unless worded as one
    far = pl.when(is_ahead).then(_LIST_REACH).when(is_total).then(_SOURCES_REACH).otherwise(0)
    return ((end - at).abs() <= far) & (is_worded | pl.col("is_precise"))


def _of_sources(told: pl.DataFrame) -> pl.DataFrame:
    """row, whole, is_complete: a cost and right behind it whose money it is: '12 млрд. 8 дал бюджет, 4 – инвестор'.

    So are sums of other roles that make it up to the last figure.
    """
    spent = told.filter(
        pl.col("role").is_in(toml("roles")["additive"]["outlay"]), ~pl.col("belongs"), pl.col("per").is_null()
    ).sort("side", "row")
    spent = spent.with_row_index("at").with_columns(
        ahead=pl.col("amount").cum_sum(),
        sourced=_sourced().cum_sum(),
        is_precise=_figures(pl.col("amount")) >= _PRECISE,
    )
    is_whole = spent.select(**_is_sourced())
    found = [
        spent.filter(is_whole[f"{n}"]).select(
            whole="row", place=pl.int_ranges(pl.col("at") + 1, pl.col("at") + n + 1)
        )
        for n in range(2, _MOST_SOURCES + 1)
        if is_whole[f"{n}"].any()
    ]
    if not found:
        return told.clear().select("row", whole="row", is_complete=pl.lit(value=False))
    each = pl.concat(found).explode("place").drop_nulls("place")
    return each.select(row=taken(spent["row"], each["place"]), whole="whole", is_complete=pl.lit(value=False))


@cache
def _is_sourced() -> dict[str, pl.Expr]:
    """For each number of purses, whether the row is a cost and so many rows behind it say what each gives."""
    out = {}
    for n in range(2, _MOST_SOURCES + 1):
        total, sourced, at = (
            neighbour(c, n, "side") - pl.col(c) for c in ("ahead", "sourced", "sentence_id")
        )
        off = (total - pl.col("amount")).abs() / pl.col("amount")
        is_whole = neighbour("role", 1, "side") != pl.col("role")
        is_told = (sourced == n) & pl.col("funding_source").is_null() & (off <= _ROUNDING)
        is_exact = pl.col("is_precise") & (off <= _EXACT) & (at <= _REACH)
        out[f"{n}"] = (is_whole & (is_told | is_exact) & (at <= _SOURCES_REACH)).fill_null(False)
    return out


def _shares(told: pl.DataFrame) -> pl.DataFrame:
    """row, whole, is_complete: what one purse gives of the sum told before: 'стоит 20 млрд. Доля бюджета – 9'."""
    outlay = pl.col("role").is_in(toml("roles")["additive"]["outlay"])
    whole = outlay & ~pl.col("belongs") & ~pl.col("is_share") & pl.col("per").is_null()
    rows = told.sort("purse", "row").with_columns(
        before=last_before(pl.when(whole).then(pl.col("row").cast(pl.Int64)), "purse")
    )
    of = rows.filter(pl.col("is_share") & outlay).join(
        told.select(before=pl.col("row").cast(pl.Int64), at="sentence_id", sum="amount"), on="before"
    )
    of = of.filter(pl.col("amount") < pl.col("sum"), pl.col("sentence_id") - pl.col("at") <= _SOURCES_REACH)
    return of.select("row", whole=pl.col("before").cast(pl.UInt32), is_complete=pl.lit(value=False))


def _totals(told: pl.DataFrame) -> pl.Series:
    """Rows worded as the total of those just before, whatever their roles: 'поступило 6, выделено 4. Всего – 10'."""
    said = told.sort("purse", "row").with_columns(ahead=pl.col("amount").cum_sum())
    said = said.with_columns(till=pl.col("ahead") - pl.col("amount"))
    is_sum = pl.lit(value=False)
    for n in range(2, _MOST_SOURCES + 1):
        gap = pl.col("sentence_id").cast(pl.Int64) - neighbour("sentence_id", -n, "purse")
        rest = (pl.col("till") - neighbour("till", -n, "purse") - pl.col("amount")).abs()
        is_sum |= ((rest <= pl.col("amount") * _ROUNDING) & (gap <= _SOURCES_REACH)).fill_null(False)
    return said.filter(is_sum & pl.col("is_total"))["row"]


def _beside_a_total(line: pl.DataFrame) -> pl.DataFrame:
    """row, whole, is_complete: smaller amounts beside one worded as their total, which they don't make up."""
    home = ["group", "sentence_id"]
    is_largest = pl.col("is_total") & (
        pl.col("amount") == pl.col("amount").filter("is_total").max().over(home)
    )
    with_total = line.filter("is_total").select(home).unique()
    return (
        line.join(with_total, on=home, how="semi", maintain_order="left")
        .with_columns(whole=pl.col("row").filter(is_largest).first().over(home))
        .with_columns(largest=pl.col("amount").filter(is_largest).first().over(home))
        .filter(pl.col("amount") < pl.col("largest"))
        .select("row", "whole", is_complete=pl.lit(value=False))
    )


def _figures(amount: pl.Expr) -> pl.Expr:
    """How many figures an amount is given with: 3 of 8.35 bn."""
    digits = amount.cast(pl.Float64).round(0).cast(pl.Int64, strict=False).cast(pl.String)
    return digits.str.strip_chars_end("0").str.len_bytes()
