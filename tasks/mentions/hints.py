"""What a word says of a number beside it, a bit each: asked once of each unique word, then compared as a number."""

from __future__ import annotations

from functools import cache, reduce
from operator import or_

import polars as pl

from tasks.language import fold, folded
from tasks.lexicon import LETTER, toml

_SPELT = {  # name → pattern of surfaces that aren't written in digits
    "word": rf"^{LETTER}",
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
_LISTED = (  # lists of grammar.toml
    "from_before", "hour_around", "hour_before", "year_before", "year_named", "year_led", "year_compared",
    "year_since", "year_opens", "year_will", "year_span", "year_joined", "year_after", "year_says", "year_alone",
    "year_clause",
)  # fmt: skip


def of_words(words: pl.DataFrame) -> pl.Series:
    """`hint` of words that aren't written in digits: the letters of names.toml, shapes and lists; 0 of most.

    Args:
        words: form, language, surface.
    """
    found = words.select(_spelt(), form=_one_script())
    # The first letters find the few words that may be listed, and only those are asked for which.
    at = found.select(_may_be_listed().arg_true()).to_series()
    more = found[at].select(pl.col("hint") + _lettered()).to_series()
    return found["hint"].scatter(at, more)


@cache
def _one_script() -> pl.Expr:
    latin = pl.when(pl.col("language") == "kk-Latn").then(pl.col("form"))
    return pl.coalesce(fold(latin), "form")


@cache
def _spelt() -> pl.Expr:
    told = {name: pl.col("surface").str.contains(pattern) for name, pattern in _SPELT.items()}
    told |= {name: pl.col("form").is_in(toml("grammar")[name]["forms"]) for name in _LISTED}
    return _summed(told)


@cache
def _may_be_listed() -> pl.Expr:
    whole, begun = _listed()
    n = min(begun)  # letters of the shortest beginning
    heads = {word[:n] for words in (whole, *begun.values()) for word in words}
    return pl.col("form").str.head(n).is_in(sorted(heads))


@cache
def _lettered() -> pl.Expr:
    """The letters of names.toml; a table a length, for patterns of hundreds of words are slow to build."""
    form, (whole, begun) = pl.col("form"), _listed()
    asked = [(form, whole), *((form.str.head(n), words) for n, words in begun.items())]
    return reduce(or_, (e.replace_strict(words, default=0, return_dtype=pl.UInt64) for e, words in asked))


@cache
def of_digits() -> pl.Expr:
    """`hint` of words that are written in digits: their shapes."""
    told = {name: pl.col("surface").str.contains(pattern) for name, pattern in _WRITTEN.items()}
    listed = pl.col("surface").is_in(toml("grammar")["emergency"]["numbers"])
    return _summed(told | {"emergency": listed})


def filled() -> pl.Expr:
    """The hints of a window as `has` and `any_has` take them: 0 outside the sentence."""
    return pl.col(r"^hint-?\d$").fill_null(0)


@cache
def has(name: str, place: int) -> pl.Expr:
    """Whether the word at a place of a `filled` window has the bit."""
    return (pl.col(f"hint{place}") & _bits()[name]) != 0


@cache
def any_has(name: str, *places: int) -> pl.Expr:
    """Whether a word at one of the places of a `filled` window has it."""
    together = reduce(or_, (pl.col(f"hint{k}") for k in places))
    return (together & _bits()[name]) != 0


def _summed(told: dict[str, pl.Expr]) -> pl.Expr:
    return pl.sum_horizontal(e.cast(pl.UInt64) * _bits()[name] for name, e in told.items()).alias("hint")


@cache
def _bits() -> dict[str, int]:
    names = (*(hint["letter"] for hint in toml("names")["hint"]), *_SPELT, *_WRITTEN, *_LISTED, "emergency")
    return {name: 2**i for i, name in enumerate(names)}


@cache
def _listed() -> tuple[dict[str, int], dict[int, dict[str, int]]]:
    """The words of names.toml in every script with the bits of their letters: whole ones, and beginnings by length."""
    whole: dict[str, int] = {}
    begun: dict[int, dict[str, int]] = {}
    for hint in toml("names")["hint"]:
        for word in {*hint["words"], *map(folded, hint["words"])}:
            start = word.removesuffix("$")
            words = whole if start != word else begun.setdefault(len(start), {})
            words[start] = words.get(start, 0) | _bits()[hint["letter"]]
    return whole, begun
