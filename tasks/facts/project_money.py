"""Which amount of money belongs to which project."""

from __future__ import annotations

import polars as pl

from tasks.language.runs import gathered, rows_of, window
from tasks.lexicon import toml

_WORTH = {
    "cost": 9,
    "investment": 7,
    "budget": 6,
    "allocation": 5,
    "expenditure": 5,
    "loan": 3,
    "subsidy": 3,
    "other": 2,
}


_LINK = ["thing", "finance_id", "amount", "currency", "role", "away"]
_RECALL = 1  # sentences
_LEANS = 15  # words that a preposition on the other side of a sum is worth
_LEAD = 3  # the words with which a sentence refers to what was said before


def linked(candidates: pl.DataFrame, money: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """Links each amount to the object said of it, and gives each object its best amount.

    Args:
        candidates: row, thing, sentence_id, clause, head_row; statements about objects, references included.
        money: the finance rows.
        words: as `project_phrases.marked` gives them.

    Returns:
        thing, finance_id, amount, currency.
    """
    sums = money.filter(pl.col("amount").is_not_null() & pl.col("role").is_in(list(_WORTH))).select(
        "sentence_id", "token_start", "token_end", "finance_id", "amount", "currency", "role"
    )
    rows = rows_of(words, sums["sentence_id"], sums["token_start"])
    ends = rows_of(words, sums["sentence_id"], sums["token_end"].cast(pl.Int64) - 1)
    sums = sums.with_columns(money_row=rows, money_end=ends).hstack(gathered(words, rows, ["clause"]))
    spoken = candidates.filter(pl.col("thing").is_not_null()).select(
        "thing", "sentence_id", "start", "after", "language", head_row="row", object_clause="clause"
    )
    sums = sums.hstack(_sides(sums, words))
    pairs = sums.join(spoken, on="sentence_id", how="inner", maintain_order="left").filter(
        ~(pl.col("is_for_next") & (pl.col("head_row") < pl.col("money_row"))).fill_null(False)
    )
    apart = pl.when(pl.col("clause") == pl.col("object_clause")).then(0).otherwise(30)
    nearest = (
        pairs.with_columns(away=(_distance() + apart).cast(pl.Int64))
        .sort("finance_id", "away", maintain_order=True)
        .unique("finance_id", keep="first", maintain_order=True)
    )
    return _best(pl.concat([nearest.select(_LINK), _recalled(sums, pairs, candidates, words).select(_LINK)]))


def _sides(sums: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
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


def _distance() -> pl.Expr:
    """Words between a sum and an object; in Russian and English from where the object's phrase ends."""
    row, money = pl.col("head_row").cast(pl.Int64), pl.col("money_row").cast(pl.Int64)
    is_before = row < money
    foreign = (
        pl.when(is_before)
        .then(
            money
            - pl.max_horizontal(pl.col("after").cast(pl.Int64), row)
            + pl.when("leans_on").then(_LEANS).otherwise(0)
        )
        .otherwise(
            pl.col("start").cast(pl.Int64)
            - pl.col("money_end").cast(pl.Int64)
            + pl.when("leans_back").then(_LEANS).otherwise(0)
        )
    )
    return pl.when(pl.col("language").str.starts_with("kk")).then((row - money).abs()).otherwise(foreign)


def _recalled(
    sums: pl.DataFrame, pairs: pl.DataFrame, candidates: pl.DataFrame, words: pl.DataFrame
) -> pl.DataFrame:
    """'Құрылыс құны – 6 млрд теңге': a sentence on costs or works that names no object speaks of the last one."""
    early = (pl.col("token_no") <= _LEAD) & (
        pl.col("cue").is_in(["price", "works"])
        | (pl.col("is_anaphor") & ~pl.col("is_article"))
        | pl.col("is_referring")
    )
    speaks = words.filter(early).select("sentence_id").unique()
    told = candidates.filter(pl.col("thing").is_not_null() | pl.col("language").str.starts_with("kk"))
    speaks = speaks.join(told.select("sentence_id"), on="sentence_id", how="anti")
    free = sums.join(pairs.select("finance_id"), on="finance_id", how="anti", maintain_order="left").join(
        speaks, on="sentence_id", how="semi", maintain_order="left"
    )
    things = candidates.filter(pl.col("thing").is_not_null()).select(
        "article_id", "sentence_no", "thing", "head_row", "is_part", whole=_whole()
    )
    free = free.hstack(
        gathered(words, free["money_row"], {"article_id": "article_id", "sum_no": "sentence_no"})
    )
    met = free.join(things, on="article_id", how="inner", maintain_order="left").filter(
        (pl.col("sum_no") - pl.col("sentence_no").cast(pl.Int64)).is_between(1, _RECALL)
    )
    return (
        met.sort("finance_id", "is_part", "whole", "head_row", descending=[False, False, True, True])
        .unique("finance_id", keep="first", maintain_order=True)
        .with_columns(away=pl.lit(60, dtype=pl.Int64))
    )


def _whole() -> pl.Expr:
    """In Russian and English the largest group of several is the whole: '27 объектов: 19 медпунктов и больница'."""
    kazakh = pl.col("language").str.starts_with("kk")
    return pl.when(kazakh).then(0).otherwise(pl.col("count").fill_null(0))


def _best(links: pl.DataFrame) -> pl.DataFrame:
    """Of several amounts of one object: the cost, the investment, the allocation; else the nearest."""
    worth = pl.col("role").replace_strict(_WORTH, default=0, return_dtype=pl.Int32)
    return (
        links.with_columns(worth=worth)
        # '34,6 млрд, оның 29,1 млрд …': the whole before its parts
        .sort("thing", "worth", "away", "amount", descending=[False, True, False, True], maintain_order=True)
        .unique("thing", keep="first", maintain_order=True)
        .select("thing", "finance_id", "amount", "currency")
    )
