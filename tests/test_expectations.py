"""Rules, gate and certificate against tests/cases/breaches.toml. GX is imported once, in this one process."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import unicodedata
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import polars as pl
import pytest
from expectations_cases import BREACHES, DAY, broken, clean, clean_rows, frames

from expectations import added, certify, from_frame, gate, judge, rules, to_frame
from expectations.certificate import check_complete, run_suite
from expectations.checks import between, found, not_null
from expectations.judgement import _read
from expectations.money import PLAUSIBLE
from expectations.rule import Rule, Where
from expectations.verdict import QUARANTINED
from expectations.views import ODD, view
from tasks.errors import RefusedError
from tasks.lexicon import codes, rows
from tasks.schema import TABLES
from tasks.schema.record import _MOST

RULES = rules(DAY)
BY_NAME = {(r.table, r.name): r for rs in RULES.values() for r in rs}
UNIQUE = {"ExpectColumnValuesToBeUnique", "ExpectCompoundColumnsToBeUnique"}


def test_every_rule_has_a_breach_and_every_breach_a_rule():
    cases = {(b["table"], b["rule"]) for b in BREACHES}
    assert cases == set(BY_NAME), cases ^ set(BY_NAME)
    assert len(cases) == len(BREACHES), "a rule has two cases"


def test_rules_are_well_formed():
    for table, suite in RULES.items():
        assert len({r.name for r in suite}) == len(suite), f"{table}: a name is given twice"
        for r in suite:
            assert r.table == table
            assert r.reason in codes("quarantine_reason"), r.name
            assert r.severity in codes("severity"), r.name
            assert r.why and r.mend and not r.why.endswith("."), r.name
            assert "{" not in r.why + r.mend + "".join(r.check.reads), "braces would break the message"


def test_the_clean_set_passes():
    tables = clean()
    verdict = gate(tables, DAY)
    assert verdict.quarantine.is_empty(), verdict.quarantine["message"].to_list()
    assert verdict.withdrawn.is_empty()
    for name, suite in RULES.items():
        masks = view(name, tables, {}).select(r.ok.alias(r.name) for r in suite)
        assert [c for c in masks.columns if not masks[c].all()] == []
    for name, frame in tables.items():
        assert verdict.passed[name].equals(frame)


@pytest.mark.parametrize("case", BREACHES, ids=lambda c: f"{c['table']}-{c['rule']}")
def test_the_mask_catches_its_breach(case):
    tables, (at,) = broken([case])
    mask = view(case["table"], tables, {}).select(BY_NAME[case["table"], case["rule"]].ok)
    assert mask.to_series()[at] is False


def test_gx_says_the_same_as_the_masks():
    tables, _ = broken(BREACHES)
    for name, suite in RULES.items():
        seen = view(name, tables, {})
        result = run_suite(name, _read(seen, suite), suite)
        by_gx = {
            r.expectation_config.meta["rule"]: (r.success, r.result["unexpected_count"])
            for r in result.results
        }
        for r in suite:
            is_success, n = by_gx[r.name]
            n_mask = int((~seen.select(r.ok).to_series()).sum())
            assert n_mask > 0 and not is_success, f"{name}.{r.name} doesn't fail"
            # of doubles GX counts all, the gate lets the first one pass
            assert n == n_mask or r.check.expectation in UNIQUE, f"{name}.{r.name}: GX {n}, mask {n_mask}"
            config = next(x for x in result.results if x.expectation_config.meta["rule"] == r.name)
            assert config.expectation_config.severity == r.severity


def test_the_gate_quarantines_critical_breaches_and_only_those():
    tables, at = broken(BREACHES)
    verdict = gate(tables, DAY)
    for case, i in zip(BREACHES, at, strict=True):
        name, rule = case["table"], BY_NAME[case["table"], case["rule"]]
        if name not in verdict.counts:
            continue
        mine = verdict.quarantine.filter(pl.col("table") == name)
        said = mine["message"].str.contains(f" breaks {rule.name} (", literal=True)
        assert said.any() == (rule.severity == "critical"), f"{name}.{rule.name} at row {i}"
    for name, count in verdict.counts.items():
        assert count.n_in == count.n_passed + count.n_quarantined
        assert count.n_in == tables[name].height
        assert count.n_passed == verdict.passed[name].height
        assert count.n_quarantined == verdict.quarantine.filter(pl.col("table") == name).height


def test_what_passed_the_gate_certifies():
    tables, _ = broken(BREACHES)
    verdict = gate(tables, DAY)
    passed = {name: verdict.passed[name] for name in verdict.counts}
    certificate = certify(judge(passed, DAY), DAY, verdict, run_id="r1")
    results = certificate.results
    assert results.schema == TABLES["validation_results"].polars
    assert results.filter((pl.col("severity") == "critical") & ~pl.col("is_success")).is_empty()
    assert results.height == sum(len(RULES[name]) for name in passed)
    assert results.filter(pl.col("rule") == "amount_usual")["n_unexpected"].to_list() == [1]
    lost = results.filter((pl.col("table") == "finance") & (pl.col("rule") == "amount_possible")).row(
        0, named=True
    )
    assert (lost["n_checked"], lost["n_quarantined"], lost["is_success"]) == (
        tables["finance"].height,
        1,
        True,
    )


def test_a_quarantined_row_says_what_where_and_how_to_mend():
    cases = [{"table": "finance", "rule": "", "row": 1, "set": {"amount_max": 5, "currency": "XXX"}}]
    tables, _ = broken(cases)
    (row,) = gate(tables, DAY).quarantine.to_dicts()
    assert row["stage"] == "validate" and row["table"] == "finance" and row["record_key"] == "f2.x0"
    assert row["reason"] == "codelist", "the first critical reason"
    for part in ("finance f2.x0", "currency = XXX", "amount = 3000000.00", "amount_max = 5.00", "mend: "):
        assert part in row["message"], part
    assert "breaks currency_in_codelist" in row["message"] and "breaks amount_le_max" in row["message"]
    assert row["source_file"] == "sample/a.txt"
    assert json.loads(row["record_json"])["amount_max"] == "5.00"


def test_an_article_takes_its_facts_with_it():
    rows_ = clean_rows()
    rows_["articles"][0]["source_sha256"] = "bad"
    verdict = gate(frames(rows_), DAY)
    assert verdict.passed["articles"]["article_id"].to_list() == ["a2"]
    for table in ("finance", "project_mentions", "projects", "indicators", "numbers"):
        count = verdict.counts[table]
        assert count.n_passed == 0 and count.n_cascaded == count.n_quarantined == count.n_in, table
    reasons = verdict.quarantine.group_by("table").agg(pl.col("reason").unique()).sort("table")
    assert all(r == ["orphan"] for t, r in reasons.iter_rows() if t != "articles")
    # the copy of the article stands, but no longer as a copy: said, not silent
    assert verdict.withdrawn.rows() == [("articles", "a2", "duplicate_of", "a1")]


def test_optional_references_to_a_rejected_row_are_taken_back_and_said():
    rows_ = clean_rows()
    rows_["finance"][0]["confidence"] = 0.1
    tables = frames(rows_)
    verdict = gate(tables, DAY)
    assert verdict.quarantine["record_key"].to_list() == ["f1"]
    mention = verdict.passed["project_mentions"].row(by_predicate=pl.col("mention_id") == "m2", named=True)
    assert (mention["finance_id"], mention["amount"], mention["currency"]) == (None, None, None)
    numeral = verdict.passed["numbers"].row(by_predicate=pl.col("text") == "5 млрд", named=True)
    assert (numeral["fact_id"], numeral["disposition"]) == (None, "finance")
    assert set(verdict.withdrawn.select("table", "column").rows()) == {
        ("project_mentions", "finance_id"), ("project_mentions", "amount"), ("project_mentions", "currency"),
        ("projects", "budget_finance_id"), ("projects", "budget_amount"), ("projects", "budget_currency"),
        ("numbers", "fact_id"),
    }  # fmt: skip
    certificate = certify(judge(verdict.passed, DAY), DAY, verdict)
    assert certificate.results.filter(pl.col("expectation") == "withdrawn_by_gate").height == 7


def test_a_project_counts_the_mentions_it_has_left():
    rows_ = clean_rows()
    rows_["project_mentions"][4]["count"] = -4
    verdict = gate(frames(rows_), DAY)
    assert verdict.passed["projects"]["n_mentions"].to_list() == [1, 3]
    assert ("projects", "p2", "n_mentions", "4") in verdict.withdrawn.rows()


def test_a_rejected_row_is_recorded_as_it_was_extracted():
    rows_ = clean_rows()
    rows_["finance"][0]["confidence"] = 0.1
    for mention in rows_["project_mentions"]:
        mention["count"] = -1
    verdict = gate(frames(rows_), DAY)
    (record,) = verdict.quarantine.filter(pl.col("record_key") == "p2")["record_json"]
    assert json.loads(record)["budget_finance_id"] == "f1"
    assert "projects" not in verdict.withdrawn["table"]


def test_rows_published_earlier_may_be_referred_to():
    tables = clean()
    late = {"articles": tables["articles"].filter(pl.col("article_id") == "a2")}
    assert gate(late, DAY).quarantine["reason"].to_list() == ["orphan"]
    assert gate(late, DAY, published={"articles": tables["articles"].head(1)}).quarantine.is_empty()


def test_empty_tables_and_no_tables():
    nothing = {name: TABLES[name].empty() for name in RULES}
    verdict = gate(nothing, DAY)
    assert verdict.quarantine.schema == QUARANTINED and verdict.quarantine.is_empty()
    results = certify(judge(nothing, DAY), DAY, verdict).results
    assert results["is_success"].all() and results["n_checked"].sum() == 0
    assert gate({}, DAY).counts == {}


def test_more_than_sixty_schools_may_be_sixty_five():
    tables = clean()
    umbrella = view("project_mentions", tables, {}).row(0, named=True)
    assert (umbrella["count"], umbrella["comparator"], umbrella["parts__sum"]) == (60, "gt", 65)
    assert BY_NAME["project_mentions", "parts_fit_total"].severity == "warning"
    assert BY_NAME["project_mentions", "parts_complete"].severity == "info"


def test_the_day_of_the_run_decides_what_is_future():
    tables = clean()
    tomorrow = date(2026, 1, 29) - timedelta(days=1)
    results = certify(judge({"articles": tables["articles"]}, tomorrow), tomorrow).results
    (line,) = results.filter(pl.col("rule") == "published_not_future").to_dicts()
    assert not line["is_success"] and line["n_unexpected"] == 2 and line["severity"] == "warning"


def test_shipped_places_and_code_lists_certify():
    tables = {name: pl.DataFrame([dict(r) for r in rows(name)]) for name in ("places", "codelists")}
    assert certify(judge(tables, DAY), DAY).results["is_success"].all()


def test_parts_add_up_to_the_whole():
    tables, _ = broken(BREACHES)
    whole = judge(tables, DAY)
    assert added([from_frame(to_frame(whole))], DAY).keys() == whole.keys()
    halves = [
        judge(tables, DAY, only=["finance", "articles"]),
        judge(tables, DAY, only=["numbers", "finance"]),
    ]
    both = added(halves, DAY)
    assert set(both) == {"finance", "articles", "numbers"}
    assert both["finance"].n_rows == 2 * whole["finance"].n_rows
    assert both["finance"].broken == {rule: 2 * n for rule, n in whole["finance"].broken.items()}


def test_a_few_witnesses_stand_for_many_rows():
    tables, _ = broken(BREACHES)
    many = {n: pl.concat([f] * 40) if n != "articles" else f for n, f in tables.items()}
    judged = judge(many, DAY)
    assert all(j.witnesses.height < 900 for j in judged.values())
    results = certify(judged, DAY).results
    assert results.filter(pl.col("table") == "finance").height == len(RULES["finance"])
    assert results.filter(pl.col("rule") == "amount_usual")["n_unexpected"].to_list() >= [40]


def test_a_mask_that_says_other_than_gx_is_no_success():
    judged = dict(judge(clean(), DAY))
    lying = replace(judged["finance"], broken=dict(judged["finance"].broken) | {"amount_possible": 1})
    with pytest.raises(RefusedError, match="don't agree on amount_possible"):
        certify({"finance": lying}, DAY)


def _result(name: str, **result: object) -> SimpleNamespace:
    return SimpleNamespace(
        expectation_config=SimpleNamespace(meta={"rule": name}), result=result, exception_info={"e": "boom"}
    )


def test_a_dropped_expectation_is_no_success(monkeypatch):
    suite = RULES["numbers"]
    complete = [_result(r.name, unexpected_count=0) for r in suite]
    check_complete("numbers", suite, SimpleNamespace(results=complete))
    with pytest.raises(RefusedError, match=r"14 of 15 .*fact_id_only_of_facts"):
        check_complete("numbers", suite, SimpleNamespace(results=complete[:-1]))
    with pytest.raises(RefusedError, match="16 of 15"):
        check_complete("numbers", suite, SimpleNamespace(results=[*complete, complete[0]]))
    with pytest.raises(RefusedError, match=r"couldn't evaluate is_unique.*boom"):
        check_complete("numbers", suite, SimpleNamespace(results=[_result("is_unique"), *complete[1:]]))


def test_every_currency_has_bounds_that_the_columns_can_hold():
    assert set(PLAUSIBLE) == codes("currency")
    assert all(b.usual < b.most < _MOST for b in PLAUSIBLE.values())


def test_gx_failing_to_compute_is_no_success():
    rule = Rule("ghost", "numbers", "warning", "schema", "w", "m", between("ghost", 0))
    with pytest.raises(RefusedError, match="couldn't evaluate ghost"):
        run_suite("ghosts", pl.DataFrame({"text": ["1"]}), [rule])


def test_nulls_conditions_and_nans():
    frame = pl.DataFrame({"v": [1.0, None, float("nan")], "c": ["x", None, "y"]})
    assert frame.select(not_null("v", is_float=True).mask).to_series().to_list() == [True, False, False]
    assert frame.select(between("v", 2).mask).to_series().to_list()[:2] == [False, True]
    inside, outside = Where("c", ("x",)), Where("c", ("x",), negate=True)
    assert frame.select(inside.mask).to_series().to_list() == [True, False, False]
    assert frame.select(outside.mask).to_series().to_list() == [False, True, True]
    pairs = pl.DataFrame({"a": ["x", None, "z"], "a__found": ["x", None, None]})
    assert pairs.select(found("a").mask).to_series().to_list() == [True, True, False]


def test_import_stays_cheap():
    code = "import sys, expectations; print('great_expectations' in sys.modules, 'pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_what_gx_never_uses_here_is_loaded_only_for_who_does():
    code = """
