"""What of an object is quoted and named, and the columns of its row."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.programmes import programme
from tasks.facts.project_forms import both
from tasks.language.runs import of_home, rows_where
from tasks.language.windows import gathered, window
from tasks.lexicon import LETTER, toml
from tasks.schema import TABLES

INNER = ("mention_no", "again", "sentence_id", "token_start", "token_end")  # of a row, not published
_NAMES = (r"([«\"“„][^»\"”]+[»\"”])", rf"(№\s?\d+{LETTER}?)", r"(\p{Lu}{1,4}[-‑]\d+\p{Lu}?)")
_QUOTES = ["«", '"', "“", "„"]  # with one of them the name of a programme begins
_LED = 2  # words that an object's phrase may begin with by mistake


def spanned(things: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """Adds spans in tokens and characters, and the head as written.

    Args:
        things: start, tail, row, head_row, head_start (rows of `words`), is_part.
        words: as `project_phrases.marked` gives them.

    Returns:
        `things` with char_start, char_end, token_start, token_end, head_text, head_from, head_end; without those that
        have no span.
    """
    last = pl.when("is_part").then("row").otherwise(pl.col("tail").cast(pl.UInt32))
    # what leads to an object tells of it, but isn't quoted
    things = things.with_columns(last=last).hstack(
        gathered(words, things["start"], {"token_start": "token_no"})
    )
    for _ in range(_LED):
        things = things.with_columns(start=_past_lead(things, words))
    return (
        things.hstack(gathered(words, things["start"], {"char_start": "char_start"}))
        .hstack(gathered(words, things["last"], {"char_end": "char_end", "token_end": "token_no"}))
        .hstack(gathered(words, things["head_row"], {"head_text": "surface", "head_end": "char_end"}))
        .hstack(gathered(words, things["head_start"], {"head_from": "char_start"}))
        .with_columns(pl.col("token_end") + 1)
        .filter(pl.col("char_start").is_not_null() & pl.col("char_end").is_not_null())
    )


def _past_lead(things: pl.DataFrame, words: pl.DataFrame) -> pl.Series:
    """'Үш жылға | созылатын жоба', '2024 жылы мектеп': no object begins with half of what leads to it."""
    first = window(words, things["start"], {"form": (0, 0), "is_participle": (0, 0), "code": (-1, -1)})
    leads = pl.col("form0").is_in(both(toml("projects")["title"]["leads"]))
    halved = pl.col("is_participle0") & ~pl.col("code-1").is_in(list(toml("projects")["title"]["marks"]))
    is_led = (leads | halved) & (pl.col("start") < pl.col("head_start"))
    rows = first.hstack(things.select("start", "head_start"))
    return rows.select(pl.col("start") + is_led.fill_null(False).cast(pl.UInt32)).to_series()


@cache
def head_text() -> pl.Expr:
    """The head with all its words as the quote has it; that of a part's group stands elsewhere."""
    start = pl.col("head_from").cast(pl.Int64) - pl.col("char_start")
    length = pl.col("head_end").cast(pl.Int64) - pl.col("head_from")
    inside = (start >= 0) & (pl.col("head_end") <= pl.col("char_end"))
    return pl.when(inside).then(pl.col("quote").str.slice(start.clip(0), length)).otherwise("head_text")


def columned(rows: pl.DataFrame) -> pl.DataFrame:
    """The columns of the table but project_id and run_id, and INNER.

    Args:
        rows: as `project_parents.with_parents` gives them, with `quote`, `sentence`, `status`, `cue_form`, `is_direct`.
    """
    quoted = rows_where(rows["sentence"].str.contains_any(_QUOTES))
    # one sentence tells of several objects
    said = rows.select("sentence_id", "sentence")[quoted].unique(
        "sentence_id", keep="first", maintain_order=True
    )
    named = said.select("sentence_id", programme=programme(pl.col("sentence")))
    rows = rows.with_columns(
        *of_home(rows, named),
        name=pl.coalesce(pl.col("quote").str.extract(p) for p in _NAMES),
    )
    rows = rows.with_columns(
        programme=pl.when(pl.col("programme") != pl.col("name").fill_null("")).then("programme"),
        rule=pl.concat_str(pl.lit("object: "), "status", pl.lit(" by "), "cue_form"),
        confidence=pl.when("is_direct").then(0.85).otherwise(0.7),
    )
    table = TABLES["project_mentions"].empty().drop("project_id", "run_id")
    return rows.select(*table.columns, *INNER)
