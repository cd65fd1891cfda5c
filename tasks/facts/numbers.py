"""The account of numerals: what became of every one of them."""

from __future__ import annotations

import polars as pl

from tasks.language.runs import by_word, gathered, rows_of
from tasks.lexicon import toml

_DISPOSITION = {"money": "finance", "percent": "indicator", "times": "indicator", "quantity": "indicator"}
_FACTS = {"finance": "finance", "project_mentions": "project", "indicators": "indicator"}


def account(
    sentences: pl.DataFrame,
    tokens: pl.DataFrame,
    mentions: pl.DataFrame,
    ids: pl.DataFrame,
    articles: pl.DataFrame,
) -> pl.DataFrame:
    """One row per numeral: each run of digits, and each number in words that says something.

    Args:
        sentences: SENTENCES, furniture too.
        tokens: TOKENS.
        mentions: MENTIONS.
        ids: mention_no → fact_id and its `table`, repeats of a fact included.
        articles: article_id, text.

    Returns:
        the columns of `numbers`. The two ends of a range or change have the same fact_id.
    """
    known = mentions.join(ids, on="mention_no", how="left", maintain_order="left").select(
        "sentence_id", "mention_no", "number_start", "number_end", "kind", "counted", "fact_id", "table"
    )
    known = _described(known, tokens)
    rows = pl.concat([_digits(tokens, known), _words(tokens, known)]).sort("sentence_id", "char_start")
    home = sentences.select("sentence_id", "article_id", "role")
    rows = rows.join(home, on="sentence_id", how="left", maintain_order="left").join(
        articles.select("article_id", page="text"), on="article_id", how="left", maintain_order="left"
    )
    length = pl.col("char_end") - pl.col("char_start")
    return rows.select(
        "article_id",
        "char_start",
        "char_end",
        text=pl.col("page").str.slice(pl.col("char_start"), length),
        disposition=_disposition(),
        fact_id="fact_id",
    )


def _described(known: pl.DataFrame, tokens: pl.DataFrame) -> pl.DataFrame:
    """Counts that became no fact, named by the word after them: '35 жылдығы' is a date, '4-класс' a grade."""
    words = toml("indicators")["other_dispositions"]
    behind = rows_of(tokens, known["sentence_id"], known["number_end"])
    joined = known.with_columns(gathered(tokens, behind, {"after": "form"}))
    is_left = pl.col("kind").is_in(["count", "times"]) & pl.col("fact_id").is_null()
    named = pl.coalesce(
        pl.when(
            pl.any_horizontal(pl.col(c).str.contains(rx).fill_null(False) for c in ("after", "counted"))
        ).then(pl.lit(name))
        for name, rx in words.items()
    )
    return joined.with_columns(kind=pl.when(is_left).then(pl.coalesce(named, "kind")).otherwise("kind")).drop(
        "after", "counted"
    )


def _disposition() -> pl.Expr:
    by_fact = pl.col("table").replace_strict(_FACTS, default=None, return_dtype=pl.String)
    measures = pl.col("kind").is_in([*_DISPOSITION, "count"]) | pl.col("kind").is_null()
    return (
        pl.when(pl.col("role") == "furniture")
        .then(pl.lit("furniture"))
        .when(pl.col("fact_id").is_not_null())
        .then(by_fact)
        .when(pl.col("kind") == "rate")
        .then(pl.lit("finance"))
        .when(measures & pl.col("role").is_in(["header", "dateline"]))
        .then(pl.lit("date"))
        .when(measures)
        .then(pl.lit("unexplained"))
        .otherwise("kind")
    )


def _digits(tokens: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Tokens of digits and Roman numerals, each with the narrowest mention over it."""
    columns = ("sentence_id", "token_no", "char_start", "char_end", "code")
    numerals = tokens.select(columns).filter(_is_numeral(tokens))
    over = (
        numerals.join(known, on="sentence_id")
        .filter(pl.col("token_no").is_between(pl.col("number_start"), pl.col("number_end"), closed="left"))
        .sort(pl.col("number_end") - pl.col("number_start"), maintain_order=True)
        .unique(["sentence_id", "token_no"], keep="first")
        .select("sentence_id", "token_no", "kind", "fact_id", "table")
    )
    by_form = pl.when(pl.col("code") == "i").then(pl.lit("identifier"))
    return (
        numerals.join(over, on=["sentence_id", "token_no"], how="left", maintain_order="left")
        .with_columns(kind=pl.coalesce("kind", by_form))
        .select("sentence_id", "char_start", "char_end", "kind", "fact_id", "table")
    )


def _words(tokens: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Numbers in words: those that became a fact, or something else than a count of nothing."""
    digits = tokens.select("sentence_id", "token_no").filter(_is_numeral(tokens))
    holds = (
        known.join(digits, on="sentence_id")
        .filter(pl.col("token_no").is_between(pl.col("number_start"), pl.col("number_end"), closed="left"))
        .select("mention_no")
        .unique()
    )
    spoken = known.join(holds, on="mention_no", how="anti", maintain_order="left").filter(
        pl.col("fact_id").is_not_null() | ~pl.col("kind").is_in([*_DISPOSITION, "count"])
    )
    start = rows_of(tokens, spoken["sentence_id"], spoken["number_start"])
    last = rows_of(tokens, spoken["sentence_id"], spoken["number_end"].cast(pl.Int64) - 1)
    return spoken.with_columns(
        *gathered(tokens, start, {"char_start": "char_start"}),
        *gathered(tokens, last, {"char_end": "char_end"}),
    ).select("sentence_id", "char_start", "char_end", "kind", "fact_id", "table")


def _is_numeral(tokens: pl.DataFrame) -> pl.Series:
    """Tokens of digits, and Roman numerals."""
    is_one = pl.col("form").str.contains(r"\d") | (pl.col("code") == "r")
    return by_word(tokens, is_one.alias("is_numeral"))["is_numeral"]
