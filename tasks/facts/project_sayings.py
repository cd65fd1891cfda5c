"""Sayings: cues of Russian and English in two parts, words between them, or in one longer than three words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import polars as pl

from tasks.facts.project_forms import parted
from tasks.language.runs import window
from tasks.lexicon import toml

_REACH = 12  # words in which a saying ends
_BETWEEN = 6  # words between its parts, unless it says so itself
_GAP = " (?:[^ ,;:().]+ ){0,%d}"  # words of the same clause
_LETTERS = {"ru": "[^ ]*", "en": "(?:'s)?"}  # behind those of the last word


def opening() -> pl.Expr:
    """Whether a Russian or English word may open a saying."""
    plain = pl.col("form").str.replace_all("ё", "е")
    parts = {k: plain.str.contains(f"^(?:{'|'.join(_firsts(k))})") for k in ("ru", "en")}
    return pl.any_horizontal((pl.col("language") == k) & e for k, e in parts.items())


def sayings(rows: pl.DataFrame) -> pl.DataFrame:
    """The sayings of Russian and English sentences.

    Args:
        rows: as `project_words.tagged` has them before its cues; in order.

    Returns:
        row (of its first word, of two parts that of the second), from_row and to_row (of its first and last words),
        cue, cue_status, reach (which objects it tells of), language; in order, one a row.
    """
    some = rows.filter("opens_saying").select("row", "language")
    around = window(rows, some["row"], {"form": (0, _REACH)}).select(pl.all().fill_null(""))
    text = pl.concat_str(pl.all(), separator=" ").str.replace_all("ё", "е").str.strip_chars_end()
    said = some.hstack(around.select(text=text))
    parts = [
        said.filter(pl.col("language") == e["language"])
        .select(
            "row", "language", met=pl.col("text").str.extract(_pattern(i)), number=pl.lit(i, dtype=pl.Int32)
        )
        .drop_nulls()
        for i, e in enumerate(_listed())
    ]
    met = pl.concat(parts).sort("row", "number").unique("row", keep="last", maintain_order=True)
    # 'приостановит работу из-за реконструкции'
    met = met.filter(~pl.col("met").str.contains(toml("sayings")["apart"]["between"]))
    to = pl.col("row") + pl.col("met").str.count_matches(" ")
    row = pl.when(_told("first").is_not_null()).then(to).otherwise("row")
    return (
        met.select(
            row=row.cast(rows.schema["row"]),
            from_row="row",
            to_row=to.cast(rows.schema["row"]),
            cue=_told("class"),
            cue_status=_told("status"),
            reach=_told("reach").fill_null("wide"),
            language="language",
        )
        .unique("row", keep="last", maintain_order=True)
        .sort("row")
    )


def _told(key: str) -> pl.Expr:
    """What the saying of that number tells; null where it doesn't."""
    table = {i: str(e[key]) for i, e in enumerate(_listed()) if key in e}
    return pl.col("number").replace_strict(table, default=None, return_dtype=pl.String)


def _listed() -> list[Mapping[str, Any]]:
    return list(toml("sayings")["saying"])


@cache
def _pattern(number: int) -> str:
    e = _listed()[number]
    parts = {k: _one_of(e[k], e["language"]) for k in ("whole", "first", "second") if k in e}
    ways = [parts["whole"]] if "whole" in e else []
    if "first" in e:
        between = _GAP % e.get("within", _BETWEEN)
        ways.append(f"{parts['first']}{between}{parts['second']}")
        if e["language"] == "ru" and not e.get("is_ordered"):
            ways.append(f"{parts['second']}{between}{parts['first']}")
    return f"^({'|'.join(ways)})(?: |$)"


def _one_of(words: list[str], language: str) -> str:
    """Any of the words, the longest first; a dollar ends a Russian word."""
    longest = sorted(words, key=len, reverse=True)
    ends = [
        re.escape(parted(w).rstrip("$")) + ("" if w.endswith("$") else _LETTERS[language]) for w in longest
    ]
    return f"(?:{'|'.join(ends)})"


@cache
def _firsts(language: str) -> list[str]:
    keys = ("whole", "first", "second") if language == "ru" else ("whole", "first")
    words = {w for e in _listed() if e["language"] == language for k in keys for w in e.get(k, ())}
    firsts = {(parted(w).rstrip("$").split(" ")[0], " " in parted(w) or language == "en") for w in words}
    return sorted(re.escape(w) + ("$" if is_whole else "") for w, is_whole in firsts)
