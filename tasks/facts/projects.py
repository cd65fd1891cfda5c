"""Canonical projects over all articles, old and new.

Two mentions are one project only where a whole key agrees: the name with kind and place, the count with kind, place
and year, or the sum with kind and place. Nothing is merged because it looks alike ('Нұрлы жер' is no 'Нұрлы жол').
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from tasks.facts.evidence import stable_id
from tasks.language.normal import fold
from tasks.lexicon import toml
from tasks.schema import TABLES

_ROUNDING = 1.05  # sums that differ by less are one sum, rounded differently
_ROUNDS = 8  # of spreading labels over shared keys; a chain of mentions is far shorter
_BUDGETS = ["cost", "budget"]


@dataclass(frozen=True)
class Canonical:
    """What `canonical` gives.

    Args:
        projects: the columns of `projects` but run_id.
        project_mentions: all rows, each with its project_id.
        finance: all rows, with the project_id of those that a mention links.
    """

    projects: pl.DataFrame
    project_mentions: pl.DataFrame
    finance: pl.DataFrame


def canonical(project_mentions: pl.DataFrame, finance: pl.DataFrame, articles: pl.DataFrame) -> Canonical:
    """Makes one project of all mentions that mean it.

    Args:
        project_mentions: all rows, old and new; old rows have their project_id, which stays.
        finance: all rows.
        articles: all rows: article_id, published, story_id.

    Returns:
        projects, and mentions and finance with project_id, rows and order as given.
    """
    days = articles.select("article_id", "published", story=pl.coalesce("story_id", "article_id"))
    known = project_mentions.join(days, on="article_id", how="left", maintain_order="left")
    known = known.with_columns(project_id=_identified(known))
    mentions = known.select(project_mentions.columns)
    links = mentions.drop_nulls("finance_id").select("finance_id", linked="project_id")
    links = links.sort("finance_id", "linked").unique("finance_id", keep="first", maintain_order=True)
    sums = finance.join(links, on="finance_id", how="left", maintain_order="left").with_columns(
        project_id="linked"
    )
    projects = _described(known, finance) if known.height else TABLES["projects"].empty().drop("run_id")
    return Canonical(projects, mentions, sums.select(finance.columns))


def _identified(known: pl.DataFrame) -> pl.Series:
    """The project of each mention: an id that it had already, else a hash of the first key of the whole group."""
    keys = _keys(known)
    labels = keys.select("mention_id", label="key").group_by("mention_id").agg(pl.col("label").min())
    for _ in range(_ROUNDS):
        spread = keys.join(labels, on="mention_id").with_columns(pl.col("label").min().over("key"))
        new = spread.group_by("mention_id").agg(pl.col("label").min())
        if new.sort("mention_id").equals(labels.sort("mention_id")):
            break
        labels = new
    grouped = known.select("mention_id", "project_id").join(
        labels, on="mention_id", how="left", maintain_order="left"
    )
    return grouped.with_columns(old=pl.col("project_id").min().over("label"), made=stable_id("label")).select(
        pl.coalesce("project_id", "old", "made").alias("project_id")
    )["project_id"]


def _keys(known: pl.DataFrame) -> pl.DataFrame:
    """mention_id, key: one row for each thing that would make two mentions one; its own id at least."""
    sort = pl.coalesce("kind", "sector")
    year = pl.col("published").dt.year().cast(pl.String)
    name = _normal(pl.col("name"))
    number = pl.col("count").cast(pl.String)
    is_single = pl.col("count").is_null()
    parts = {
        "name": (is_single, ["name_key", "sort", "region_code"]),
        "count": (pl.col("count") > 1, ["number", "kind", "place_code", "year"]),
        "sum": (is_single, ["sum", "currency", "sort", "place_code"]),
    }
    table = known.with_columns(
        sort=sort, year=year, name_key=name, number=number, sum=pl.col("amount").cast(pl.String)
    )
    own = known.select("mention_id", key=pl.concat_str(pl.lit("~mention\x1f"), "mention_id"))
    found = [
        table.filter(fits & pl.all_horizontal(pl.col(c).is_not_null() for c in columns)).select(
            "mention_id", key=pl.concat_str(pl.lit(what), *columns, separator="\x1f")
        )
        for what, (fits, columns) in parts.items()
    ]
    return pl.concat([own, *found])


def _normal(name: pl.Expr) -> pl.Expr:
    """A name without quotes, case, script and the letters that plain Latin spelling confuses."""
    letters = toml("letters")
    latin = {**letters["latin_common"], **letters["latin_2021"]}
    low = (
        name.str.to_lowercase()
        .str.replace_all(r"[«»\"“”„]", "")
        .str.replace_all(r"[\s‑–—-]+", " ")
        .str.strip_chars()
    )
    return fold(low.str.replace_many(list(latin), list(latin.values()), leftmost=True))


def _described(known: pl.DataFrame, finance: pl.DataFrame) -> pl.DataFrame:
    """One row a project: the latest stage, the fullest wording, the stated cost, what sources disagree on."""
    budgets = finance.filter(pl.col("role").is_in(_BUDGETS)).select(
        "finance_id", budget="amount", unit="currency"
    )
    rows = known.join(budgets, on="finance_id", how="left", maintain_order="left").sort(
        "published", "mention_id", nulls_last=False, maintain_order=True
    )
    told = pl.col("status") != "unknown"
    priced = pl.col("budget").is_not_null()
    width = pl.coalesce("name", "quote").str.len_chars()

    def last(column: str) -> pl.Expr:
        return pl.col(column).drop_nulls().last()

    return (
        rows.group_by("project_id", maintain_order=True)
        .agg(
            title=pl.coalesce("name", "quote").sort_by(width, "mention_id").last(),
            kind=last("kind"),
            sector=pl.col("sector")
            .filter(pl.col("sector") != "mixed")
            .last()
            .fill_null(pl.col("sector").last()),
            status=pl.col("status").filter(told).last().fill_null(pl.lit("unknown")),
            status_date=pl.col("published").filter(told).last(),
            programme=last("programme"),
            place_code=last("place_code"),
            region_code=last("region_code"),
            budget_amount=pl.col("budget").filter(priced).last(),
            budget_currency=pl.col("unit").filter(priced).last(),
            budget_finance_id=pl.col("finance_id").filter(priced).last(),
            first_seen=pl.col("published").min(),
            last_seen=pl.col("published").max(),
            n_mentions=pl.len().cast(pl.Int64),
            n_articles=pl.col("article_id").n_unique().cast(pl.Int64),
            n_stories=pl.col("story").n_unique().cast(pl.Int64),
            conflicts=_conflicts(),
        )
        .select(TABLES["projects"].empty().drop("run_id").columns)
    )


def _conflicts() -> pl.Expr:
    """Names of the fields that have several values; a stage that moves on from day to day is no conflict."""
    several = [
        pl.when(pl.col(c).drop_nulls().n_unique() > 1).then(pl.lit(c))
        for c in ("count", "kind", "sector", "place_code", "start_date", "end_date")
    ]
    amount = pl.col("amount").cast(pl.Float64)
    apart = pl.when(amount.max() > amount.min() * _ROUNDING).then(pl.lit("amount"))
    at_once = (pl.col("status").n_unique() > pl.col("published").n_unique()) & (
        pl.col("article_id").n_unique() > 1
    )
    stage = pl.when(at_once).then(pl.lit("status"))
    joined = pl.concat_str([*several, apart, stage], separator=";", ignore_nulls=True)
    return pl.when(joined != "").then(joined)
