"""`esep compact`: a corpus of many files as one Parquet file, which runs read a hundred times as fast."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flows.progress import stage
from tasks import sources, stores
from tasks.errors import RefusedError, UsageError
from tasks.sources import BATCH_BYTES  # a row group: a run cuts its batches between them


def compact(raw: Sequence[str], to: str) -> dict[str, Any]:
    """Write one table of all articles in RAW.

    Raises:
        UsageError: RAW or `to` can't be what was meant.
        RefusedError: `to` can't be written; what stood there still stands.
    """
    target = Path(to)
    if stores.is_remote(to):
        raise UsageError(
            f"{to} is in an object store", "name a file of this machine with --to, and copy it there"
        )
    if target.suffix.lower() != ".parquet" or target.is_dir():
        raise UsageError(f"{to} isn't the name of a .parquet file", "name one with --to")
    files, rejected = sources.list_inputs([r if stores.is_remote(r) else Path(r) for r in raw])
    files = [f for f in files if not (sources.is_table(f) and _is_same(f, target))]
    if not files and rejected.is_empty():
        raise UsageError(
            f"no files in {', '.join(raw)}", "name a folder that holds .txt, .jsonl or .parquet files"
        )
    try:
        with stage("compact"):
            sizes, _ = stores.look(files)  # what isn't there any more is rejected when it is read
            sized = [(f, max(size, 0)) for f, size in zip(files, sizes, strict=True)]
            done = sources.compact(sized, rejected, target, BATCH_BYTES)
        size = target.stat().st_size
    except OSError as e:
        raise RefusedError(
            f"can't write {target}: {e.strerror or e} (what stood there still stands)",
            "free some space or name another place with --to",
        ) from e
    return {
        "state": "compacted",
        "table": str(target),
        "bytes": size,
        "files": done.n_files,
        "articles": done.n_articles,
        "rejected": done.n_rejected,
        "warnings": done.warnings,
    }


def _is_same(path: str, target: Path) -> bool:
    """Whether it is the table of an earlier call; what isn't there isn't."""
    try:
        return target.samefile(path)
    except OSError:
        return False


def text(done: dict[str, Any]) -> str:
    """The summary for people."""
    rejected = f", {done['rejected']:,} rejected (a run will say why)" if done["rejected"] else ""
    lines = [
        f"{done['articles']:,} articles of {done['files']:,} files{rejected} "
        f"in {done['table']}, {done['bytes'] / 1e6:,.1f} MB.",
        *(f"  {w}" for w in done["warnings"]),
        f"Next: esep run {done['table']} --out OUT",
    ]
    return "\n".join(lines)
