"""Files → records."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from tasks.schema.frames import RECORDS
from tasks.sources.decode import NotTextError
from tasks.sources.record import Reading
from tasks.sources.registry import READERS
from tasks.sources.rejects import Reject, to_frame


def read(files: Iterable[Path]) -> tuple[pl.DataFrame, pl.DataFrame, list[str]]:
    """Every record of every file, in the files' order.

    Each file (or line of a file of records) gives a record or a quarantine row, never neither.

    Args:
        files: as `list_inputs` gives them.

    Returns:
        Frame RECORDS; quarantine rows without quarantine_id and run_id; warnings, one line each.
    """
    total = Reading()
    for path in files:
        reading = _read_file(os.fspath(path))
        total.records += reading.records
        total.rejects += reading.rejects
        total.warnings += reading.warnings
    return pl.DataFrame(total.records, schema=RECORDS, orient="row"), to_frame(total.rejects), total.warnings


def _read_file(name: str) -> Reading:
    """One file; what is wrong with it becomes a reject."""
    reader = READERS.get(os.path.splitext(name)[1].lower())  # noqa: PTH122 - see list_inputs
    if reader is None:
        message = f"{name}: no reader for its suffix — save it as one of {', '.join(READERS)}"
        return Reading(rejects=[Reject("read", name, "schema", message, name)])
    try:
        with open(name, "rb", buffering=0) as file:  # noqa: PTH123 - a third of pathlib's time on many small files
            data = file.read()
    except OSError as e:
        fault = e.strerror or type(e).__name__
        message = f"{name}: can't be read ({fault}) — make it a regular file that this user may read"
        return Reading(rejects=[Reject("read", name, "schema", message, name)])
    try:
        return reader(name, data)
    except NotTextError as e:
        message = f"{name}: {e} — save it as UTF-8 text or remove it"
        return Reading(rejects=[Reject("decode", name, "encoding", message, name)])
