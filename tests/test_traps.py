"""What failed silently with other versions: a schedule that never fires, a server that can't be imported."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
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
    url = f"http://127.0.0.1:{port}"
    with (tmp_path / "log").open("w") as log:
        options = ["--raw", raw, "--out", tmp_path / "out", "--cron", "* * * * *", "--port", str(port)]
        serving = subprocess.Popen([ESEP, "serve", *options], env=env, stdout=log, stderr=subprocess.STDOUT)
    try:
        states = wait_for_run(url, serving, tmp_path / "log")
        deployment = ask(url, "deployments/filter", {})[0]
        page = urllib.request.urlopen(f"{url}/", timeout=10).read()
    finally:
        serving.send_signal(signal.SIGINT)
        code = serving.wait(timeout=40)
    said = (tmp_path / "log").read_text()
    assert states[0] == "Completed", said
    assert deployment["entrypoint"] == "flows.pipeline.pipeline"
    assert deployment["parameters"]["raw"] == [str(raw)]
    assert b"<html" in page.lower()
    assert pl.read_parquet(tmp_path / "out" / "current" / "runs")["trigger"].to_list() == ["schedule"]
    assert code in {0, 130} and "Traceback" not in said
    assert not server.is_alive(f"{url}/api")


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
