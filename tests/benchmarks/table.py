"""One table of what esep costs, against its floor and its peer, all measured in one go. Run by `make bench`.

    python tests/benchmarks/table.py [--articles 20000] [--tenfold] [--write]

Floor: the same files read and the same Parquet written, with nothing between (`floor.py`). --tenfold adds a run of
20,000 articles and one of 200,000; --write keeps the table, with the machine's description, in docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import corpus

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
ESEP = ROOT / ".venv/bin/esep"
TABLE = ROOT / "docs" / "benchmarks.md"
NEW = 100  # articles of the morning after
MORNINGS = 3  # one of them may still wait for what the whole run wrote
FEW = 20_000  # articles, against ten times as many
SAMPLE_FILES = len(list(corpus.SAMPLE.iterdir()))


@dataclass(frozen=True)
class Cost:
    """What a command took: wall and CPU seconds, peak memory in MB of all its processes, and what it printed."""

    seconds: float
    cpu: float
    peak_mb: float
    printed: str


def cost(command: Sequence[str | Path]) -> Cost:
    """Runs a command by itself and measures it."""
    with tempfile.TemporaryFile() as out:
        began = time.perf_counter()
        process = subprocess.Popen([str(c) for c in command], stdout=out, stderr=subprocess.DEVNULL)
        over, peak = threading.Event(), [0.0]
        watch = threading.Thread(target=_watch, args=(process.pid, over, peak))
        watch.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        over.set()
        watch.join()
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        printed = out.read().decode()
    if process.returncode:
        sys.exit(f"{' '.join(map(str, command))} exited {process.returncode}: {printed[-2000:]}")
    return Cost(seconds, usage.ru_utime + usage.ru_stime, peak[0], printed)


def _watch(pid: int, over: threading.Event, peak: list[float]) -> None:
    """Keep the most memory that a process and all its descendants have held at once, twice a second."""
    while not over.wait(0.5):
        peak[0] = max(peak[0], held_mb(pid))


def held_mb(pid: int) -> float:
    """What a process and its descendants hold, the pages that they share divided among them (PSS); Linux only."""
    found, todo = 0, [pid]
    while todo:
        here = Path("/proc") / str(todo.pop())
        try:
            lines = (here / "smaps_rollup").read_text().splitlines()
            found += next(int(x.split()[1]) for x in lines if x.startswith("Pss:"))
            todo += [int(c) for t in (here / "task").iterdir() for c in (t / "children").read_text().split()]
        except (OSError, StopIteration):
            continue  # it has ended meanwhile
    return found / 1024


def run(raw: Path, out: Path) -> Cost:
    """One run of the pipeline."""
    return cost([ESEP, "run", raw, "--out", out, "--json"])


def corridor(done: Cost) -> float:
    """Seconds inside the flow, by its own summary: without the interpreter's and the server's start."""
    return float(json.loads(done.printed.splitlines()[-1])["seconds"]["whole"])


def floor(raw: Path, release: Path) -> float:
    """Seconds of the floor."""
    done = cost([sys.executable, HERE / "floor.py", raw, release])
    return float(done.printed)


def on_one_core() -> tuple[dict, dict]:
    """Stages and peer on the same text."""
    stages = cost([sys.executable, HERE / "stages.py", "--json", "--megabytes", "24"])
    peer = cost([sys.executable, HERE / "peer.py", "--json", "--megabytes", "6"])
    return json.loads(stages.printed), json.loads(peer.printed)


def machine() -> str:
    """What it was measured on."""
    model = next(
        (
            x.split(":")[1].strip()
            for x in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in x
        ),
        "",
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}, {day}"


def runs(n: int, work: Path) -> list[tuple[str, str]]:
    """Whole run, the floor, a morning's run, a run with nothing new, and a newcomer's first."""
    raw, out = work / f"raw-{n}", work / f"out-{n}"
    size = corpus.write(raw, n) / 1e6
    first = run(raw, out)
    least = floor(raw, out / "current")
    start = cost([ESEP, "--help"]).seconds
    nothing = run(raw, out)
    sample = run(corpus.SAMPLE, work / "sample")
    mornings = [the_next_day(raw, out, n, day) for day in range(MORNINGS)]
    morning = sorted(mornings, key=lambda c: c.seconds)[MORNINGS // 2]
    took = ", ".join(f"{c.seconds:.1f}" for c in mornings)
    return [
        (f"whole run, {n:,} files, {size:.0f} MB", f"{first.seconds:.1f} s, {size / first.seconds:.2f} MB/s"),
        ("… inside the flow", f"{corridor(first):.1f} s"),
        ("… CPU, with the start of interpreter and server", f"{first.cpu:.1f} s"),
        (
            "… floor: read the files, write the Parquet",
            f"{least:.2f} s; the run takes {first.seconds / least:.1f} ×",
        ),
        ("… peak memory, all processes", f"{first.peak_mb:.0f} MB"),
        (
            f"{NEW} new files of the next day beside {n:,} known",
            f"{morning.seconds:.1f} s, {morning.seconds / first.seconds:.1%} of the whole "
            f"(inside the flow {corridor(morning):.1f} s, {corridor(morning) / corridor(first):.1%}); "
            f"the middle one of {MORNINGS} days: {took} s",
        ),
        ("nothing new", f"{nothing.seconds:.2f} s"),
        (
            f"the samples, {SAMPLE_FILES} files",
            f"{sample.seconds:.1f} s, inside the flow {corridor(sample):.1f} s",
        ),
        ("esep --help", f"{start:.2f} s"),
    ]


def the_next_day(raw: Path, out: Path, n: int, day: int) -> Cost:
    """The run of the morning after, or of `day` days after that one."""
    date = corpus.FIRST_DAY + timedelta(days=corpus.DAYS + day)
    corpus.write(raw, NEW, first=n + day * NEW, day=date)
    return run(raw, out)


def scale(work: Path) -> list[tuple[str, str]]:
    """FEW against ten times as many."""
    few, many = (run_of(k, work) for k in (FEW, 10 * FEW))
    return [
        (
            f"{10 * FEW:,} articles against {FEW:,}",
            f"{many.seconds / few.seconds:.1f} × the time, {many.peak_mb / few.peak_mb:.2f} × the memory "
            f"({many.peak_mb:.0f} MB)",
        )
    ]


def run_of(n: int, work: Path) -> Cost:
    """A whole run over n fresh articles."""
    raw = work / f"scale-{n}"
    corpus.write(raw, n)
    return run(raw, work / f"scaled-{n}")


def main() -> None:
    """The command."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--articles", type=int, default=20_000)
    ap.add_argument("--tenfold", action="store_true", help=f"{10 * FEW:,} articles against {FEW:,} too")
    ap.add_argument("--write", action="store_true", help=f"keep the table in {TABLE.relative_to(ROOT)}")
    a = ap.parse_args()
    stages, peer = on_one_core()
    rows = [(f"{k}, one core", f"{v:.1f} MB/s") for k, v in stages["megabytes_per_s"].items()]
    rows.append(("spaCy's Matcher for money, one core", f"{peer['megabytes_per_s']:.2f} MB/s"))
    for way in ("articles → mentions", "records → facts"):
        ratio = stages["megabytes_per_s"][way] / peer["megabytes_per_s"]
        rows.append((f"{way} against spaCy's Matcher", f"{ratio:.1f} ×"))
    with tempfile.TemporaryDirectory(prefix="esep-bench-") as work:
        rows += runs(a.articles, Path(work))
        if a.tenfold:
            rows += scale(Path(work))
    width = max(len(k) for k, _ in rows)
    print("\n".join(f"{k:{width}}  {v}" for k, v in rows))
    if a.write:
        body = "\n".join(f"| {k} | {v} |" for k, v in rows)
        TABLE.write_text(
            "# Benchmarks\n\n<!-- Made by `make bench WRITE=1`. -->\n\n"
            f"Measured on {machine()}.\n\n| what | cost |\n|---|---|\n{body}\n",
            encoding="utf-8",
        )


if __name__ == "__main__":
    main()
