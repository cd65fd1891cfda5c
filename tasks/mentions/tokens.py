"""Every word, number and sign of every sentence, with its span, normal form and class in the grammar."""

from __future__ import annotations

import polars as pl

from tasks.language import alphabets
from tasks.language.runs import place
from tasks.mentions.groups import grouped, suffixed
from tasks.mentions.neighbours import in_context
from tasks.mentions.stream import Stream
from tasks.mentions.words import SPACE, classified

_TOKEN = "|".join(
    [
        r"(?:https?://|www\.)\S+|[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9-]{1,63}\.[A-Za-z0-9.]+",
        r"\d{1,2}[./]\d{1,2}[./](?:19|20)\d{2}|(?:19|20)\d{2}[-.]\d{2}[-.]\d{2}",
        r"\d{1,2}:\d{2}(?::\d{2})?",
        r"\+?[78][\s-]?\(?\d{3,5}\)?[\s-]?\d{1,3}(?:[\s-]\d{2,3}){1,3}|\(\d{4,5}\)\s?\d{1,3}(?:-\d{2}){1,2}|\d{2,3}-\d{2}-\d{2}",
        rf"\d{{1,3}}(?:{SPACE}\d{{3}})+(?-u:\b)(?:[.,]\d+)?|\d{{1,3}}(?:['’]\d{{3}})+",
        r"\d+(?:[.,]\d+)*",
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
    stream = in_context(suffixed(grouped(_cut(sentences))))
    tokens = stream.tokens.with_columns(token_no=place())
    return Stream(tokens.with_columns(token_end=pl.col("token_no") + 1), stream.words)


def _cut(sentences: pl.DataFrame) -> Stream:
    """Pieces of text, each a token with the white space after it; unique pieces are the words."""
    latin = alphabets(sentences.filter(pl.col("language") == "kk-Latn"))
    spoken = sentences.select("sentence_id", "article_id", "language", "char_start", "sentence").join(
        latin, on="article_id", how="left", maintain_order="left"
    )
    pieces = (
        spoken.select(
            "sentence_id",
            "char_start",
            tongue=pl.concat_str("language", pl.lit("/"), pl.col("alphabet").fill_null("")),
            piece=pl.col("sentence").str.extract_all(rf"(?:{_TOKEN})\s*"),
        )
        .explode("piece")
        .filter(pl.col("piece").is_not_null())
    )
    tongues = pieces["tongue"].unique(maintain_order=True)
    keyed = (
        pieces
        if tongues.len() < 2
        else pieces.with_columns(piece=pl.concat_str("piece", pl.lit("\0"), "tongue"))
    )
    words = keyed.select("piece", "tongue").unique("piece", keep="first", maintain_order=True)
    words = classified(words.with_row_index("word"))
    thin = keyed.join(words.select("piece", "word"), on="piece", how="left", maintain_order="left")
    length = words["width"].gather(thin["word"])
    tokens = thin.select(
        "sentence_id",
        char_start=pl.col("char_start") + (length.cum_sum() - length),
        word="word",
    ).with_columns(
        # offsets count from the sentence's start: take off all that stood before it
        char_start=(pl.col("char_start") - _before(thin["sentence_id"], length)).cast(pl.UInt32)
    )
    tokens = tokens.with_columns(
        char_end=pl.col("char_start") + words["n_chars"].gather(tokens["word"]),
        gap=words["is_followed"].gather(tokens["word"]),
    )
    return Stream(
        tokens, words.drop("piece", "tongue", "word", "width", "n_chars", "is_followed", "alphabet")
    )


def _before(sentence: pl.Series, length: pl.Series) -> pl.Series:
    """Code points of all tokens before the sentence that each token stands in."""
    before = length.cum_sum() - length
    is_first = (sentence != sentence.shift(1)).fill_null(True)
    return pl.select(pl.when(is_first).then(before).forward_fill()).to_series()
