"""What the rules find in rows that will be published, kept in a form that adds up over parts of any number.

Of each table: how many rows break each rule, counted by the masks over all rows; and its witnesses, the few rows on
which Great Expectations is asked the same: those that break a rule, and the extremes of every column that a rule reads
(least, greatest, missing, each code). If no witness breaks an expectation, then no row does.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from expectations.rule import Rule
from expectations.suites import rules
from expectations.views import view
from tasks.schema import TABLES

_OFFENDERS = 5  # rows shown of each rule that is broken
_CODES = 64  # a column with no more values than this has a witness of each
_UNIQUE = {"ExpectColumnValuesToBeUnique", "ExpectCompoundColumnsToBeUnique"}
_ORDERED = "ExpectColumnPairValuesAToBeGreaterThanB"
STATE = pl.Schema(
    {"table": pl.String(), "n_rows": pl.Int64(), "broken_json": pl.String(), "witnesses": pl.Binary()}
)


@dataclass(frozen=True)
class Judged:
    """One table of a part.

    Args:
        n_rows: rows judged.
        broken: rule → rows that break it.
        witnesses: rows of the table's view, with the columns that its rules read.
    """

    n_rows: int
    broken: Mapping[str, int]
    witnesses: pl.DataFrame


Judgement = Mapping[str, Judged]
"""Table → what was found in it."""


def judge(
    tables: Mapping[str, pl.DataFrame], day: date, *, known: Mapping[str, pl.DataFrame] | None = None,
    only: Iterable[str] | None = None,
) -> Judgement:  # fmt: skip
    """Hold the rows of a part against all rules.

    Args:
        tables: the rows, with all that they refer to but `known`; columns are cast to the schema.
        day: the day of the run.
        known: rows of other parts, to which references may lead.
        only: the tables to be judged; all of `tables` without it.
    """
    typed = {name: TABLES[name].cast(frame) for name, frame in tables.items()}
    wanted = set(typed if only is None else only)
    return {
        name: _judged(view(name, typed, known or {}), suite)
        for name, suite in rules(day).items()
        if name in wanted
    }


def _judged(seen: pl.DataFrame, suite: Sequence[Rule]) -> Judged:
    masks = seen.select(r.ok.alias(r.name) for r in suite)
    n_ok = masks.sum().row(0) if suite else ()
    broken = {r.name: seen.height - int(n) for r, n in zip(suite, n_ok, strict=True)}
    return Judged(seen.height, broken, _witnesses(_read(seen, suite), masks, suite))


def _read(seen: pl.DataFrame, suite: Sequence[Rule]) -> pl.DataFrame:
    """The columns that the rules read; decimals as floats, exact to the tiyn up to 9e13 and only compared."""
    needed = {c for r in suite for c in r.check.reads}
    return seen.select(
        pl.col(c).cast(pl.Float64) if isinstance(t, pl.Decimal) else pl.col(c)
        for c, t in seen.schema.items()
        if c in needed
    )


def _witnesses(rows: pl.DataFrame, masks: pl.DataFrame, suite: Sequence[Rule]) -> pl.DataFrame:
    found = [pl.Series([0] if rows.height else [], dtype=pl.UInt32)]
    for column in rows.get_columns():
        ends = (
            column.arg_min(),
            column.arg_max(),
            column.is_null().arg_max() if column.null_count() else None,
        )
        found.append(pl.Series([i for i in ends if i is not None], dtype=pl.UInt32))
    for rule in suite:
        first = rows[rule.column]
        if rule.check.expectation == "ExpectColumnValuesToBeInSet" and first.n_unique() <= _CODES:
            found.append(first.arg_unique())
        if rule.check.expectation == _ORDERED and rows.height:  # where the two come nearest, or cross
            low, high = (rows[c].to_physical().cast(pl.Float64) for c in rule.check.columns)
            found.append(pl.Series([i for i in [(high - low).arg_min()] if i is not None], dtype=pl.UInt32))
        if masks[rule.name].all():
            continue
        bad = (~masks[rule.name]).arg_true().head(_OFFENDERS)
        found.append(bad)
        if rule.check.expectation in _UNIQUE:  # the doubles need the rows that they double
            keys = list(rule.check.columns)
            same = rows.with_row_index("row:no").join(
                rows[bad].select(keys), on=keys, how="semi", nulls_equal=True
            )
            found.append(same["row:no"].head(4 * _OFFENDERS))
    return rows[pl.concat(s.cast(pl.UInt32) for s in found).unique().sort()]


def added(judgements: Iterable[Judgement], day: date) -> Judgement:
    """The judgement of all parts together, with the witnesses of the whole."""
    parts: dict[str, list[Judged]] = {}
    for judgement in judgements:
        for name, judged in judgement.items():
            parts.setdefault(name, []).append(judged)
    suites = rules(day)
    return {name: _added(parts[name], suites[name]) for name in suites if name in parts}


def _added(parts: Sequence[Judged], suite: Sequence[Rule]) -> Judged:
    broken = {r.name: sum(p.broken.get(r.name, 0) for p in parts) for r in suite}
    rows = pl.concat([p.witnesses for p in parts], how="vertical_relaxed")
    masks = rows.select(r.ok.alias(r.name) for r in suite)
    return Judged(sum(p.n_rows for p in parts), broken, _witnesses(rows, masks, suite))


def to_frame(judgement: Judgement) -> pl.DataFrame:
    """As it is kept in a release (STATE)."""
    rows = []
    for name, judged in judgement.items():
        buffer = io.BytesIO()
        judged.witnesses.write_ipc(buffer, compression="zstd")
        rows.append((name, judged.n_rows, json.dumps(judged.broken), buffer.getvalue()))
    return pl.DataFrame(rows, schema=STATE, orient="row")


def from_frame(frame: pl.DataFrame) -> Judgement:
    """What `to_frame` kept."""
    return {
        name: Judged(n, json.loads(broken), pl.read_ipc(io.BytesIO(data)))
        for name, n, broken, data in frame.iter_rows()
    }
