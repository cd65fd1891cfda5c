"""A corpus in one table gives what its files give."""

import errno
import json
import os
import sys
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest
from plain import WHOLE, content, run

from flows import compacting, pipeline
from tasks import sources
from tasks.errors import RefusedError, UsageError

sys.path.insert(0, str(Path(__file__).parent / "benchmarks"))
from corpus import write


@pytest.fixture
def raw(tmp_path, monkeypatch):
    monkeypatch.setattr(compacting, "BATCH_BYTES", 40_000)
    monkeypatch.setattr(pipeline, "BATCH_BYTES", 60_000)
    write(tmp_path / "raw", 40)
    write(tmp_path / "raw", 12, first=900, as_jsonl=True)
    (tmp_path / "raw" / "empty.txt").touch()
    (tmp_path / "raw" / "picture.png").write_text("x")
    (tmp_path / "raw" / "z.jsonl").write_text(
        '{"text": 3}\n{"text": "Ауылға 3 млрд теңге бөлінді.", "hue": 1}\n'
    )
    return tmp_path / "raw"


def facts(out):
    return {n: f for n, f in content(out).items() if n != "quarantine"}


def test_the_table_gives_what_the_files_give(raw, tmp_path):
    table = tmp_path / "articles.parquet"
    told = compacting.compact([str(raw)], str(table))
    assert told["files"] == 43 and told["articles"] == 53 and told["rejected"] == 3
    assert "unknown keys" in told["warnings"][0]
    assert pq.ParquetFile(table).num_row_groups > 3
    one, two = run(raw, tmp_path / "one"), run(table, tmp_path / "two")
    assert two["files"]["in"] == 1
    a, b = facts(tmp_path / "one"), facts(tmp_path / "two")
    assert [n for n in a if not a[n].equals(b[n])] == []
    assert one["tables"]["quarantine"] == two["tables"]["quarantine"] == 3
    assert set(one["quarantine"]["inputs"]) == set(two["quarantine"]["inputs"])
    assert content(tmp_path / "two")["quarantine"]["source_file"].unique().to_list() == [str(table)]


def test_a_run_over_a_table_follows_what_is_new(raw, tmp_path):
    table, out = tmp_path / "articles.parquet", tmp_path / "out"
    compacting.compact([str(raw)], str(table))
    run(table, out)
    assert run(table, out) is None
    write(raw / "b", 3, first=2000)
    compacting.compact([str(raw / "b")], str(tmp_path / "more.parquet"))
    done = run([table, tmp_path / "more.parquet"], out)
    assert done["files"]["new"] == done["files"]["unchanged"] == 1
    assert done["rows"]["articles"]["extracted"] == 3
    (tmp_path / "more.parquet").unlink()
    compacting.compact([str(raw)], str(table))
    assert run(table, out, prune=True)["files"] | {"changed": 1, "pruned": 1}
    run(raw, tmp_path / "fresh")
    a, b = facts(out), facts(tmp_path / "fresh")
    assert [n for n in WHOLE if n in a and not a[n].equals(b[n])] == []


def test_the_table_may_lie_among_its_files_and_isnt_read_into_itself(raw):
    for _ in range(2):
        told = compacting.compact([str(raw)], str(raw / "all.parquet"))
        assert told["articles"] == 53
    assert [p.name for p in raw.glob(".*")] == []


def test_what_cant_be_written_leaves_what_stood_there(raw, tmp_path, monkeypatch):
    table = tmp_path / "articles.parquet"
    compacting.compact([str(raw)], str(table))
    before = table.read_bytes()
    write(raw / "b", 3, first=2000)

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(RefusedError, match="No space left on device"):
            compacting.compact([str(raw)], str(table))
    assert table.read_bytes() == before and not list(tmp_path.glob(".articles*"))
    (tmp_path / ".articles.parquet.draft").write_bytes(b"of a killed process" * 100_000)
    assert compacting.compact([str(raw)], str(table))["articles"] == 56
    assert pl.read_parquet(table).height == 59 and not list(tmp_path.glob(".articles*"))


def test_two_dont_write_one_table(raw, tmp_path):
    table = tmp_path / "articles.parquet"
    with (
        sources.compact.__globals__["_replacing"](table),
        pytest.raises(RefusedError, match="another process is writing"),
    ):
        compacting.compact([str(raw)], str(table))


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("raw", "articles.csv"), "isn't the name of a .parquet file"),
        (("nowhere", "articles.parquet"), "no such file"),
        (("hollow", "articles.parquet"), "no files in"),
    ],
)
def test_wrong_usage(tmp_path, monkeypatch, args, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hollow").mkdir()
    (tmp_path / "raw").mkdir()
    with pytest.raises(UsageError, match=said):
        compacting.compact([args[0]], args[1])


def test_the_summary_says_what_to_do_next(raw, tmp_path):
    told = compacting.compact([str(raw)], str(tmp_path / "a.parquet"))
    assert "53 articles of 43 files, 3 rejected" in compacting.text(told)
    assert f"esep run {tmp_path / 'a.parquet'}" in compacting.text(told)
    assert json.dumps(told)
