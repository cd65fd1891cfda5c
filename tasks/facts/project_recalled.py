"""Sums of sentences that name no object: those of the one named before, and what was spent on the one named next."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.project_forms import beginning, both
from tasks.facts.project_sums import worth
from tasks.language.letters import one_of
from tasks.language.runs import of_sentences
from tasks.language.windows import gathered, window
from tasks.lexicon import toml

_RECALL = 1  # sentences
_TITLED = 4  # sentences after a title of one object in which no other is named
_SPENT = 4  # words before 'for this money'
_BEHIND = 8  # words behind a sum that say what it is for
_LEAD = 3  # the words with which a sentence refers to what was said before


def led_back(sums: pl.DataFrame, candidates: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """`is_back`: the sentence begins as one on costs or works of what was named before, and names nothing else yet.

    Args:
        sums: sentence_id, money_row, …
        candidates: as `project_money.linked` takes them.
        words: as `project_phrases.marked` gives them.

    Returns:
        `sums` with it and `is_entire`: the whole project is spoken of.
    """
    lists = toml("projects")["sum_sides"]
    early = (
        one_of(pl.col("cue"), "price", "works")
        | (pl.col("is_anaphor") & ~pl.col("is_article"))
        | pl.col("is_referring")
        | pl.col("form").str.contains(beginning(lists["pair"]))
    )
    # 'весь проект', not 'вся область'; 'the whole station' is that of the station
    whole = pl.col("form").str.contains(beginning(lists["entire"]))
    is_project = pl.col("form1").str.contains(beginning(lists["project"])).fill_null(False)
    is_object = (pl.col("row") + 1).is_in(candidates["row"].unique().implode())
    opens = words.select("sentence_id", "row", "token_no").filter(pl.col("token_no") <= _LEAD)
    opens = of_sentences(opens, sums["sentence_id"])
    asked = ["form", "cue", "is_anaphor", "is_article", "is_referring"]
    near = [*gathered(words, opens["row"], asked), *window(words, opens["row"], {"form": (1, 1)})]
    speaks = (
        opens.hstack(near)
        .with_columns(is_entire=whole & is_project, is_whole=whole & is_object)
        .filter(early | pl.col("is_entire") | pl.col("is_whole"))
    )
    leads = speaks.group_by("sentence_id").agg(
        pl.col("is_entire", "is_whole").any(), lead_row=pl.col("row").min()
    )
    is_told = pl.col("language").str.starts_with("kk") & ~(
        (pl.col("family") == "general") & pl.col("is_bare")
    )
    told = candidates.filter(pl.col("thing").is_not_null() | is_told.fill_null(False))
    first = told.group_by("sentence_id").agg(first_row=pl.col("row").min())
    own = pl.col("first_row").is_null() | (pl.col("first_row") > pl.col("money_row"))
    return (
        sums.join(leads, on="sentence_id", how="left", maintain_order="left")
        .join(first, on="sentence_id", how="left", maintain_order="left")
        .with_columns(
            is_back=(
                (pl.col("lead_row") < pl.col("money_row")) & (own | pl.col("is_entire") | pl.col("is_whole"))
            ).fill_null(False)
            & ~_of_noun(sums, candidates, words),
            is_entire=pl.col("is_entire").fill_null(False),
        )
        .drop("lead_row", "first_row", "is_whole")
    )


def _of_noun(sums: pl.DataFrame, candidates: pl.DataFrame, words: pl.DataFrame) -> pl.Expr:
    """'Құны 64 млрд теңге болатын 27 келісімшарт': the sum is that of a noun behind it, which is no object.

    'Құны 3 млрд теңге болатын құрылыс 2026 жылы аяқталады' is on the one before, no 'құрылыс компаниясы' is.
    """
    lists = toml("projects")["sum_sides"]
    near = window(
        words, sums["money_end"], {"form": (1, 2), "cue": (3, 3), "is_number": (3, 3), "code": (3, 3)}
    )
    goes_on = pl.col("cue3").is_not_null() | pl.col("is_number3") | pl.col("code3").is_in(list(".,"))
    again = pl.col("form2").str.contains(lists["built"]) & goes_on
    valued = pl.col("form1").is_in(both(lists["valued"])) & ~again.fill_null(False)
    of_noun = near.select(valued.fill_null(False)).to_series()
    general = candidates.filter((pl.col("family") == "general").fill_null(False))["sentence_id"]
    return pl.lit(of_noun & ~sums["sentence_id"].is_in(general.implode()))


def recalled(free: pl.DataFrame, candidates: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """'Құрылыс құны – 6 млрд теңге': the sums of sentences that name no object, with the object spoken of last.

    Args:
        free: sums of sentences without an object, as `led_back` gives them.
        candidates: as `project_money.linked` takes them.
        words: as `project_phrases.marked` gives them.

    Returns:
        the sums that are some object's, with its thing and `away`.
    """
    return _own(_of_last(free, candidates), words)


def _of_last(free: pl.DataFrame, candidates: pl.DataFrame) -> pl.DataFrame:
    """'Құрылыс құны – 6 млрд теңге': a sentence on costs or works that names no object speaks of the last one."""
    things = candidates.filter(pl.col("thing").is_not_null()).select(
        "article_id", "sentence_no", "thing", "head_row", "is_part", "language", whole=_whole(),
        is_group=pl.col("count").is_not_null(), size=pl.col("count").fill_null(0),
        is_titled=((pl.col("role") == "title") & pl.col("count").is_null()).any().over("thing"),
        is_joint="is_alike_together", head_stem="head_stem",
        is_rest=pl.col("led_by").is_in(both(toml("projects")["sum_sides"]["rest"])).fill_null(False),
    )  # fmt: skip
    gap = pl.col("sum_no") - pl.col("sentence_no").cast(pl.Int64)
    met = (
        free.filter("is_back")
        .join(things, on="article_id", how="inner", maintain_order="left")
        .filter(gap >= 1, ~pl.col("is_rest"))
    )
    # '240 орындық балабақша мен Шахтинскідегі 180 орындық балабақша': a sum behind them may be of either
    # … but not of its own parts: '14 мектеп салынып жатыр, оның сегізі ауылда. Құрылысқа 38 млрд …'
    others = pl.col("thing").filter(~pl.col("is_part"))
    alike = others.n_unique().over("finance_id", "sentence_no", "head_stem")
    met = met.filter((alike <= 1) | pl.col("is_part") | ~pl.col("language").str.starts_with("kk"))
    last_no = pl.col("sentence_no").max().over("finance_id")
    alone = pl.col("is_titled") | (pl.col("thing").n_unique().over("finance_id") == 1)
    met = met.filter((gap <= _RECALL) | (alone & (gap <= _TITLED) & (pl.col("sentence_no") == last_no)))
    met = pl.concat([_ordered(free, things), _entire(free, things), met], how="diagonal_relaxed")
    return (
        met.sort(
            "finance_id",
            "is_ordered",
            "is_part",
            "whole",
            "sentence_no",
            "head_row",  # 'Желі мен екі стансасы салынуда. Құны – 9 млрд': that of what was named first
            descending=[False, True, False, True, True, False],
            nulls_last=True,
        )
        .unique("finance_id", keep="first", maintain_order=True)
        .with_columns(away=pl.lit(60, dtype=pl.Int64))
    )


def _ordered(free: pl.DataFrame, things: pl.DataFrame) -> pl.DataFrame:
    """'Стоимость первой — 2 млрд, второй — 1 млрд': of the last two objects, in the order in which they were named."""
    single = things.filter(~pl.col("is_group"))
    met = free.filter("is_back", pl.col("order").is_not_null()).join(single, on="article_id", how="inner")
    gap = pl.col("sum_no") - pl.col("sentence_no").cast(pl.Int64)
    # what is told of them later doesn't count
    met = met.filter(gap.is_between(1, _RECALL + 1)).sort("finance_id", "head_row", descending=[False, True])
    met = met.unique(["finance_id", "thing"], keep="first", maintain_order=True)
    place = pl.int_range(pl.len()).over("finance_id")
    several = pl.len().over("finance_id") >= 2
    told = met.filter(several & (place == 2 - pl.col("order")))
    return told.with_columns(is_ordered=pl.lit(True), is_joint=pl.lit(False))  # each has a sum of its own


def _entire(free: pl.DataFrame, things: pl.DataFrame) -> pl.DataFrame:
    """'Весь проект потребует 100 млрд', 'барлық жобаның құны': of the article's largest group, however far back."""
    met = free.filter("is_back", "is_entire").join(things.filter("is_group"), on="article_id", how="inner")
    met = met.filter(pl.col("sum_no") > pl.col("sentence_no"))
    met = met.sort("finance_id", "size", "head_row", descending=[False, True, False])
    return met.unique("finance_id", keep="first", maintain_order=True).with_columns(is_ordered=pl.lit(True))


