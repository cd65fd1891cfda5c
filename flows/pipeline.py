"""The flow: the corridor from raw files to a published release, one task a stage."""

from __future__ import annotations

import platform
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
from prefect import flow
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.runtime import deployment, flow_run
from prefect.states import Completed

from flows import outcome, validate
from flows.outcome import Account
from flows.progress import stage
from flows.survey import Survey, prepared, survey
from tasks import publish, steps, tables
from tasks.schema import TABLES

_KAZAKHSTAN = timedelta(hours=5)  # the day that the newspapers write; at 21:00 UTC theirs is a day ahead


@flow(name="esep pipeline", persist_result=False, validate_parameters=True)
def pipeline(raw: list[str], out: str, keep: int = 5, full: bool = False) -> Any:  # noqa: ANN401 - or a state
    """Read what is new in RAW, and publish a release of all tables in OUT.

    Args:
        raw: files and folders.
        out: the output folder.
        keep: how many releases stay.
        full: read everything again, whatever the ledger says.

    Returns:
        The outcome as a dictionary; a state named 'Nothing new' when the last release holds it all.

    Raises:
        RefusedError: nothing is published; the last release still stands.
        UsageError: RAW or OUT can't be what was meant.
    """
    with publish.hold(Path(out)):
        with stage("look"):
            todo = prepared(out) or survey(raw, out, full=full)
        if todo.plan.is_nothing_new:
            done = outcome.nothing_new(todo, flow_run.id)
            return Completed(name="Nothing new", message=f"{done['files']['in']} files, none new", data=done)
        return corridor(todo, keep)


