"""Files and folders in, one sorted list of files out."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import polars as pl

from tasks import stores
from tasks.errors import RefusedError, nowhere
from tasks.sources.registry import KNOWN, suffix
from tasks.sources.rejects import Reject, to_frame


def list_inputs(paths: Sequence[Path | str]) -> tuple[list[str], pl.DataFrame]:
    """The files to read, sorted by name, each once; folders are walked, hidden files and folders left out.

    Args:
        paths: files and folders as the user named them, of a store as well (s3://bucket/folder).

    Returns:
        The files, and quarantine rows (without quarantine_id and run_id) for files in no readable format.

    Raises:
        UsageError: none of the paths exists. One that doesn't exist beside others that do is rejected like a file
            that can't be read: the good ones still get published.
        RefusedError: a store can't be listed.
    """
    found: dict[str, None] = {}
    rejects: list[Reject] = []
    inside = {str(p): _inside(str(p), rejects) for p in paths}
    missing = [name for name, files in inside.items() if files is None]
    if len(missing) == len(inside):
        raise nowhere(*missing)
    for path in missing:
        message = f"{path}: no such file or folder — check the spelling of the path"
        rejects.append(Reject("read", path, "schema", message, path))
    for named in inside.values():
        found.update(dict.fromkeys(named or ()))
    files = []
    for name in sorted(found):
        ending = suffix(name)
        if ending in KNOWN:
            files.append(name)
        else:
            kind = repr(ending) if ending else "a file without a suffix"
            message = f"{name}: no reader for {kind} — save it as one of {', '.join(KNOWN)}"
            rejects.append(Reject("read", name, "schema", message, name))
    return files, to_frame(rejects)


def _inside(path: str, rejects: list[Reject]) -> Iterable[str] | None:
    """The files that a path names; None where there is nothing."""
    if stores.is_remote(path):
        try:
            return stores.walk(path) or None
        except OSError as e:
            mend = "check its name, and the credentials and endpoint in the environment (AWS_…)"
            raise RefusedError(f"{path} can't be listed: {e.strerror}", mend) from e
    if not os.path.exists(path):  # noqa: PTH110 - a name, as the user wrote it
        return None
    return _walk(path, rejects) if os.path.isdir(path) else (path,)  # noqa: PTH112


def _walk(folder: str, rejects: list[Reject]) -> Iterator[str]:
    """The files under a folder; a folder that can't be opened is rejected, the rest goes on."""
    try:
        with os.scandir(folder) as listing:
            entries = [e for e in listing if not e.name.startswith(".")]
    except OSError as e:
        message = f"{folder}: can't be listed ({e.strerror}) — give this user read permission on the folder"
        rejects.append(Reject("read", folder, "schema", message, folder))
        return
    for entry in entries:
        if entry.is_file():  # nearly all are: asked first
            yield entry.path
        elif entry.is_dir(follow_symlinks=False):
            yield from _walk(entry.path, rejects)
        elif entry.is_symlink() and not entry.is_dir():
            yield entry.path  # a link that dangles is read, and rejected there
        else:  # a linked folder could hold itself; a pipe would be waited for
            message = (
                f"{entry.path}: a linked folder, pipe or device — name the folder itself, or copy the file"
            )
            rejects.append(Reject("read", entry.path, "schema", message, entry.path))
