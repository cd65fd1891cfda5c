"""What must hold of the account of every numeral."""

from __future__ import annotations

from expectations.checks import equal, found, null
from expectations.rule import Rule, Where

NUMBERS: tuple[Rule, ...] = (
    Rule(
        "fact_id_found", "numbers", "critical", "orphan",
        "fact_id opens a row of finance, project_mentions or indicators",
        "drop the reference where the fact was merged into another", found("fact_id"),
    ),
    Rule(
        "fact_id_fits_disposition", "numbers", "warning", "schema",
        "coverage by table is counted from disposition", "name the disposition after the fact's table",
        equal("disposition", "fact_id__disposition"),
    ),
    Rule(
        "fact_id_only_of_facts", "numbers", "warning", "schema",
        "a date or a phone number states no fact", "set the disposition, or leave fact_id null",
        null("fact_id", where=Where("disposition", ("finance", "project", "indicator"), negate=True)),
    ),
)  # fmt: skip
