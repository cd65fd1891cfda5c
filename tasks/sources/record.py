"""What every reader gives for one file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import polars as pl

from tasks.sources.rejects import Reject


class Record(NamedTuple):
    """One article as read; the fields are the columns of `tasks.schema.frames.RECORDS`, in order."""

    source_file: str
    source_id: str | None
    source_sha256: str
    raw: str
    title: str | None = None
    url: str | None = None
    published: dt.date | None = None
    publisher: str | None = None


@dataclass
class Reading:
    """What one file gave: records, rejects and warnings."""

    records: list[Record] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


Reader = Callable[[str, bytes, int], Reading]
"""(file as named, its bytes, number of the first line) → what it gave. Raises NotTextError: the bytes aren't text."""

TableReader = Callable[[str, int, int | None], tuple[pl.DataFrame, list[Reject]]]
"""(file as named, first row group, the one after the last) → RECORDS and rejects. Raises NotTextError."""
