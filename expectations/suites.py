"""All rules by table: those of the schema first, then those written by hand."""

from __future__ import annotations

from datetime import date

from expectations.articles import articles
from expectations.baseline import BASELINE
from expectations.finance import FINANCE
from expectations.indicators import INDICATORS
from expectations.numbers import NUMBERS
from expectations.project_mentions import PROJECT_MENTIONS
from expectations.projects import PROJECTS
from expectations.rule import Rule

Rules = dict[str, tuple[Rule, ...]]


def rules(day: date) -> Rules:
    """Table → its rules, in the order in which they excuse a row (the first critical one names the reason).

    Args:
        day: the day of the run, after which nothing can have been published.
    """
    by_hand = {
        "articles": articles(day),
        "finance": FINANCE,
        "project_mentions": PROJECT_MENTIONS,
        "projects": PROJECTS,
        "indicators": INDICATORS,
        "numbers": NUMBERS,
    }
    return {table: (*made, *by_hand.get(table, ())) for table, made in BASELINE.items()}
