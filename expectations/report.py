"""The validation report: an index, a page per table, and GX's own Data Docs, all of which open offline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import polars as pl

from expectations.verdict import QUARANTINED
from tasks.schema import TABLES

_ROWS_SHOWN = 300
_GOOD, _WARN, _BAD, _INFO = "good", "warn", "bad", ""


def pages(
    results: pl.DataFrame,
    folder: Path,
    *,
    quarantine: pl.DataFrame | None = None,
    gx: Mapping[str, str] | None = None,
    title: str = "Validation",
) -> Path:
    """Write the report; no page refers to anything outside the folder.

    Args:
        results: rows of validation_results.
        folder: where to; made if need be.
        quarantine: rejected rows, shown with their reasons (rows without a table stand on the index).
        gx: `Certificate.pages()`; with them `folder/gx/` gets Great Expectations' own pages.
        title: of the index, for instance the run's id.

    Returns:
        The index page.
    """
    rejected = QUARANTINED.to_frame() if quarantine is None else quarantine
    (folder / "gx").mkdir(parents=True, exist_ok=True)
    bodies = gx or {}
    for table, body in bodies.items():
        page = _page(f"{table}: Great Expectations", body, back=f"../{table}.html", kind="ge")
        (folder / "gx" / f"{table}.html").write_text(page, encoding="utf-8")
    tables = results["table"].unique(maintain_order=True).to_list()
    for table in tables:
        own = results.filter(pl.col("table") == table)
        body = "".join(_table(table, own, rejected.filter(pl.col("table") == table), table in bodies))
        page = _page(f"{table}: validation", body, back="index.html")
        (folder / f"{table}.html").write_text(page, encoding="utf-8")
    index = folder / "index.html"
    index.write_text(_page(title, "".join(_index(title, results, rejected, tables))), encoding="utf-8")
    return index


@cache
def _style() -> str:
    return (Path(__file__).parent / "style.css").read_text(encoding="utf-8")


def _page(title: str, body: str, back: str = "", kind: str = "") -> str:
    crumb = f'<p class="crumb"><a href="{back}">← back</a></p>' if back else ""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        # whatever a value may hold, the page fetches nothing and runs nothing
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f'<style>{_style()}</style></head><body class="{kind}"><main>{crumb}{body}</main></body></html>\n'
    )


def _index(title: str, results: pl.DataFrame, rejected: pl.DataFrame, tables: list[str]) -> Iterator[str]:
    failed = results.filter(~pl.col("is_success"))
    n_in = sum(_n_in(results, t) for t in tables)
    rows = rejected.filter(pl.col("stage") == "validate").height
    yield f"<h1>{escape(title)}</h1>"
    yield '<p class="lead">What was expected of every table, and what came of it. Rows that break a critical '
    yield "rule stand in quarantine with their reason; warnings are published, and said here.</p>"
    yield _tiles(
        (results.height, "expectations"),
        (failed.filter(pl.col("severity") == "critical").height, "critical, unmet"),
        (failed.filter(pl.col("severity") == "warning").height, "warnings"),
        (n_in, "rows checked"),
        (rows, "rows quarantined"),
        (rejected.height - rows, "inputs quarantined"),
    )
    yield "<h2>Tables</h2>" + _grid(
        ("Table", "Verdict", "#Rows in", "#Quarantined", "#Rules", "#Unmet", "What it is"),
        (_table_line(t, results.filter(pl.col("table") == t), rejected) for t in tables),
    )
    yield "<h2>Not met by published rows</h2>" + _rules(failed, with_table=True)
    inputs = rejected.filter(pl.col("table").is_null() | ~pl.col("table").is_in(tables))
    if not inputs.is_empty():
        yield "<h2>Inputs in quarantine</h2>" + _rejected(inputs)


def _table(table: str, results: pl.DataFrame, rejected: pl.DataFrame, has_gx: bool) -> Iterator[str]:
    yield f"<h1>{escape(table)}</h1>"
    link = f' <a href="gx/{table}.html">Great Expectations\' own page</a>' if has_gx else ""
    yield f'<p class="lead">{escape(TABLES[table].description)}{link}</p>'
    n_in = _n_in(results, table)
    failed = results.filter(~pl.col("is_success"))
    yield _tiles(
        (n_in, "rows checked"), (rejected.height, "quarantined"),
        (results.height, "rules"), (failed.height, "not met"),
    )  # fmt: skip
    yield "<h2>Rules</h2>" + _rules(
        results.sort("is_success", pl.col("n_quarantined") == 0, maintain_order=True)
    )
    if not rejected.is_empty():
        yield "<h2>Rows in quarantine</h2>" + _rejected(rejected)


def _table_line(table: str, results: pl.DataFrame, rejected: pl.DataFrame) -> tuple[str, ...]:
    failed = results.filter(~pl.col("is_success") & (pl.col("severity") != "info"))
    verdict = _tag("met", _GOOD)
    if failed.height:
        is_bad = "critical" in failed["severity"]
        verdict = _tag("refused", _BAD) if is_bad else _tag("warnings", _WARN)
    n_out = rejected.filter(pl.col("table") == table).height
    return (
        f'<a href="{table}.html">{escape(table)}</a>', verdict, _n(_n_in(results, table)), _n(n_out),
        _n(results.height), _n(failed.height), escape(TABLES[table].description),
    )  # fmt: skip


def _rules(results: pl.DataFrame, *, with_table: bool = False) -> str:
    head = ("Rule", "Severity", "Result", "#Checked", "#Quarantined", "#Unmet", "Why")
    return _grid(head, (_rule_line(r, with_table) for r in results.iter_rows(named=True)))


def _rule_line(r: dict[str, Any], with_table: bool) -> tuple[str, ...]:
    name = f"<b>{escape(r['rule'])}</b>"
    if with_table:
        name = f'<a href="{r["table"]}.html">{escape(r["table"])}</a> {name}'
    unmet = {"critical": _BAD, "warning": _WARN, "info": _INFO}[r["severity"]]
    result = _tag("met", _GOOD) if r["is_success"] else _tag("not met", unmet)
    of = f"<small><code>{escape(r['column'] or '')}</code> {escape(r['expectation'])}</small>"
    rejected = _n(r["n_quarantined"])
    if r["n_quarantined"]:
        rejected = _tag(rejected, _BAD)
    counts = (_n(r["n_checked"]), rejected, _n(r["n_unexpected"]))
    return (name + of, _tag(r["severity"], ""), result, *counts, escape(r["why"]))


def _rejected(rows: pl.DataFrame) -> str:
    more = rows.height - _ROWS_SHOWN
    note = f'<p class="empty">{_n(more)} more in the table quarantine</p>' if more > 0 else ""
    lines = (
        (
            f"<code>{escape(r['record_key'])}</code><small>{escape(r['source_file'] or '')}</small>",
            _tag(r["reason"], _BAD),
            escape(r["message"]) + (_details(r["record_json"]) if r["record_json"] else ""),
        )
        for r in rows.head(_ROWS_SHOWN).iter_rows(named=True)
    )
    return _grid(("Record", "Reason", "What is wrong, and the mend"), lines) + note


def _details(record: str) -> str:
    return f"<details><summary>the row</summary><pre>{escape(record)}</pre></details>"


def _grid(head: tuple[str, ...], lines: Iterable[tuple[str, ...]]) -> str:
    # a '#' before a heading: numbers, right-aligned
    kinds = [' class="n"' if h.startswith("#") else "" for h in head]
    body = "".join(
        "<tr>" + "".join(f"<td{k}>{c}</td>" for k, c in zip(kinds, line, strict=True)) + "</tr>"
        for line in lines
    )
    if not body:
        return '<div class="box"><p class="empty">none</p></div>'
    top = "".join(f"<th{k}>{escape(h.lstrip('#'))}</th>" for k, h in zip(kinds, head, strict=True))
    return f'<div class="box"><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'


def _tiles(*tiles: tuple[int, str]) -> str:
    inside = "".join(
        f'<div class="tile"><b>{_n(n)}</b><span>{escape(what)}</span></div>' for n, what in tiles
    )
    return f'<div class="tiles">{inside}</div>'


def _tag(text: str, kind: str) -> str:
    return f'<span class="tag {kind}">{escape(text)}</span>'


def _n_in(results: pl.DataFrame, table: str) -> int:
    return int(results.filter(pl.col("table") == table)["n_checked"].first() or 0)  # type: ignore[arg-type]


def _n(n: int) -> str:
    return f"{n:,}".replace(",", "\u202f")
