"""Whose money a cost is made up of: '12 млрд. 8 дал бюджет, 4 – инвестор', 'доля бюджета – 9'."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import polars as pl
from polars.expr.whenthen import When

from tasks.language.runs import last_before, neighbour, taken
from tasks.lexicon import toml

MOST_SOURCES = 4
"""Purses that one sum comes from."""
SOURCES_REACH = 2
"""Sentences from a cost to whose money it is."""
ROUNDING = 0.005
"""Of the sum: its parts are rounded."""
_EXACT = 0.0005  # of the sum, where nothing but the figures says that it is one
PRECISE = 3
"""Figures of a sum that no chance makes of the amounts beside it."""
_STEM = 5  # letters of a word, without its ending
_REACH = 1  # sentences from a sum to its parts


def sourced() -> pl.Expr:
    """1 for an amount that says whose money it is."""
    return pl.col("funding_source").is_not_null().cast(pl.Int64)


def _paid() -> pl.Expr:
    """1 for an amount beside which one who pays is named, and nothing else that it is for."""
    is_bare = pl.col("has_purse") & pl.col("purpose").is_null() & (pl.col("role") != "cost")
    return (pl.col("funding_source").is_not_null() | is_bare).cast(pl.Int64)


def figures(amount: pl.Expr) -> pl.Expr:
    """How many figures an amount is given with: 3 of 8.35 bn."""
    digits = amount.cast(pl.Float64).round(0).cast(pl.Int64, strict=False).cast(pl.String)
    return digits.str.strip_chars_end("0").str.len_bytes()


def of_sources(told: pl.DataFrame) -> pl.DataFrame:
    """row, whole, is_complete: a cost and right behind it whose money it is: '12 млрд. 8 дал бюджет, 4 – инвестор'.

    So are sums of other roles that make it up to the last figure.
    """
    spent = told.filter(
        pl.col("role").is_in(toml("roles")["additive"]["outlay"]), ~pl.col("belongs"), pl.col("per").is_null()
    ).sort("side", "row")
    spent = spent.with_row_index("at").with_columns(
        ahead=pl.col("amount").cum_sum(),
        sourced=_paid().cum_sum(),
        is_precise=figures(pl.col("amount")) >= PRECISE,
    )
    is_whole = spent.select(**_is_sourced())
    listed = _listed(spent)
    found = [
        spent.filter(is_whole[f"{n}"]).select(
            whole="row", place=pl.int_ranges(pl.col("at") + 1, pl.col("at") + n + 1)
        )
        for n in range(2, MOST_SOURCES + 1)
        if is_whole[f"{n}"].any()
    ]
    if not found:
        return listed
    each = pl.concat(found).explode("place").drop_nulls("place")
    return pl.concat(
        [
            each.select(
                row=taken(spent["row"], each["place"]), whole="whole", is_complete=pl.lit(value=False)
            ),
            listed,
        ]
    )


def _listed(spent: pl.DataFrame) -> pl.DataFrame:
    """What some of those who pay give of a sum before a colon: '38 млрд: 30 – инвестор, 5 – бюджет'."""
    of = with_last(spent, pl.when("is_split"), ("row", "sentence_id", "amount", "additive"))
    is_part = (pl.col("sentence_id_of") == pl.col("sentence_id")) & (pl.col("amount") < pl.col("amount_of"))
    is_part &= pl.col("additive_of") & pl.col("has_purse") & ~pl.col("is_split")
    return of.filter(is_part).select("row", whole="row_of", is_complete=pl.lit(value=False))


def with_last(rows: pl.DataFrame, of: When, columns: Sequence[str]) -> pl.DataFrame:
    """The rows with what the last one before them of some kind tells, null where that tells none: `<column>_of`."""
    at = rows.select(last_before(of.then(pl.int_range(pl.len())), "side")).to_series()
    return rows.with_columns(taken(rows[c], at).alias(f"{c}_of") for c in columns)


@cache
def _is_sourced() -> dict[str, pl.Expr]:
    """For each number of purses, whether the row is a cost and so many rows behind it say what each gives."""
    out = {}
    for n in range(2, MOST_SOURCES + 1):
        total, sourced, at = (
            neighbour(c, n, "side") - pl.col(c) for c in ("ahead", "sourced", "sentence_id")
        )
        off = (total - pl.col("amount")).abs() / pl.col("amount")
        is_whole = neighbour("role", 1, "side") != pl.col("role")
        is_told = ((sourced == n) | neighbour("is_rest", n, "side") | (pl.col("is_split") & (at == 0))) & (
            off <= ROUNDING
        )
        is_told &= pl.col("funding_source").is_null()
        is_exact = pl.col("is_precise") & (off <= _EXACT) & (at <= _REACH)
        is_one = pl.col("additive") & (is_whole | pl.col("is_split"))
        out[f"{n}"] = (is_one & (is_told | is_exact) & (at <= SOURCES_REACH)).fill_null(False)
    return out


def shares(told: pl.DataFrame) -> pl.DataFrame:
    """row, whole, is_complete: what one purse gives of the sum told before: 'стоит 20 млрд. Доля бюджета – 9'."""
    outlay = pl.col("role").is_in(toml("roles")["additive"]["outlay"])
    whole = outlay & pl.col("additive") & ~pl.col("belongs") & ~pl.col("is_share") & pl.col("per").is_null()
    rows = told.sort("purse", "row").with_columns(
        before=last_before(pl.when(whole).then(pl.col("row").cast(pl.Int64)), "purse")
    )
    of = rows.filter(pl.col("is_share") & outlay).join(
        told.select(before=pl.col("row").cast(pl.Int64), at="sentence_id", sum="amount"), on="before"
    )
    of = of.filter(pl.col("amount") < pl.col("sum"), pl.col("sentence_id") - pl.col("at") <= SOURCES_REACH)
    return of.select("row", whole=pl.col("before").cast(pl.UInt32), is_complete=pl.lit(value=False))


def incomes(told: pl.DataFrame, sentences: pl.Series) -> pl.DataFrame:
    """row, whole, is_complete: kinds of a budget's income beside all of it: 'доходы – 100 млрд. Собственные – 40'.

    Args:
        told: as `used` takes it.
        sentences: the text around each row of the table.
    """
    rows = told.filter(pl.col("role") == toml("roles")["within"]["role"], pl.col("per").is_null(), "additive")
    rows = rows.sort("side", "row")
    of_all = pl.when(~pl.col("is_kind") & ~pl.col("belongs"))
    found = _under(rows, of_all, pl.col("is_kind") & pl.col("is_public_of"))
    text = taken(sentences, found["row"]).str.to_lowercase()
    return found.filter(~text.str.contains(toml("roles")["additive"]["firm_income"]))


def used(told: pl.DataFrame, sentences: pl.Series) -> pl.DataFrame:
    """row, whole, is_complete: what was used of the money allotted before: 'бөлінді 3 млрд, игерілді 2 млрд'.

    Args:
        told: rows with what they say of themselves, and `row`: their number in the table.
        sentences: the text around each row of the table.
    """
    rows = told.filter(pl.col("is_used") | (pl.col("role").is_in(toml("roles")["additive"]["allotted"])))
    rows = rows.filter("additive", ~pl.col("belongs"), pl.col("per").is_null()).sort("side", "row")
    # of what another sentence tells, only what was used so far
    is_own = (pl.col("sentence_id") == pl.col("sentence_id_of")) | pl.col("is_so_far")
    is_part = pl.col("is_used") & pl.col("purpose").is_null() & is_own
    found = _under(rows, pl.when(~pl.col("is_used")), is_part)
    return found.filter(_by_its_own(taken(sentences, found["row"]), taken(sentences, found["whole"])))


def _by_its_own(part: pl.Series, whole: pl.Series) -> pl.Series:
    """Whether who used money is told of in the sentence of the whole too, or isn't named."""
    a = toml("roles")["additive"]
    text = pl.col("part").str.to_lowercase()
    said = text.str.replace_all(a["used_aside"], "")
    found = [said.str.extract(pattern) for pattern in a["used_by"]]
    by = pl.coalesce(pl.when(~word.str.contains(a["used_by_none"])).then(word) for word in found)
    stem = by.str.slice(0, _STEM)
    # where both stand in one sentence, it names them twice
    least = pl.when(pl.col("part") == pl.col("whole")).then(2).otherwise(1)
    times = pl.col("whole").str.to_lowercase().str.count_matches(stem)
    texts = pl.DataFrame({"part": part, "whole": whole})
    return texts.select((times >= least).fill_null(stem.is_null())).to_series()


def _under(rows: pl.DataFrame, of_all: When, is_part: pl.Expr) -> pl.DataFrame:
    """The parts of the last whole before them, near and larger, of the same place and time where these are told."""
    columns = ("row", "sentence_id", "amount", "is_public", "place_code", "period_start")
    of = with_last(rows, of_all, columns)
    same = [(pl.col(c) == pl.col(f"{c}_of")).fill_null(True) for c in ("place_code", "period_start")]
    near = pl.col("sentence_id").cast(pl.Int64) - pl.col("sentence_id_of") <= _REACH
    is_one = is_part & near & (pl.col("amount") < pl.col("amount_of")) & same[0] & same[1]
    return of.filter(is_one).select("row", whole="row_of", is_complete=pl.lit(value=False))
