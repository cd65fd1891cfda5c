"""Where quantities stand among the words of their sentences, and the words around them as columns."""

from __future__ import annotations

import polars as pl

from tasks.facts.cues import family
from tasks.language.normal import fold
from tasks.language.runs import by_word, constant, numbered, of_sentences, taken
from tasks.language.windows import rows_of

NUMERIC = ["money", "percent", "times", "quantity", "count"]


def lined(tokens: pl.DataFrame, some: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """The words of the sentences that have quantities.

    Args:
        tokens: TOKENS with `clause`.
        some: the quantities: sentence_id.
        mentions: MENTIONS, all that the sentences have.

    Returns:
        TOKENS of those sentences, in order, with `row` (0 …) and `passed`
        (quantities and amounts that began up to the word, over all rows); in Latin script, forms have the letters
        merged that plain spelling confuses.
    """
    own = numbered(of_sentences(tokens, some["sentence_id"]))
    starts = mentions.filter(pl.col("kind").is_in(NUMERIC))
    begins = rows_of(own, starts["sentence_id"], starts["token_start"]).drop_nulls()
    passed = constant(0, own.height, pl.Int64).scatter(begins, 1).cum_sum()
    return own.with_columns(
        by_word(own, _comparable("form").alias("form")),
        row=pl.int_range(own.height, dtype=pl.Int64, eager=True),
        passed=passed,
    )


def _comparable(column: str) -> pl.Expr:
    return pl.when(pl.col("language") == "kk-Latn").then(fold(pl.col(column))).otherwise(column)


def spots(some: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """The place of each quantity among the words.

    Args:
        some: MENTIONS of quantities, in order.
        words: as `lined` gives them.

    Returns:
        `some` with language, `head` (the noun counted, to be compared), `no` (0 …), `name` (family of the
        language), row_start, row_last (rows of the first and last word), number_row, number_last
        (of the numeral itself), clause_start, clause_end, passed_start, passed_end.
    """
    first = words.filter(pl.col("token_no") == 0).select("sentence_id", "language", base="row")
    placed = some.join(first, on="sentence_id", how="left", maintain_order="left").with_columns(
        name=family(pl.col("language")),
        row_start=pl.col("base") + pl.col("token_start"),
        row_last=pl.col("base") + pl.col("token_end") - 1,
        number_row=pl.col("base") + pl.col("number_start"),
        number_last=pl.col("base") + pl.col("number_end") - 1,
    )
    last = placed["row_last"]
    return placed.drop("base").with_columns(
        head=_comparable("counted"),
        no=pl.int_range(pl.len()),
        clause_start=taken(words["clause"], placed["row_start"]),
        clause_end=taken(words["clause"], last),
        passed_start=taken(words["passed"], placed["row_start"]),
        passed_end=taken(words["passed"], last),
    )
