"""Articles in an object store, and releases put there: what comes out is what comes out of files."""

import hashlib
import json
import os
import sys
import threading
from pathlib import Path

import polars as pl
import pytest
from plain import WHOLE, run

from flows import compacting, landing, launch, pipeline
from flows.runner import Runner
from tasks import publish, sources, stores
from tasks.errors import RefusedError, UsageError
from tasks.publish import remote

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
        patch.setattr(pipeline, "BATCH_BYTES", 40_000)
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
    write(tmp_path / "raw" / "a", 20)
    (tmp_path / "raw" / "records").mkdir()
    write(
        tmp_path / "raw" / "records", 40, first=3000, as_jsonl=True
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


@pytest.fixture
def few(tmp_path):
    write(tmp_path / "raw", 30)
    return tmp_path / "raw"


def test_a_bucket_gives_what_the_folder_gives(bucket, raw, tmp_path):
    upload(raw, bucket, "raw")
    put(bucket, "raw2/other.txt", b"not asked for")
    done = run(f"{bucket}/raw/", tmp_path / "far")
    run(raw, tmp_path / "near")
    assert done["files"]["in"] == 25 and done["tables"]["articles"] == 20 + 40 + 1 + 58
    near, far = content(tmp_path / "near", f"{raw}/"), content(tmp_path / "far", f"{bucket}/raw/")
    assert_same(near, far)
    assert run(f"{bucket}/raw", tmp_path / "far") is None


def test_a_bucket_is_compacted(bucket, few, tmp_path):
    upload(few, bucket, "raw")
    table = tmp_path / "articles.parquet"
    done = compacting.compact([f"{bucket}/raw"], str(table))
    assert (done["articles"], done["rejected"]) == (30, 0)
    run(table, tmp_path / "far")
    run(few, tmp_path / "near")
    far, near = (content(tmp_path / n, "")["finance"].drop("finance_id") for n in ("far", "near"))
    assert far.height == near.height and far["quote"].sort().equals(near["quote"].sort())
    with pytest.raises(UsageError, match="is in an object store"):
        compacting.compact([str(few)], f"{bucket}/articles.parquet")


def test_what_changes_in_a_bucket_is_read_again(bucket, few, tmp_path):
    upload(few, bucket, "raw")
    far = f"{bucket}/raw"
    run(far, tmp_path / "out")
    names = sorted(p.relative_to(few) for p in few.rglob("*.txt"))
    changed = (few / names[3]).read_bytes().replace(b"5", b"7")
    put(bucket, f"raw/{names[3]}", changed)  # of the same size, in the same second
    put(bucket, "raw/new.txt", "Астанада 3 млрд теңгеге мектеп салынды.".encode())
    stores.split(far)[0].delete(f"raw/{names[5]}")
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
    sizes, times = stores.look([f"{bucket}/x/{i}.txt" for i in range(2, 5)])
    assert [s > 0 for s in sizes] == [t > 0 for t in times] == [True, False, False]
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


def land(raw, out, work, keep=5, **options):
    """One run from a folder to a store."""

    def inside(folder):
        done = run(raw, Path(folder), keep=keep, **options)
        return done or {"state": "nothing new", "release_id": publish.current(Path(folder)).release_id}

    return landing.landed([str(raw)], out, str(work), keep, Runner(), inside)


def published(out):
    """The release that readers see, each file checked against the manifest: its id, and table → rows."""
    now = remote.pointer(out).release_id
    manifest = json.loads(stores.read(f"{out}/releases/{now}/manifest.json"))
    for file in (f for t in manifest["tables"].values() for f in t["files"]):
        data = stores.read(f"{out}/releases/{now}/{file['path']}")
        assert hashlib.sha256(data).hexdigest() == file["sha256"]
    return now, {n: t["rows"] for n, t in manifest["tables"].items()}


def rows(out, work, tmp_path):
    """All rows of the release in the store, as a newcomer has it."""
    remote.fetch(out, tmp_path / work)
    return content(tmp_path / work, "")


def test_a_release_in_a_store_is_the_one_on_disk(bucket, few, tmp_path):
    out = f"{bucket}/out"
    done = land(few, out, tmp_path / "work")
    assert done["current"] == f"{out}/current" and done["release"].startswith(f"{out}/releases/000001-")
    assert published(out)[1]["articles"] == 30
    assert pl.scan_parquet(f"{done['release']}/articles/*.parquet").collect().height == 30
    run(few, tmp_path / "near")
    assert_same(rows(out, "reader", tmp_path), content(tmp_path / "near", ""))
    assert land(few, out, tmp_path / "work")["state"] == "nothing new"


def test_the_ledger_comes_back_from_the_store(bucket, few, tmp_path):
    out = f"{bucket}/out"
    first = land(few, out, tmp_path / "work")
    assert land(few, out, tmp_path / "other machine")["state"] == "nothing new"
    write(few / "later", 3, first=900)
    sent = []
    with pytest.MonkeyPatch.context() as patch:
        real = remote._send
        patch.setattr(remote, "_send", lambda file, *rest: sent.append(file) or real(file, *rest))
        done = land(few, out, tmp_path / "third machine")
    assert done["files"]["unchanged"] == 30 and done["files"]["new"] == 3
    assert remote.pointer(out).kept == (first["release_id"], done["release_id"])
    run(few, tmp_path / "near")
    assert_same(rows(out, "reader", tmp_path), content(tmp_path / "near", ""))


def test_only_the_newest_releases_stay(bucket, few, tmp_path):
    out = f"{bucket}/out"
    put(bucket, "out/releases/000001-dead/finance/part-000001.parquet", b"sent by a run that was killed")
    put(bucket, "out/releases/000099-alive/finance/part-000001.parquet", b"being sent by another run")
    put(bucket, "out/releases/README.txt", b"not ours")
    ids = []
    for i in range(4):
        write(few / f"day{i}", 1, first=700 + i)
        ids.append(land(few, out, tmp_path / "work", keep=2)["release_id"])
    assert remote.pointer(out).kept == tuple(ids[-2:])
    there = {n.removeprefix(f"{out}/releases/").partition("/")[0] for n in stores.walk(f"{out}/releases")}
    assert there == {*ids[-2:], "000099-alive", "README.txt"}


def test_of_two_runs_at_once_one_publishes(bucket, few, tmp_path):
    out = f"{bucket}/out"
    land(few, out, tmp_path / "work")
    write(few / "later", 2, first=900)
    was = remote.fetch(out, tmp_path / "slow")
    run(few, tmp_path / "slow")
    quick = land(few, out, tmp_path / "quick")
    with pytest.raises(RefusedError, match="another run has published"):
        remote.put(out, publish.current(tmp_path / "slow"), was, keep=5)
    assert published(out)[0] == quick["release_id"] == remote.pointer(out).release_id
    assert {n.split("/")[5] for n in stores.walk(f"{out}/releases")} == set(remote.pointer(out).kept)
    assert land(few, out, tmp_path / "slow")["state"] == "nothing new"
    run(few, tmp_path / "stranger")
    with pytest.raises(RefusedError, match="another run has published"):
        remote.put(out, publish.current(tmp_path / "stranger"), remote.Pointer(), keep=5)


def test_a_run_that_dies_while_sending_is_never_seen(bucket, few, tmp_path, monkeypatch):
    out = f"{bucket}/out"
    land(few, out, tmp_path / "work")
    seen, stop = [], threading.Event()

    def read():
        while not stop.is_set():
            seen.append(published(out))

    reader = threading.Thread(target=read)
    reader.start()
    real, left = remote._send, [0]

    def breaking(file, *rest):
        left[0] -= 1
        if left[0] < 0:
            raise OSError(5, "the line is cut")
        real(file, *rest)

    monkeypatch.setattr(remote, "_send", breaking)
    write(few / "later", 3, first=800)
    was, last = remote.pointer(out), publish.current(tmp_path / "work").path
    run(few, tmp_path / "work")
    made = publish.current(tmp_path / "work")
    for n in (0, 3, 20, len(list(made.path.rglob("*.parquet")))):
        left[0] = n
        with pytest.raises(RefusedError, match="the line is cut"):
            remote.put(out, made, was, keep=5, last=last)
        assert published(out)[0] == was.release_id
    left[0] = 10_000
    monkeypatch.setattr(remote, "_swap", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        remote.put(out, made, was, keep=5, last=last)
    monkeypatch.undo()
    done = land(few, out, tmp_path / "work")
    stop.set()
    reader.join()
    assert {rows["articles"] for _, rows in seen} <= {30, 33} and len(seen) > 3
    assert published(out)[0] == done["release_id"]
    assert {n.split("/")[5] for n in stores.walk(f"{out}/releases")} == set(remote.pointer(out).kept)


def test_a_release_that_isnt_whole_isnt_built_upon(bucket, few, tmp_path):
    out = f"{bucket}/out"
    done = land(few, out, tmp_path / "work")
    file = sorted(stores.walk(f"{done['release']}/finance"))[0]
    put(bucket, file.removeprefix(f"{bucket}/"), b"torn")
    with pytest.raises(RefusedError, match="isn't what its manifest says"):
        remote.fetch(out, tmp_path / "other")
    put(bucket, "out/current", b"releases/1")
    with pytest.raises(RefusedError, match="isn't a pointer"):
        remote.fetch(out, tmp_path / "work")


def test_releases_lie_where_no_articles_are_read(bucket, tmp_path):
    with pytest.raises(UsageError, match="lies in"):
        landing.landed([f"{bucket}/a"], f"{bucket}/a/out", None, 5, Runner(), lambda _: {})
    with pytest.raises(UsageError, match="--work"):
        landing.landed(["/a"], f"{bucket}/out", None, 5, Runner("dask", "10.0.0.1:8786"), lambda _: {})


def test_dask_workers_read_from_a_store_and_what_they_made_is_put_there(bucket, few, tmp_path, monkeypatch):
    pytest.importorskip("prefect_dask")
    upload(few, bucket, "raw")
    for name in [n for n in os.environ if n.startswith("PREFECT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / "prefect"))
    monkeypatch.setattr(pipeline, "WORKERS", 2)
    far, out = f"{bucket}/raw", f"{bucket}/out"
    done = launch.launch([far], out, runner="dask", work=str(tmp_path / "work"))
    assert published(out) == (done["release_id"], done["tables"])
    run(far, tmp_path / "near")
    assert_same(rows(out, "reader", tmp_path), content(tmp_path / "near", ""))
