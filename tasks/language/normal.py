"""The normal form of a word: lower case, look-alike letters mended, Kazakh always in Cyrillic letters.

Works on unique words only, so its cost doesn't grow with the corpus.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.lexicon import toml

_CYRILLIC = r"[\p{Cyrillic}]"
_LATIN = r"[\p{Latin}]"
_INVISIBLE = "[\u00ad\u200b-\u200f\u2060\ufeff\u0300-\u036f]"


def normal_forms(words: pl.DataFrame) -> pl.DataFrame:
    """Adds `form` to unique words.

    Args:
        words: columns `surface` (as written, NFC) and `language` (code of the article's language), and
            `alphabet` (latin_2018 or latin_2021, for kk-Latn; else null).

    Returns:
        the same rows with `form`.
    """
    low = pl.col("surface").str.to_lowercase().str.replace_all(_INVISIBLE, "")
    has_cyrillic, has_latin = low.str.contains(_CYRILLIC), low.str.contains(_LATIN)
    tables = toml("letters")
    cyrillic_only = "[^" + "".join(tables["lookalike"].values()) + r"\P{Cyrillic}]"
    look = tables["lookalike"]
    to_cyrillic = low.str.replace_many(list(look), list(look.values()))
    to_latin = low.str.replace_many(list(look.values()), list(look))
    # A word of both scripts is of the one in which it has a letter that the other can't imitate; else the article's.
    is_cyrillic = low.str.contains(cyrillic_only) | (
        ~to_cyrillic.str.contains(_LATIN) & (pl.col("language") != "en")
    )
    mixed = (
        pl.when(has_cyrillic & has_latin & is_cyrillic)
        .then(to_cyrillic)
        .when(has_cyrillic & has_latin)
        .then(pl.when(to_latin.str.contains(_CYRILLIC)).then(to_cyrillic).otherwise(to_latin))
        .otherwise(low)
        .str.replace_all("ё", "е", literal=True)
    )
    return words.with_columns(
        form=pl.when(low.is_in(_currency_codes()))  # USD stays USD in Kazakh Latin letters
        .then(low)
        .when((pl.col("language") == "kk-Latn") & (pl.col("alphabet") == "latin_2018"))
        .then(_transliterated(low, "latin_2018"))
        .when(pl.col("language") == "kk-Latn")
        .then(_transliterated(low, "latin_2021"))
        .otherwise(mixed.str.strip_chars_end("'’ʼ"))
    )


@cache
def _currency_codes() -> list[str]:
    return [s for e in toml("money")["entry"] for s in e.get("signs", ()) if s.isalpha()]


def alphabets(sentences: pl.DataFrame) -> pl.DataFrame:
    """Which Kazakh Latin alphabet each article is written in: the one of which it shows more letters.

    Args:
        sentences: columns article_id, sentence.

    Returns:
        article_id, alphabet (latin_2018 | latin_2021).
    """
    marks, low = toml("letters")["marks"], pl.col("sentence").str.to_lowercase()
    counts = [low.str.count_matches(f"[{letters}]").sum().alias(name) for name, letters in marks.items()]
    return (
        sentences.group_by("article_id", maintain_order=True)
        .agg(counts)
        .select(
            "article_id",
            alphabet=pl.when(pl.col("latin_2018") > pl.col("latin_2021"))
            .then(pl.lit("latin_2018"))
            .otherwise(pl.lit("latin_2021")),
        )
    )


def _transliterated(low: pl.Expr, alphabet: str) -> pl.Expr:
    pairs = {**toml("letters")["latin_common"], **toml("letters")[alphabet]}
    text = low.str.replace_many(list(pairs), list(pairs.values()), leftmost=True)
    # и is written with one letter for two sounds: after a vowel it is й.
    return text.str.replace_all(r"([аәеоөұүыіу])и", "${1}й")


def fold(text: pl.Expr) -> pl.Expr:
    """The form with the letters merged that plain Latin spelling confuses (for comparison, never for show)."""
    table = toml("letters")["fold"]
    return text.str.replace_many(list(table), list(table.values()))


@cache
def _fold_table() -> dict[int, str]:
    return str.maketrans(dict(toml("letters")["fold"]))


def folded(word: str) -> str:
    """`fold` of one lexicon word."""
    return word.translate(_fold_table())
