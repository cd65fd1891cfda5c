"""The flow: the corridor from raw files to a published release, in batches of bounded size."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
from prefect import flow
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.context import FlowRunContext
from prefect.futures import PrefectFuture, as_completed
from prefect.runtime import flow_run
from prefect.states import Completed
from prefect.task_runners import ThreadPoolTaskRunner
from prefect.utilities.annotations import quote

import expectations
from flows import batch, certifying, crew, joining, outcome, validate, workers, writing
from flows.outcome import Account
from flows.progress import advance, stage
from flows.survey import Survey, prepared, survey
from tasks import publish, sources, steps, tables
from tasks.schema import TABLES
from tasks.sources import BATCH_BYTES

WORKERS = min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, 8)


@flow(
    name="esep pipeline",
    persist_result=False,
    validate_parameters=True,
    task_runner=ThreadPoolTaskRunner(max_workers=WORKERS),  # type: ignore[arg-type]
)
def pipeline(raw: list[str], out: str, keep: int = 5, full: bool = False, prune: bool = False) -> Any:  # noqa: ANN401 - or a state
    """Read what is new in RAW, and publish a release of all tables in OUT.

    Args:
        raw: files and folders.
        out: the output folder.
        keep: how many releases stay.
        full: read everything again, whatever the ledger says.
        prune: drop what came from files that have vanished.

    Returns:
        The outcome as a dictionary; a state named 'Nothing new' when the last release holds it all.

    Raises:
        RefusedError: nothing is published; the last release still stands.
        UsageError: RAW or OUT can't be what was meant.
    """
    with publish.hold(Path(out)):
        with stage("look"):
            todo = prepared(out) or survey(raw, out, full=full, prune=prune)
        if todo.plan.is_nothing_new:
            done = outcome.nothing_new(todo, flow_run.id)
            return Completed(name="Nothing new", message=f"{done['files']['in']} files, none new", data=done)
        return corridor(todo, keep)


def corridor(todo: Survey, keep: int) -> dict[str, Any]:
    """Walk what is new from file to release.

    Raises:
        RefusedError: what came out isn't fit to be published, or can't be written.
    """
    account, start = Account.opened(), time.perf_counter()
    with publish.stage(todo.out, account.run_id) as staging, certifying.ready() as certifier:
        with stage("extract"), crew.called(0 if todo.is_little else WORKERS):
            dones = extracted(todo, account, staging.work)
        certifier.begin()
        with stage("join", account.seconds):
            joined = steps.stage("join articles")(joining.joined)(
                quote(todo), quote([d.part for d in dones]), quote(staging), account.day, account.run_id
            )
        with stage("write", account.seconds):
            counts = steps.stage("write parts")(writing.written)(
                quote(todo), quote(joined), quote(staging), account.day, account.run_id, WORKERS, BATCH_BYTES
            )
        with stage("validate", account.seconds):
            verdict = expectations.Verdict.added([*(d.verdict for d in dones), joined.verdict]).then(
                counts.verdict
            )
            judged = steps.stage("validate")(validate.validate)(
                quote(certifier), quote(staging), quote(verdict), account.day, account.run_id
            )
        books, report = _accounts(todo, account, staging, dones, joined, counts, judged)
        _artifacts(report, judged.certificate.results)
        release = _published(todo, account, staging, judged, books, report, keep)
    account.seconds["whole"] = round(time.perf_counter() - start, 3)
    return outcome.published(todo, release, report, account, flow_run.id)


def _accounts(
    todo: Survey,
    account: Account,
    staging: publish.Staging,
    dones: Sequence[batch.Done],
    joined: joining.Joined,
    counts: writing.Written,
    judged: validate.Judged,
) -> tuple[pl.DataFrame, dict[str, Any]]:
    """The ledger, and the counts of files and rows with what became of them."""
    for done in dones:
        counts.carried.update(done.carried)
    digests = {path: digest for done in dones for path, digest in done.digests.items()}
    books = outcome.ledger(todo, joined.changes, judged.quarantine, digests)
    return books, {
        "files": outcome.files(todo, books),
        "rows": outcome.rows(account, counts, judged.verdict, staging.rows),
        "coverage": outcome.coverage(staging.parts.values()),
        "quarantine": outcome.reasons(judged.quarantine),
    }


def _published(
    todo: Survey,
    account: Account,
    staging: publish.Staging,
    judged: validate.Judged,
    books: pl.DataFrame,
    report: Mapping[str, Any],
    keep: int,
) -> publish.Release:
    """Decide, add what isn't in parts, and publish.

    Raises:
        RefusedError: what came out isn't fit to be published; its pages stay in `refused`.
    """
    with validate.reported(judged, todo.out, account.run_id) as pages:
        validate.decide(judged, report, todo.release)
        _add_tables(todo, account, staging, judged, report)
        about = {
            "run_id": account.run_id,
            "published_at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
            "versions": todo.versions,
            **report,
        }
        with stage("publish", account.seconds):
            made: publish.Release = steps.stage("publish release")(publish.publish)(
                quote(staging), quote(books), quote(about), keep=keep, extras=pages
            )
    return made


def extracted(todo: Survey, account: Account, work: Path) -> list[batch.Done]:
    """All that is new, batch by batch, written to `work`; in the order of parts."""
    release, jobs = todo.release, list[PrefectFuture[batch.Done]]()
    number = max(release.parts.roots, default=0) + 1 if release else 1
    folder, leader = work.absolute(), workers.lead(todo.versions)
    read = steps.stage("extract batch", retries=2)(workers.done)  # a network folder may come back
    for some in sources.batches(todo.files, BATCH_BYTES):
        job = partial(batch.extract, some, number, day=account.day, run_id=account.run_id)
        jobs.append(read.submit(workers.Job(job, [p.path for p in some.pieces]), folder, leader))
        number += 1
    if release and todo.is_new_start and (kept := todo.plan.paths("kept")):
        again = steps.stage("carry part")(workers.done)
        for old in release.parts.roots:
            job = partial(batch.carry, release.parts, old, kept, number, day=account.day)
            jobs.append(again.submit(workers.Job(job), folder, leader))
            number += 1
    done = []
    for future in as_completed(jobs):
        done.append(future.result())
        advance(len(done), len(jobs))
    turned_away = todo.rejected.filter(pl.col("source_file").is_in(todo.plan.extract))
    if turned_away.height:
        done.append(batch.turned_away(turned_away, number, work))
    done.sort(key=lambda d: d.part)
    account.add(done)
    return done


def _add_tables(
    todo: Survey,
    account: Account,
    staging: publish.Staging,
    judged: validate.Judged,
    report: Mapping[str, Any],
) -> None:
    """The tables that aren't in parts: dimensions, and what tells of runs."""
    now = {"validation_results": judged.certificate.results, "runs": _run_row(todo, account, report)}
    for name, frame in tables.dimensions().items():
        staging.add(name, 0, frame)
    for name, rows in now.items():
        old = publish.load(todo.release, name) if todo.release else TABLES[name].empty()
        staging.add(name, 0, tables.finish(name, [old, rows]))


def _run_row(todo: Survey, account: Account, report: Mapping[str, Any]) -> pl.DataFrame:
    """The run's own row; its last stage isn't over yet, so publishing has no time there."""
    row = {
        "run_id": account.run_id,
        "flow_run_id": flow_run.id,
        "trigger": "schedule" if _is_deployed() else "command",
        "started_at": account.started,
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


def _is_deployed() -> bool:
    """Whether a deployment began the run; `prefect.runtime` would ask the server."""
    context = FlowRunContext.get()
    return bool(context and context.flow_run and context.flow_run.deployment_id)


def _artifacts(report: Mapping[str, Any], results: pl.DataFrame) -> None:
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
