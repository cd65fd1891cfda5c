"""Which amount of money belongs to which project."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.project_forms import beginning
from tasks.facts.project_sums import exactly, priced_whole, sides, told_once
from tasks.facts.project_together import with_together
from tasks.language.letters import one_of
from tasks.language.runs import gathered, of_sentences, rows_of, tally, window
from tasks.lexicon import toml

_WORTH = {
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
}


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
_RECALL = 1  # sentences
_TITLED = 4  # sentences after a title of one object in which no other is named
_LEANS = 15  # words that a preposition on the other side of a sum is worth
_APART = 30  # words that another clause is worth
_PRICED = 100_000_000  # from here on a price is that of a building, not of goods
_COMMA = 8  # words that a comma is worth
_ORDER = [False, False, True, False, True]
_SPENT = 4  # words before 'for this money'
_BEHIND = 8  # words behind a sum that say what it is for
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
    candidates = with_together(candidates, words)
    words = words.with_columns(commas=tally(pl.col("code") == ",").cast(pl.Int64))
    sums = _back(_sums(money, words), candidates, words)
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
    links = [nearest, _own(_recalled(free, candidates), words), _spent(free, candidates, words)]
    every = pl.concat([f.select(_LINK) for f in links], how="vertical_relaxed")
    return exactly(_best(_of_all(every, candidates)), money)


def _sums(money: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """The amounts that may be an object's, each told once, with where they stand and to which side they lean."""
    large = (pl.col("role") != "price") | (pl.col("amount") >= _PRICED)
    sums = money.filter(pl.col("amount").is_not_null() & pl.col("role").is_in(list(_WORTH)) & large).select(
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


def _back(sums: pl.DataFrame, candidates: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """`is_back`: the sentence begins as one on costs or works of what was named before, and names nothing else yet."""
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
            ).fill_null(False),
            is_entire=pl.col("is_entire").fill_null(False),
        )
        .drop("lead_row", "first_row", "is_whole")
    )


def _spent(free: pl.DataFrame, candidates: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """'Сол ақшаға 11 нысан салынып жатыр': the last sum of the sentence before is that of the object."""
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
    worth = pl.col("role").replace_strict(_WORTH, default=0, return_dtype=pl.Int32)
    least = (pl.col("standing") == 2) & (worth < worth.max().over("sentence_id"))
    last = (
        free.with_columns(pl.col("sum_no").cast(pl.Int64))
        .sort(~least, maintain_order=True)
        .unique(["article_id", "sum_no"], keep="last", maintain_order=True)
    )
    return last.join(first, on=["article_id", "sum_no"], how="inner", maintain_order="left").with_columns(
        away=pl.lit(0, dtype=pl.Int64), standing=pl.lit(0)
    )


def _own(recalled: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """Without the sums of something larger than an object: 'бағдарламаға 257 млрд', 'всего в отрасль вложат …'; and
    of other works that its own are only compared with.
    """
    if recalled.is_empty():  # most batches recall few sums, and the patterns are long
        return recalled
    lists = toml("projects")["sum_sides"]["larger"]
    back = recalled.select("finance_id", "sentence_id", "money_row", "money_end")
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
    return recalled.filter(~pl.col("finance_id").is_in(others.implode()))


def _recalled(free: pl.DataFrame, candidates: pl.DataFrame) -> pl.DataFrame:
    """'Құрылыс құны – 6 млрд теңге': a sentence on costs or works that names no object speaks of the last one."""
    things = candidates.filter(pl.col("thing").is_not_null()).select(
        "article_id", "sentence_no", "thing", "head_row", "is_part", whole=_whole(),
        is_group=pl.col("count").is_not_null(), size=pl.col("count").fill_null(0),
        is_titled=((pl.col("role") == "title") & pl.col("count").is_null()).any().over("thing"),
        is_joint="is_alike_together",
    )  # fmt: skip
    gap = pl.col("sum_no") - pl.col("sentence_no").cast(pl.Int64)
    met = (
        free.filter("is_back")
        .join(things, on="article_id", how="inner", maintain_order="left")
        .filter(gap >= 1)
    )
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


def _best(links: pl.DataFrame) -> pl.DataFrame:
    """Of several amounts of one object: the cost, the investment, the allocation; else the nearest."""
    worth = pl.col("role").replace_strict(_WORTH, default=0, return_dtype=pl.Int32)
    # 'Оған 18 млрд берілді, соның 6 миллиардына арена жөнделеді': the arena's own share is not less
    own = (pl.col("standing") == 2) & (pl.col("away") < _APART)
    return (
        links.with_columns(worth=worth, standing=pl.when(own).then(0).otherwise("standing"))
        # '34,6 млрд, оның 29,1 млрд …': the whole before its parts
        .sort("thing", "standing", "worth", "away", "amount", descending=_ORDER, maintain_order=True)
        .unique("thing", keep="first", maintain_order=True)
        .select("thing", "finance_id", "amount", "currency")
    )
