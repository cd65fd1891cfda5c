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

# The letters of the languages that are read, Latin and Cyrillic. All letters of the world, `\p{L}`, make a pattern
# three times as slow to build, and each batch builds some 1,100 of them anew.
LETTER = r"[A-Za-z\u{C0}-\u{D6}\u{D8}-\u{F6}\u{F8}-\u{2C1}\u{400}-\u{481}\u{48A}-\u{52F}]"
_HERE = Path(__file__).parent


@cache
def toml(name: str) -> MappingProxyType[str, Any]:
    r"""The lexicon file `<name>.toml`, read once; `\p{L}` of its patterns is LETTER, and `\d` is 0 to 9.

    Raises:
        LexiconError: the file isn't there or isn't TOML.
    """
    path = _HERE / f"{name}.toml"
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as e:
        raise LexiconError(f"{path.name}: {e}", "mend the file; `make test` lints it") from e
    return MappingProxyType({name: _meant(said) for name, said in read.items()})


def _meant(said: object) -> object:
    """A value of a file, its classes of characters those that are fast to build."""
    if isinstance(said, dict):
        return {name: _meant(value) for name, value in said.items()}
    if isinstance(said, list):
        return [_meant(value) for value in said]
    return said.replace(r"\p{L}", LETTER).replace(r"\d", "[0-9]") if isinstance(said, str) else said


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
