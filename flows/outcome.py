"""What came of a run: the counts, and whether every file is accounted for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from flows.survey import Survey
from tasks.errors import RefusedError
from tasks.publish import Ledger, State

_TOP = 5


@dataclass
class Account:
    """The books of one run, filled stage by stage.

    Args:
        run_id: esep's id of the run.
        seconds: stage → how long it took.
        extracted: table → rows that came out of the files read now.
        carried: table → rows carried over.
        doubled: source file → articles in it that stand in another file already.
        warnings: what the user should know, though nothing is lost.
    """

    run_id: str
    seconds: dict[str, float] = field(default_factory=dict)
    extracted: dict[str, int] = field(default_factory=dict)
    carried: dict[str, int] = field(default_factory=dict)
    doubled: dict[str, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


def ledger(todo: Survey, account: Account, articles: pl.DataFrame, quarantine: pl.DataFrame) -> Ledger:
    """The ledger of the release to come: what became of every file.

    Raises:
        RefusedError: a file that was read gave neither an article nor a reason.
    """
    n_articles = dict(articles.group_by("source_file").len().iter_rows())
    n_rejected = dict(quarantine.drop_nulls("source_file").group_by("source_file").len().iter_rows())
    known = todo.release.ledger if todo.release else {}
    books = {p: known[p] for p in todo.plan.kept}
    for path in todo.plan.unchanged:  # the time may be another, though the bytes are the same
        seen = todo.plan.seen[path]
        books[path] = replace(known[path], mtime_ns=seen.mtime_ns, place=seen.place or known[path].place)
    for path in todo.plan.extract:
        made, bad, twice = (d.get(path, 0) for d in (n_articles, n_rejected, account.doubled))
        if not made + bad + twice:
            raise RefusedError(
                f"{path} was read, but gave neither an article nor a reason why not",
                "this is a fault of esep: please report it with the file",
            )
        state: State = "published" if made else ("quarantined" if bad else "duplicate")
        seen = todo.plan.seen[path]
        books[path] = replace(seen, state=state, n_articles=made, n_duplicates=twice, n_quarantined=bad)
    return books


def files(todo: Survey, books: Ledger) -> dict[str, int]:
    """Conservation of files: in = published + unchanged + duplicate + quarantined."""
    states = [books[p].state for p in todo.plan.extract]
    return {
        "in": len(todo.plan.extract) + len(todo.plan.unchanged),
        "published": states.count("published"),
        "unchanged": len(todo.plan.unchanged),
        "duplicate": states.count("duplicate"),
        "quarantined": states.count("quarantined"),
        "new": len(todo.plan.new),
        "changed": len(todo.plan.changed),
        "kept": len(todo.plan.kept),
    }


def coverage(numbers: pl.DataFrame) -> dict[str, Any]:
    """How many of the numerals were explained, and as what."""
    by = dict(numbers.group_by("disposition").len().sort("disposition").iter_rows())
    total = sum(by.values())
    explained = total - by.get("unexplained", 0)
    return {"numbers": total, "explained": explained, "share": explained / total if total else None, "by": by}


def reasons(quarantine: pl.DataFrame) -> dict[str, Any]:
    """What stands in quarantine: how much of it, and the commonest reasons with a message each."""
    top = (
        quarantine.group_by("stage", "table", "reason")
        .agg(rows=pl.len(), example=pl.col("message").sort().first())
        .sort(["rows", "stage", "table", "reason"], descending=[True, False, False, False])
    )
    return {"rows": quarantine.height, "top": top.head(_TOP).to_dicts()}


def nothing_new(todo: Survey) -> dict[str, Any]:
    """The outcome of a run that found nothing to do."""
    assert todo.release is not None
    return {
        "state": "nothing new",
        "release_id": todo.release.release_id,
        "release": str(todo.release.path),
        "current": str(todo.out / "current"),
        "files": files(todo, todo.release.ledger),
        "tables": {n: t["rows"] for n, t in todo.release.manifest["tables"].items()},
        "coverage": todo.release.manifest.get("coverage"),
        "quarantine": todo.release.manifest.get("quarantine"),
        "warnings": [],
    }


def as_json(value: Mapping[str, Any]) -> str:
    """A cell of `runs`: sorted, so that the same counts read the same."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
