"""Releases in an object store: made in a folder of this machine, put beside one another, one pointer put last.

    OUT/current                        JSON: release_id, path (releases/<release_id>), kept (ids that readers may use)
    OUT/releases/<release_id>/…        as on disk; never changed once the pointer has named it

The pointer is one object, and a put of one object is atomic: readers who read it first see one release only. It is put
on condition that it still is what it was when the run began, so of two runs at once one publishes and the other is
refused. The store is the truth: a folder that is ahead of it, behind it or empty is set right before a run.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tasks import stores
from tasks.errors import RefusedError
from tasks.publish.lock import hold
from tasks.publish.store import MANIFEST, Release, clean, current, number_of, point

POINTER = "current"
_AT_ONCE = 16
_FETCHED = ".staging-fetched-"


@dataclass(frozen=True)
class Pointer:
    """What `OUT/current` says.

    Args:
        release_id: of the release that it points to; "" when there is none yet.
        kept: the releases that stand in the store, the newest last.
        e_tag: of the object, by which it is known not to have changed.
    """

    release_id: str = ""
    kept: tuple[str, ...] = ()
    e_tag: str | None = None


def folder_of(out: str, cache: Path) -> Path:
    """Where the releases of a store are made on this machine, unless the user names a place."""
    return cache / "esep" / hashlib.sha256(out.rstrip("/").encode()).hexdigest()[:16]


def pointer(out: str) -> Pointer:
    """The pointer as it is now.

    Raises:
        RefusedError: the store doesn't answer, or the object isn't one of ours.
    """
    with _told(out):
        store, key = stores.split(f"{out.rstrip('/')}/{POINTER}")
        try:
            with stores.faults(out):
                found = store.get(key)
                data, e_tag = found.bytes().to_bytes(), found.meta["e_tag"]
        except FileNotFoundError:
            return Pointer()
    try:
        said = json.loads(data)
        return Pointer(said["release_id"], tuple(said["kept"]), e_tag)
    except (ValueError, KeyError, TypeError) as e:
        mend = "name another place with --out, or remove the object to start anew"
        raise RefusedError(f"{out}/{POINTER} isn't a pointer to a release", mend) from e


def fetch(out: str, folder: Path) -> Pointer:
    """Have the folder hold the release of the store, and point to it.

    Raises:
        RefusedError: another run is at it, the store doesn't answer, or what it has isn't whole.
    """
    now = pointer(out)
    with hold(folder):
        clean(folder)
        try:
            known = current(folder)
        except RefusedError:
            known = None
        if not now.release_id:
            (folder / "current").unlink(missing_ok=True)
        elif known is None or known.release_id != now.release_id:
            target = folder / "releases" / now.release_id
            if not target.is_dir():
                _download(out, now.release_id, target)
            point(folder, now.release_id)
    return now


def _download(out: str, release_id: str, target: Path) -> None:
    root = f"{out.rstrip('/')}/releases/{release_id}"
    half = target.with_name(f"{_FETCHED}{release_id}")
    half.mkdir(parents=True)

    def get(name: str) -> None:
        path = half / name.removeprefix(f"{root}/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(stores.read(name))

    with _told(root):
        _all(get, stores.walk(root))
    wrong = _damaged(half)
    if wrong:
        shutil.rmtree(half)
        mend = f"point {POINTER} to a release that is whole, or remove it to start anew"
        raise RefusedError(f"{root}/{wrong} isn't what its manifest says", mend)
    half.rename(target)


def _damaged(folder: Path) -> str:
    """The first file that is lacking or isn't as the manifest has it."""
    if not (folder / MANIFEST).is_file():
        return MANIFEST
    tables = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["tables"]
    for file in (f for table in tables.values() for f in table["files"]):
        path = folder / file["path"]
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != file["sha256"]:
            return str(file["path"])
    return ""


