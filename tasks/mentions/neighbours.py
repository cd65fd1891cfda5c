"""Numerals that are part of a name, number or address; what a word is by its neighbours."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.language.letters import one_of
from tasks.language.runs import taken
from tasks.lexicon import LETTER, toml
from tasks.mentions.stream import Stream

_PHONE = 11  # digits of a number with its country code
_WORDS_ON, _WORDS_BACK = 8, 6  # how far the words of a number are looked at


def _hyphened(first: int, last: int) -> pl.Expr:
    """Whether the places hold digits, hyphen, digits, hyphen, digits with nothing between."""
    digits = [one_of(pl.col(f"code{k}"), "n", "y") for k in range(first, last + 1, 2)]
    hyphens = [pl.col(f"code{k}") == "-" for k in range(first + 1, last, 2)]
    tight = [~pl.col(f"gap{k}") for k in range(first, last)]
    return pl.all_horizontal(*digits, *hyphens, *tight).fill_null(False)


def _touched(stream: Stream, rows: pl.Series) -> pl.Series:
    """Those that aren't parted from their neighbours by spaces, follow a number or its sign, or are long as a phone."""
    beside = stream.window(rows, {"code": (-1, -1), "gap": (-1, 0), "surface": (0, 0)})
    return beside.filter(
        ~pl.col("gap-1").fill_null(True)
        | ~pl.col("gap0")
        | pl.col("code-1").is_in(["#", ".", "t", "h", "H", "k", "M", "G", "T", "o", "r"])
        | (pl.col("surface0").str.len_bytes() == _PHONE)
    )["row"]


def counted_on(stream: Stream) -> Stream:
    """'Two thousand, four hundred', 'one thousand and five': the comma or 'and' within an English number in words.

    What follows must be of a lower order: 'two million, three million' are two.
    """
    rows = stream.rows((pl.col("language") == "en") & one_of(pl.col("code"), ",", "a"))
    if rows.is_empty():
        return stream
    near = stream.window(rows, {"code": (-2, _WORDS_ON), "form": (-_WORDS_BACK, 0), "stem": (-2, -1)})
    order = {"k": 3, "M": 6, "G": 9, "T": 12}
    spoken, ahead = pl.lit(True), []
    for k in range(1, _WORDS_ON + 1):
        code = pl.col(f"code{k}")
        ahead.append(pl.when(spoken & code.is_in(list(order))).then(code.replace_strict(order, default=None)))
        spoken = spoken & one_of(code, "u", "t", "h", "-").fill_null(False)
    lower = pl.coalesce(*ahead, pl.lit(0)) < pl.col("code-1").replace_strict(order, default=None)
    opening = toml("grammar")["year_span"]["forms"]
    between = pl.any_horizontal(
        one_of(pl.col(f"form-{k}"), *opening).fill_null(False) for k in range(1, _WORDS_BACK + 1)
    )
    joins = (
        one_of(pl.col("code-2"), "u", "t", "h")
        & one_of(pl.col("code1"), "u", "t")
        & lower
        & ~(between & (pl.col("code0") == "a"))
    ).fill_null(False)
    joined = near.filter(joins)["row"]
    return stream.varied(joined, [pl.lit("&").alias("code")]) if joined.len() else stream


def in_context(stream: Stream) -> Stream:
    """Numerals that are part of a name, number or address; what a word is by its neighbours."""
    letters_of_scale = toml("numerals")["letter_scale"]
    tails = toml("numerals")["after_number"]
    one, ninety = tails["one"], tails["ninety"]
    is_digits = one_of(pl.col("code"), "n", "y", "t") | pl.col("form").is_in([*one, *ninety])
    rows = stream.rows(
        is_digits | ((pl.col("language") == "en") & pl.col("form").is_in(list(letters_of_scale)))
    )
    near = stream.window(
        _touched(stream, rows), {"code": (-4, 4), "gap": (-4, 4), "form": (-2, 2), "surface": (-2, 2)}
    )
    changed = near.select("row", code=_code()).filter(pl.col("code").is_not_null())
    scale = pl.col("form").replace_strict(letters_of_scale, default=None, return_dtype=pl.Float64)
    known = stream.words[taken(stream.tokens["word"], changed["row"])]
    tail = pl.col("form").is_in([*one, *ninety]) & one_of(pl.col("code"), "u", "t")
    new = known.with_columns(row=changed["row"], code=changed["code"]).with_columns(
        value=pl.when(one_of(pl.col("code"), "k", "M", "G"))
        .then(pl.coalesce(scale, "value"))
        .when(tail)
        .then(pl.when(pl.col("form").is_in(list(one))).then(1.0).otherwise(90.0))
        .otherwise("value"),
        case=pl.when(tail)
        .then(pl.col("form").replace_strict({**one, **ninety}, default=""))
        .otherwise("case"),
    )
    return stream.replaced(new)


