"""Validation: the certificate, the reasons to refuse, the pages that show them.

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
from typing import Any

import polars as pl

import expectations
from flows.certifying import Certified, Certifier
from tasks import publish, tables
from tasks.errors import RefusedError
from tasks.schema import TABLES

_REFUSALS_KEPT = 5
_SHOWN = 20_000  # rows of quarantine that are held with all that they were


@dataclass(frozen=True)
class Judged:
    """What validation leaves.

    Args:
        rows: table → rows that will be published.
        quarantine: every rejected row; without `record_json` where there are very many.
        verdict: of the gate.
        certificate: of Great Expectations, over the rows to be published.
    """

    rows: Mapping[str, int]
    quarantine: pl.DataFrame
    verdict: expectations.Verdict
    certificate: Certified


def validate(
    certifier: Certifier, staging: publish.Staging, verdict: expectations.Verdict, day: date, run_id: str
) -> Judged:
    """Certify all rows, new and old, by what was found in each part when it was written."""
    every = publish.Parts(dict.fromkeys(staging.parts, staging.path))
    kept = every.scan("judged", expectations.STATE.names(), expectations.STATE).collect()
    parts = [expectations.from_frame(f.drop("part")) for _, f in kept.group_by("part", maintain_order=True)]
    parts.append(expectations.judge(tables.dimensions(), day))
    nothing = {name: TABLES[name].empty() for name in (*tables.BY_ARTICLE, "projects")}
    # parts say nothing of tables that they have no rows of, and every expectation is to be evaluated
    parts.append(expectations.judge(nothing, day, only=set(nothing).difference(*parts)))
    certificate = certifier.certify(expectations.added(parts, day), day, verdict, run_id)
    return Judged(staging.rows, _quarantine(staging), verdict, certificate)


def _quarantine(staging: publish.Staging) -> pl.DataFrame:
    every = publish.Parts(dict.fromkeys(staging.parts, staging.path))
    columns = ["stage", "table", "record_key", "reason", "message", "source_file"]
    columns += ["record_json"] * (staging.rows.get("quarantine", 0) <= _SHOWN)
    rows = every.scan("quarantine", columns).drop("part").collect()
    return rows.with_columns(
        record_json=pl.col("record_json") if "record_json" in columns else pl.lit(None, pl.String)
    )


def decide(judged: Judged, report: Mapping[str, Any], last: publish.Release | None) -> None:
    """Let the run publish, or not.

    Args:
        judged: as `validate` gives it.
        report: with the accounts of files and rows (see `flows.outcome`).
        last: the last release.

    Raises:
        RefusedError: with every breach and its mend.
    """
    files = report["files"]
    expectations.refuse(
        judged.verdict,
        judged.certificate.results,
        files=expectations.Files(
            files["in"], files["published"], files["unchanged"], files["duplicate"], files["quarantined"]
        ),
        n_published=judged.rows,
        n_extracted={n: c["extracted"] + c["carried"] - c["duplicate"] for n, c in report["rows"].items()},
        n_before={n: t["rows"] for n, t in last.manifest["tables"].items() if n in report["rows"]}
        if last
        else {},
    )


@contextmanager
def reported(judged: Judged, out: Path, run_id: str) -> Iterator[Path]:
    """The validation pages, in a folder of their own; if the block is refused, they stay in `out/refused`."""
    with TemporaryDirectory(prefix="esep-") as folder:
        pages = Path(folder) / "validation"
        expectations.pages(
            judged.certificate.results,
            pages,
            quarantine=judged.quarantine,
            gx=judged.certificate.pages,
            title=f"Validation of run {run_id}",
        )
        try:
            yield pages
        except RefusedError as e:
            kept = _keep(out / "refused", pages, judged.quarantine, run_id)
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
