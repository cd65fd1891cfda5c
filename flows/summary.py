"""What stands on stdout when a run has ended."""

from __future__ import annotations

from typing import Any

_OF_INPUT = ("read", "decode", "parse")
_SHOWN = ("articles", "finance", "project_mentions", "projects", "indicators", "numbers", "quarantine")


def text(done: dict[str, Any]) -> str:
    """The summary for people.

    Args:
        done: the outcome of a run.
    """
    parts = [_head(done), _files(done["files"]), _tables(done)]
    parts += [_coverage(done.get("coverage")), _quarantine(done.get("quarantine"))]
    if done["warnings"]:
        parts.append("Warnings:\n" + "\n".join(f"  {w}" for w in done["warnings"]))
    parts.append(_next(done))
    return "\n\n".join(p for p in parts if p)


def _head(done: dict[str, Any]) -> str:
    if done["state"] == "nothing new":
        return f"Nothing new: release {done['release_id']} holds all of it already. Nothing was published."
    seconds = done["seconds"]["whole"]
    n = done["files"]["changed"] + done["files"]["again"]
    reread = (
        f"\nAll files were read again ({n} that were known): {done['reread']}." if done.get("reread") else ""
    )
    return f"Published release {done['release_id']} in {seconds:.1f} s.{reread}"


def _files(files: dict[str, int]) -> str:
    parts = [f"{files[n]} {n}" for n in ("published", "unchanged", "duplicate", "quarantined")]
    more = []
    if files.get("kept"):
        gone = (
            f" ({files['missing']} of them vanished; --prune-missing drops them)"
            if files.get("missing")
            else ""
        )
        more.append(f"; {files['kept']} more from earlier runs kept, not named now{gone}")
    if files.get("pruned"):
        more.append(f"; {files['pruned']} vanished and dropped")
    return f"Files: {files['in']} in = {' + '.join(parts)}{''.join(more)}."


def _tables(done: dict[str, Any]) -> str:
    width = max(map(len, _SHOWN))
    rows = done.get("rows", {})
    lines = []
    for name in _SHOWN:
        counts = rows.get(name, {})
        new = f"  ({counts['extracted']:,} from files read now)" if counts.get("carried") else ""
        lines.append(f"  {name:<{width}}  {done['tables'].get(name, 0):>9,}{new}")
    return "Rows:\n" + "\n".join(lines)


def _coverage(coverage: dict[str, Any] | None) -> str:
    if not coverage or coverage["share"] is None:
        return "Coverage: there are no numerals in these articles."
    return (
        f"Coverage: {coverage['share']:.1%} of {coverage['numbers']:,} numerals explained "
        f"({coverage['numbers'] - coverage['explained']:,} left unexplained)."
    )


def _quarantine(quarantine: dict[str, Any] | None) -> str:
    if not quarantine or not quarantine["rows"]:
        return "Quarantine: empty."
    lines = [f"Quarantine: {quarantine['rows']:,} rejected, every one with its reason."]
    inputs_first = [f"  {_short(message)}" for message in quarantine.get("inputs", [])]
    left_out = quarantine.get("inputs_left_out", 0)
    lines += [*inputs_first, f"  … and {left_out:,} more"] if left_out else inputs_first
    inputs = quarantine.get("inputs", [])
    rows = [top for top in quarantine["top"] if not inputs or top["stage"] not in _OF_INPUT]
    for top in rows:
        where = f"{top['stage']}, {top['table']}" if top["table"] else top["stage"]
        lines.append(f"  {top['rows']:>5,} × {top['reason']} ({where})")
        lines.append(f"          e.g. {_short(top['example'])}")
    return "\n".join(lines)


def _short(message: str, limit: int = 240) -> str:
    line = " ".join(message.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def _next(done: dict[str, Any]) -> str:
    here = done["release"] if "://" in done["current"] else done["current"]  # a pointer is no folder there
    ui = [f"  {done['ui']}   the run in the Prefect UI"] if done.get("ui") else []
    return "\n".join(
        [
            "Where to look next:",
            *ui,
            f"  {here}/<table>/          the tables, plain Parquet",
            f"  {here}/quarantine/       what was rejected, and how to mend it",
            f"  {here}/validation/index.html   what was expected of every table, and what came of it",
            f"  DuckDB: FROM '{here}/finance/*.parquet' SELECT role, amount, currency, quote;",
        ]
    )
