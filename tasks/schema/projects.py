"""Mentions of projects, and the projects themselves."""

from __future__ import annotations

from tasks.schema.evidence import ARTICLE_ID, EVIDENCE, PLACE, RUN_ID
from tasks.schema.record import Column, Table

_CLASS = (
    Column("kind", "string", "asset kind", codelist="kind"),
    Column("sector", "string", "sector of the economy", required=True, codelist="sector"),
)

PROJECT_MENTIONS = Table(
    name="project_mentions",
    description="One row per statement about a project or a counted group of projects or objects.",
    key="mention_id",
    warnings=("Umbrella rows count what other rows of the article count again: never add the two.",),
    columns=(
        Column("mention_id", "string", "stable hash", required=True),
        Column("project_id", "string", "the project meant", required=True, references="projects.project_id"),
        ARTICLE_ID,
        Column("record_type", "string", "single, group or umbrella", required=True, codelist="record_type"),
        Column(
            "parent_mention_id",
            "string",
            "the umbrella that this row is a part of",
            references="project_mentions.mention_id",
        ),
        Column("count", "int64", "how many; null for one definite object", unit="1"),
        Column("comparator", "string", "comparator of the count", codelist="comparator"),
        Column("head_text", "string", "the noun as written", required=True),
        Column("name", "string", "the proper name as written"),
        *_CLASS,
        Column("status", "string", "how far along (OC4IDS)", required=True, codelist="status"),
        Column("programme", "string", "the programme it belongs to, as written"),
        *PLACE,
        Column("amount", "money", "amount of the linked finance row", unit="currency"),
        Column("currency", "string", "ISO 4217", codelist="currency"),
        Column("finance_id", "string", "the linked finance row", references="finance.finance_id"),
        Column("start_date", "date", "start of works"),
        Column("end_date", "date", "end of works or opening"),
        *EVIDENCE,
        RUN_ID,
    ),
)

PROJECTS = Table(
    name="projects",
    description="Canonical projects over all articles.",
    key="project_id",
    columns=(
        Column("project_id", "string", "stable hash", required=True),
        Column("title", "string", "the fullest wording", required=True),
        *_CLASS,
        Column("status", "string", "latest status (OC4IDS)", required=True, codelist="status"),
        Column("status_date", "date", "day of the article that states it"),
        Column("programme", "string", "the programme it belongs to"),
        Column("place_code", "string", "KATO code", references="places.place_code"),
        Column("region_code", "string", "ISO 3166-2 code"),
        Column("budget_amount", "money", "the stated cost", unit="budget_currency"),
        Column("budget_currency", "string", "ISO 4217", codelist="currency"),
        Column(
            "budget_finance_id", "string", "the finance row that states it", references="finance.finance_id"
        ),
        Column("first_seen", "date", "day of the first article"),
        Column("last_seen", "date", "day of the last article"),
        Column("n_mentions", "int64", "mentions", unit="1", required=True),
        Column("n_articles", "int64", "articles", unit="1", required=True),
        Column("n_stories", "int64", "stories", unit="1", required=True),
        Column("conflicts", "string", "fields on which sources disagree, ';'-separated"),
        RUN_ID,
    ),
)
