"""Releases on disk: staged Parquet, fsync, a manifest written last, one atomic pointer for all tables.

A release never changes once it has its name. Readers resolve `current` first and then see one release only. Parts
that haven't changed are links to the files of the release before.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from tasks.errors import EsepError, RefusedError
from tasks.publish import parts
from tasks.publish.ledger import LEDGER
from tasks.publish.lock import unwritable
from tasks.publish.parts import Parts
from tasks.schema import TABLES

MANIFEST = "manifest.json"
_LEDGER = f"{parts.STATE}/ledger.parquet"
_STAGING = ".staging-"
_POINTER = ".current-"
_WORK = ".work"


@dataclass(frozen=True)
class Release:
    """A published release.

    Args:
        path: its folder, resolved.
        manifest: what its manifest says.
    """

    path: Path
    manifest: dict[str, Any]

    @property
    def release_id(self) -> str:
        """Its name."""
        return str(self.manifest["release_id"])

    @property
    def ledger(self) -> pl.DataFrame:
        """The files that it was made from.

        Raises:
            RefusedError: it can't be read.
        """
        try:
            return pl.read_parquet(self.path / _LEDGER).cast(dict(LEDGER))  # type: ignore[arg-type]
        except (OSError, pl.exceptions.PolarsError) as e:
            raise RefusedError(
                f"{self.path / _LEDGER} can't be read: {e}",
                f"remove {self.path.parent.parent / 'current'} and run again with the same input to rebuild",
            ) from e

    @property
    def parts(self) -> Parts:
        """Its parts."""
        return Parts({int(n): self.path for n in self.manifest["parts"]})


def current(out: Path) -> Release | None:
    """The release that `out/current` points to, or None.

    Raises:
        RefusedError: the pointer leads nowhere, or the release's manifest can't be read.
    """
    pointer = out / "current"
    if not pointer.is_symlink() and not pointer.exists():
        return None
    try:
        path = pointer.resolve(strict=True)
        manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
        if "parts" not in manifest:
            raise ValueError("it was made by an older version of esep")
        return Release(path, manifest)
    except (OSError, ValueError) as e:
        raise RefusedError(
            f"{pointer} doesn't lead to a readable release: {e}",
            f"point it to one of the folders in {out / 'releases'} (ln -sfn), or remove it to start anew",
        ) from e


def load(release: Release, table: str) -> pl.DataFrame:
    """A whole table of a release, by today's schema; empty when the release doesn't have it.

    Raises:
        RefusedError: a file of the release is damaged.
    """
    return parts.read(table, sorted((release.path / table).glob("*.parquet")))


@dataclass
class Staging:
    """A release in the making.

    Args:
        out: the output folder.
        release_id: its name to be.
        number: its number.
        path: where it is made.
        disk: has what was added outlive a power cut, while the run goes on.
        tables: table → its files so far, as the manifest lists them.
        parts: part → what the manifest says of it.
        syncs: what `disk` was told to do.
    """

    out: Path
    release_id: str
    number: int
    path: Path
    disk: Executor
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    parts: dict[int, dict[str, Any]] = field(default_factory=dict)
    syncs: list[Future[None]] = field(default_factory=list)

    @property
    def work(self) -> Path:
        """A folder for what is in the making; it isn't published."""
        return self.path / _WORK

    @property
    def rows(self) -> dict[str, int]:
        """Table → rows so far."""
        return {name: sum(f["rows"] for f in files) for name, files in self.tables.items()}

    def add(self, name: str, part: int, frame: pl.DataFrame) -> None:
        """Write one part of a table or of the state; without rows there is no file."""
        if frame.is_empty():
            return
        path = parts.save(self.path, name, part, frame)
        self.syncs.append(self.disk.submit(_sync, path))
        if name in TABLES:
            entry = {"rows": frame.height, "bytes": path.stat().st_size, "sha256": _digest(path)}
            self.tables.setdefault(name, []).append({"path": f"{name}/{path.name}", **entry})

    def settle(self) -> None:
        """Wait until all that was added would outlive a power cut.

        Raises:
            OSError: the system won't write.
        """
        for sync in self.syncs:
            sync.result()

    def take(self, release: Release, part: int) -> None:
        """Take a part over as it is, all tables and all state of it."""
        name = parts.name_of(part)
        for table, known in release.manifest["tables"].items():
            for file in known["files"]:
                if file["path"] == f"{table}/{name}":
                    _link(release.path / file["path"], self.path / file["path"])
                    self.tables.setdefault(table, []).append(file)
        for path in (release.path / parts.STATE).glob(f"*/{name}"):
            _link(path, self.path / path.relative_to(release.path))
        self.parts[part] = release.manifest["parts"][str(part)]


@contextmanager
def stage(out: Path, run_id: str) -> Iterator[Staging]:
    """A place in which to make a release; call it under `lock.hold(out)`.

    Raises:
        RefusedError: the system won't write; the last release still stands.
    """
    releases = out / "releases"
    try:
        clean(out)
        number = _last_number(releases) + 1
        release_id = f"{number:06d}-{run_id}"
        path = releases / f"{_STAGING}{release_id}"
        (path / _WORK).mkdir(parents=True)
    except OSError as e:
        raise unwritable(out, e) from e
    try:
        with ThreadPoolExecutor(1) as disk:
            try:
                yield Staging(out, release_id, number, path, disk)
            finally:  # what is left of a run that failed will be removed: nothing of it is waited for
                disk.shutdown(wait=False, cancel_futures=True)
    except (OSError, pa.ArrowException) as e:
        raise _failure(out, e) from e
    finally:
        shutil.rmtree(path, ignore_errors=True)


