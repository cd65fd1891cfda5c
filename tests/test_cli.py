"""The command line: quick, clear, and with the exit codes that the contract names."""

import asyncio
import gc
import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from flows import environment, faults, summary, survey
from tasks import publish
from tasks.errors import RefusedError, UsageError

ESEP = str(Path(sys.executable).with_name("esep"))
SAMPLE = Path(__file__).parents[1] / "data" / "raw" / "sample"
HEAVY = ("prefect", "great_expectations", "polars", "pandas", "pyarrow")


@pytest.fixture(scope="module")
def env(tmp_path_factory):
    clean = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")}
    return clean | {"PREFECT_HOME": str(tmp_path_factory.mktemp("prefect home"))}


def esep(env, *args, **options):
    return subprocess.run(
        [ESEP, *map(str, args)], env=env, capture_output=True, text=True, check=False, timeout=120, **options
    )


def test_help_imports_nothing_heavy():
    for args in (["--help"], ["run", "--help"], ["compact", "--help"], ["serve", "--help"], ["--version"]):
        code = (
            f"import sys; sys.argv = ['esep', *{args}]\nfrom flows.cli import main\n"
            f"try: main()\nfinally: print([m for m in {HEAVY} if m in sys.modules], file=sys.stderr)"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert done.returncode == 0 and done.stderr.strip() == "[]", (args, done.stderr)


def test_a_server_starts_before_anything_heavy_is_imported():
    code = f"import sys\nfrom flows.launch import launch\nprint([m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", (done.stdout, done.stderr)


def test_what_is_loaded_is_not_looked_through_for_garbage():
    before = gc.get_freeze_count()
    with environment.loading():
        assert not gc.isenabled()
        kept = [[] for _ in range(1000)]
    assert gc.isenabled() and gc.get_freeze_count() > before + len(kept)
    gc.unfreeze()


def test_help_comes_at_once(env):
    def once():
        start = time.perf_counter()
        done = esep(env, "--help")
        assert done.returncode == 0 and "esep run articles/" in done.stdout
        return time.perf_counter() - start

    assert min(once() for _ in range(4)) < 0.5


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_a_reader_who_leaves_early_is_no_failure(env, tmp_path, form):
    read, write = os.pipe()
    os.close(read)
    command = [ESEP, "compact", SAMPLE, "--to", tmp_path / "a.parquet", *form]
    done = subprocess.run(command, env=env, stdout=write, stderr=subprocess.PIPE, text=True, check=False)
    os.close(write)
    assert (done.returncode, "Error" in done.stderr) == (0, False), done.stderr
    assert (tmp_path / "a.parquet").is_file()


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["run"], "Missing"),
        (["run", "x"], "--out"),
        (["run", "x", "--out", "o", "--nonsense"], "--nonsense"),
        (
            ["run", "no such folder", "--out", "o"],
            "no such folder: no such file or folder\n  → check the spelling",
        ),
        (["run", "empty", "--out", "o"], "no files in empty"),
        (["run", "empty", "--out", "a file"], "a file is a file, not a folder"),
        (["run", "empty", "--out", "empty"], "empty is both RAW and OUT"),
        (["serve", "--raw", "no such folder", "--out", "o"], "no such folder: no such file or folder"),
    ],
)
def test_wrong_usage(env, tmp_path, args, said):
    (tmp_path / "empty").mkdir()
    (tmp_path / "a file").touch()
    done = esep(env, *args, cwd=tmp_path)
    assert done.returncode == 2 and said in done.stderr and "Traceback" not in done.stderr
    assert not done.stdout
    assert not (tmp_path / "o").exists()


def test_a_wrong_schedule_is_wrong_usage(env, tmp_path):
    url = {"PREFECT_API_URL": "http://127.0.0.1:9/api"}
    done = esep(env | url, "serve", "--raw", SAMPLE, "--out", tmp_path, "--cron", "every day")
    assert done.returncode == 2 and "--cron 'every day'" in done.stderr and "Traceback" not in done.stderr


def test_a_run_at_the_same_time_is_refused(env, tmp_path):
    with publish.hold(tmp_path / "out"):
        done = esep(env, "run", SAMPLE, "--out", tmp_path / "out", "--json")
    assert json.loads(done.stdout)["state"] == "refused"
    assert done.returncode == 1 and f"another run (process {os.getpid()}) is writing to" in done.stderr


