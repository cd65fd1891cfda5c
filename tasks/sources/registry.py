"""Which reader takes which file. A new format is a module with a reader and its line here."""

from __future__ import annotations

from tasks.sources import jsonl, text
from tasks.sources.record import Reader

READERS: dict[str, Reader] = {
    ".txt": text.read,
    ".jsonl": jsonl.read,
}
