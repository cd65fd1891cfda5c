"""Every word, number and sign of every sentence, with its span, normal form and class in the grammar."""

from __future__ import annotations

import polars as pl

from tasks.language import alphabets
from tasks.language.once import select_once
from tasks.language.runs import constant, place, running, taken
from tasks.mentions.groups import grouped, suffixed
from tasks.mentions.neighbours import counted_on, in_context
from tasks.mentions.stream import Stream
from tasks.mentions.words import SPACE, classified

# [0-9] and not \d, which makes the pattern three times as slow to build: digits of other scripts stay together, no more
_TOKEN = "|".join(
    [
        r"(?:https?://|www\.)\S+|[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9-]{1,63}\.[A-Za-z0-9.]+",
        r"[0-9]{1,2}[./][0-9]{1,2}[./](?:19|20)[0-9]{2}|(?:19|20)[0-9]{2}[-.][0-9]{2}[-.][0-9]{2}",
        r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?",
        r"\+?[78][\s-]?\(?[0-9]{3,5}\)?[\s-]?[0-9]{1,3}(?:[\s-][0-9]{2,3}){1,3}|\+[0-9]{1,3}[\s-]\(?[0-9]{2,4}\)?(?:[\s-][0-9]{2,4}){2,3}|\([0-9]{4,5}\)\s?[0-9]{1,3}(?:-[0-9]{2}){1,2}|[0-9]{2,3}-[0-9]{2}-[0-9]{2}",
        rf"[0-9]{{1,3}}(?:{SPACE}[0-9]{{3}})+(?-u:\b)(?:[.,][0-9]+)?|[0-9]{{1,3}}(?:['’][0-9]{{3}})+",
        r"[0-9]+(?:[.,][0-9]+)*|\p{Nd}+",
        r"[\p{L}\p{M}]+(?:['’ʼ][\p{L}\p{M}]*)*",
        r"[²³]",
        r"\S",
    ]
)


def tokenise(sentences: pl.DataFrame) -> Stream:
    """Cuts sentences into classified tokens.

    Args:
        sentences: SENTENCES.

    Returns:
        the tokens; their words know language, surface, form, code, stem, value, needs (the case that a comparator
        demands), case, trend and is_money_word. Suffixes after a hyphen and groups of words that are one entry
        ('шаршы метр', 'не менее') are one token.
    """
    stream = counted_on(in_context(suffixed(grouped(_cut(sentences)))))
    tokens = stream.tokens.with_columns(token_no=place())
    return Stream(tokens.with_columns(token_end=pl.col("token_no") + 1), stream.words)


def _cut(sentences: pl.DataFrame) -> Stream:
    """Pieces of text, each a token with the white space after it; unique pieces are the words."""
    latin = alphabets(sentences.filter(pl.col("language") == "kk-Latn"))
    spoken = sentences.select("sentence_id", "article_id", "language", "char_start", "sentence").join(
        latin, on="article_id", how="left", maintain_order="left"
    )
    tongue = ["language", "alphabet"]
    tongues = spoken.select(tongue).unique(maintain_order=True).with_row_index("tongue")
    pieces = (
        spoken.join(tongues, on=tongue, nulls_equal=True, maintain_order="left")
        .select(
            "sentence_id",
            "char_start",
            "tongue",
            piece=pl.col("sentence").str.extract_all(rf"(?:{_TOKEN})\s*"),
        )
        .explode("piece")
        .filter(pl.col("piece").is_not_null())
    )
    word, firsts = _numbered(pieces, tongues.height)
    words = classified(
        pieces[firsts].select("piece", "tongue").join(tongues, on="tongue", maintain_order="left")
    )
    width = taken(words["width"], word)
    start = pl.col("char_start") + running(pl.col("width")) - pl.col("width")
    tokens = select_once(
        pieces.select("sentence_id", "char_start", width=width, word=word),
        pl.col("sentence_id"),
        char_start=start.cast(pl.UInt32),
        word=pl.col("word"),
    ).with_columns(
        char_end=pl.col("char_start") + taken(words["n_chars"], word),
        gap=taken(words["is_followed"], word),
    )
    return Stream(tokens, words.drop("piece", "tongue", "width", "n_chars", "is_followed", "alphabet"))


def _numbered(pieces: pl.DataFrame, n_tongues: int) -> tuple[pl.Series, pl.Series]:
    """The number of each piece's word (same piece, same tongue), and the rows where each word first stands.

    A categorical of its own numbers strings in one pass, and its numbers are small: a table of them is filled and read
    faster than joined.
    """
    spelt = pieces["piece"].cast(pl.Categorical(pl.Categories.random())).to_physical()
    key = spelt.cast(pl.UInt32) * n_tongues + pieces["tongue"]
    firsts = key.arg_unique()
    n_keys = 0 if key.is_empty() else int(key.max()) + 1  # type: ignore[arg-type]
    table = constant(0, n_keys, pl.UInt32)
    number = pl.int_range(firsts.len(), dtype=pl.UInt32, eager=True)
    return taken(table.scatter(taken(key, firsts), number), key).alias("word"), firsts
