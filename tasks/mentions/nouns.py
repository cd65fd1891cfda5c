"""What the words after a bare number say: that it is money all the same, or what it counts."""

from __future__ import annotations

from typing import Literal

import polars as pl

from tasks.lexicon import toml
from tasks.mentions.stream import Stream

_LARGE = 1e6
_RECENT = 2  # sentences


def money_by_context(measured: pl.DataFrame, stream: Stream, sentences: pl.DataFrame) -> pl.DataFrame:
    """'6 млрд-тан астам қаражат', '118 млрд жұмсалды': money by what is said of it.

    Args:
        measured: quantities after linking.
        stream: with one token a number; its words know `is_money_word`.
        sentences: SENTENCES.

    Returns:
        the same; a bare number of millions in a sentence that speaks of money has measure 'C', in the currency named
        last before it in the sentence, else in tenge; `by_context` tells which.
    """
    free = toml("money_words")["free"]
    near = stream.window(measured["last"], {"form": (1, 1), "code": (1, 1), "is_money_word": (1, 2)})
    spoken = stream.at("sentence_id", stream.rows(pl.col("is_money_word"))).unique()
    measured = measured.with_columns(
        after=near["code1"],
        is_money_next=near.select(
            pl.col("is_money_word1").fill_null(False)
            | (pl.col("is_money_word2").fill_null(False) & (pl.col("code1") == "x"))
        ).to_series(),
        is_let=near["form1"].is_in([*free["ru"], *free["en"]]),
        currency=pl.when(pl.col("measure") == "C").then("stem"),
    ).join(sentences.select("sentence_id", "article_id"), on="sentence_id", how="left", maintain_order="left")
    paid = measured.filter(pl.col("currency").is_not_null())["sentence_id"].unique()
    said = pl.col("sentence_id").is_in(spoken.implode()) | pl.col("sentence_id").is_in(paid.implode())
    before, after = _nearest("forward"), _nearest("backward")
    recent = pl.when(
        (before.struct.field("article_id") == pl.col("article_id"))
        & (
            pl.col("sentence_id").cast(pl.Int64) - before.struct.field("sentence_id").cast(pl.Int64)
            <= _RECENT
        )
    ).then(before.struct.field("currency"))
    here = pl.when(after.struct.field("sentence_id") == pl.col("sentence_id")).then(
        after.struct.field("currency")
    )
    alone = ~pl.col("after").is_in(["x", "U", "P", "X", "C", "g", "N", "Q"]).fill_null(False)
    whole = (pl.col("number_case") != "") & (pl.col("number_case") != "adj")
    # 'оның 564 миллиарды': part of an amount that the sentence before has named
    part = pl.col("number_case").str.starts_with("p") & recent.is_not_null()
    # after an amount, bare billions that count nothing go on about money
    billions = (pl.col("scale") >= 1e9) & recent.is_not_null() & (alone | whole)
    # '1 млн теңге, екінші орынға – 700 мың': thousands after a dash, or in the possessive
    thousands = (
        (pl.col("scale") == 1e3)
        & said
        & (pl.col("number_case").str.starts_with("p") | ((pl.col("code-1") == "-") & recent.is_not_null()))
    )
    by_context = (
        pl.col("measure").is_null()
        & (pl.col("code0") != "v")
        & ((pl.col("scale") >= _LARGE) | thousands)
        & (said | part | billions)
        & (pl.col("is_money_next") | alone | whole | pl.col("is_let"))
    ).fill_null(False)
    currency = pl.coalesce(recent, here, pl.lit("KZT"))
    return measured.with_columns(
        measure=pl.when(by_context).then(pl.lit("C")).otherwise("measure"),
        stem=pl.when(by_context).then(currency).otherwise("stem"),
        factor=pl.when(by_context).then(1.0).otherwise("factor"),
        rule=pl.when(by_context).then(pl.lit("money by context")).otherwise("rule"),
        by_context=by_context,
    )


def _nearest(way: Literal["forward", "backward"]) -> pl.Expr:
    """The amount of money named last before (forward fill) or next after."""
    amount = pl.when(pl.col("currency").is_not_null()).then(
        pl.struct("currency", "sentence_id", "article_id")
    )
    return amount.fill_null(strategy=way)


def with_nouns(measured: pl.DataFrame, stream: Stream) -> pl.DataFrame:
    """The noun that a bare number counts, after its adjectives, with the noun that it qualifies.

    Args:
        measured: quantities.
        stream: with one token a number.

    Returns:
        the same with `counted` (normal form) and `last` widened over the noun, for numbers without a measure.
    """
    words = toml("grammar")
    near = stream.window(measured["last"], {"form": (1, 4), "code": (1, 4)})
    is_word = {
        k: (pl.col(f"code{k}") == "x") & pl.col(f"form{k}").str.contains(r"^\p{L}") for k in range(1, 5)
    }
    adjective = {k: is_word[k] & pl.col(f"form{k}").str.contains(words["adjective"]) for k in range(1, 4)}
    noun = (
        pl.when(is_word[1] & adjective[1] & is_word[2] & adjective[2] & is_word[3])
        .then(3)
        .when(is_word[1] & adjective[1] & is_word[2])
        .then(2)
        .when(is_word[1])
        .then(1)
    )
    near = near.with_columns(noun=noun)
    head = pl.coalesce(
        *[
            pl.when(
                (pl.col("noun") == k) & is_word[k + 1] & pl.col(f"form{k + 1}").str.contains(words["izafet"])
            ).then(k + 1)
            for k in range(1, 4)
        ],
        "noun",
    )
    near = near.with_columns(head=head).with_columns(
        counted=pl.coalesce(*[pl.when(pl.col("head") == k).then(f"form{k}") for k in range(1, 5)])
    )
    bare = pl.col("measure").is_null()
    return measured.with_columns(head=near["head"], noun=near["counted"]).with_columns(
        counted=pl.when(bare).then("noun"),
        last=pl.when(bare).then(pl.col("last") + pl.col("head").fill_null(0)).otherwise("last"),
    )
