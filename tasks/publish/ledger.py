"""The ledger: which input files a release was made from, and so what there is to do with each file now.

A file counts as unchanged when path, size and modification time are those of the ledger, or else when its
bytes hash to the same SHA-256. The ledger holds for one set of versions (rules, schema, expectations) only.
It is one frame, and stands as one Parquet file in the release: a hundred thousand files are planned in half a second.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import polars as pl

from tasks import stores

LEDGER = pl.Schema(
    {
        "path": pl.String(),  # as named to the run
        "place": pl.String(),  # by which the file is known again when it is named in another way
        "size": pl.Int64(),  # bytes; -1 when the file couldn't be looked at
        "mtime_ns": pl.Int64(),  # -1 when the file couldn't be looked at
        "sha256": pl.String(),  # of the raw bytes; null when they couldn't be read
        "state": pl.String(),  # published | duplicate | quarantined
        "n_articles": pl.Int64(),  # that the release holds from it
        "n_duplicates": pl.Int64(),  # further ones, that stand in another file, or twice
        "n_quarantined": pl.Int64(),  # records of it that were rejected
    }
)
"""One row a file."""

_BUFFER = 1 << 20
_READ = ("new", "changed", "again")


@dataclass(frozen=True)
class Plan:
    """What a run has to do with each file.

    Args:
        files: the columns of LEDGER but the counts, as the files are now, and
            `was`: the path in the ledger, where the file stands there;
            `action`: new, changed, again (read though its bytes are the same), unchanged, kept (not named now), pruned;
            `is_missing`: the file was there and isn't now, and this run wasn't told to read it.
        reason: why files that haven't changed are read again, or "".
    """

    files: pl.DataFrame
    reason: str = ""

    def paths(self, *actions: str) -> list[str]:
        """The files with one of the actions, sorted."""
        return self.files.filter(pl.col("action").is_in(actions))["path"].sort().to_list()

    @property
    def extract(self) -> list[str]:
        """The files to be read."""
        return self.paths(*_READ)

    @property
    def replaced(self) -> list[str]:
        """The files of the last release whose rows don't stay, by their names there."""
        gone = pl.col("action").is_in([*_READ, "pruned"])
        return self.files.filter(gone)["was"].drop_nulls().sort().to_list()

    @property
    def is_nothing_new(self) -> bool:
        """Whether a release of this plan would hold what the last one holds."""
        return not self.files["action"].is_in([*_READ, "pruned"]).any()

    def n(self, action: str) -> int:
        """How many files have the action."""
        return int((self.files["action"] == action).sum())

    def reading(self, paths: Collection[str]) -> Plan:
        """The plan with these files (as the ledger names them) read again as well, if they are there."""
        is_meant = pl.col("was").is_in(list(paths)) & pl.col("action").is_in(["unchanged", "kept"])
        is_meant &= ~pl.col("is_missing")
        action = pl.when(is_meant).then(pl.lit("again")).otherwise("action")
        return replace(self, files=self.files.with_columns(action=action))


def plan(
    paths: Iterable[str], ledger: pl.DataFrame | None = None, *, reread: str = "", prune: bool = False
) -> Plan:
    """Decide for every file whether it is read, its rows are carried over, or dropped.

    Args:
        paths: the files that the run was given; a path that can't be read is planned like any other.
        ledger: of the last release; None when there is none.
        reread: why all files are to be read, whatever the ledger says; "" to trust it.
        prune: drop the files that the ledger knows and that have vanished since.
    """
    known = LEDGER.to_frame() if ledger is None else ledger
    named = _as_known(_look(sorted(dict.fromkeys(paths))), known)
    named = named.with_columns(action=_changes(named))
    rest = known.join(named.drop_nulls("was"), left_on="path", right_on="was", how="anti")
    unnamed = _unnamed(rest, is_read=bool(reread), prune=prune)
    if reread:
        is_same = pl.col("action") == "unchanged"
        named = named.with_columns(action=pl.when(is_same).then(pl.lit("again")).otherwise("action"))
    columns = [*list(LEDGER)[:5], "was", "action", "is_missing"]
    files = [named.with_columns(is_missing=pl.lit(False)).select(columns), unnamed.select(columns)]
    return Plan(pl.concat(files).sort("path"), reread)


