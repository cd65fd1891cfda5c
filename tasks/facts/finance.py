"""Finance rows out of mentions of money."""

from __future__ import annotations

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
    rows = evident(_joined(money), articles, sentences).rename(
        {"value": "amount", "value_max": "amount_max", "value_from": "amount_from"}
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
