"""Finance rows out of mentions of money."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts import periods, places, roles, statements
from tasks.facts.evidence import evident, stable_id
from tasks.facts.place_choice import Here
from tasks.language.runs import neighbour


def derive(
    articles: pl.DataFrame,
    sentences: pl.DataFrame,
    tokens: pl.DataFrame,
    mentions: pl.DataFrame,
    here: Here,
    when: pl.DataFrame,
) -> pl.DataFrame:
    """One row per amount of money.

    Args:
        articles: with text.
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
    money = pl.concat(
        [
            money,
            roles.decided(money, tokens, sentences, sites["place_code"]),
            sites,
            periods.of(money, when),
        ],
        how="horizontal",
    )
    rows = (
        evident(_joined(money), articles, sentences)
        .with_columns(_own_time())
        .rename({"value": "amount", "value_max": "amount_max", "value_from": "amount_from"})
    )
    rows = statements.levelled(rows.with_columns(statement_start=statements.starts()))
    return rows.with_columns(
        finance_id=stable_id("article_id", "char_start", "char_end", "amount", "amount_max", "currency"),
        rule=pl.concat_str("rule", pl.lit(": "), "role", pl.lit(" by "), "cue"),
        confidence=(pl.col("confidence") * pl.col("role_confidence")).round(3),
    ).with_columns(statement_id=stable_id("article_id", "statement_start"))


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


@cache
def _own_time() -> tuple[pl.Expr, ...]:
    """The period that two figures share is of the one it stands with: '14 млрд против 9 млрд в прошлом году'."""
    text, against = pl.col("period_text"), pl.col("is_against")

    def at(what: pl.Expr) -> pl.Expr:
        return pl.col("sentence").str.find(what, literal=True)

    same = {k: (neighbour("period_text", k) == text).fill_null(value=False) for k in (1, -1)}
    held = {k: neighbour("is_against", k).fill_null(value=False) & ~against & same[k] for k in (1, -1)}
    other = {k: at(neighbour("quote", k)) for k in (1, -1)}
    # behind the figure that another is held against, or right before it
    led = {k: at(pl.concat_str(text, pl.lit(" "), neighbour("quote", k))).is_not_null() for k in (1, -1)}
    of_other = (at(text) < other[-1]) | (
        (pl.col("period_basis") == "stated") & (at(text) < at(pl.col("quote")))
    )
    is_anothers = (
        (held[1] & ((at(text) > other[1]) | led[1]))
        | (held[-1] & led[-1])
        # 'в 2026 году 14 млрд против 9 млрд годом ранее'
        | (against & pl.col("is_beside") & same[-1] & of_other)
    ).fill_null(value=False)
    told = [pl.when(~is_anothers).then(c).alias(c) for c in ("period_start", "period_end", "period_text")]
    return *told, pl.when(is_anothers).then(pl.lit("none")).otherwise("period_basis").alias("period_basis")
