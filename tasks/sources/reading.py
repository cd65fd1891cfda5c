"""Files → records."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

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
    for piece in pieces:
        if suffix(piece.path) in TABLES:
            frames.append(_read_table(piece, total))
        else:
            _read_bytes(piece, total, digests)
    records = pl.DataFrame(total.records, schema=RECORDS, orient="row")
    return Read(pl.concat([records, *frames]), to_frame(total.rejects), total.warnings, digests)


def _read_bytes(piece: Piece, total: Reading, digests: dict[str, str]) -> None:
    """One file, or a piece of one; what is wrong with it becomes a reject."""
    name = piece.path
    reader = READERS.get(suffix(name))
    if reader is None:
        message = f"{name}: no reader for its suffix — save it as one of {', '.join(KNOWN)}"
        total.rejects.append(Reject("read", name, "schema", message, name))
        return
    try:
        with open(name, "rb", buffering=0) as file:  # noqa: PTH123 - a third of pathlib's time on many small files
            if not piece.is_whole:
                file.seek(piece.start)
            data = file.read() if piece.stop is None else file.read(piece.stop - piece.start)
    except OSError as e:
        total.rejects.append(_unreadable(name, e.strerror or type(e).__name__))
        return
    if piece.is_whole:
        digests[name] = hashlib.sha256(data).hexdigest()
    try:
        reading = reader(name, data, piece.line)
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
        total.rejects.append(_unreadable(name, e.strerror or str(e)))
    else:
        total.rejects += rejects
        return records
    return pl.DataFrame(schema=RECORDS)


def _unreadable(name: str, fault: str) -> Reject:
    message = f"{name}: can't be read ({fault}) — make it a regular file that this user may read"
    return Reject("read", name, "schema", message, name)


def _undecoded(name: str, fault: Exception) -> Reject:
    message = f"{name}: {fault} — save it as UTF-8 text or remove it"
    return Reject("decode", name, "encoding", message, name)
