"""Great Expectations in a process of its own says what it says here; of its refusals and its death the run learns."""

from __future__ import annotations

import os
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path

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


@pytest.mark.parametrize("only", [None, ["finance", "articles"], ["numbers"]])
def test_the_other_process_and_its_twin_say_what_this_one_says(certifier, verdict, only):
    judgement = expectations.judge(verdict.passed, DAY, only=only)
    there = certifier.certify(judgement, DAY, verdict, "r1")
    here = expectations.certify(judgement, DAY, verdict, run_id="r1")
    assert there.results.equals(here.results)
    assert set(there.pages) == set(judgement)
    assert all("http" not in page for page in there.pages.values())


def test_a_block_within_a_block_has_the_same_process(certifier):
    with ready() as inner:
        assert inner is certifier


@pytest.mark.parametrize("table", ["finance", "indicators"])  # one in each half
def test_what_either_refuses_is_refused_here(certifier, verdict, table):
    judgement = expectations.judge(verdict.passed, DAY)
    lying = replace(judgement[table], broken=dict.fromkeys(judgement[table].broken, 7))
    with pytest.raises(RefusedError, match=f"{table}: .* don't agree"):
        certifier.certify({**judgement, table: lying}, DAY, verdict, "r1")
    some = expectations.judge(verdict.passed, DAY, only=["finance", "articles"])  # the next answer is its own
    assert set(certifier.certify(some, DAY, verdict, "r1").pages) == {"finance", "articles"}


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


def twin_of(certifier: Certifier) -> int:
    pid = certifier._process.pid
    [twin] = map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
    return twin


@pytest.mark.skipif(sys.platform != "linux", reason="its twin is made on Linux alone")
def test_the_death_of_its_twin_is_told_and_its_own_is_the_twin_s(verdict):
    lone = Certifier()
    judgement = expectations.judge(verdict.passed, DAY, only=["finance", "articles"])
    lone.certify(judgement, DAY, verdict, "r1")
    os.kill(twin_of(lone), signal.SIGKILL)
    with pytest.raises(EsepError, match="half of the process that asks"):
        lone.certify(judgement, DAY, verdict, "r1")
    lone.end()

    lone = Certifier()
    lone.certify(judgement, DAY, verdict, "r1")
    twin = twin_of(lone)
    lone._process.kill()
    end = time.monotonic() + 10
    while Path(f"/proc/{twin}/cmdline").exists() and Path(f"/proc/{twin}/cmdline").read_bytes():
        assert time.monotonic() < end, "the twin outlived it"
        time.sleep(0.05)
    lone.end()
