"""Raw file → article: what can't be read goes to quarantine with its reason and its mend."""

from tasks.sources.articles import parse
from tasks.sources.compact import Compacted, compact
from tasks.sources.files import list_inputs
from tasks.sources.pieces import BATCH_BYTES, LITTLE_BYTES, Batch, Piece, batches
from tasks.sources.reading import Read, read, read_pieces
from tasks.sources.record import Record
from tasks.sources.registry import is_table

__all__ = [
    "BATCH_BYTES",
    "LITTLE_BYTES",
    "Batch",
    "Compacted",
    "Piece",
    "Read",
    "Record",
    "batches",
    "compact",
    "is_table",
    "list_inputs",
    "parse",
    "read",
    "read_pieces",
]
