"""The rules that every table gets from its schema record: nulls, code lists, keys, references, evidence."""

from __future__ import annotations

from collections.abc import Iterator

from expectations import checks
from expectations.rule import Check, Rule, Where
from tasks.lexicon import codes
from tasks.schema import TABLES, Column, Table

LEAST_CONFIDENCE = 0.30
# a missing value of these columns has a reason of its own
_MISSING = {"currency": "currency_missing", "unit": "unit_missing", "text": "empty_text"}
_COMPOUND_KEYS = {
    "numbers": ("article_id", "char_start", "char_end"),
    "codelists": ("codelist", "code"),
}


def baseline(table: Table) -> tuple[Rule, ...]:
    """The rules of one table that follow from its schema, in the order in which they excuse a row.

    Types aren't among them: `Table.cast` has made them true before.
    """
    return (*_keys(table), *(r for c in table.columns for r in _column(table, c)), *_evidence(table))


def _keys(table: Table) -> Iterator[Rule]:
    compound = _COMPOUND_KEYS.get(table.name)
    if table.key is None and compound is None:
        return
    columns = compound or (str(table.key),)
    yield Rule(
        "is_unique",
        table.name,
        "critical",
        "duplicate_id",
        "one row, one key: a join on it must not multiply rows",
        "find which stage made the row twice; the same statement gives one row",
        checks.unique_together(*columns) if compound else checks.unique(columns[0]),
    )


def _column(table: Table, column: Column) -> Iterator[Rule]:
    if column.required:
        yield Rule(
            f"{column.name}_not_null",
            table.name,
            "critical",
            _MISSING.get(column.name, "schema"),
            f"{column.name} is required: {column.description}",
            f"fill {column.name} where the row is made, or don't make the row",
            checks.not_null(column.name, is_float=column.kind == "float64"),
        )
    if column.codelist:
        yield Rule(
            f"{column.name}_in_codelist",
            table.name,
            "critical",
            "codelist",
            f"readers group by {column.name}: only codes of the list {column.codelist}",
            f"map the value to a code of {column.codelist}, or add the code to tasks/lexicon/codelists.csv",
            checks.in_set(column.name, codes(column.codelist)),
        )
    if column.references:
        yield _reference(table, column, column.references)


def _reference(table: Table, column: Column, target: str) -> Rule:
    return Rule(
        f"{column.name}_found",
        table.name,
        "critical",
        "place_unknown" if target.startswith("places.") else "orphan",
        f"{column.name} opens {target}: a reference that leads nowhere loses the row in every join",
        "add the place to tasks/lexicon/places.csv, or leave the code null"
        if target.startswith("places.")
        else f"see why {target} lacks the row: it may stand in quarantine itself",
        checks.found(column.name),
    )


def _evidence(table: Table) -> Iterator[Rule]:
    names = {c.name for c in table.columns}
    if not {"char_start", "char_end"} <= names:
        return
    quote = "quote" if "quote" in names else "text"
    opens = "a reader clicks a figure and must land on its words"
    mend = "check the offset map of the stage that made the span; offsets count code points of articles.text"

    def rule(name: str, reason: str, check: Check, why: str = opens, mend: str = mend) -> Rule:
        return Rule(name, table.name, "critical", reason, why, mend, check)

    yield rule("span_not_negative", "range", checks.between("char_start", 0))
    yield rule("span_not_empty", "range", checks.ordered("char_start", "char_end", strict=True))
    yield rule("span_in_text", "range", checks.ordered("char_end", "article__n_chars"))
    yield rule("quote_is_slice", "quote_mismatch", checks.equal(quote, "article__slice"))
    if "sentence" in names:
        inside = checks.not_null("quote__in_sentence", where=Where("quote"))
        yield rule(
            "quote_in_sentence", "quote_mismatch", inside, "the sentence is shown with its quote marked"
        )
    if "confidence" in names:
        yield rule(
            "confidence_is_share",
            "range",
            checks.between("confidence", 0, 1),
            "confidence is read as a share from 0 to 1",
            "mend the rule's confidence in the lexicon",
        )
        yield rule(
            "confident",
            "low_confidence",
            checks.between("confidence", LEAST_CONFIDENCE),
            f"below {LEAST_CONFIDENCE} a row is a guess; it is kept in quarantine for review",
            "review the sentence; a sharper cue in the lexicon raises the confidence",
        )


# runs and validation_results are written once the certificate is there: nothing is left to judge them
_AFTERWARDS = {"runs", "validation_results"}
BASELINE: dict[str, tuple[Rule, ...]] = {
    name: baseline(table) for name, table in TABLES.items() if name not in _AFTERWARDS
}
