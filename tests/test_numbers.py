"""All number cases in one batch: floors per file, and the failing ones by name.

`floors.json` holds the share of cases each file must pass. `known_failures.toml` names every case that fails, with
its reason: a case that fails and isn't there fails the suite, and so does one that is there and passes.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import number_cases
import polars as pl
import pytest
import short_articles

from tasks.facts import derive
from tasks.mentions import find
from tasks.schema.frames import MENTIONS, TOKENS

HERE = Path(__file__).parent
FLOORS: dict[str, float] = json.loads((HERE / "floors.json").read_text(encoding="utf-8"))
KNOWN: dict[str, dict[str, str]] = tomllib.loads((HERE / "known_failures.toml").read_text(encoding="utf-8"))
# what a case's disposition is called as the kind of a mention
KIND = {"date": "date", "time": "time", "ordinal": "ordinal", "identifier": "identifier", "age": "age",
        "phone": "phone", "exchange_rate": "exchange_rate"}  # fmt: skip


@pytest.fixture(scope="module")
def outcomes() -> list[number_cases.Outcome]:
    return number_cases.run()


def shares(outcomes: list[number_cases.Outcome]) -> dict[str, float]:
    total, passed = Counter(o.file for o in outcomes), Counter(o.file for o in outcomes if not o.complaints)
    return {f: passed[f] / total[f] for f in total}


def below(found: dict[str, float], floors: dict[str, float]) -> dict[str, str]:
    return {
        f: f"{found.get(f, 0.0):.4f} < {floor}" for f, floor in floors.items() if found.get(f, 0.0) < floor
    }


def differences(failing: dict[str, list[str]], known: dict[str, str]) -> list[str]:
    news = [f"{i} fails: {why}" for i, why in failing.items() if i not in known]
    return news + [f"{i} passes: take it off tests/known_failures.toml" for i in known if i not in failing]


def test_no_file_falls_below_its_floor(outcomes):
    assert set(FLOORS) == set(number_cases.FILES)
    assert below(shares(outcomes), FLOORS) == {}


def test_failing_cases_are_the_known_ones(outcomes):
    failing = {o.case["id"]: o.complaints for o in outcomes if o.complaints}
    assert differences(failing, KNOWN["facts"]) == []


def test_every_known_failure_has_its_reason():
    ids = {c["id"] for _, c in number_cases.load()}
    for part in KNOWN.values():
        assert all(len(reason) > 10 for reason in part.values())
        assert set(part) <= ids


def test_the_guards_can_fail(outcomes):
    """Each comparison, given what it should refuse, refuses it."""
    found = shares(outcomes)
    assert set(below(found, {"amounts_kk": 1.1})) == {"amounts_kk"}
    assert set(below({}, {"amounts_kk": 0.5})) == {"amounts_kk"}
    assert differences({"new-1": ["missed"]}, {}) and differences({}, {"gone-1": "a reason"})
    good = next(o for o in outcomes if not o.complaints and o.case.get("expect"))
    spoiled = number_cases.Outcome(good.file, good.case, [{**r, "value": -1.0} for r in good.found])
    number_cases.judge(spoiled)
    assert spoiled.complaints
    banned = next(o for o in outcomes if "money" in o.case.get("none", []) and not o.complaints)
    spoiled = number_cases.Outcome(banned.file, banned.case, [{**good.found[0], "kind": "money"}])
    number_cases.judge(spoiled)
    assert spoiled.complaints


# --- spans and the account of numerals, over the same texts ---


@pytest.fixture(scope="module")
def read():
    """articles, sentences, Found, and the facts of all cases, each case an article."""
    articles, sentences = short_articles.read(short_articles.of_cases(c for _, c in number_cases.load()))
    found = find(sentences)
    return articles, sentences, found, derive(articles, sentences, found.tokens, found.mentions)


def in_text(frame: pl.DataFrame, sentences: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    home = sentences.select("sentence_id", "article_id", s_start="char_start", s_end="char_end")
    return frame.join(home, on="sentence_id").join(articles.select("article_id", "text"), on="article_id")


def test_spans_of_tokens_and_mentions(read):
    articles, sentences, found, _ = read
    assert set(TOKENS.names()) <= set(found.tokens.columns)
    assert found.mentions.schema == MENTIONS
    for frame in (found.tokens, found.mentions):
        placed = in_text(frame, sentences, articles)
        assert placed.height == frame.height
        inside = (
            (pl.col("char_start") < pl.col("char_end"))
            & (pl.col("char_start") >= pl.col("s_start"))
            & (pl.col("char_end") <= pl.col("s_end"))
        )
        assert placed.filter(~inside).is_empty()
    tokens = in_text(found.tokens, sentences, articles).with_columns(
        slice=pl.col("text").str.slice(pl.col("char_start"), pl.col("char_end") - pl.col("char_start"))
    )
    # tokens merged with a suffix or out of several words keep the surface of the first
    assert tokens.filter(~pl.col("slice").str.starts_with(pl.col("surface"))).is_empty()
    gaps = tokens.with_columns(before=pl.col("char_end").shift(1, fill_value=0).over("sentence_id"))
    assert gaps.filter((pl.col("before") > 0) & (pl.col("char_start") < pl.col("before"))).is_empty()


def uncovered(read) -> list[tuple[str, str]]:
    """(case, digits) that stand in no mention's numerals and in no identifier."""
    articles, sentences, found, _ = read
    starts = found.tokens.select("sentence_id", number_start="token_no", from_char="char_start")
    ends = found.tokens.select("sentence_id", number_end=pl.col("token_no") + 1, to_char="char_end")
    numerals = found.mentions.join(starts, on=["sentence_id", "number_start"]).join(
        ends, on=["sentence_id", "number_end"]
    )
    assert numerals.height == found.mentions.height  # the span of the numerals is one of tokens
    names = found.tokens.filter(pl.col("code") == "i").rename(
        {"char_start": "from_char", "char_end": "to_char"}
    )
    spans = pl.concat([f.select("sentence_id", "from_char", "to_char") for f in (numerals, names)])
    spans = spans.join(sentences.select("sentence_id", "article_id"), on="sentence_id")
    by_article: dict[str, list[tuple[int, int]]] = {}
    for _, a, b, article in spans.select("sentence_id", "from_char", "to_char", "article_id").iter_rows():
        by_article.setdefault(article, []).append((a, b))
    out = []
    for article, text in articles.select("article_id", "text").iter_rows():
        for m in re.finditer(r"\d+", text):
            if not any(a <= m.start() and m.end() <= b for a, b in by_article.get(article, [])):
                out.append((article, m.group()))
    return out


