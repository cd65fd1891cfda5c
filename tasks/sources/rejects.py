"""What couldn't be read: one row a file or record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

import polars as pl

from tasks.schema import TABLES

_GIVEN_LATER = {"quarantine_id", "run_id"}
SCHEMA = pl.Schema({n: t for n, t in TABLES["quarantine"].polars.items() if n not in _GIVEN_LATER})


@dataclass(frozen=True)
class Reject:
    """A file or record that was turned away.

    Args:
        stage: read, decode or parse.
        record_key: the file, or file:line of a record.
        reason: a code of the list quarantine_reason.
        message: the file, the place, the value and the mend.
        source_file: the file, as named to the run.
        record_json: the record as JSON, where there is one.
    """

    stage: str
    record_key: str
    reason: str
    message: str
    source_file: str
    record_json: str | None = None
    table: str = "articles"


def to_frame(rejects: Iterable[Reject]) -> pl.DataFrame:
    """The rows of `quarantine` without quarantine_id and run_id, which the run fills in."""
    return pl.DataFrame([asdict(r) for r in rejects], schema=SCHEMA)
