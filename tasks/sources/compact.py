"""Many files into one Parquet file, for corpora of millions: what `esep run` reads as it would have read the files.

One row a record, in row groups of a batch each. A file or record that gave none has a row as well, with its reason:
the run that reads the table puts it in quarantine.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import polars as pl
import pyarrow.parquet as pq

from tasks.errors import RefusedError
from tasks.sources.parquet import NAMES, SCHEMA
from tasks.sources.pieces import batches
from tasks.sources.reading import read_pieces


@dataclass
class Compacted:
    """What came of it.

    Args:
        n_files: files that were read.
        n_articles: records that the table holds.
        n_rejected: files and records that gave none.
        warnings: what the user should know, though nothing is lost.
    """

    n_files: int
    n_articles: int
    n_rejected: int
    warnings: list[str]


def compact(
    files: Sequence[tuple[str, int]], rejected: pl.DataFrame, target: Path, batch_bytes: int
) -> Compacted:
    """Write one table of all files; `target` is the old one or the whole new one at any moment.

    Args:
        files: (path, bytes), sorted.
        rejected: quarantine rows of files that no reader takes.
        target: the table to be.
        batch_bytes: about how many bytes of text a row group has.

    Raises:
        OSError: the system won't write.
        RefusedError: another process is writing the same table.
    """
    done = Compacted(len(files), 0, rejected.height, [])
    with _replacing(target) as file, pq.ParquetWriter(file, SCHEMA, compression="zstd") as writer:
        if rejected.height:
            writer.write_table(_rows(_reasons(rejected)))
        for batch in batches(files, batch_bytes):
            read = read_pieces(batch.pieces)
            writer.write_table(_rows(read.records.rename(NAMES), _reasons(read.rejects)))
            done.n_articles += read.records.height
            done.n_rejected += read.rejects.height
            done.warnings += read.warnings
    return done


def _reasons(rejects: pl.DataFrame) -> pl.DataFrame:
    """Rows without text, as `tasks.sources.parquet` reads them back."""
    return rejects.select("source_file", rejected=pl.struct(pl.all()).struct.json_encode())


def _rows(*frames: pl.DataFrame) -> object:
    """One Arrow table of SCHEMA."""
    return pl.concat([_empty(), *frames], how="diagonal").select(SCHEMA.names).to_arrow().cast(SCHEMA)


def _empty() -> pl.DataFrame:
    frame = pl.from_arrow(SCHEMA.empty_table())
    assert isinstance(frame, pl.DataFrame)
    return frame


@contextmanager
def _replacing(target: Path) -> Iterator[IO[bytes]]:
    """A file that takes the place of `target` when the block has ended well.

    It is the same draft each time, so that a killed process leaves one at most, and the next one writes over it.
    """
    draft = target.with_name(f".{target.name}.draft")
    with open(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644), "wb") as file:  # noqa: PTH123
        if not _is_mine(file, draft):
            raise RefusedError(
                f"another process is writing {target}", "wait until it has ended, then try again"
            )
        file.truncate()
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            draft.replace(target)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise


def _is_mine(file: IO[bytes], draft: Path) -> bool:
    """Lock it; False when another process has it, or has just made a table of it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.path.samestat(os.fstat(file.fileno()), draft.stat())
    except (BlockingIOError, FileNotFoundError):
        return False
