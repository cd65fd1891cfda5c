"""Releases on disk: staged Parquet, fsync, a manifest written last, one atomic pointer for all tables.

A release never changes once it has its name. Readers resolve `current` first and then see one release only.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from tasks.errors import EsepError, RefusedError
from tasks.publish import ledger as ledgers
from tasks.publish.lock import unwritable
from tasks.schema import TABLES, Table

MANIFEST = "manifest.json"
_STAGING = ".staging-"
_POINTER = ".current-"
_ROWS_PER_GROUP = 65_536  # keeps a group of article texts well under Arrow's 2 GiB per string column


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
    def ledger(self) -> ledgers.Ledger:
        """The files that it was made from."""
        return ledgers.from_json(self.manifest["inputs"])


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
        return Release(path, json.loads((path / MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError) as e:
        raise RefusedError(
            f"{pointer} doesn't lead to a readable release: {e}",
            f"point it to one of the folders in {out / 'releases'} (ln -sfn), or remove it to start anew",
        ) from e


def table_path(release: Release, table: str) -> Path:
    """The folder of a table."""
    return release.path / table


def load(release: Release, table: str) -> pl.DataFrame:
    """A table of a release, by today's schema; empty when the release doesn't have it.

    Raises:
        RefusedError: a file of the release is damaged.
    """
    files = sorted(table_path(release, table).glob("*.parquet"))
    if not files:
        return TABLES[table].empty()
    try:
        return TABLES[table].cast(pl.read_parquet(files))
    except (OSError, pl.exceptions.PolarsError) as e:
        raise RefusedError(
            f"{table_path(release, table)} can't be read: {e}",
            f"remove {release.path.parent.parent / 'current'} and run again with the same input to rebuild",
        ) from e


def publish(
    out: Path,
    tables: Mapping[str, pl.DataFrame],
    ledger: ledgers.Ledger,
    about: Mapping[str, Any],
    *,
    keep: int = 5,
    extras: Path | None = None,
) -> Release:
    """Write a release and point `out/current` to it; call it under `lock.hold(out)`.

    Args:
        out: the output folder.
        tables: every table of the schema, typed.
        ledger: the files that the release was made from.
        about: further manifest entries; `run_id` is required.
        keep: how many releases stay on disk, this one included.
        extras: a folder of files to stand in the release beside the tables (the validation pages).

    Raises:
        RefusedError: the system won't write; the last release still stands and the staging is removed.
    """
    releases = out / "releases"
    number = _last_number(releases) + 1
    release_id = f"{number:06d}-{about['run_id']}"
    staging, final = releases / f"{_STAGING}{release_id}", releases / release_id
    try:
        clean(out)
        staging.mkdir(parents=True)
        files = {name: _write(staging, TABLES[name], tables[name]) for name in TABLES}
        if extras is not None and extras.is_dir():
            shutil.copytree(extras, staging / extras.name)
        manifest = {
            "release_id": release_id,
            "number": number,
            **about,
            "tables": files,
            "inputs": ledgers.to_json(ledger),
        }
        _write_text(staging / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1) + "\n")
        _sync(staging)
        staging.rename(final)
        _sync(releases)
        _point(out, release_id)
    except BaseException as e:
        shutil.rmtree(staging, ignore_errors=True)
        if not _is_current(out, final):
            shutil.rmtree(final, ignore_errors=True)
        if isinstance(e, OSError | pa.ArrowException):
            raise _failure(out, e) from e
        raise
    _retain(releases, keep, release_id)
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
    names = (p.name.partition("-")[0] for p in releases.iterdir()) if releases.is_dir() else ()
    return max((int(n) for n in names if n.isdigit()), default=0)


def _write(staging: Path, table: Table, frame: pl.DataFrame) -> dict[str, Any]:
    """One table as Parquet; its folder and a file with the schema are there even when it has no rows."""
    path = staging / table.name / "part-0.parquet"
    path.parent.mkdir()
    with pq.ParquetWriter(path, table.arrow, compression="zstd") as writer:
        for rows in frame.iter_slices(_ROWS_PER_GROUP):
            writer.write_table(rows.to_arrow().cast(table.arrow))
    _sync(path)
    _sync(path.parent)
    with path.open("rb") as f:
        digest = hashlib.file_digest(f, "sha256").hexdigest()
    part = {"path": f"{table.name}/{path.name}", "bytes": path.stat().st_size, "sha256": digest}
    return {"rows": frame.height, "files": [part]}


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


def _point(out: Path, release_id: str) -> None:
    """Swap the pointer: a new link under a name of its own, renamed over the old one."""
    link = out / f"{_POINTER}{release_id}"
    link.symlink_to(Path("releases") / release_id)
    link.replace(out / "current")
    _sync(out)


def _is_current(out: Path, release: Path) -> bool:
    return (out / "current").resolve() == release.resolve()


def _retain(releases: Path, keep: int, release_id: str) -> None:
    """Remove all but the newest `keep` releases; what can't be removed now is left to the next run."""
    done = sorted(
        p for p in releases.iterdir() if p.name.partition("-")[0].isdigit() and p.name != release_id
    )
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
