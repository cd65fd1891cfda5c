"""What must hold of canonical projects."""

from __future__ import annotations

from expectations import shared
from expectations.checks import between, equal, not_null, ordered
from expectations.rule import Rule, Where

_COUNT = "count again from project_mentions"

PROJECTS: tuple[Rule, ...] = (
    Rule(
        "has_mention", "projects", "critical", "orphan",
        "a project that no published sentence speaks of has no evidence",
        "see why its mentions stand in quarantine", between("n_mentions__rows", 1),
    ),
    Rule(
        "n_stories_positive", "projects", "critical", "range",
        "a project is told at least once", _COUNT, between("n_stories", 1),
    ),
    Rule(
        "n_mentions_is_rows", "projects", "warning", "schema",
        "the number must be what a join on project_mentions finds", _COUNT,
        equal("n_mentions", "n_mentions__rows"),
    ),
    Rule(
        "articles_le_mentions", "projects", "critical", "range",
        "each article that counts mentions the project", _COUNT, ordered("n_articles", "n_mentions"),
    ),
    Rule(
        "stories_le_articles", "projects", "critical", "range",
        "a story has at least one article", _COUNT, ordered("n_stories", "n_articles"),
    ),
    Rule(
        "seen_order", "projects", "critical", "date_order",
        "the first article isn't later than the last", "take both from the days of the articles",
        ordered("first_seen", "last_seen"),
    ),
    Rule(
        "budget_positive", "projects", "critical", "range",
        "a cost is above nothing", "take the amount from the finance row",
        between("budget_amount", 0, above=True),
    ),
    Rule(
        "budget_has_currency", "projects", "critical", "currency_missing",
        "a budget without currency can't be summed", "take the currency from the finance row",
        not_null("budget_currency", where=Where("budget_amount")),
    ),
    Rule(
        "budget_as_in_finance", "projects", "warning", "schema",
        "the same money must read the same in both tables", "take the amount from the finance row",
        equal("budget_amount", "budget_finance_id__amount"),
    ),
    *shared.place("projects"),
)  # fmt: skip
