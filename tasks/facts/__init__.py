"""From mentions to facts: finance, project and indicator rows with their evidence, and an account of every numeral."""

from __future__ import annotations

import polars as pl

from tasks.facts import finance, indicators, numbers, periods, places, project_mentions, repeats
from tasks.facts.projects import canonical


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
        finance, project_mentions, indicators, numbers: the columns of their tables but run_id. project_id is filled
        by `canonical`.
    """
    first = articles.filter(pl.col("duplicate_of").is_null()).select("article_id")
    told = sentences.join(first, on="article_id", how="semi", maintain_order="left")
    said = told.filter(pl.col("role") != "furniture").select("sentence_id")
    usable = mentions.join(said, on="sentence_id", how="semi", maintain_order="left")
    words = tokens.join(said, on="sentence_id", how="semi", maintain_order="left")
    here = places.found(told, words)
    when = periods.found(told, words, usable)
    money = finance.derive(articles, told, words, usable, here, when)
    built = project_mentions.derive(articles, told, words, usable, here, money)
    rest = usable.join(built.select("mention_no").drop_nulls(), on="mention_no", how="anti", maintain_order="left")
    measured = indicators.derive(articles, told, words, rest, here, when)
    facts = repeats.once({"finance": money, "project_mentions": built, "indicators": measured})
    account = numbers.account(articles, sentences, tokens, mentions, facts)
    return {**{name: frame.drop("mention_no", "same_as", strict=False) for name, frame in facts.items()}, "numbers": account}


__all__ = ["canonical", "derive"]
