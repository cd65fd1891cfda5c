"""Matching patterns over the class letters of a sentence's tokens."""

from __future__ import annotations

import polars as pl

from tasks.language.letters import matches as letter_matches
from tasks.mentions.stream import Stream


def matches(stream: Stream, pattern: str, needed: list[str]) -> pl.DataFrame:
    """Finds the non-overlapping matches of a pattern over token codes.

    Args:
        stream: the tokens; row i is token i.
        pattern: a Rust regex over the letters.
        needed: letters of which a sentence must hold one to be looked at.

    Returns:
        row (number of the first token), width (tokens), match (the letters); in order.
    """
    sentence = stream.tokens["sentence_id"]
    bounds = pl.DataFrame({"sentence_id": sentence}).with_row_index("row")
    of_interest = sentence.gather(stream.rows(pl.col("code").is_in(needed))).unique()
    inside = bounds.filter(pl.col("sentence_id").is_in(of_interest.implode()))
    return letter_matches(inside.with_columns(letter=stream.at("code", inside["row"])), pattern)
