"""The closed classes as one list of lexicon entries: from a word's form to its code, id and value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import polars as pl

from tasks.language import Entry, match, spelled
from tasks.lexicon import toml

_ABBREVIATED = 3  # letters: қаз, там and the like are words before they are months
_SIGNS = {
    "-": "-", "–": "-", "—": "-", "‑": "-", "−": "-", "―": "-",
    ",": ",", ";": ";", ":": ";", "(": "(", "[": "(", ")": ")", "]": ")", "№": "#", "#": "#", "/": "/", ".": ".",
    "«": "\"", "»": "\"", "“": "\"", "”": "\"", "\"": "\"", "„": "\"",
}  # fmt: skip


@dataclass(frozen=True)
class Lexeme:
    """What the grammar needs to know of an entry.

    Args:
        code: its class (grammar.toml).
        stem: its id: currency, unit, comparator or the first form.
        value: of number words; the factor of currencies.
        needs: for comparators: case demanded, else null.
    """

    code: str
    stem: str
    value: float | None = None
    needs: str | None = None


Known = tuple[Lexeme, dict[str, tuple[str, ...]]]


def _of_entry(
    code: str, stem: str, e: Mapping[str, Any], value: float | None = None, needs: str | None = None
) -> Known:
    lexeme = Lexeme(code, stem, value, needs)
    words = {k: tuple(e.get(k, ())) for k in ("kk", "exact", "kk_prefix", "ru", "en")}
    signs = tuple(e.get("signs", ()))
    words["exact"] += signs
    words["ru"] += signs
    words["en"] += signs
    return lexeme, words


@cache
def lexemes() -> tuple[tuple[Lexeme, ...], tuple[Entry, ...]]:
    """Every entry of the closed classes; the key of an Entry is its place in the list of lexemes."""
    grammar, unit_code = toml("grammar"), {"percent": "P", "pp": "P", "times": "X"}
    found = [_of_entry(e["code"], str(e["value"]), e, float(e["value"])) for e in toml("numerals")["entry"]]
    found += [_of_entry("o", "ordinal", e, float(e["value"])) for e in toml("numerals")["ordinal"]]
    found += [_of_entry("m", "times", e, float(e["value"])) for e in toml("numerals")["multiple"]]
    found += [
        _of_entry("C", e["id"].split(".")[0], {**e, "ru": _of_country(e)}, e.get("factor", 1.0))
        for e in toml("money")["entry"]
    ]
    found += _glued()
    found += [_of_entry("I", e["id"], e) for e in toml("money")["index"]]
    for e in toml("units")["entry"]:
        code = "L" if e.get("is_period") else unit_code.get(e["unit"], "U")
        found.append(_of_entry(code, e["unit"], e))
    for e in toml("comparators")["entry"]:
        code = "g" if e["position"] == "before" else "A"
        found.append(_of_entry(code, e["comparator"], e, None, e.get("case")))
    found += [_of_entry("a", "and", grammar["and"]), _of_entry("Y", "year", grammar["year"])]
    found += [_of_entry("W", "age", grammar["ages"]), _of_entry("#", "number", grammar["number_sign"])]
    found += [_of_entry("K", "part_of_year", grammar["period_word"])]
    far, adverb = toml("comparators")["far"], toml("comparators")["adverb"]
    found += [_of_entry("l", limit, {"exact": words, "ru": words}) for limit, words in far.items()]
    found.append(_of_entry("V", "adverb", adverb))
    for m in toml("calendar")["month"]:
        latin = {"kk": [name for name in m["kk"] if len(name) > _ABBREVIATED], "ru": m["ru"], "en": m["en"]}
        found.append(_of_entry("Q", str(m["number"]), latin, float(m["number"])))
    entries = tuple(
        Entry(
            str(i),
            kk=tuple(w["kk"]),
            exact=tuple(w["exact"]),
            prefix=tuple(w["kk_prefix"]),
            ru=tuple(w["ru"]),
            en=tuple(w["en"]),
        )
        for i, (_, w) in enumerate(found)
    )
    return tuple(x for x, _ in found), entries


def _of_country(e: Mapping[str, Any]) -> list[str]:
    """The Russian forms of a currency, with those after its country's adjective: 'канадских долларов'."""
    money = toml("money")
    words = {m["id"]: m["ru"] for m in money["entry"]} | money["noun"]
    nouns = [n for of in e.get("noun", "").split() for n in spelled(words[of]) if " " not in n]
    adjectives = [a + ending for a in e.get("adjectives", ()) for ending in money["adjective"]["endings"]]
    return [*e["ru"], *[f"{a} {n}" for a in adjectives for n in nouns]]


