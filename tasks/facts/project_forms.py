"""The word lists of projects.toml met in text, with letters merged where plain Latin spelling confuses them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import polars as pl

from tasks.language import Entry, match
from tasks.language.normal import folded
from tasks.language.runs import taken
from tasks.lexicon import toml

_LETTERS = 3  # of a word's beginning
START, END = "\x02", "\x03"  # of a word, where words are looked for in one pass


def both(words: Sequence[str]) -> list[str]:
    """Words as they are and with the letters merged that plain Latin spelling confuses."""
    return list(_both(tuple(words)))


@cache
def _both(words: tuple[str, ...]) -> list[str]:
    return sorted({*words, *(folded(w) for w in words)})


def beginning(words: Sequence[str]) -> str:
    """A pattern for forms that begin with one of the words, or are one where it ends with '$'."""
    return _beginning(tuple(words))


@cache
def _beginning(words: tuple[str, ...]) -> str:
    return f"^(?:{'|'.join(re.escape(w.rstrip('$')) + '$' * w.endswith('$') for w in both(words))})"


def begun(words: pl.DataFrame, beginnings: Iterable[str], end: str = "") -> pl.DataFrame:
    """The longest of some beginnings that each form has: form, word; only the forms that have one.

    All are looked for in one pass: a pattern of a thousand words takes longer to be made than to be asked.

    Args:
        words: `form`, unique.
        beginnings: how forms may begin.
        end: a pattern of what may follow in the form; anything where it is empty.
    """
    if words.is_empty():  # an automaton of all of them is made for each batch anew
        return words.select("form", word="form")
    start = pl.lit(START)
    listed = pl.concat_str(start, "form").str.extract_many([START + w for w in beginnings], overlapping=True)
    met = words.select("form", word=listed).explode("word").drop_nulls()
    met = met.with_columns(pl.col("word").str.strip_prefix(start))
    if end:
        met = met.filter(pl.col("form").str.strip_prefix(pl.col("word")).str.contains(f"^{end}"))
    return met.sort(pl.col("word").str.len_chars()).unique("form", keep="last")


@cache
def fits(column: str, pattern: str) -> pl.Expr:
    """Whether a form fits a pattern over Cyrillic letters, merged where the form's are."""
    form = pl.col(column)
    return (
        pl.when(pl.col("language") == "kk-Latn")
        .then(form.str.contains(folded(pattern)))
        .otherwise(form.str.contains(pattern))
        .fill_null(False)
    )


def parted(word: str) -> str:
    """A word of the lexicon as its tokens stand in text: a hyphen is one of its own."""
    return word.replace("-", " - ")


def _entry(key: str, e: Mapping[str, Any]) -> Entry:
    kazakh = {k: tuple(parted(w) for w in e.get(k, ())) for k in ("kk", "exact")}
    return Entry(key, **kazakh, **{k: tuple(e.get(k, ())) for k in ("ru", "en")})


@cache
def entries(section: str) -> tuple[Entry, ...]:
    """The entries of one section; each key is the place in the list."""
    found = toml("projects")[section]
    return tuple(_entry(str(i), e) for i, e in enumerate([found] if isinstance(found, Mapping) else found))


@cache
def may_be(section: str) -> pl.Expr:
    """Whether a form begins as some word of a section does: those that do are then looked up by all their endings.

    By no more than its first letters: an automaton of all the beginnings takes longer to be made than it saves.
    """
    kazakh = {w[:-1] if w[-1] in toml("suffixes")["voiced"] else w for e in entries(section) for w in e.kk}
    kazakh |= {w for e in entries(section) for w in e.exact}
    foreign = {w.partition(":")[0].strip() for e in entries(section) for w in (*e.ru, *e.en)}
    starts = {w[:_LETTERS] for w in (*both(sorted(kazakh)), *foreign)}
    lengths = sorted({len(w) for w in starts})
    return pl.any_horizontal(
        pl.col("form").str.head(n).is_in(sorted(w for w in starts if len(w) == n)) for n in lengths
    )


_FOUND = {"key": pl.String, "case": pl.String, "is_plural": pl.Boolean}


def _unique(rows: pl.DataFrame, text: pl.Expr) -> pl.DataFrame:
    return rows.select(form=text, language="language").unique(maintain_order=True)


def found(rows: pl.DataFrame, listed: Sequence[Entry], text: pl.Expr) -> pl.DataFrame:
    """Looks the words of the rows up: row, key, case, is_plural of those found."""
    if rows.is_empty():
        return pl.DataFrame(schema={"row": rows.schema["row"], **_FOUND})
    # A word of another script has no entry, and no key.
    met = match(_unique(rows, text), listed).drop_nulls("key")
    known = met.unique(["form", "language"], keep="first", maintain_order=True)
    return (
        rows.select("row", "language", form=text)
        .join(known, on=["form", "language"])
        .drop("form", "language")
    )


def found_in(rows: pl.DataFrame, sections: tuple[str, ...]) -> dict[str, pl.DataFrame]:
    """Looks words up in several sections at once, for each look-up takes some forty steps.

    Args:
        rows: row, form, language.
        sections: whose entries they may be of.

    Returns:
        by section: row, key, case, is_plural of those found.
    """
    asked = pl.concat(
        rows.filter(may_be(section)).select(
            "language", form=pl.lit(str(i)) + pl.col("form"), section=pl.lit(i), at="row"
        )
        for i, section in enumerate(sections)
    ).with_row_index("row")
    met = found(asked, _numbered(sections), pl.col("form"))
    met = met.hstack([taken(asked[c], met["row"]) for c in ("section", "at")])
    return {
        section: met.filter(pl.col("section") == i).select("key", "case", "is_plural", row="at")
        for i, section in enumerate(sections)
    }


@cache
def _numbered(sections: tuple[str, ...]) -> tuple[Entry, ...]:
    """The entries of some sections, a digit before their words that says of which."""
    return tuple(
        Entry(e.key, **{k: tuple(f"{i}{w}" for w in getattr(e, k)) for k in ("kk", "exact", "ru", "en")})
        for i, section in enumerate(sections)
        for e in entries(section)
    )
