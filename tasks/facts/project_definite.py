"""Which objects that no number counts are definite: told apart by words, name, size, place or money."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.project_classes import is_work, needs_words
from tasks.facts.project_forms import both
from tasks.language.letters import one_of
from tasks.language.runs import last_before, rows_where, taken, tally
from tasks.language.windows import gathered, rows_of, window
from tasks.lexicon import toml

_WIDE = ["country", "list", "route"]
_FAR = 9  # sentences: nothing is named before
_ASKED = ["is_placed", "is_near", "is_called", "is_kazakh", "is_many", "is_worded", "is_laid", "is_funded"]


def with_definiteness(
    found: pl.DataFrame, words: pl.DataFrame, money: pl.DataFrame, here: pl.DataFrame
) -> pl.DataFrame:
    """Decides for each object whether its words mean one thing.

    Args:
        found: as `project_objects.objects` and `project_classes.classified` give them.
        words: as `project_phrases.marked` gives them.
        money: the finance rows, with sentence_id, token_start.
        here: places found.

    Returns:
        `found` with `is_paid` (a sum stands in its clause), `is_told` (its words tell it from others of its kind),
        `is_one` (it may have a row uncounted), `is_route` and `is_loose` (a length of nothing definite).
    """
    found = _called(_placed(_paid(found, words, money), words, here), words)
    # What several questions ask is worked out once.
    found = found.with_columns(
        is_kazakh=pl.col("language").str.starts_with("kk"), is_many=pl.col("is_plural").fill_null(False)
    )
    found = found.with_columns(is_worded=_worded(), is_laid=_laid(), is_funded=_funded())
    found = found.with_columns(is_told=_is_told())
    found = found.with_columns(is_one=_is_one(), is_loose=_loose(words, found)).drop(_ASKED)
    again = _meant_again(found, words)
    return found.with_columns(is_told=pl.col("is_told") & ~again, is_one=pl.col("is_one") & ~again)


def _meant_again(found: pl.DataFrame, words: pl.DataFrame) -> pl.Series:
    """'Ауылда мәдениет үйі ашылды. 310 орындық нысан …': told by its size or its works alone, it is the one before."""
    lists = toml("projects")["meant_again"]
    before = window(words, found["head_row"], {"form": (-1, -1)})["form-1"]
    placed = words["sentence_id"].filter(words["is_place_name"]).unique()
    single = ~pl.col("is_counted") & ~pl.col("is_part") & ~pl.col("is_plural").fill_null(False)
    plain = single & (pl.col("n_quoted") + pl.col("n_capital") == 0) & ~pl.col("is_more")
    general = (pl.col("family") == "general").fill_null(False)
    named = single & pl.col("is_one") & ~general
    told = found.with_columns(
        is_sized_so=before.str.contains(lists["described"]).fill_null(False),
        named_no=last_before(pl.when(named).then(pl.col("sentence_no").cast(pl.Int64)), "article_id"),
    )
    last = (pl.col("sentence_no").cast(pl.Int64) - pl.col("named_no")).fill_null(_FAR) == 1
    is_it = general & plain & last & pl.col("is_sized_so") & pl.col("head_stem").is_in(lists["heads"])
    return told.select(is_it & ~pl.col("sentence_id").is_in(placed.implode())).to_series()


@cache
def _worded() -> pl.Expr:
    """Words of its own, a name or a clause tell the object from others."""
    kazakh, behind = pl.col("is_kazakh"), pl.col("after") > pl.col("head_row")
    worded = (pl.col("n_content") > 0) | (pl.col("n_quoted") > 0) | behind
    worded = worded | pl.col("is_described") | (pl.col("tail") > pl.col("after"))
    # 'на строительство метро'
    worded = worded | (pl.col("is_works") & pl.col("family").is_null() & ~pl.col("is_many") & ~is_work())
    # A pipe or a system is one project only when the words say of what.
    named = (behind | (pl.col("n_capital") > 0) | (pl.col("n_quoted") > 0)) & ~kazakh
    told_of = named | pl.col("kind").is_not_null() | (pl.col("n_content") > 1) | pl.col("is_sized")
    told_of = told_of | (pl.col("is_placed") & kazakh)
    worded = worded & ((pl.col("family") != "network") | told_of).fill_null(True)
    # 'Вторая станция', 'another terminal': told from the first
    return worded | (pl.col("is_more") & ~kazakh & ~pl.col("is_many"))


@cache
def _laid() -> pl.Expr:
    """'Переложат 43 км труб'."""
    piped = (pl.col("family") == "network").fill_null(False) | one_of(pl.col("sector"), "energy", "water")
    told = piped | pl.col("is_placed") | pl.col("is_called")
    return pl.col("is_length") & ~pl.col("is_kazakh") & told


@cache
def _funded() -> pl.Expr:
    """'На ремонт сетей направят 2 млрд', 'на 4 млрд ремонтируют дороги': the sum tells which."""
    led = pl.col("led_by").is_in(toml("projects")["led_to"]["funded"])
    paid = pl.col("is_paid") & pl.col("is_many") & ~pl.col("is_kazakh") & ~pl.col("is_counted")
    return paid & (pl.col("is_works") | pl.col("is_placed") | led)


@cache
def _stands() -> pl.Expr:
    """Where it stands tells which."""
    kazakh = pl.col("is_kazakh")
    return pl.col("is_placed") & (
        one_of(pl.col("family"), "plant", "station", "building").fill_null(False)
        # 'в Таразе строится дорога', 'a new road in Taraz'
        | (~pl.col("is_many") & ~kazakh & pl.col("family").is_null() & ~is_work())
        | (pl.col("is_paid") & kazakh)
    )


@cache
def _is_told() -> pl.Expr:
    """The object's words tell it from others of its kind."""
    works = (pl.col("family") == "works").fill_null(False)
    stretch = pl.col("is_measured") & pl.col("is_paid")
    # 'the 200-bed facility' is one named before
    is_back = pl.col("is_back") & (pl.col("n_capital") == 0) & (pl.col("n_quoted") == 0)
    told = ~needs_words() | pl.col("is_worded") | stretch | _stands() | pl.col("is_laid") | works
    told = (pl.col("n_anaphor") == 0) & ~is_back & (told | pl.col("is_funded") | _routed())
    # 'бірнеше орталығын': said before the phrase, where no word of it stands
    vague = pl.col("led_by").is_in(both(toml("projects")["anaphor"]["kk"])).fill_null(False)
    told = told & ~(pl.col("is_kazakh") & (_length() | vague))
    # 'Ауылға газ тарту': works without a place are works at large.
    somewhere = pl.col("is_placed") | pl.col("is_paid") | (pl.col("n_capital") > 0)
    return told & (~works | somewhere | (pl.col("n_content") > 2))


