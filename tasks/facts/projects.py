"""Canonical projects over all articles, old and new.

Two mentions are one project only where a whole key agrees: the name with kind and place, the count with kind, place
and year, or the sum with kind and place. Nothing is merged because it looks alike ('Нұрлы жер' is no 'Нұрлы жол').
A later run groups and describes again only the projects whose keys or mentions it touches.
"""

from __future__ import annotations

import polars as pl

from tasks.facts.components import heads
from tasks.facts.evidence import stable_id
from tasks.facts.project_forms import entries
from tasks.language import match
from tasks.language.normal import fold
from tasks.language.runs import taken
from tasks.lexicon import toml
from tasks.schema import TABLES

_SHORT = 2  # words of a title that names its place
_ROUNDING = 1.05  # sums that differ by less are one sum, rounded differently
_BUDGETS = ["cost", "budget"]
_DAY_DIGITS = 6
_WORDED = ("quote", "head_text")

READS = {
    "project_mentions": (
        "mention_id", "article_id", "project_id", "finance_id", "kind", "sector", "status", "programme", "count",
        "amount", "start_date", "end_date", "place_code", "region_code", "place_text", "quote", "head_text", "language",
    ),
    "finance": ("finance_id", "role", "amount", "currency"),
}  # fmt: skip
"""Table → its columns that projects are described by."""


def grouped(mention_ids: pl.Series, keys: pl.DataFrame) -> pl.DataFrame:
    """mention_id, project_id: mentions with a key in common are one project, named by its earliest key.

    So a project keeps its name when later articles tell of it; where they join two projects, the older name stays.

    Args:
        mention_ids: the mentions; all that share a key with one of them must be among them.
        keys: KEYS of these mentions.
    """
    own = mention_ids.to_frame("mention_id").unique().sort("mention_id").with_row_index("no")
    met = keys.join(own, on="mention_id").select("no", "key", name=_name(pl.col("key"), pl.col("day")))
    first = met.group_by("key").agg(y=pl.col("no").min())
    links = met.select("key", x="no").join(first, on="key")
    own = own.with_columns(
        head=heads(own.height, links), name=_name(pl.format("~{}", "mention_id"), pl.lit(None))
    )
    named = met.select(head=taken(own["head"], met["no"]), name="name")
    least = pl.concat([own.select("head", "name"), named]).group_by("head").agg(pl.col("name").min())
    label = least.with_columns(label=pl.col("name").str.slice(_DAY_DIGITS))
    of = label.select("head", project_id=stable_id("label"))
    return own.select("mention_id", "head").join(of, on="head", maintain_order="left").drop("head")


def _name(key: pl.Expr, day: pl.Expr) -> pl.Expr:
    """A key with its day before it, so that the earliest is the least; unknown days come last."""
    since = (day.cast(pl.Int64) + 10**5).fill_null(10**_DAY_DIGITS - 1)  # no news from before 1696
    return since.cast(pl.String).str.zfill(_DAY_DIGITS) + key


