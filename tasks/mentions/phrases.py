"""Mentions, as they leave the room: kind, value, unit and span of each phrase."""

from __future__ import annotations

import polars as pl

from tasks.lexicon import toml
from tasks.mentions.window import window
from tasks.schema.frames import MENTIONS

_SINGLE = {"d": "date", "c": "time", "f": "phone", "i": "identifier", "o": "ordinal", "r": "ordinal"}
_DIGIT = r"\d"


def phrased(measured: pl.DataFrame, others: pl.DataFrame, tokens: pl.DataFrame) -> pl.DataFrame:
    """Puts the mentions together.

    Args:
        measured: quantities after linking.
        others: numbers with a kind of their own (dates, ages, …).
        tokens: with one token a number.

    Returns:
        MENTIONS.
    """
    measured = _money_by_context(measured, tokens)
    parts = [
        _spanned(_quantity(measured), tokens),
        _spanned(_plain(others), tokens),
        _spanned(_singles(tokens), tokens),
    ]
    return (
        pl.concat([*parts, pl.DataFrame(schema=MENTIONS)], how="diagonal_relaxed")
        .sort("sentence_id", "token_start")
        .with_columns(mention_no=pl.int_range(pl.len(), dtype=pl.UInt32))
        .select(MENTIONS.names())
        .cast(dict(MENTIONS))
    )


def _money_by_context(measured: pl.DataFrame, tokens: pl.DataFrame) -> pl.DataFrame:
    """'6 млрд-тан астам қаражат', '118 млрд жұмсалды': money by what is said of it, in tenge."""
    words = toml("money_words")
    near = window(tokens, measured["last"], ("form", "code"), 6, 6)
    noun = "^(?:" + "|".join(words["nouns"]["kk_prefix"] + words["nouns"]["ru_prefix"] + words["nouns"]["en_prefix"]) + ")"
    verb = "^(?:" + "|".join(words["verbs"]["kk_prefix"] + words["verbs"]["ru_prefix"] + words["verbs"]["en_prefix"]) + ")"
    same_money = (
        measured.select(pl.col("sentence_id"), is_money=pl.col("measure") == "C")
        .group_by("sentence_id")
        .agg(pl.col("is_money").any())
    )
    signals = near.select(
        is_noun_next=pl.any_horizontal(pl.col("form1").str.contains(noun), pl.col("form2").str.contains(noun) & (pl.col("code1") == "x")),
        is_verb_next=pl.col("form1").str.contains(verb),
        is_free=~pl.col("code1").is_in(["x", "U", "P", "X", "C", "g"]).fill_null(False),
    )
    measured = pl.concat([measured, signals], how="horizontal").join(
        same_money, on="sentence_id", how="left", maintain_order="left"
    )
    large = (pl.col("scale") >= 1e6) | ((pl.col("scale") == 1e3) & pl.col("is_money"))
    by_context = (
        pl.col("measure").is_null()
        & (pl.col("code0") != "v")
        & (
            (large & (pl.col("is_noun_next") | pl.col("is_verb_next") | (pl.col("is_free") & pl.col("is_money"))))
            | (pl.col("case").is_in(["p", "pacc", "pgen", "pdat", "pabl", "ploc"]) & pl.col("is_money") & large)
        )
    ).fill_null(False)
    return measured.with_columns(
        measure=pl.when(by_context).then(pl.lit("C")).otherwise("measure"),
        stem=pl.when(by_context).then(pl.lit("KZT")).otherwise("stem"),
        factor=pl.when(by_context).then(1.0).otherwise("factor"),
        rule=pl.when(by_context).then(pl.lit("money by context")).otherwise("rule"),
        by_context=by_context,
    )


def _quantity(m: pl.DataFrame) -> pl.DataFrame:
    kind = pl.col("measure").replace_strict(
        {"C": "money", "P": "percent", "X": "times", "U": "quantity", "I": "quantity", "L": "time", "Y": "date", "W": "age"},
        default="count",
        return_dtype=pl.String,
    )
    is_money = pl.col("measure") == "C"
    is_unit = pl.col("measure").is_in(["U", "P", "X"])
    factor = pl.when(is_money).then(pl.col("factor").fill_null(1.0)).otherwise(1.0)
    vague = pl.col("code0") == "v"
    lone = pl.col("measure").is_null() & pl.col("is_words") & (pl.col("value") == 1) & (pl.col("scale") == 1)
    return m.filter(~(vague & ~is_money.fill_null(False)) & ~lone).select(
        "sentence_id",
        "first",
        "last",
        "row",
        "number_first",
        kind=pl.when(vague & is_money).then(pl.lit("money")).otherwise(kind),
        value=pl.when(~vague).then(pl.col("value") * factor).round(6),
        value_max=(pl.col("value_max") * factor).round(6),
        value_from=(pl.col("value_from") * factor).round(6),
        currency=pl.when(is_money).then("stem"),
        unit=pl.when(is_unit).then("stem").when(pl.col("measure") == "I").then(pl.lit("other")),
        comparator=pl.when(vague).then(pl.lit("vague")).otherwise("comparator"),
        attributive=(pl.col("case") == "adj").fill_null(False),
        list_no="list_no",
        rule="rule",
        confidence=pl.when("by_context").then(0.6).when("is_inherited").then(0.85).otherwise(0.95),
    )


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


def _singles(tokens: pl.DataFrame) -> pl.DataFrame:
    single = tokens.with_row_index("row").filter(pl.col("code").is_in(list(_SINGLE)))
    return single.select(
        "sentence_id",
        pl.col("row").cast(pl.Int64),
        first=pl.col("row").cast(pl.Int64),
        last=pl.col("row").cast(pl.Int64),
        number_first=pl.col("row").cast(pl.Int64),
        kind=pl.col("code").replace_strict(_SINGLE, return_dtype=pl.String),
        value="value",
        comparator=pl.lit("eq"),
        attributive=pl.lit(False),
        rule=pl.lit("form"),
        confidence=pl.lit(0.9),
    )


def _spanned(m: pl.DataFrame, tokens: pl.DataFrame) -> pl.DataFrame:
    def at(row: str, column: str) -> pl.Series:
        return tokens[column].gather(m[row])

    return m.with_columns(
        token_start=at("first", "token_no"),
        token_end=at("last", "token_end"),
        char_start=at("first", "char_start"),
        char_end=at("last", "char_end"),
        number_start=at("number_first", "token_no"),
        number_end=at("row", "token_end"),
    ).drop("first", "last", "row", "number_first")