@cache
def _is_one() -> pl.Expr:
    """The object may have a row uncounted: it is one, or what its words mean is."""
    foreign, worded, paid = ~pl.col("is_kazakh"), pl.col("is_worded"), pl.col("is_paid")
    return pl.col("is_told") & (
        ~pl.col("is_many")
        | (pl.col("n_quoted") > 0)
        | (pl.col("n_capital") > 0)
        | (pl.col("is_placed") & worded & foreign)
        | (pl.col("is_measured") & paid & foreign)
        | pl.col("is_funded")
        | pl.col("is_route")
        | (pl.col("is_listed_at") & foreign)
        | pl.col("is_laid")
        | (paid & worded & (~one_of(pl.col("head_case"), "dat", "pdat") | _infrastructure()))
    )


@cache
def _routed() -> pl.Expr:
    """'Қорғалжын – Сабынды бағытындағы 34 шақырым жол': names before its length say which."""
    leads = both(toml("projects")["stretch_of"]["forms"])
    return (pl.col("is_measured") & pl.col("led_by").is_in(leads) & (pl.col("n_capital") > 0)).fill_null(
        False
    )


@cache
def _infrastructure() -> pl.Expr:
    """'Ауылішілік жолдарға 4 млрд бөлінді': money for roads and networks is for works on them."""
    return pl.col("sector").is_in(toml("projects")["infrastructure"]["sectors"]).fill_null(False)


