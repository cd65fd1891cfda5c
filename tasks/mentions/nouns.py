"""What the words after a bare number say: that it is money all the same, or what it counts."""

from __future__ import annotations

from typing import Literal

import polars as pl

from tasks.language.normal import fold, folded
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
        is_let=near["form1"].is_in([*free["kk"], *free["ru"], *free["en"]]),
        says_verb=near["form1"].str.contains(free["verb_ru"]),
        is_counted=near["form1"].str.contains(free["counted_ru"]),
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
    # 'из которых 171 млрд изымается', '15 млрд подрядчик получил': in Russian what is counted shows its genitive
    ru = (pl.col("language") == "ru") & (pl.col("after") == "x") & ~pl.col("is_counted")
    spent = (
        ru & (recent.is_not_null() | here.is_not_null()) & (pl.col("says_verb") | (pl.col("scale") >= 1e9))
    )
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
        & (said | part | billions | spent)
        & (pl.col("is_money_next") | alone | whole | pl.col("is_let") | spent)
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
    near = stream.window(measured["last"], dict.fromkeys(("form", "code", "stem", "case"), (1, 4)))
    near = near.with_columns(measured["language"]).with_columns(
        # plain Latin spelling confuses letters: its words are compared with the letters merged
        **{
            f"word{k}": pl.when(pl.col("language") == "kk-Latn")
            .then(fold(pl.col(f"form{k}")))
            .otherwise(f"form{k}")
            for k in range(1, 5)
        }
    )
    near = near.with_columns(noun=_noun()).with_columns(head=_head())
    near = near.with_columns(
        counted=pl.coalesce(*[pl.when(pl.col("head") == k).then(f"form{k}") for k in range(1, 5)])
    )
    bare = pl.col("measure").is_null()
    return measured.with_columns(head=near["head"], noun=near["counted"]).with_columns(
        counted=pl.when(bare).then("noun"),
        last=pl.when(bare).then(pl.col("last") + pl.col("head").fill_null(0)).otherwise("last"),
    )


def _is_word(place: int) -> pl.Expr:
    return (pl.col(f"code{place}") == "x") & pl.col(f"form{place}").str.contains(r"^\p{L}")


def _like(place: int, pattern: str) -> pl.Expr:
    return pl.col(f"word{place}").str.contains(f"{pattern}|{folded(pattern)}").fill_null(False)


def _noun() -> pl.Expr:
    """The place of the noun itself: behind its adjectives, before a word that ends the phrase."""
    words, language = toml("nouns"), pl.col("language")
    kk, en = language.str.starts_with("kk"), language == "en"

    def is_attribute(place: int) -> pl.Expr:
        kazakh = kk & _kazakh_attribute(place)
        english = en & _like(place, words["adjective"]["en"]) & ~_like(place, words["plural_en"])
        return kazakh | ((language == "ru") & _like(place, words["adjective"]["ru"])) | english

    def goes_on(place: int) -> pl.Expr:
        return is_attribute(place) & _is_word(place + 1) & ~(kk & _like(place + 1, words["ends_kk"]))

    return (
        pl.when(_is_word(1) & goes_on(1) & goes_on(2))
        .then(3)
        .when(_is_word(1) & goes_on(1))
        .then(2)
        .when(_is_word(1))
        .then(1)
    )


def _kazakh_attribute(place: int) -> pl.Expr:
    words = toml("nouns")
    derived = _like(place, words["adjective"]["kk_endings"]) & ~_like(place, words["cased_kk"])
    return _like(place, words["adjective"]["kk_words"]) | derived


def _head() -> pl.Expr:
    """The noun that names it, with the noun before as its attribute: 'көше шамы', 'wellness centers'."""
    words, language = toml("nouns"), pl.col("language")
    kk, en = language.str.starts_with("kk"), language == "en"
    found = []
    for k in range(1, 4):
        owned = kk & _like(k + 1, toml("grammar")["izafet"]) & ~_like(k, words["cased_kk"])
        owned = owned & ~_kazakh_attribute(k + 1) & ~_like(k + 1, words["ends_kk"])
        people = kk & (pl.col(f"code{k + 1}") == "U") & pl.col(f"case{k + 1}").str.starts_with("p")
        people = (
            people
            & pl.col(f"stem{k + 1}").is_in(toml("grammar")["adjective_before"])
            & ~_like(k, words["cased_kk"])
        )
        found.append(pl.when((pl.col("noun") == k) & people.fill_null(False)).then(k + 1))
        compound = en & ~_like(k, words["plural_en"]) & _like(k + 1, words["plural_en"])
        found.append(pl.when((pl.col("noun") == k) & _is_word(k + 1) & (owned | compound)).then(k + 1))
    return pl.coalesce(*found, "noun")