def test_a_server_that_doesnt_answer_is_said(env, tmp_path):
    done = esep(env | {"PREFECT_API_URL": "http://127.0.0.1:9/api"}, "run", SAMPLE, "--out", tmp_path / "out")
    assert done.returncode == 1 and "no Prefect server answers at http://127.0.0.1:9/api" in done.stderr
    assert "Traceback" not in done.stderr


def children(pid):
    return [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs /proc")
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGKILL, -9)])
def test_a_stopped_run_leaves_no_server_and_no_release(env, tmp_path, sent, code):
    out = tmp_path / "out"
    run = subprocess.Popen([ESEP, "run", SAMPLE, "--out", out], env=env, stderr=subprocess.PIPE, text=True)
    while "starting" not in run.stderr.readline():
        assert run.poll() is None
    while not (servers := children(run.pid)):
        time.sleep(0.01)
    time.sleep(1)
    run.send_signal(sent)
    said = run.stderr.read()
    assert run.wait(timeout=20) == code
    assert "Traceback" not in said
    if code == 130:
        assert "esep: stopped." in said
    end = time.monotonic() + 10
    while any(Path(f"/proc/{pid}/cmdline").exists() and is_server(pid) for pid in servers):
        assert time.monotonic() < end, "the server outlived its run"
        time.sleep(0.1)
    assert not (out / "current").exists()


def is_server(pid):
    try:
        return b"flows.server" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def test_no_one_sees_a_traceback(tmp_path, capsys):
    with pytest.raises(SystemExit) as left, faults.told(str(tmp_path)):
        raise ValueError("inner\nworkings")
    assert left.value.code == 1
    said = capsys.readouterr().err
    assert "unexpected ValueError: inner\n" in said and "Traceback" not in said
    assert "workings" in next((tmp_path / "logs").iterdir()).read_text()


@pytest.mark.parametrize("made", [ValueError, asyncio.CancelledError, SystemExit])
def test_what_a_library_makes_of_ctrl_c_is_ctrl_c(capsys, monkeypatch, made):
    monkeypatch.setattr(logging, "raiseExceptions", True)
    monkeypatch.setattr(logging.getLogger("asyncio"), "disabled", False)
    with pytest.raises(SystemExit) as left, faults.told():
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt as e:
            raise made("of a library's own") from e
    assert left.value.code == 130
    assert "esep: stopped." in capsys.readouterr().err
    assert not logging.raiseExceptions  # or their traces would be seen
    assert signal.setitimer(signal.ITIMER_REAL, 0)[0] > 5  # ours would end this process
    assert signal.signal(signal.SIGINT, signal.default_int_handler) is signal.SIG_IGN


@pytest.mark.parametrize("then", ["threading.Event().wait()", "signal.raise_signal(signal.SIGINT)"])
def test_who_is_asked_to_stop_ends_even_if_nobody_hears_it_or_at_once_if_asked_again(then):
    code = f"""
import signal, threading
from flows import faults
faults._PATIENCE_S = {0.5 if "wait" in then else 1000}
with faults.told():
    try:
        signal.raise_signal(signal.SIGINT)
    except KeyboardInterrupt:
        print("lost", flush=True)
    {then}
"""
    done = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stdout) == (130, "lost\n")
    assert done.stderr == "esep: stopped. The last release that was published, if there is one, is whole.\n"


def test_what_a_loop_finds_of_what_it_gave_up_is_not_told():
    code = """
import asyncio, signal
from flows import faults

async def waiting():
    loop = asyncio.get_running_loop()
    loop.call_soon(signal.raise_signal, signal.SIGINT)
    try:
        await asyncio.Event().wait()
    finally:
        loop.call_soon(lambda: 1 / 0)

with faults.told():
    asyncio.run(waiting())
"""
    done = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 130
    assert done.stderr == "esep: stopped. The last release that was published, if there is one, is whole.\n"


def test_who_was_not_asked_to_stop_leaves_ctrl_c_as_it_was(capsys):
    with faults.told():
        assert signal.getsignal(signal.SIGINT) is not signal.default_int_handler
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.parametrize(("error", "code"), [(UsageError, 2), (RefusedError, 1)])
def test_what_is_known_is_said_with_its_mend(capsys, error, code):
    with pytest.raises(SystemExit) as left, faults.told():
        raise error("a.txt, line 3: wrong", "do it right")
    assert left.value.code == code
    assert capsys.readouterr().err == "esep: a.txt, line 3: wrong\n  → do it right\n"


