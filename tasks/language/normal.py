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
    forms = words.select("language", "alphabet", form=low)
    is_latin = (pl.col("language") == "kk-Latn") & ~pl.col("form").is_in(_currency_codes())  # USD stays USD
    at, rest = (forms.select(c.arg_true()).to_series() for c in (is_latin, ~is_latin))
    out = forms["form"]
    if at.len():
        out = out.scatter(at, _transliterated(forms[at]))
    return words.with_columns(out.scatter(rest, _of_one_script(forms[rest])))


def _of_one_script(words: pl.DataFrame) -> pl.Series:
    """Look-alikes mended: a word of both scripts is of that in which it has a letter that the other can't imitate."""
    is_mixed = pl.col("form").str.contains(_CYRILLIC) & pl.col("form").str.contains(_LATIN)
    at = words.select(is_mixed.arg_true()).to_series()
    tables = toml("letters")
    look = tables["lookalike"]
    low = pl.col("form")
    cyrillic_only = "[^" + "".join(look.values()) + r"\P{Cyrillic}]"
    to_cyrillic = low.str.replace_many(list(look), list(look.values()))
    to_latin = low.str.replace_many(list(look.values()), list(look))
    # with no such letter it is of the article's script
    is_cyrillic = low.str.contains(cyrillic_only) | (
        ~to_cyrillic.str.contains(_LATIN) & (pl.col("language") != "en")
    )
    mended = words[at].select(
        pl.when(is_cyrillic | to_latin.str.contains(_CYRILLIC)).then(to_cyrillic).otherwise(to_latin)
    )
    form = words["form"].scatter(at, mended.to_series())
    for other, letter in tables["merged"].items():
        form = form.str.replace_all(other, letter, literal=True)
    return form.str.strip_chars_end("'’ʼ")


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


def _transliterated(words: pl.DataFrame) -> pl.Series:
    """Kazakh Latin letters as Cyrillic ones, by the article's alphabet."""
    low = pl.col("form")
    by_alphabet = {}
    for name in ("latin_2018", "latin_2021"):
        pairs = {**toml("letters")["latin_common"], **toml("letters")[name]}
        by_alphabet[name] = low.str.replace_many(list(pairs), list(pairs.values()), leftmost=True)
    is_2018 = (pl.col("alphabet") == "latin_2018").fill_null(False)
    text = pl.when(is_2018).then(by_alphabet["latin_2018"]).otherwise(by_alphabet["latin_2021"])
    glide = toml("letters")["glide"]
    (vowel, heard), (end, whole) = glide["after_vowel"], glide["spelt_out"]
    text = text.str.replace_all(f"([{glide['vowels']}]){vowel}", f"${{1}}{heard}")
    return words.select(
        text.str.replace_all(f"([{glide['consonants']}]){end}($|[{glide['before']}])", f"${{1}}{whole}${{2}}")
    ).to_series()


def fold(text: pl.Expr) -> pl.Expr:
    """The form with the letters merged that plain Latin spelling confuses (for comparison, never for show)."""
    table = toml("letters")["fold"]
    return text.str.replace_many(list(table), list(table.values()))


@cache
def _fold_table() -> dict[int, str]:
    return str.maketrans(dict(toml("letters")["fold"]))


@cache
def folded(word: str) -> str:
    """`fold` of one lexicon word."""
    return word.translate(_fold_table())