def keys(project_mentions: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Frame KEYS: one row for each thing that would make a mention and another one project.

    Args:
        project_mentions: all columns but project_id are read.
        articles: article_id, published.
    """
    days = articles.select("article_id", "published")
    known = project_mentions.join(days, on="article_id", how="left", maintain_order="left")
    is_single = pl.col("count").is_null()
    parts = {
        "name": (is_single, ["name_key", "sort", "region_code"]),
        "count": (pl.col("count") > 1, ["number", "kind", "place_code", "year"]),
        "sum": (is_single, ["sum", "currency", "sort", "place_code"]),
    }
    table = known.with_columns(
        sort=pl.coalesce("kind", "sector"),
        year=pl.col("published").dt.year().cast(pl.String),
        name_key=_normal(pl.col("name")),
        number=pl.col("count").cast(pl.String),
        sum=pl.col("amount").cast(pl.String),
    )
    return pl.concat(
        table.filter(fits & pl.all_horizontal(pl.col(c).is_not_null() for c in columns)).select(
            "mention_id",
            key=pl.concat_str(pl.lit(what), *columns, separator="\x1f"),
            day=pl.col("published").cast(pl.Int32),
        )
        for what, (fits, columns) in parts.items()
    )


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


def described(known: pl.DataFrame, finance: pl.DataFrame) -> pl.DataFrame:
    """One row a project: the latest stage, the fullest wording, the stated cost, what sources disagree on.

    Args:
        known: all mentions of the projects (READS), with published and story of their articles.
        finance: the rows that they link (READS), at least.

    Returns:
        the columns of `projects` but run_id.
    """
    if known.is_empty():
        return TABLES["projects"].empty().drop("run_id")
    budgets = finance.filter(pl.col("role").is_in(_BUDGETS)).select(
        "finance_id", budget="amount", unit="currency"
    )
    rows = known.join(budgets, on="finance_id", how="left", maintain_order="left").sort(
        "published", "mention_id", nulls_last=False, maintain_order=True
    )
    rows = _labelled(rows)
    told = pl.col("status") != "unknown"
    priced = pl.col("budget").is_not_null()
    label = pl.col("label")

    def last(column: str) -> pl.Expr:
        return pl.col(column).drop_nulls().last()

    return (
        rows.group_by("project_id", maintain_order=True)
        .agg(
            title=label.sort_by(label.str.len_chars(), "mention_id").last(),
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


def _labelled(rows: pl.DataFrame) -> pl.DataFrame:
    """Adds label: what each mention would call its project; asked of each wording once, for many are worded alike."""
    worded = [*_WORDED, "language", "place_text"]
    wordings = rows.select(worded).unique()
    label = wordings.with_columns(*_without_case(wordings)).select(label=_titled())
    return rows.join(wordings.hstack(label), on=worded, how="left", nulls_equal=True, maintain_order="left")


def _without_case(rows: pl.DataFrame) -> pl.DataFrame:
    """quote, head_text: of a Kazakh quote that ends with its noun, both without the noun's case ('жаңа мектепті')."""
    own = rows.select("language", "quote", "head_text", form=pl.col("head_text").str.to_lowercase())
    heads = own.select("form", "language").filter(pl.col("language") == "kk-Cyrl").drop_nulls().unique()
    cases = match(heads, entries("head")).unique(["form", "language"]).select("form", "language", "case")
    own = own.join(cases, on=["form", "language"], how="left", maintain_order="left")
    endings, ends = toml("projects")["title"], pl.col("quote").str.ends_with(pl.col("head_text"))
    owned = [f"p{c}" for c in endings["cases"]]
    some = own.with_row_index("row").filter(ends & pl.col("case").is_in([*endings["cases"], *owned]))
    is_bare = pl.col("case").is_in(endings["cases"])
    bare = some.select(
        "row",
        *(
            pl.when(is_bare)
            .then(pl.col(c).str.replace(endings["bare"], ""))
            .otherwise(pl.col(c).str.replace(endings["owned"], "$1"))
            for c in _WORDED
        ),
    )
    return own.select(own[c].scatter(bare["row"], bare[c]) for c in _WORDED)


def _called() -> pl.Expr:
    """The words of a mention; a part that leaves its noun out gets it: 'девять школ', 'үйдің жетеуі'."""
    quote, head = pl.col("quote"), pl.col("head_text")
    kazakh = pl.col("language").str.starts_with("kk")
    russian = pl.concat_str(quote, head, separator=" ")
    whole = pl.when(kazakh).then(pl.concat_str(head, quote, separator=" ")).otherwise(russian)
    return pl.when(quote.str.contains(head, literal=True)).then(quote).otherwise(whole)


def _titled() -> pl.Expr:
    """The words of a mention without those that lead in; few words say where: 'Емхана (Семей)'."""
    leads = "|".join(toml("projects")["title"]["leads"])
    words = _called().str.replace(f"(?i)^(?:(?:{leads}) )+", "")
    named = words.str.contains(pl.col("place_text"), literal=True)
    is_short = (words.str.count_matches(" ") < _SHORT) & ~named
    where = pl.concat_str(words, pl.lit(" ("), "place_text", pl.lit(")"))
    return pl.when(is_short.fill_null(False)).then(where).otherwise(words)


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
