"""What is new: by path, size and time, or by the bytes."""

import os
import shutil
from pathlib import Path

import polars as pl
import pytest

from tasks.publish import LEDGER, digest, plan
from tasks.publish.ledger import places


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text(f"text {name}")
    return tmp_path


def known(*names, **changes):
    rows = []
    for name, place in zip(names, places(names), strict=True):
        there = Path(name).exists()
        row = {
            "path": name,
            "place": place,
            "size": Path(name).stat().st_size if there else -1,
            "mtime_ns": Path(name).stat().st_mtime_ns if there else -1,
            "sha256": digest(name),
            "state": "published",
            "n_articles": 1,
            "n_duplicates": 0,
            "n_quarantined": 0,
        }
        rows.append(row | changes.get(name[0], {}))
    return pl.DataFrame(rows, schema=LEDGER)


def test_all_is_new_at_first(folder):
    p = plan(["b.txt", "a.txt"])
    assert p.extract == p.paths("new") == ["a.txt", "b.txt"]
    assert not p.is_nothing_new


def test_nothing_is_new_the_second_time(folder):
    p = plan(["a.txt", "b.txt"], known("a.txt", "b.txt"))
    assert p.is_nothing_new and p.paths("unchanged") == ["a.txt", "b.txt"]


def test_unchanged_files_arent_opened(folder, monkeypatch):
    ledger = known("a.txt")
    monkeypatch.setattr("tasks.publish.ledger.digest", lambda path: pytest.fail(f"{path} was opened"))
    assert plan(["a.txt"], ledger).is_nothing_new
    assert plan(["a.txt", "b.txt"], ledger).extract == ["b.txt"], "new files are read once, by their batch"


def test_a_touched_file_is_the_same(folder):
    ledger = known("a.txt")
    os.utime("a.txt", (1, 1))
    p = plan(["a.txt"], ledger)
    assert p.is_nothing_new and p.files["mtime_ns"].to_list() == [1_000_000_000]


def test_a_file_older_than_known_is_looked_into(folder):
    ledger = known("a.txt")
    (folder / "a.txt").write_text("text z")  # of the same size, by a clock that was set back
    os.utime("a.txt", (1, 1))
    assert plan(["a.txt"], ledger).paths("changed") == ["a.txt"]


def test_a_changed_file_is_read_again(folder):
    ledger = known("a.txt", "b.txt")
    (folder / "a.txt").write_text("other")
    p = plan(["a.txt", "b.txt"], ledger)
    assert (p.extract, p.paths("changed"), p.paths("new")) == (["a.txt"], ["a.txt"], [])
    assert p.paths("unchanged") == ["b.txt"] and p.replaced == ["a.txt"]


def test_files_not_named_now_are_kept(folder):
    p = plan(["c.txt"], known("a.txt", "b.txt"))
    assert (p.extract, p.paths("kept"), p.replaced) == (["c.txt"], ["a.txt", "b.txt"], [])


def test_a_file_named_in_another_way_is_the_same(folder):
    ledger = known("a.txt", "b.txt")
    p = plan([str(folder / "a.txt"), "./b.txt"], ledger)
    assert p.is_nothing_new and p.files["was"].sort().to_list() == ["a.txt", "b.txt"]
    assert not p.paths("kept")


def test_two_names_of_one_file_at_once_are_two_files(folder):
    p = plan(["a.txt", "./a.txt"], known("a.txt"))
    assert p.paths("unchanged") == ["a.txt"] and p.paths("new") == ["./a.txt"]


def test_a_changed_file_named_in_another_way_replaces_the_old(folder):
    ledger = known("a.txt")
    (folder / "a.txt").write_text("other")
    p = plan([str(folder / "a.txt")], ledger)
    assert p.extract == p.paths("changed") == [str(folder / "a.txt")]
    assert p.replaced == ["a.txt"] and not p.paths("kept", "unchanged")


def test_a_full_run_reads_all_it_can(folder):
    ledger = known("a.txt", "b.txt", "c.txt")
    (folder / "c.txt").unlink()
    p = plan(["a.txt"], ledger, reread="--full was given")
    assert (p.extract, p.paths("kept")) == (["a.txt", "b.txt"], ["c.txt"])


def test_a_vanished_file_that_is_named_counts_as_changed(folder):
    ledger = known("a.txt")
    (folder / "a.txt").unlink()
    assert plan(["a.txt"], ledger).paths("changed") == ["a.txt"]


def test_vanished_files_are_told_and_dropped_if_asked(folder):
    ledger = known("a.txt", "b.txt")
    (folder / "a.txt").unlink()
    p = plan(["b.txt"], ledger)
    assert p.is_nothing_new and p.files.filter("is_missing")["path"].to_list() == ["a.txt"]
    p = plan(["b.txt"], ledger, prune=True)
    assert not p.is_nothing_new and p.paths("pruned") == p.replaced == ["a.txt"]


def test_what_cant_be_looked_at_hasnt_vanished(folder):
    """A folder without permission, a mount that fails: here, a link that leads to itself."""
    (folder / "sub").mkdir()
    (folder / "sub" / "a.txt").write_text("a")
    ledger = known("sub/a.txt", "b.txt")
    shutil.rmtree(folder / "sub")
    (folder / "sub").symlink_to("sub")
    p = plan(["b.txt"], ledger, prune=True)
    assert p.is_nothing_new and p.paths("kept") == ["sub/a.txt"] and not p.files["is_missing"].any()


def test_from_another_folder_a_relative_name_is_another_file(folder, monkeypatch):
    ledger = known("a.txt")
    (folder / "sub").mkdir()
    monkeypatch.chdir(folder / "sub")
    p = plan([str(folder / "b.txt")], ledger, prune=True)
    assert p.paths("kept") == ["a.txt"] and not p.files["is_missing"].any()


def test_files_may_be_read_again_for_others_sake(folder):
    p = plan(["a.txt"], known("a.txt", "b.txt")).reading(["b.txt"])
    assert p.extract == ["b.txt"] == p.paths("again") and p.paths("unchanged") == ["a.txt"]


def test_what_couldnt_be_read_is_no_news_until_it_can(folder):
    ledger = known("no.txt")
    assert plan(["no.txt"], ledger).is_nothing_new
    (folder / "no.txt").write_text("there now")
    assert plan(["no.txt"], ledger).paths("changed") == ["no.txt"]


def test_a_hundred_thousand_known_files_are_planned_at_once(folder):
    names = [f"f/{i}.txt" for i in range(100_000)]
    ledger = pl.DataFrame({"path": names, "place": places(names)}, schema_overrides=LEDGER)
    ledger = ledger.with_columns(size=-1, mtime_ns=-1, sha256=pl.lit("0")).select(
        pl.col(c).cast(t)
        if c in {"path", "place", "size", "mtime_ns", "sha256"}
        else pl.lit(None, t).alias(c)
        for c, t in LEDGER.items()
    )
    assert plan(names, ledger).is_nothing_new