def _glued() -> list[Known]:
    """Multiplier and currency written as one word: 'миллиардтеңге', 'млндоллар'."""
    scales = [e for e in toml("numerals")["entry"] if e["code"] in {"k", "M", "G", "T"}]
    money = [e for e in toml("money")["entry"] if e.get("kk") and "." not in e["id"]]
    return [
        _of_entry(
            "C",
            m["id"],
            {"kk": [a + b for a in s.get("kk", ()) for b in m["kk"] if " " not in b]},
            float(s["value"]),
        )
        for s in scales
        for m in money
        if s.get("kk")
    ]


def look_up(words: pl.DataFrame) -> pl.DataFrame:
    """Looks unique words or word groups up.

    Args:
        words: columns form, language; a group's words are parted by one space.

    Returns:
        form, language, code, stem, value, needs, case; the words found.
    """
    known, entries = lexemes()
    numerals = toml("numerals")
    excluded = set(numerals["not_numerals"]) - set(numerals["numerals_all_the_same"])
    excluded |= set(toml("units")["no_units"])
    table = pl.DataFrame(
        [(str(i), x.code, x.stem, x.value, x.needs) for i, x in enumerate(known)],
        schema={
            "key": pl.String,
            "code": pl.String,
            "stem": pl.String,
            "value": pl.Float64,
            "needs": pl.String,
        },
        orient="row",
    )
    return (
        match(words, entries, excluded)
        .unique(["form", "language"], keep="last", maintain_order=True)
        .join(table, on="key")
        .filter((pl.col("code") != "Q") | (pl.col("case") != "adj"))  # қазандық is a boiler, not October's
        .drop("key", "is_plural")
    )


@cache
def group_openers() -> dict[str, frozenset[str]]:
    """First words of the entries of several words, by language."""
    _, entries = lexemes()
    out: dict[str, set[str]] = {"kk": set(), "ru": set(), "en": set()}
    for e in entries:
        for language, words in (("kk", (*e.kk, *e.exact)), ("ru", e.ru), ("en", e.en)):
            several = [w for w in words if re.search("[ -]", w.split(":")[0].strip())]
            out[language] |= {re.split("[ -]", w)[0].rstrip(":") for w in several}
    return {k: frozenset(v) for k, v in out.items()}


@cache
def short_months() -> dict[str, float]:
    """Kazakh abbreviations of months that are words too → number of the month."""
    return {
        name: float(m["number"])
        for m in toml("calendar")["month"]
        for name in m["kk"]
        if len(name) <= _ABBREVIATED
    }


@cache
def sign_openers() -> frozenset[str]:
    """The letters before a currency's sign: the HK of HK$."""
    _, entries = lexemes()
    return frozenset(w[:-1] for e in entries for w in e.en if re.fullmatch(r"[a-z]+\$", w))


@cache
def currency_codes() -> frozenset[str]:
    """ISO codes as they stand for money."""
    return frozenset(s for e in toml("money")["entry"] for s in e.get("signs", ()) if s.isalpha())


def sign_codes() -> dict[str, str]:
    """Punctuation → code."""
    return _SIGNS