def put(out: str, release: Release, was: Pointer, *, keep: int, last: Path | None = None) -> None:
    """Put a release into the store and point to it, if nobody else has published meanwhile.

    Args:
        out: the place in the store.
        release: as published in a folder of this machine.
        was: the pointer as it was when the run began.
        keep: how many releases stay, this one included.
        last: the folder of the release that `was` names, whose files needn't be sent again.

    Raises:
        RefusedError: the store doesn't take it, or another run was quicker; the last release still stands.
    """
    root, name = f"{out.rstrip('/')}/releases", release.release_id
    with _told(out):
        files = sorted(p.relative_to(release.path) for p in release.path.rglob("*") if p.is_file())
        files.remove(Path(MANIFEST))
        _all(
            lambda file: _send(file, release.path, f"{root}/{name}", last, f"{root}/{was.release_id}"), files
        )
        _send(Path(MANIFEST), release.path, f"{root}/{name}", None, "")
        kept = (*was.kept, name)[-keep:]
        if not _swap(out, Pointer(name, kept, was.e_tag)):
            with suppress(OSError):
                _remove(stores.walk(f"{root}/{name}"))
            raise RefusedError(
                f"another run has published to {out} meanwhile (its release stands)",
                "run again, to add to it",
            )
    with suppress(OSError):  # what can't be removed now is removed by the next run
        _remove(_dead(root, kept, release.manifest["number"]))


def _send(file: Path, folder: Path, root: str, last: Path | None, root_of_last: str) -> None:
    """One file; one that is linked to the last release's is copied within the store."""
    store, key = stores.split(f"{root}/{file.as_posix()}")
    with stores.faults(key):
        if last is not None and (last / file).is_file() and os.path.samefile(last / file, folder / file):  # noqa: PTH121
            store.copy(stores.split(f"{root_of_last}/{file.as_posix()}")[1], key)
        else:
            store.put(key, folder / file)


def _swap(out: str, now: Pointer) -> bool:
    """Put the pointer, unless it has changed; its `e_tag` is that of the one to be replaced."""
    from obstore.exceptions import AlreadyExistsError, PreconditionError  # noqa: PLC0415 - an extra

    store, key = stores.split(f"{out.rstrip('/')}/{POINTER}")
    said = {"release_id": now.release_id, "path": f"releases/{now.release_id}", "kept": now.kept}
    try:
        with stores.faults(out, but=(AlreadyExistsError, PreconditionError)):
            store.put(key, json.dumps(said).encode(), mode={"e_tag": now.e_tag} if now.e_tag else "create")
    except (AlreadyExistsError, PreconditionError):
        return pointer(out).release_id == now.release_id  # a put whose answer was lost is tried again
    return True


def _dead(root: str, kept: Sequence[str], number: int) -> Iterator[str]:
    """The objects of releases that can't be pointed to any more.

    A run that is still sending has a higher number, or began before this one and will be refused.
    """
    store, key = stores.split(root)
    with stores.faults(root):
        found = [p.rstrip("/").rpartition("/")[2] for p in store.list_with_delimiter(key)["common_prefixes"]]
    for name in found:
        n = number_of(name)
        if name not in kept and n is not None and n <= number:
            yield from stores.walk(f"{root}/{name}")


def _remove(names: Iterable[str]) -> None:
    for name in names:
        store, key = stores.split(name)
        with stores.faults(name):
            store.delete(key)


def _all(work: Callable[[Any], None], items: Sequence[Any]) -> None:
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(work, items))


@contextmanager
def _told(place: str) -> Iterator[None]:
    try:
        yield
    except OSError as e:
        raise RefusedError(
            f"{place}: {e.strerror or e} (the last release still stands)",
            "see whether the store answers, and whether these credentials may read, write and delete there",
        ) from e


def at(out: str, done: Mapping[str, Any]) -> dict[str, Any]:
    """The outcome of a run with the places in the store."""
    root = out.rstrip("/")
    return {**done, "release": f"{root}/releases/{done['release_id']}", "current": f"{root}/{POINTER}"}
