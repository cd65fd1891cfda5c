"""Views: a table with what its rules must see of other tables, in columns named `<column>__<what>`.

A rule about two tables then reads one frame, in Polars and in GX alike. Views are never published.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import polars as pl

from expectations.money import PLAUSIBLE
from tasks.lexicon import rows
from tasks.schema import TABLES, Column
from tasks.tables import once

Tables = Mapping[str, pl.DataFrame]

ROW = "row:no"
"""Row number within what the gate was given; rides along, is in no table."""
FACTS = {"finance": "finance_id", "project_mentions": "mention_id", "indicators": "indicator_id"}
_DISPOSITION = {"finance": "finance", "project_mentions": "project", "indicators": "indicator"}
ODD = r"[^\t\n\x20-\x{2FF}\x{400}-\x{482}\x{48A}-\x{52F}\x{2010}-\x{205E}\x{20A0}-\x{20CF}\x{2116}]"
"""A character that may not stand in normal form (NFC): outside these blocks some combine, and some are replaced."""
# what a reference's rules want to know of the row referred to: (table, column) → its columns
_CARRIED = {
    ("project_mentions", "parent_mention_id"): ("record_type", "article_id"),
    ("project_mentions", "finance_id"): ("amount",),
    ("projects", "budget_finance_id"): ("amount",),
}


def view(name: str, tables: Tables, known: Tables) -> pl.DataFrame:
    """One table with its rules' helper columns.

    Args:
        name: the table.
        tables: the frames under judgement, typed by the schema.
        known: rows published earlier, which references may point to as well.
    """
    frame = tables[name]
    for column in TABLES[name].columns:
        if column.references:
            frame = _refer(frame, name, column, tables, known)
    if {"char_start", "char_end"} <= set(frame.columns):
        frame = _slice(frame, tables, known)
    extra = {
        "articles": _articles,
        "finance": _finance,
        "project_mentions": _mentions,
        "projects": _projects,
        "numbers": _numbers,
    }.get(name)
    return extra(frame, tables, known) if extra else frame


def union(name: str, tables: Tables, known: Tables) -> pl.DataFrame:
    """The rows of a table, those under judgement and those published earlier."""
    empty = TABLES[name].empty()
    if name == "places" and name not in tables:
        return _places()
    new, old = tables.get(name, empty).select(empty.columns), known.get(name, empty)
    return pl.concat([new, TABLES[name].cast(old)]) if old.height else new


@cache
def _places() -> pl.DataFrame:
    """They ship with the package."""
    return pl.DataFrame([dict(r) for r in rows("places")]).pipe(TABLES["places"].cast)


def _refer(frame: pl.DataFrame, name: str, reference: Column, tables: Tables, known: Tables) -> pl.DataFrame:
    column = reference.name
    table, key = str(reference.references).split(".")
    carried = _CARRIED.get((name, column), ())
    parents = (
        union(table, tables, known)
        .filter(pl.col(key).is_not_null())
        .select(
            pl.col(key).alias(column),
            pl.col(key).alias(f"{column}__found"),
            *(pl.col(c).alias(f"{column}__{c}") for c in carried),
            *([pl.col("region_code").alias("place_code__region")] if table == "places" else []),
        )
    )
    return frame.join(once(parents, [column]), on=column, how="left", maintain_order="left")


def _slice(frame: pl.DataFrame, tables: Tables, known: Tables) -> pl.DataFrame:
    articles = union("articles", tables, known).select(
        "article_id", pl.col("n_chars").alias("article__n_chars"), pl.col("text").alias("article__text")
    )
    start, end = pl.col("char_start"), pl.col("char_end")
    # a crossed or negative span has no slice: it fails the span rules and shouldn't stop the run here
    sound = (start >= 0) & (end > start)
    length = pl.when(sound).then(end - start).otherwise(0)
    frame = frame.join(
        once(articles, ["article_id"]), on="article_id", how="left", maintain_order="left"
    ).with_columns(pl.col("article__text").str.slice(start, length).alias("article__slice"))
    if "sentence" in frame.columns:
        at = pl.col("sentence").str.find(pl.col("quote"), literal=True)
        frame = frame.with_columns(at.cast(pl.Int64).alias("quote__in_sentence"))
    return frame.drop("article__text")


def _is_nfc(texts: pl.Series) -> pl.Series:
    """Whether they are in normal form; only texts with unusual characters are normalised, which is slow."""
    rows = texts.str.contains(ODD).arg_true()
    odd = texts[rows]
    return pl.Series([True]).new_from_index(0, texts.len()).scatter(rows, odd == odd.str.normalize("NFC"))


def _articles(frame: pl.DataFrame, tables: Tables, known: Tables) -> pl.DataFrame:
    text = pl.col("text")
    frame = frame.with_columns(
        text.str.len_chars().cast(pl.Int64).alias("text__chars"),
        text.str.strip_chars().str.len_chars().cast(pl.Int64).alias("text__visible"),
        text.str.count_matches("\ufffd", literal=True).cast(pl.Int64).alias("text__broken"),
        _is_nfc(frame["text"]).alias("text__is_nfc"),
    )
    if "numbers" not in tables:  # not under judgement now: nothing to count against
        return frame.with_columns(pl.lit(None, dtype=pl.Int64).alias("n_numbers__rows"))
    return _count(frame, union("numbers", tables, known), "article_id", "n_numbers__rows")


def _finance(frame: pl.DataFrame, tables: Tables, known: Tables) -> pl.DataFrame:
    usual = {c: p.usual for c, p in PLAUSIBLE.items()}
    most = {c: p.most for c, p in PLAUSIBLE.items()}
    currency = pl.col("currency")
    return frame.with_columns(
        pl.max_horizontal("amount", "amount_max", "amount_from").cast(pl.Float64).alias("amount__highest"),
        currency.replace_strict(usual, default=None, return_dtype=pl.Float64).alias("amount__usual"),
        currency.replace_strict(most, default=None, return_dtype=pl.Float64).alias("amount__most"),
    )


def _mentions(frame: pl.DataFrame, tables: Tables, known: Tables) -> pl.DataFrame:
    count, comparator = pl.col("count"), pl.col("comparator")
    # what a part counts for certain: one object without a count is one, 'up to nine' may be none
    least = (
        pl.when(comparator.is_in(["lt", "le", "vague"])).then(0)
        .when(count.is_null() & (pl.col("record_type") == "single")).then(1)
        .otherwise(count)
    )  # fmt: skip
    parts = (
        union("project_mentions", tables, known)
        .filter(pl.col("parent_mention_id").is_not_null())
        .group_by("article_id", pl.col("parent_mention_id").alias("mention_id"))
        .agg(least.sum().cast(pl.Float64).alias("parts__sum"))
    )
    ceiling = (
        pl.when(comparator.is_in(["gt", "ge", "range", "vague"])).then(None)
        .when(comparator == "lt").then(count - 1)
        .when(comparator == "approx").then(count * 1.1)
        .otherwise(count)
    )  # fmt: skip
    floor = (
        pl.when(comparator == "gt").then(count + 1)
        .when(comparator.is_in(["eq", "ge"]) | comparator.is_null()).then(count)
    )  # fmt: skip
    return frame.join(parts, on=["article_id", "mention_id"], how="left", maintain_order="left").with_columns(
        ceiling.cast(pl.Float64).alias("parts__ceiling"), floor.cast(pl.Float64).alias("parts__floor")
    )


def _projects(frame: pl.DataFrame, tables: Tables, known: Tables) -> pl.DataFrame:
    if "project_mentions" not in {*tables, *known}:
        return frame.with_columns(pl.lit(None, dtype=pl.Int64).alias("n_mentions__rows"))
    return _count(frame, union("project_mentions", tables, known), "project_id", "n_mentions__rows")


def _numbers(frame: pl.DataFrame, tables: Tables, known: Tables) -> pl.DataFrame:
    facts = pl.concat(
        union(t, tables, known).select(
            pl.col(key).alias("fact_id"),
            pl.col(key).alias("fact_id__found"),
            pl.lit(_DISPOSITION[t]).alias("fact_id__disposition"),
        )
        for t, key in FACTS.items()
    ).filter(pl.col("fact_id").is_not_null())
    return frame.join(once(facts, ["fact_id"]), on="fact_id", how="left", maintain_order="left")


def _count(frame: pl.DataFrame, children: pl.DataFrame, key: str, name: str) -> pl.DataFrame:
    n = children.group_by(key).agg(pl.len().cast(pl.Int64).alias(name))
    return frame.join(n, on=key, how="left", maintain_order="left").with_columns(pl.col(name).fill_null(0))
