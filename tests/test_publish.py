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
from tasks.publish import LEDGER, Parts, store
from tasks.schema import TABLES

BOOKS = pl.DataFrame([("a.txt", "x/a.txt", 3, 5, "00ff", "published", 1, 0, 0)], schema=LEDGER, orient="row")
ARTICLE = {
    "article_id": "1", "source_file": "a.txt", "source_sha256": "0", "published_basis": "none",
    "language": "kk-Cyrl", "text": "x", "n_chars": 1, "n_sentences": 1, "n_numbers": 0, "n_numbers_explained": 0,
    "run_id": "run1",
}  # fmt: skip


def articles(*ids):
    return TABLES["articles"].cast(pl.DataFrame([ARTICLE | {"article_id": i} for i in ids]))


def released(out, n=1, parts=None, take=(), **options):
    """A release with one part of articles, and with parts of the last one."""
    with publish.hold(out), publish.stage(out, f"run{n}") as staging:
        for name, frame in tables.dimensions().items():
            staging.add(name, 0, frame)
        for part, frame in (parts or {1: articles("1")}).items():
            staging.add("articles", part, frame)
            staging.add("keys", part, pl.DataFrame({"key": ["k"]}))
            staging.parts[part] = {"bytes": 1}
        for part in take:
            staging.take(publish.current(out), part)
        return publish.publish(staging, BOOKS, {"run_id": f"run{n}"}, **options)


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
    schema = pq.read_schema(tmp_path / "current" / "finance" / "part-000000.parquet")
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
            assert publish.digest(str(file)) == part["sha256"]
    assert publish.current(tmp_path).ledger.equals(BOOKS)
    assert not (release.path / ".work").exists()


def test_the_same_tables_give_the_same_bytes(tmp_path):
    first, second = released(tmp_path / "a"), released(tmp_path / "b")
    assert first.manifest["tables"] == second.manifest["tables"]


def test_parts_that_havent_changed_are_the_same_files(tmp_path):
    first = released(tmp_path, parts={1: articles("1"), 2: articles("2")})
    second = released(tmp_path, 2, parts={1: articles("1", "3")}, take=[2])
    one, two = (r.path / "articles" / "part-000002.parquet" for r in (first, second))
    assert one.stat().st_ino == two.stat().st_ino
    assert (second.path / "state" / "keys" / "part-000002.parquet").samefile(
        first.path / "state" / "keys" / "part-000002.parquet"
    )
    assert sorted(publish.load(second, "articles")["article_id"]) == ["1", "2", "3"]
    assert second.manifest["tables"]["articles"]["rows"] == 3
    ids = second.parts.scan("articles", ["article_id"]).collect()
    assert sorted(ids.rows()) == [("1", 1), ("2", 2), ("3", 1)]
    assert Parts().scan("articles", ["article_id"]).collect().is_empty()


def test_without_links_parts_are_copied(tmp_path, monkeypatch):
    released(tmp_path)

    def fail(*_):
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", fail)
    second = released(tmp_path, 2, parts={2: articles("2")}, take=[1])
    assert sorted(publish.load(second, "articles")["article_id"]) == ["1", "2"]


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
@pytest.mark.parametrize("where", ["_sync", "_write_text", "point"])
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


def test_a_table_that_may_not_outlive_a_power_cut_is_not_published(tmp_path, monkeypatch):
    before, sync = released(tmp_path), store._sync

    def fail(path):
        if path.suffix == ".parquet" and path.parent.name == "articles":
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        sync(path)

    monkeypatch.setattr(store, "_sync", fail)
    with pytest.raises(EsepError, match=os.strerror(errno.EIO)):
        released(tmp_path, 2)
    assert publish.current(tmp_path) == before


@pytest.mark.parametrize(("name", "is_final"), [("articles", True), ("articles", False), ("marks", True)])
def test_every_writer_tells_of_a_full_disk_alike(monkeypatch, name, is_final):
    monkeypatch.setattr(publish.parts, "place", lambda *_: Path("/dev/full"))
    with pytest.raises(OSError, match="No space left on device") as raised:
        publish.parts.save(Path("/dev"), name, 1, articles(*map(str, range(5000))), is_final=is_final)
    assert raised.value.errno == errno.ENOSPC


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
        "_sync:before",
        "_sync:1",
        "_sync:7",
        "_write_text:before",
        "_write_text:1",
        "point:before",
        "point:1",
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
    expected = "run2" if point in {"point:1", "_retain:before"} else "run1"
    assert now.release_id.endswith(expected)
    for parts in now.manifest["tables"].values():
        for part in parts["files"]:
            assert publish.digest(str(now.path / part["path"])) == part["sha256"]
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
    (release.path / "finance" / "part-000000.parquet").write_bytes(b"nothing")
    with pytest.raises(RefusedError, match="can't be read"):
        publish.load(release, "finance")