def _is_account() -> pl.Expr:
    """'KZ86125KZT1001300335' is no sum."""
    glued = ~pl.col("gap-2").fill_null(True)
    return (pl.col("code-1") == "C") & glued & one_of(pl.col("code-2"), "n", "i")


@cache
def _code() -> pl.Expr:
    """The class that a number has by what stands around it, where that is another one."""
    letters_of_scale, tails = toml("numerals")["letter_scale"], toml("numerals")["after_number"]
    one, ninety = tails["one"], tails["ninety"]
    grammar = toml("grammar")
    touches = ~pl.col("gap-1").fill_null(True)
    digits = one_of(pl.col("code0"), "n", "y")
    letters = pl.col("surface-1").str.contains(rf"^{LETTER}")
    named = (
        touches & (pl.col("code-1") == "-") & ~pl.col("gap-2").fill_null(True)
        & one_of(pl.col("code-2"), "x", "Q", "r", "i", "U") & pl.col("surface-2").str.contains(rf"^{LETTER}")
    )  # fmt: skip
    sized = pl.col("form-1").is_in(grammar["by"]["forms"]) & one_of(pl.col("code-2"), "n", "y")
    glued = (
        touches & letters & (pl.col("code-1") == "x") & (pl.col("surface-1").str.len_chars() <= 3) & ~sized
    )
    account = touches & letters & _is_account()
    emission = touches & pl.col("form-1").is_in(grammar["hyphened_name"]["forms"])
    word_after = (
        (pl.col("code1") == "-")
        & ~pl.col("gap0")
        & ~pl.col("gap1")
        & pl.col("surface2").str.contains(rf"^{LETTER}")
    )
    numbered, ranked = "|".join(grammar["numbered"]["kk"]), "|".join(grammar["ranked"]["kk"])
    emergency = pl.col("surface0").is_in(grammar["emergency"]["numbers"])
    letter_after = ~pl.col("gap0") & (pl.col("code1") == "x") & pl.col("surface1").str.contains(r"^\p{Lu}$")
    # '7-20-25': three numbers hyphened together are a name
    chain = _hyphened(0, 4) | _hyphened(-2, 2) | _hyphened(-4, 0)
    numero = (pl.col("code-1") == "#") | (
        (pl.col("code-1") == ".") & one_of(pl.col("form-2"), *grammar["number_sign"]["stopped"])
    )
    lettered = (pl.col("code-1") == "n") & touches & (pl.col("code-2") == "C")
    after_number = pl.col("code-1").is_in(["t", "h", "H", "k", "M", "G", "T"]) & pl.col("gap-1")
    called = pl.col("surface0").str.contains(r"^[78]\d{10}$") & ~one_of(
        pl.col("code1"), "C", "k", "M", "G"
    ).fill_null(False)
    return (
        pl.when(digits & (called | (emergency & (pl.col("code-1") == "#"))))
        .then(pl.lit("f"))
        .when(after_number & pl.col("form0").is_in(list(one)))
        .then(pl.lit("u"))
        .when(after_number & pl.col("form0").is_in(list(ninety)))
        .then(pl.lit("t"))
        .when(digits & (named | glued | emission | account | numero | letter_after | chain))
        .then(pl.lit("i"))
        .when(digits & word_after & pl.col("form2").str.contains(rf"^(?:{ranked})"))
        .then(pl.lit("o"))
        .when(digits & word_after & pl.col("form2").str.contains(rf"^(?:{numbered})"))
        .then(pl.lit("i"))
        .when(digits & word_after & (pl.col("code2") == "x"))
        .then(pl.lit("o"))
        .when(lettered & pl.col("form0").is_in(list(letters_of_scale)))
        .then(pl.col("form0").replace_strict(toml("numerals")["letter_code"], default=None))
        .when(
            one_of(pl.col("form0"), *grammar["period_word"]["numbered"]) & one_of(pl.col("code-1"), "o", "r")
        )
        .then(pl.lit("K"))
    )
