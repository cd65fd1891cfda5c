"""Records → articles and the blocks of their texts; no Python per article or line but for the id's hash."""

from __future__ import annotations

import polars as pl

from tasks.language import identify
from tasks.language.once import of_some
from tasks.schema.frames import BLOCKS
from tasks.sources import metadata
from tasks.sources.blocks import own_roles, page_roles
from tasks.sources.lines import clean, cut, split_lines
from tasks.sources.rejects import SCHEMA

_PREFIX = r"^\s*date (\d{4}-\d{2}-\d{2})(?:[^\S\n]+|\n|$)"  # the crawler's mark before the page
_KNOWN = {
    "article_id": pl.String(),
    "source_file": pl.String(),
    "source_id": pl.String(),
    "source_sha256": pl.String(),
    "url": pl.String(),
    "publisher": pl.String(),
    "title": pl.String(),
    "dateline_place": pl.String(),
    "published": pl.Date(),
    "published_basis": pl.String(),
    "language": pl.String(),
    "text": pl.String(),
    "duplicate_of": pl.String(),
    "n_chars": pl.Int64(),
}


def parse(records: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Every record as an article with its blocks, or as a quarantine row.

    Args:
        records: frame RECORDS, the records of one file together and in order.

    Returns:
        The columns of ARTICLES that are known before facts are looked for; frame BLOCKS; quarantine rows
        without quarantine_id and run_id (empty text, language not read, the same record twice).
    """
    texts = _texts(records.sort("source_file", maintain_order=True).with_row_index("row"))
    pieces = page_roles(
        cut(split_lines(texts)).join(
            texts.select("row", "has_title"), on="row", how="left", maintain_order="left"
        )
    )
    pieces = own_roles(pieces)
    known = _known(texts, pieces)
    fault, kept = _faults(known)
    articles = kept.with_columns(
        duplicate_of=pl.when(pl.col("article_id") != pl.col("article_id").first().over("text")).then(
            pl.col("article_id").first().over("text")
        )
    )
    blocks = _blocks(pieces, articles)
    return articles.select(pl.col(n).cast(t) for n, t in _KNOWN.items()), blocks, fault


def _texts(records: pl.DataFrame) -> pl.DataFrame:
    """Adds text (with the title that only the metadata name), the header's day, and has_title."""
    day = pl.col("text").str.extract(_PREFIX, 1).str.to_date("%Y-%m-%d", strict=False)
    title = clean(pl.col("title")).str.replace_all(r"\s+", " ")
    records = records.with_columns(text=clean(pl.col("raw")), title=pl.when(title != "").then(title))
    records = records.with_columns(header_day=day).with_columns(
        text=pl.when(pl.col("header_day").is_not_null())
        .then(pl.col("text").str.replace(_PREFIX, ""))
        .otherwise("text")
        .str.strip_chars()
    )
    titled = pl.when(pl.col("title").is_not_null()).then(pl.col("text"))
    first_line = titled.str.extract(r"^([^\n]*)", 1).str.replace_all(r"\s+", " ")
    is_lacking = (pl.col("title") != first_line) & (pl.col("text") != "")
    return records.with_columns(
        text=pl.when(is_lacking).then(pl.col("title") + "\n" + pl.col("text")).otherwise("text"),
        has_title=pl.col("title").is_not_null(),
    ).drop("raw")


def _known(texts: pl.DataFrame, pieces: pl.DataFrame) -> pl.DataFrame:
    """Adds the article's columns that come from its pieces and its metadata."""
    found = _found(pieces)
    named = pl.coalesce("source_id", metadata.stem(pl.col("source_file")))
    articles = texts.join(found, on="row", how="left", maintain_order="left").with_columns(
        article_id=metadata.article_ids(texts.select(named).to_series(), texts["text"]),
        n_chars=pl.col("text").str.len_chars(),
        language=identify(pl.col("text")),
        file_day=metadata.day_in_name("source_file"),
        title=pl.coalesce("title", "found_title"),
        publisher=pl.coalesce("publisher", metadata.host(pl.col("url")), metadata.agency(pl.col("agency"))),
    )
    return articles.with_columns(
        published_basis=pl.when(pl.col("published").is_not_null())
        .then(pl.lit("metadata"))
        .when(pl.col("header_day").is_not_null())
        .then(pl.lit("header"))
        .when(pl.col("body_day").is_not_null())
        .then(pl.lit("body"))
        .when(pl.col("file_day").is_not_null())
        .then(pl.lit("filename"))
        .otherwise(pl.lit("none")),
        published=pl.coalesce("published", "header_day", "body_day", "file_day"),
    )


def _found(pieces: pl.DataFrame) -> pl.DataFrame:
    """One row an article: title, dateline place, agency, day, as its lines have them; has_prose."""
    dated = pieces.filter(pl.col("role").is_in(["header", "caption", "dateline"])).select("row", "line")
    days = of_some(dated, pl.col("line").str.contains(r"\d{4}"), _days, {"body_day": pl.Date})
    days = dated.select("row").hstack(days).drop_nulls().unique("row", keep="first", maintain_order=True)
    told = pieces.filter(
        pl.col("role").is_in(["title", "dateline", "header"]) | pl.col("credited").is_not_null()
    )
    told = told.group_by("row").agg(
        pl.col("line").filter(pl.col("role") == "title").first().alias("found_title"),
        pl.coalesce("agency", "credited").drop_nulls().first().alias("agency"),
        pl.col("place").drop_nulls().first().alias("dateline_place"),
    )
    prose = (
        pieces.filter(pl.col("role").is_in(["body", "title", "heading"]))
        .select("row", has_prose=pl.lit(True))
        .unique()
    )
    return prose.join(told, on="row", how="left").join(days, on="row", how="left")


def _days(lines: pl.DataFrame) -> pl.DataFrame:
    return lines.select(low=pl.col("line").str.to_lowercase()).select(body_day=metadata.day_in_line("low"))


def _faults(articles: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Quarantine rows, and the articles without a fault."""
    where = pl.col("source_file") + pl.when(pl.col("source_id").is_not_null()).then(
        pl.lit(" record ") + pl.col("source_id")
    ).otherwise(pl.lit(""))
    reasons = {
        "empty_text": (
            ~pl.col("has_prose").fill_null(False),
            pl.lit("no text but a header or page furniture — fetch the article again or remove it"),
        ),
        "lang_unsupported": (
            pl.col("language") == "other",
            pl.lit("neither Kazakh, Russian nor English: ")
            + pl.col("text").str.head(60).str.replace_all("\n", " ")
            + pl.lit(" — leave it out, or add its letters and stems to tasks/lexicon/languages.toml"),
        ),
        "duplicate_id": (
            pl.col("article_id").is_first_distinct().not_(),
            pl.lit(
                "the same id (or file name) and the same text as an earlier record — remove one of the two"
            ),
        ),
    }
    reason = pl.coalesce(pl.when(is_so).then(pl.lit(code)) for code, (is_so, _) in reasons.items())
    judged = articles.with_columns(reason=reason)
    message = pl.coalesce(
        pl.when(pl.col("reason") == code).then(where + pl.lit(": ") + text)
        for code, (_, text) in reasons.items()
    )
    rejected = judged.filter(pl.col("reason").is_not_null()).with_columns(
        stage=pl.lit("parse"),
        table=pl.lit("articles"),
        record_key=where,
        message=message,
        record_json=pl.struct("source_id", "title", "url", "published", "text").struct.json_encode(),
    )
    return rejected.select(pl.col(n).cast(t) for n, t in SCHEMA.items()), judged.filter(
        pl.col("reason").is_null()
    )


def _blocks(pieces: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Frame BLOCKS of the articles that are kept."""
    kept = pieces.join(articles.select("row", "article_id"), on="row", how="inner", maintain_order="left")
    no = pl.int_range(pl.len()).over("row")
    return kept.with_columns(block_no=no, char_end=pl.col("char_start") + pl.col("n_chars")).select(
        pl.col(n).cast(t) for n, t in BLOCKS.items()
    )