def _look(paths: Sequence[str]) -> pl.DataFrame:
    """path, place, size, mtime_ns: what the system says of each file; none is opened."""
    sizes, times = stores.look(paths)
    columns = {"path": paths, "place": places(paths), "size": sizes, "mtime_ns": times}
    return pl.DataFrame(columns, schema={c: LEDGER[c] for c in columns})


def places(paths: Iterable[str]) -> list[str]:
    """A hash of each file's absolute folder, and its name."""
    folders: dict[str, str] = {}
    found = []
    for path in paths:
        folder, _, name = path.rpartition("/")
        if folder not in folders:
            whole = folder
            if not stores.is_remote(path):
                whole = os.path.abspath(folder or "/" * path.startswith("/"))  # noqa: PTH100 - follows no links
            folders[folder] = hashlib.sha256(os.fsencode(whole)).hexdigest()[:16]
        found.append(f"{folders[folder]}/{name}")
    return found


def _as_known(named: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Adds was, and size, time and hash as the ledger has them: a file named in another way is the same file."""
    old = known.select(
        "place", was="path", old_size="size", old_time="mtime_ns", sha256="sha256", had=pl.lit(True)
    )
    by_path = named.join(old.drop("place"), left_on="path", right_on="was", how="left").with_columns(
        was=pl.when("had").then("path")
    )
    free = old.join(named.select(was="path"), on="was", how="anti").unique("place", keep="first")
    other = by_path.filter(pl.col("had").is_null()).select(named.columns)
    other = other.join(free, on="place", how="left", maintain_order="left")
    return pl.concat([by_path.filter("had"), other.select(by_path.columns)]).drop("had")


def _changes(named: pl.DataFrame) -> pl.Series:
    """new, changed or unchanged; only files whose size or time is another are opened."""
    is_same = (pl.col("size") == pl.col("old_size")) & (pl.col("mtime_ns") == pl.col("old_time"))
    is_sure = is_same & pl.col("sha256").is_not_null()
    action = pl.when(pl.col("was").is_null()).then(pl.lit("new")).when(is_sure).then(pl.lit("unchanged"))
    found = named.select(action=action).to_series()
    doubtful = named.filter(found.is_null())
    same = [digest(p) == old for p, old in doubtful.select("path", "sha256").iter_rows()]
    verdict = pl.Series(["unchanged" if s else "changed" for s in same], dtype=pl.String)
    return found.scatter(found.is_null().arg_true(), verdict) if same else found


def digest(path: str) -> str | None:
    """SHA-256 of a file's bytes; None when they can't be read."""
    try:
        with stores.opened(path, buffer=_BUFFER) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def digests(files: pl.DataFrame) -> dict[str, str | None]:
    """SHA-256 of files that were read in pieces; None for one that has changed meanwhile, so that it is read again.

    Args:
        files: path, size, mtime_ns, as they were planned.
    """
    paths = files["path"].to_list()
    found = [digest(path) for path in paths]
    now = _look(paths)
    is_same = (now["size"] == files["size"]) & (now["mtime_ns"] == files["mtime_ns"])
    return {path: d if same else None for path, d, same in zip(paths, found, is_same, strict=True)}


def _unnamed(rest: pl.DataFrame, *, is_read: bool, prune: bool) -> pl.DataFrame:
    """Files of the ledger that this run wasn't given.

    A file is missing only where its name means the same place as it did: from another folder, 'a.txt' is another.
    """
    paths = rest["path"].to_list()
    far = [p for p in paths if stores.is_remote(p)]
    found = {p: size >= 0 for p, size in zip(far, stores.look(far)[0], strict=True)}
    is_there = pl.Series([found[p] if p in found else _is_there(p) for p in paths], dtype=pl.Boolean)
    is_same = rest["place"] == pl.Series(places(paths), dtype=pl.String)
    action = (
        pl.when(pl.col("is_missing") & prune).then(pl.lit("pruned"))
        .when(pl.col("is_there") & is_read).then(pl.lit("again"))
        .otherwise(pl.lit("kept"))
    )  # fmt: skip
    is_missing, is_there = (is_there == False).fill_null(False), is_there.fill_null(False)  # noqa: E712
    return rest.with_columns(is_missing=is_same & is_missing, is_there=is_same & is_there).with_columns(
        was="path", action=action
    )


def _is_there(path: str) -> bool | None:
    """Whether a file is there; None where the system won't say: what can't be looked at hasn't vanished."""
    try:
        return stat.S_ISREG(os.stat(path).st_mode)  # noqa: PTH116 - a hundred thousand of them
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return None
