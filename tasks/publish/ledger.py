"""The ledger: which input files a release was made from, and so which of them are new.

A file counts as unchanged when path, size and modification time are those of the ledger, or else when its
bytes hash to the same SHA-256. The ledger holds for one set of versions (rules, schema, expectations) only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

State = Literal["published", "duplicate", "quarantined"]


@dataclass(frozen=True)
class Input:
    """One file in the ledger.

    Args:
        path: as named to the run.
        size: in bytes; -1 when the file couldn't be looked at.
        mtime_ns: modification time in nanoseconds; -1 when the file couldn't be looked at.
        sha256: of the raw bytes; None when they couldn't be read.
        state: what became of the file.
        n_articles: articles that the release holds from it.
        n_duplicates: articles in it that the release holds from another file.
        n_quarantined: records of it that were rejected.
    """

    path: str
    size: int
    mtime_ns: int
    sha256: str | None
    state: State = "published"
    n_articles: int = 0
    n_duplicates: int = 0
    n_quarantined: int = 0


Ledger = dict[str, Input]


def to_json(ledger: Ledger) -> list[dict[str, Any]]:
    """The ledger as it stands in a manifest, by path."""
    return [asdict(ledger[path]) for path in sorted(ledger)]


def from_json(inputs: Iterable[Mapping[str, Any]]) -> Ledger:
    """The ledger of a manifest."""
    return {i["path"]: Input(**i) for i in inputs}


@dataclass(frozen=True)
class Plan:
    """What a run has to do with each file that it was given.

    Args:
        extract: files to be read: new ones, changed ones, all of them in a full run.
        new: those of `extract` that no release knows.
        changed: those of `extract` that have other bytes than before.
        unchanged: files whose rows are carried over.
        kept: files of the last release that this run neither was given nor reads; their rows are carried over.
        seen: size, time and hash of every file that this run was given.
        reason: why files that haven't changed are read again, or "".
    """

    extract: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    seen: Ledger = field(default_factory=dict)
    reason: str = ""

    @property
    def is_nothing_new(self) -> bool:
        """Whether a release of this plan would hold what the last one holds."""
        return not self.extract

    @property
    def carried(self) -> frozenset[str]:
        """The files whose rows come from the last release."""
        return frozenset((*self.unchanged, *self.kept))


def fingerprint(path: str) -> Input:
    """Size, time and SHA-256 of a file, as far as they can be had."""
    try:
        stat = Path(path).stat()
    except OSError:
        return Input(path, -1, -1, None)
    try:
        with Path(path).open("rb") as f:
            digest = hashlib.file_digest(f, "sha256").hexdigest()
    except OSError:
        return Input(path, stat.st_size, stat.st_mtime_ns, None)
    return Input(path, stat.st_size, stat.st_mtime_ns, digest)


def _look(path: str, known: Input | None) -> Input:
    """The file as it is now; it isn't opened when size and time are as known."""
    if known is not None and known.sha256 is not None:
        try:
            stat = Path(path).stat()
        except OSError:
            return Input(path, -1, -1, None)
        if (stat.st_size, stat.st_mtime_ns) == (known.size, known.mtime_ns):
            return known
    return fingerprint(path)


def plan(paths: Iterable[str], ledger: Ledger, *, reread: str = "") -> Plan:
    """Decide for every file whether it is read or its rows are carried over.

    Args:
        paths: the files that the run was given; a path that can't be read is planned like any other.
        ledger: of the last release; empty when there is none.
        reread: why all files are to be read, whatever the ledger says; "" to trust it.
    """
    given = sorted({*paths, *(p for p in ledger if reread and Path(p).is_file())})
    seen = {path: _look(path, ledger.get(path)) for path in given}
    new = tuple(p for p in given if p not in ledger)
    changed = tuple(p for p in given if p in ledger and ledger[p].sha256 != seen[p].sha256)
    # A file that was passed by because another held its articles may be the only one to hold them now.
    freed = {p for p in ledger if ledger[p].n_duplicates and Path(p).is_file()} if changed else set()
    for path in sorted(freed - set(given)):
        seen[path] = fingerprint(path)
    given = sorted({*given, *freed})
    wanted = set(given) if reread else {*new, *changed, *freed}
    return Plan(
        extract=tuple(p for p in given if p in wanted),
        new=new,
        changed=changed,
        unchanged=tuple(p for p in given if p not in wanted),
        kept=tuple(sorted(set(ledger) - set(given))),
        seen=seen,
        reason=reread,
    )
