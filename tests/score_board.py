"""`make score`: the gold sets of ../shared and the project's own cases against the last committed table.

    python tests/score_board.py [--write] [--no-gold]

Prints each figure with its gain or loss, the cases gained and lost by id, and which codes are taken for which; --write
puts the new table in tests/scores.json. The gold sets are skipped, with the reason, where ../shared isn't there.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
import tempfile
from collections import Counter
from pathlib import Path
from types import ModuleType

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path[:0] = [str(ROOT), str(HERE)]
TABLE = HERE / "scores.json"
SCORER = ROOT.parent / "shared" / "tools" / "score.py"

import number_cases  # noqa: E402
from confusion import Confusion  # noqa: E402


def own_cases() -> tuple[dict[str, dict[str, int]], list[str]]:
    """Per file cases and passed; ids of the failing."""
    outcomes = number_cases.run()
    total, passed = Counter(o.file for o in outcomes), Counter(o.file for o in outcomes if not o.complaints)
    return {f: {"cases": total[f], "passed": passed[f]} for f in total}, sorted(
        o.case["id"] for o in outcomes if o.complaints
    )


def scorer() -> ModuleType:
    """../shared/tools/score.py."""
    spec = importlib.util.spec_from_file_location("score", SCORER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def gold() -> tuple[dict[str, dict[str, float]], list[str], str]:
    """Per set its figures; the lines of what is taken for what; else why there are none."""
    if not SCORER.is_file():
        return {}, [], f"gold sets skipped: no {SCORER}"
    score = scorer()
    figures, confusion = {}, Confusion(score)
    for name in sorted(p.name for p in score.GOLD.iterdir() if (p / "gold.jsonl").exists()):
        inputs, wanted = score.load_set(name)
        with tempfile.TemporaryDirectory() as place:
            try:
                release = score.run_esep(inputs, str(ROOT / ".venv/bin/esep"), Path(place))
            except SystemExit as e:
                return {}, [], f"gold sets skipped: {name}: {e}"
            got, articles = score.by_article(release)
        tally = score.Tally()
        score.score(wanted, got, tally, [])
        confusion.add(wanted, got)
        figures[name] = score.report(tally)
        seen, explained = (sum(a[c] or 0 for a in articles) for c in ("n_numbers", "n_numbers_explained"))
        if seen:
            figures[name]["numbers_explained"] = round(explained / seen, 4)
    return figures, confusion.lines(), ""


def delta(new: float, old: float | None) -> str:
    if old is None:
        return "  new"
    change = new - old
    return "" if abs(change) < 5e-5 else f"  {'+' if change > 0 else '−'}{abs(change):.4g}"


def table(new: dict, old: dict) -> list[str]:
    """The lines to print."""
    out = []
    for name, figures in new["gold"].items():
        before = old.get("gold", {}).get(name, {})
        out.append(f"{name}")
        out += [f"  {k:26}{v:>10.4f}{delta(v, before.get(k))}" for k, v in figures.items()]
    out.append("own cases")
    for name, r in new["own"].items():
        before = old.get("own", {}).get(name)
        share = before and before["passed"] / before["cases"]
        out.append(f"  {name:26}{r['passed']:>6}/{r['cases']:<4}{delta(r['passed'] / r['cases'], share)}")
    failing, were = set(new["failing"]), set(old.get("failing", []))
    out.append("  gained: " + (", ".join(sorted(were - failing)) or "none"))
    out.append("  lost:   " + (", ".join(sorted(failing - were)) or "none"))
    return out


def main() -> int:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--write", action="store_true", help="keep the new table in tests/scores.json")
    ap.add_argument("--no-gold", action="store_true", help="the project's own cases only")
    a = ap.parse_args()
    own, failing = own_cases()
    sets, confused, why = ({}, [], "gold sets skipped: --no-gold") if a.no_gold else gold()
    old = json.loads(TABLE.read_text(encoding="utf-8")) if TABLE.is_file() else {}
    new = {"own": own, "failing": failing, "gold": sets}
    print("\n".join(table(new, old) + confused))
    if why:
        print(why)
        new["gold"] = old.get("gold", {})  # what couldn't be measured isn't lost
    if a.write:
        TABLE.write_text(
            json.dumps(new, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8"
        )
        print(f"written to {TABLE.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
