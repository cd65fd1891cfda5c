"""Sentences, by offset, out of the blocks of an article's text."""

from __future__ import annotations

import polars as pl

from tasks.language.runs import place, running
from tasks.lexicon import toml
from tasks.schema.frames import SENTENCES

_STOP = r"[.!?…]+[»”\")\]]*\s*"


def split(articles: pl.DataFrame, blocks: pl.DataFrame) -> pl.DataFrame:
    """Splits every block into sentences.

    Args:
        articles: article_id, text, language, published.
        blocks: BLOCKS.

    Returns:
        SENTENCES: trimmed of white space, in order of article and text.
    """
    order = articles.select("article_id", "text", "language", "published").with_row_index("article_no")
    pieces = (
        blocks.join(order, on="article_id")
        .sort("article_no", "block_no")
        .select(
            "article_id",
            "article_no",
            "block_no",
            "role",
            "language",
            "published",
            pl.int_range(pl.len(), dtype=pl.UInt32).alias("block_row"),
            pl.col("char_start").alias("block_start"),
            pl.col("text")
            .str.slice(pl.col("char_start"), pl.col("char_end") - pl.col("char_start"))
            .str.split(_STOP, literal=False, inclusive=True)
            .alias("piece"),
        )
        .explode("piece")
        .filter(pl.col("piece") != "")
    )
    length = pl.col("piece").str.len_chars().cast(pl.Int64)
    return _trimmed(_joined(pieces.with_columns(start=running(length, "block_row") - length)))


def _joined(pieces: pl.DataFrame) -> pl.DataFrame:
    """Puts pieces together again where the stop ended no sentence."""
    rules = toml("sentences")
    abbreviation = "|".join(rules["abbreviations"])
    is_open = (
        pl.col("piece").str.contains(rf"(?i)(?:^|[\s(«\"/\d-])(?:{abbreviation})\.\s*$")
        | pl.col("piece").str.contains(rules["initial"])
        | pl.col("piece").str.contains(r"^\s*(?:\d{1,3}|[IVX]+)\.\s*$")
        | ~pl.col("piece").str.contains(r"\s$")
    )
    # 'млн. АҚШ доллары' goes on, 'млн. Бұл …' doesn't
    measure = "|".join(rules["measures"])
    ends = pl.col("piece").str.contains(rf"(?i)(?:^|[\s\d/])(?:{measure})\.\s+$") & pl.col("piece").shift(
        -1
    ).str.contains(r"^[«\"–—-]*\s*\p{Lu}(?:\p{Ll}|\s)")
    is_open = is_open & ~ends.fill_null(False)
    is_lower = pl.col("piece").str.contains(r"^[\s«\"(–—-]*\p{Ll}")
    glued = (is_open.shift(1, fill_value=False) | is_lower) & (
        pl.col("block_row") == pl.col("block_row").shift(1)
    )
    numbered = pieces.select(
        *("article_id", "article_no", "block_no", "role", "language", "published"),
        char_start=pl.col("block_start") + pl.col("start"),
        is_first=~glued.fill_null(False),
        sentence="piece",
    ).with_columns(sentence_id=pl.col("is_first").cum_sum())
    # most sentences are one piece; to group is dear, so only the others are
    is_whole = pl.col("is_first") & pl.col("is_first").shift(-1, fill_value=True)
    several = numbered.filter(~is_whole).group_by("sentence_id", maintain_order=True)
    joined = several.agg(pl.col("sentence").str.join(""))
    out = numbered.filter("is_first").join(
        joined, on="sentence_id", how="left", maintain_order="left", suffix="_joined"
    )
    return out.with_columns(sentence=pl.coalesce("sentence_joined", "sentence"))


def _trimmed(joined: pl.DataFrame) -> pl.DataFrame:
    lead = pl.col("sentence").str.len_chars() - pl.col("sentence").str.strip_chars_start().str.len_chars()
    stripped = pl.col("sentence").str.strip_chars()
    return (
        joined.with_columns(char_start=pl.col("char_start") + lead, sentence=stripped)
        .filter(pl.col("sentence") != "")
        .with_columns(
            char_end=pl.col("char_start") + pl.col("sentence").str.len_chars(),
            sentence_id=pl.int_range(pl.len(), dtype=pl.UInt32),
            sentence_no=place("article_no"),
        )
        .select(SENTENCES.names())
        .cast(SENTENCES)
    )
