"""What a word says of a number beside it, a bit each: asked once of each unique word, then compared as a number."""

from __future__ import annotations

from functools import cache, reduce
from operator import or_

import polars as pl

from tasks.language import fold, folded
from tasks.lexicon import toml

_SPELT = {  # name → pattern of surfaces that aren't written in digits
    "word": r"^\p{L}",
    "capital": r"^\p{Lu}",
    "capitals": "^[A-Z]{1,3}$",
    "series": "^[A-Z]{2,3}$",  # the letters of a car's plate
}
_WRITTEN = {  # … of those that are
    "whole": r"^\d+$",
    "region": r"^[012]\d$",  # the last two digits of a plate
    "degrees": r"^\d{1,3}[.,]\d{4,}$",
    "hotline": r"^1\d{3}$",
    "one mark": r"^[1-9]\d{0,2}[.,]\d{3}$",
    "minutes": r"^\d{1,2}\.[0-5]\d$",
    "quarters": r"^(?:[01]?\d|2[0-3])\.(?:00|15|30|45)$",
    "early": r"^0\d\.[0-5]\d$",
}
_LISTED = ("from_before", "hour_around", "hour_before", "year_before", "year_after")  # lists of grammar.toml


def of_words(words: pl.DataFrame) -> pl.Series:
    """`hint` of words that aren't written in digits: the letters of names.toml, shapes and lists; 0 of most.

    Args:
        words: form, language, surface.
    """
    latin = pl.when(pl.col("language") == "kk-Latn").then(pl.col("form"))
    told = {name: pl.col("surface").str.contains(pattern) for name, pattern in _SPELT.items()}
    told |= {name: pl.col("form").is_in(toml("grammar")[name]["forms"]) for name in _LISTED}
    found = words.select(_summed(told), form=pl.coalesce(fold(latin), "form"))
    # One pattern finds the few words that have a letter, and only those are asked for which.
    at = found.select(pl.col("form").str.contains(_any_letter()).arg_true()).to_series()
    letters = {letter: pl.col("form").str.contains(pattern) for letter, pattern in _letters().items()}
    more = found[at].select(pl.col("hint") + _summed(letters)).to_series()
    return found["hint"].scatter(at, more)


def of_digits() -> pl.Expr:
    """`hint` of words that are written in digits: their shapes."""
    told = {name: pl.col("surface").str.contains(pattern) for name, pattern in _WRITTEN.items()}
    listed = pl.col("surface").is_in(toml("grammar")["emergency"]["numbers"])
    return _summed(told | {"emergency": listed})


def has(name: str, place: int) -> pl.Expr:
    """Whether the word at a place has the bit; false outside the sentence."""
    return ((pl.col(f"hint{place}") & _bits()[name]) != 0).fill_null(False)


def any_has(name: str, *places: int) -> pl.Expr:
    """Whether a word at one of the places has it."""
    together = reduce(or_, (pl.col(f"hint{k}").fill_null(0) for k in places))
    return (together & _bits()[name]) != 0


def _summed(told: dict[str, pl.Expr]) -> pl.Expr:
    return pl.sum_horizontal(e.cast(pl.UInt64) * _bits()[name] for name, e in told.items()).alias("hint")


@cache
def _bits() -> dict[str, int]:
    names = (*_letters(), *_SPELT, *_WRITTEN, *_LISTED, "emergency")
    return {name: 2**i for i, name in enumerate(names)}


@cache
def _any_letter() -> str:
    return "|".join(_letters().values())


@cache
def _letters() -> dict[str, str]:
    """letter → a pattern of its words in every script."""
    found = {}
    for hint in toml("names")["hint"]:
        words = sorted({*hint["words"], *map(folded, hint["words"])})
        found[hint["letter"]] = f"^(?:{'|'.join(words)})"
    return found