def test_every_numeral_is_accounted_for(read):
    missing = {i: [f"{n} in no mention"] for i, n in uncovered(read)}
    assert differences(missing, KNOWN["numerals"]) == []
    articles, sentences, found, facts = read
    nothing = SimpleNamespace(tokens=found.tokens, mentions=found.mentions.clear())
    assert uncovered((articles, sentences, nothing, facts))


def test_numbers_has_a_row_for_every_numeral(read):
    articles, _, _, facts = read
    rows: dict[str, list[tuple[int, int]]] = {}
    for article, a, b, text in (
        facts["numbers"].select("article_id", "char_start", "char_end", "text").iter_rows()
    ):
        rows.setdefault(article, []).append((a, b))
        assert text
    lost = [
        (article, m.group())
        for article, text in articles.select("article_id", "text").iter_rows()
        for m in re.finditer(r"\d+", text)
        if not any(a <= m.start() and m.end() <= b for a, b in rows.get(article, []))
    ]
    assert lost == []
    texts = dict(articles.select("article_id", "text").iter_rows())
    for article, a, b, text in (
        facts["numbers"].select("article_id", "char_start", "char_end", "text").iter_rows()
    ):
        assert texts[article][a:b] == text


@pytest.mark.parametrize("table", ["finance", "indicators", "project_mentions"])
def test_evidence_is_the_text_itself(read, table):
    articles, _, _, facts = read
    texts = dict(articles.select("article_id", "text").iter_rows())
    rows = facts[table].select("article_id", "char_start", "char_end", "quote", "sentence")
    assert rows.height
    for article, a, b, quote, sentence in rows.iter_rows():
        assert texts[article][a:b] == quote
        assert quote and quote in sentence and sentence in texts[article]


def test_dispositions(outcomes):
    """What a numeral is that is no amount, by the kind of the mention over it."""
    wrong: dict[str, list[str]] = {}
    for o in outcomes:
        want = KIND.get(o.case.get("disposition", ""))
        if not want:
            continue
        number = o.case["number"]
        at = o.case["text"].index(number)
        over = [r for r in o.found if r["char_start"] < at + len(number) and at < r["char_end"]]
        kinds = {r["kind"] for r in over}
        # an identifier may be no mention at all, only a token
        if kinds != {want} and not (want == "identifier" and not kinds):
            wrong[o.case["id"]] = [f"{number}: {sorted(kinds)} for {want}"]
    assert sum(o.case.get("disposition") in KIND for o in outcomes) >= 50
    assert differences(wrong, KNOWN["dispositions"]) == []
