"""Great Expectations in a process of its own says what it says here; of its refusals and its death the run learns."""

from __future__ import annotations

from dataclasses import replace

import pytest
from expectations_cases import DAY, clean

import expectations
from flows.certifying import Certifier, ready
from tasks.errors import EsepError, RefusedError


@pytest.fixture(scope="module")
def certifier():
    with ready() as one:
        yield one


@pytest.fixture(scope="module")
def verdict() -> expectations.Verdict:
    return expectations.gate(clean(), DAY)


def test_the_other_process_says_what_this_one_says(certifier, verdict):
    judgement = expectations.judge(verdict.passed, DAY, only=["finance", "articles"])
    there = certifier.certify(judgement, DAY, verdict, "r1")
    here = expectations.certify(judgement, DAY, verdict, run_id="r1")
    assert there.results.equals(here.results)
    assert set(there.pages) == {"finance", "articles"}
    assert all("http" not in page for page in there.pages.values())


def test_a_block_within_a_block_has_the_same_process(certifier):
    with ready() as inner:
        assert inner is certifier


def test_what_it_refuses_is_refused_here(certifier, verdict):
    judged = expectations.judge(verdict.passed, DAY, only=["finance"])["finance"]
    lying = replace(judged, broken=dict.fromkeys(judged.broken, 7))
    with pytest.raises(RefusedError, match="don't agree"):
        certifier.certify({"finance": lying}, DAY, verdict, "r1")


def test_a_package_of_the_working_folder_is_none_of_ours(tmp_path, monkeypatch, verdict):
    (tmp_path / "tasks").mkdir()
    (tmp_path / "tasks" / "__init__.py").write_text("raise SystemExit('not ours')\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    lone = Certifier()
    try:
        assert lone.certify({}, DAY, verdict, "r1").pages == {}
    finally:
        lone.end()


def test_its_death_is_told(verdict):
    lone = Certifier()
    lone.begin()
    lone._process.kill()
    with pytest.raises(EsepError, match="has died"):
        lone.certify({}, DAY, verdict, "r1")
    lone.end()
    assert lone._process is None
