"""What follows a noun and belongs to it in Russian and English: 'школа на 600 мест', 'plant for processing wheat'."""

from __future__ import annotations

import polars as pl

from tasks.language.runs import neighbour
from tasks.lexicon import toml

_AHEAD = 8  # words after a head
_NUMBERS = ["n", "y", "u", "t", "h", "H"]


def with_complements(words: pl.DataFrame) -> pl.DataFrame:
    """Finds where the phrase of each head ends.

    Args:
        words: with head, cue, code, form, surface, language, is_quoted; in order.

    Returns:
        `words` with `after` (row of the last word that belongs to the head of this row; the row itself where nothing
        follows) and `is_covered` (a word that belongs to an earlier head).
    """
    foreign = pl.col("language").is_in(["ru", "en"])
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


def _opens() -> pl.Expr:
    """In English a noun is followed by what belongs to it only after a preposition, or by its name."""
    opener = neighbour("form", 1).is_in(toml("projects")["complement"]["en_opens"])
    number = neighbour("code", 1).is_in(["#", "i"]) | neighbour("is_quoted", 1)
    return (pl.col("language") == "ru") | (opener | number).fill_null(False)


def _measured() -> pl.Expr:
    """A number of something that isn't money or time comes next."""
    number = neighbour("code", 1).is_in(_NUMBERS)
    after = [neighbour("code", k) for k in (2, 3, 4)]
    return number & (
        (after[0] == "U") | (after[0].is_in([*_NUMBERS, "k", "M"]) & ((after[1] == "U") | (after[2] == "U")))
    )


def _russian() -> pl.Expr:
    """Genitives, numbers of places, what it is for; no verb, and no preposition but those."""
    c = toml("projects")["complement"]
    form, code = pl.col("form"), pl.col("code")
    verb = form.str.contains(f"..(?:{'|'.join(c['ru_verb_endings'])})$") & pl.col("head").is_null()
    word = (code == "x") & ~form.is_in(c["ru_stops"]) & ~verb & form.str.contains(r"^\p{L}")
    word = word & (pl.col("cue").is_null() | pl.col("cue").is_in(["works", "price"]))
    held = form.is_in(c["ru_measures"]) & _measured()
    size = code.is_in([*_NUMBERS, "k"]) & (
        neighbour("code", -1).is_in(_NUMBERS) | neighbour("form", -1).is_in(c["ru_measures"])
    )
    name = code.is_in(["#", "i", "o", "r"]) | ((code == "-") & ~pl.col("gap"))
    unit = (code == "U") & neighbour("code", -1).is_in([*_NUMBERS, "k"])
    return (pl.col("language") == "ru") & (word | held | size | unit | name).fill_null(False)


def _english() -> pl.Expr:
    c = toml("projects")["complement"]
    form, code = pl.col("form"), pl.col("code")
    word = (code == "x") & ~form.is_in(c["en_stops"]) & pl.col("cue").is_null() & form.str.contains(r"^\p{L}")
    held = form.is_in(c["en_measures"]) & _measured()
    size = code.is_in([*_NUMBERS, "k", "U"]) & (
        neighbour("code", -1).is_in(_NUMBERS) | neighbour("form", -1).is_in(c["en_measures"])
    )
    name = code.is_in(["#", "i"]) | ((code == "-") & ~pl.col("gap"))
    return (pl.col("language") == "en") & (word | held | size | name).fill_null(False)
