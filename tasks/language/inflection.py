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

_FOUND = pl.Schema(
    {
        "form": pl.String(),
        "language": pl.String(),
        "key": pl.String(),
        "case": pl.String(),
        "is_plural": pl.Boolean(),
    }
)
_WORD = r"^[\p{L}\p{M}\d'’ʼ‑-]+$"


@dataclass(frozen=True, eq=False)
class Entry:
    """One lexicon entry to be met in text; made once, and known by itself: a list of thousands is hashed in each batch.

    Args:
        key: what the entry is called by its room.
        kk: Kazakh stems, inflected by rule.
        exact: Kazakh words that aren't inflected.
        prefix: beginnings of Kazakh words (of verbs, whose endings are many).
        ru: Russian forms, as 'stem: ending ending …' or whole words.
        en: English forms, likewise.
    """

    key: str
    kk: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()
    prefix: tuple[str, ...] = ()
    ru: tuple[str, ...] = ()
    en: tuple[str, ...] = ()


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
    lexicon, left_out = tuple(entries), tuple(excluded)
    cyrl = words.filter(pl.col("language") == "kk-Cyrl")
    latn = words.filter(pl.col("language") == "kk-Latn")
    parts = [
        _kazakh(cyrl.with_columns(probe=pl.col("form")), _stems(lexicon, left_out, False)),
        _kazakh(latn.with_columns(probe=fold(pl.col("form"))), _stems(lexicon, left_out, True)),
        *[_listed(words.filter(pl.col("language") == name), _forms(lexicon, name)) for name in ("ru", "en")],
    ]
    return pl.concat(parts)


@cache
def _forms(entries: tuple[Entry, ...], name: str) -> pl.DataFrame:
    """form, key: the listed forms of one language, the first entry's where several have one."""
    pairs = [(f, e.key) for e in entries for f in spelled(getattr(e, name))]
    table = pl.DataFrame(pairs, schema={"form": pl.String, "key": pl.String}, orient="row")
    return table.unique("form", keep="first", maintain_order=True)


