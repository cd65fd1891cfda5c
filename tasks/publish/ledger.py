"""The ledger: which input files a release was made from, and so which of them are new.

A file counts as unchanged when path, size and modification time are those of the ledger, or else when its
bytes hash to the same SHA-256. The ledger holds for one set of versions (rules, schema, expectations) only.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
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
        n_duplicates: further articles in it that stand in another file, or twice.
        n_quarantined: records of it that were rejected.
        place: hash of the absolute path, by which the file is known again when it is named in another way.
    """

    path: str
    size: int
    mtime_ns: int
    sha256: str | None
    state: State = "published"
    n_articles: int = 0
    n_duplicates: int = 0
    n_quarantined: int = 0
    place: str = ""


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
        kept: files of the last release that this run neither was given nor reads; their rows stay.
        seen: size, time and hash of every file that this run was given, by the name it will have.
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
    place = _place(path)
    try:
        stat = Path(path).stat()
    except OSError:
        return Input(path, -1, -1, None, place=place)
    try:
        with Path(path).open("rb") as f:
            digest = hashlib.file_digest(f, "sha256").hexdigest()
    except OSError:
        return Input(path, stat.st_size, stat.st_mtime_ns, None, place=place)
    return Input(path, stat.st_size, stat.st_mtime_ns, digest, place=place)


def _place(path: str) -> str:
    absolute = os.path.abspath(path)  # noqa: PTH100 - without following links, unlike Path.resolve
    return hashlib.sha256(os.fsencode(absolute)).hexdigest()[:16]


def _look(path: str, known: Input | None) -> Input:
    """The file as it is now; it isn't opened when size and time are as known."""
    if known is not None and known.sha256 is not None:
        try:
            stat = Path(path).stat()
        except OSError:
            return fingerprint(path)
        if (stat.st_size, stat.st_mtime_ns) == (known.size, known.mtime_ns):
            return replace(known, path=path)
    return fingerprint(path)


def plan(paths: Iterable[str], ledger: Ledger, *, reread: str = "") -> Plan:
    """Decide for every file whether it is read or its rows are carried over.

    Args:
        paths: the files that the run was given; a path that can't be read is planned like any other.
        ledger: of the last release; empty when there is none.
        reread: why all files are to be read, whatever the ledger says; "" to trust it.
    """
    named = _as_known(set(paths), ledger)
    if reread:
        named |= {path: path for path in ledger if path not in named and Path(path).is_file()}
    seen = {known: _look(path, ledger.get(known)) for known, path in named.items()}
    new = {p for p in named if p not in ledger}
    changed = {p for p in named if p in ledger and ledger[p].sha256 != seen[p].sha256}
    # A file that was passed by because another held its articles may be the only one to hold them now.
    freed = {p for p in ledger if changed and ledger[p].n_duplicates and Path(p).is_file()} - set(named)
    seen |= {path: fingerprint(path) for path in freed}
    shadows = {p for p in named if changed and p in ledger and ledger[p].n_duplicates}
    wanted = set(named) if reread else new | changed | freed | shadows
    return Plan(
        extract=tuple(sorted(seen[p].path for p in wanted)),
        new=tuple(sorted(new)),
        changed=tuple(sorted(changed)),
        unchanged=tuple(sorted(set(named) - wanted)),
        kept=tuple(sorted(set(ledger) - set(named) - freed)),
        seen={**{seen[p].path: seen[p] for p in wanted}, **{p: seen[p] for p in named if p not in wanted}},
        reason=reread,
    )


def _as_known(paths: set[str], ledger: Ledger) -> dict[str, str]:
    """Ledger path → path as named now: a file named in another way than before is still the same file."""
    places = {i.place: i.path for i in ledger.values()}
    known = {}
    for path in sorted(paths):
        old = path if path in ledger else places.get(_place(path), path)
        known[path if old in paths else old] = path
    return known
