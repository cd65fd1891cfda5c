"""The account of numerals: what became of every one of them."""

from __future__ import annotations

import polars as pl

_DISPOSITION = {
    "money": "finance", "percent": "indicator", "times": "indicator", "quantity": "indicator", "count": "indicator",
    "number": "unexplained",
}  # fmt: skip


def account(
    articles: pl.DataFrame,
    sentences: pl.DataFrame,
    tokens: pl.DataFrame,
    mentions: pl.DataFrame,
    facts: dict[str, pl.DataFrame],
) -> pl.DataFrame:
    """One row per numeral.

    Args:
        articles: with text.
        sentences: SENTENCES, furniture too.
        tokens: TOKENS.
        mentions: MENTIONS, furniture too.
        facts: the fact rows, with mention_no.

    Returns:
        the columns of `numbers`: a range or change gives one row per numeral, all with the same fact_id.
    """
    del tokens
    ids = pl.concat(
        [
            facts[table].select(pl.col("mention_no").cast(pl.UInt32), fact_id=key, table=pl.lit(table))
            for table, key in (("finance", "finance_id"), ("project_mentions", "mention_id"), ("indicators", "indicator_id"))
        ]
    ).drop_nulls("mention_no").unique("mention_no", keep="first", maintain_order=True)
    home = sentences.select("sentence_id", "article_id", "role")
    rows = (
        mentions.join(ids, on="mention_no", how="left", maintain_order="left")
        .join(home, on="sentence_id", how="left", maintain_order="left")
        .join(articles.select("article_id", "text"), on="article_id", how="left", maintain_order="left")
    )
    named = pl.col("kind").replace_strict(_DISPOSITION, default=pl.col("kind"), return_dtype=pl.String)
    return rows.select(
        "article_id",
        "char_start",
        "char_end",
        text=pl.col("text").str.slice(pl.col("char_start"), pl.col("char_end") - pl.col("char_start")),
        disposition=pl.when(pl.col("role") == "furniture")
        .then(pl.lit("furniture"))
        .when(pl.col("table") == "project_mentions")
        .then(pl.lit("project"))
        .when(named.is_in(["finance", "indicator"]) & pl.col("fact_id").is_null())
        .then(pl.lit("unexplained"))
        .otherwise(named),
        fact_id="fact_id",
    )
