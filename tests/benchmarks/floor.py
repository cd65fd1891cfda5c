"""The floor of a run: the same files read and the same Parquet written, with nothing between; prints the seconds.

python tests/benchmarks/floor.py RAW RELEASE
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import pyarrow.parquet as pq


def main() -> None:
    """The command."""
    raw, release = Path(sys.argv[1]), Path(sys.argv[2]).resolve()
    files = sorted(release.glob("*/**/*.parquet"))
    tables = [(f.relative_to(release), pq.read_table(f)) for f in files]
    with tempfile.TemporaryDirectory() as work:
        began = time.perf_counter()
        size = sum(len(f.read_bytes()) for f in raw.rglob("*") if f.is_file())
        for name, table in tables:
            target = Path(work) / name
            target.parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(table, target, compression="zstd")
        seconds = time.perf_counter() - began
    if not size:
        sys.exit(f"{raw} holds no files")
    print(seconds)


if __name__ == "__main__":
    main()
