"""Articles in an object store, and releases put there: what comes out is what comes out of files."""

import os
import sys
from pathlib import Path

import polars as pl
import pytest
from plain import WHOLE, run

from flows import pipeline
from tasks import sources, stores
from tasks.errors import RefusedError, UsageError

pytest.importorskip("obstore")
boto3, moto = pytest.importorskip("boto3"), pytest.importorskip("moto.server")
sys.path.insert(0, str(Path(__file__).parent / "benchmarks"))
from corpus import write  # noqa: E402

SAMPLE = Path(__file__).parents[1] / "data" / "raw" / "sample"


@pytest.fixture(scope="module")
def s3():
    """An S3 server on loopback, found by what stands in the environment as any other one would be."""
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        for name in [n for n in os.environ if n.startswith("AWS_")]:
            patch.delenv(name)
        patch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
        patch.setenv("AWS_ALLOW_HTTP", "true")
        for name, value in {"ACCESS_KEY_ID": "x", "SECRET_ACCESS_KEY": "x", "REGION": "us-east-1"}.items():
            patch.setenv(f"AWS_{name}", value)
        patch.setattr(pipeline, "BATCH_BYTES", 60_000)
        yield
    server.stop()


@pytest.fixture
def bucket(s3, request):
    name = f"b{abs(hash(request.node.name))}"
    boto3.client("s3", endpoint_url=os.environ["AWS_ENDPOINT_URL"]).create_bucket(Bucket=name)
    stores.store_of.cache_clear()
    return f"s3://{name}"


def put(bucket, key, data):
    stores.split(f"{bucket}/{key}")[0].put(key, data)


def upload(folder, bucket, prefix):
    for path in (p for p in folder.rglob("*") if p.is_file()):
        put(bucket, f"{prefix}/{path.relative_to(folder)}", path.read_bytes())


def content(out, root):
    """All rows but for their run, with paths from `root` on; ids are left out where they are made of paths."""
    here = (out / "current").resolve()
    found = {}
    for name in WHOLE:
        frame = pl.read_parquet(here / name).drop("run_id", "record_json", strict=False)
        if name in ("articles", "quarantine"):
            frame = frame.with_columns(pl.col("source_file").str.strip_prefix(root))
        if name == "quarantine":
            frame = frame.with_columns(
                pl.col("message", "record_key").str.replace_all(root, "", literal=True)
            )
            frame = frame.drop("quarantine_id")
        found[name] = frame.sort(frame.columns)
    return found


def assert_same(one, other):
    assert [n for n in WHOLE if not one[n].equals(other[n])] == []


@pytest.fixture
def raw(tmp_path):
    write(tmp_path / "raw" / "a", 40)
    (tmp_path / "raw" / "records").mkdir()
    write(
        tmp_path / "raw" / "records", 60, first=3000, as_jsonl=True
    )  # longer than two batches: read in pieces
    (tmp_path / "raw" / "бір #1 %41.txt").write_text(
        " date 2025-01-02 Мектепке 5 млрд теңге бөлінді\n\nСөз.\n"
    )
    (tmp_path / "raw" / "bad.png").write_text("x")
    (tmp_path / "raw" / "empty.txt").touch()
    (tmp_path / "raw" / ".hidden.txt").write_text("no")
    texts = pl.DataFrame({"text": [f"Шымкентте {n} мектепке 7 млрд теңге бөлінді." for n in range(2, 60)]})
    texts.write_parquet(tmp_path / "raw" / "table.parquet", row_group_size=20)
    return tmp_path / "raw"


def test_a_bucket_gives_what_the_folder_gives(bucket, raw, tmp_path):
    upload(raw, bucket, "raw")
    put(bucket, "raw2/other.txt", b"not asked for")
    done = run(f"{bucket}/raw/", tmp_path / "far")
    run(raw, tmp_path / "near")
    assert done["files"]["in"] == 45 and done["tables"]["articles"] == 40 + 60 + 1 + 58
    near, far = content(tmp_path / "near", f"{raw}/"), content(tmp_path / "far", f"{bucket}/raw/")
    assert_same(near, far)
    assert run(f"{bucket}/raw", tmp_path / "far") is None


def test_what_changes_in_a_bucket_is_read_again(bucket, raw, tmp_path):
    upload(raw, bucket, "raw")
    far = f"{bucket}/raw"
    run(far, tmp_path / "out")
    name = sorted((raw / "a").rglob("*.txt"))[3].relative_to(raw)
    data = (raw / name).read_bytes()
    put(bucket, f"raw/{name}", data.replace(b"5", b"7"))  # of the same size, in the same second
    put(bucket, "raw/new.txt", "Астанада 3 млрд теңгеге мектеп салынды.".encode())
    gone = sorted((raw / "a").rglob("*.txt"))[5].relative_to(raw)
    stores.split(far)[0].delete(f"raw/{gone}")
    done = run(far, tmp_path / "out", prune=True)
    assert {n: done["files"][n] for n in ("new", "changed", "pruned")} == {
        "new": 1,
        "changed": 1,
        "pruned": 1,
    }
    run(far, tmp_path / "fresh")
    assert_same(content(tmp_path / "out", far), content(tmp_path / "fresh", far))


def test_objects_may_be_named_one_by_one(bucket, tmp_path):
    for i in range(3):
        put(bucket, f"x/{i}.txt", f"Астанада {i + 3} млрд теңгеге мектеп салынды.".encode())
    files, rejected = sources.list_inputs([f"{bucket}/x/1.txt", f"{bucket}/x/none.txt", tmp_path])
    assert files == [f"{bucket}/x/1.txt"]
    assert rejected["message"].str.contains("none.txt: no such file").to_list() == [True]
    assert set(stores.look([f"{bucket}/x/{i}.txt" for i in range(2, 5)])) == {f"{bucket}/x/2.txt"}
    with pytest.raises(UsageError, match="no such file or folder"):
        sources.list_inputs([f"{bucket}/y"])


def test_an_object_is_read_in_pieces(bucket):
    data = bytes(range(256)) * 40
    put(bucket, "x.bin", data)
    with stores.opened(f"{bucket}/x.bin") as file:
        assert file.seek(-5, os.SEEK_END) == len(data) - 5 and file.read() == data[-5:]
        assert file.seek(100) == 100 and file.read(7) == data[100:107] and file.tell() == 107
    assert stores.read(f"{bucket}/x.bin", 9, 99) == data[9:99]
    assert stores.read(f"{bucket}/x.bin", 10_000) == data[10_000:]


def test_a_store_that_cant_be_listed_stops_the_run(bucket):
    with pytest.raises(RefusedError, match="can't be listed"):
        sources.list_inputs(["s3://no-such-bucket/x"])


def test_a_store_that_doesnt_answer_isnt_the_articles_fault(bucket, monkeypatch):
    put(bucket, "x.txt", b"text")
    gone = sources.read([f"{bucket}/vanished.txt"])[1]
    assert gone["reason"].to_list() == ["schema"] and "can't be read" in gone["message"][0]
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    stores.store_of.cache_clear()
    with pytest.raises(RefusedError, match="see whether the store answers"):
        sources.read([f"{bucket}/x.txt"])
    stores.store_of.cache_clear()


def test_without_its_extra_the_mend_is_named(monkeypatch):
    stores.store_of.cache_clear()
    monkeypatch.setitem(sys.modules, "obstore.store", None)
    with pytest.raises(UsageError, match=r"pip install \"\.\[stores\]\""):
        sources.list_inputs(["s3://bucket/x"])
    stores.store_of.cache_clear()
