"""What the words beside a sum say of it: an addition, a part, one of several; and on which side it leans."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.project_forms import beginning, both
from tasks.facts.project_traits import SUMS
from tasks.language.runs import neighbour
from tasks.language.windows import window
from tasks.lexicon import toml

WORTH = {
    "cost": 9,
    "investment": 7,
    "budget": 6,
    "allocation": 5,
    "expenditure": 5,
    "price": 4,
    "loan": 3,
    "subsidy": 3,
    "other": 2,
    "recovery": 1,
}  # roles, the higher the more it says of what an object costs
_BEFORE, _SHARED = 6, 2  # words before a sum that say what it is; that it is added to another or part of it
_BESIDE = 3  # words from a part to its whole: '1 of the 3 bn'
_ROUNDING = 0.05  # by how much a title's figure may differ from the text's


@cache
def worth() -> pl.Expr:
    """How much the role of a sum says of what its object costs."""
    return pl.col("role").replace_strict(WORTH, default=0, return_dtype=pl.Int32)


def told_once(sums: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """Without the second currency of '8 млрд теңге (15 млн доллар)'; `standing` tells old sums, parts and additions."""
    lists = toml("projects")["sum_sides"]
    reach = dict.fromkeys(("form", *(f"is_{k}_sum" for k in SUMS)), (-_BEFORE, -1))
    before = window(words, sums["money_row"], {"code": (-1, -1), **reach})

    def said(name: str) -> pl.Expr:
        return pl.any_horizontal(pl.col(f"is_{name}_sum-{k}").fill_null(False) for k in range(1, _BEFORE + 1))

    def beside(name: str) -> pl.Expr:
        fits = (pl.col(f"form-{k}").is_in(both(lists[name])) for k in range(1, _SHARED + 1))
        return pl.any_horizontal(f.fill_null(False) for f in fits)

    is_share = beside("share") | pl.lit(_of_another(sums, before, words))
    standing = pl.when(beside("added")).then(3).when(is_share).then(2).when(said("old")).then(1).otherwise(0)
    # 'бір алаңның құны', 'әр нысанға'
    cased = toml("endings")["kk"]["owner_or_recipient"]
    one = pl.any_horizontal(
        (
            pl.col(f"form-{k}").is_in(both(lists["one"])) & pl.col(f"form-{k - 1}").str.contains(cased)
        ).fill_null(False)
        for k in range(2, _BEFORE + 1)
    )
    order = pl.when(said("second")).then(2).when(said("first")).then(1)
    told = sums.hstack(
        before.select(
            opens=pl.col("code-1") == "(",
            standing=standing,
            is_each=said("each") | one,
            is_pair=said("pair"),
            order=order,
        )
    )
    again = pl.col("opens") & (pl.col("money_row").cast(pl.Int64) - neighbour("money_end", -1) <= _SHARED)
    again = again & (pl.col("currency") != neighbour("currency", -1))
    return told.filter(~again.fill_null(False)).drop("opens")


def priced_whole(sums: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """Without rates: what a kilometre costs or a year takes is no object's sum; '84 млн каждый' is said of a group."""
    behind = window(words, sums["money_end"], {"form": (1, _SHARED)})
    each = pl.any_horizontal(
        pl.col(f"form{k}").str.contains(beginning(toml("projects")["sum_sides"]["each"])).fill_null(False)
        for k in range(1, _SHARED + 1)
    )
    return sums.filter(pl.col("per").is_null() | pl.lit(behind.select(each).to_series()))


def _of_another(sums: pl.DataFrame, before: pl.DataFrame, words: pl.DataFrame) -> pl.Series:
    """Sums that are a part of one beside: '3 млрд теңгенің 1 миллиарды', 'из 3 млрд 1 млрд', '1 млрд из 3 млрд'."""
    of = pl.col("form-1", "form-2").is_in(toml("projects")["out_of"]["forms"]).fill_null(False)
    led = before.select(is_led=pl.any_horizontal(of)).to_series()
    ends = window(words, sums["money_end"], {"form": (0, 0), "is_kazakh": (0, 0)})
    told = sums.hstack(ends).with_columns(
        is_led=led & ~ends["is_kazakh0"], ends=pl.col("money_end").cast(pl.Int64)
    )
    gap = pl.col("money_row").cast(pl.Int64) - neighbour("ends", -1)
    told = told.with_columns(is_close=(gap <= _BESIDE) & pl.col("is_led"), is_near=gap <= _BEFORE)
    told = told.with_columns(
        is_whole=pl.when("is_kazakh0")
        # 'теңгенің', 'миллиардтың'
        .then(pl.col("form0").str.contains(toml("endings")["kk"]["genitive_noun"]))
        .otherwise(pl.col("is_led") & ~pl.col("is_close").fill_null(False))
    )
    of_last = neighbour("is_whole", -1) & pl.col("is_near")
    return told.select((of_last | neighbour("is_close", 1)).fill_null(False)).to_series()


def sides(sums: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """In Russian and English: whether a sum leans on the object before it ('за 3 млрд') or behind it ('3 млрд на')."""
    lists = toml("projects")["sum_sides"]
    before = window(words, sums["money_row"], {"form": (-1, -1), "is_kazakh": (0, 0)})
    behind = window(words, sums["money_end"], {"form": (1, 2), "is_dash": (1, 1)})
    told = before.rename({"form-1": "before"}).hstack(behind)
    foreign = ~pl.col("is_kazakh0")
    goes_on = pl.col("is_dash1") & pl.col("form2").is_in(lists["next"])
    return told.select(
        leans_back=(foreign & pl.col("before").is_in(lists["back"])).fill_null(False),
        leans_on=(foreign & (pl.col("form1").is_in(lists["next"]) | goes_on)).fill_null(False),
        is_for_next=(foreign & goes_on).fill_null(False),
    )


def exactly(best: pl.DataFrame, money: pl.DataFrame) -> pl.DataFrame:
    """Puts the exact figure of the text in place of the title's round one.

    Args:
        best: thing, finance_id, amount, currency.
        money: the finance rows, after `repeats.rounded`.

    Returns:
        the same rows.
    """
    is_title = pl.col("role_of_block") == "title"
    round_ = money.filter(is_title & ~pl.col("additive")).select("statement_id", "finance_id", about="amount")
    exact = money.filter(~is_title).select("statement_id", exact_id="finance_id", exact="amount")
    pairs = (
        round_.join(exact, on="statement_id", how="inner", maintain_order="left")
        .filter((pl.col("about") - pl.col("exact")).abs() <= pl.col("exact") * _ROUNDING)
        .unique("finance_id", keep="first", maintain_order=True)
    )
    met = best.join(
        pairs.select("finance_id", "exact_id", "exact"), on="finance_id", how="left", maintain_order="left"
    )
    return met.select(
        "thing",
        finance_id=pl.coalesce("exact_id", "finance_id"),
        amount=pl.coalesce("exact", "amount"),
        currency="currency",
    )
