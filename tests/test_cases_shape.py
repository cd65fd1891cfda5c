"""The case files are well formed. What the pipeline makes of them is tested elsewhere."""

import re
import unicodedata
from collections import Counter

import pytest
from number_cases import CASES, FILES, load

ELSEWHERE = {
    "breaches", "indicators", "described_indicators", "indicators_families", "indicators_kinds", "indicators_rates",
    "indicators_replaced", "numerals_named", "periods",
    "place_articles", "places", "projects_classes", "projects_dates", "projects_denied", "projects_foreign",
    "projects_frames", "projects_latin", "projects_licences", "projects_money", "projects_none",
    "projects_objects", "projects_phrases", "projects_places", "projects_sayings", "projects_status", "role_articles",
    "roles", "rows_audit", "rows_budgets", "rows_compared", "rows_dateline", "rows_each", "rows_findings",
    "rows_measured", "rows_metrics", "rows_nation", "rows_objects", "rows_parts", "rows_people", "rows_periods",
    "rows_industry", "rows_regions",
    "rows_requests", "rows_roles", "rows_social", "rows_statistics", "rows_titles", "rows_totals", "rows_versions",
}  # fmt: skip
"""Case files of another shape, which have tests of their own."""
LANGUAGES = {"kk-Cyrl", "kk-Latn", "ru", "en"}
KINDS = {"money", "percent", "times", "quantity", "count"}
COMPARATORS = {"eq", "gt", "ge", "lt", "le", "approx", "range", "vague"}
DISPOSITIONS = {"date", "time", "ordinal", "identifier", "age", "phone", "exchange_rate", "furniture"}
PER = {"month", "year", "day", "person", "item"}
UNITS = {
    "percent", "pp", "times", "km", "m", "ha", "m2", "km2", "m3", "tonne", "kg", "litre", "person",
    "household", "job", "place", "bed", "unit", "MW", "kWh", "Gcal", "MVA", "MCI", "day", "month",
    "year", "hour", "minute", "degree", "other",
}  # fmt: skip
CASE_KEYS = {"id", "language", "text", "expect", "none", "disposition", "number"}
FACT_KEYS = {
    "kind", "quote", "value", "value_max", "value_from", "currency", "comparator", "unit", "per", "counted",
}  # fmt: skip


CASES_READ = load()
EACH = pytest.mark.parametrize("case", [pytest.param(c, id=f"{n}:{c.get('id')}") for n, c in CASES_READ])


@EACH
def test_case_has_its_keys(case):
    assert set(case) <= CASE_KEYS
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*-\d+", case["id"])
    assert case["language"] in LANGUAGES
    text = case["text"]
    assert text and text == unicodedata.normalize("NFC", text).strip()
    assert "expect" in case or "none" in case
    assert set(case.get("none", [])) <= KINDS
    assert not set(case.get("none", [])) & {f["kind"] for f in case.get("expect", [])}
    assert ("disposition" in case) == ("number" in case)
    if "disposition" in case:
        assert case["disposition"] in DISPOSITIONS
        assert text.count(case["number"]) == 1


@EACH
def test_facts_are_well_formed(case):
    end = 0
    for fact in case.get("expect", []):
        assert set(fact) <= FACT_KEYS
        assert fact["kind"] in KINDS
        assert fact["quote"] == fact["quote"].strip()
        assert fact["quote"] in case["text"]
        assert fact["comparator"] in COMPARATORS
        assert ("value" in fact) == (fact["comparator"] != "vague")
        assert ("value_max" in fact) == (fact["comparator"] == "range")
        if "value_max" in fact:
            assert fact["value"] < fact["value_max"]
        assert not {"value_max", "value_from"} <= set(fact)
        if "per" in fact:
            assert fact["per"] in PER
        if fact["kind"] == "money":
            assert re.fullmatch(r"[A-Z]{3}", fact["currency"])
            assert "unit" not in fact
        else:
            assert "currency" not in fact
            assert fact["unit"] in UNITS
            assert (fact["unit"] == "unit") == (fact["kind"] == "count")
        assert ("counted" in fact) == (fact["kind"] == "count")
        if "counted" in fact:
            assert fact["counted"] in case["text"].lower()
    for kind in KINDS:  # facts of one kind stand in the order of the text
        end = 0
        for fact in case.get("expect", []):
            if fact["kind"] == kind:
                start = case["text"].find(fact["quote"], end)
                assert start >= 0
                end = start + len(fact["quote"])


def test_ids_and_texts_are_unique():
    assert [x for x, n in Counter(c["id"] for _, c in CASES_READ).items() if n > 1] == []
    assert [x for x, n in Counter(c["text"] for _, c in CASES_READ).items() if n > 1] == []


def test_enough_cases():
    positive = [c for _, c in CASES_READ if "expect" in c]
    negative = [c for _, c in CASES_READ if "none" in c]
    assert len(positive) >= 300
    assert len(negative) >= 100
    assert {c["language"] for c in positive} == LANGUAGES == {c["language"] for c in negative}


def test_every_case_file_is_read():
    assert {p.stem for p in CASES.glob("*.toml")} == {*FILES, *ELSEWHERE}
