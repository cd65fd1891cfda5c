"""A run whose releases go to an object store: they are made in a folder, which then is put there."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from flows.progress import stage
from flows.runner import Runner
from tasks import publish
from tasks.errors import UsageError
from tasks.publish import remote

Outcome = dict[str, Any]


def landed(
    raw: Sequence[str], out: str, work: str | None, keep: int, where: Runner, run: Callable[[str], Outcome]
) -> Outcome:
    """One run, from and to the store.

    Args:
        raw: files and folders.
        out: where in the store.
        work: the folder in which releases are made; by default one of this user's cache.
        keep: how many releases stay in the store.
        where: who extracts.
        run: a run that publishes in a folder.

    Raises:
        UsageError: the releases would be read as articles, or workers wouldn't see the folder.
        RefusedError: the store holds what it held before.
    """
    if inside := [r for r in raw if f"{out.rstrip('/')}/".startswith(f"{r.rstrip('/')}/")]:
        raise UsageError(f"{out} lies in {inside[0]}", "put releases where no articles are read from")
    if where.is_far and not work:
        mend = "name a folder on a file system that all machines share with --work"
        raise UsageError("workers on other machines don't see this user's cache", mend)
    folder = Path(work) if work else remote.folder_of(out, _cache())
    with stage("look"):
        was = remote.fetch(out, folder)
        last = publish.current(folder)
        known = last.path if last is not None and last.release_id == was.release_id else None
    done = run(str(folder))
    made = publish.current(folder)
    if done["state"] == "published" and made is not None:
        with stage("publish"):
            remote.put(out, made, was, keep=keep, last=known)
    return remote.at(out, done)


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser()
