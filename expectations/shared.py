"""Rules that several tables have in common, because they share columns."""

from __future__ import annotations

from datetime import date

from expectations.checks import between, equal, matches, not_null, null, ordered
from expectations.rule import Rule, Where

_PERIOD_MEND = "check the period's sentence and the rules for relative periods"


def period(table: str) -> tuple[Rule, ...]:
    """Of tables with period_start, period_end and period_basis."""
    none = Where("period_basis", ("none",))
    return (
        Rule(
            "period_order", table, "critical", "date_order",
            "a period that ends before it starts selects nothing", _PERIOD_MEND,
            ordered("period_start", "period_end"),
        ),
        Rule(
            "period_has_basis", table, "warning", "schema",
            "a dated row must say whether the article stated the date or it was worked out",
            "set period_basis to stated or relative", null("period_start", where=none),
        ),
        Rule(
            "period_plausible", table, "warning", "range",
            "a year far off is mostly a number taken for a year", _PERIOD_MEND,
            between("period_start", date(1900, 1, 1), date(2100, 12, 31)),
        ),
    )  # fmt: skip


def place(table: str, *, has_code: bool = True) -> tuple[Rule, ...]:
    """Of tables with place_code and region_code."""
    form = Rule(
        "region_code_form", table, "warning", "place_unknown",
        "maps join on ISO 3166-2", "take region_code from tasks/lexicon/places.csv",
        matches("region_code", r"^[A-Z]{2}-[A-Z0-9]{1,3}$"),
    )  # fmt: skip
    fits = Rule(
        "region_holds_place", table, "warning", "place_unknown",
        "a place in another region puts the money on the wrong spot of the map",
        "the region of a KATO code stands in tasks/lexicon/places.csv",
        equal("region_code", "place_code__region"),
    )  # fmt: skip
    return (form, fits) if has_code else (form,)


def value_range(table: str, value: str) -> tuple[Rule, ...]:
    """Of tables with `<value>`, `<value>_max` and a comparator."""
    high = f"{value}_max"
    is_range = ("range",)
    return (
        Rule(
            f"{value}_le_max", table, "critical", "min_gt_max",
            "the upper bound of a range is below the lower one: one of them was misread",
            "check the sentence: a shared multiplier ('3-5 million') belongs to both bounds",
            ordered(value, high),
        ),
        Rule(
            "range_has_max", table, "critical", "schema",
            "a range without its upper bound reads as an exact figure",
            f"set {high}, or a comparator other than range",
            not_null(high, where=Where("comparator", is_range)),
        ),
        Rule(
            "max_needs_range", table, "warning", "schema",
            "an upper bound on a row that isn't a range is overlooked",
            "set the comparator to range",
            null(high, where=Where("comparator", is_range, negate=True)),
        ),
    )  # fmt: skip
