"""A batch on a worker that may be another process or machine: is it the same esep, does it see the same files?

A scheduler that loses touch with a worker gives its batch to another one, while the first may still be at it. So each
attempt writes to a folder of its own, and its files take their places one by one by renaming: as all attempts write
the same, any mixture of them is whole.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from flows import crew, survey
from flows.batch import Done
from tasks import stores
from tasks.errors import RefusedError


@dataclass(frozen=True)
class Lead:
    """The process that leads the run.

    Args:
        place: host and process.
        versions: its own (see `flows.survey.versions`).
    """

    place: tuple[str, int]
    versions: Mapping[str, str]


def lead(versions: Mapping[str, str]) -> Lead:
    """This process as the one that leads."""
    return Lead(_place(), versions)


class Job:
    """The work for one part. No dataclass and no tuple: Prefect and Dask would walk through those, or unpack them.

    Args:
        work: given `folder`, writes the part there, the same whenever and wherever it is done.
        needs: files, of which one at least must be seen where the work is done.
    """

    def __init__(self, work: Callable[..., Done], needs: Sequence[str] = ()) -> None:
        self.work = work
        self.needs = needs


def done(job: Job, folder: Path, leader: Lead) -> Done:
    """Do it, in whatever process, and have the part stand in `folder`.

    Raises:
        RefusedError: the worker's esep is another one, or it doesn't see the files or the folder.
        OSError: `folder` can't be written to.
    """
    if _place() == leader.place:
        return crew.do(job.work, folder)
    _check(job, folder, leader)
    with TemporaryDirectory(prefix=".try-", dir=folder) as attempt:
        made = job.work(folder=Path(attempt))
        for path in [p for p in Path(attempt).rglob("*") if p.is_file()]:
            target = folder / path.relative_to(attempt)
            target.parent.mkdir(parents=True, exist_ok=True)
            path.replace(target)
    return made


def _check(job: Job, folder: Path, leader: Lead) -> None:
    mine, here = _versions(), f"the Dask worker on {_place()[0]}"
    if other := [n for n, v in leader.versions.items() if mine.get(n) != v]:
        told = ", ".join(f"{n} {mine.get(n)} there, {leader.versions[n]} here" for n in other)
        mend = "install the same versions on all machines, and restart their workers"
        raise RefusedError(f"{here} has another esep ({told})", mend)
    if not folder.is_dir():
        mend = "give --out on a file system that is mounted at the same place on all machines"
        raise RefusedError(f"{here} doesn't see {folder}", mend)
    if job.needs and not any(stores.is_remote(n) or os.path.lexists(n) for n in job.needs):
        mend = "mount RAW at the same place on all machines; if the files have vanished meanwhile, run again"
        raise RefusedError(f"{here} doesn't see {job.needs[0]}, nor the other files of its batch", mend)


@cache
def _versions() -> dict[str, str]:
    return survey.versions()


def _place() -> tuple[str, int]:
    return socket.gethostname(), os.getpid()
