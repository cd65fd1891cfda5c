"""What a batch reads: whole files up to a size, or a piece of a file that is larger."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.parquet as pq

from tasks import stores
from tasks.sources.registry import is_table

BATCH_BYTES = 6_000_000  # of raw text: a process at work on a batch holds some 700 MB of tokens and frames
LITTLE_BYTES = 20_000_000  # of raw text: one process reads it in some ten seconds
_BUFFER = 1 << 20
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")  # UTF-16 and UTF-32: a byte 10 is no line end there


@dataclass(frozen=True)
class Piece:
    """A file, or a part of one.

    Args:
        path: as named to the run.
        start: first byte; of a Parquet file the first row group.
        stop: the byte after the last one (row group); None for all that follows.
        line: number of the first line.
    """

    path: str
    start: int = 0
    stop: int | None = None
    line: int = 1

    @property
    def is_whole(self) -> bool:
        """Whether it is the whole file."""
        return not self.start and self.stop is None


@dataclass(frozen=True)
class Batch:
    """What is read and extracted at one go.

    Args:
        pieces: files whole, or one piece of a file that fills batches alone.
        size: about how many bytes.
    """

    pieces: tuple[Piece, ...]
    size: int


def batches(files: Iterable[tuple[str, int]], limit: int) -> Iterator[Batch]:
    """Files in their order, by about `limit` bytes; the larger ones in pieces, alone.

    Args:
        files: (path, bytes), sorted.
        limit: bytes a batch.
    """
    held: list[Piece] = []
    size = 0
    for path, n in files:
        is_alone = is_table(path) or (n > 2 * limit and path.lower().endswith(".jsonl"))
        if held and (is_alone or size + n > limit):
            yield Batch(tuple(held), size)
            held, size = [], 0
        if is_alone:
            yield from _cut(path, n, limit)
            continue
        held.append(Piece(path))
        size += max(n, 0)
    if held:
        yield Batch(tuple(held), size)


def _cut(path: str, n: int, limit: int) -> Iterator[Batch]:
    """A large file in pieces; one that can't be cut is read whole, and rejected there if it must be."""
    try:
        pieces = _row_groups(path, limit) if is_table(path) else _lines(path, limit)
    except (OSError, ValueError, pa.ArrowException):
        pieces = [(Piece(path), n)]
    for piece, size in pieces:
        yield Batch((piece,), size)


def _row_groups(path: str, limit: int) -> list[tuple[Piece, int]]:
    with stores.opened(path) as data, pq.ParquetFile(data) as file:
        sizes = [file.metadata.row_group(i).total_byte_size for i in range(file.num_row_groups)]
    pieces, start, size = [], 0, 0
    for i, more in enumerate(sizes):
        if i > start and size + more > limit:
            pieces.append((Piece(path, start, i), size))
            start, size = i, 0
        size += more
    return [*pieces, (Piece(path, start, None), size)]


def _lines(path: str, limit: int) -> list[tuple[Piece, int]]:
    pieces, start, line = [], 0, 1
    with stores.opened(path, buffer=_BUFFER) as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        if file.read(4).startswith(_WIDE):
            return [(Piece(path), size)]
        file.seek(0)
        while size - start > limit:
            ends = file.read(limit).count(b"\n") + file.readline().endswith(b"\n")
            stop = file.tell()
            if stop >= size:
                break
            pieces.append((Piece(path, start, stop, line), stop - start))
            line += ends
            start = stop
        return [*pieces, (Piece(path, start, None, line), size - start)]
