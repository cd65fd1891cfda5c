"""Matching patterns over the class letters of a sentence's tokens."""

from __future__ import annotations

import polars as pl

from tasks.language.letters import matches as letter_matches
from tasks.language.runs import taken
from tasks.mentions.stream import Stream


def matches(stream: Stream, pattern: str) -> pl.DataFrame:
    """Finds the non-overlapping matches of a pattern over token codes.

    Args:
        stream: the tokens; row i is token i.
        pattern: a Rust regex over the letters.

    Returns:
        row (number of the first token), width (tokens), match (the letters); in order.
    """
    tokens, codes = stream.tokens, stream.words["code"].cast(pl.String)
    items = tokens.select("sentence_id", letter=taken(codes, tokens["word"])).with_row_index("row")
    return letter_matches(items, pattern)
