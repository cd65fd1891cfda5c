"""Where bytes stand: in files, or as objects of a store (s3://bucket/key; gs:// and az:// alike).

A path is a name of either; only this module knows the difference. Credentials and endpoint of a store come from the
environment (AWS_ACCESS_KEY_ID, AWS_REGION, AWS_ENDPOINT_URL …). What goes wrong is an OSError, as with files.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from tasks.errors import RefusedError, UsageError

if TYPE_CHECKING:
    from obstore import ObjectMeta
    from obstore.store import ObjectStore

SCHEMES = ("s3://", "gs://", "az://")
_AT_ONCE = 32  # requests under way: a small object takes 20 ms, nearly all of it waiting
_FEW = 16  # objects of one folder that are asked for one by one rather than by listing it
_BILLION = 1_000_000_000


class Look(NamedTuple):
    """What is known of an object without opening it."""

    size: int
    mtime_ns: int


def is_remote(path: str) -> bool:
    """Whether it names an object, or a folder of objects."""
    return path.startswith(SCHEMES)


@cache
def store_of(bucket: str) -> ObjectStore:
    """The store of `scheme://bucket`.

    Raises:
        UsageError: what speaks to stores isn't installed.
        OSError: it can't be set up.
    """
    try:
        from obstore.store import from_url  # noqa: PLC0415 - an extra
    except ImportError as e:
        mend = 'install the extra into the environment of esep (pip install ".[stores]")'
        raise UsageError(f"{bucket} is an object store, and what reads those isn't installed", mend) from e
    with faults(bucket):
        return from_url(bucket, retry_config={"max_retries": 4})


@contextmanager
def faults(path: str, but: tuple[type[Exception], ...] = ()) -> Iterator[None]:
    """Have what a store says be an OSError, in one line.

    Args:
        path: what is spoken of.
        but: errors that are left as they are.
    """
    from obstore.exceptions import BaseError  # noqa: PLC0415

    try:
        yield
    except but:
        raise
    except (BaseError, FileNotFoundError, PermissionError) as e:
        first = str(e).strip().partition("\n")[0]
        kind = type(e) if isinstance(e, OSError) else OSError
        raise kind(
            getattr(e, "errno", None) or 5, f"{type(e).__name__.removesuffix('Error')}: {first}", path
        ) from e


def split(path: str) -> tuple[ObjectStore, str]:
    """The store, and the key in it."""
    scheme, _, rest = path.partition("://")
    bucket, _, key = rest.partition("/")
    return store_of(f"{scheme}://{bucket}"), key.rstrip("/")


def walk(folder: str) -> list[str]:
    """The objects under a folder, or the one that has this very name; hidden ones left out.

    Raises:
        OSError: it can't be listed.
    """
    store, key = split(folder)
    root = folder[: len(folder.rstrip("/")) - len(key)].rstrip("/")
    with faults(folder):
        found = [m["path"] for page in store.list(key or None) for m in page]
    hidden = "/."
    names = [f"{root}/{p}" for p in found if hidden not in f"/{p[len(key) :].lstrip('/')}"]
    return names or ([f"{root}/{key}"] if key and _far([f"{root}/{key}"]) else [])


def look(paths: Sequence[str]) -> tuple[list[int], list[int]]:
    """Size and time (nanoseconds since 1970) of each file or object; -1 and -1 of those that aren't there.

    Raises:
        RefusedError: a store doesn't answer.
    """
    sizes, times, far = list[int](), list[int](), list[int]()
    for path in paths:  # a call or an object a file would cost as much as the look itself
        if path.startswith(SCHEMES):
            far.append(len(sizes))
            sizes.append(-1)
            times.append(-1)
            continue
        try:
            seen = os.stat(path)  # noqa: PTH116
        except OSError:
            sizes.append(-1)
            times.append(-1)
        else:
            sizes.append(seen.st_size)
            times.append(seen.st_mtime_ns)
    objects = _far([paths[i] for i in far])
    for i in far:
        sizes[i], times[i] = objects.get(paths[i], (-1, -1))
    return sizes, times


def _far(paths: Iterable[str]) -> dict[str, Look]:
    """Those objects that are there."""
    found, folders = dict[str, Look](), defaultdict[str, list[str]](list)
    for path in paths:
        folders[path.rpartition("/")[0]].append(path)
    for folder, names in folders.items():
        try:
            found |= _heads(names) if len(names) <= _FEW else _listed(folder, set(names))
        except OSError as e:
            mend = "see whether the store answers, then run again"
            raise RefusedError(f"{folder} can't be looked at: {e.strerror}", mend) from e
    return found


def _heads(paths: Sequence[str]) -> dict[str, Look]:
    def head(path: str) -> Look | None:
        store, key = split(path)
        try:
            with faults(path):
                return _seen(store.head(key))
        except FileNotFoundError:
            return None

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return {p: seen for p, seen in zip(paths, pool.map(head, paths), strict=True) if seen is not None}


def _listed(folder: str, wanted: set[str]) -> dict[str, Look]:
    store, key = split(folder)
    root = folder[: len(folder) - len(key)].rstrip("/")
    with faults(folder):
        listing = store.list_with_delimiter(key or None)["objects"]
    return {name: _seen(m) for m in listing if (name := f"{root}/{m['path']}") in wanted}


def _seen(meta: ObjectMeta) -> Look:
    """Stores tell seconds only: the nanoseconds hold a mark of the ETag, by which a quick change is seen as well."""
    mark = int.from_bytes(hashlib.sha256((meta["e_tag"] or "").encode()).digest()[:6]) % _BILLION
    return Look(meta["size"], int(meta["last_modified"].timestamp()) * _BILLION + mark)


def read(path: str, start: int = 0, stop: int | None = None) -> bytes:
    """The bytes from `start` to before `stop`.

    Raises:
        OSError: they can't be read.
    """
    if not is_remote(path):
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 - a third of pathlib's time on many small files
            if start:
                file.seek(start)
            return file.read() if stop is None else file.read(stop - start)
    store, key = split(path)
    with faults(path):
        if not start and stop is None:
            return store.get(key).bytes().to_bytes()
        end = store.head(key)["size"] if stop is None else stop
        return store.get_range(key, start=start, end=end).to_bytes()


def read_all(spans: Sequence[tuple[str, int, int | None]]) -> Iterator[bytes | OSError]:
    """The bytes of each span (path, start, stop), in their order; those of stores many at once."""

    def one(span: tuple[str, int, int | None]) -> bytes | OSError:
        try:
            return read(*span)
        except OSError as e:
            return e

    if not any(is_remote(path) for path, _, _ in spans):
        yield from map(one, spans)
        return
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        yield from pool.map(one, spans)


def opened(path: str, buffer: int = 0) -> io.RawIOBase | io.BufferedReader:
    """A file or object to read and seek in.

    Args:
        path: of it.
        buffer: bytes to be read at once; 0 for those that are asked for.

    Raises:
        OSError: it isn't there, or can't be read.
    """
    raw = _Object(path) if is_remote(path) else io.FileIO(path)
    return io.BufferedReader(raw, buffer) if buffer else raw


class _Object(io.RawIOBase):
    """An object as a file that can be read and sought in."""

    def __init__(self, path: str) -> None:
        self._path, (self._store, self._key) = path, split(path)
        self._at = 0
        with faults(path):
            self._size = self._store.head(self._key)["size"]

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        self._at = max(base + offset, 0)
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        stop = min(self._at + len(buffer), self._size)
        if stop <= self._at:
            return 0
        data = read(self._path, self._at, stop)
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)
