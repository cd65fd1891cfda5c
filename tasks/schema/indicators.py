"""Quantities that aren't money."""

from __future__ import annotations

from tasks.schema.evidence import ARTICLE_ID, EVIDENCE, PERIOD, PLACE, RUN_ID
from tasks.schema.record import Column, Table

INDICATORS = Table(
    name="indicators",
    description="One row per quantity that isn't money.",
    key="indicator_id",
    columns=(
        Column("indicator_id", "string", "stable hash", required=True),
        ARTICLE_ID,
        Column("metric", "string", "what is measured, as written; null where no noun says it"),
        Column("metric_code", "string", "code of the metric where known", codelist="metric"),
        Column(
            "value", "float64", "the stated number; the lower bound of a range", unit="unit", required=True
        ),
        Column("value_max", "float64", "the upper bound of a range", unit="unit"),
        Column("value_from", "float64", "the starting value of a change", unit="unit"),
        Column("unit", "string", "unit of measure", required=True, codelist="unit"),
        Column("counted", "string", "the noun counted, for unit 'unit'"),
        Column(
            "comparator", "string", "how the number bounds the truth", required=True, codelist="comparator"
        ),
        Column("statistic", "string", "level, change, factor or share", required=True, codelist="statistic"),
        Column("direction", "string", "up or down", codelist="direction"),
        Column("kind", "string", "actual, target or forecast", required=True, codelist="actuality"),
        *PERIOD,
        *PLACE,
        Column("project_id", "string", "the project it describes", references="projects.project_id"),
        *EVIDENCE,
        RUN_ID,
    ),
)
