"""The columns by which every fact opens its sentence, shared by the fact tables."""

from __future__ import annotations

from tasks.schema.record import Column

PLACE = (
    Column(
        "place_code",
        "string",
        "KATO code (9 digits) of the place of the fact",
        references="places.place_code",
    ),
    Column(
        "place_text",
        "string",
        "the place as written, without its case; what takes one up ('өңірде', 'елімізде') has its name",
    ),
    Column("region_code", "string", "ISO 3166-2 code of the region that the place lies in"),
)

PERIOD = (
    Column("period_start", "date", "first day of the period that the fact is about"),
    Column("period_end", "date", "last day of that period"),
    Column("period_text", "string", "the period as written"),
    Column(
        "period_basis",
        "string",
        "stated, relative to the article's date, or none",
        required=True,
        codelist="period_basis",
    ),
)

EVIDENCE = (
    Column(
        "quote", "string", "the words of the fact: articles.text[char_start:char_end], exactly", required=True
    ),
    Column("sentence", "string", "the whole sentence", required=True),
    Column(
        "char_start", "int64", "where the quote starts in articles.text", unit="code points", required=True
    ),
    Column("char_end", "int64", "where it ends, exclusive", unit="code points", required=True),
    Column("language", "string", "language and script of the sentence", required=True, codelist="language"),
    Column("rule", "string", "the rule and cue that decided", required=True),
    Column("confidence", "float64", "how sure the rule is, 0 to 1", required=True),
)

RUN_ID = Column("run_id", "string", "the run that published the row first", required=True)

ARTICLE_ID = Column(
    "article_id", "string", "the article that says so", required=True, references="articles.article_id"
)
