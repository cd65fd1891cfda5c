"""From mentions to facts: finance, project and indicator rows with their evidence, and an account of every numeral."""

from __future__ import annotations

import polars as pl

from tasks.facts import finance, indicators, numbers, periods, places, project_mentions, repeats
from tasks.facts.clauses import clauses
from tasks.language.runs import numbered, of_sentences
from tasks.schema import TABLES

_WITHIN = (
    "mention_no",
    "sentence_id",
    "token_start",
    "token_end",
    "block_no",
    "role_of_block",
    "also",
    "again",
    "noun",
)


def derive(
    articles: pl.DataFrame, sentences: pl.DataFrame, tokens: pl.DataFrame, mentions: pl.DataFrame
) -> dict[str, pl.DataFrame]:
    """Joins mentions into facts.

    Args:
        articles: as parsed; a duplicate (`duplicate_of`) gives no facts.
        sentences: SENTENCES.
        tokens: TOKENS.
        mentions: MENTIONS.

    Returns:
        finance, project_mentions, indicators, numbers: the columns of their tables but project_id and run_id.
    """
    first = articles.filter(pl.col("duplicate_of").is_null()).select("article_id")
    told = sentences.filter(pl.col("role") != "furniture").join(
        first, on="article_id", how="semi", maintain_order="left"
    )
    if told.is_empty():
        return {
            name: TABLES[name].empty() for name in ("finance", "project_mentions", "indicators", "numbers")
        }
    # the line of the day and the place has no facts of its own
    said = told.filter(~pl.col("role").is_in(["dateline", "header"]))
    usable = of_sentences(mentions, said["sentence_id"])
    words = numbered(of_sentences(tokens, told["sentence_id"]))
    here = places.around(told, words)
    when = periods.found(told, words, usable)
    parted = clauses(words)
    money, again = repeats.once("finance", finance.derive(told, parted, usable, here, when))
    money = repeats.rounded(money)
    built = project_mentions.derive(told, words, usable, here, money, when)
    measured, more = repeats.once("indicators", indicators.derive(told, parted, usable, here, when, built))
    facts = {"finance": money, "project_mentions": built, "indicators": measured}
    account = numbers.account(sentences, tokens, mentions, _ids(facts, again, more))
    return {**{name: rows.drop(_WITHIN, strict=False) for name, rows in facts.items()}, "numbers": account}


def _ids(
    facts: dict[str, pl.DataFrame], money_again: pl.DataFrame, measured_again: pl.DataFrame
) -> pl.DataFrame:
    """mention_no → fact_id and table, for facts and for their repeats."""
    keys = (("finance", "finance_id"), ("project_mentions", "mention_id"), ("indicators", "indicator_id"))
    own = [
        facts[table].select(pl.col("mention_no").cast(pl.UInt32), fact_id=key, table=pl.lit(table))
        for table, key in keys
    ]
    again = [
        left_out.select("mention_no", "fact_id", table=pl.lit(table))
        for table, left_out in (("finance", money_again), ("indicators", measured_again))
    ]
    starts = [
        facts[table].select(
            pl.col("also").cast(pl.UInt32).alias("mention_no"), fact_id=key, table=pl.lit(table)
        )
        for table, key in keys
        if table != "project_mentions"
    ]
    told = facts["project_mentions"].select("again", fact_id="mention_id", table=pl.lit("project_mentions"))
    retold = told.explode("again").select("fact_id", "table", mention_no="again").select(own[0].columns)
    return (
        pl.concat([*own, *again, *starts, retold])
        .drop_nulls("mention_no")
        .unique("mention_no", keep="first", maintain_order=True)
    )


__all__ = ["derive"]
