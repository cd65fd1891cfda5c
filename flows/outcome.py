"""What came of a run: the counts, and whether every file is accounted for."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from flows.survey import Survey
from tasks.errors import RefusedError
from tasks.publish import Ledger, State

_TOP = 5
_INPUTS = 20  # files and lines that are named in the summary


@dataclass
class Account:
    """The books of one run, filled stage by stage.

    Args:
        run_id: esep's id of the run.
        seconds: stage → how long it took.
        extracted: table → rows that came out of the files read now.
        carried: table → rows carried over.
        warnings: what the user should know, though nothing is lost.
    """

    run_id: str
    seconds: dict[str, float] = field(default_factory=dict)
    extracted: dict[str, int] = field(default_factory=dict)
    carried: dict[str, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


def ledger(todo: Survey, articles: pl.DataFrame, quarantine: pl.DataFrame) -> Ledger:
    """The ledger of the release to come: what became of every file.

    Args:
        todo: what the run had before it.
        articles: all that will be published.
        quarantine: all that won't.

    Raises:
        RefusedError: a file that was read gave neither an article nor a reason.
    """
    is_double = pl.col("duplicate_of").is_not_null()
    made = _by_file(articles.filter(~is_double))
    doubles = _by_file(articles.filter(is_double))
    rejected = _by_file(quarantine.filter(pl.col("table").is_null() | (pl.col("table") == "articles")))
    repeated = _by_file(quarantine.filter(pl.col("reason") == "duplicate_id"))
    known = todo.release.ledger if todo.release else {}
    books = {p: known[p] for p in todo.plan.kept}
    for path in todo.plan.unchanged:  # the time may be another, though the bytes are the same
        seen = todo.plan.seen[path]
        books[path] = replace(known[path], mtime_ns=seen.mtime_ns, place=seen.place or known[path].place)
    for path in todo.plan.extract:
        if not made[path] + doubles[path] + rejected[path]:
            raise RefusedError(
                f"{path} was read, but gave neither an article nor a reason why not",
                "this is a fault of esep: please report it with the file",
            )
        books[path] = replace(
            todo.plan.seen[path],
            state=_state(made[path], doubles[path]),
            n_articles=made[path],
            n_duplicates=doubles[path] + repeated[path],
            n_quarantined=rejected[path],
        )
    return books


def _by_file(rows: pl.DataFrame) -> Counter[str]:
    return Counter(dict(rows.drop_nulls("source_file").group_by("source_file").len().iter_rows()))


def _state(made: int, doubles: int) -> State:
    if made:
        return "published"
    return "duplicate" if doubles else "quarantined"


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


def as_json(value: Mapping[str, Any]) -> str:
    """A cell of `runs`: sorted, so that the same counts read the same."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
