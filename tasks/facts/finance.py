"""Finance rows out of mentions of money."""

from __future__ import annotations

import polars as pl

from tasks.facts import periods, places, roles, statements
from tasks.facts.evidence import evident, stable_id
from tasks.facts.place_choice import Here


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
        the columns of `finance` but project_id and run_id, with mention_no, sentence_id, token_start, token_end.
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
    rows = evident(money, articles, sentences).rename(
        {"value": "amount", "value_max": "amount_max", "value_from": "amount_from"}
    )
    rows = statements.levelled(rows.with_columns(statement_start=statements.starts()))
    return rows.with_columns(
        finance_id=stable_id("article_id", "char_start", "char_end", "amount", "amount_max", "currency"),
        rule=pl.concat_str("rule", pl.lit(": "), "role", pl.lit(" by "), "cue"),
        confidence=(pl.col("confidence") * pl.col("role_confidence")).round(3),
    ).with_columns(statement_id=stable_id("article_id", "statement_start"))
