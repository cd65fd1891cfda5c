"""Validation: the gate, the certificate, the reasons to refuse, the pages that show them.

It lives here, not among the steps, because `tasks` knows nothing of `expectations`.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

import expectations
from tasks import steps, tables
from tasks.errors import RefusedError

_REFUSALS_KEPT = 5


@dataclass(frozen=True)
class Judged:
    """What validation leaves.

    Args:
        tables: the rows to be published, and the quarantine.
        verdict: of the gate.
        certificate: of Great Expectations, over the rows to be published.
    """

    tables: steps.Frames
    verdict: expectations.Verdict
    certificate: expectations.Certificate


def warm_up() -> None:
    """Have Great Expectations imported, which takes 2 s: best while a server is starting."""
    expectations.certify({}, date(2000, 1, 1))


@steps.stage("validate")
def validate(frames: steps.Frames, rejected: list[pl.DataFrame], day: date, run_id: str) -> Judged:
    """Judge all rows, new and old; bad ones go to quarantine."""
    verdict = expectations.gate(frames, day)
    files_of = frames["articles"].select("article_id", "source_file")
    quarantine = tables.quarantined([*rejected, verdict.quarantine], files_of)
    quarantine = tables.finish("quarantine", [quarantine.with_columns(pl.col("run_id").fill_null(run_id))])
    passed = {**verdict.passed, "quarantine": quarantine}
    return Judged(passed, verdict, expectations.certify(passed, day, verdict, run_id=run_id))


def decide(judged: Judged, files: Mapping[str, int], frames: steps.Frames, before: Mapping[str, int]) -> None:
    """Let the run publish, or not.

    Args:
        judged: as `validate` gives it.
        files: the account of the files (see `flows.outcome.files`).
        frames: the rows that went into validation.
        before: table → rows of the last release.

    Raises:
        RefusedError: with every breach and its mend.
    """
    expectations.refuse(
        judged.verdict,
        judged.certificate.results,
        files=expectations.Files(
            files["in"], files["published"], files["unchanged"], files["duplicate"], files["quarantined"]
        ),
        n_published={name: frame.height for name, frame in judged.tables.items()},
        n_extracted={name: frame.height for name, frame in frames.items()},
        n_before={name: n for name, n in before.items() if name in judged.verdict.counts},
    )


@contextmanager
def reported(judged: Judged, out: Path, run_id: str) -> Iterator[Path]:
    """The validation pages, in a folder of their own; if the block is refused, they stay in `out/refused`."""
    with TemporaryDirectory(prefix="esep-") as folder:
        pages = Path(folder) / "validation"
        expectations.pages(
            judged.certificate.results,
            pages,
            quarantine=judged.tables["quarantine"],
            validations=judged.certificate.validations,
            title=f"Validation of run {run_id}",
        )
        try:
            yield pages
        except RefusedError as e:
            kept = _keep(out / "refused", pages, judged.tables["quarantine"], run_id)
            raise RefusedError(e.message, f"{e.mend}; all of it: {kept}" if kept else e.mend) from e


def _keep(refused: Path, pages: Path, quarantine: pl.DataFrame, run_id: str) -> Path | None:
    """Keep what was wrong with a refused run; the last few of them."""
    with suppress(OSError):
        shutil.copytree(pages, refused / run_id / pages.name)
        quarantine.write_parquet(refused / run_id / "quarantine.parquet")
        for old in sorted(refused.iterdir())[:-_REFUSALS_KEPT]:
            shutil.rmtree(old, ignore_errors=True)
        return refused / run_id / pages.name / "index.html"
    return None
