"""Indicators: the cases of tests/cases/indicators*.toml, what holds of every row, and numerals that measure nothing."""

from __future__ import annotations

import tomllib
from collections import Counter
from datetime import date
from pathlib import Path

import polars as pl
import pytest
import short_articles

from tasks import mentions
from tasks.facts import derive
from tasks.lexicon import codes, toml

CASES = [
    case
    for path in sorted((Path(__file__).parent / "cases").glob("indicators*.toml"))
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
]
NAMED = tomllib.loads((Path(__file__).parent / "cases" / "numerals_named.toml").read_text(encoding="utf-8"))[
    "case"
]
EXACT = ("value", "value_from", "value_max", "unit", "statistic", "direction", "kind", "metric_code")


def facts_of(texts: list[dict[str, str]], day: date | None = date(2025, 10, 15)) -> dict[str, pl.DataFrame]:
    """Texts with id and language → the fact tables, each text an article."""
    articles, told = short_articles.read(short_articles.of_cases(texts), day)
    found = mentions.find(told)
    return derive(articles, told, found.tokens, found.mentions)


@pytest.fixture(scope="module")
def facts():
    """Every case in one batch, as it would be in a run."""
    return facts_of(CASES)


@pytest.fixture(scope="module")
def read(facts):
    """case id → its indicator rows, in order of the text."""
    out = {c["id"]: [] for c in CASES}
    for r in facts["indicators"].sort("char_start").iter_rows(named=True):
        out[r["article_id"]].append(r)
    return out


def test_a_batch_without_a_quantity():
    text = "Көпірді жөндеуге 4 млрд теңге бөлінді."
    rows = facts_of([{"id": "sum", "language": "kk-Cyrl", "text": text}])
    assert rows["finance"].height == 1 and rows["indicators"].is_empty()


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["id"])
def test_indicators_found(case, read):
    got, wanted = read[case["id"]], case.get("expect", [])
    assert [r["value"] for r in got] == [w["value"] for w in wanted]
    for row, want in zip(got, wanted, strict=True):
        assert {k: row[k] for k in EXACT} == {k: want.get(k) for k in EXACT}
        assert row["quote"] == want["quote"]
        assert row["metric"] == want.get("metric")
        assert row["period_text"] == want.get("period")


def test_ids_of_cases_are_unique():
    assert max(Counter(c["id"] for c in [*CASES, *NAMED]).values()) == 1


@pytest.fixture(scope="module")
def named():
    """case id → its numerals and what became of them, in order of the text."""
    out = {c["id"]: [] for c in NAMED}
    for r in facts_of(NAMED)["numbers"].sort("char_start").iter_rows(named=True):
        out[r["article_id"]].append((r["text"], r["disposition"]))
    return out


@pytest.mark.parametrize("case", NAMED, ids=lambda c: c["id"])
def test_numerals_that_measure_nothing_are_named(case, named):
    assert named[case["id"]] == [*zip(case["numerals"], case["dispositions"], strict=True)]


def test_both_ends_of_a_change_told_in_two_numbers_point_to_it(facts):
    rows = facts["numbers"].filter(pl.col("article_id") == "move-en-2", pl.col("text").is_in(["9.1", "8.4"]))
    assert rows["disposition"].to_list() == ["indicator", "indicator"]
    assert rows["fact_id"].n_unique() == 1


def test_metric_codes_are_of_the_code_list_and_each_is_used_once():
    listed = [m["code"] for m in toml("metrics")["metric"]]
    assert set(listed) == codes("metric")
    assert max(Counter(listed).values()) == 1
    assert {u for m in toml("metrics")["metric"] for u in m["units"]} <= codes("unit")
    assert {s for m in toml("metrics")["metric"] for s in m.get("statistics", [])} <= codes("statistic")


def test_confidence_tells_the_makes_apart(facts):
    assert facts["indicators"]["confidence"].n_unique() > 2
    assert facts["indicators"]["confidence"].is_between(0, 1).all()


def test_without_the_article_s_day_nothing_is_a_target_by_its_period():
    text = {"id": "a", "language": "kk-Cyrl", "text": "2031 жылы 5 мың орын берілді."}
    assert facts_of([text], day=None)["indicators"]["kind"].to_list() == ["actual"]
    assert facts_of([text])["indicators"]["kind"].to_list() == ["target"]
