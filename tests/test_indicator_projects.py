"""Which project an indicator describes, and that it follows when projects are named anew or rejected."""

import tomllib
from datetime import date
from pathlib import Path

import polars as pl
import pytest
import short_articles
from expectations_cases import DAY, clean_rows, frames
from plain import content, differences, run

from expectations import gate
from tasks import mentions
from tasks.facts import derive
from tasks.facts.indicator_projects import described

FILE = Path(__file__).parent / "cases" / "described_indicators.toml"
CASES = tomllib.loads(FILE.read_text(encoding="utf-8"))["case"]
SCHOOL = "date 2026-03-05\n\nТаразда 600 орындық «Самал» мектебі салынып жатыр, құны 5 млрд теңге.\n"
EARLIER = "date 2026-01-05\n\nТаразда «Арай» мектебі салынып жатыр, құны 5 млрд теңге.\n"


@pytest.fixture(scope="module")
def told():
    """case id → [quote, noun of the project] of each indicator."""
    articles, split = short_articles.read(short_articles.of_cases(CASES), date(2026, 3, 1))
    found = mentions.find(split)
    facts = derive(articles, split, found.tokens, found.mentions)
    said = facts["project_mentions"].with_columns(project_id="mention_id")
    nouns = said.select("project_id", "head_text")
    rows = described(facts["indicators"].sort("article_id", "char_start"), said)
    rows = rows.join(nouns, on="project_id", how="left", maintain_order="left")
    grouped = rows.group_by("article_id", maintain_order=True).agg(
        pl.concat_list("quote", pl.col("head_text").fill_null("-"))
    )
    return dict(grouped.rows())


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["id"])
def test_an_indicator_describes_the_object_that_it_is_of(case, told):
    assert told[case["id"]] == case["expect"]


def test_a_size_in_two_phrases_and_one_of_no_published_project_have_none():
    articles, split = short_articles.read([("a", "Ауданда 280 орындық мектеп салынды.", "kk-Cyrl")])
    found = mentions.find(split)
    facts = derive(articles, split, found.tokens, found.mentions)
    said = facts["project_mentions"].with_columns(project_id=pl.lit("p"))
    assert described(facts["indicators"], said)["project_id"].to_list() == ["p"]
    assert described(facts["indicators"], pl.concat([said, said]))["project_id"].to_list() == [None]
    hidden = said.with_columns(project_id=pl.lit(None, pl.String))
    assert described(facts["indicators"], hidden)["project_id"].to_list() == [None]
    assert described(facts["indicators"].head(0), said).schema["project_id"] == pl.String


def test_when_a_project_is_named_anew_its_indicators_follow(tmp_path):
    raw, out = tmp_path / "raw", tmp_path / "out"
    raw.mkdir()
    (raw / "b.txt").write_text(SCHOOL, encoding="utf-8")
    run(raw, out)
    before = content(out)["indicators"]["project_id"].to_list()
    assert before == content(out)["project_mentions"]["project_id"].to_list() and None not in before
    (raw / "a.txt").write_text(EARLIER, encoding="utf-8")
    assert run(raw, out)["files"]["unchanged"] == 1
    after = content(out)["indicators"]["project_id"].to_list()
    assert after != before and after == content(out)["projects"]["project_id"].to_list()
    run(raw, tmp_path / "fresh")
    assert differences(out, tmp_path / "fresh") == []
    (raw / "a.txt").unlink()
    run(raw, out, prune=True)
    assert content(out)["indicators"]["project_id"].to_list() == before


def test_rows_of_files_that_vanished_are_linked_again(tmp_path, monkeypatch):
    raw, out = tmp_path / "raw", tmp_path / "out"
    raw.mkdir()
    (raw / "b.txt").write_text(SCHOOL, encoding="utf-8")
    (raw / "c.txt").write_text(EARLIER.replace("Тараз", "Тараз қаласын"), encoding="utf-8")
    run(raw, out)
    before = content(out)["indicators"]
    assert before["project_id"].null_count() == 0
    (raw / "b.txt").unlink()
    monkeypatch.setattr("tasks.lexicon.rules_version", lambda: "other")
    assert run(raw, out)["files"]["kept"] == 1
    assert content(out)["indicators"].equals(before)


def test_an_indicator_gives_back_a_rejected_project():
    rows = clean_rows()
    rows["projects"][0]["n_mentions"] = -1
    verdict = gate(frames(rows), DAY)
    assert verdict.passed["indicators"]["project_id"].to_list() == [None, None]
    assert ("indicators", "i1", "project_id", "p1") in verdict.withdrawn.rows()
