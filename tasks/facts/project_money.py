"""Which amount of money belongs to which project."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.project_recalled import led_back, recalled, spent_on
from tasks.facts.project_sums import WORTH, exactly, priced_whole, sides, told_once, worth
from tasks.facts.project_together import with_together
from tasks.language.letters import one_of
from tasks.language.runs import tally
from tasks.language.windows import gathered, rows_of, window
from tasks.lexicon import toml

_LINK = [
    "thing",
    "finance_id",
    "amount",
    "currency",
    "role",
    "standing",
    "is_each",
    "is_pair",
    "is_joint",
    "away",
]
_LEANS = 15  # words that a preposition on the other side of a sum is worth
_APART = 30  # words that another clause is worth
_PRICED = 100_000_000  # from here on a price is that of a building, not of goods
_COMMA = 8  # words that a comma is worth
_ORDER = [False, False, True, False, True]


def linked(candidates: pl.DataFrame, money: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """Links each amount to the object said of it, and gives each object its best amount.

    Args:
        candidates: row, thing, sentence_id, clause, head_row; statements about objects, references included.
        money: the finance rows.
        words: as `project_phrases.marked` gives them.

    Returns:
        thing, finance_id, amount, currency.
    """
    candidates = with_together(candidates, words)
    words = words.with_columns(commas=tally(pl.col("code") == ",").cast(pl.Int64))
    sums = led_back(_sums(money, words), candidates, words)
    pairs = _pairs(sums, _at_home(_spoken(candidates, words), words), words)
    apart = pl.when(pl.col("clause") == pl.col("object_clause")).then(0).otherwise(_APART)
    nearest = (
        pairs.with_columns(away=(_distance() + apart).cast(pl.Int64))
        .sort("finance_id", "away", maintain_order=True)
        .unique("finance_id", keep="first", maintain_order=True)
        .filter(~pl.col("is_larger"), ~(_of_any() & pl.col("is_unmarked")))
    )
    # Money that came back is that of an object only where its own sentence says so.
    spent = sums.filter(pl.col("role") != "recovery")
    free = spent.join(pairs.select("finance_id"), on="finance_id", how="anti", maintain_order="left")
    links = [nearest, recalled(free, candidates, words), spent_on(free, candidates, words)]
    every = pl.concat([f.select(_LINK) for f in links], how="vertical_relaxed")
    return exactly(_best(_of_all(every, candidates)), money)


def _sums(money: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """The amounts that may be an object's, each told once, with where they stand and to which side they lean."""
    large = (pl.col("role") != "price") | (pl.col("amount") >= _PRICED)
    sums = money.filter(pl.col("amount").is_not_null() & pl.col("role").is_in(list(WORTH)) & large).select(
        "sentence_id", "token_start", "token_end", "finance_id", "amount", "currency", "role", "per"
    )
    rows = rows_of(words, sums["sentence_id"], sums["token_start"])
    ends = rows_of(words, sums["sentence_id"], sums["token_end"].cast(pl.Int64) - 1)
    sums = sums.with_columns(money_row=rows, money_end=ends).hstack(
        gathered(
            words,
            rows,
            {
                "clause": "clause",
                "money_commas": "commas",
                "article_id": "article_id",
                "sum_no": "sentence_no",
            },
        )
    )
    sums = priced_whole(told_once(sums, words), words)
    return sums.hstack(sides(sums, words))


