"""Runs that follow one another leave what one run over the same files would."""

import json
import os
import random
import shutil
import sys
from pathlib import Path

import polars as pl
import pytest
from plain import content, differences, run

from flows import joining, pipeline, writing
from tasks import publish, sources
from tasks.errors import RefusedError

sys.path.insert(0, str(Path(__file__).parent / "benchmarks"))
from corpus import article, write


@pytest.fixture(scope="module", autouse=True)
def small_batches():
    """Batches so small that a few articles make several parts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline, "BATCH_BYTES", 60_000)
        yield


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    folder = tmp_path_factory.mktemp("first")
    write(folder / "raw" / "a", 60)
    (folder / "raw" / "bad.png").write_text("x")
    (folder / "raw" / "empty.txt").touch()
    (folder / "raw" / "0").mkdir()
    for i in (3, 11, 25):  # one text under two names, and one article in two folders
        name, text = article(i)
        (folder / "raw" / "a" / f"zz-{name}.txt").write_text(text)
        (folder / "raw" / "0" / f"{name}.txt").write_text(text)
    done = run(folder / "raw", folder / "out")
    assert done["files"]["in"] == 68
    return folder


@pytest.fixture
def again(first, tmp_path):
    """A copy in which files may be changed; the release is that of the same paths."""
    shutil.copytree(first, tmp_path / "x", symlinks=True)
    raw, out = tmp_path / "x" / "raw", tmp_path / "x" / "out"
    shutil.rmtree(out)
    run(raw, out)
    return raw, out


def files(raw, pattern="a/**/*.txt"):
    return sorted(raw.glob(pattern))


def parts(out):
    return {p.relative_to(out.resolve()): p.stat().st_ino for p in out.resolve().rglob("*.parquet")}


def test_whatever_happens_to_files_the_release_is_that_of_a_new_start(again, tmp_path):
    raw, out = again
    rng = random.Random(5)
    for step in range(4):
        write(raw / f"new{step}", 7, first=1000 * (step + 1))
        for path in rng.sample(files(raw), 3):
            text = path.read_text()
            path.write_text(text.replace("5", "7") if step % 2 else text + "\nОған 3 млрд теңге бөлінді.\n")
        for path in rng.sample(files(raw, "**/*.txt"), 4):
            path.unlink()
        done = run(raw, out, prune=True)
        assert 0 < done["files"]["pruned"] <= 4
        run(raw, tmp_path / f"fresh{step}")
        assert differences(out, tmp_path / f"fresh{step}") == []
    assert run(raw, out) is None


def test_the_order_in_which_files_come_decides_nothing(tmp_path):
    rng = random.Random(8)
    names = range(300, 336)
    for n in names:
        write(tmp_path / "raw" / str(n), 1, first=n)
    run(tmp_path / "raw", tmp_path / "fresh")
    for order in range(2):
        left, out = rng.sample(names, len(names)), tmp_path / f"out{order}"
        while left:
            some, left = left[:13], left[13:]
            run([tmp_path / "raw" / str(n) for n in some], out)
        assert differences(out, tmp_path / "fresh") == []
    done = run(tmp_path / "raw", out, full=True)
    assert done["files"]["again"] == 36 and done["reread"] == "--full was given"
    assert differences(out, tmp_path / "fresh") == []


def test_later_articles_leave_projects_their_names(tmp_path):
    by_day = sorted(range(90), key=lambda n: article(n)[1][:16])
    for n in by_day[:60]:
        write(tmp_path / "raw", 1, first=n)
    run(tmp_path / "raw", tmp_path / "out")
    before = content(tmp_path / "out")["project_mentions"].select("mention_id", was="project_id")
    for n in by_day[60:]:
        write(tmp_path / "raw", 1, first=n)
    run(tmp_path / "raw", tmp_path / "out")
    both = before.join(content(tmp_path / "out")["project_mentions"], on="mention_id")
    assert both.height == before.height and both["project_id"].is_in(before["was"].implode()).all()
    moved = both.filter(pl.col("was") != pl.col("project_id"))["was"]
    assert not moved.is_in(both["project_id"].implode()).any(), "one project was taken apart"


def test_what_isnt_touched_is_taken_over_as_it_is(again):
    raw, out = again
    before = parts(out / "current")
    write(raw / "later", 2, first=5000)
    done = run(raw, out)
    assert done["files"]["new"] == 2 and done["files"]["unchanged"] == 68
    same = {p for p, inode in parts(out / "current").items() if before.get(p) == inode}
    texts = [p for p in before if p.parts[0] == "articles"]
    assert len(texts) > 2 and any(p in same for p in texts)
    assert done["rows"]["articles"]["carried"] == content(out)["articles"].height - 2


def test_when_an_original_goes_its_double_takes_its_place(again):
    raw, out = again
    name, _ = article(3)
    was = content(out)["articles"].filter(pl.col("duplicate_of").is_not_null())
    assert was.height == 3
    for path in raw.rglob(f"{name}.txt"):
        path.unlink()
    done = run(raw, out, prune=True)
    assert done["files"]["pruned"] == 2 and done["files"]["again"] >= 1
    now = content(out)
    assert now["articles"].filter(pl.col("duplicate_of").is_not_null()).height == 2
    double = now["articles"].filter(pl.col("source_file").str.ends_with(f"zz-{name}.txt"))["article_id"][0]
    assert now["finance"].filter(article_id=double).height


def test_vanished_files_stay_until_they_are_pruned(again):
    raw, out = again
    gone = files(raw)[0]
    gone.unlink()
    assert run(raw, out) is None
    write(raw / "later", 1, first=7000)
    done = run(raw, out)
    assert done["files"]["kept"] == done["files"]["missing"] == 1
    done = run(raw, out, prune=True)
    assert done["files"]["pruned"] == 1
    assert str(gone) not in content(out)["articles"]["source_file"].to_list()


def test_a_first_run_of_which_all_is_rejected_says_why(tmp_path):
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.txt").touch()
    done = run(tmp_path / "raw", tmp_path / "out")
    assert done["files"]["quarantined"] == 1 and "a.txt" in done["quarantine"]["inputs"][0]


def test_everything_pruned_is_refused(again):
    raw, out = again
    shutil.rmtree(raw)
    raw.mkdir()
    with pytest.raises(RefusedError, match="would be empty"):
        run(raw, out, prune=True)


def test_new_rules_read_all_that_is_there_and_keep_the_rest(again, monkeypatch):
    raw, out = again
    before = content(out)
    files(raw)[7].unlink()
    monkeypatch.setattr("tasks.lexicon.rules_version", lambda: "other")
    done = run(raw, out)
    assert done["reread"] == "rules changed since the last release"
    assert done["files"]["again"] == 67 and done["files"]["kept"] == 1
    assert content(out)["articles"].drop("story_id").equals(before["articles"].drop("story_id"))
    assert pl.read_parquet((out / "current").resolve() / "articles")["run_id"].n_unique() == 1


def test_many_small_runs_leave_few_parts(again, monkeypatch):
    raw, out = again
    monkeypatch.setattr(writing, "_SMALL_PARTS", 4)
    for i in range(8):
        write(raw / f"day{i}", 1, first=9000 + i)
        run(raw, out, keep=1)
    assert len([p for p in parts(out / "current") if p.parts[0] == "articles"]) < 8
    run(raw, out.parent / "fresh")
    assert differences(out, out.parent / "fresh") == []


def test_a_large_file_is_read_in_pieces(tmp_path):
    write(tmp_path / "raw", 90, as_jsonl=True)
    big = files(tmp_path / "raw", "*.jsonl")[0]
    with big.open("a") as f:
        f.write("no json\n")
    pieces = list(sources.batches([(str(big), big.stat().st_size)], 60_000))
    assert len(pieces) > 3 and pieces[1].pieces[0].line > 1
    done = run(tmp_path / "raw", tmp_path / "out")
    assert done["files"]["in"] == 1 and done["tables"]["articles"] == 90
    assert done["quarantine"]["inputs"][0].startswith(f"{big}:91:1: not JSON")
    lines = big.read_text().splitlines()
    (tmp_path / "raw2").mkdir()
    for i, line in enumerate(lines[:-1]):
        record = json.loads(line)
        (tmp_path / "raw2" / f"{i:03}.jsonl").write_text(line + "\n")
        assert record["id"]
    run(tmp_path / "raw2", tmp_path / "out2")
    one, two = content(tmp_path / "out"), content(tmp_path / "out2")
    assert one["finance"].equals(two["finance"]) and one["projects"].equals(two["projects"])
    big.write_text("\n".join(lines[5:]) + "\n")
    done = run(tmp_path / "raw", tmp_path / "out")
    assert done["files"]["changed"] == 1 and done["tables"]["articles"] == 85


def test_a_file_that_vanishes_meanwhile_is_said(tmp_path, monkeypatch):
    write(tmp_path / "raw", 5)
    lost = files(tmp_path / "raw", "**/*.txt")[2]
    real = sources.batches

    def vanishing(*args):
        lost.unlink()
        yield from real(*args)

    monkeypatch.setattr(sources, "batches", vanishing)
    done = run(tmp_path / "raw", tmp_path / "out")
    assert done["files"] | {"in": 5, "published": 4, "quarantined": 1} == done["files"]
    assert "can't be read" in done["quarantine"]["inputs"][0]
    monkeypatch.undo()
    lost.write_text("Ауылға 3 млрд теңгеге мектеп салынды.")
    monkeypatch.setattr(pipeline, "BATCH_BYTES", 60_000)
    assert run(tmp_path / "raw", tmp_path / "out")["files"]["changed"] == 1


def test_a_large_file_that_grows_while_it_is_read_is_read_again(tmp_path, monkeypatch):
    write(tmp_path / "raw", 90, as_jsonl=True)
    big = files(tmp_path / "raw", "*.jsonl")[0]
    lines = big.read_text().splitlines(keepends=True)
    big.write_text("".join(lines[:80]))
    real = joining.joined

    def growing(*args):
        big.write_text("".join(lines))
        return real(*args)

    with monkeypatch.context() as patch:
        patch.setattr(joining, "joined", growing)
        assert run(tmp_path / "raw", tmp_path / "out")["tables"]["articles"] == 80
    assert run(tmp_path / "raw", tmp_path / "out")["tables"]["articles"] == 90
    assert run(tmp_path / "raw", tmp_path / "out") is None


def test_a_clock_that_goes_back_changes_nothing(again):
    raw, out = again
    write(raw / "later", 2, first=5000)
    for path in files(raw, "later/**/*.txt"):
        os.utime(path, (1, 1))
    done = run(raw, out)
    assert done["files"]["new"] == 2
    os.utime(files(raw)[0], (5, 5))
    assert run(raw, out) is None


def test_a_disk_that_fills_up_leaves_the_last_release(again, monkeypatch):
    raw, out = again
    before = (out / "current").resolve()
    write(raw / "later", 2, first=5000)

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    for where in ("tasks.publish.parts.pq.ParquetWriter", "tasks.publish.store._sync", "os.link"):
        with monkeypatch.context() as patch:
            patch.setattr(where, full)
            if where == "os.link":
                patch.setattr("shutil.copyfile", full)
            with pytest.raises(RefusedError, match="No space left"):
                run(raw, out)
        assert (out / "current").resolve() == before
        assert [p.name for p in (out / "releases").iterdir()] == [before.name]
    assert run(raw, out)["files"]["new"] == 2
    assert publish.current(out).path != before
