"""The articles and the numerals in them."""

from __future__ import annotations

from tasks.schema.evidence import ARTICLE_ID, RUN_ID
from tasks.schema.record import Column, Table

ARTICLES = Table(
    name="articles",
    description="One row per article read: its text, to which all offsets refer, and what is known of it.",
    key="article_id",
    columns=(
        Column("article_id", "string", "stable hash of source_id and normalised text", required=True),
        Column("source_file", "string", "file the article came from, as named to the run", required=True),
        Column("source_id", "string", "the record's own id in jsonl or csv"),
        Column(
            "source_sha256",
            "string",
            "SHA-256 of the file's raw bytes (of the line for jsonl)",
            required=True,
        ),
        Column("url", "string", "where the article was published"),
        Column("publisher", "string", "site or agency, from url, dateline or credit"),
        Column("title", "string", "the headline"),
        Column("dateline_place", "string", "the place in the dateline, as written"),
        Column("published", "date", "day of publication"),
        Column(
            "published_basis", "string", "where the day was found", required=True, codelist="published_basis"
        ),
        Column("language", "string", "language and script", required=True, codelist="language"),
        Column("text", "string", "the text, NFC: offsets count its code points", required=True),
        Column("story_id", "string", "near-duplicates and same-event articles share it"),
        Column(
            "duplicate_of",
            "string",
            "the article with the same text, read first",
            references="articles.article_id",
        ),
        Column("n_chars", "int64", "length of text", unit="code points", required=True),
        Column("n_sentences", "int64", "sentences in text", unit="1", required=True),
        Column("n_numbers", "int64", "numerals in text", unit="1", required=True),
        Column(
            "n_numbers_explained",
            "int64",
            "those with a disposition other than unexplained",
            unit="1",
            required=True,
        ),
        RUN_ID,
    ),
)

NUMBERS = Table(
    name="numbers",
    description="Every number in figures, and in words where it became a fact or date; and what became of it.",
    key=None,
    columns=(
        ARTICLE_ID,
        Column(
            "char_start",
            "int64",
            "where the numeral starts in articles.text",
            unit="code points",
            required=True,
        ),
        Column("char_end", "int64", "where it ends, exclusive", unit="code points", required=True),
        Column("text", "string", "the numeral as written", required=True),
        Column("disposition", "string", "what it was taken for", required=True, codelist="disposition"),
        Column("fact_id", "string", "the published finance, mention or indicator row that states it"),
    ),
)