def _listed(words: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    if words.is_empty():
        return pl.DataFrame(schema=_FOUND)
    return words.join(table, on="form").select(
        "form", "language", "key", case=pl.lit(""), is_plural=pl.lit(False)
    )


@dataclass(frozen=True)
class _Stems:
    """The Kazakh words of a lexicon, letters merged where the text's are.

    Args:
        keys: stem (its end voiced, too), key.
        n_head: letters of the shortest stem, at most three.
        heads: the stems' first letters, so many of each, as one list.
        lengths: n: letters that stems have.
        chain: pattern of what may follow a stem: its endings.
        exact: probe, key: words that aren't inflected.
        prefixes: beginning → key.
        begins: pattern of the beginnings, the longest first.
        excluded: forms that are no entry.
    """

    keys: pl.DataFrame
    n_head: int
    heads: pl.Series
    lengths: pl.DataFrame
    chain: str
    exact: pl.DataFrame
    prefixes: dict[str, str]
    begins: str
    excluded: list[str]


@cache
def _stems(entries: tuple[Entry, ...], excluded: tuple[str, ...], is_folded: bool) -> _Stems:
    convert = folded if is_folded else str
    keys = {convert(v): e.key for e in reversed(entries) for s in e.kk for v in _voiced(s)}
    n_head = min([3, *map(len, keys)])
    exact = {convert(s): e.key for e in reversed(entries) for s in e.exact}
    prefixes = {convert(p): e.key for e in reversed(entries) for p in e.prefix}
    longest = "|".join(sorted(map(re.escape, prefixes), key=len, reverse=True)) or "[^a]a"
    return _Stems(
        pl.DataFrame(list(keys.items()), schema={"stem": pl.String, "key": pl.String}, orient="row"),
        n_head if keys else 0,
        pl.Series([stem[:n_head] for stem in keys], dtype=pl.String).unique().implode(),
        pl.DataFrame({"n": sorted(set(map(len, keys)))}, schema={"n": pl.Int64}),
        rf"^(?P<chain>[-‑]?{endings_pattern(is_folded)})$",
        pl.DataFrame(list(exact.items()), schema={"probe": pl.String, "key": pl.String}, orient="row"),
        prefixes,
        f"^({longest})",
        [convert(x) for x in excluded],
    )


def _kazakh(words: pl.DataFrame, lexicon: _Stems) -> pl.DataFrame:
    if words.is_empty():  # most batches are of one script
        return pl.DataFrame(schema=_FOUND)
    left = words.filter(~pl.col("probe").is_in(lexicon.excluded)) if lexicon.excluded else words
    if lexicon.exact.is_empty() and not lexicon.prefixes:
        return _inflected(left, lexicon)
    whole = left.join(lexicon.exact, on="probe").select(
        "form", "language", "key", case=pl.lit(""), is_plural=pl.lit(False)
    )
    inflected = left.join(lexicon.exact, on="probe", how="anti", maintain_order="left")
    found = _inflected(inflected, lexicon)
    if not lexicon.prefixes:
        return pl.concat([found, whole])
    begun = _begun(inflected, lexicon)
    return pl.concat([found, whole, begun.join(found, on=["form", "language"], how="anti")])


def _inflected(words: pl.DataFrame, lexicon: _Stems) -> pl.DataFrame:
    """Words that are a stem and its endings, of several stems the longest.

    The stems are a table: as alternatives of one pattern they cost milliseconds to compile, for each batch anew.
    """
    probe = pl.col("probe")
    near = words.filter(probe.str.head(lexicon.n_head).is_in(lexicon.heads)).with_row_index("no")
    return (
        near.join(lexicon.lengths, how="cross")
        .filter(probe.str.len_chars() >= pl.col("n"))
        .with_columns(stem=probe.str.slice(0, pl.col("n")))
        .join(lexicon.keys, on="stem")
        .with_columns(rest=probe.str.slice(pl.col("n")))
        .with_columns(g=parts("rest", lexicon.chain))
        .unnest("g")
        .filter(pl.col("chain").is_not_null())
        .sort("no", "n", descending=[False, True])
        .unique("no", keep="first", maintain_order=True)
        .select("form", "language", "key", case=_case_named(), is_plural=pl.col("plural").is_not_null())
    )


@cache
def _case_named() -> pl.Expr:
    """The case by the groups of the chain, with 'p' before it after a possessive."""
    is_attributive = pl.col("attributive").is_not_null()
    owned = pl.when(pl.col("possessive").is_not_null() & ~is_attributive).then(pl.lit("p"))
    cases = pl.coalesce("gen", "abl", "att", "equ", "loc", "ins", "dat", "acc", pl.lit(""))
    return pl.concat_str(
        owned.otherwise(pl.lit("")),
        pl.when(is_attributive).then(pl.lit("adj")).otherwise(cases.pipe(_case)),
    )


def _begun(words: pl.DataFrame, lexicon: _Stems) -> pl.DataFrame:
    """Words by their beginning, the longest first."""
    return (
        words.with_columns(begin=pl.col("probe").str.extract(lexicon.begins))
        # A beginning is that of a word, not of the words and signs after it: 'асып, 3 млн'.
        .filter(pl.col("begin").str.contains(" ", literal=True) | pl.col("probe").str.contains(_WORD))
        .select(
            "form",
            "language",
            key=pl.col("begin").replace_strict(lexicon.prefixes, default=None, return_dtype=pl.String),
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
        for name, values in [
            ("plural", s["plural"]),
            ("attributive", s["attributive"]),
            ("possessive", [*s["possessive"], *([] if is_folded else s["yours"])]),
            *s["case"].items(),
        ]
    }


@cache
def parts(column: str, pattern: str) -> pl.Expr:
    """The groups of a pattern in a column, as a struct.

    Polars compiles the pattern to name them whenever such an expression is built: 2 ms for a lexicon's, 95 ms a batch
    for all. So each is built once.
    """
    return pl.col(column).str.extract_groups(pattern)


def endings_pattern(is_folded: bool = False) -> str:
    """A regex of every chain of nominal endings, its parts as named groups."""
    e = _endings(is_folded)
    cases = "|".join(f"(?P<{c}>{'|'.join(e[c])})" for c in toml("suffixes")["case"])
    return (
        rf"(?P<attributive>{'|'.join(e['attributive'])})?(?P<plural>{'|'.join(e['plural'])})?"
        rf"(?P<possessive>{'|'.join(e['possessive'])})?(?:{cases})?"
    )


def _case(ending: pl.Expr) -> pl.Expr:
    s = toml("suffixes")["case"]
    table = {convert(x): c for c in reversed(list(s)) for x in s[c] for convert in (folded, str)}
    return ending.replace_strict(table, default="", return_dtype=pl.String)
