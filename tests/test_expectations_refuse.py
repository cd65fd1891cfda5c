"""When a run must not publish, each cause shown able to refuse."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from expectations import Files, Verdict, refuse
from expectations.verdict import QUARANTINED, WITHDRAWN, Count
from tasks.errors import RefusedError
from tasks.schema import TABLES

FILES = Files(n_in=12, n_published=9, n_unchanged=1, n_duplicate=1, n_quarantined=1)


def verdict(n_in: int = 100, n_quarantined: int = 0, n_cascaded: int = 0, reason: str = "range") -> Verdict:
    row = {
        "stage": "validate",
        "table": "finance",
        "record_key": "f",
        "reason": reason,
        "message": "f: wrong; mend",
    }
    quarantine = pl.DataFrame([row] * n_quarantined, schema=QUARANTINED)
    counts = {"finance": Count(n_in, n_in - n_quarantined, n_quarantined, n_cascaded)}
    return Verdict({}, quarantine, counts, {}, WITHDRAWN.to_frame())


def results(severity: str = "critical", *, is_success: bool = True) -> pl.DataFrame:
    line = ("r1", "finance", "amount_possible", "expect", "amount", severity, "why", is_success, 100, 0, 3)
    return pl.DataFrame([line], schema=TABLES["validation_results"].polars, orient="row")


def call(given: Verdict | None = None, **changed: Any) -> None:
    v = given or verdict()
    arguments: dict[str, Any] = {
        "files": FILES,
        "n_published": {t: c.n_passed for t, c in v.counts.items()},
        "n_before": {"finance": 90, "runs": 0},
    }
    refuse(v, changed.pop("results", results()), **(arguments | changed))


def test_a_sound_run_is_let_through():
    call()
    call(verdict(100, 20))
    call(results=results("warning", is_success=False))


def test_a_table_that_had_rows_is_empty():
    with pytest.raises(RefusedError, match="finance had 90 rows in the previous release and would be empty"):
        call(verdict(0))
    with pytest.raises(RefusedError, match="projects had 5 rows"):
        call(n_before={"projects": 5})
    # a run that adds nothing leaves the rows of earlier runs standing
    call(verdict(0), n_after={"finance": 90})


def test_too_large_a_share_in_quarantine():
    with pytest.raises(RefusedError, match=r"21 of 100 rows of finance \(21%, at most 20%\).*range \(21\)"):
        call(verdict(100, 21))
    call(verdict(100, 21), max_share=0.3)


def test_followers_of_a_rejected_parent_dont_count_twice():
    call(verdict(100, 60, n_cascaded=45))
    with pytest.raises(RefusedError, match="30 of 100"):
        call(verdict(100, 60, n_cascaded=30))


def test_a_share_of_few_rows_is_chance_but_a_total_loss_isnt():
    call(verdict(19, 10))
    with pytest.raises(RefusedError, match="10 of 20"):
        call(verdict(20, 10))
    with pytest.raises(RefusedError, match=r"5 of 5 rows of finance \(100%"):
        call(verdict(5, 5), n_before={})
    call(verdict(4, 4), n_before={})


def test_a_critical_expectation_fails_on_what_would_be_published():
    with pytest.raises(RefusedError, match="3 rows of finance that passed the gate fail amount_possible"):
        call(results=results(is_success=False))


@pytest.mark.parametrize("lost", [Files(13, 9, 1, 1, 1), Files(12, 10, 1, 1, 1)])
def test_a_file_is_lost_or_doubled(lost: Files):
    with pytest.raises(RefusedError, match=r"1[23] files went in, but 1[23] are accounted for"):
        call(files=lost)


def test_a_row_is_lost_or_doubled():
    with pytest.raises(RefusedError, match="100 rows of finance were extracted, but 99 are accounted for"):
        call(n_published={"finance": 99})
    with pytest.raises(RefusedError, match="101 rows of finance were extracted, but 100"):
        call(n_extracted={"finance": 101})


def test_the_message_names_every_breach_with_its_mend():
    with pytest.raises(RefusedError) as refused:
        call(verdict(100, 50), files=Files(3, 1), results=results(is_success=False))
    text = str(refused.value)
    assert "the previous release stands" in text and refused.value.exit_code == 1
    assert text.count("(1)") == text.count("(2)") == text.count("(3)") == 2
    assert "for instance f: wrong; mend" in text


def test_of_every_table_some_rejected_rows_are_kept_to_name():
    many, few = verdict(100, 50), verdict(100, 0)
    later = pl.DataFrame(
        [many.quarantine.row(0, named=True) | {"table": "indicators"}] * 30, schema=QUARANTINED
    )
    few.counts["indicators"] = Count(40, 10, 30, 0)
    total = Verdict.added([many, Verdict({}, later, few.counts, {}, few.withdrawn)], rows=10)
    assert total.quarantine["table"].to_list() == ["finance"] * 10 + ["indicators"] * 10
    with pytest.raises(RefusedError, match="30 of 40 rows of indicators"):
        call(total)
