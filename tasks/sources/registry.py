"""Which reader takes which file. A new format is a module with a reader and its line here."""

from __future__ import annotations

from tasks.sources import jsonl, parquet, text
from tasks.sources.record import Reader, TableReader

READERS: dict[str, Reader] = {
    ".txt": text.read,
    ".jsonl": jsonl.read,
}
"""Suffix → reader of a file's bytes."""

TABLES: dict[str, TableReader] = {
    ".parquet": parquet.read,
}
"""Suffix → reader of a file that holds many articles as a table, by row groups."""

KNOWN = (*READERS, *TABLES)


def suffix(path: str) -> str:
    """The file's suffix in lower case; a name that only begins with a dot has none."""
    head, dot, ending = path.rpartition(".")  # half the time of os.path.splitext, of every file there is
    is_name = dot and "/" not in ending and head.rstrip(".")[-1:] not in ("", "/")
    return f".{ending}".lower() if is_name else ""


def is_table(path: str) -> bool:
    """Whether the file is read by row groups."""
    return suffix(path) in TABLES
