"""When a run must not publish: what is wrong is named, all of it at once, and the previous release stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from expectations.verdict import Verdict
from tasks.errors import RefusedError

# Beyond a fifth the fault lies in a rule or a source, not in rows: publishing the rest would bias every sum.
# In fewer than 20 rows a share is chance; there only a total loss counts, of 5 rows or more.
MAX_SHARE = 0.2
MIN_ROWS = 20
MIN_ROWS_FOR_TOTAL_LOSS = 5

_NOWHERE: Mapping[str, int] = {}


@dataclass(frozen=True)
class Files:
    """Where every input went (files, or records of files that hold several: one or the other throughout)."""

    n_in: int
    n_published: int
    n_unchanged: int = 0
    n_duplicate: int = 0
    n_quarantined: int = 0


@dataclass(frozen=True)
class Breach:
    """One cause to refuse, and what to do about it."""

    what: str
    mend: str


def refuse(
    verdict: Verdict,
    results: pl.DataFrame,
    *,
    files: Files,
    n_published: Mapping[str, int],
    n_extracted: Mapping[str, int] | None = None,
    n_before: Mapping[str, int] = _NOWHERE,
    n_after: Mapping[str, int] | None = None,
    max_share: float = MAX_SHARE,
    min_rows: int = MIN_ROWS,
) -> None:
    """Refuse to publish if anything speaks against it.

    Args:
        verdict: of the gate.
        results: `Certificate.results`.
        files: the account of the inputs.
        n_published: table → this run's rows in the staged release, counted there.
        n_extracted: table → rows that extraction gave, counted there; without it, those that the gate saw.
        n_before: table → rows of the previous release.
        n_after: table → all rows of the staged release; without it, `n_published`.
        max_share: share of a table's rows that may be quarantined for a fault of their own (rows that only
            followed a rejected parent don't count: their cause is counted already).
        min_rows: in smaller tables the share isn't judged.

    Raises:
        RefusedError: with every breach and its mend.
    """
    found = [
        *_emptied(n_before, n_published if n_after is None else n_after),
        *_too_many(verdict, max_share, min_rows),
        *_uncertified(results),
        *_unaccounted(verdict, files, n_published, n_extracted),
    ]
    if not found:
        return
    what = "; ".join(f"({i}) {b.what}" for i, b in enumerate(found, 1))
    mends = "; ".join(f"({i}) {b.mend}" for i, b in enumerate(found, 1))
    raise RefusedError(f"nothing was published, the previous release stands: {what}", mends)


def _emptied(before: Mapping[str, int], after: Mapping[str, int]) -> Iterator[Breach]:
    for table, n in before.items():
        if n and not after.get(table, 0):
            yield Breach(
                f"{table} had {n} rows in the previous release and would be empty",
                "look for a source that gave no files, or a rule that stopped matching",
            )


def _too_many(verdict: Verdict, max_share: float, min_rows: int) -> Iterator[Breach]:
    for table, c in verdict.counts.items():
        own = c.n_quarantined - c.n_cascaded
        is_lost = MIN_ROWS_FOR_TOTAL_LOSS <= c.n_in == own
        if not is_lost and not (c.n_in >= min_rows and own > max_share * c.n_in):
            continue
        rows = verdict.quarantine.filter(pl.col("table") == table)
        top = rows["reason"].value_counts(sort=True).row(0)
        yield Breach(
            f"{own} of {c.n_in} rows of {table} ({own / c.n_in:.0%}, at most {max_share:.0%}) would go to "
            f"quarantine, most of them for {top[0]} ({top[1]})",
            f"see the table's page of the validation report; for instance {rows['message'][0][:300]}",
        )


def _uncertified(results: pl.DataFrame) -> Iterator[Breach]:
    failed = results.filter(~pl.col("is_success") & (pl.col("severity") == "critical"))
    for r in failed.iter_rows(named=True):
        yield Breach(
            f"{r['n_unexpected']} rows of {r['table']} that passed the gate fail {r['rule']} "
            f"({r['expectation']} on {r['column']}: {r['why']})",
            "the staged rows aren't those that passed: look at what was done to them after the gate",
        )


def _unaccounted(
    verdict: Verdict, files: Files, published: Mapping[str, int], extracted: Mapping[str, int] | None
) -> Iterator[Breach]:
    out = files.n_published + files.n_unchanged + files.n_duplicate + files.n_quarantined
    if files.n_in != out:
        yield Breach(
            f"{files.n_in} files went in, but {out} are accounted for ({files.n_published} published, "
            f"{files.n_unchanged} unchanged, {files.n_duplicate} duplicate, "
            f"{files.n_quarantined} quarantined)",
            "find the stage that lost or doubled an input: every one ends in one of the four",
        )
    for table, c in verdict.counts.items():
        n_in = c.n_in if extracted is None else extracted.get(table, 0)
        n_out = published.get(table, 0) + c.n_quarantined
        if n_in != n_out:
            yield Breach(
                f"{n_in} rows of {table} were extracted, but {n_out} are accounted for "
                f"({published.get(table, 0)} published, {c.n_quarantined} quarantined)",
                "find the stage that lost or doubled rows between extraction and staging",
            )
