"""What tells an object from another of its kind: the words of its phrase, its size, and the places named near it."""

from __future__ import annotations

import polars as pl

from tasks.language.letters import one_of
from tasks.language.runs import neighbour, rows_where
from tasks.language.windows import gathered

_AROUND = 14  # words in which an object's place is named
_LETTERS = 5  # of a word: enough to know it again in another case
_TOLD = [
    "code",
    "is_capital",
    "form",
    "value",
    "is_plain",
    "is_anaphor",
    "is_attribute",
    "cue",
    "modifier",
    "in_head",
    "is_quoted",
]
LISTS = ("signs", "kinds", "names", "sizes", "near")


def signed(candidates: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """Adds what tells each object apart.

    Args:
        candidates: row, start, head_row, after (last row of what follows the head and belongs to it), sentence_id,
            clause, language; in order.
        words: as `project_phrases.marked` gives them.

    Returns:
        `candidates` with the lists `signs` (beginnings of words in the phrase), `kinds` (of those that only say what
        sort of thing it is), `names` (of those that are capital), `sizes` (numbers in it) and `near` (beginnings of
        the names that stand by it).
    """
    parts = [_signs(candidates, words), _near(candidates, words)]
    for part in parts:
        candidates = candidates.join(part, on="row", how="left", maintain_order="left")
    return candidates.with_columns(pl.col(LISTS).fill_null([]))


def _signs(candidates: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    number = pl.col("value").is_not_null() & pl.col("code").is_in(["n", "y", "u", "t", "h", "H"])
    is_sign = one_of(pl.col("code"), "x", "i", "o", "r") & (
        (pl.col("form").str.len_chars() > 1) | (pl.col("code") == "i")
    )
    phrase = (
        candidates.select("row", "head_row", "count", at=pl.int_ranges("start", pl.col("after") + 1))
        .explode("at")
        .filter(pl.col("at") != pl.col("head_row"))
    )
    # What is done with an object tells it from no other.
    tells = ~pl.col("is_plain") & ~pl.col("is_anaphor") & ~pl.col("is_attribute") & pl.col("cue").is_null()
    inside = (
        phrase.hstack(gathered(words, phrase["at"], _TOLD))
        .with_columns(is_size=number)
        .filter(tells & (is_sign | pl.col("is_size")))
        .filter(~pl.col("is_size") | pl.col("count").is_null())
        .with_columns(
            is_kind=(pl.col("modifier").is_not_null() | pl.col("in_head")) & ~pl.col("is_quoted"),
            word=pl.col("form").str.slice(0, _LETTERS),
        )
    )
    is_size, is_kind = pl.col("is_size"), pl.col("is_kind")
    return inside.group_by("row", maintain_order=True).agg(
        signs=pl.col("word").filter(~is_size & ~is_kind),
        kinds=pl.col("word").filter(~is_size & is_kind),
        names=pl.col("word").filter(~is_size & ~is_kind & pl.col("is_capital")),
        sizes=pl.col("word").filter(is_size),
    )


def _near(candidates: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """Names before the object, in Russian and English also after it, as far as the next object."""
    named = pl.col("is_name_shaped") & (pl.col("code") == "x")
    named_first = (pl.col("token_no") > 0) | pl.col("is_place_name")
    free = named_first & ~neighbour("is_wide_place", 1).fill_null(False) & ~pl.col("is_quoted")
    rows = rows_where(words.select(named & free).to_series())
    names = pl.DataFrame(gathered(words, rows, ["sentence_id", "clause", "form", "row"])).select(
        "sentence_id", name_clause="clause", word=pl.col("form").str.slice(0, _LETTERS), at="row"
    )
    around = candidates.select(
        "row", "head_row", "sentence_id", "clause", "language",
        last=neighbour("head_row", -1), next=neighbour("head_row", 1),
    ).join(names, on="sentence_id", how="inner")  # fmt: skip
    head, at = pl.col("head_row").cast(pl.Int64), pl.col("at").cast(pl.Int64)
    before = (at < head) & (at + _AROUND >= head) & (at > pl.col("last")).fill_null(True)
    after = (at > head) & (at <= head + _AROUND) & (at < pl.col("next")).fill_null(True)
    after = after & (pl.col("clause") == pl.col("name_clause")) & ~pl.col("language").str.starts_with("kk")
    return around.filter(before | after).group_by("row", maintain_order=True).agg(near=pl.col("word"))
