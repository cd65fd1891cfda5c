"""`.txt`: one article a file."""

from __future__ import annotations

import hashlib

from tasks.sources.decode import decode
from tasks.sources.record import Reading, Record
from tasks.sources.rejects import Reject


def read(name: str, data: bytes, _: int = 1) -> Reading:
    """One record, or a reject where there is no text.

    Raises:
        NotTextError: the bytes are no text.
    """
    raw = decode(data)
    if not raw.strip():
        message = f"{name}: no text in {len(data)} bytes — fetch the article again or remove the file"
        return Reading(rejects=[Reject("read", name, "empty_text", message, name)])
    return Reading(records=[Record(name, None, hashlib.sha256(data).hexdigest(), raw)])
