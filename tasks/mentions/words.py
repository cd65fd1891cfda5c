"""What is known of each unique word: its form, class in the grammar, value and trend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import polars as pl

from tasks.language import fold, folded, normal_forms
from tasks.language.letters import one_of
from tasks.language.once import with_columns_once
from tasks.language.runs import constant
from tasks.lexicon import toml
from tasks.mentions.hints import of_digits, of_words
from tasks.mentions.lexemes import (
    currency_codes,
    group_openers,
    look_up,
    short_months,
    sign_codes,
    sign_openers,
)
from tasks.schema.frames import CODES

SPACE = "[ \u00a0\u2007\u2009\u202f]"


def classified(words: pl.DataFrame) -> pl.DataFrame:
    """What is known of unique words.

    Args:
        words: piece (a token with the white space after it), language, alphabet.

    Returns:
        the same with width (code points of the piece), surface, n_chars (of the surface), is_followed, form, code,
        stem, value, needs, case, trend, is_money_word, ending, hint, opens (it may open a group of words) and text.
    """
    piece = pl.col("piece")
    surface = piece.str.strip_chars_end()
    words = words.with_columns(
        surface=surface,
        width=piece.str.len_chars().cast(pl.Int64),
        n_chars=surface.str.len_chars(),
        is_followed=piece.str.len_chars() > surface.str.len_chars(),
    )
    words = normal_forms(words)
    found = look_up(words.select("form", "language").unique(maintain_order=True))
    signs = pl.col("surface").replace_strict(sign_codes(), default=None, return_dtype=pl.String)
    roman = toml("letters")["roman"]
    is_roman = pl.col("surface").str.contains(roman["digits"]) & (
        (pl.col("language") != "en") | (pl.col("surface") != roman["en_word"])
    )
    openers = group_openers()
    first = pl.any_horizontal(
        pl.col("language").str.starts_with(language) & pl.col("form").is_in(list(forms))
        for language, forms in openers.items()
    )
    first = first | (
        (pl.col("language") == "kk-Latn") & fold(pl.col("form")).is_in([*map(folded, openers["kk"])])
    )
    first = first | (pl.col("form").is_in(list(sign_openers())) & ~pl.col("is_followed"))
    # 'try 5 times', 'cad drawings': an English word unless in capitals
    is_word = (
        (pl.col("language") == "en")
        & pl.col("form").is_in(list(currency_codes()))
        & (pl.col("surface") == pl.col("form"))
    )
    known = words.join(found, on=["form", "language"], how="left", maintain_order="left").with_columns(
        code=pl.coalesce(
            signs,
            pl.when(is_roman).then(pl.lit("r")).when(is_word).then(pl.lit("x")),
            "code",
            pl.lit("x"),
        ),
        case=pl.col("case").fill_null(""),
    )
    # Stops within an abbreviation ('кв. м') don't count as letters of a group.
    text = pl.when(pl.col("code") == ".").then(pl.lit("")).otherwise("form")
    return _numbers(_hinted(known)).with_columns(
        opens=first | (_is_abbreviated() & ~pl.col("is_followed")),
        text=text,
        code=pl.col("code").cast(CODES),
    )


def _hinted(words: pl.DataFrame) -> pl.DataFrame:
    """What a word says by its letters; of numbers and addresses, half of the words of a batch, only `hint`."""
    is_spelt = words.select(~_is_written()).to_series()
    at, other = is_spelt.arg_true(), (~is_spelt).arg_true()
    known = words.select("form", "language", "surface")[at].with_columns(_by_language())
    spelt = known.select(_trend(), _money_word(), _ending(), of_words(known))
    blank = pl.DataFrame(
        {"trend": None, "is_money_word": False, "ending": None, "hint": 0}, schema=spelt.schema
    )
    blank = blank[constant(0, words.height, pl.UInt32)]
    written = words.select("surface")[other].select(of_digits()).to_series()
    blank = blank.with_columns(hint=blank["hint"].scatter(other, written))
    return words.with_columns(blank[c].scatter(at, spelt[c]) for c in spelt.columns)


@cache
def _is_written() -> pl.Expr:
    """Written in digits, or an address of the net."""
    return pl.col("surface").str.contains(r"^(?:[+(]?\d|https?://|www\.)|@")


@cache
def _is_abbreviated() -> pl.Expr:
    """Whether a stop after the word may be its own: 'млн.'."""
    return pl.col("code").is_in(["k", "M", "G", "T", "C", "U", "Y", "Q", "#"]) & (
        pl.col("form").str.len_chars() <= 4
    ) | pl.col("form").is_in(list(short_months()))


def _begins(words: Mapping[str, Sequence[str]]) -> pl.Expr:
    """Whether a word begins as one of the lexicon's (`kk_prefix`, `ru_prefix`, `en_prefix`) of its language.

    Over the columns of `_by_language`.
    """

    def any_of(prefixes: Iterable[str]) -> str:
        return f"^(?:{'|'.join(prefixes)})"

    of = {
        "kk-Latn": any_of(map(folded, words["kk_prefix"])),
        "kk-Cyrl": any_of(words["kk_prefix"]),
        "ru": any_of(words["ru_prefix"]),
        "en": any_of(words["en_prefix"]),
    }
    return pl.coalesce(pl.col(f"form_{language}").str.contains(pattern) for language, pattern in of.items())


@cache
def _by_language() -> list[pl.Expr]:
    """`form_<language>`, null for words of the others: a pattern costs nothing where there is no string."""
    form, language = pl.col("form"), pl.col("language")
    folded_form = fold(pl.when(language == "kk-Latn").then(form))
    others = ("kk-Cyrl", "ru")
    rest = pl.when(~language.is_in(["kk-Latn", *others])).then(form)
    named = {"kk-Latn": folded_form, "en": rest, **{k: pl.when(language == k).then(form) for k in others}}
    return [e.alias(f"form_{k}") for k, e in named.items()]


@cache
def _trend() -> pl.Expr:
    """Words of rise and fall, by their beginnings; what rises wins."""
    grammar = toml("grammar")
    return pl.coalesce(pl.when(_begins(grammar[way])).then(pl.lit(way)) for way in ("up", "down")).alias(
        "trend"
    )


@cache
def _money_word() -> pl.Expr:
    """Words by which a bare number may be money."""
    words = toml("money_words")
    return (_begins(words["nouns"]) | _begins(words["verbs"])).alias("is_money_word")


@cache
def _ending() -> pl.Expr:
    """The case that a word not in the lexicon seems to stand in, of those that comparators demand."""
    cases = toml("suffixes")["case"]
    return pl.coalesce(
        pl.when(pl.col("form").str.contains(f"(?:{'|'.join(cases[c])})$")).then(pl.lit(c))
        for c in ("abl", "dat")
    ).alias("ending")


def _numbers(words: pl.DataFrame) -> pl.DataFrame:
    """Classes and values of what is written in digits."""
    at = words.select(_is_written().arg_true()).to_series()
    written = _written(words[at].select("surface", "language", "value", "stem"))
    return words.with_columns(words[c].scatter(at, written[c]) for c in ("code", "value", "stem"))


def _written(words: pl.DataFrame) -> pl.DataFrame:
    """The same of words that begin with a digit, and of addresses of the net."""
    s, english = pl.col("surface"), pl.col("language") == "en"
    bare = s.str.replace_all(SPACE, "").str.replace_all("['’]", "")
    commas = bare.str.contains(r"^\d{1,3}(,\d{3}){2,}(\.\d+)?$") | (
        english & bare.str.contains(r"^\d{1,3}(,\d{3})+(\.\d+)?$")
    )
    value = (
        pl.when(commas)
        .then(bare.str.replace_all(",", "", literal=True))
        .when(bare.str.contains(r"^\d{1,3}(\.\d{3}){2,}(,\d+)?$"))
        .then(bare.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True))
        .otherwise(bare.str.replace(",", ".", literal=True))
        .cast(pl.Float64, strict=False)
    )
    code = (
        pl.when(s.str.contains(r"^(?:https?://|www\.)|@"))
        .then(pl.lit("i"))
        .when(
            s.str.contains(
                r"^\d{1,2}[./]\d{1,2}[./]\d{4}$|^\d{4}[-.]\d{2}[-.]\d{2}$|^(?:0?[1-9]|[12]\d|3[01])\.(?:0[1-9]|1[0-2])\.\d{2}$"
            )
        )
        .then(pl.lit("d"))
        .when(s.str.contains(r"^\d{1,2}:\d{2}"))
        .then(pl.lit("c"))
        .when(s.str.contains(r"[()+]|\d-\d|^[78]\s(?:\d{4}\s\d|\d{3}\s\d{3}\s\d{2}(?:\D|$)|\d{3}\s\d{2}\s)"))
        .then(pl.lit("f"))
        .when(s.str.contains(r"^(?:19|20)\d{2}$"))
        .then(pl.lit("y"))
        .when(s.str.contains(r"^0\d(?:\d{2,})?$|^\d{16,}$") | value.is_null())
        .then(pl.lit("i"))
        .otherwise(pl.lit("n"))
    )
    is_number = one_of(pl.col("code"), "n", "y")
    return with_columns_once(words, code=code, number=value).with_columns(
        value=pl.when(is_number).then("number").otherwise("value"),
        stem=pl.when(is_number).then(pl.lit("digits")).otherwise("stem"),
    )
