"""What must hold of amounts of money."""

from __future__ import annotations

from expectations import shared
from expectations.checks import between, in_set, not_null, null, ordered
from expectations.rule import Rule, Where

_VAGUE = ("vague",)
_MULTIPLIER = "check the multiplier word ('мың', 'миллион', 'миллиард') in the quote"

FINANCE: tuple[Rule, ...] = (
    Rule(
        "amount_stated", "finance", "critical", "schema",
        "only a vague amount ('миллиардтаған теңге') may lack its number",
        "set the amount, or the comparator to vague",
        not_null("amount", where=Where("comparator", _VAGUE, negate=True)),
    ),
    Rule(
        "vague_has_no_amount", "finance", "warning", "schema",
        "a number that the text doesn't state must not look stated",
        "leave the amount null, or name the comparator that the text uses",
        null("amount", where=Where("comparator", _VAGUE)),
    ),
    Rule(
        "amount_from_needs_amount", "finance", "critical", "schema",
        "a change has two ends: where it started means nothing without where it arrived",
        "read 'X-тен Y-ке дейін' as amount_from X, amount Y",
        not_null("amount", where=Where("amount_from")),
    ),
    *shared.value_range("finance", "amount"),
    Rule(
        "amount_positive", "finance", "critical", "range",
        "articles state amounts of money as positive numbers; losses have a role",
        "check the sign or dash before the number", between("amount", 0, above=True),
    ),
    Rule(
        "amount_from_not_negative", "finance", "critical", "range",
        "a change may start from nothing, never below", "check the sign or dash before the number",
        between("amount_from", 0),
    ),
    Rule(
        "amount_possible", "finance", "critical", "range",
        "more than the economy that counts in this currency: one such row drowns every sum",
        _MULTIPLIER, ordered("amount__highest", "amount__most"),
    ),
    Rule(
        "amount_usual", "finance", "warning", "range",
        "more than the largest budgets that such articles report: look before you sum",
        _MULTIPLIER, ordered("amount__highest", "amount__usual"),
    ),
    Rule(
        "price_not_additive", "finance", "warning", "schema",
        "the price of one thing must not enter a sum", "set additive to false for role price",
        in_set("additive", [False], where=Where("role", ("price",))),
    ),
    *shared.period("finance"),
    *shared.place("finance"),
)  # fmt: skip
