"""Where noun phrases of objects begin and end, and which of the nouns in them is their head."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.project_foreign_parts import opened_by_participle
from tasks.language.letters import one_of
from tasks.language.runs import flagged, latest, neighbour, row_after, row_before, rows_where, taken
from tasks.language.windows import gathered, window

_BACK = 7  # words before a head
_AT_HEAD = ["sentence_id", "token_no", "head_case", "is_kazakh", "is_ru", "is_en", "is_covered", "after"]
_AROUND = {
    "head_case": (1, 2), "is_participle": (1, 1), "is_turning": (2, 2), "is_site_work": (1, 1),
    "is_leading_to": (1, 1), "code": (1, 1), "gap": (1, 2), "is_label": (2, 2), "head": (3, 3),
}  # fmt: skip


def bounded(words: pl.DataFrame) -> pl.DataFrame:
    """Finds where noun phrases of objects begin and end.

    Args:
        words: as `project_complements.with_complements` gives them.

    Returns:
        `words` with `is_stop`, `is_last` and `phrase_start`, as `project_phrases.marked` explains them.
    """
    asked = words.hstack([*_dashes(words), _owned_next(words)])
    return _ends(words.with_columns(asked.select(is_stop=_stops().fill_null(True)).to_series()))


def _dashes(words: pl.DataFrame) -> list[pl.Series]:
    """is_joined: a hyphen that makes one word of two, or the dash of a route; opens_route: what stands before that.

    One word in a hundred is a dash: what stands around is gathered.
    """
    plain = pl.col("is_dash") & ~pl.col("gap") & ~pl.col("gap").shift(1)
    rows = rows_where(words["is_dash"])
    near = window(words, rows, {"is_capital": (-1, 1), "is_kazakh": (0, 0), "token_no": (0, 0)})
    # 'Қызылорда – Жезқазған жолы'
    is_route = near["is_capital-1"] & near["is_capital1"] & near["is_kazakh0"]
    routes = rows.filter(is_route & (near["token_no0"] > 0))
    is_joined = words.select(is_joined=plain.fill_null(False)).to_series()
    return [is_joined.scatter(routes, True), flagged(routes - 1, words.height).alias("opens_route")]


def _owned_next(words: pl.DataFrame) -> pl.Series:
    """is_before_owned: the noun of an object that is owned comes next."""
    rows = rows_where(words["head_case"].is_not_null() & (words["token_no"] > 0))
    cases = taken(words["head_case"], rows)
    return flagged(rows.filter(cases.cat.starts_with("p")) - 1, words.height).alias("is_before_owned")


@cache
def _stops() -> pl.Expr:
    """Whether a word is no part of a noun phrase."""
    kazakh, head = pl.col("is_kazakh"), pl.col("head")
    verb = (
        pl.col("cue").is_not_null()
        & ~pl.col("is_attribute")
        & ~one_of(pl.col("cue"), "works", "paper", "idea", "price")
    )
    joined = pl.col("is_joined")
    # 'фельдшерско-акушерский': what a hyphen joins is one word.
    # 'five-star': so is what a number opens
    spelled = (pl.col("code") == "x") | (pl.col("is_en") & one_of(pl.col("code"), "u", "t"))
    opens = (neighbour("is_joined", 1).fill_null(False) & spelled) | joined
    foreign = (~kazakh & ~pl.col("is_en") & ~pl.col("is_ru_adjective") & ~opens & head.is_null()) | (
        pl.col("is_en") & pl.col("is_en_stop")
    )
    return (
        (
            (pl.col("is_bounding") & ~_in_name())
            | (_before_name() & ~pl.col("is_plain")).fill_null(False)
            | (~pl.col("is_phrasal") & ~opens)
            | (
                kazakh
                & (
                    (pl.col("is_cased") & ~_governed() & ~pl.col("opens_route") & ~_adjective() & ~_name())
                    | verb
                )
                & head.is_null()
            )
            | (kazakh & head.is_not_null() & ~_goes_on())
            | (kazakh & head.is_null() & _doer())
            | foreign
        )
        & ~pl.col("is_quoted")
        & ~pl.col("in_head")
    )


@cache
def _governed() -> pl.Expr:
    """'Ақтауда салынған порт', 'ауылға баратын жол': what a participle governs belongs to its noun."""
    is_word = one_of(pl.col("code"), "x", "U", "W")
    return neighbour("is_participle", 1).fill_null(False) & pl.col("is_kazakh") & is_word


@cache
def _goes_on() -> pl.Expr:
    """Whether the phrase goes on behind a head by its case, or with what is built on to it."""
    goes_on = pl.col("head_case").is_in(["", "p", "gen", "pgen", "adj", "att", "patt"]) | _governed()
    # 'Мектепке қосымша корпус', 'құбырдан тармақ'
    annex = one_of(pl.col("head_case"), "dat", "pdat") & neighbour("is_annex", 1)
    branch = one_of(pl.col("head_case"), "abl", "pabl") & neighbour("head", 1).is_not_null()
    return goes_on | annex.fill_null(False) | branch.fill_null(False)


@cache
def _before_name() -> pl.Expr:
    """'бұл қаржы Риддердегі стансаны', 'әкімі Ақжар ауылындағы мектепті': a name opens the phrase.

    Unless it goes on with a place: 'облысы Абай ауылындағы'.
    """
    plain = (pl.col("code") == "x") & ~pl.col("is_capital") & pl.col("head").is_null()
    plain = plain & pl.col("is_kazakh") & ~pl.col("is_participle")
    name_next = neighbour("is_capital", 1) & (neighbour("code", 1) == "x")
    return plain & name_next & (neighbour("is_of_place", 1) | pl.col("is_possessed")) & ~pl.col("is_area")


@cache
def _doer() -> pl.Expr:
    """'Облыс әкімдігі жобаны бағалады': whose noun isn't its own, that noun isn't the owner's but its object."""
    noun = (pl.col("code") == "x") & ~pl.col("is_plain") & ~pl.col("is_adjective_shaped")
    owned = pl.col("is_owned_plainly") & noun & ~pl.col("is_capital")
    return (owned & (neighbour("head_case", 1) == "acc")).fill_null(False)


