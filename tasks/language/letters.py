"""Matching patterns over the class letters of a sentence's items.

All sentences become one string, a letter an item and a line a sentence; a match's place in it, less the line ends
before, is its item's place. The regex engine is Rust's: linear time, no backtracking.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TypeVar

import polars as pl

from tasks.language.runs import beginnings, taken

Column = TypeVar("Column", pl.Expr, pl.Series)
_END = "\n"


def one_of(column: Column, *values: str) -> Column:
    """Whether a string is one of a few: as `is_in`, whose table of hashes costs four times as much for so few."""
    return reduce(or_, (column == value for value in values))


def matches(items: pl.DataFrame, pattern: str) -> pl.DataFrame:
    """Finds the non-overlapping matches of a pattern.

    Args:
        items: row (its number among all items), sentence_id and one-letter `letter` (ASCII, never null), in order; a
            sentence's rows follow each other.
        pattern: a Rust regex over the letters, without groups that capture and without negated classes.

    Returns:
        row (of the first item), width (items), match (the letters); in order.
    """
    sentence, letter = items["sentence_id"], items["letter"]
    firsts = beginnings(sentence)
    text = letter.scatter(firsts, _END + taken(letter, firsts)).str.join("")
    found = (
        pl.DataFrame({"text": text})
        .select(
            match=pl.col("text").str.extract_all(pattern),
            between=pl.col("text").str.split(pattern, literal=False),
        )
        .select(pl.col("match"), pl.col("between").list.head(pl.col("match").list.len()))
        .explode("match", "between")
        .drop_nulls("match")
    )
    width = pl.col("match").str.len_bytes().cast(pl.Int64)
    before = pl.col("between").str.len_bytes().cast(pl.Int64) - pl.col("between").str.count_matches(
        _END, literal=True
    ).cast(pl.Int64)
    placed = found.select(place=before.cum_sum() + width.cum_sum() - width, width=width, match="match")
    return placed.select(
        row=taken(items["row"].cast(pl.Int64), placed["place"]), width="width", match="match"
    )
