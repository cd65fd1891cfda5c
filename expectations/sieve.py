"""The gate: rows that break a critical rule go to quarantine, each with every reason; the others pass.

Nothing is changed silently. A row whose required parent was rejected follows it as an orphan. An optional
reference to a rejected row is taken back (set to null), and so is what was copied over it; each value taken
back stands in `Verdict.withdrawn` and in the validation results.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date

import polars as pl

from expectations.rule import Rule
from expectations.suites import rules
from expectations.verdict import QUARANTINED, WITHDRAWN, Count, Verdict
from expectations.views import ROW, union, view
from expectations.withdraw import withdraw
from tasks.schema import TABLES

GATED = ("articles", "finance", "project_mentions", "projects", "indicators", "numbers")
_KEYLESS = ("article_id", "char_start", "char_end")
_REJECTED = pl.Schema({ROW: pl.UInt32(), **{c: t for c, t in QUARANTINED.items() if c != "record_json"}})
_SHOWN = 80  # code points of a value that a message shows


def gate(
    tables: Mapping[str, pl.DataFrame],
    day: date,
    *,
    published: Mapping[str, pl.DataFrame] | None = None,
    later: Collection[str] = (),
) -> Verdict:
    """Judge every row of a run, until no rejected row is referred to.

    Args:
        tables: the extracted rows by table; columns are cast to the schema.
        day: the day of the run.
        published: rows of earlier runs, to which references may lead; they aren't judged again.
        later: columns that aren't filled yet, and are judged when they are.

    Returns:
        The verdict; for each table n_in = n_passed + n_quarantined.
    """
    known = published or {}
    given = {name: TABLES[name].cast(tables[name]) for name in GATED if name in tables}
    todo = {name: frame.with_row_index(ROW) for name, frame in given.items()}
    critical = {
        name: [r for r in rs if r.severity == "critical" and r.column not in later]
        for name, rs in rules(day).items()
    }
    failures: Counter[tuple[str, str]] = Counter()
    rounds: list[dict[str, pl.DataFrame]] = []
    withdrawn = [WITHDRAWN.to_frame()]
    while not rounds or any(bad.height for bad in rounds[-1].values()):
        judged = {name: _judge(name, critical[name], todo, known, failures) for name in todo}
        rounds.append({name: bad for name, (_, bad) in judged.items()})
        todo, changed = withdraw(todo, {name: kept for name, (kept, _) in judged.items()}, known)
        withdrawn.append(changed)
    rejected = {name: pl.concat(bad[name] for bad in rounds).sort(ROW) for name in given}
    quarantine = pl.concat([QUARANTINED.to_frame(), *(_with_record(rejected[n], given[n]) for n in given)])
    return Verdict(
        passed={**tables, **{name: frame.drop(ROW) for name, frame in todo.items()}},
        quarantine=quarantine,
        counts={
            name: Count(frame.height, todo[name].height, rejected[name].height,
                        rejected[name].height - rounds[0][name].height)
            for name, frame in given.items()
        },
        failures=dict(failures),
        # what a row took back before it was rejected itself isn't published either
        withdrawn=pl.concat(withdrawn).join(quarantine, on=["table", "record_key"], how="anti"),
    )  # fmt: skip


def _with_record(rejected: pl.DataFrame, given: pl.DataFrame) -> pl.DataFrame:
    # the row as it was extracted, before anything was taken back
    rows = given[rejected[ROW]].select(pl.struct(pl.all()).struct.json_encode().alias("record_json"))
    return rejected.hstack(rows).select(QUARANTINED.names())


def record_key(table: str) -> pl.Expr:
    """How a row is named in messages: its key; of a numeral, the article and the span."""
    key = TABLES[table].key
    name = pl.format("{}:{}-{}", *_KEYLESS) if key is None else pl.col(key)
    return pl.coalesce(name, pl.format("row {} without key", pl.col(ROW))).alias("record_key")


def _judge(
    name: str,
    critical: list[Rule],
    tables: Mapping[str, pl.DataFrame],
    known: Mapping[str, pl.DataFrame],
    failures: Counter[tuple[str, str]],
) -> tuple[pl.DataFrame, pl.DataFrame]:
    # (rows that pass, quarantine rows of those that don't)
    seen = view(name, tables, known)
    masks = seen.select(r.ok.alias(r.name) for r in critical)
    is_ok = masks.select(pl.all_horizontal(pl.all())).to_series()
    if is_ok.all():
        return tables[name], _REJECTED.to_frame()
    n_ok = masks.sum().row(0)
    failures.update({(name, r.name): seen.height - n for r, n in zip(critical, n_ok, strict=True)})
    marked = seen.select(pl.all(), record_key(name)).hstack(masks.select(pl.all().name.prefix("ok:")))
    bad = marked.filter(~is_ok)
    broken = [(r, ~pl.col(f"ok:{r.name}")) for r in critical]
    quarantine = _with_source(bad, name, tables, known).select(
        ROW,
        pl.lit("validate").alias("stage"),
        pl.lit(name).alias("table"),
        "record_key",
        pl.coalesce(pl.when(b).then(pl.lit(r.reason)) for r, b in broken).alias("reason"),
        pl.concat_str(
            pl.lit(f"{name} "),
            "record_key",
            pl.lit(": "),
            pl.concat_str(
                [pl.when(b).then(_sentence(r)) for r, b in broken], separator=" · ", ignore_nulls=True
            ),
        ).alias("message"),
        "source_file",
    )
    return tables[name].filter(is_ok), quarantine


def _sentence(rule: Rule) -> pl.Expr:
    shown = [c for c in rule.check.reads if c != "source_file"]
    values = [pl.col(c).cast(pl.String).str.slice(0, _SHOWN).fill_null("null") for c in shown]
    names = ", ".join(f"{c.replace('__', '.')} = {{}}" for c in shown)
    return pl.format(f"{names} breaks {rule.name} ({rule.why}); mend: {rule.mend}", *values)


def _with_source(
    bad: pl.DataFrame, name: str, tables: Mapping[str, pl.DataFrame], known: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    if "source_file" in bad.columns:
        return bad
    if "article_id" not in bad.columns:  # projects are read from several files
        return bad.with_columns(pl.lit(None, dtype=pl.String).alias("source_file"))
    files = union("articles", tables, known).select("article_id", "source_file")
    return bad.join(
        files.unique("article_id", keep="first"), on="article_id", how="left", maintain_order="left"
    )
