"""What follows a noun and belongs to it in Russian and English: 'школа на 600 мест', 'plant for processing wheat'."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.project_traits import NUMBERS
from tasks.language.letters import one_of
from tasks.language.runs import constant, flagged, neighbour, of_sentences, rows_where, taken

_AHEAD = 8  # words after a head


def with_complements(words: pl.DataFrame) -> pl.DataFrame:
    """Finds where the phrase of each head ends.

    Args:
        words: with head, cue, code, form, surface, language, is_quoted; in order.

    Returns:
        `words` with `after` (row of the last word that belongs to the head of this row; the row itself where nothing
        follows) and `is_covered` (a word that belongs to an earlier head).
    """
    foreign = pl.col("is_ru") | pl.col("is_en")
    stops, height = _stops(words), words.height
    # One word in twenty is a head: where its phrase ends is asked of it alone.
    heads = words.select("row", opens=foreign & _opens(), is_head=pl.col("head").is_not_null()).filter(
        "is_head"
    )
    bounds = pl.concat([stops, pl.Series([height], dtype=stops.dtype)])
    stop = taken(bounds, bounds.search_sorted(heads["row"], side="right"))
    row = pl.col("row").cast(pl.Int64)
    heads = heads.with_columns(
        end=pl.min_horizontal(pl.lit(stop).cast(pl.Int64) - 1, row + _AHEAD),
        next=row.shift(-1, fill_value=height),
    ).filter("opens", pl.col("end") > row)
    inside = pl.int_ranges(row + 1, pl.min_horizontal("end", "next") + 1)
    covered = heads.select(inside.explode()).to_series().drop_nulls()
    return words.with_columns(
        words["row"].cast(pl.Int64).scatter(heads["row"], heads["end"]).alias("after"),
        is_covered=pl.lit(flagged(covered, height)) & foreign,
    )


def _stops(words: pl.DataFrame) -> pl.Series:
    """Rows that no phrase goes on with; those that one may go on with stand in Russian and English sentences."""
    foreign = words.select(pl.col("is_ru") | pl.col("is_en")).to_series()
    asked = ["row", "token_no", *_goes_on().meta.root_names()]
    some = of_sentences(words.select(list(dict.fromkeys(asked))), words["sentence_id"].filter(foreign))
    going = some.select(pl.col("row").filter(_goes_on() & (pl.col("token_no") > 0))).to_series()
    return rows_where(constant(True, words.height, pl.Boolean).scatter(going, False))


@cache
def _goes_on() -> pl.Expr:
    """Whether a word may belong to a noun before it."""
    foreign = pl.col("is_ru") | pl.col("is_en")
    return foreign & (_russian() | _english() | pl.col("is_quoted"))


@cache
def _opens() -> pl.Expr:
    """In English a noun is followed by what belongs to it only after a preposition, or by its name."""
    opener = neighbour("is_en_opening", 1)
    number = neighbour("is_label", 1) | neighbour("is_quoted", 1)
    return pl.col("is_ru") | (opener | number).fill_null(False)


@cache
def _measured() -> pl.Expr:
    """A number of something that isn't money or time comes next."""
    number = neighbour("is_number", 1)
    after = [neighbour("code", k) for k in (2, 3, 4)]
    return number & (
        (after[0] == "U") | (after[0].is_in([*NUMBERS, "k", "M"]) & ((after[1] == "U") | (after[2] == "U")))
    )


@cache
def _russian() -> pl.Expr:
    """Genitives, numbers of places, what it is for; no verb, and no preposition but those."""
    code, number_before = pl.col("code"), neighbour("is_number", -1)
    verb = pl.col("is_ru_verb") & pl.col("head").is_null()
    word = pl.col("is_ru_word") & ~verb & (pl.col("cue").is_null() | one_of(pl.col("cue"), "works", "price"))
    held = pl.col("is_ru_measure") & _measured()
    size = (pl.col("is_number") | (code == "k")) & (number_before | neighbour("is_ru_measure", -1))
    # 'автодорога Семей – Кайнар'
    route = neighbour("is_capital", -1) & neighbour("is_capital", 1)
    named = pl.col("is_capital") & (code == "U") & ~number_before & neighbour("is_dash", 1)
    name = (
        pl.col("is_label") | one_of(code, "o", "r") | (pl.col("is_dash") & (~pl.col("gap") | route)) | named
    )
    unit = (code == "U") & (number_before | (neighbour("code", -1) == "k"))
    # 'в СЭЗ «Хоргос» фармацевтический завод': behind a name only a genitive goes on
    word = word & ~(neighbour("is_closer", -1) & pl.col("is_ru_adjective") & ~pl.col("is_ru_genitive"))
    return pl.col("is_ru") & (word | held | size | unit | name).fill_null(False)


@cache
def _english() -> pl.Expr:
    word = pl.col("is_en_word") & pl.col("cue").is_null()
    held = pl.col("is_en_measure") & _measured()
    size = (pl.col("is_number") | one_of(pl.col("code"), "k", "U")) & (
        neighbour("is_number", -1) | neighbour("is_en_measure", -1)
    )
    name = pl.col("is_label") | (pl.col("is_dash") & ~pl.col("gap"))
    return pl.col("is_en") & (word | held | size | name).fill_null(False)