def publish(
    staging: Staging,
    ledger: pl.DataFrame,
    about: Mapping[str, Any],
    *,
    keep: int = 5,
    extras: Path | None = None,
) -> Release:
    """Give the release its manifest and its name, and point `out/current` to it.

    Args:
        staging: with all tables in it.
        ledger: the files that the release was made from (LEDGER).
        about: further manifest entries.
        keep: how many releases stay on disk, this one included.
        extras: a folder of files to stand in the release beside the tables (the validation pages).

    Raises:
        OSError: the system won't write (`stage` makes a RefusedError of it).
    """
    final = staging.path.with_name(staging.release_id)
    shutil.rmtree(staging.work)
    for name in TABLES:
        if name not in staging.tables:  # its folder and a file with the schema are there all the same
            _add_empty(staging, name)
    (staging.path / _LEDGER).parent.mkdir(
        exist_ok=True
    )  # it isn't there where all that was read was rejected
    ledger.write_parquet(staging.path / _LEDGER)
    _sync(staging.path / _LEDGER)
    if extras is not None and extras.is_dir():
        shutil.copytree(extras, staging.path / extras.name)
    staging.settle()
    manifest = {
        "release_id": staging.release_id,
        "number": staging.number,
        **about,
        "tables": {n: {"rows": staging.rows[n], "files": staging.tables[n]} for n in TABLES},
        "parts": {str(n): staging.parts[n] for n in sorted(staging.parts)},
    }
    _write_text(staging.path / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1) + "\n")
    for folder in (f for f in staging.path.rglob("*") if f.is_dir()):
        _sync(folder)
    _sync(staging.path)
    staging.path.rename(final)
    try:
        _sync(final.parent)
        point(staging.out, staging.release_id)
    except BaseException:
        if not _is_current(staging.out, final):
            shutil.rmtree(final, ignore_errors=True)
        raise
    _retain(final.parent, keep, staging.release_id)
    return Release(final.resolve(), manifest)


def clean(out: Path) -> list[Path]:
    """Remove what dead runs left behind; safe under the lock, which no living run gives up."""
    left = [*(out / "releases").glob(f"{_STAGING}*"), *out.glob(f"{_POINTER}*")]
    for path in left:
        if path.is_symlink() or path.is_file():
            path.unlink(missing_ok=True)
        else:
            shutil.rmtree(path, ignore_errors=True)
    return left


def _last_number(releases: Path) -> int:
    """The highest number of a release so far: releases are counted, because clocks go back."""
    numbers = [number_of(p.name) for p in releases.iterdir()] if releases.is_dir() else []
    return max((n for n in numbers if n is not None), default=0)


def number_of(name: str) -> int | None:
    """The number of a release, by its name; None if the name isn't that of a release."""
    head = name.partition("-")[0]
    return int(head) if head.isdigit() else None


def _add_empty(staging: Staging, name: str) -> None:
    path = parts.save(staging.path, name, 0, TABLES[name].empty())
    _sync(path)
    entry = {"rows": 0, "bytes": path.stat().st_size, "sha256": _digest(path)}
    staging.tables[name] = [{"path": f"{name}/{path.name}", **entry}]


def _link(old: Path, new: Path) -> None:
    new.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(old, new)
    except OSError:  # a file system without links: a copy is as good, though not as quick
        shutil.copyfile(old, new)
        _sync(new)


def _digest(path: Path) -> str:
    with path.open("rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    _sync(path)


def _sync(path: Path) -> None:
    """Make a file, or a folder's list of names, outlive a power cut."""
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def point(out: Path, release_id: str) -> None:
    """Swap the pointer: a new link under a name of its own, renamed over the old one."""
    link = out / f"{_POINTER}{release_id}"
    link.symlink_to(Path("releases") / release_id)
    link.replace(out / "current")
    _sync(out)


def _is_current(out: Path, release: Path) -> bool:
    return (out / "current").resolve() == release.resolve()


def _retain(releases: Path, keep: int, release_id: str) -> None:
    """Remove all but the newest `keep` releases; what can't be removed now is left to the next run."""
    done = sorted(p for p in releases.iterdir() if number_of(p.name) is not None and p.name != release_id)
    for path in done[: max(0, len(done) - max(keep, 1) + 1)]:
        doomed = path.with_name(
            f"{_STAGING}old-{path.name}"
        )  # a reader never sees half a release under its name
        with suppress(OSError):
            path.rename(doomed)
            shutil.rmtree(doomed, ignore_errors=True)


def _failure(out: Path, cause: BaseException) -> EsepError:
    if isinstance(cause, OSError):
        return unwritable(out, cause)
    return RefusedError(f"can't write the tables: {cause}", "see the log; the last release still stands")
