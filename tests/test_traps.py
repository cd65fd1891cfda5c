"""What failed silently with other versions: a schedule that never fires, a server that can't be imported."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path

import polars as pl
import pytest

from flows import database, server

ESEP = str(Path(sys.executable).with_name("esep"))


def ask(url, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{url}/api/{path}", data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


def test_the_pins_that_prefect_needs():
    def numbers(name):
        return tuple(int(n) for n in re.findall(r"\d+", version(name))[:2])

    assert numbers("fastapi") < (0, 155), "Prefect's server can't be imported with it"
    assert numbers("sqlalchemy") < (2, 1), "Prefect's cron schedules never fire with it"


@pytest.mark.timeout(240)
def test_a_schedule_really_fires(tmp_path):
    """`esep serve` starts its own server, and the minute's run is seen there; all ends with Ctrl-C."""
    with served(tmp_path, "* * * * *") as (url, serving):
        states = wait_for_run(url, serving, tmp_path / "log")
        deployment = ask(url, "deployments/filter", {})[0]
        page = urllib.request.urlopen(f"{url}/", timeout=10).read()
    said = (tmp_path / "log").read_text()
    assert states[0] == "Completed", said
    assert deployment["entrypoint"] == "flows.pipeline.pipeline"
    assert deployment["parameters"]["raw"] == [str(tmp_path / "raw")]
    assert b"<html" in page.lower()
    assert pl.read_parquet(tmp_path / "out" / "current" / "runs")["trigger"].to_list() == ["schedule"]
    assert serving.returncode in {0, 130} and "Traceback" not in said
    assert not server.is_alive(f"{url}/api")


@pytest.mark.timeout(120)
@pytest.mark.parametrize(("state", "later"), [("PENDING", {"PENDING", "RUNNING"}), ("RUNNING", {"RUNNING"})])
def test_ctrl_c_ends_a_schedule_and_the_run_under_way_without_a_trace(tmp_path, state, later):
    """A terminal sends it to all that it began; Prefect alone would leave the run behind, and its server gone."""
    with served(tmp_path, "0 0 1 1 *") as (url, serving):
        deployment = until("a deployment", lambda: ask(url, "deployments/filter", {})[0]["id"])
        run = until("a run", lambda: ask(url, f"deployments/{deployment}/create_flow_run", {}))
        until(state, lambda: is_at(url, run, later))
    said = (tmp_path / "log").read_text()
    assert serving.returncode in {0, 130} and "Traceback" not in said
    until("the end of all", lambda: is_over(serving.pid))


def is_at(url, run, states):
    """Whether the run is in one of these states; where it is over already, another one begins."""
    told = ask(url, f"flow_runs/{run['id']}")
    if told["state"]["type"] == "COMPLETED":
        run |= ask(url, f"deployments/{told['deployment_id']}/create_flow_run", {})
    return told["state"]["type"] in states


def test_a_schedule_that_a_script_starts_in_the_background_goes_on_ignoring_ctrl_c():
    code = """
import signal, threading
from flows.deployments import _hear_ctrl_c_alone
signal.signal(signal.SIGINT, signal.SIG_IGN)
_hear_ctrl_c_alone()
assert threading.active_count() == 1 and signal.getsignal(signal.SIGINT) is signal.SIG_IGN
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def is_over(group):
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


@contextmanager
def served(tmp_path, cron):
    """A schedule in a session of its own, ended as a terminal does it: its address and its process."""
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "a.txt").write_text(
        " date 2025-11-20 Шымкентте 2 мектеп ашылды\n\nҚалада 1,5 млрд теңгеге салынды.\n"
    )
    clean = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")}
    env = clean | {"PREFECT_HOME": str(tmp_path / "prefect")}
    with server.socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (tmp_path / "log").open("w") as log:
        options = ["--raw", raw, "--out", tmp_path / "out", "--cron", cron, "--port", str(port)]
        serving = subprocess.Popen(
            [ESEP, "serve", *options],
            env=env,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield f"http://127.0.0.1:{port}", serving
    finally:
        os.killpg(serving.pid, signal.SIGINT)
        try:
            serving.wait(timeout=40)
        except subprocess.TimeoutExpired:
            os.killpg(serving.pid, signal.SIGKILL)
            raise


def until(what, told, patience_s=60):
    """What is told at last: the server is starting, or busy."""
    end = time.monotonic() + patience_s
    while time.monotonic() < end:
        with suppress(OSError, IndexError):
            if said := told():
                return said
        time.sleep(0.1)
    pytest.fail(f"not seen in {patience_s} s: {what}")


def wait_for_run(url, serving, log, patience_s=170):
    """The states of the runs that have come to an end, as soon as there is one."""
    end = time.monotonic() + patience_s
    while time.monotonic() < end and serving.poll() is None:
        time.sleep(1)
        if not server.is_alive(f"{url}/api"):
            continue
        runs = ask(url, "flow_runs/filter", {"sort": "START_TIME_ASC"})
        done = [r["state"]["name"] for r in runs if r["state"]["type"] in {"COMPLETED", "FAILED", "CRASHED"}]
        if done:
            return done
    pytest.fail(f"no scheduled run came to an end: {log.read_text()}")


@pytest.mark.timeout(240)
def test_the_ready_made_database_is_what_the_migrations_come_to():
    def words(sql):  # constraints of one table come in any order
        return sorted(re.split(r"[\s,]+", sql))

    assert words(database.SNAPSHOT.read_text(encoding="utf-8")) == words(database.migrated())
