"""Where things stand in a batch as numbers that grow with the text, so that the nearest is looked up, not joined."""

from __future__ import annotations

from typing import Literal

import polars as pl

from tasks.language.runs import constant, taken

_ROOM = 1 << 20  # tokens that a sentence may have


def position(sentence: pl.Series, token: pl.Series | None = None) -> pl.Series:
    """The place of some tokens in the batch: sentence_id and token number; of the sentence's beginning without one."""
    home = sentence.cast(pl.Int64) * _ROOM
    return home if token is None else home + token.cast(pl.Int64)


def before(places: pl.Series, at: pl.Series) -> pl.Series:
    """How many of some places stand before each position, in the batch; places ascend."""
    return _number(places, at, "left")


def upto(places: pl.Series, at: pl.Series) -> pl.Series:
    """How many of some places stand before each position or at it, in the batch; places ascend."""
    return _number(places, at, "right")


def last_upto(places: pl.Series, at: pl.Series) -> pl.Series:
    """The row of the last of some places before each position or at it, in its sentence; null where none is."""
    return _inside(places, at, _number(places, at, "right") - 1)


def first_from(places: pl.Series, at: pl.Series) -> pl.Series:
    """The row of the first of some places at each position or behind it, in its sentence; null where none is."""
    return _inside(places, at, _number(places, at, "left"))


def _number(places: pl.Series, at: pl.Series, side: Literal["left", "right"]) -> pl.Series:
    return places.search_sorted(at, side=side).cast(pl.Int64)


def _inside(places: pl.Series, at: pl.Series, row: pl.Series) -> pl.Series:
    nothing = constant(None, 1, pl.Int64)
    if places.is_empty():
        return nothing.new_from_index(0, at.len())
    found = taken(pl.concat([nothing, places, nothing]), row + 1)
    return row.zip_with(found // _ROOM == at // _ROOM, nothing)
