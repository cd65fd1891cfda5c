"""Reads the number cases as the pipeline would, all in one batch: what was expected, what was found."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

import short_articles

from tasks.mentions import find

CASES = Path(__file__).parent / "cases"
FILES = (
    "amounts_kk", "amounts_latin", "amounts_ru", "amounts_en", "quantities", "comparators", "ranges_changes",
    "elisions", "not_amounts",
)  # fmt: skip
NUMERIC = ("value", "value_max", "value_from")


@dataclass
class Outcome:
    """One case with what was found in it, and the complaints."""

    file: str
    case: dict
    found: list[dict]
    complaints: list[str] = field(default_factory=list)


def load() -> list[tuple[str, dict]]:
    return [
        (f, c)
        for f in FILES
        for c in tomllib.loads((CASES / f"{f}.toml").read_text(encoding="utf-8"))["case"]
    ]


def mentions_of(texts: list[tuple[str, str]]) -> list[list[dict]]:
    """(text, language) → the mentions of each text, with `quote`."""
    _, sentences = short_articles.read((f"{i:06}", t, lang) for i, (t, lang) in enumerate(texts))
    found = find(sentences).mentions.join(sentences.select("sentence_id", "article_id"), on="sentence_id")
    out: list[list[dict]] = [[] for _ in texts]
    for row in found.sort("mention_no").iter_rows(named=True):
        i = int(row["article_id"])
        out[i].append({**row, "quote": texts[i][0][row["char_start"] : row["char_end"]]})
    return out


def same(a: float | None, b: float | None) -> bool:
    return (a is None) == (b is None) and (a is None or math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-9))


def fits(want: dict, row: dict) -> list[str]:
    """What of an expected fact a found row gets wrong."""
    wrong = [f"{k}: {row[k]} for {want.get(k)}" for k in NUMERIC if not same(want.get(k), row[k])]
    checks = [(k, want.get(k)) for k in ("kind", "comparator")] + [
        (k, want[k])
        for k in ("currency", "unit")
        if k in want and not (k == "unit" and want["kind"] == "count")
    ]
    wrong += [f"{k}: {row[k]} for {v}" for k, v in checks if row[k] != v]
    if want["quote"] not in row["quote"]:
        wrong.append(f"quote: {row['quote']!r} for {want['quote']!r}")
    return wrong


def judge(outcome: Outcome) -> None:
    case, rows = outcome.case, outcome.found
    wanted = case.get("expect", [])
    left = [r for r in rows if r["kind"] in {w["kind"] for w in wanted}]
    for want in wanted:
        ranked = sorted(left, key=lambda r: len(fits(want, r)))
        if not ranked or len(fits(want, ranked[0])) > 2:
            outcome.complaints.append(f"missed {want['kind']} {want['quote']!r}")
            continue
        left.remove(ranked[0])
        outcome.complaints += fits(want, ranked[0])
    outcome.complaints += [f"invented {r['kind']} {r['value']} {r['quote']!r}" for r in left]
    banned = set(case.get("none", []))
    outcome.complaints += [
        f"banned {r['kind']} {r['value']} {r['quote']!r}" for r in rows if r["kind"] in banned
    ]


def run() -> list[Outcome]:
    cases = load()
    found = mentions_of([(c["text"], c["language"]) for _, c in cases])
    outcomes = [Outcome(f, c, rows) for (f, c), rows in zip(cases, found, strict=True)]
    for o in outcomes:
        judge(o)
    return outcomes
