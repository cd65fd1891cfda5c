"""What there is to do, before anything heavy is imported: the files, the last release, what is new."""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
import os
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tasks import lexicon, publish, sources, tables
from tasks.errors import UsageError

Versions = dict[str, str]
_prepared: ContextVar[Survey | None] = ContextVar("prepared", default=None)


@dataclass(frozen=True)
class Survey:
    """What a run has before it.

    Args:
        out: the output folder.
        release: the last release, or None.
        plan: what is to be done with each file.
        rejected: quarantine rows of files that can't be read in any way.
        versions: what decides the result, beside the files.
    """

    out: Path
    release: publish.Release | None
    plan: publish.Plan
    rejected: pl.DataFrame
    versions: Versions

    @property
    def files(self) -> list[Path]:
        """The files to be read now."""
        turned_away = set(self.rejected["source_file"])
        return [Path(p) for p in self.plan.extract if p not in turned_away]


def versions() -> Versions:
    """The versions of package, rules, schema and expectations."""
    return {
        "esep": importlib.metadata.version("esep"),
        "rules": lexicon.rules_version(),
        "schema": tables.schema_version(),
        "expectations": _expectations_version(),
    }


def _expectations_version() -> str:
    """A hash of the suites' modules; they aren't imported, since Great Expectations would come along."""
    spec = importlib.util.find_spec("expectations")
    digest = hashlib.sha256()
    for folder in (spec.submodule_search_locations or []) if spec else []:
        for path in sorted(Path(folder).rglob("*.py")):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def survey(raw: Sequence[str], out: str, *, full: bool = False) -> Survey:
    """Look at the input and at the last release.

    Raises:
        UsageError: there is nothing to read, or `out` is a file.
        RefusedError: `out/current` doesn't lead to a readable release.
    """
    target = Path(out)
    if target.exists() and not target.is_dir():
        raise UsageError(f"{target} is a file, not a folder", "name another folder with --out")
    files, rejected = sources.list_inputs([Path(r) for r in raw])
    files, rejected = _outside(target, files, rejected)
    paths = [*map(str, files), *rejected["source_file"].drop_nulls().unique().sort()]
    if not paths:
        raise UsageError(f"no files in {', '.join(raw)}", "name a folder that holds .txt or .jsonl files")
    release, now = publish.current(target), versions()
    plan = publish.plan(paths, release.ledger if release else {}, reread=_why_reread(release, now, full))
    return Survey(target, release, plan, rejected, now)


def prepare(todo: Survey) -> None:
    """Keep a survey for the flow that this process is about to run, so that files aren't hashed twice."""
    _prepared.set(todo)


def prepared(out: str) -> Survey | None:
    """The survey that was kept, if the output folder still is as it was then; only once."""
    todo = _prepared.get()
    _prepared.set(None)
    if todo is None or todo.out != Path(out):
        return None
    release = publish.current(todo.out)
    was = todo.release.release_id if todo.release else None
    return todo if (release.release_id if release else None) == was else None


def _outside(out: Path, files: list[Path], rejected: pl.DataFrame) -> tuple[list[Path], pl.DataFrame]:
    """Inputs without what runs have written, for the case that OUT lies in RAW."""
    own = os.path.abspath(out) + os.sep  # noqa: PTH100 - without following links, unlike Path.resolve

    def is_own(path: str | Path) -> bool:
        return os.path.abspath(path).startswith(own)  # noqa: PTH100

    inside = pl.Series([is_own(f) for f in rejected["source_file"]], dtype=pl.Boolean)
    return [f for f in files if not is_own(f)], rejected.filter(~inside)


def _why_reread(release: publish.Release | None, now: Versions, full: bool) -> str:
    if full:
        return "--full was given"
    if release is None:
        return ""
    then = release.manifest.get("versions", {})
    other = [name for name in ("rules", "schema", "expectations") if then.get(name) != now[name]]
    return f"{' and '.join(other)} changed since the last release" if other else ""
