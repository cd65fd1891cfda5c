"""Places: the cases of tests/cases/places.toml, and which place a fact is about."""

import csv
import re
import tomllib
from collections import Counter
from pathlib import Path

import polars as pl
import pytest
import short_articles

from tasks import mentions, sentences
from tasks.facts import places
from tasks.facts.gazetteer import candidates
from tasks.lexicon import toml
from tasks.schema.frames import BLOCKS

HERE = Path(__file__).parent
CASES = tomllib.loads((HERE / "cases" / "places.toml").read_text(encoding="utf-8"))["case"]
ARTICLES = tomllib.loads((HERE / "cases" / "place_articles.toml").read_text(encoding="utf-8"))["case"]
PLACES = HERE.parent / "tasks" / "lexicon" / "places.csv"


def split(*lines: tuple[str, str], language: str = "kk-Cyrl") -> pl.DataFrame:
    """Sentences of one article of (role, line)."""
    text = "\n".join(line for _, line in lines)
    article = pl.DataFrame(
        {"article_id": ["a"], "text": [text], "language": [language], "published": [None]},
        schema_overrides={"published": pl.Date},
    )
    starts = [sum(len(line) + 1 for _, line in lines[:i]) for i in range(len(lines))]
    blocks = pl.DataFrame(
        [
            {"article_id": "a", "block_no": i, "role": role, "char_start": s, "char_end": s + len(line)}
            for i, ((role, line), s) in enumerate(zip(lines, starts, strict=True))
        ]
    ).cast(BLOCKS)
    return sentences.split(article, blocks)


def chosen(*lines: tuple[str, str], language: str = "kk-Cyrl") -> list[tuple[float, str | None, str | None]]:
    """Value, place_text and place_code of every quantity of the text."""
    told = split(*lines, language=language)
    found = mentions.find(told)
    here = places.around(told, found.tokens)
    out = places.of(found.mentions, here)
    return list(zip(found.mentions["value"], out["place_text"], out["place_code"], strict=True))


@pytest.fixture(scope="module")
def read():
    """Every case in one batch, as it would be in a run: case id → places."""
    told = short_articles.read(short_articles.of_cases(CASES))[1]
    here = places.found(told, mentions.find(told).tokens).filter(pl.col("level") != "route")
    out = {c["id"]: [] for c in CASES}
    for r in here.iter_rows(named=True):
        code = {"code": r["place_code"]} if r["place_code"] else {}
        out[r["article_id"]].append({"text": r["place_text"]} | code)
    return out


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["id"])
def test_places_named(case, read):
    assert read[case["id"]] == case["expect"]


_ROLES = {"## ": "heading", "# ": "title", "@ ": "dateline"}
_FACT = re.compile(r"\{([^|{}]*)\|([^{}]*)\}")


def marked(text: str) -> tuple[list[tuple[str, str]], list[tuple[int, int, str]]]:
    """The lines of a case with their roles, and its facts: characters from, to, and the place."""
    lines, facts, start = [], [], 0
    for written in text.strip().split("\n"):
        sign = next((s for s in _ROLES if written.startswith(s)), "")
        line, plain, at = written.removeprefix(sign), "", 0
        for m in _FACT.finditer(line):
            plain += line[at : m.start()]
            facts.append((start + len(plain), start + len(plain) + len(m[1]), m[2]))
            plain, at = plain + m[1], m.end()
        plain += line[at:]
        lines.append((_ROLES.get(sign, "body"), plain))
        start += len(plain) + 1
    return lines, facts


@pytest.mark.parametrize("case", ARTICLES, ids=lambda c: c["id"])
def test_place_of_each_fact(case):
    lines, facts = marked(case["text"])
    told = split(*lines, language=case["language"])
    tokens = mentions.find(told).tokens
    held = [tokens.filter((pl.col("char_end") > a) & (pl.col("char_start") < b)) for a, b, _ in facts]
    spans = pl.DataFrame(
        {
            "sentence_id": [t["sentence_id"][0] for t in held],
            "token_start": [t["token_no"][0] for t in held],
            "token_end": [t["token_no"][-1] + 1 for t in held],
        }
    )
    got = places.of(spans, places.around(told, tokens))["place_text"]
    assert [t or "" for t in got] == [place for _, _, place in facts]


def test_region_follows_the_code():
    told = split(("body", "Павлодар облысының Ақсу қаласында зауыт бар."))
    here = places.found(told, mentions.find(told).tokens)
    assert here["region_code"].to_list() == ["KZ-55"]


def test_every_alias_and_town_means_a_place_of_the_list():
    codes = {r["place_code"] for r in csv.DictReader(PLACES.open(encoding="utf-8"))}
    assert set(candidates()["place_code"]) <= codes
    assert set(toml("place_names")["bare"].values()) <= codes


def test_ids_of_cases_are_unique():
    assert max(Counter(c["id"] for c in CASES).values()) == 1


def test_place_in_the_clause_goes_before_an_earlier_one():
    got = chosen(("body", "Облыс орталығы Таразда 3 мектеп, Шу ауданында 5 мектеп салынды."))
    assert [(v, c) for v, _, c in got] == [(3, "311000000"), (5, "316600000")]


def test_title_says_where_when_the_sentence_does_not():
    got = chosen(
        ("title", "Көкшетауда көпір салынды"), ("dateline", "АСТАНА."), ("body", "Оған 5 млрд теңге кетті.")
    )
    assert got == [(5e9, "Көкшетау", "111000000")]


def test_dateline_counts_where_nothing_else_is_named():
    got = chosen(("title", "Көпір салынды"), ("dateline", "ҚЫЗЫЛОРДА."), ("body", "Оған 5 млрд теңге кетті."))
    assert got == [(5e9, "ҚЫЗЫЛОРДА", "431000000")]


def test_heading_sets_the_place_of_its_section():
    got = chosen(
        ("title", "Павлодар облысында не салынды"),
        ("heading", "Екібастұз"),
        ("body", "Мұнда 5 млрд теңге жұмсалды."),
        ("heading", "Ақсу"),
        ("body", "Мұнда 7 млрд теңге жұмсалды."),
    )
    assert [c for _, _, c in got] == ["552200000", "551600000"]


def test_what_leads_to_a_place_is_not_there():
    got = chosen(("title", "Астанада жол салынды"), ("body", "Қосшыға дейін 12 шақырым төселді."))
    assert got == [(12, "Астана", "710000000")]


def test_whole_country_has_no_code():
    got = chosen(("title", "Ақтауда форум өтті"), ("body", "Елімізде 5 млн тонна жүк тасылды."))
    assert [(c) for _, _, c in got] == [None]


def test_empty_frames():
    told = split(("body", "Сөз."))
    found = mentions.find(told)
    here = places.around(told, found.tokens)
    assert here.named.schema == places.FOUND and here.named.is_empty()
    assert places.of(found.mentions.clear(), here).is_empty()
