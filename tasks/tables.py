"""→ table: typed, keyed, deduplicated, sorted frames, by the schema.

Rows of files that haven't changed are carried over from the last release, the others are made anew; both
meet here. The same input gives the same rows in the same order, whatever the order of files and runs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping

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


def carry(previous: Mapping[str, pl.DataFrame], files: Collection[str]) -> dict[str, pl.DataFrame]:
    """The rows of the last release that come from `files`.

    Args:
        previous: the last release's tables; none at all when there was no release.
        files: the files whose rows stay, as `source_file` names them.
    """
    frames = {name: previous.get(name, TABLES[name].empty()) for name in TABLES}
    stays = pl.col("source_file").is_in(list(files))
    frames["articles"] = frames["articles"].filter(stays)
    frames["quarantine"] = frames["quarantine"].filter(stays)
    ids = frames["articles"].select("article_id")
    for name in FACTS:
        frames[name] = frames[name].join(ids, on="article_id", how="semi")
    return frames


def settle(
    articles: pl.DataFrame, blocks: pl.DataFrame, carried: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Articles just read, held against those of the last release: what stands there already isn't told again.

    Args:
        articles: as parsed, with `duplicate_of` among themselves.
        blocks: the pieces of their texts.
        carried: articles carried over.

    Returns:
        The articles, with `duplicate_of` over both; their blocks; quarantine rows of those that are there.
    """
    is_known = pl.col("article_id").is_in(carried["article_id"].implode())
    first = carried.select("text", known=pl.coalesce("duplicate_of", "article_id")).unique(
        "text", keep="first"
    )
    new = articles.filter(~is_known).join(first, on="text", how="left", maintain_order="left")
    new = new.with_columns(duplicate_of=pl.coalesce("known", "duplicate_of")).drop("known")
    pieces = blocks.join(new.select("article_id"), on="article_id", how="semi", maintain_order="left")
    return new, pieces, _twice(articles.filter(is_known))


def _twice(articles: pl.DataFrame) -> pl.DataFrame:
    """Quarantine rows of records that another file gave already, worded as those of one batch are."""
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


def stamp(name: str, frame: pl.DataFrame, previous: Mapping[str, pl.DataFrame], run_id: str) -> pl.DataFrame:
    """The frame with `run_id`: the run that published the row first, else this one."""
    table = TABLES[name]
    if table.key is None or "run_id" not in table.polars:
        return frame
    known = previous.get(name, table.empty()).select(table.key, "run_id")
    rows = frame.drop("run_id", strict=False).join(known, on=table.key, how="left", maintain_order="left")
    return rows.with_columns(pl.col("run_id").fill_null(run_id))


def finish(name: str, frames: Collection[pl.DataFrame]) -> pl.DataFrame:
    """One table out of its parts: typed, each key once, in its order."""
    table = TABLES[name]
    rows = pl.concat([table.cast(f) for f in frames] or [table.empty()])
    key = [table.key] if table.key else (_NUMBERS_KEY if name == "numbers" else None)
    order = _ORDER.get(name)
    if order:
        rows = rows.sort(order, nulls_last=False, maintain_order=True)
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


def assemble(
    fresh: Mapping[str, pl.DataFrame], carried: Mapping[str, pl.DataFrame]
) -> dict[str, pl.DataFrame]:
    """The tables that speak of single articles: what was extracted now joined with what was carried over.

    Args:
        fresh: `articles` (counted) and the fact tables of the files just read.
        carried: as `carry` gives them.
    """
    tables = {name: finish(name, [carried[name], fresh[name]]) for name in BY_ARTICLE}
    tables["articles"] = finish("articles", [tables["articles"]])
    return tables