@cache
def _whole() -> pl.Expr:
    """In Russian and English the largest group of several is the whole: '27 объектов: 19 медпунктов и больница'."""
    kazakh = pl.col("language").str.starts_with("kk")
    return pl.when(kazakh).then(0).otherwise(pl.col("count").fill_null(0))


def _own(sums: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """Without the sums of something larger than an object: 'бағдарламаға 257 млрд', 'всего в отрасль вложат …'; and
    of other works that its own are only compared with.
    """
    if sums.is_empty():  # most batches recall few, and the patterns are long
        return sums
    lists = toml("projects")["sum_sides"]["larger"]
    back = sums.select("finance_id", "sentence_id", "money_row", "money_end")
    said = back.join(
        of_sentences(words.select("sentence_id", "row", "form"), back["sentence_id"]), on="sentence_id"
    ).sort("finance_id", "row")
    told = said.group_by("finance_id").agg(
        before=pl.col("form").filter(pl.col("row") < pl.col("money_row")).str.join(" "),
        behind=pl.col("form").filter(pl.col("row") > pl.col("money_end")).head(_BEHIND).str.join(" "),
    )
    is_larger = pl.col("before").str.contains(lists["before"]) | pl.col("behind").str.contains(
        lists["behind"]
    )
    # 'Годом ранее ремонт обошёлся в 2,6 млрд': that of other works
    is_other = pl.any_horizontal(pl.col("before", "behind").str.contains(lists["compared"]))
    others = told.filter(is_larger | is_other)["finance_id"]
    return sums.filter(~pl.col("finance_id").is_in(others.implode()))


def spent_on(free: pl.DataFrame, candidates: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """'Сол ақшаға 11 нысан салынып жатыр': the last sum of the sentence before is that of the object.

    Args:
        free: sums of sentences without an object, as `led_back` gives them.
        candidates: as `project_money.linked` takes them.
        words: as `project_phrases.marked` gives them.

    Returns:
        the sums with the thing that each is spent on, and `away`.
    """
    lists = toml("projects")["sum_sides"]
    early = (pl.col("token_no") <= _SPENT) | ~pl.col("is_kazakh")
    asked = ("sentence_id", "token_no", "row", "is_kazakh", "is_anaphor", "is_article")
    this = words.select(asked).filter(pl.col("is_anaphor") & ~pl.col("is_article") & early)
    this = this.hstack(window(words, this["row"], {"form": (-1, 1)}))
    leads = pl.col("is_kazakh") | pl.col("form-1").is_in(lists["spending"])
    meant = this.filter(pl.col("form1").str.contains(beginning(lists["money"])) & leads.fill_null(False))
    first = candidates.filter(pl.col("thing").is_not_null()).select(
        "article_id",
        "sentence_id",
        "row",
        "thing",
        "language",
        is_joint="is_together",
        is_group=(pl.col("family") == "general").fill_null(False) & (pl.col("count") > 1),
        sum_no=pl.col("sentence_no").cast(pl.Int64) - 1,
    )
    said = first.join(
        meant.select("sentence_id", meant_row="row"), on="sentence_id", how="inner", maintain_order="left"
    ).filter((pl.col("row") > pl.col("meant_row")) | ~pl.col("language").str.starts_with("kk"))
    # 'Банк 21 млрд несие берді. 12 жоба қаржыландырылды'
    funded = words["sentence_id"].filter(words["is_financing"]).unique()
    groups = first.filter("is_group", pl.col("sentence_id").is_in(funded.implode()))
    groups = groups.unique("sentence_id", keep="first", maintain_order=True)
    groups = groups.join(said.select("sentence_id"), on="sentence_id", how="anti", maintain_order="left")
    said = said.filter(pl.len().over("sentence_id") == 1).drop("meant_row")
    first = pl.concat([said, groups]).drop("sentence_id", "language", "is_group")
    # 'Бағдарлама – 5 млрд, оның 3 миллиарды несие': the whole, not the loan in it.
    least = (pl.col("standing") == 2) & (worth() < worth().max().over("sentence_id"))
    last = (
        free.with_columns(pl.col("sum_no").cast(pl.Int64))
        .sort(~least, maintain_order=True)
        .unique(["article_id", "sum_no"], keep="last", maintain_order=True)
    )
    return last.join(first, on=["article_id", "sum_no"], how="inner", maintain_order="left").with_columns(
        away=pl.lit(0, dtype=pl.Int64), standing=pl.lit(0)
    )