import sys
from datetime import date
import expectations
expectations.certify({}, date(2000, 1, 1))
print([n for n in ("altair.vegalite", "scipy.stats._stats_py", "sqlalchemy", "boto3", "botocore") if n in sys.modules])
import altair, sqlalchemy
from scipy import stats
print(altair.Chart.__name__, stats.norm.cdf(0), sqlalchemy.select.__name__)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["[]", "Chart 0.5 select"]


def test_a_few_hundred_rows_certify_within_bounds():
    tables = clean()
    tables["articles"] = tables["articles"].head(1)
    ids = {n: [c for c in f.columns if c.endswith("_id") and c != "run_id"] for n, f in tables.items()}
    many = {
        name: pl.concat(tables[name].with_columns(pl.col(ids[name]) + f".{i}") for i in range(20))
        for name in ("articles", "finance", "project_mentions", "projects", "indicators", "numbers")
    }
    verdict = gate(many, DAY)
    assert verdict.quarantine.is_empty()
    started = time.perf_counter()
    certify(judge(verdict.passed, DAY), DAY, verdict)
    assert time.perf_counter() - started < 12  # about 2.5 s alone on two cores, more beside other tests


def test_only_odd_characters_may_break_the_normal_form():
    every = pl.Series([chr(c) for c in range(9, 0x3000) if not 0xD800 <= c < 0xE000])
    usual = every.filter(~every.str.contains(ODD)).to_list()
    assert len(usual) > 1000 and unicodedata.is_normalized("NFC", "".join(usual))
    assert not any(unicodedata.combining(c) for c in usual)
