"""The clean set and the breaches of tests/cases/breaches.toml, as frames."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from tasks.schema import TABLES

DAY = date(2026, 11, 1)
_FILE = tomllib.loads((Path(__file__).parent / "cases" / "breaches.toml").read_text(encoding="utf-8"))
BREACHES: list[dict[str, Any]] = _FILE["breach"]
_TEXTS = {a["article_id"]: a["text"] for a in _FILE["clean"]["articles"]}

Rows = dict[str, list[dict[str, Any]]]


def clean_rows() -> Rows:
    """Table → rows that break no rule."""
    rows: Rows = {}
    for table, given in _FILE["clean"].items():
        rows[table] = [_complete(table, {**_FILE["common"].get(table, {}), **row}) for row in given]
    return rows


def frames(rows: Rows) -> dict[str, pl.DataFrame]:
    """Rows as the tables of the schema."""
    return {
        table: TABLES[table].cast(
            pl.from_dicts(
                [{c.name: row.get(c.name) for c in TABLES[table].columns} for row in given],
                schema_overrides={c.name: c.polars for c in TABLES[table].columns if c.kind != "money"},
                infer_schema_length=None,
            )
        )
        for table, given in rows.items()
    }


def clean() -> dict[str, pl.DataFrame]:
    """The clean tables."""
    return frames(clean_rows())


def broken(cases: list[dict[str, Any]]) -> tuple[dict[str, pl.DataFrame], list[int]]:
    """The clean tables with the rows of the cases after them, and each case's row number in its table."""
    rows = clean_rows()
    at = []
    for i, case in enumerate(cases):
        key = TABLES[case["table"]].key
        at.append(len(rows[case["table"]]))
        new = _copy(case, case["table"], f"x{i}")
        rows[case["table"]].append(new)
        for j, also in enumerate(case.get("also", ())):
            other = _copy(also, case["table"], f"x{i}.{j}")
            rows[case["table"]].append({c: new[key] if v == "<key>" else v for c, v in other.items()})
    return frames(rows), at


def _copy(case: dict[str, Any], table: str, suffix: str) -> dict[str, Any]:
    row = dict(clean_rows()[table][case.get("row", 0)])
    key = TABLES[table].key
    if key and not case.get("same_key"):
        row[key] = f"{row[key]}.{suffix}"
    row |= case.get("set", {})
    return {c: v for c, v in row.items() if c not in case.get("unset", ())}


def _complete(table: str, row: dict[str, Any]) -> dict[str, Any]:
    quote = row.get("quote", row.get("text")) if table != "articles" else None
    if quote and "char_start" not in row:
        start = _TEXTS[row["article_id"]].index(quote)
        row |= {"char_start": start, "char_end": start + len(quote)}
    if "quote" in row:
        text = _TEXTS[row["article_id"]]
        row["sentence"] = next(s for s in text.split(". ") if row["quote"] in s)
    return row
