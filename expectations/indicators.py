"""What must hold of quantities that aren't money."""

from __future__ import annotations

from expectations import shared
from expectations.checks import between, in_set, not_null
from expectations.rule import Rule, Where

# things that are counted or measured from zero; percent, pp, degree and other may lie below it
_FROM_ZERO = (
    "times", "km", "m", "ha", "m2", "km2", "m3", "tonne", "kg", "litre", "person", "household", "job",
    "place", "bed", "unit", "MW", "kWh", "Gcal", "MVA", "day", "month", "year", "hour", "minute",
)  # fmt: skip
_SPAN = "check the sentence: which number, which unit"

INDICATORS: tuple[Rule, ...] = (
    *shared.value_range("indicators", "value"),
    Rule(
        "value_possible", "indicators", "critical", "range",
        "beyond any count in the news: a multiplier was misread", _SPAN, between("value", -1e15, 1e15),
    ),
    Rule(
        "value_not_negative", "indicators", "critical", "range",
        "a count, length, area or mass isn't below zero; a fall has a direction",
        "read a dash before the number as a dash, not as minus",
        between("value", 0, where=Where("unit", _FROM_ZERO)),
    ),
    Rule(
        "share_within_whole", "indicators", "warning", "range",
        "a share lies between 0 and 100 per cent; above it, it is a change or a degree of completion",
        "set the statistic to change_pct, or level",
        between("value", 0, 100, where=Where("statistic", ("share",))),
    ),
    Rule(
        "percent_plausible", "indicators", "warning", "range",
        "more than a thousand per cent is mostly a lost decimal comma", _SPAN,
        between("value", -1000, 1000, where=Where("unit", ("percent", "pp"))),
    ),
    Rule(
        "change_pct_in_percent", "indicators", "warning", "unit_missing",
        "a change in per cent with another unit can't be compared", "set the unit to percent or pp",
        in_set("unit", ["percent", "pp"], where=Where("statistic", ("change_pct",))),
    ),
    Rule(
        "multiple_in_times", "indicators", "warning", "unit_missing",
        "a factor ('3 есе') counts in times", "set the unit to times",
        in_set("unit", ["times"], where=Where("statistic", ("multiple",))),
    ),
    Rule(
        "counted_named", "indicators", "warning", "unit_missing",
        "'41 units' says nothing: of what?", "put the noun counted into counted",
        not_null("counted", where=Where("unit", ("unit",))),
    ),
    *shared.period("indicators"),
    *shared.place("indicators"),
)  # fmt: skip
