"""What follows a noun and belongs to it in Russian and English: 'школа на 600 мест', 'plant for processing wheat'."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.project_traits import NUMBERS
from tasks.language.letters import one_of
from tasks.language.runs import neighbour

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
    row = pl.col("row").cast(pl.Int64)
    words = words.with_columns(_goes_on=foreign & (_russian() | _english() | pl.col("is_quoted")))
    stop = pl.when(~pl.col("_goes_on") | (pl.col("token_no") == 0)).then(row)
    words = words.with_columns(_stop=stop.shift(-1).backward_fill())
    ends = pl.min_horizontal(
        pl.col("_stop").fill_null(pl.col("row").max().cast(pl.Int64) + 1) - 1, row + _AHEAD
    )
    opened = foreign & pl.col("head").is_not_null() & _opens()
    words = words.with_columns(after=pl.when(opened).then(ends).otherwise(row))
    reach = pl.when(pl.col("head").is_not_null()).then("after").shift(1).forward_fill()
    return words.with_columns(is_covered=(foreign & (reach >= row)).fill_null(False)).drop(
        "_goes_on", "_stop"
    )


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
