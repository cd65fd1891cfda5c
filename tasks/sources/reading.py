"""Files → records."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from tasks import stores
from tasks.errors import RefusedError
from tasks.schema.frames import RECORDS
from tasks.sources.decode import NotTextError
from tasks.sources.pieces import Piece
from tasks.sources.record import Reading
from tasks.sources.registry import KNOWN, READERS, TABLES, suffix
from tasks.sources.rejects import Reject, to_frame


@dataclass(frozen=True)
class Read:
    """What the pieces of a batch gave.

    Args:
        records: frame RECORDS.
        rejects: quarantine rows without quarantine_id and run_id.
        warnings: one line each.
        digests: file → SHA-256 of its bytes, of the files that were read whole.
    """

    records: pl.DataFrame
    rejects: pl.DataFrame
    warnings: list[str]
    digests: dict[str, str]


def read(files: Iterable[Path | str]) -> tuple[pl.DataFrame, pl.DataFrame, list[str]]:
    """Every record of every file, in the files' order: records, rejects, warnings (see `Read`)."""
    whole = read_pieces(Piece(os.fspath(path)) for path in files)
    return whole.records, whole.rejects, whole.warnings


def read_pieces(pieces: Iterable[Piece]) -> Read:
    """Every record of every piece, in their order.

    Each file (or record of a file of records) gives a record or a quarantine row, never neither.
    """
    total, frames = Reading(), []
    digests: dict[str, str] = {}
    wanted = list(pieces)
    known = [p for p in wanted if suffix(p.path) in READERS]
    contents = stores.read_all([(p.path, p.start, p.stop) for p in known])
    for piece in wanted:
        if suffix(piece.path) in TABLES:
            frames.append(_read_table(piece, total))
        elif suffix(piece.path) in READERS:
            _read_bytes(piece, next(contents), total, digests)
        else:
            message = f"{piece.path}: no reader for its suffix — save it as one of {', '.join(KNOWN)}"
            total.rejects.append(Reject("read", piece.path, "schema", message, piece.path))
    records = pl.DataFrame(total.records, schema=RECORDS, orient="row")
    return Read(pl.concat([records, *frames]), to_frame(total.rejects), total.warnings, digests)


def _read_bytes(piece: Piece, data: bytes | OSError, total: Reading, digests: dict[str, str]) -> None:
    """One file, or a piece of one; what is wrong with it becomes a reject."""
    name = piece.path
    if isinstance(data, OSError):
        total.rejects.append(_unreadable(name, data))
        return
    if piece.is_whole:
        digests[name] = hashlib.sha256(data).hexdigest()
    try:
        reading = READERS[suffix(name)](name, data, piece.line)
    except NotTextError as e:
        total.rejects.append(_undecoded(name, e))
        return
    total.records += reading.records
    total.rejects += reading.rejects
    total.warnings += reading.warnings


def _read_table(piece: Piece, total: Reading) -> pl.DataFrame:
    """Row groups of a table of articles."""
    name = piece.path
    try:
        records, rejects = TABLES[suffix(name)](name, piece.start, piece.stop)
    except NotTextError as e:
        total.rejects.append(_undecoded(name, e))
    except OSError as e:
        total.rejects.append(_unreadable(name, e))
    else:
        total.rejects += rejects
        return records
    return pl.DataFrame(schema=RECORDS)


def _unreadable(name: str, fault: OSError) -> Reject:
    """The reject of one file; where it is the store that doesn't answer, nothing is known of the file.

    Raises:
        RefusedError: a store doesn't answer.
    """
    why = fault.strerror or str(fault) or type(fault).__name__
    if stores.is_remote(name) and not isinstance(fault, FileNotFoundError | PermissionError):
        raise RefusedError(f"{name} can't be read: {why}", "see whether the store answers, then run again")
    message = f"{name}: can't be read ({why}) — make it a regular file that this user may read"
    return Reject("read", name, "schema", message, name)


def _undecoded(name: str, fault: Exception) -> Reject:
    message = f"{name}: {fault} — save it as UTF-8 text or remove it"
    return Reject("decode", name, "encoding", message, name)
