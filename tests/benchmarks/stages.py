"""Megabytes a CPU second per stage on one core: records → articles → sentences → mentions → facts. Run by `make bench`.

Each stage is done as a run does it, within Polars' pool (see `flows.inside`).

    python tests/benchmarks/stages.py [--megabytes 50] [--batch 6] [--profile FILE] [--same]

The dev articles of ../shared (elsewhere: the project's own samples) are repeated in memory. The digits of every copy
are others than those of the first, so that the unique words of a batch, on which much of the cost depends, grow as
in a real corpus; `--same` repeats the text as it is.
"""

from __future__ import annotations

import os

os.environ["POLARS_MAX_THREADS"] = "1"  # before Polars is imported: it reads it once

import argparse
import json
import random
import resource
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import polars as pl

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))  # a worktree measures its own rooms, not the installed ones

from flows.inside import inside  # noqa: E402
from tasks.facts import derive  # noqa: E402
from tasks.mentions import find  # noqa: E402
from tasks.schema.frames import RECORDS  # noqa: E402
from tasks.sentences import split  # noqa: E402
from tasks.sources import parse  # noqa: E402

TARGET = 5.0  # MB/s, articles → mentions
SETS = ("devset", "money", "projects", "mixed")
MEGA = 1_000_000
STAGES = ("parse", "sentences", "mentions", "facts")


def originals() -> list[tuple[str, str]]:
    """(name, text) of the articles that are repeated."""
    gold = ROOT.parent / "shared" / "gold"
    own = sorted((ROOT / "data/raw/sample").glob("*.txt"))
    files = [f for s in SETS for f in sorted((gold / s / "raw").glob("*.txt"))] or own
    return [(f.stem, f.read_text(encoding="utf-8")) for f in files]


def varied(text: str, seed: int) -> str:
    """The text with each digit after the first of a run replaced by another one; years stay years."""
    rng = random.Random(seed)
    out, run = [], 0
    for i, c in enumerate(text):
        run = run + 1 if c.isascii() and c.isdigit() else 0
        is_year = run and text[i - run + 1 : i - run + 3] in ("19", "20")
        out.append(str(rng.randrange(10)) if run > 1 and not is_year else c)
    return "".join(out)


def batches(megabytes: float, batch: float, *, same: bool) -> list[pl.DataFrame]:
    """Frames RECORDS of about `batch` MB each, `megabytes` in all."""
    articles, out = originals(), []
    frame: list[tuple] = []
    total = size = copy = 0
    while total < megabytes * MEGA:
        for name, text in articles:
            mine = text if same or not copy else varied(text, copy)
            key = f"{name}-{copy}"
            frame.append((f"{key}.txt", None, f"{copy:064x}", mine, None, None, None, None))
            n = len(mine.encode())
            total, size = total + n, size + n
            if size >= batch * MEGA or total >= megabytes * MEGA:
                out.append(pl.DataFrame(frame, schema=RECORDS, orient="row"))
                frame, size = [], 0
            if total >= megabytes * MEGA:
                break
        copy += 1
    return out


class Sampler(threading.Thread):
    """Where the thread at work is, every 2 ms, by the lines of tasks/ on its stack (Polars lets the GIL go)."""

    def __init__(self, thread: int) -> None:
        super().__init__(daemon=True)
        self.thread, self.lines, self.functions = thread, Counter(), Counter()
        self.inner, self.over = Counter(), False

    def run(self) -> None:
        last = time.perf_counter()
        while not self.over:
            time.sleep(0.002)
            now = time.perf_counter()
            spent, last = now - last, now
            frame, seen, leaf, via = sys._current_frames().get(self.thread), set(), None, None
            while frame:
                code = frame.f_code
                if "/tasks/" in code.co_filename:
                    where = code.co_filename.split("/tasks/")[1]
                    leaf = leaf or f"{where}:{frame.f_lineno} {code.co_name}"
                    seen.add(f"{where} {code.co_name}")
                elif leaf is None:
                    via = code.co_name
                frame = frame.f_back
            if leaf:
                self.lines[leaf] += spent
                self.inner[f"{leaf} · {via or 'python'}"] += spent
                for f in seen:
                    self.functions[f] += spent

    def report(self, seconds: float) -> str:
        def table(title: str, counter: Counter, n: int) -> str:
            rows = [f"{t:8.2f} s {t / seconds:6.1%}  {k}" for k, t in counter.most_common(n)]
            return "\n".join([title, *rows])

        return "\n\n".join(
            [
                table("functions of tasks/, with all that they call", self.functions, 45),
                table("lines of tasks/ (own time and Polars' below it)", self.lines, 50),
                table("the same by the Polars call", self.inner, 50),
            ]
        )


def main() -> int:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--megabytes", type=float, default=50.0)
    ap.add_argument("--batch", type=float, default=6.0)
    ap.add_argument("--same", action="store_true", help="repeat the text unchanged")
    ap.add_argument("--json", action="store_true", help="print one JSON object")
    ap.add_argument("--profile", type=Path, help="write the top costs here")
    a = ap.parse_args()
    frames = batches(a.megabytes, a.batch, same=a.same)
    size = sum(f["raw"].str.len_bytes().sum() for f in frames) / MEGA
    warm = frames[0].head(20)
    warm_articles, warm_blocks, _ = parse(warm)
    told = split(warm_articles, warm_blocks)
    known = find(told)
    derive(warm_articles, told, known.tokens, known.mentions)  # the lexicon is read once a process
    spent: Counter[str] = Counter()
    rows: Counter[str] = Counter()
    sampler = Sampler(inside(threading.get_ident))
    if a.profile:
        sampler.start()
    for frame in frames:
        t0 = time.process_time()
        articles, blocks, _ = inside(parse, frame)
        t1 = time.process_time()
        sentences = inside(split, articles, blocks)
        t2 = time.process_time()
        found = inside(find, sentences)
        t3 = time.process_time()
        inside(derive, articles, sentences, found.tokens, found.mentions)
        t4 = time.process_time()
        spent.update(parse=t1 - t0, sentences=t2 - t1, mentions=t3 - t2, facts=t4 - t3)
        rows.update(articles=articles.height, sentences=sentences.height, tokens=found.tokens.height)
        rows.update(mentions=found.mentions.height)
    sampler.over = True
    after = spent["sentences"] + spent["mentions"]
    speeds = {k: size / spent[k] for k in STAGES}
    speeds |= {"articles → mentions": size / after, "records → facts": size / spent.total()}
    if a.json:
        print(json.dumps({"megabytes": size, "megabytes_per_s": speeds}, ensure_ascii=False))
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{size:.1f} MB in {len(frames)} batches, one core; " + ", ".join(f"{n} {k}" for k, n in rows.items())
    )
    for stage in STAGES:
        print(f"  {stage:22} {spent[stage]:7.2f} s {size / spent[stage]:8.2f} MB/s")
    print(f"  {'articles → mentions':22} {after:7.2f} s {size / after:8.2f} MB/s   (target {TARGET} MB/s)")
    print(f"  {'records → facts':22} {spent.total():7.2f} s {size / spent.total():8.2f} MB/s")
    print(f"  peak memory {peak:.0f} MB")
    if a.profile:
        a.profile.write_text(sampler.report(sum(spent.values())), encoding="utf-8")
        print(f"  top costs in {a.profile}")
    return 0 if size / after >= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
