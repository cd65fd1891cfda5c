"""What rows that passed must take back because a row that they speak of was rejected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from expectations.verdict import WITHDRAWN
from expectations.views import FACTS, union
from tasks.schema import TABLES

Tables = Mapping[str, pl.DataFrame]

# values copied over a reference go with it: they'd be published without evidence
_COPIED = {
    ("project_mentions", "finance_id"): ("amount", "currency"),
    ("projects", "budget_finance_id"): ("budget_amount", "budget_currency"),
}


def withdraw(before: Tables, after: Tables, known: Tables) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    """Take back optional references to rejected rows, and count projects' mentions again.

    Args:
        before: the rows judged.
        after: those of them that passed.
        known: rows published earlier.

    Returns:
        The rows that passed, mended, and what was taken back (`WITHDRAWN`).
    """
    gone = {name: _gone(name, before[name], after[name]) for name in after}
    result, said = dict(after), []
    for name, column, keys in _references(gone):
        if name in result and not keys.is_empty():
            result[name], taken = _null(result[name], name, column, keys)
            said.append(taken)
    if {"project_mentions", "projects"} <= set(result) and not gone["project_mentions"].is_empty():
        result["projects"], taken = _recount(result, known)
        said.append(taken)
    return result, pl.concat([WITHDRAWN.to_frame(), *said])


def _gone(name: str, before: pl.DataFrame, after: pl.DataFrame) -> pl.Series:
    # a rejected double leaves its key behind: that one isn't gone
    key = TABLES[name].key
    if key is None or before.height == after.height:
        return pl.Series(dtype=pl.String)
    lost = before[key].drop_nulls().unique(maintain_order=True)
    return lost.filter(~lost.is_in(after[key].drop_nulls().implode()))


def _references(gone: Mapping[str, pl.Series]) -> Iterator[tuple[str, str, pl.Series]]:
    for table in TABLES.values():
        for column in table.columns:
            target = (column.references or ".").split(".")[0]
            if target in gone and not column.required:
                yield table.name, column.name, gone[target]
    facts = [gone[t] for t in FACTS if t in gone]
    if facts:
        yield "numbers", "fact_id", pl.concat(facts)


def _null(frame: pl.DataFrame, name: str, column: str, keys: pl.Series) -> tuple[pl.DataFrame, pl.DataFrame]:
    hit = pl.col(column).is_in(keys.implode()).fill_null(False)
    columns = (column, *_COPIED.get((name, column), ()))
    taken = [_said(frame.filter(hit & pl.col(c).is_not_null()), name, c) for c in columns]
    nulled = [pl.when(~hit).then(pl.col(c)).alias(c) for c in columns]
    return frame.with_columns(nulled), pl.concat(taken)


def _recount(tables: Tables, known: Tables) -> tuple[pl.DataFrame, pl.DataFrame]:
    # a project with no mention left keeps its counts: the next round rejects it as it was
    stories = union("articles", tables, known).select("article_id", "story_id").unique("article_id")
    counts = (
        union("project_mentions", tables, known)
        .join(stories, on="article_id", how="left")
        .group_by("project_id")
        .agg(
            pl.len().cast(pl.Int64).alias("n_mentions:new"),
            pl.col("article_id").n_unique().cast(pl.Int64).alias("n_articles:new"),
            pl.coalesce("story_id", "article_id").n_unique().cast(pl.Int64).alias("n_stories:new"),
        )
    )
    names = ("n_mentions", "n_articles", "n_stories")
    frame = tables["projects"].join(counts, on="project_id", how="left", maintain_order="left")
    # only what shrank: a count that was off before is the suite's to report
    less = {c: (pl.col(f"{c}:new") < pl.col(c)).fill_null(False) for c in names}
    taken = [_said(frame.filter(less[c]), "projects", c) for c in names]
    mended = frame.with_columns(
        pl.when(less[c]).then(pl.col(f"{c}:new")).otherwise(pl.col(c)).alias(c) for c in names
    )
    return mended.select(tables["projects"].columns), pl.concat(taken)


def _said(frame: pl.DataFrame, name: str, column: str) -> pl.DataFrame:
    key = TABLES[name].key
    return frame.select(
        pl.lit(name).alias("table"),
        (pl.col(key) if key else pl.format("{}:{}-{}", "article_id", "char_start", "char_end"))
        .cast(pl.String)
        .alias("record_key"),
        pl.lit(column).alias("column"),
        pl.col(column).cast(pl.String).alias("value"),
    )
