"""Releases on disk: written once, pointed to atomically, kept for a while, never torn."""

import errno
import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow.parquet as pq
import pytest

from tasks import publish, tables
from tasks.errors import EsepError, RefusedError, UsageError
from tasks.publish import Input, store
from tasks.schema import TABLES

LEDGER = {"a.txt": Input("a.txt", 3, 5, "00ff")}


def empty_tables():
    return {name: table.empty() for name, table in TABLES.items()} | tables.dimensions()


def released(out, n=1, **options):
    with publish.hold(out):
        return publish.publish(out, empty_tables(), LEDGER, {"run_id": f"run{n}"}, **options)


def test_every_table_is_a_folder_that_everyone_reads(tmp_path):
    release = released(tmp_path / "out")
    current = tmp_path / "out" / "current"
    assert current.is_symlink() and current.resolve() == release.path
    for name, table in TABLES.items():
        folder = current / name
        assert pl.read_parquet(folder).schema == table.polars
        assert list(pd.read_parquet(folder).columns) == [c.name for c in table.columns]
        rows = duckdb.sql(f"FROM '{folder}/*.parquet'").fetchall()
        assert len(rows) == release.manifest["tables"][name]["rows"]
    assert pl.read_parquet(current / "places").height > 200


def test_fields_carry_their_meaning_and_unit(tmp_path):
    released(tmp_path)
    schema = pq.read_schema(tmp_path / "current" / "finance" / "part-0.parquet")
    assert schema.equals(TABLES["finance"].arrow)
    assert schema.field("amount").metadata[b"unit"] == b"currency"
    assert schema.field("quote").metadata[b"description"]
    assert not schema.field("quote").nullable


def test_the_manifest_says_what_is_there(tmp_path):
    release = released(tmp_path)
    manifest = json.loads((release.path / "manifest.json").read_text())
    for parts in manifest["tables"].values():
        for part in parts["files"]:
            file = release.path / part["path"]
            assert file.stat().st_size == part["bytes"]
            assert publish.fingerprint(str(file)).sha256 == part["sha256"]
    assert publish.current(tmp_path).ledger == LEDGER


def test_the_same_tables_give_the_same_bytes(tmp_path):
    first, second = released(tmp_path / "a"), released(tmp_path / "b")
    assert first.manifest["tables"] == second.manifest["tables"]


def test_the_newest_releases_are_kept(tmp_path):
    for n in range(7):
        released(tmp_path, n, keep=3)
    names = sorted(p.name for p in (tmp_path / "releases").iterdir())
    assert names == ["000005-run4", "000006-run5", "000007-run6"]
    assert publish.current(tmp_path).release_id == "000007-run6"


def test_what_is_pointed_to_goes_last(tmp_path):
    for n in range(3):
        released(tmp_path, n)
    released(tmp_path, 3, keep=1)
    assert [p.name for p in (tmp_path / "releases").iterdir()] == ["000004-run3"]


def test_dead_runs_are_cleaned_up_after(tmp_path):
    released(tmp_path)
    litter = tmp_path / "releases" / ".staging-000009-dead"
    (litter / "finance").mkdir(parents=True)
    (tmp_path / ".current-000009-dead").symlink_to("releases/000009-dead")
    released(tmp_path, 2)
    assert not litter.exists() and not (tmp_path / ".current-000009-dead").is_symlink()


def test_two_runs_dont_meet(tmp_path):
    code = "import sys, time, pathlib; from tasks import publish\n"
    code += "with publish.hold(pathlib.Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    other = subprocess.Popen([sys.executable, "-c", code, tmp_path], stdout=subprocess.PIPE, text=True)
    try:
        assert other.stdout.readline() == "held\n"
        with (
            pytest.raises(RefusedError, match=f"another run .process {other.pid}. is writing"),
            publish.hold(tmp_path),
        ):
            pass
    finally:
        other.kill()
        other.communicate()
    with publish.hold(tmp_path):  # the lock died with its holder
        pass


def test_a_file_is_no_output_folder(tmp_path):
    (tmp_path / "out").write_text("x")
    with pytest.raises(UsageError, match="is a file"), publish.hold(tmp_path / "out"):
        pass


def test_a_place_that_cant_be_written(tmp_path):
    with pytest.raises(RefusedError, match="can't write to /proc/esep"), publish.hold(Path("/proc/esep")):
        pass


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO])
@pytest.mark.parametrize("where", ["_write", "_write_text", "_point"])
def test_a_disk_that_fails_leaves_the_last_release(tmp_path, monkeypatch, code, where):
    before = released(tmp_path)

    def fail(*_):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(store, where, fail)
    with pytest.raises(EsepError, match=os.strerror(code)) as raised:
        released(tmp_path, 2)
    assert raised.value.mend
    assert publish.current(tmp_path) == before
    assert [p.name for p in (tmp_path / "releases").iterdir()] == [before.release_id]


def test_a_full_disk_for_real(tmp_path):
    before = released(tmp_path)
    code = """
        import resource, sys, pathlib
        sys.path.insert(0, sys.argv[2])
        from test_publish import released
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
        released(pathlib.Path(sys.argv[1]), 2)
    """
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), tmp_path, Path(__file__).parent],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "RefusedError: can't write to" in run.stderr
    assert "File too large" in run.stderr
    assert publish.current(tmp_path) == before
    assert [p.name for p in (tmp_path / "releases").iterdir()] == [before.release_id]


KILLED = """
import os, pathlib, signal, sys
sys.path.insert(0, sys.argv[2])
from tasks.publish import store
from test_publish import released
point, after = sys.argv[3].split(":")
real = getattr(store, point)
calls = 0
def die(*args):
    global calls
    calls += 1
    if after == "before" or calls < int(after or 1):
        if after == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args)
    real(*args)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(store, point, die)
released(pathlib.Path(sys.argv[1]), 2)
"""


@pytest.mark.parametrize(
    "point",
    [
        "_write:before",
        "_write:1",
        "_write:7",
        "_write_text:before",
        "_write_text:1",
        "_point:before",
        "_point:1",
        "_retain:before",
    ],
)
def test_a_kill_at_any_point_leaves_one_whole_release(tmp_path, point):
    before = released(tmp_path)
    run = subprocess.run(
        [sys.executable, "-c", KILLED, tmp_path, Path(__file__).parent, point],
        check=False,
        capture_output=True,
    )
    assert run.returncode == -signal.SIGKILL, run.stderr
    now = publish.current(tmp_path)
    expected = "run2" if point in {"_point:1", "_retain:before"} else "run1"
    assert now.release_id.endswith(expected)
    for parts in now.manifest["tables"].values():
        for part in parts["files"]:
            assert publish.fingerprint(str(now.path / part["path"])).sha256 == part["sha256"]
    after = released(tmp_path, 3, keep=1)
    assert [p.name for p in (tmp_path / "releases").iterdir()] == [after.release_id]
    assert after.release_id > now.release_id >= before.release_id


def test_a_pointer_to_nowhere_is_said(tmp_path):
    release = released(tmp_path)
    (release.path / "manifest.json").write_text("{")
    with pytest.raises(RefusedError, match="doesn't lead to a readable release"):
        publish.current(tmp_path)


def test_a_damaged_table_is_said(tmp_path):
    release = released(tmp_path)
    (release.path / "finance" / "part-0.parquet").write_bytes(b"nothing")
    with pytest.raises(RefusedError, match="can't be read"):
        publish.load(release, "finance")