def _spoken(candidates: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """The objects that a sum may be said of."""
    spoken = candidates.filter(pl.col("thing").is_not_null()).select(
        "thing", "sentence_id", "start", "after", "language", head_row="row", object_clause="clause",
        is_network=(pl.col("family") == "network").fill_null(value=False),
        is_single=(pl.col("count").fill_null(1) == 1) & ~pl.col("is_plural").fill_null(value=False),
        is_general=((pl.col("family") == "general") & pl.col("is_bare")).fill_null(False),
        is_joint="is_together", is_unmarked=_unmarked(),
    )  # fmt: skip
    return spoken.hstack(gathered(words, spoken["head_row"], {"object_commas": "commas"}))


def _pairs(sums: pl.DataFrame, spoken: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """Each sum with each object of its sentence that it may be said of."""
    is_later = (pl.col("head_row") > pl.col("money_row")) & (pl.col("clause") != pl.col("object_clause"))
    # 'Томограф 285 млн теңгеге сатып алынды, ауылда амбулатория ашылды': the sum is the tomograph's.
    buying = words["clause"].filter(words["is_buying"]).unique()
    is_bought = pl.col("clause").is_in(buying.implode()) & (pl.col("clause") < pl.col("object_clause"))
    return sums.join(spoken, on="sentence_id", how="inner", maintain_order="left").filter(
        ~is_bought,
        ~(pl.col("is_for_next") & (pl.col("head_row") < pl.col("money_row"))).fill_null(False)
        & ~(pl.col("is_back") & is_later)
        & ~(pl.col("is_entire") & pl.col("is_general")),
    )


def _at_home(spoken: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """`is_larger`: what is more than its object: 'все школы страны' behind one school, 'the national project'."""
    is_one = pl.col("is_single").first().over("thing")
    forms, lists = (
        window(words, spoken["head_row"], {"form": (-1, 0)}),
        toml("projects")["sum_sides"]["larger"],
    )
    national = forms["form-1"].is_in(lists["national"]).fill_null(value=False)
    # 'школы' may be of one school
    ending = forms["form0"].str.contains(lists["either"]) & ~forms["form-1"].str.contains(lists["several"])
    either = (pl.col("language") == "ru") & pl.lit(ending)
    is_like = pl.col("is_single") | pl.col("is_network") | either.fill_null(value=False)
    return spoken.with_columns(is_larger=(~is_like & is_one) | (pl.col("is_general") & pl.lit(national)))


@cache
def _unmarked() -> pl.Expr:
    """A Kazakh noun with no word and no case of its own that was named before: of any such object, or of that one."""
    is_alone = (pl.col("start") == pl.col("row")) & (pl.col("tail") <= pl.col("row"))
    is_bare = is_alone & one_of(pl.col("head_case"), "") & pl.col("language").str.starts_with("kk")
    return (is_bare & (pl.col("row") != pl.col("thing"))).fill_null(False)


@cache
def _of_any() -> pl.Expr:
    """'Білімге 240 млрд бөлінді, оның 95 миллиарды мектеп салуға': behind a whole of which it has a part only."""
    has_part = (pl.col("standing") == 2).any().over("sentence_id")
    return has_part & (pl.col("head_row") > pl.col("money_row").min().over("sentence_id"))


def _of_all(links: pl.DataFrame, candidates: pl.DataFrame) -> pl.DataFrame:
    """What each of a group costs is not the group's sum; what two objects cost is the sum of neither."""
    several = (pl.col("count") > 1) | pl.col("is_plural")
    groups = candidates.group_by("thing").agg(is_group=several.fill_null(False).any())
    is_group = pl.col("is_group").fill_null(False)
    known = links.join(groups, on="thing", how="left", maintain_order="left")
    return known.filter(
        ~(pl.col("is_each") & is_group) & ~(pl.col("is_pair") & ~is_group), ~pl.col("is_joint")
    )


@cache
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
    kazakh = (row - money).abs() + (pl.col("object_commas") - pl.col("money_commas")).abs() * _COMMA
    return pl.when(pl.col("language").str.starts_with("kk")).then(kazakh).otherwise(foreign)


def _best(links: pl.DataFrame) -> pl.DataFrame:
    """Of several amounts of one object: the cost, the investment, the allocation; else the nearest."""
    # 'Оған 18 млрд берілді, соның 6 миллиардына арена жөнделеді': the arena's own share is not less
    own = (pl.col("standing") == 2) & (pl.col("away") < _APART)
    return (
        links.with_columns(worth=worth(), standing=pl.when(own).then(0).otherwise("standing"))
        # '34,6 млрд, оның 29,1 млрд …': the whole before its parts
        .sort("thing", "standing", "worth", "away", "amount", descending=_ORDER, maintain_order=True)
        .unique("thing", keep="first", maintain_order=True)
        .select("thing", "finance_id", "amount", "currency")
    )
