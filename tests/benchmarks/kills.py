"""Kill runs at random moments while somebody reads, then run once undisturbed. Run by `make kills`.

    python tests/benchmarks/kills.py [--articles 20000] [--kills 30] [--seed 1]

Half of the kills hit a run that makes everything anew, half one that adds a few articles; of each, half fall anywhere
in the run and half into its last stages. The reader follows `current` all the time, as a dashboard would, and holds
what it finds against the manifest. In the end the release must be that of a folder in which nothing was ever killed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import polars as pl

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import corpus  # noqa: E402
from plain import differences  # noqa: E402

ESEP = Path(sys.executable).with_name("esep")
LATE = {"join": "joining", "write": "writing", "validate": "validating", "publish": "publishing"}
NEW = 100  # articles that an added folder brings


class Reader(threading.Thread):
    """Reads the current release over and over, and notes whatever is torn, short, mixed or older than before."""

    def __init__(self, out: Path) -> None:
        super().__init__(daemon=True)
        self.out, self.faults, self.looks, self.releases = out, list[str](), 0, set[str]()
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(0.05):
            try:
                self._look()
            except Exception as e:
                self.faults.append(f"{type(e).__name__}: {e}")

    def stop(self) -> None:
        self._over.set()
        self.join()

    def _look(self) -> None:
        here = (self.out / "current").resolve(strict=True)
        manifest = json.loads((here / "manifest.json").read_text())
        if here.name < max(self.releases, default=""):
            self.faults.append(f"{here.name} came after {max(self.releases)}")
        frames = {name: pl.read_parquet(here / name) for name in manifest["tables"]}
        for name, table in manifest["tables"].items():
            if frames[name].height != table["rows"]:
                self.faults.append(f"{here.name}: {frames[name].height} rows of {name}, not {table['rows']}")
            for file in table["files"]:
                if hashlib.sha256((here / file["path"]).read_bytes()).hexdigest() != file["sha256"]:
                    self.faults.append(f"{here.name}: {file['path']} is torn")
        articles, runs = frames["articles"]["article_id"], frames["runs"].sort("started_at")["run_id"]
        for name in ("finance", "project_mentions", "indicators", "numbers"):
            if not frames[name]["article_id"].is_in(articles.implode()).all():
                self.faults.append(f"{here.name}: {name} of articles that aren't there")
        if runs[-1] != manifest["run_id"]:
            self.faults.append(f"{here.name}: run {runs[-1]} in the release of {manifest['run_id']}")
        self.looks += 1
        self.releases.add(here.name)


def once(raw: Path, out: Path, *options: str) -> dict:
    """An undisturbed run: its summary, with its wall seconds as `took`."""
    began = time.perf_counter()
    command = [ESEP, "run", raw, "--out", out, "--json", *options]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"an undisturbed run exited {done.returncode}: {done.stderr[-2000:]}")
    return json.loads(done.stdout) | {"took": time.perf_counter() - began}


def killed(command: Sequence[str | Path], rng: random.Random, usual: dict) -> str:
    """Start it, kill it at some moment, and say when that was.

    Args:
        usual: the summary of an undisturbed run like it.
    """
    stage = rng.choice([None, None, None, None, *LATE])
    process = subprocess.Popen(
        [str(c) for c in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    if stage:
        for line in process.stderr:
            if LATE[stage] in line:
                break
    time.sleep(rng.random() * (usual["seconds"].get(stage, 0.05) if stage else usual["took"]))
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return "came too late" if process.returncode != -signal.SIGKILL else stage or "anywhere"


def storm(
    raw: Path, out: Path, kills: int, rng: random.Random, *, usual: dict, options: Sequence[str] = ()
) -> Counter:
    """Runs that are killed; whenever one has published all the same, there are new articles for the next."""
    moments: Counter[str] = Counter()
    for _ in range(kills):
        before = (out / "current").readlink()
        moments[killed([ESEP, "run", raw, "--out", out, *options], rng, usual)] += 1
        if (out / "current").readlink() != before:
            moments["… after publishing"] += 1
            corpus.write(raw / f"more-{rng.getrandbits(32)}", 5, first=rng.randrange(10**6, 10**7))
    return moments


def left_behind(out: Path) -> list[str]:
    """What a run that ended well shouldn't have left."""
    return [p.name for p in (*out.glob(".current-*"), *(out / "releases").glob(".*"))]


def trial(articles: int, kills: int, seed: int, work: Path) -> dict:
    """All of it: what was killed when, what readers saw, and how the last release differs from an undisturbed one."""
    rng = random.Random(seed)
    raw, out, calm = work / "raw", work / "out", work / "calm"
    corpus.write(raw / "a", max(articles // 10, 10))
    once(raw, out)
    reader = Reader(out)
    reader.start()
    corpus.write(raw / "b", articles - max(articles // 10, 10), first=articles)
    usual = once(raw, calm)
    whole = storm(raw, out, kills // 2, rng, usual=usual, options=["--full"])
    once(raw, out)
    corpus.write(raw / "c", NEW, first=5 * articles)
    usual = once(raw, calm)
    added = storm(raw, out, kills - kills // 2, rng, usual=usual)
    last = once(raw, out)
    reader.stop()
    once(raw, work / "fresh")
    return {
        "articles": last["tables"]["articles"],
        "kills of whole runs": dict(whole),
        "kills of runs with little new": dict(added),
        "looks": reader.looks,
        "releases seen": len(reader.releases),
        "faults": reader.faults,
        "left behind": left_behind(out),
        "differences": differences(out, work / "fresh"),
    }


def main() -> int:
    """The command."""
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--articles", type=int, default=20_000)
    ap.add_argument("--kills", type=int, default=30)
    ap.add_argument("--seed", type=int, default=1)
    a = ap.parse_args()
    with tempfile.TemporaryDirectory(prefix="esep-kills-") as work:
        told = trial(a.articles, a.kills, a.seed, Path(work))
    print("\n".join(f"{k:30}  {v}" for k, v in told.items()))
    return bool(told["faults"] or told["left behind"] or told["differences"])


if __name__ == "__main__":
    sys.exit(main())
