"""Runs killed at random moments leave nothing that a reader, or the next run, would stumble over."""

import random
import sys
from pathlib import Path

from plain import differences, run

sys.path.insert(0, str(Path(__file__).parent / "benchmarks"))
from corpus import write
from kills import Reader, left_behind, storm


def test_whatever_is_killed_readers_see_whole_releases_and_the_next_run_is_right(tmp_path):
    raw, out = tmp_path / "raw", tmp_path / "out"
    write(raw / "a", 40)
    run(raw, out)
    write(raw / "b", 80, first=1000)
    usual = run(raw, tmp_path / "calm")
    usual |= {"took": usual["seconds"]["whole"] + 5}
    reader = Reader(out)
    reader.start()
    try:
        killed = storm(raw, out, 2, random.Random(1), usual=usual, options=["--full"])
        killed += storm(raw, out, 2, random.Random(2), usual=usual)
        write(raw / "c", 2, first=2000)
        run(raw, out)
    finally:
        reader.stop()
    assert killed.total() - killed["… after publishing"] == 4
    assert reader.looks and not reader.faults
    assert not left_behind(out)
    run(raw, tmp_path / "fresh")
    assert differences(out, tmp_path / "fresh") == []