def corridor(todo: Survey, keep: int) -> dict[str, Any]:
    """Walk what is new from file to release.

    Raises:
        RefusedError: what came out isn't fit to be published, or can't be written.
    """
    started = datetime.now(UTC)
    account = Account(run_id=f"{started:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}")
    previous = {n: publish.load(todo.release, n) for n in TABLES} if todo.release else {}
    frames, rejected = extract(todo, account, previous)
    with stage("validate", account.seconds):
        day = (started + _KAZAKHSTAN).date()
        judged = validate.validate(frames, rejected, day, account.run_id)
    books = outcome.ledger(todo, judged.tables["articles"], judged.tables["quarantine"])
    report = _report(todo, account, books, frames, judged)
    _artifacts(report, judged.certificate.results)
    with validate.reported(judged, todo.out, account.run_id) as pages:
        before = {n: f.height for n, f in previous.items()}
        validate.decide(judged, report["files"], frames, before)
        final = dict(judged.tables)
        final["validation_results"] = _append("validation_results", previous, judged.certificate.results)
        final["runs"] = _append("runs", previous, _run_row(todo, account, started, report))
        about: dict[str, Any] = {
            "run_id": account.run_id,
            "published_at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        }
        about |= {"versions": todo.versions, **report}
        with stage("publish", account.seconds):
            release = steps.publish(todo.out, final, ledger=books, about=about, keep=keep, extras=pages)
    return _outcome(todo, release, report, account, final)


def _report(
    todo: Survey, account: Account, books: publish.Ledger, frames: steps.Frames, judged: validate.Judged
) -> dict[str, Any]:
    return {
        "files": outcome.files(todo, books),
        "rows": _rows(account, frames, judged),
        "coverage": outcome.coverage(judged.tables["numbers"]),
        "quarantine": outcome.reasons(judged.tables["quarantine"]),
    }


def extract(
    todo: Survey, account: Account, previous: steps.Frames
) -> tuple[steps.Frames, list[pl.DataFrame]]:
    """The files that are new, as far as tables; with them what was turned away."""
    seconds, carried = account.seconds, tables.carry(previous, todo.plan.carried)
    with stage("read", seconds):
        records, unread, account.warnings = steps.read(todo.files)
    with stage("parse", seconds):
        articles, blocks, unparsed = steps.parse(records)
        articles, blocks, twice = tables.settle(articles, blocks, carried["articles"])
    with stage("sentences", seconds):
        split = steps.sentences(articles, blocks)
    with stage("mentions", seconds):
        found = steps.mentions(split)
    with stage("facts", seconds):
        fresh = steps.facts(articles, split, found.tokens, found.mentions)
    account.extracted = {n: fresh[n].height for n in tables.BY_ARTICLE}
    account.carried = {n: carried[n].height for n in tables.BY_ARTICLE}
    with stage("tables", seconds):
        frames = steps.assemble(fresh, carried)
        frames = {n: tables.stamp(n, f, previous, account.run_id) for n, f in frames.items()}
    now = todo.rejected.filter(pl.col("source_file").is_in(list(todo.plan.extract)))
    return frames, [carried["quarantine"], now, unread, unparsed, twice]


def _rows(account: Account, frames: steps.Frames, judged: validate.Judged) -> dict[str, dict[str, int]]:
    """Conservation of rows: extracted + carried = published + quarantined + duplicate."""
    rows = {}
    for name in (*tables.BY_ARTICLE, "projects"):
        whole, passed = frames[name].height, judged.tables[name].height
        extracted, carried = account.extracted.get(name, whole), account.carried.get(name, 0)
        rows[name] = {
            "extracted": extracted,
            "carried": carried,
            "published": passed,
            "quarantined": whole - passed,
            "duplicate": extracted + carried - whole,
        }
    return rows


def _append(name: str, previous: steps.Frames, rows: pl.DataFrame) -> pl.DataFrame:
    return tables.finish(name, [previous.get(name, TABLES[name].empty()), rows])


def _run_row(todo: Survey, account: Account, started: datetime, report: dict[str, Any]) -> pl.DataFrame:
    """The run's own row; its last stage isn't over yet, so publishing has no time there."""
    row = {
        "run_id": account.run_id,
        "flow_run_id": flow_run.id,
        "trigger": "schedule" if deployment.id else "command",
        "started_at": started,
        "finished_at": datetime.now(UTC),
        "state": "published",
        "esep_version": todo.versions["esep"],
        "rules_version": todo.versions["rules"],
        "schema_version": todo.versions["schema"],
        "python_version": platform.python_version(),
        "counts_json": outcome.as_json(report),
        "seconds_json": outcome.as_json(account.seconds),
    }
    return TABLES["runs"].cast(pl.DataFrame([row]))


def _artifacts(report: dict[str, Any], results: pl.DataFrame) -> None:
    """What the Prefect UI shows of the run."""
    rows = [{"table": name, **counts} for name, counts in report["rows"].items()]
    create_table_artifact(rows, key="esep-counts", description="Rows in and out, by table")
    shown = results.select(
        "table", "rule", "severity", "is_success", "n_checked", "n_quarantined", "n_unexpected"
    )
    failed = shown.filter(~pl.col("is_success") | (pl.col("n_quarantined") > 0))
    create_table_artifact(
        failed.to_dicts() or [{"result": f"all {shown.height} expectations met"}],
        key="esep-validation",
        description=f"{shown.height} expectations evaluated; those that weren't met by every row",
    )
    covered = report["coverage"]
    share = (
        "no numerals"
        if covered["share"] is None
        else f"{covered['share']:.1%} of {covered['numbers']} numerals"
    )
    lines = [f"| {name} | {n} |" for name, n in covered["by"].items()]
    text = "\n".join(
        [f"# Coverage\n\n{share} explained.\n", "| taken for | numerals |", "|---|---:|", *lines]
    )
    create_markdown_artifact(text, key="esep-coverage", description="What became of every numeral")


def _outcome(
    todo: Survey, release: publish.Release, report: dict[str, Any], account: Account, final: steps.Frames
) -> dict[str, Any]:
    return {
        "state": "published",
        "run_id": account.run_id,
        "flow_run_id": flow_run.id,
        "release_id": release.release_id,
        "release": str(release.path),
        "current": str(todo.out / "current"),
        "reread": todo.plan.reason,
        "tables": {name: frame.height for name, frame in final.items()},
        **report,
        "seconds": account.seconds,
        "warnings": account.warnings,
    }
