"""The validation task: the gate, the certificate, the reasons to refuse. It lives here, not among the steps,
because `tasks` knows nothing of `expectations`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

import expectations
from tasks import steps, tables


@dataclass(frozen=True)
class Judged:
    """What validation leaves.

    Args:
        tables: the rows to be published, and the quarantine.
        results: rows for validation_results.
        pages: folder of the pages that show them, or None.
    """

    tables: steps.Frames
    results: pl.DataFrame
    pages: Path | None


@steps.stage("validate")
def validate(frames: steps.Frames, rejected: list[pl.DataFrame], day: date, run_id: str) -> Judged:
    """Judge all rows; bad ones go to quarantine.

    Raises:
        RefusedError: what is left isn't fit to be published.
    """
    verdict = expectations.gate(frames, day)
    files_of = frames["articles"].select("article_id", "source_file")
    quarantine = tables.quarantined([*rejected, verdict.quarantine], files_of)
    passed = {**verdict.passed, "quarantine": quarantine.with_columns(pl.col("run_id").fill_null(run_id))}
    certificate = expectations.certify(passed, day, verdict, run_id=run_id)
    return Judged(passed, certificate.results, None)
