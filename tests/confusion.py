"""Which codes are taken for which, and how often a confidence holds: over the gold sets of ../shared."""

from __future__ import annotations

from collections import Counter
from types import ModuleType
from typing import Any

FIELDS = ("role", "sector", "status")
STEPS = tuple(k / 10 for k in range(10))


class Confusion:
    """Counts of (gold code, published code) per field, and of right roles per tenth of confidence.

    A code that the gold allows beside its own counts as its own.

    Args:
        scorer: ../shared/tools/score.py as a module; it pairs gold with published rows.
    """

    def __init__(self, scorer: ModuleType) -> None:
        self.scorer = scorer
        self.pairs: dict[str, Counter[tuple[str, str]]] = {field: Counter() for field in FIELDS}
        self.rows: Counter[float] = Counter()
        self.right: Counter[float] = Counter()

    def add(self, gold: dict[str, Any], got: dict[str, Any]) -> None:
        """Counts one set: `gold` by id as score.py loads it, `got` by id as it reads a release."""
        for key, told in gold.items():
            rows = got.get(key, {})
            amounts = [a for a in told["finance"] if a["value"] is not None]
            for a, p in self._paired(amounts, self._amounts(rows.get("finance", [])), "finance_alike"):
                is_right = self._count("role", a, p)
                tenth = min(int(p["confidence"] * 10), 9) / 10
                self.rows[tenth] += 1
                self.right[tenth] += is_right
            projects = rows.get("project_mentions", [])
            for a, p in self._paired(told.get("projects") or [], projects, "project_alike"):
                for field in ("sector", "status"):
                    self._count(field, a, p)

    def _paired(self, gold: list[Any], rows: list[Any], alike: str) -> list[tuple[Any, Any]]:
        pairs, _ = self.scorer.pair(gold, rows, getattr(self.scorer, alike))
        return [(a, p) for a, p in pairs if p]

    def _amounts(self, rows: list[Any]) -> list[Any]:
        """A published change is two amounts of the gold; each keeps the row's confidence."""
        return [{**a, "confidence": r["confidence"]} for r in rows for a in self.scorer.expand([r])]

    def _count(self, field: str, gold: dict[str, Any], row: dict[str, Any]) -> bool:
        is_right = row[field] == gold[field] or row[field] in (gold.get(f"{field}_alt") or [])
        self.pairs[field][gold[field], gold[field] if is_right else row[field]] += 1
        return is_right

    def lines(self) -> list[str]:
        """The tables to print: a line a gold code, then a line a tenth of confidence."""
        out = []
        for field, pairs in self.pairs.items():
            out.append(f"{field}: how many, how many right, what the others were taken for")
            for code, n in Counter(_totals(pairs)).most_common():
                wrong = Counter({got: k for (gold, got), k in pairs.items() if gold == code != got})
                told = ", ".join(f"{got} {k}" for got, k in wrong.most_common())
                out.append(
                    f"  {code:16}{n:>5}{pairs[code, code]:>5}  {pairs[code, code] / n:>5.0%}  {told}".rstrip()
                )
        out.append("confidence of a finance row: how many, how many of the right role")
        for step in STEPS:
            if n := self.rows[step]:
                out.append(
                    f"  {step:.1f} and more   {n:>5}{self.right[step]:>5}  {self.right[step] / n:>5.0%}"
                )
        return out


def _totals(pairs: Counter[tuple[str, str]]) -> dict[str, int]:
    totals: Counter[str] = Counter()
    for (gold, _), n in pairs.items():
        totals[gold] += n
    return totals
