"""Periods: the cases of tests/cases/periods.toml, and which period a fact is about."""

import tomllib
from collections import Counter
from datetime import date
from pathlib import Path

import polars as pl
import pytest
import short_articles

from tasks import mentions
from tasks.facts import period_choice, periods

CASES = tomllib.loads((Path(__file__).parent / "cases" / "periods.toml").read_text(encoding="utf-8"))["case"]
DAY = date(2025, 10, 15)


def split(text: str, language: str = "kk-Cyrl", day: date | None = DAY) -> pl.DataFrame:
    return short_articles.read([("a", text, language)], day)[1]


def named(text: str, language: str = "kk-Cyrl", day: date | None = DAY) -> list[dict]:
    told = split(text, language, day)
    found = mentions.find(told)
    return periods.found(told, found.tokens, found.mentions).to_dicts()


def chosen(text: str, day: date | None = DAY) -> list[tuple[float, str | None]]:
    told = split(text, day=day)
    found = mentions.find(told)
    facts = found.mentions.filter(pl.col("kind") == "money").with_columns(first="token_start")
    out = period_choice.of(facts, periods.found(told, found.tokens, found.mentions))
    return list(zip(facts["value"], out["period_text"], strict=True))


@pytest.fixture(scope="module")
def read():
    """Every case in one batch, as it would be in a run: case id → periods."""
    told = short_articles.read(short_articles.of_cases(CASES), DAY)[1]
    found = mentions.find(told)
    when = periods.found(told, found.tokens, found.mentions).join(
        told, on="sentence_id", maintain_order="left"
    )
    out = {c["id"]: [] for c in CASES}
    for r in when.iter_rows(named=True):
        out[r["article_id"]].append(r)
    return out


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["id"])
def test_periods_named(case, read):
    got = read[case["id"]]
    if "quote" not in case:
        assert got == []
        return
    assert [r["period_text"].casefold() for r in got] == [case["quote"].casefold()]
    assert (got[0]["period_start"], got[0]["period_end"]) == (case.get("start"), case.get("end"))
    assert got[0]["period_basis"] == case["basis"]


def test_ids_of_cases_are_unique():
    assert max(Counter(c["id"] for c in CASES).values()) == 1


@pytest.mark.parametrize(
    "text", ["Былтыр 5 млрд теңге бөлінді.", "9 айда 5 млрд теңге түсті.", "Кеше ашылды."]
)
def test_without_the_article_s_day_nothing_is_resolved(text):
    for r in named(text, day=None):
        assert (r["period_start"], r["period_end"], r["period_basis"]) == (None, None, "none")


def test_a_stated_year_needs_no_day():
    (r,) = named("Зауыт 2023 жылы ашылды.", day=None)
    assert (r["period_start"], r["period_basis"]) == (date(2023, 1, 1), "stated")


def test_a_month_is_the_nearest_one():
    (r,) = named("Жиын желтоқсанда өтті.", day=date(2026, 1, 20))
    assert r["period_start"] == date(2025, 12, 1)


def test_a_month_half_a_year_off_is_left_open():
    (r,) = named("Ақпанда – жиын.", day=date(2025, 12, 20))
    assert (r["period_start"], r["period_basis"]) == (None, "none")


def test_a_month_of_what_is_over_is_the_last_one():
    (r,) = named("Жиын ақпанда өтті.", day=date(2025, 12, 20))
    assert r["period_start"] == date(2025, 2, 1)


def test_the_last_period_before_the_amount_counts():
    text = "Былтыр 5 млрд теңге, биыл 7 млрд теңге бөлінді, ашылуы 2027 жылға жоспарланған."
    assert chosen(text) == [(5e9, "Былтыр"), (7e9, "биыл")]


def test_a_period_of_a_later_clause_is_not_the_amount_s():
    assert chosen("Оған 5 млрд теңге керек, ашылуы 2027 жылға жоспарланған.") == [(5e9, None)]


def test_periods_stay_in_their_sentence():
    assert chosen("Ол былтыр келді. Оған 5 млрд теңге берілді.") == [(5e9, None)]
