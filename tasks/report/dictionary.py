"""The data dictionary: every table, column and code as a Markdown page, from schema and code lists."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from tasks import lexicon
from tasks.schema import TABLES, Column, Table

_TYPES = {
    "money": "decimal(24,2)",
    "date": "date32",
    "timestamp": "timestamp(us, UTC)",
}
_HEAD = """# Data dictionary

<!-- Made by `make docs` from tasks/schema and tasks/lexicon/codelists.csv: change those, never this file. -->

Every table is a folder of plain Parquet in `OUT/current/`. Each field of the files carries the description
and the unit given here as metadata. In all tables:

- a row is a claim by an article, not a truth; it opens its sentence, or it isn't published;
- null means that the text doesn't say; `other` and `unknown` mean that it says what no code names;
- `char_start` and `char_end` count Unicode code points in `articles.text`, from 0, end exclusive, and
  `quote` is exactly that slice;
- ids are stable hashes: the same input gives the same ids on any machine, in any order.

**Bold** columns are never null. *Codes* names the code list that the values come from (see the end of the
page), → the column in which the value is found again."""


def dictionary(tables: Mapping[str, Table] = TABLES) -> str:
    """The whole page.

    Args:
        tables: name → table, in the order of the page.

    Returns:
        Markdown, ending in a line break.
    """
    parts = [_HEAD, _contents(tables)]
    parts += [_table(t) for t in tables.values()]
    parts.append(_codelists(tables))
    return "\n\n".join(parts) + "\n"


def contents(tables: Mapping[str, Table] = TABLES, page: str = "") -> str:
    """The tables in one table: name, what its rows are, key.

    Args:
        tables: name → table.
        page: the address of the dictionary, where the list stands on another page.
    """
    lines = ["| table | rows | key |", "|---|---|---|"]
    for table in tables.values():
        key = f"`{table.key}`" if table.key else "–"
        lines.append(f"| [`{table.name}`]({page}#{table.name}) | {_cell(table.description)} | {key} |")
    return "\n".join(lines)


def _contents(tables: Mapping[str, Table]) -> str:
    return contents(tables) + "\n\n[Code lists](#code-lists)"


def _table(table: Table) -> str:
    about = [f"## {table.name}", table.description]
    about.append(f"Key: `{table.key}`." if table.key else "No key of one column.")
    about += [f"> **Mind:** {w}" for w in table.warnings]
    lines = ["| column | type | unit | codes | description |", "|---|---|---|---|---|"]
    lines += [_row(c) for c in table.columns]
    return "\n\n".join([*about, "\n".join(lines)])


def _row(column: Column) -> str:
    name = f"**`{column.name}`**" if column.required else f"`{column.name}`"
    codes = f"[{column.codelist}](#{column.codelist})" if column.codelist else ""
    linked = f" → `{column.references}`" if column.references else ""
    kind = _TYPES.get(column.kind, column.kind)
    return f"| {name} | {kind} | {column.unit or ''} | {codes} | {_cell(column.description)}{linked} |"


def _codelists(tables: Mapping[str, Table]) -> str:
    users: dict[str, list[str]] = {}
    for table in tables.values():
        for column in table.columns:
            if column.codelist:
                users.setdefault(column.codelist, []).append(f"`{table.name}.{column.name}`")
    parts = ["## Code lists", "The same lists, with labels in three languages, are the table `codelists`."]
    rows = sorted(lexicon.rows("codelists"), key=lambda r: r["codelist"])  # stable: codes keep their order
    for name, codes in groupby(rows, key=lambda r: r["codelist"]):
        if name in users:
            parts += [f"### {name}", f"In {', '.join(users[name])}."]
            parts.append(" · ".join(_code(c) for c in codes))
    return "\n\n".join(parts)


def _code(row: Mapping[str, str]) -> str:
    labels = [row["label_en"], row["label_kk"]]
    said = ", ".join(_cell(x) for x in labels if x and x != row["code"])
    return f"`{row['code']}` {said}".rstrip()


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
