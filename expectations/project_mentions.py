"""What must hold of mentions of projects."""

from __future__ import annotations

from expectations import shared
from expectations.checks import between, equal, in_set, not_null, null, ordered
from expectations.rule import Rule, Where

_COUNT = "check the sentence: which number counts which noun"
_PARTS = "compare the sentences of the umbrella and its parts; does a part belong to another total?"

PROJECT_MENTIONS: tuple[Rule, ...] = (
    Rule(
        "count_not_negative", "project_mentions", "critical", "range",
        "objects are counted from zero", _COUNT, between("count", 0),
    ),
    Rule(
        "count_plausible", "project_mentions", "warning", "range",
        "more than a million projects: money or people were taken for objects", _COUNT,
        between("count", None, 1_000_000),
    ),
    Rule(
        "count_has_comparator", "project_mentions", "warning", "schema",
        "'over 60' and '60' are different claims", "set the comparator of the count",
        not_null("comparator", where=Where("count")),
    ),
    Rule(
        "single_not_counted", "project_mentions", "warning", "schema",
        "one definite object has no count; a counted one is a group",
        "set record_type to group, or count to null", null("count", where=Where("record_type", ("single",))),
    ),
    Rule(
        "parent_is_umbrella", "project_mentions", "warning", "schema",
        "only umbrellas are left out of sums: parts of another row would count twice",
        "set record_type of the parent to umbrella",
        in_set("parent_mention_id__record_type", ["umbrella"]),
    ),
    Rule(
        "parent_in_article", "project_mentions", "warning", "orphan",
        "parts and total are one article's arithmetic", "look for the umbrella within the article",
        equal("article_id", "parent_mention_id__article_id"),
    ),
    Rule(
        "parts_fit_total", "project_mentions", "warning", "budget_identity",
        "parts that add up to more than their stated total: the article errs, or a part was misread",
        _PARTS, ordered("parts__sum", "parts__ceiling"),
    ),
    Rule(
        "parts_complete", "project_mentions", "info", "budget_identity",
        "parts that add up to less than their total: the article names only some of them", _PARTS,
        ordered("parts__floor", "parts__sum"),
    ),
    Rule(
        "date_order", "project_mentions", "critical", "date_order",
        "works can't end before they start", "check which of the dates is the opening",
        ordered("start_date", "end_date"),
    ),
    Rule(
        "amount_has_currency", "project_mentions", "critical", "currency_missing",
        "an amount without currency can't be summed", "take amount and currency from the linked finance row",
        not_null("currency", where=Where("amount")),
    ),
    Rule(
        "amount_has_evidence", "project_mentions", "warning", "orphan",
        "money without its finance row has no sentence", "link the finance row, or leave the amount null",
        not_null("finance_id", where=Where("amount")),
    ),
    Rule(
        "amount_as_in_finance", "project_mentions", "warning", "schema",
        "the same money must read the same in both tables", "take the amount from the linked finance row",
        equal("amount", "finance_id__amount"),
    ),
    *shared.place("project_mentions"),
)  # fmt: skip