@cache
def _length() -> pl.Expr:
    """'143 шақырым бөгет тұрғыздық': a length, where neither a name, a place nor a sum says of what."""
    names = pl.col("n_capital") + pl.col("n_quoted")
    owned = pl.col("led_by").str.contains(toml("endings")["kk"]["genitive_noun"]).fill_null(False)
    told = pl.col("is_paid") | pl.col("is_near") | (names > 0) | owned
    return pl.col("is_length") & ~pl.col("is_sized") & ~told


def _called(found: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """Adds `is_called`, a name follows in the phrase, and `is_route`: 'автодороги Кокшетау — Рузаевка'."""
    sums = words.select(
        name=tally(pl.col("is_capital") & (pl.col("code") == "x")), dash=tally(pl.col("is_dash"))
    )
    foreign = ~found["language"].str.starts_with("kk")
    behind = {
        c: (taken(sums[c], found["after"]) > taken(sums[c], found["head_row"])) & foreign
        for c in sums.columns
    }
    return found.with_columns(
        is_called=behind["name"].fill_null(False), is_route=(behind["name"] & behind["dash"]).fill_null(False)
    )


def _loose(words: pl.DataFrame, found: pl.DataFrame) -> pl.Series:
    """'За год заменено 9 км теплотрасс': how much was done, where neither a name, a place nor a sum says of what."""
    name = pl.col("is_capital") & (pl.col("code") == "x") & (pl.col("token_no") > 0)
    clauses = words["clause"].filter(words.select(name.fill_null(False)).to_series()).unique()
    named = pl.col("clause").is_in(clauses.implode())
    # 'трасс', 'сетей', but 'водопровода'
    many = (pl.col("language") == "ru") & ~pl.col("head_form").str.contains(
        toml("endings")["ru"]["no_bare_plural"]
    )
    many = many | pl.col("is_plural").fill_null(False)
    told = pl.col("is_sized") | pl.col("is_paid") | (pl.col("n_capital") > 0) | named
    foreign = ~pl.col("language").str.starts_with("kk")
    return found.select((pl.col("is_length") & foreign & many & ~told).fill_null(False)).to_series()


def _paid(found: pl.DataFrame, words: pl.DataFrame, money: pl.DataFrame) -> pl.DataFrame:
    """A sum stands in the object's clause, or in its sentence where no other object stands."""
    at = rows_of(words, money["sentence_id"], money["token_start"])
    # 'Осы қаражатқа 8 шақырым құбыр ауыстырылды': for a sum told before
    rows = rows_where(words["is_money_word"])
    told = window(words, rows, {"form": (0, 0), "clause": (0, 0), "is_anaphor": (-1, -1)})
    meant = told.filter(
        "is_anaphor-1", pl.col("form0").str.contains(toml("projects")["money_word"]["dative"])
    )["clause0"]
    clauses = pl.concat([taken(words["clause"], at).drop_nulls(), meant]).unique()
    alone = pl.col("sentence_id").is_in(money["sentence_id"].unique().implode()) & (
        pl.len().over("sentence_id") == 1
    )
    return found.with_columns(is_paid=pl.col("clause").is_in(clauses.implode()) | alone)


def _placed(found: pl.DataFrame, words: pl.DataFrame, here: pl.DataFrame) -> pl.DataFrame:
    """A named place stands in the object's clause: before it, in Russian and English anywhere."""
    named = here.filter(
        pl.col("place_code").is_not_null() & ~pl.col("level").is_in(_WIDE) & ~pl.col("is_aside")
    )
    rows = rows_of(words, named["sentence_id"], named["token_start"]).drop_nulls().alias("place_row")
    at = rows.to_frame().hstack(gathered(words, rows, ["clause"]))
    first = at.group_by("clause", maintain_order=True).agg(place_row=pl.col("place_row").min())
    # 'Облыста 143 шақырым бөгет салынды': a whole region doesn't say which.
    small = named.filter(pl.col("level") != "region")
    rows = rows_of(words, small["sentence_id"], small["token_start"]).drop_nulls()
    near = pl.col("clause").is_in(taken(words["clause"], rows).unique().implode())
    found = found.join(first, on="clause", how="left", maintain_order="left")
    before = (pl.col("place_row") < pl.col("head_row")) | ~pl.col("language").str.starts_with("kk")
    placed = (pl.col("place_row").is_not_null() & before).fill_null(False)
    return found.with_columns(is_placed=placed, is_near=placed & near).drop("place_row")
