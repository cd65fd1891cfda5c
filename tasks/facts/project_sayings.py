"""Sayings: cues of Russian and English in two parts, words between them, or in one longer than three words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import polars as pl

from tasks.facts.project_forms import END, START, parted
from tasks.language.runs import spread, words_of
from tasks.language.windows import gathered, window
from tasks.lexicon import toml

_REACH = 12  # words in which a saying ends
_BETWEEN = 6  # words between its parts, unless it says so itself
_GAP = " (?:[^ ,;:().]+ ){0,%d}"  # words of the same clause
# What a word may be of a saying: the first word of a part that opens it, or of one that goes on with it; the second
# word of one that has no two parts; all of it.
_ROLES = ["first", "second", "whole", "then_first", "then_second", "then_whole", "alone"]
_MET = {"number": pl.Int32, "row": pl.UInt32, "met": pl.String}
_LETTERS = {"ru": "[^ ]*", "en": "(?:'s)?"}  # behind those of the last word


def sayings(rows: pl.DataFrame) -> pl.DataFrame:
    """The sayings of Russian and English sentences.

    Args:
        rows: as `project_words.tagged` has them before its cues; in order.

    Returns:
        row (of its first word, of two parts that of the second), from_row and to_row (of its first and last words),
        cue, cue_status, reach (which objects it tells of), language; in order, one a row.
    """
    asked = ("row", "word", "form", "language")
    some = pl.concat(_maybe(rows.select(asked).filter(rows[f"is_{k}"]), k) for k in _LETTERS)
    around = window(rows, some["row"], {"form": (0, _REACH)}).select(pl.all().fill_null(""))
    text = pl.concat_str(pl.all(), separator=" ").str.strip_chars_end()
    said = some.hstack(around.select(text=text))
    met = pl.concat([pl.DataFrame(schema=_MET), *_met(said)])
    met = met.sort("row", "number").unique("row", keep="last", maintain_order=True)
    # 'приостановит работу из-за реконструкции'
    met = met.filter(~pl.col("met").str.contains(toml("sayings")["apart"]["between"]))
    to = pl.col("row") + pl.col("met").str.count_matches(" ")
    # 'не исключили строительства': what begins within another saying is none of its own.
    met = met.filter((pl.col("row") > to.cum_max().shift(1)).fill_null(True))
    row = pl.when(_told("first").is_not_null()).then(to).otherwise("row")
    return (
        met.select(
            row=row.cast(rows.schema["row"]),
            from_row="row",
            to_row=to.cast(rows.schema["row"]),
            cue=_told("class"),
            cue_status=_told("status"),
            reach=_told("reach").fill_null("wide"),
            language=_told("language"),
        )
        .unique("row", keep="last", maintain_order=True)
        .sort("row")
    )


def _met(said: pl.DataFrame) -> list[pl.DataFrame]:
    """number, row, met: the words of each saying where it may begin; each pattern is asked of its own rows."""
    found = []
    for language in _LETTERS:
        own = said.filter(pl.col("language") == language)
        every = int(own.select(pl.col("may_be").bitwise_or().fill_null(0)).item())
        asked = []
        for bit, i in enumerate(_numbers(language)):
            if every >> bit & 1:
                is_one = pl.col("may_be") & pl.lit(1 << bit, pl.UInt64) != 0
                met = pl.col("text").filter(is_one).str.extract(_pattern(i))
                one = pl.struct(row=pl.col("row").filter(is_one), met=met)
                asked.append(one.implode().alias(str(i)))
        if asked:
            listed = own.select(asked).unpivot(variable_name="number", value_name="told")
            told = listed.explode("told").unnest("told").drop_nulls("met")
            found.append(told.select(pl.col(c).cast(t) for c, t in _MET.items()))
    return found


def _maybe(some: pl.DataFrame, language: str) -> pl.DataFrame:
    """row, language, may_be: the words of one language that may open a saying, and which ones, a bit each.

    A pattern a saying over all sentences would cost ten times as much: a saying is looked for only where a word that
    opens it stands before one that goes on with it.
    """
    if some.is_empty():
        return some.select("row", "language", may_be=pl.lit(0, pl.UInt64))
    words, at = words_of(some, ["form"])
    parts = _parts(language)
    marked = pl.concat_str(pl.lit(START), "form", pl.lit(END)).str.extract_many(
        parts["part"].to_list(), overlapping=True
    )
    met = words.select(part=marked).with_row_index("no").explode("part")
    masks = met.join(parts, on="part", maintain_order="left").group_by("no").agg(pl.col(_ROLES).bitwise_or())
    masks = spread(masks.select(_ROLES), masks["no"], words.height).fill_null(0)
    told = pl.DataFrame(gathered(masks, at, _ROLES))
    may_be = (
        (told["first"] & _coming(told["then_second"]))
        | (told["second"] & _coming(told["then_first"]))
        | (told["whole"] & told["then_whole"].shift(-1, fill_value=0))
        | told["alone"]
    )
    return some.select("row", "language").with_columns(may_be=may_be).filter(pl.col("may_be") != 0)


def _coming(parts: pl.Series) -> pl.Series:
    """The parts that one of the next words begins; of a few words more than a saying may have, to be short."""
    ahead = parts.shift(-1, fill_value=0)
    for n_words in (1, 2, 4, 8):
        ahead = ahead | ahead.shift(-n_words, fill_value=0)
    return ahead


@cache
def _parts(language: str) -> pl.DataFrame:
    """part: how a word begins, or all of it between the signs of its start and end; and for each of the roles the
    sayings in which it has that role, a bit each."""
    masks: dict[str, dict[str, int]] = {}
    for bit, i in enumerate(_numbers(language)):
        e = _listed()[i]
        either_first = language == "ru" and not e.get("is_ordered")
        for key in ("whole", "first", "second"):
            for word, *others in (parted(w).rstrip("$").split(" ") for w in e.get(key, ())):
                opener = START + word + END if others or language == "en" else START + word
                roles = {
                    key: opener,
                    f"then_{key}": START + (others[0] if key == "whole" and others else word),
                }
                if key == "whole" and not others:
                    roles = {"alone": opener}
                elif key == "second" and not either_first:
                    del roles["second"]
                elif key == "first" and not either_first:
                    del roles["then_first"]
                for role, part in roles.items():
                    known = masks.setdefault(part, dict.fromkeys(_ROLES, 0))
                    known[role] |= 1 << bit
    schema = {"part": pl.String} | dict.fromkeys(_ROLES, pl.UInt64)
    return pl.DataFrame([{"part": part, **roles} for part, roles in masks.items()], schema=schema)


@cache
def _numbers(language: str) -> list[int]:
    """The sayings of one language, by their numbers: at most 64."""
    return [i for i, e in enumerate(_listed()) if e["language"] == language]


@cache
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
