"""What came of a run: the counts, and whether every file is accounted for."""

from __future__ import annotations

import json
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl

import expectations
from flows.batch import Done
from flows.joining import Changes
from flows.survey import Survey
from flows.writing import Written
from tasks import publish, tables
from tasks.errors import RefusedError

_TOP = 5
_INPUTS = 20  # files and lines that are named in the summary
_READ = ("new", "changed", "again")
_UNDATED = (
    "{n:,} of the articles read have no day of publication (first {file}): what they date by 'биыл', 'в прошлом году' "
    "or a month alone has no period; begin such a text with its day (2026-03-11), or name the file by it"
)
_KAZAKHSTAN = timedelta(hours=5)  # the day that the newspapers write; at 21:00 UTC theirs is a day ahead


@dataclass
class Account:
    """The books of one run, filled stage by stage.

    Args:
        run_id: esep's id of the run.
        started: when.
        seconds: stage → how long it took; of what several batches did at once, the sum.
        extracted: table → rows that came out of the files read now.
        warnings: what the user should know, though nothing is lost.
    """

    run_id: str
    started: datetime
    seconds: dict[str, float] = field(default_factory=dict)
    extracted: dict[str, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    @classmethod
    def opened(cls) -> Account:
        """For a run that starts now."""
        now = datetime.now(UTC)
        return cls(f"{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}", now)

    @property
    def day(self) -> date:
        """The day of the run."""
        return (self.started + _KAZAKHSTAN).date()

    def add(self, batches: Iterable[Done]) -> None:
        """Book what came of batches."""
        undated: list[tuple[int, str]] = []
        for done in batches:
            for stage, seconds in done.seconds.items():
                self.seconds[stage] = round(self.seconds.get(stage, 0.0) + seconds, 3)
            for name, n in done.extracted.items():
                self.extracted[name] = self.extracted.get(name, 0) + n
            self.warnings += done.warnings
            if done.undated[0]:
                undated.append(done.undated)
        if undated:
            self.warnings.append(_UNDATED.format(n=sum(n for n, _ in undated), file=undated[0][1]))


def ledger(
    todo: Survey, changes: Changes, quarantine: pl.DataFrame, digests: Mapping[str, str]
) -> pl.DataFrame:
    """The ledger of the release to come (LEDGER): what became of every file.

    Args:
        todo: what the run had before it.
        changes: which articles will be published, and which of them are doubles.
        quarantine: source_file, table, reason of all that won't.
        digests: file → SHA-256, of the files that were read whole.

    Raises:
        RefusedError: a file that was read gave neither an article nor a reason.
    """
    files = todo.plan.files.filter(pl.col("action") != "pruned")
    is_read = pl.col("action").is_in(_READ)
    files = files.with_columns(path=pl.when(is_read | pl.col("was").is_null()).then("path").otherwise("was"))
    is_double = pl.col("article_id").is_in(changes.doubles["article_id"].implode())
    made = changes.index.group_by("path").agg(n_articles=(~is_double).sum(), n_doubles=is_double.sum())
    of_input = quarantine.filter(pl.col("table").is_null() | (pl.col("table") == "articles"))
    rejected = of_input.group_by(path="source_file").agg(
        n_quarantined=pl.len(), n_twice=(pl.col("reason") == "duplicate_id").sum()
    )
    books = (
        files.join(made, on="path", how="left")
        .join(rejected, on="path", how="left")
        .with_columns(
            pl.col("n_articles", "n_doubles", "n_quarantined", "n_twice").cast(pl.Int64).fill_null(0)
        )
    )
    _check_all_told(books.filter(is_read))
    state = (
        pl.when(pl.col("n_articles") > 0).then(pl.lit("published"))
        .when(pl.col("n_doubles") > 0).then(pl.lit("duplicate"))
        .otherwise(pl.lit("quarantined"))
    )  # fmt: skip
    read = books.filter(is_read).select("path", "size", "mtime_ns")
    found = {**digests, **publish.digests(read.filter(~pl.col("path").is_in(list(digests))))}
    known = pl.DataFrame(list(found.items()), schema={"path": pl.String, "now": pl.String}, orient="row")
    books = books.join(known, on="path", how="left").with_columns(
        state=state,
        n_duplicates=pl.col("n_doubles") + pl.col("n_twice"),
        sha256=pl.when(is_read).then("now").otherwise("sha256"),
    )
    return books.select(pl.col(c).cast(t) for c, t in publish.LEDGER.items()).sort("path")


def _check_all_told(books: pl.DataFrame) -> None:
    lost = books.filter(pl.sum_horizontal("n_articles", "n_doubles", "n_quarantined") == 0)
    if lost.height:
        raise RefusedError(
            f"{lost['path'][0]} was read, but gave neither an article nor a reason why not",
            "this is a fault of esep: please report it with the file",
        )


def files(todo: Survey, books: pl.DataFrame) -> dict[str, int]:
    """Conservation of files: in = published + unchanged + duplicate + quarantined."""
    plan = todo.plan
    states = books.filter(pl.col("path").is_in(plan.extract))["state"]
    n = {s: int((states == s).sum()) for s in ("published", "duplicate", "quarantined")}
    return {
        "in": states.len() + plan.n("unchanged"),
        "published": n["published"],
        "unchanged": plan.n("unchanged"),
        "duplicate": n["duplicate"],
        "quarantined": n["quarantined"],
        **{action: plan.n(action) for action in ("new", "changed", "again", "kept", "pruned")},
        "missing": int((plan.files["is_missing"] & (plan.files["action"] == "kept")).sum()),
    }


def rows(
    account: Account, counts: Written, verdict: expectations.Verdict, published: Mapping[str, int]
) -> dict[str, dict[str, int]]:
    """Conservation of rows: extracted + carried = published + quarantined + duplicate.

    Args:
        account: with what was extracted.
        counts: with what was carried over, and what another article tells already.
        verdict: of the gate, over this run's rows.
        published: table → rows of the release.
    """
    found = {}
    for name in (*tables.BY_ARTICLE, "projects"):
        count = verdict.counts.get(name)
        found[name] = {
            "extracted": account.extracted.get(name, count.n_in if count and name == "projects" else 0),
            "carried": counts.carried.get(name, 0),
            "published": published.get(name, 0),
            "quarantined": count.n_quarantined if count else 0,
            "duplicate": counts.duplicate.get(name, 0),
        }
    return found


def coverage(parts: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """How many of the numerals were explained, and as what.

    Args:
        parts: what the manifest says of each.
    """
    counts: Counter[str] = Counter()
    for part in parts:
        counts.update(part["dispositions"])
    by = dict(sorted(counts.items()))
    total = sum(by.values())
    explained = total - by.get("unexplained", 0)
    return {"numbers": total, "explained": explained, "share": explained / total if total else None, "by": by}


def reasons(quarantine: pl.DataFrame) -> dict[str, Any]:
    """What stands in quarantine: how much of it, the commonest reasons, and what files and lines couldn't be read."""
    top = (
        quarantine.group_by("stage", "table", "reason")
        .agg(rows=pl.len(), example=pl.col("message").sort().first())
        .sort(["rows", "stage", "table", "reason"], descending=[True, False, False, False])
    )
    inputs = quarantine.filter(pl.col("stage").is_in(["read", "decode", "parse"]))["message"].sort()
    return {
        "rows": quarantine.height,
        "top": top.head(_TOP).to_dicts(),
        "inputs": inputs.head(_INPUTS).to_list(),
        "inputs_left_out": max(inputs.len() - _INPUTS, 0),
    }


def nothing_new(todo: Survey, flow_run_id: str | None = None) -> dict[str, Any]:
    """The outcome of a run that found nothing to do."""
    assert todo.release is not None
    return {
        "state": "nothing new",
        "flow_run_id": flow_run_id,
        "release_id": todo.release.release_id,
        "release": str(todo.release.path),
        "current": str(todo.out / "current"),
        "files": files(todo, todo.release.ledger),
        "tables": {n: t["rows"] for n, t in todo.release.manifest["tables"].items()},
        "coverage": todo.release.manifest.get("coverage"),
        "quarantine": todo.release.manifest.get("quarantine"),
        "warnings": [],
    }


def published(
    todo: Survey,
    release: publish.Release,
    report: Mapping[str, Any],
    account: Account,
    flow_run_id: str | None,
) -> dict[str, Any]:
    """The outcome of a run that published."""
    return {
        "state": "published",
        "run_id": account.run_id,
        "flow_run_id": flow_run_id,
        "release_id": release.release_id,
        "release": str(release.path),
        "current": str(todo.out / "current"),
        "reread": todo.plan.reason,
        "tables": {n: t["rows"] for n, t in release.manifest["tables"].items()},
        **report,
        "seconds": account.seconds,
        "warnings": account.warnings,
    }


def as_json(value: Mapping[str, Any]) -> str:
    """A cell of `runs`: sorted, so that the same counts read the same."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
