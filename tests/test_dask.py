"""A run on Dask workers publishes what a run in threads does; what goes wrong there is said, and harms nothing."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path

import polars as pl
import pytest
from plain import run

from flows import batch, launch, pipeline, runner, workers
from tasks.errors import EsepError, RefusedError, UsageError

pytest.importorskip("prefect_dask")
dask = pytest.importorskip("dask")
sys.path.insert(0, str(Path(__file__).parent / "benchmarks"))
from corpus import write  # noqa: E402

SAMPLE = Path(__file__).parents[1] / "data" / "raw" / "sample"
OF_A_RUN = ("runs", "validation_results", "judged")  # these name runs in their values


@pytest.fixture(scope="module", autouse=True)
def quiet(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        for name in [n for n in os.environ if n.startswith("PREFECT_")]:
            patch.delenv(name)
        patch.setenv("PREFECT_HOME", str(tmp_path_factory.mktemp("prefect")))
        patch.setattr(pipeline, "BATCH_BYTES", 70_000)  # so that there is something to share out
        patch.setattr(pipeline, "WORKERS", 2)
        yield


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """Articles, and what threads make of them."""
    folder = tmp_path_factory.mktemp("dask")
    write(folder / "raw", 160)
    shutil.copytree(SAMPLE, folder / "raw" / "sample")
    (folder / "raw" / "bad.jsonl").write_text('{"id": 1}\n')
    (folder / "raw" / "cut.txt").write_bytes(b"\xff\xfe\x41")
    run(folder / "raw", folder / "threads")
    return folder


def tables(out):
    """Table and part → its rows in their order, but for which run published them."""
    now = (out / "current").resolve()
    files = [p for p in sorted(now.rglob("*.parquet")) if p.parent.name not in OF_A_RUN]
    frames = {str(p.relative_to(now)): pl.read_parquet(p) for p in files}
    return {n: f.drop("run_id", "mtime_ns", strict=False) for n, f in frames.items()}


def assert_same(one, other):
    a, b = tables(one), tables(other)
    assert a.keys() == b.keys() and sum(n.startswith("articles/") for n in a) > 5
    assert [n for n in a if not a[n].equals(b[n])] == []


def test_two_workers_publish_what_threads_do(here):
    done = launch.launch([str(here / "raw")], str(here / "dask"), runner="dask")
    assert done["tables"]["articles"] > 160 and done["tables"]["quarantine"] >= 2
    assert_same(here / "threads", here / "dask")
    write(here / "more", 40, first=7000)
    raw = [here / "raw", here / "more"]
    run(raw, here / "threads")
    launch.launch([*map(str, raw)], str(here / "dask"), runner="dask")
    assert_same(here / "threads", here / "dask")


@contextmanager
def cluster(folder, n=2):
    """A scheduler with workers, as a user has them: HOST:PORT, and the processes that do the work."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    dask = f"{sys.executable} -m distributed.cli.dask_"
    scheduler = f"{dask}scheduler --host 127.0.0.1 --port {port} --dashboard-address :0"
    worker = f"{dask}worker tcp://127.0.0.1:{port} --nthreads 1 --no-dashboard"
    with ExitStack() as stack:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
        started = []
        for command in [scheduler, *[worker] * n]:
            started.append(stack.enter_context(subprocess.Popen(command.split(), **quiet)))
            stack.callback(started[-1].terminate)
        while not all(children(p.pid) for p in started[1:]) or not answers(f"127.0.0.1:{port}"):
            time.sleep(0.1)
        yield f"127.0.0.1:{port}", started[1:]


def answers(address):
    with suppress(EsepError):
        runner.check(runner.Runner("dask", address), ["/"], has_server=False)
        return True


def children(pid):
    return [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_a_worker_that_dies_in_the_midst_costs_nothing(here, tmp_path):
    out = tmp_path / "out"
    killed = []

    def kill(nannies):
        while not killed:
            for attempt in out.glob("releases/.staging-*/.work/.try-*/*"):
                killed.extend(children(nannies[0].pid))  # the worker, and what tracks its resources
                for pid in killed:
                    os.kill(pid, signal.SIGKILL)
                return attempt
            time.sleep(0.002)

    with cluster(tmp_path) as (address, nannies):
        killer = threading.Thread(target=kill, args=[nannies], daemon=True)
        killer.start()
        launch.launch([str(here / "raw")], str(out), runner=f"dask://{address}")
    assert killed
    run(here / "raw", tmp_path / "fresh")
    assert_same(tmp_path / "fresh", out)


def test_a_batch_that_kills_all_its_workers_leaves_the_last_release(here, tmp_path, monkeypatch):
    shutil.copytree(SAMPLE, tmp_path / "raw")
    run(tmp_path / "raw", tmp_path / "out")
    write(tmp_path / "raw", 20)
    before = (tmp_path / "out" / "current").readlink()
    leads, real = os.getpid(), batch.extract

    def deadly(*args, **kwargs):
        return real(*args, **kwargs) if os.getpid() == leads else os._exit(9)

    monkeypatch.setattr(batch, "extract", deadly)
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        pytest.raises(RefusedError, match="every Dask worker that took it died"),
    ):
        launch.launch([str(tmp_path / "raw")], str(tmp_path / "out"), runner="dask")
    assert (tmp_path / "out" / "current").readlink() == before
    assert not list((tmp_path / "out" / "releases").glob(".staging-*"))


@pytest.mark.parametrize(
    ("name", "said"),
    [("spark", "isn't a runner"), ("dask://", "isn't a runner"), ("dask://host", "isn't a runner"),
     ("dask://host:1/x", "isn't a runner"), ("dask:host:1", "isn't a runner")],
)  # fmt: skip
def test_what_is_no_runner_is_wrong_usage(name, said):
    with pytest.raises(UsageError, match=said) as e:
        runner.named(name)
    assert e.value.exit_code == 2


def test_without_dask_the_mend_is_named(monkeypatch):
    monkeypatch.setattr(runner.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r"pip install \"\.\[dask\]\""):
        runner.named("dask")
    assert runner.named("threads") == runner.Runner()


def test_a_scheduler_that_isnt_there_is_said_at_once(here):
    esep = str(Path(sys.executable).with_name("esep"))
    command = [esep, "run", str(here / "raw"), "--out", str(here / "none"), "--runner", "dask://127.0.0.1:9"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1 and "no Dask scheduler answers at 127.0.0.1:9" in done.stderr
    assert "Traceback" not in done.stderr and not (here / "none").exists()


def test_a_scheduler_elsewhere_needs_whole_names_and_a_server(here):
    far = runner.Runner("dask", "10.0.0.1:8786")
    with pytest.raises(UsageError, match="raw means another file"):
        runner.check(far, ["raw"], has_server=True)
    with pytest.raises(UsageError, match="PREFECT_API_URL"):
        runner.check(far, ["/raw"], has_server=False)


def test_a_worker_with_another_esep_or_without_the_files_is_refused(tmp_path):
    versions = {"rules": "1"}
    elsewhere = workers.Lead(("another", 1), versions)
    nothing = workers.Job(partial(print))
    with pytest.raises(RefusedError, match=r"another esep .rules .* there, 1 here"):
        workers.done(nothing, tmp_path, elsewhere)
    same = workers.Lead(("another", 1), {})
    with pytest.raises(RefusedError, match=r"doesn't see .*/gone"):
        workers.done(nothing, tmp_path / "gone", same)
    with pytest.raises(RefusedError, match="doesn't see /no/file"):
        workers.done(workers.Job(print, ["/no/file"]), tmp_path, same)
