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

from tasks import lexicon, publish, sources, stores, tables
from tasks.errors import UsageError
from tasks.schema.frames import FINGERPRINTS

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
    def files(self) -> list[tuple[str, int]]:
        """The files to be read now, with their bytes, by name."""
        turned_away = pl.col("path").is_in(self.rejected["source_file"].implode())
        wanted = pl.col("action").is_in(["new", "changed", "again"])
        return self.plan.files.filter(wanted & ~turned_away).select("path", "size").sort("path").rows()

    @property
    def is_little(self) -> bool:
        """Whether one process reads it in about the time that others take to begin."""
        return sum(size for _, size in self.files) < sources.LITTLE_BYTES

    @property
    def is_new_start(self) -> bool:
        """Whether all is made anew, and nothing of the last release is taken over as it is."""
        return self.release is None or bool(self.plan.reason)


def versions() -> Versions:
    """The versions of package, rules, schema and expectations."""
    return {
        "esep": importlib.metadata.version("esep"),
        "rules": lexicon.rules_version(),
        "schema": tables.schema_version(),
        "expectations": _expectations_version(),
        "polars": pl.__version__,  # its hashes stand in the state of a release
    }


def _expectations_version() -> str:
    """A hash of the suites' modules; they aren't imported, since Great Expectations would come along."""
    spec = importlib.util.find_spec("expectations")
    digest = hashlib.sha256()
    for folder in (spec.submodule_search_locations or []) if spec else []:
        for path in sorted(Path(folder).rglob("*.py")):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def survey(raw: Sequence[str], out: str, *, full: bool = False, prune: bool = False) -> Survey:
    """Look at the input and at the last release.

    Args:
        raw: files and folders.
        out: the output folder.
        full: read everything again.
        prune: drop what came from files that have vanished.

    Raises:
        UsageError: there is nothing to read, or `out` is a file.
        RefusedError: `out/current` doesn't lead to a readable release.
    """
    target = Path(out)
    if target.exists() and not target.is_dir():
        raise UsageError(f"{target} is a file, not a folder", "name another folder with --out")
    files, rejected = sources.list_inputs([r if stores.is_remote(r) else Path(r) for r in raw])
    if not stores.is_remote(out) and any(
        Path(r).resolve() == target.resolve() for r in raw if not stores.is_remote(r)
    ):
        raise UsageError(
            f"{target} is both RAW and OUT, and what stands in OUT isn't read",
            "name a folder of its own with --out",
        )
    if any(_meet(target, r) for r in raw if not stores.is_remote(r)):
        files, rejected = _outside(target, files, rejected)
    paths = [*files, *rejected["source_file"].drop_nulls().unique().sort()]
    if not paths and not prune:
        raise UsageError(
            f"no files in {', '.join(raw)}", "name a folder that holds .txt, .jsonl or .parquet files"
        )
    release, now = publish.current(target), versions()
    ledger = release.ledger if release else None
    plan = publish.plan(paths, ledger, reread=_why_reread(release, now, full), prune=prune)
    if release and plan.replaced and not plan.reason:
        plan = plan.reading(_shadows(release, plan.replaced))
    return Survey(target, release, plan, rejected, now)


def _shadows(release: publish.Release, replaced: Sequence[str]) -> list[str]:
    """Files that were passed by because a file that doesn't stay as it was held their articles."""
    known = release.parts.scan("fingerprints", ["article_id", "path"], FINGERPRINTS).drop("part")
    is_gone = pl.col("path").is_in(list(replaced))
    gone = known.filter(is_gone).select("article_id").collect()["article_id"]
    doubles = release.parts.scan("articles", ["article_id", "duplicate_of"]).drop("part")
    doubles = doubles.filter(pl.col("duplicate_of").is_in(gone.implode()))
    shadows = known.join(doubles, on="article_id", how="semi").filter(~is_gone).collect()["path"]
    twice = release.parts.scan("quarantine", ["source_file", "reason"]).filter(
        pl.col("reason") == "duplicate_id"
    )
    return [*shadows, *twice.collect()["source_file"].drop_nulls()]


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


def _meet(out: Path, raw: str) -> bool:
    """Whether one lies in the other."""
    one, other = (os.path.abspath(p).rstrip(os.sep) + os.sep for p in (out, raw))  # noqa: PTH100 - follows no links
    return one.startswith(other) or other.startswith(one)


def _outside(out: Path, files: list[str], rejected: pl.DataFrame) -> tuple[list[str], pl.DataFrame]:
    """Inputs without what runs have written, for the case that OUT lies in RAW."""
    own = os.path.abspath(out) + os.sep  # noqa: PTH100 - without following links, unlike Path.resolve
    folders: dict[str, bool] = {}

    def is_own(path: str) -> bool:
        if stores.is_remote(path):
            return False
        folder = path.rpartition("/")[0]
        if folder not in folders:  # a path a folder, not a file: there are a thousand times as many of these
            folders[folder] = (os.path.abspath(folder or ".") + os.sep).startswith(own)  # noqa: PTH100
        return folders[folder]

    inside = pl.Series([is_own(f) for f in rejected["source_file"]], dtype=pl.Boolean)
    return [f for f in files if not is_own(f)], rejected.filter(~inside)


def _why_reread(release: publish.Release | None, now: Versions, full: bool) -> str:
    if full:
        return "--full was given"
    if release is None:
        return ""
    then = release.manifest.get("versions", {})
    other = [name for name in ("rules", "schema", "expectations", "polars") if then.get(name) != now[name]]
    return f"{' and '.join(other)} changed since the last release" if other else ""
