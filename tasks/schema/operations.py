"""What tells of the run itself: quarantine, runs, validation results; and the dimensions."""

from __future__ import annotations

from tasks.schema.evidence import RUN_ID
from tasks.schema.record import Column, Table

QUARANTINE = Table(
    name="quarantine",
    description="Every file and row that was rejected, with the reason and the mend.",
    key="quarantine_id",
    columns=(
        Column("quarantine_id", "string", "stable hash", required=True),
        Column("stage", "string", "where it was rejected", required=True, codelist="stage"),
        Column("table", "string", "the table that the row was meant for"),
        Column("record_key", "string", "key of the row, or file:line of the record", required=True),
        Column("reason", "string", "why", required=True, codelist="quarantine_reason"),
        Column("message", "string", "what was wrong, where, and how to mend it", required=True),
        Column("record_json", "string", "the row as JSON"),
        Column("source_file", "string", "the file it came from"),
        RUN_ID,
    ),
)

RUNS = Table(
    name="runs",
    description="One row per run that published.",
    key="run_id",
    columns=(
        Column("run_id", "string", "esep's id of the run", required=True),
        Column("flow_run_id", "string", "Prefect's id of the flow run"),
        Column("trigger", "string", "command or schedule", required=True, codelist="trigger"),
        Column("started_at", "timestamp", "start", unit="UTC", required=True),
        Column(
            "finished_at", "timestamp", "end of validation, just before the release is published", unit="UTC"
        ),
        Column("state", "string", "published or refused", required=True, codelist="run_state"),
        Column("esep_version", "string", "version of this package", required=True),
        Column("rules_version", "string", "hash of lexicon and rules", required=True),
        Column("schema_version", "string", "hash of the schema", required=True),
        Column("python_version", "string", "interpreter", required=True),
        Column(
            "counts_json", "string", "counts in and out, by table and disposition, as JSON", required=True
        ),
        Column("seconds_json", "string", "seconds per stage, as JSON", unit="s", required=True),
    ),
)

VALIDATION_RESULTS = Table(
    name="validation_results",
    description="One row per expectation per run.",
    key=None,
    columns=(
        RUN_ID,
        Column("table", "string", "the table checked", required=True),
        Column("rule", "string", "name of the rule", required=True),
        Column("expectation", "string", "Great Expectations type", required=True),
        Column("column", "string", "the column, for column expectations"),
        Column("severity", "string", "info, warning or critical", required=True, codelist="severity"),
        Column("why", "string", "why the rule is there", required=True),
        Column("is_success", "bool", "met by the rows that are published", required=True),
        Column("n_checked", "int64", "rows checked before the gate", unit="1", required=True),
        Column("n_quarantined", "int64", "rows that failed and went to quarantine", unit="1", required=True),
        Column("n_unexpected", "int64", "published rows that fail (warnings)", unit="1", required=True),
    ),
)

PLACES = Table(
    name="places",
    description="Regions, cities and districts by KATO code.",
    key="place_code",
    columns=(
        Column("place_code", "string", "KATO, 9 digits", required=True),
        Column("parent_code", "string", "KATO code of the place it lies in"),
        Column("level", "string", "region or district", required=True, codelist="place_level"),
        Column("type", "string", "oblast, city_rep, district_or_city, city_district", required=True),
        Column("name_kk", "string", "name in Kazakh", required=True),
        Column("name_ru", "string", "name in Russian", required=True),
        Column("name_en", "string", "name in English", required=True),
        Column("region_code", "string", "ISO 3166-2 code of the region it lies in", required=True),
    ),
)

CODELISTS = Table(
    name="codelists",
    description="Every code used in the tables, with its label.",
    key=None,
    columns=(
        Column("codelist", "string", "name of the code list", required=True),
        Column("code", "string", "the code", required=True),
        Column("label_en", "string", "label in English", required=True),
        Column("label_kk", "string", "label in Kazakh"),
        Column("label_ru", "string", "label in Russian"),
    ),
)
