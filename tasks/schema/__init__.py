"""One record per published table; casts, Parquet metadata, suites and the data dictionary follow from it."""

from __future__ import annotations

from tasks.schema.articles import ARTICLES, NUMBERS
from tasks.schema.finance import FINANCE
from tasks.schema.indicators import INDICATORS
from tasks.schema.operations import CODELISTS, PLACES, QUARANTINE, RUNS, VALIDATION_RESULTS
from tasks.schema.projects import PROJECT_MENTIONS, PROJECTS
from tasks.schema.record import Column, Table

TABLES: dict[str, Table] = {
    t.name: t
    for t in (
        ARTICLES,
        FINANCE,
        PROJECT_MENTIONS,
        PROJECTS,
        INDICATORS,
        NUMBERS,
        QUARANTINE,
        RUNS,
        VALIDATION_RESULTS,
        PLACES,
        CODELISTS,
    )
}

__all__ = ["TABLES", "Column", "Table"]
