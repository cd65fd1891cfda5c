"""Mentions, as they leave the room: kind, value, unit and span of each phrase."""

from __future__ import annotations

import polars as pl

from tasks.language.letters import one_of
from tasks.lexicon import toml
from tasks.mentions.nouns import money_by_context, with_nouns
from tasks.mentions.numerals import rounded
from tasks.mentions.stream import Stream
from tasks.schema.frames import MENTIONS

_SINGLE = {"d": "date", "c": "time", "f": "phone", "i": "identifier", "o": "ordinal", "r": "ordinal"}


def phrased(
    measured: pl.DataFrame, others: pl.DataFrame, stream: Stream, sentences: pl.DataFrame
) -> pl.DataFrame:
    """Puts the mentions together.

    Args:
        measured: quantities after linking.
        others: numbers with a kind of their own (dates, ages, …).
        stream: with one token a number.
        sentences: SENTENCES.

    Returns:
        MENTIONS.
    """
    measured = with_nouns(money_by_context(measured, stream, sentences), stream)
    parts = [
        _spanned(_quantity(measured), stream),
        _spanned(_plain(others), stream),
        _spanned(_singles(stream), stream),
    ]
    return (
        pl.concat([*parts, pl.DataFrame(schema=MENTIONS)], how="diagonal_relaxed")
        .sort("sentence_id", "token_start")
        .with_columns(mention_no=pl.int_range(pl.len(), dtype=pl.UInt32))
        .select(MENTIONS.names())
        .cast(MENTIONS)
    )


def _quantity(m: pl.DataFrame) -> pl.DataFrame:
    kind = pl.col("measure").replace_strict(
        {
            "C": "money",
            "P": "percent",
            "X": "times",
            "U": "quantity",
            "I": "quantity",
            "L": "time",
            "Y": "date",
            "W": "age",
        },
        default="count",
        return_dtype=pl.String,
    )
    is_money = pl.col("measure") == "C"
    is_unit = one_of(pl.col("measure"), "U", "P", "X")
    factor = pl.when(is_money).then(pl.col("factor").fill_null(1.0)).otherwise(1.0)
    vague = pl.col("code0") == "v"
    one = (
        pl.col("is_words") & (pl.col("value") == 1) & (pl.col("scale") == 1) & (pl.col("comparator") == "eq")
    )
    none = toml("grammar")["none_at_all"]
    idiom = pl.col("word_before").is_in(none["before"]) | pl.col("word_after").is_in(none["after"])
    # 'бір' is mostly an article; 'бір тиын да', 'ни одного тенге' an idiom
    lone = one & (
        pl.col("measure").is_null()
        | one_of(pl.col("measure"), "U", "L")
        | (pl.col("factor") < 1).fill_null(False)
        | idiom.fill_null(False)
    )
    told = m.lazy().filter(~(vague & ~is_money.fill_null(False)) & ~lone)
    rows = told.select(
        "sentence_id",
        "first",
        "last",
        "row",
        "number_first",
        kind=pl.when(vague & is_money).then(pl.lit("money")).otherwise(kind),
        value=pl.when(~vague).then(rounded(pl.col("value") * factor)),
        value_max=rounded(pl.col("value_max") * factor),
        value_from=rounded(pl.col("value_from") * factor),
        currency=pl.when(is_money).then("stem"),
        unit=pl.when(is_unit).then("stem").when(pl.col("measure") == "I").then("stem"),
        comparator=pl.when(vague).then(pl.lit("vague")).otherwise("comparator"),
        counted="counted",
        attributive=(pl.col("case") == "adj").fill_null(False),
        case="case",
        trend=pl.when(pl.col("language").str.starts_with("kk"))
        .then("trend")
        .otherwise(pl.coalesce("trend_before", "trend")),
        is_limit=pl.col("is_limit"),
        list_no="list_no",
        rule="rule",
        confidence=pl.when("by_context").then(0.8).when("is_inherited").then(0.9).otherwise(0.95),
    )
    return rows.collect()  # lazily: of the columns of 66 only these are copied


def _plain(others: pl.DataFrame) -> pl.DataFrame:
    return others.select(
        "sentence_id", "first", "last", "row", "kind",
        number_first="row",
        value="value0",
        comparator="comparator",
        attributive=pl.lit(False),
        rule=pl.lit("context"),
        confidence=pl.lit(0.9),
    )  # fmt: skip


def _singles(stream: Stream) -> pl.DataFrame:
    rows = stream.rows(pl.col("code").is_in(list(_SINGLE)))
    single = pl.DataFrame({c: stream.at(c, rows) for c in ("sentence_id", "code", "value")}).with_columns(
        row=rows
    )
    return single.select(
        "sentence_id",
        "row",
        first="row",
        last="row",
        number_first="row",
        kind=pl.col("code").replace_strict(_SINGLE, return_dtype=pl.String),
        value="value",
        comparator=pl.lit("eq"),
        attributive=pl.lit(False),
        rule=pl.lit("form"),
        confidence=pl.lit(0.9),
    )


def _spanned(m: pl.DataFrame, stream: Stream) -> pl.DataFrame:
    def at(row: str, column: str) -> pl.Series:
        return stream.at(column, m[row])

    return m.with_columns(
        token_start=at("first", "token_no"),
        token_end=at("last", "token_end"),
        char_start=at("first", "char_start"),
        char_end=at("last", "char_end"),
        number_start=at("number_first", "token_no"),
        number_end=at("row", "token_end"),
    ).drop("first", "last", "row", "number_first")
