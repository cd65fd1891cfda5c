"""Amounts of money."""

from __future__ import annotations

from tasks.schema.evidence import ARTICLE_ID, EVIDENCE, PERIOD, PLACE, RUN_ID
from tasks.schema.record import Column, Table

FINANCE = Table(
    name="finance",
    description="One row per amount of money that an article states.",
    key="finance_id",
    warnings=(
        "A row is a claim by an article. Sum only rows with additive = true, and one article per story.",
        "comparator 'vague' has no amount.",
    ),
    columns=(
        Column("finance_id", "string", "stable hash", required=True),
        ARTICLE_ID,
        Column("role", "string", "what the money is", required=True, codelist="role"),
        Column("amount", "money", "the stated number; the lower bound of a range", unit="currency"),
        Column("amount_max", "money", "the upper bound of a range", unit="currency"),
        Column("amount_from", "money", "the starting amount of a change", unit="currency"),
        Column("currency", "string", "ISO 4217", required=True, codelist="currency"),
        Column(
            "comparator", "string", "how the number bounds the truth", required=True, codelist="comparator"
        ),
        Column("per", "string", "what the amount is per", codelist="per"),
        Column("purpose", "string", "what it is for, as written"),
        Column("funding_source", "string", "whose money", codelist="funding_source"),
        *PERIOD,
        *PLACE,
        Column("project_id", "string", "the project it pays for", references="projects.project_id"),
        Column("statement_id", "string", "rows of one statement share it"),
        Column("attributed_to", "string", "who said it, as written"),
        Column(
            "additive",
            "bool",
            "may be summed: no subtotal, finding, price, stock or unspent money",
            required=True,
        ),
        *EVIDENCE,
        RUN_ID,
    ),
)