def test_nothing_is_told_to_anyone_unless_asked(monkeypatch):
    monkeypatch.delenv("DO_NOT_TRACK", raising=False)
    monkeypatch.setenv("PREFECT_SERVER_ANALYTICS_ENABLED", "true")
    environment.prepare()
    assert os.environ["DO_NOT_TRACK"] == "1" and os.environ["GX_ANALYTICS_ENABLED"] == "false"
    assert os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] == "true"


def test_the_server_of_the_active_profile_is_found(monkeypatch, tmp_path):
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path))
    assert environment.api_url() is None
    (tmp_path / "profiles.toml").write_text('active = "a"\n[profiles.a]\nPREFECT_API_URL = "http://x/api"\n')
    assert environment.api_url() == "http://x/api"


@pytest.fixture(scope="module")
def first(env, tmp_path_factory):
    """The first run over the sample and over files of every bad kind."""
    folder = tmp_path_factory.mktemp("a first run")
    shutil.copytree(SAMPLE, folder / "raw")
    (folder / "raw" / "empty.txt").touch()
    (folder / "raw" / "empty too.txt").touch()
    (folder / "raw" / "binary.txt").write_bytes(bytes(range(256)) * 8)
    (folder / "raw" / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0")
    line = {
        "id": "1",
        "text": "Алматы облысында 3 млрд теңгеге жаңа мектеп салынды.",
        "published": "2025-11-03",
    }
    good = json.dumps(line, ensure_ascii=False)
    (folder / "raw" / "mixed.jsonl").write_text(f"{good}\n{{not json\n", encoding="utf-8")
    start = time.perf_counter()
    done = esep(env, "run", "raw", "--out", "out", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder, done, time.perf_counter() - start


@pytest.fixture
def again(first, tmp_path):
    """A copy of what the first run read and left."""
    shutil.copytree(first[0], tmp_path / "again", symlinks=True)
    return tmp_path / "again"


def table(folder, name):
    return pl.read_parquet(folder / "out" / "current" / name)


def test_the_summary_says_what_came_of_it(first):
    folder, done, _ = first
    n = len(list((folder / "raw").rglob("*.*")))
    assert done.stdout.startswith("Published release 000001-")
    assert f"Files: {n} in = {n - 4} published + 0 unchanged + 0 duplicate + 4 quarantined." in done.stdout
    assert "numerals explained" in done.stdout
    assert "DuckDB: FROM" in done.stdout
    assert "esep: validating …" in done.stderr
    assert "Traceback" not in done.stderr and "prefect" not in done.stderr.lower()


def test_bad_files_stand_in_quarantine_and_good_ones_are_published(first):
    folder = first[0]
    bad = table(folder, "quarantine").filter(pl.col("stage") != "validate")
    keys = bad["record_key"].to_list()
    for name in ("raw/empty.txt", "raw/empty too.txt", "raw/binary.txt", "raw/picture.png"):
        assert name in keys
    assert any(k.startswith("raw/mixed.jsonl:2") for k in keys)
    assert all(message for message in bad["message"])
    assert "raw/mixed.jsonl" in table(folder, "articles")["source_file"].to_list()


def test_every_row_shows_its_words(first):
    folder = first[0]
    articles = table(folder, "articles").select("article_id", "text")
    for name in ("finance", "indicators", "project_mentions"):
        rows = table(folder, name).join(articles, on="article_id", how="left")
        assert rows.height or name == "project_mentions"
        for row in rows.iter_rows(named=True):
            assert row["text"][row["char_start"] : row["char_end"]] == row["quote"]


def test_the_run_is_in_the_books(first):
    folder = first[0]
    run = table(folder, "runs").row(0, named=True)
    assert run["state"] == "published" and run["trigger"] == "command" and run["flow_run_id"]
    assert run["started_at"] <= run["finished_at"]
    assert table(folder, "validation_results").height > 100
    assert set(table(folder, "articles")["run_id"]) == {run["run_id"]}
    assert (folder / "out" / "current" / "validation" / "index.html").is_file()


def test_the_same_again_is_nothing_new(first, env, again):
    start = time.perf_counter()
    done = esep(env, "run", "raw", "--out", "out", "--json", cwd=again)
    took = time.perf_counter() - start
    assert done.returncode == 0
    told = json.loads(done.stdout)
    assert told["state"] == "nothing new"
    assert told["files"]["in"] == told["files"]["unchanged"] > 0
    assert len(list((again / "out" / "releases").iterdir())) == 1
    assert took < 0.6 * first[2], (took, first[2])


def test_only_what_is_new_is_read(first, env, again):
    (again / "raw" / "new.txt").write_text(
        " date 2025-11-20 Шымкентте 2 мектеп ашылды\nШЫМКЕНТ. KAZINFORM — Қалада 1,5 млрд теңгеге салынды.\n"
    )
    (again / "raw" / "copy.txt").write_bytes((again / "raw" / "new.txt").read_bytes())
    done = esep(env, "run", "raw", "--out", "out", "--json", cwd=again)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["files"]["new"] == 2 and told["files"]["published"] == 1 and told["files"]["duplicate"] == 1
    assert told["rows"]["articles"]["extracted"] == 2
    assert table(again, "articles")["duplicate_of"].drop_nulls().len() == 1
    for name in ("articles", "finance", "indicators", "numbers", "project_mentions"):
        key = "article_id"
        old, new = table(first[0], name), table(again, name)
        assert new.join(old, on=key, how="semi").equals(old), name
    assert set(table(first[0], "quarantine")["quarantine_id"]) <= set(
        table(again, "quarantine")["quarantine_id"]
    )
    assert table(again, "runs").height == 2

    (again / "raw" / "new.txt").unlink()  # kept: what was published isn't unsaid because a file was moved
    (again / "raw" / "mixed.jsonl").write_text('{"id": "2", "text": "Бюджет 7 млрд теңге болды."}\n')
    told = json.loads(esep(env, "run", "raw", "--out", "out", "--json", cwd=again).stdout)
    assert told["files"]["kept"] == 1 and told["files"]["changed"] == 1
    files = table(again, "articles")["source_file"].to_list()
    assert "raw/new.txt" in files or "raw/copy.txt" in files
    assert table(again, "articles").filter(pl.col("source_id") == "1").is_empty()
    assert not any(k.startswith("raw/mixed.jsonl") for k in table(again, "quarantine")["record_key"])


def test_a_full_run_gives_the_same_rows(first, env, again):
    done = esep(env, "run", "raw", "--out", "out", "--full", "--keep", "1", cwd=again)
    assert done.returncode == 0, done.stderr
    assert "All files were read again (" in done.stdout and "--full was given." in done.stdout
    assert len(list((again / "out" / "releases").iterdir())) == 1
    for name in (
        "articles",
        "finance",
        "indicators",
        "numbers",
        "project_mentions",
        "projects",
        "quarantine",
    ):
        assert (
            table(again, name)
            .drop("run_id", "record_json", strict=False)
            .equals(table(first[0], name).drop("run_id", "record_json", strict=False))
        ), name
        if "run_id" in table(again, name).columns and name != "quarantine":
            assert table(again, name)["run_id"].equals(table(first[0], name)["run_id"])


def test_a_summary_of_nothing():
    nothing = {
        "state": "nothing new", "release_id": "r", "current": "out/current", "warnings": ["a warning"],
        "files": {"in": 1, "published": 0, "unchanged": 1, "duplicate": 0, "quarantined": 0, "kept": 2},
        "tables": {}, "coverage": {"share": None}, "quarantine": {"rows": 0},
    }  # fmt: skip
    said = summary.text(nothing)
    assert "2 more from earlier runs kept" in said and "a warning" in said and "Quarantine: empty." in said


def test_the_output_isnt_taken_for_input(tmp_path):
    (tmp_path / "a.txt").write_text("text")
    (tmp_path / "out" / "releases").mkdir(parents=True)
    (tmp_path / "out" / "old.parquet").touch()
    (tmp_path / "out" / "old.txt").touch()
    todo = survey.survey([str(tmp_path)], str(tmp_path / "out"))
    assert todo.plan.extract == [str(tmp_path / "a.txt")] and todo.rejected.is_empty()


def test_a_survey_is_used_once_and_only_as_long_as_it_holds(tmp_path):
    (tmp_path / "a.txt").write_text("text")
    todo = survey.survey([str(tmp_path)], str(tmp_path / "out"))
    survey.prepare(todo)
    assert survey.prepared("elsewhere") is None
    survey.prepare(todo)
    assert survey.prepared(str(tmp_path / "out")) is todo
    assert survey.prepared(str(tmp_path / "out")) is None
