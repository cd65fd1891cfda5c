"""The flow against a server: what is seen there of a run."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from test_traps import ask

from flows import server

ESEP = str(Path(sys.executable).with_name("esep"))
STAGES = {"extract batch", "join articles", "write parts", "validate", "publish release"}
TEXT = " date 2025-11-20 Шымкентте 2 мектеп ашылды\n\nҚалада 1,5 млрд теңгеге 2 мектеп салынды.\n"


@pytest.fixture(scope="module")
def api(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        for name in [n for n in os.environ if n.startswith("PREFECT_")]:
            patch.delenv(name)
        patch.setenv("PREFECT_HOME", str(tmp_path_factory.mktemp("prefect")))
        with server.running() as own:
            own.wait()
            patch.setenv("PREFECT_API_URL", own.api_url)
            yield own.url


def esep(*args):
    done = subprocess.run(
        [ESEP, "run", *map(str, args), "--json"], capture_output=True, text=True, check=False, timeout=120
    )
    return done.returncode, json.loads(done.stdout or "null"), done.stderr


def latest(api):
    runs = ask(api, "flow_runs/filter", {"sort": "START_TIME_DESC"})
    run = runs[0]
    tasks = ask(api, "task_runs/filter", {"flow_runs": {"id": {"any_": [run["id"]]}}})
    return run, tasks


def test_a_run_shows_with_its_tasks_and_artifacts(api, tmp_path):
    (tmp_path / "a.txt").write_text(TEXT)
    code, told, said = esep(tmp_path / "a.txt", "--out", tmp_path / "out")
    assert code == 0, said
    run, tasks = latest(api)
    assert run["state"]["name"] == "Completed"
    assert {t["name"].rpartition("-")[0] for t in tasks} == STAGES
    assert all(t["state"]["type"] == "COMPLETED" for t in tasks)
    artifacts = ask(api, "artifacts/filter", {"artifacts": {"flow_run_id": {"any_": [run["id"]]}}})
    assert {a["key"] for a in artifacts} == {"esep-counts", "esep-validation", "esep-coverage"}
    counts = next(json.loads(a["data"]) for a in artifacts if a["key"] == "esep-counts")
    assert next(c for c in counts if c["table"] == "articles")["published"] == 1
    assert told["tables"]["articles"] == 1
    assert told["warnings"] == []

    code, told, said = esep(tmp_path / "a.txt", "--out", tmp_path / "out")
    assert code == 0 and told["state"] == "nothing new", said
    run, tasks = latest(api)
    assert (run["state"]["type"], run["state"]["name"], tasks) == ("COMPLETED", "Nothing new", [])


def test_a_refused_run_shows_as_failed(api, tmp_path):
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "releases").write_text("in the way")
    code, told, said = esep(tmp_path / "a.txt", "--out", tmp_path / "out")
    assert code == 1 and told["state"] == "refused" and "can't write to" in said
    assert "Traceback" not in said
    run, _ = latest(api)
    assert run["state"]["type"] == "FAILED"