@cache
def _name() -> pl.Expr:
    """'Мәйлин көшесі': no accusative, where the noun after it is owned."""
    named = pl.col("is_capital") & (pl.col("token_no") > 0) & pl.col("is_like_a_name")
    return named & pl.col("is_before_owned")


@cache
def _in_name() -> pl.Expr:
    """'Жаңа Президент саябағы': within a sentence a capital and an owned noun behind it make a name."""
    return pl.col("is_capital") & (pl.col("token_no") > 0) & pl.col("is_before_owned")


@cache
def _adjective() -> pl.Expr:
    """'Блокты-модульді қазандық', 'еңселі, қуатты станса': no accusative stands right before an object's noun."""
    shaped = pl.col("is_adjective_shaped") & ~pl.col("is_anaphor") & ~pl.col("is_capital")
    return (shaped & neighbour("head", 1).is_not_null()).fill_null(False)


def _ends(words: pl.DataFrame) -> pl.DataFrame:
    """A phrase ends with the last of the heads that follow each other; a genitive belongs to the head after it."""
    rows, stops = rows_where(words["head"].is_not_null()), pl.col("is_stop")
    # One word in twenty is a head: what stands around it is gathered.
    heads = window(words, rows, _AROUND).hstack(gathered(words, rows, _AT_HEAD))
    heads = heads.with_columns(
        row=rows.cast(pl.Int64),
        stop_before=row_before(words, stops, rows),
        next_stop=row_after(words, stops, rows),
        next_head=row_after(words, rows, rows),
    )
    heads = heads.with_columns(is_last=_is_last())
    # 'за стадионом ледовую арену': a Russian phrase begins behind the object before it.
    last_before = latest(neighbour(pl.when(pl.col("is_last") & pl.col("is_ru")).then("after"), -1))
    start = pl.max_horizontal(
        (pl.col("stop_before") + 1).fill_null(pl.col("row") - pl.col("token_no")),
        pl.col("row") - _BACK,
        last_before + 1,
    )
    opened = pl.when("is_last").then(pl.lit(opened_by_participle(words, rows)))
    found = heads.select("is_last", phrase_start=pl.coalesce(opened, start))
    empty = (
        pl.DataFrame(schema=found.schema).clear(words.height).with_columns(pl.col("is_last").fill_null(False))
    )
    return words.with_columns(empty[c].scatter(rows, found[c]) for c in found.columns)


@cache
def _is_last() -> pl.Expr:
    """No head after it, joined to it, is what the phrase is about."""
    distance = pl.col("next_head") - pl.col("row")
    # The next head itself may end a phrase by its case.
    free = pl.col("next_head") <= pl.col("next_stop").fill_null(4_000_000_000)
    # 'Ауылдың мектебі бағдарламаға енгізілді': an owned noun belongs to one that is owned too.
    owned = (pl.col("head_case") == "p") & pl.col("is_kazakh")
    follows = ~owned | pl.col("head_case1").cat.starts_with("p").fill_null(True)
    # 'Казарма жатақханаға айналдырылды'
    turned = pl.col("is_kazakh") & (pl.col("head_case1") == "dat") & pl.col("is_turning2")
    follows = follows & ~turned.fill_null(False)
    # 'Аурухана көпбейінді орталыққа айналдырылды': a noun with words of its own is another's only where it is owned.
    izafet = ~pl.col("is_kazakh") | pl.col("head_case2").cat.starts_with("p").fill_null(False)
    # 'құбыр шығаратын цех': what a participle governs
    izafet = izafet | pl.col("is_participle1").fill_null(False)
    bare = (one_of(pl.col("head_case"), "", "p") & (distance == 1) & follows) | (
        (pl.col("head_case") == "") & (distance == 2) & free & izafet
    )
    genitive = one_of(pl.col("head_case"), "gen", "pgen") & (distance <= 4) & free
    # 'Тасжолдағы жөндеу': no noun of an object follows, only the works.
    site = one_of(pl.col("head_case"), "att", "patt") & pl.col("is_site_work1")
    attributive = one_of(pl.col("head_case"), "adj", "att", "patt") & ~site.fill_null(False)
    # A road to the resort: the resort only tells which road.
    attributive = attributive | (
        one_of(pl.col("head_case"), "dat", "pdat")
        & pl.col("is_leading_to1").fill_null(False)
        & (distance <= 3)
    )
    # English compounds end with their noun; a Russian noun comes first, and what belongs to it follows.
    bare = bare & ~pl.col("is_ru")
    joined = (pl.col("code1") == "-") & ~pl.col("gap1") & ~pl.col("gap2")
    joined = joined & (~pl.col("is_label2") | pl.col("head3").is_not_null())  # 'ТЭЦ-2', 'the CHP-2 plant'
    absorbed = (bare | genitive | attributive | joined).fill_null(False) | pl.col("is_covered")
    # 'the CHP-2 plant'
    numbered = pl.col("is_en") & (pl.col("code1") == "-") & pl.col("is_label2") & (distance <= 4)
    return ~(absorbed | numbered.fill_null(False))
