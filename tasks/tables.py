"""→ table: typed, keyed, deduplicated, sorted frames, by the schema; and which articles stand there twice."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence

import polars as pl

from tasks import lexicon
from tasks.schema import TABLES

FACTS = ("finance", "project_mentions", "indicators", "numbers")
BY_ARTICLE = ("articles", *FACTS)
_NUMBERS_KEY = ["article_id", "char_start", "char_end"]
_ORDER = {
    "articles": ["source_file", "source_id", "article_id"],
    "finance": ["article_id", "char_start", "char_end", "finance_id"],
    "project_mentions": ["article_id", "char_start", "char_end", "mention_id"],
    "projects": ["project_id"],
    "indicators": ["article_id", "char_start", "char_end", "indicator_id"],
    "numbers": _NUMBERS_KEY,
    "quarantine": ["source_file", "stage", "table", "record_key", "quarantine_id"],
    "runs": ["started_at", "run_id"],
    "validation_results": ["run_id", "table", "rule", "column"],
}


def schema_version() -> str:
    """A hash of all tables, columns and types (16 hex digits)."""
    return hashlib.sha256(repr(sorted(TABLES.items())).encode()).hexdigest()[:16]


def dimensions() -> dict[str, pl.DataFrame]:
    """The places and code lists of the lexicon, as tables."""
    frames = {}
    for name in ("places", "codelists"):
        columns = TABLES[name].columns
        rows = [{c.name: row.get(c.name) or None for c in columns} for row in lexicon.rows(name)]
        frames[name] = TABLES[name].cast(pl.DataFrame(rows, schema={c.name: pl.String() for c in columns}))
    return frames


def doubles(known: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Which articles are there twice: the first is that of the first file by name, whatever was read first.

    Args:
        known: all articles, old and new: article_id, source_file, part, line, text_hash.

    Returns:
        article_id, part of records with the id and the text of an earlier one; and
        article_id, duplicate_of of articles that have the text of an earlier one, but another id.
    """
    is_there = pl.col("article_id").is_duplicated() | pl.col("text_hash").is_duplicated()
    rows = known.filter(is_there).sort("source_file", "part", "line")
    twice = rows.filter(~pl.col("article_id").is_first_distinct()).select("article_id", "part")
    rows = rows.filter(pl.col("article_id").is_first_distinct())
    first = rows.with_columns(duplicate_of=pl.col("article_id").first().over("text_hash"))
    return twice, first.filter(pl.col("article_id") != pl.col("duplicate_of")).select(
        "article_id", "duplicate_of"
    )


def twice_rejected(articles: pl.DataFrame) -> pl.DataFrame:
    """Quarantine rows of records that an earlier one gave already, worded as `tasks.sources` words them."""
    where = pl.concat_str("source_file", pl.format(" record {}", "source_id"), ignore_nulls=True)
    why = "the same id (or file name) and the same text as an earlier record — remove one of the two"
    return articles.select(
        stage=pl.lit("parse"),
        table=pl.lit("articles"),
        record_key=where,
        reason=pl.lit("duplicate_id"),
        message=where + pl.lit(f": {why}"),
        source_file="source_file",
    )


def count(articles: pl.DataFrame, sentences: pl.DataFrame, numbers: pl.DataFrame) -> pl.DataFrame:
    """Articles with the number of their sentences, numerals and explained numerals."""
    explained = (pl.col("disposition") != "unexplained").sum()
    per_article = {
        "sentences": sentences.group_by("article_id").agg(n_sentences=pl.len()),
        "numbers": numbers.group_by("article_id").agg(n_numbers=pl.len(), n_numbers_explained=explained),
    }
    names = ["n_sentences", "n_numbers", "n_numbers_explained"]
    counted = articles.drop(names, strict=False)
    for counts in per_article.values():
        counted = counted.join(counts, on="article_id", how="left", maintain_order="left")
    return counted.with_columns(pl.col(names).fill_null(0), n_chars=pl.col("text").str.len_chars())


def stamp(name: str, frame: pl.DataFrame, known: pl.DataFrame, run_id: str) -> pl.DataFrame:
    """The frame with `run_id`: the run that published the row first, else this one.

    Args:
        name: of the table.
        frame: its rows.
        known: the key and run_id of rows published earlier, as many as may be the same.
        run_id: of this run.
    """
    key = TABLES[name].key
    if key is None or "run_id" not in TABLES[name].polars:
        return frame
    old = once(known.select(key, first_run="run_id"), [key])
    rows = frame.join(old, on=key, how="left", maintain_order="left")
    return rows.with_columns(run_id=pl.coalesce("first_run", "run_id", pl.lit(run_id))).drop("first_run")


def finish(name: str, frames: Collection[pl.DataFrame]) -> pl.DataFrame:
    """One table out of its parts: typed, each key once, in its order."""
    table = TABLES[name]
    rows = pl.concat([table.cast(f) for f in frames] or [table.empty()])
    key = [table.key] if table.key else (_NUMBERS_KEY if name == "numbers" else None)
    order = _ORDER.get(name)
    if order:
        rows = rows.sort(order, nulls_last=False, maintain_order=True)
    return once(rows, key)


def once(rows: pl.DataFrame, key: Sequence[str] | None) -> pl.DataFrame:
    """The first row of each key, in their order; to see that there is nothing to be done takes a twentieth of doing it.

    Args:
        rows: of any table.
        key: columns; None for all of them.
    """
    if rows.n_unique(key) == rows.height:
        return rows
    return rows.unique(key, keep="first", maintain_order=True)


def quarantined(frames: Collection[pl.DataFrame], files_of: pl.DataFrame | None = None) -> pl.DataFrame:
    """Rejected files and rows with a stable `quarantine_id`.

    Args:
        frames: quarantine rows of the stages; any of the table's columns may be missing.
        files_of: `article_id`, `source_file`: where a row that names no file came from.
    """
    table = TABLES["quarantine"]
    rows = pl.concat([table.cast(f) for f in frames] or [table.empty()])
    if files_of is not None and rows.height:
        rows = _with_files(rows, files_of)
    parts = rows.select("stage", "table", "record_key", "reason", "message", "source_file").rows()
    ids = [hashlib.sha256("\x1f".join(p or "" for p in part).encode()).hexdigest()[:16] for part in parts]
    return rows.with_columns(quarantine_id=pl.Series(ids, dtype=pl.String())).unique(
        "quarantine_id", keep="first", maintain_order=True
    )


def _with_files(rows: pl.DataFrame, files_of: pl.DataFrame) -> pl.DataFrame:
    """Fill `source_file` of rejected rows from the article that their record names."""
    article = pl.coalesce(
        pl.col("record_json").str.extract(r'"article_id":\s*"([^"]+)"'),
        pl.when(pl.col("table") == "articles").then("record_key"),
    )
    known = files_of.select(article="article_id", found="source_file")
    found = rows.with_columns(article=article).join(known, on="article", how="left", maintain_order="left")
    return found.with_columns(source_file=pl.coalesce("source_file", "found")).drop("article", "found")
