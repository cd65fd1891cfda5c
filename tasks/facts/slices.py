"""Pieces of a sentence as written, out of token numbers."""

from __future__ import annotations

import polars as pl

from tasks.language.runs import by_word, neighbour, row_after, row_before, rows_where, taken
from tasks.language.windows import gathered, rows_of
from tasks.lexicon import LETTER

# Codes of what no phrase goes on over.
ENDS = ["n", "N", "k", "M", "G", "T", "S", ",", ".", ";", ":", "(", ")", "-"]
_MARK = r"^[,;:.!?…\-–—«»“”\"()•*·]+$"
_QUOTE = r"^[«»“”\"]$"


def written(spans: pl.DataFrame, words: pl.DataFrame, sentences: pl.DataFrame, name: str) -> pl.DataFrame:
    """The text of contiguous tokens.

    Args:
        spans: sentence_id, `first`, `last` (token numbers, both inclusive) and further columns.
        words: TOKENS.
        sentences: SENTENCES.
        name: what the new column is called.

    Returns:
        `spans` with the text under `name`.
    """
    first, last = (rows_of(words, spans["sentence_id"], spans[c]) for c in ("first", "last"))
    home = sentences.select("sentence_id", "sentence", _base="char_start")
    joined = spans.with_columns(
        *gathered(words, first, {"_from": "char_start"}), *gathered(words, last, {"_to": "char_end"})
    ).join(home, on="sentence_id", how="left", maintain_order="left")
    text = pl.col("sentence").str.slice(pl.col("_from") - pl.col("_base"), pl.col("_to") - pl.col("_from"))
    return joined.with_columns(text.alias(name)).drop("_from", "_to", "_base", "sentence")


def quotation() -> pl.Expr:
    """Whether a token is a quotation mark."""
    return pl.col("form").str.contains(_QUOTE)


def marks(words: pl.DataFrame) -> pl.Series:
    """Whether each token is punctuation; not the hyphen or stop within a word ('ӘКК-нің', 'BAQ.KZ')."""
    form = pl.col("form")
    told = by_word(
        words,
        form.str.contains(_MARK).alias("is_mark"),
        form.is_in(["-", "."]).alias("is_joint"),
        form.str.contains(rf"^[{LETTER}\d]").alias("is_word"),
    ).hstack(words.select("sentence_id", "gap"))
    goes_on = neighbour("is_word", 1).fill_null(False)
    within = ~pl.col("gap") & ~neighbour("gap", -1).fill_null(True) & goes_on
    return told.select(is_mark=pl.col("is_mark") & ~(pl.col("is_joint") & within)).to_series()


def stretch(words: pl.DataFrame, stop: pl.Expr | pl.Series, rows: pl.Series) -> pl.DataFrame:
    """The stretch between two stops that some tokens stand in; a stop itself stands between those beside it.

    Args:
        words: whole sentences, in order.
        stop: true of the tokens at which a stretch ends, or whether each is such.
        rows: row numbers.

    Returns:
        `first`, `last`: token numbers of the ends of the stretch, inclusive; a row for each of `rows`.
    """
    is_stop = words.select(stop).to_series() if isinstance(stop, pl.Expr) else stop
    home = words["sentence_id"]
    place = words["token_no"].cast(pl.Int64)
    stops = rows_where(is_stop)
    back, ahead = row_before(words, stops, rows), row_after(words, stops, rows)
    finals = rows_where((home != home.shift(-1)).fill_null(True))
    final = taken(place, taken(finals, finals.search_sorted(rows, side="left")))
    return pl.DataFrame(
        {
            "first": taken(place, back).fill_null(-1) + 1,
            "last": (taken(place, ahead) - 1).zip_with(ahead.is_not_null(), final),
        }
    )
