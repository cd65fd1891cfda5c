"""`.jsonl`: one record a line: text, and where known id, title, url, published, publisher."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import Any

from tasks.sources.decode import decode
from tasks.sources.record import Reading, Record
from tasks.sources.rejects import Reject

_KEYS = ("id", "text", "title", "url", "published", "publisher")


class _BadRecordError(ValueError):
    """What is wrong with a record: (reason code, place and value, mend)."""


def read(name: str, data: bytes, first: int = 1) -> Reading:
    """The records of one file; each line that isn't one becomes a reject, blank lines are nothing.

    Raises:
        NotTextError: the bytes are no text.
    """
    reading = Reading()
    unknown: dict[str, int] = {}
    lines = decode(data).split("\n")  # not splitlines: JSON strings may hold U+2028 and its like
    for number, line in enumerate(lines, start=first):
        if not line.strip():
            continue
        try:
            record = _parse(line)
            reading.records.append(_record(name, line, record))
            for key in record:
                if key not in _KEYS:
                    unknown.setdefault(key, number)
        except _BadRecordError as e:
            reason, fault, mend = e.args
            message = f"{name}:{number}:{fault} — {mend}"
            key = f"{name}:{number}"
            reading.rejects.append(Reject("read", key, reason, message, name, line.rstrip("\r")))
    if unknown:
        named = ", ".join(f"{k!r} (first in line {n})" for k, n in unknown.items())
        reading.warnings.append(f"{name}: unknown keys kept out: {named}; known are {', '.join(_KEYS)}")
    if not reading.records and not reading.rejects:
        message = f"{name}: no record in {len(data)} bytes — write one JSON object a line or remove the file"
        reading.rejects.append(Reject("read", name, "empty_text", message, name))
    return reading


def _parse(line: str) -> dict[str, Any]:
    """The object of one line."""
    try:
        record = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as e:
        column, fault = (e.colno, e.msg) if isinstance(e, json.JSONDecodeError) else (1, "nested too deeply")
        seen = line[max(0, column - 11) : column + 20].strip()
        raise _BadRecordError(
            "schema", f"{column}: not JSON ({fault}) near {seen!r}", "mend the line; one object a line"
        ) from e
    if not isinstance(record, dict):
        raise _BadRecordError(
            "schema", f"1: a JSON {type(record).__name__}, not an object", 'write {"text": …} on the line'
        )
    return record


def _record(name: str, line: str, record: dict[str, Any]) -> Record:
    """The typed record."""
    text = _string(record, "text")
    if text is None or not text.strip():
        raise _BadRecordError("empty_text", f" 'text' is {record.get('text')!r}", "give the article's text")
    number = record.get("id")
    is_number = isinstance(number, int) and not isinstance(number, bool)
    return Record(
        source_file=name,
        source_id=str(number) if is_number else _string(record, "id"),
        source_sha256=hashlib.sha256(line.rstrip("\r").encode("utf-8", "surrogatepass")).hexdigest(),
        raw=text,
        title=_string(record, "title"),
        url=_string(record, "url"),
        published=_date(_string(record, "published")),
        publisher=_string(record, "publisher"),
    )


def _string(record: dict[str, Any], key: str) -> str | None:
    value = record.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        kind = type(value).__name__
        raise _BadRecordError(
            "schema", f" {key!r} is {kind} {str(value)[:60]!r}, not a string", "write it in quotes"
        )
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as e:  # "\ud83d" alone: half of a pair, that no file can hold
        raise _BadRecordError(
            "encoding", f" {key!r} holds half a surrogate pair at {e.start}", "write the whole character"
        ) from e
    return value if value.strip() or key == "text" else None


def _date(value: str | None) -> dt.date | None:
    """The day of an ISO date or date-time, in its own time zone."""
    if value is None:
        return None
    try:
        return dt.datetime.fromisoformat(value.strip()).date()
    except ValueError as e:
        raise _BadRecordError("schema", f" 'published' is {value!r}", "write a real day as YYYY-MM-DD") from e
