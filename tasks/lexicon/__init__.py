"""The words and facts, as data: one TOML or CSV file a subject, linted and frozen on first use."""

from __future__ import annotations

import csv
import hashlib
import tomllib
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tasks.errors import LexiconError

_HERE = Path(__file__).parent


@cache
def toml(name: str) -> MappingProxyType[str, Any]:
    """The lexicon file `<name>.toml`, read once.

    Raises:
        LexiconError: the file isn't there or isn't TOML.
    """
    path = _HERE / f"{name}.toml"
    try:
        return MappingProxyType(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError) as e:
        raise LexiconError(f"{path.name}: {e}", "mend the file; `make test` lints it") from e


@cache
def rows(name: str) -> tuple[MappingProxyType[str, str], ...]:
    """The lexicon file `<name>.csv`, a mapping a line; every cell a string, empty where nothing is said."""
    with (_HERE / f"{name}.csv").open(encoding="utf-8", newline="") as f:
        return tuple(MappingProxyType(r) for r in csv.DictReader(f))


@cache
def codes(codelist: str) -> frozenset[str]:
    """The codes of one code list.

    Raises:
        LexiconError: no such code list.
    """
    found = frozenset(r["code"] for r in rows("codelists") if r["codelist"] == codelist)
    if not found:
        raise LexiconError(f"codelists.csv has no code list {codelist!r}", "add its codes there")
    return found


@cache
def rules_version() -> str:
    """A hash of all that decides what is extracted: the lexicon and the modules that read it (16 hex digits)."""
    digest = hashlib.sha256()
    root = _HERE.parent
    for path in sorted(p for p in root.rglob("*") if p.suffix in {".py", ".toml", ".csv"}):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
