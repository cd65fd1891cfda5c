"""From a word's form to the lexicon entry that it is a form of, with its case.

Kazakh is agglutinative: an entry is a stem, and every chain of endings after it is accepted. Russian and English
entries list their forms. Works on unique forms only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import polars as pl

from tasks.language.normal import fold, folded
from tasks.lexicon import toml


@dataclass(frozen=True)
class Entry:
    """One lexicon entry to be met in text.

    Args:
        key: what the entry is called by its room.
        kk: Kazakh stems, inflected by rule.
        exact: Kazakh words that aren't inflected.
        prefix: beginnings of Kazakh words (of verbs, whose endings are many).
        ru: Russian forms, as 'stem: ending ending …' or whole words.
        en: English forms, likewise.
    """

    key: str
    kk: Sequence[str] = ()
    exact: Sequence[str] = ()
    prefix: Sequence[str] = ()
    ru: Sequence[str] = ()
    en: Sequence[str] = ()


def spelled(notation: Iterable[str]) -> list[str]:
    """'тысяч: а и' → тысяч, тысяча, тысячи."""
    out: list[str] = []
    for item in notation:
        stem, _, endings = item.partition(":")
        out.append(stem.strip())
        out += [stem.strip() + e for e in endings.split()]
    return out


def match(words: pl.DataFrame, entries: Sequence[Entry], excluded: Iterable[str] = ()) -> pl.DataFrame:
    """Looks unique words up.

    Args:
        words: columns `form`, `language`, unique together.
        entries: the lexicon.
        excluded: Kazakh forms that only look like an inflected entry (оның is no ten).

    Returns:
        form, language, key, case ('' | gen dat acc loc abl ins equ att adj, with 'p' before it after a possessive),
        is_plural; only the words found.
    """
    cyrl = words.filter(pl.col("language") == "kk-Cyrl")
    latn = words.filter(pl.col("language") == "kk-Latn")
    excluded = list(excluded)
    parts = [
        _kazakh(cyrl.with_columns(probe=pl.col("form")), entries, excluded, is_folded=False),
        _kazakh(latn.with_columns(probe=fold(pl.col("form"))), entries, excluded, is_folded=True),
        _listed(
            words.filter(pl.col("language") == "ru"), [(f, e.key) for e in entries for f in spelled(e.ru)]
        ),
        _listed(
            words.filter(pl.col("language") == "en"), [(f, e.key) for e in entries for f in spelled(e.en)]
        ),
    ]
    return pl.concat(parts)


def _listed(words: pl.DataFrame, pairs: list[tuple[str, str]]) -> pl.DataFrame:
    table = pl.DataFrame(pairs, schema={"form": pl.String, "key": pl.String}, orient="row").unique(
        "form", keep="first", maintain_order=True
    )
    return words.join(table, on="form").select(
        "form", "language", "key", case=pl.lit(""), is_plural=pl.lit(False)
    )


def _kazakh(
    words: pl.DataFrame, entries: Sequence[Entry], excluded: list[str], *, is_folded: bool
) -> pl.DataFrame:
    convert = folded if is_folded else str
    stems = {convert(v): e.key for e in reversed(entries) for s in e.kk for v in _voiced(s)}
    exact = {convert(s): e.key for e in reversed(entries) for s in e.exact}
    left = words.filter(~pl.col("probe").is_in([convert(x) for x in excluded]))
    by_stem = (
        left.with_columns(
            pl.col("probe").str.extract_groups(_chain(tuple(sorted(stems)), is_folded)).alias("g")
        )
        .unnest("g")
        .filter(pl.col("stem").is_not_null() & ~pl.col("probe").is_in(list(exact)))
        .with_columns(key=pl.col("stem").replace_strict(stems, default=None, return_dtype=pl.String))
    )
    found = by_stem.select(
        "form",
        "language",
        "key",
        case=pl.concat_str(
            pl.when(pl.col("possessive").is_not_null() & (pl.col("attributive").is_null()))
            .then(pl.lit("p"))
            .otherwise(pl.lit("")),
            pl.when(pl.col("attributive").is_not_null())
            .then(pl.lit("adj"))
            .otherwise(
                pl.coalesce("gen", "abl", "att", "equ", "loc", "ins", "dat", "acc", pl.lit("")).pipe(_case)
            ),
        ),
        is_plural=pl.col("plural").is_not_null(),
    )
    whole = left.join(
        pl.DataFrame(
            {"probe": list(exact), "key": list(exact.values())}, schema={"probe": pl.String, "key": pl.String}
        ),
        on="probe",
    ).select("form", "language", "key", case=pl.lit(""), is_plural=pl.lit(False))
    begun = _begun(left, {convert(p): e.key for e in reversed(entries) for p in e.prefix}, [*exact])
    return pl.concat([found, whole, begun.join(found, on=["form", "language"], how="anti")])


def _begun(words: pl.DataFrame, prefixes: dict[str, str], exact: list[str]) -> pl.DataFrame:
    """Words by their beginning, the longest first."""
    longest = "|".join(sorted(map(re.escape, prefixes), key=len, reverse=True)) or "[^a]a"
    return (
        words.filter(~pl.col("probe").is_in(exact))
        .with_columns(begin=pl.col("probe").str.extract(f"^({longest})"))
        .filter(pl.col("begin").is_not_null())
        .select(
            "form",
            "language",
            key=pl.col("begin").replace_strict(prefixes, default=None, return_dtype=pl.String),
            case=pl.lit(""),
            is_plural=pl.lit(False),
        )
    )


def _voiced(stem: str) -> list[str]:
    soft = toml("suffixes")["voiced"].get(stem[-1])
    return [stem, stem[:-1] + soft] if soft else [stem]


@cache
def _endings(is_folded: bool) -> dict[str, list[str]]:
    s = toml("suffixes")
    convert = folded if is_folded else str
    return {
        name: sorted({convert(x) for x in values}, key=len, reverse=True)
        for name, values in [(k, s[k]) for k in ("plural", "attributive", "possessive")]
        + list(s["case"].items())
    }


def endings_pattern(is_folded: bool = False) -> str:
    """A regex of every chain of nominal endings, its parts as named groups."""
    e = _endings(is_folded)
    cases = "|".join(f"(?P<{c}>{'|'.join(e[c])})" for c in toml("suffixes")["case"])
    return (
        rf"(?P<attributive>{'|'.join(e['attributive'])})?(?P<plural>{'|'.join(e['plural'])})?"
        rf"(?P<possessive>{'|'.join(e['possessive'])})?(?:{cases})?"
    )


@cache
def _chain(stems: tuple[str, ...], is_folded: bool) -> str:
    longest = sorted(stems, key=len, reverse=True)
    return rf"^(?P<stem>{'|'.join(map(re.escape, longest)) or '[^a]a'})[-‑]?{endings_pattern(is_folded)}$"


def _case(ending: pl.Expr) -> pl.Expr:
    s = toml("suffixes")["case"]
    table = {convert(x): c for c in reversed(list(s)) for x in s[c] for convert in (folded, str)}
    return ending.replace_strict(table, default="", return_dtype=pl.String)
