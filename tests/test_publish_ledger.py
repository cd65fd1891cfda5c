"""What is new: by path, size and time, or by the bytes."""

import os
from dataclasses import replace

import pytest

from tasks.publish import fingerprint, plan


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text(f"text {name}")
    return tmp_path


def known(*names, **changes):
    return {n: replace(fingerprint(n), n_articles=1, **changes.get(n[0], {})) for n in names}


def test_all_is_new_at_first(folder):
    p = plan(["b.txt", "a.txt"], {})
    assert p.extract == p.new == ("a.txt", "b.txt")
    assert not p.is_nothing_new


def test_nothing_is_new_the_second_time(folder):
    ledger = known("a.txt", "b.txt")
    p = plan(["a.txt", "b.txt"], ledger)
    assert p.is_nothing_new and p.unchanged == ("a.txt", "b.txt")


def test_unchanged_files_arent_opened(folder, monkeypatch):
    ledger = known("a.txt")
    monkeypatch.setattr("tasks.publish.ledger.fingerprint", lambda path: pytest.fail(f"{path} was opened"))
    assert plan(["a.txt"], ledger).is_nothing_new


def test_a_touched_file_is_the_same(folder):
    ledger = known("a.txt")
    os.utime("a.txt", (1, 1))
    p = plan(["a.txt"], ledger)
    assert p.is_nothing_new and p.seen["a.txt"].mtime_ns == 1_000_000_000


def test_a_changed_file_is_read_again(folder):
    ledger = known("a.txt", "b.txt")
    (folder / "a.txt").write_text("other")
    p = plan(["a.txt", "b.txt"], ledger)
    assert (p.extract, p.changed, p.new, p.unchanged) == (("a.txt",), ("a.txt",), (), ("b.txt",))


def test_files_not_named_now_are_kept(folder):
    p = plan(["c.txt"], known("a.txt", "b.txt"))
    assert (p.extract, p.kept) == (("c.txt",), ("a.txt", "b.txt"))
    assert p.carried == {"a.txt", "b.txt"}


def test_a_file_named_in_another_way_is_the_same(folder):
    ledger = known("a.txt", "b.txt")
    p = plan([str(folder / "a.txt"), "./b.txt"], ledger)
    assert p.is_nothing_new and p.unchanged == ("a.txt", "b.txt") and not p.kept


def test_a_changed_file_named_in_another_way_replaces_the_old(folder):
    ledger = known("a.txt")
    (folder / "a.txt").write_text("other")
    p = plan([str(folder / "a.txt")], ledger)
    assert p.extract == (str(folder / "a.txt"),) and p.changed == ("a.txt",) and not p.carried


def test_a_full_run_reads_all_it_can(folder):
    ledger = known("a.txt", "b.txt", "c.txt")
    (folder / "c.txt").unlink()
    p = plan(["a.txt"], ledger, reread="--full was given")
    assert (p.extract, p.kept) == (("a.txt", "b.txt"), ("c.txt",))


def test_a_vanished_file_that_is_named_counts_as_changed(folder):
    ledger = known("a.txt")
    (folder / "a.txt").unlink()
    assert plan(["a.txt"], ledger).changed == ("a.txt",)


def test_doubles_are_read_again_when_the_first_may_be_gone(folder):
    ledger = known("a.txt", "b.txt", "c.txt", b={"n_duplicates": 1}, c={"n_duplicates": 1})
    (folder / "a.txt").write_text("other")
    assert plan(["a.txt", "b.txt"], ledger).extract == ("a.txt", "b.txt", "c.txt")


def test_what_couldnt_be_read_is_no_news_until_it_can(folder):
    first = plan(["no.txt"], {})
    ledger = {"no.txt": replace(first.seen["no.txt"], state="quarantined", n_quarantined=1)}
    assert plan(["no.txt"], ledger).is_nothing_new
    (folder / "no.txt").write_text("there now")
    assert plan(["no.txt"], ledger).changed == ("no.txt",)
