"""Finance rows out of mentions of money."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts import period_choice, places, roles, statements
from tasks.facts.evidence import evident, stable_id
from tasks.facts.finishing import untimed
from tasks.facts.place_choice import Here
from tasks.language.once import fits
from tasks.language.runs import neighbour


def derive(
    sentences: pl.DataFrame,
    tokens: pl.DataFrame,
    mentions: pl.DataFrame,
    here: Here,
    when: pl.DataFrame,
) -> pl.DataFrame:
    """One row per amount of money.

    Args:
        sentences: SENTENCES.
        tokens: TOKENS with `clause`.
        mentions: MENTIONS.
        here: places named and spoken of.
        when: periods found.

    Returns:
        the columns of `finance` but project_id and run_id, with mention_no, sentence_id, token_start, token_end, `also`
        (the mention of where a change started, told apart from its end).
    """
    money = mentions.filter(pl.col("kind") == "money")
    sites = places.of(money, here)
    # of a change, the period is that of its end
    end = (
        pl.when(pl.col("rule").is_in(["change", "turned"]))
        .then(pl.col("number_end") - 1)
        .otherwise("token_start")
    )
    told = roles.decided(money, tokens, sentences, sites["place_code"])
    closed = _closed(told["is_converted"])
    ends = money.with_columns(closed).select(
        "sentence_id", "token_end", "rule", first="token_start", token_start=end
    )
    money = pl.concat(
        [
            money,
            told,
            sites,
            period_choice.of(ends, when),
        ],
        how="horizontal",
    )
    rows = untimed(_own_time(evident(_joined(_shared(money)), sentences))).rename(
        {"value": "amount", "value_max": "amount_max", "value_from": "amount_from"}
    )
    rows = statements.levelled(rows.with_columns(statement_start=statements.starts()))
    return rows.with_columns(
        finance_id=stable_id("article_id", "char_start", "char_end", "amount", "amount_max", "currency"),
        rule=pl.concat_str("rule", pl.lit(": "), "role", pl.lit(" by "), "cue"),
        confidence=(pl.col("confidence") * pl.col("role_confidence")).round(3),
    ).with_columns(statement_id=stable_id("article_id", "statement_start"))


def _closed(is_converted: pl.Series) -> pl.Expr:
    """Where a sum ends with its other currency: '7 bn tenge (US$14 million) in 2025' has its year behind that."""
    behind = pl.lit(is_converted.shift(-1, fill_value=False))
    return (
        pl.when(is_converted)
        .then(pl.col("token_end") + 1)
        .when(behind)
        .then(neighbour("token_end", 1) + 1)
        .otherwise("token_end")
        .alias("token_end")
    )


def _shared(money: pl.DataFrame) -> pl.DataFrame:
    """A sum and the same in another currency are of one purpose and purse: '7 bn tenge (US$14 million) for roads'."""
    other = {1: neighbour("is_converted", 1).fill_null(value=False), -1: pl.col("is_converted")}
    return money.with_columns(
        pl.coalesce(c, *(pl.when(has).then(neighbour(c, k)) for k, has in other.items()))
        for c in ("purpose", "funding_source")
    )


def _joined(money: pl.DataFrame) -> pl.DataFrame:
    """'1.1 trn, up from 940 bn' is one row, and no bound of an amount is one that says how it stands to another."""
    starts = neighbour("is_start", 1).fill_null(value=False)
    # what another figure is held against is of the same purpose
    same = pl.when(pl.col("is_against") & pl.col("is_beside")).then(neighbour("purpose", -1))
    return money.with_columns(
        value_from=pl.when(starts).then(neighbour("value", 1)).otherwise("value_from"),
        purpose=pl.coalesce("purpose", same),
        also=pl.when(starts).then(neighbour("mention_no", 1)),
        comparator=pl.when("is_unbound").then(pl.lit("eq")).otherwise("comparator"),
    ).filter(~pl.col("is_start"))


def _own_time(rows: pl.DataFrame) -> pl.DataFrame:
    """The period that two figures share is of the one it stands with: '14 млрд против 9 млрд в прошлом году'."""
    held = rows.select(*_held())
    is_anothers = fits(held, pl.col("led") | pl.col("follows") | pl.col("is_held"), _is_anothers())
    if not is_anothers.any():
        return rows
    own = pl.lit(~is_anothers)
    return rows.with_columns(
        *(pl.when(own).then(c).alias(c) for c in ("period_start", "period_end", "period_text")),
        period_basis=pl.when(own).then("period_basis").otherwise(pl.lit("none")),
    )


@cache
def _held() -> tuple[pl.Expr, ...]:
    """led, follows: the figure behind (before) is held against this one, and is_held: … this one against that before.

    Only where both have the same period; with what `_is_anothers` needs.
    """
    text, against = pl.col("period_text"), pl.col("is_against")
    same = {k: (neighbour("period_text", k) == text).fill_null(value=False) for k in (1, -1)}
    held = {k: neighbour("is_against", k).fill_null(value=False) & ~against & same[k] for k in (1, -1)}
    return (
        pl.col("sentence", "quote", "period_text", "period_basis"),
        held[1].alias("led"),
        held[-1].alias("follows"),
        (against & pl.col("is_beside") & same[-1]).alias("is_held"),
        neighbour("quote", 1).alias("quote1"),
        neighbour("quote", -1).alias("quote-1"),
    )


@cache
def _is_anothers() -> pl.Expr:
    text = pl.col("period_text")

    def at(what: pl.Expr) -> pl.Expr:
        return pl.col("sentence").str.find(what, literal=True)

    # behind the figure that another is held against, or right before it
    right_before = {
        k: at(pl.concat_str(text, pl.lit(" "), pl.col(f"quote{k}"))).is_not_null() for k in (1, -1)
    }
    of_other = (at(text) < at(pl.col("quote-1"))) | (
        (pl.col("period_basis") == "stated") & (at(text) < at(pl.col("quote")))
    )
    return (
        (pl.col("led") & ((at(text) > at(pl.col("quote1"))) | right_before[1]))
        | (pl.col("follows") & right_before[-1])
        # 'в 2026 году 14 млрд против 9 млрд годом ранее'
        | (pl.col("is_held") & of_other)
    )
