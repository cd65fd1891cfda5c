"""Which project an indicator describes: the size or capacity said within the phrase of a single object."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.language.letters import one_of
from tasks.lexicon import LETTER, toml

_OWN = ("indicator_id", "article_id", "char_start", "char_end", "quote", "unit", "statistic", "language")


def described(indicators: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """Indicators with the project whose phrase they stand in: 'школа на 300 мест', '12 шақырымдық жол'.

    None stands there unless it is certain: of groups nobody can tell whether a size is of each or of all, and in
    'котельная для больницы на 300 коек' it is another thing's.

    Args:
        indicators: rows of the table.
        mentions: rows of project_mentions of the same articles; project_id is null where none is published.
    """
    units = toml("indicators")["described"]["units"]
    phrase = mentions.select(
        "article_id", "record_type", "head_text", "project_id",
        phrase="quote", phrase_start="char_start", phrase_end="char_end",
    )  # fmt: skip
    within = (
        indicators.select(_OWN)
        .filter(pl.col("unit").is_in(units), pl.col("statistic") == "level")
        .join(phrase, on="article_id")
        .filter(pl.col("char_start") >= pl.col("phrase_start"), pl.col("char_end") <= pl.col("phrase_end"))
    )
    alone = within.filter((pl.col("record_type") == "single") & pl.col("indicator_id").is_unique())
    certain = alone.filter(_of_head()).select("indicator_id", described="project_id")
    found = indicators.join(certain, on="indicator_id", how="left", maintain_order="left")
    return found.with_columns(project_id="described").drop("described")


@cache
def _of_head() -> pl.Expr:
    """Whether nothing between a number and the noun of the phrase may own the number."""
    lists = toml("indicators")["described"]
    start = pl.col("char_start") - pl.col("phrase_start")
    before, after = (
        pl.col("phrase").str.slice(0, start),
        pl.col("phrase").str.slice(start + pl.col("quote").str.len_chars()),
    )
    head, language = pl.col("head_text"), pl.col("language")
    ahead = after.str.split(head).list.first().str.to_lowercase()  # from the number to a noun behind it
    behind = before.str.split(head).list.last().str.to_lowercase()  # … from a noun before it to the number
    said = pl.concat_str(pl.col("quote").str.to_lowercase(), ahead)
    other = pl.lit(" ") + ahead.str.replace_all(lists["designed"], "").str.replace_all(rf"[^{LETTER}]+", " ")
    kazakh = ~(
        said.str.contains(lists["kk_owner"])
        | ahead.str.replace_all(lists["kk_plain"], " ").str.contains(lists["kk_other"])
        | other.str.contains_any(_objects("kk"))
    )
    english = ~(ahead.str.contains(lists["en_other"]) | other.str.contains_any(_objects("en")))
    is_part = pl.col("unit").is_in(lists["parts"])
    is_ahead = after.str.contains(head, literal=True)
    first = (
        pl.when(language == "kk-Cyrl").then(kazakh)
        .when(language == "kk-Latn").then(ahead.str.contains(lists["latin"]))
        .when(language == "ru").then(ahead.str.contains(lists["ru_adjectives"]) & ~is_part)
        .when(language == "en").then(english & ~(is_part & ahead.str.contains(lists["en_of"])))
    )  # fmt: skip
    is_behind = before.str.contains(head, literal=True) & one_of(language, "ru", "en")
    return pl.when(is_ahead).then(first).otherwise(is_behind & behind.str.contains(lists["measure"]))


@cache
def _objects(language: str) -> list[str]:
    """How the words for objects begin, each behind a blank; and words for settlements."""
    words = [w.partition(":")[0].strip() for e in toml("projects")["head"] for w in e.get(language, ())]
    whole = [f"{w} " for w in toml("indicators")["described"]["settlements"]]
    return sorted({f" {w}" for w in (*words, *whole)})
