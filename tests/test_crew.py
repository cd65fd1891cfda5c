"""Batches in processes: the same release as from threads, faults told here, and none outlives its parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import batch_works
import plain
import pytest

from flows import batch, crew, pipeline
from flows.child import Child
from tasks import sources
from tasks.errors import EsepError, RefusedError

SAMPLE = Path(__file__).parents[1] / "data" / "raw" / "sample"


@pytest.fixture
def child():
    one = Child("flows.crew", "a process that reads articles")
    yield one
    one.end()


def test_what_processes_extract_is_what_threads_extract(tmp_path, monkeypatch):
    monkeypatch.setattr(pipeline, "BATCH_BYTES", 8_000)
    plain.run(SAMPLE, tmp_path / "threads")
    monkeypatch.setattr(sources, "LITTLE_BYTES", 0)
    with monkeypatch.context() as here:
        # in this process it would fail; a child looks the function up in its own modules
        here.setattr(batch.extract, "__code__", (lambda *_, **__: 1 / 0).__code__)
        plain.run(SAMPLE, tmp_path / "processes")
    assert plain.differences(tmp_path / "threads", tmp_path / "processes") == []


def test_without_a_crew_the_work_is_done_here(tmp_path):
    with crew.called(0):
        assert crew.do(batch_works.process, tmp_path) == os.getpid()
    assert crew.do(batch_works.process, tmp_path) == os.getpid()


def test_each_hand_is_a_process_of_its_own(tmp_path):
    with crew.called(2):
        hands = {crew.do(batch_works.process, tmp_path) for _ in range(2)}
    assert len(hands) == 2 and os.getpid() not in hands
    assert not [pid for pid in hands if Path(f"/proc/{pid}").exists()]


@pytest.mark.parametrize(
    ("work", "error", "said"),
    [
        (batch_works.refuse, RefusedError, "isn't fit"),
        (batch_works.fill_the_disk, OSError, "No space left"),
        (batch_works.break_down, RuntimeError, "^ZeroDivisionError: crew"),
        (batch_works.panic, RuntimeError, "^KeyboardInterrupt: crew"),
        (batch_works.fail_oddly, RuntimeError, "^Odd: odd 1 2"),
    ],
)
def test_what_the_work_raises_is_raised_here(child, work, error, said):
    with pytest.raises(error, match=said):
        child.ask(work, Path("crew"))
    assert child.ask(batch_works.process, Path("crew")) != os.getpid()


def test_what_is_printed_there_is_no_answer(child):
    assert child.ask(batch_works.chatter, Path("crew")) == "crew"


def test_a_process_that_dies_is_told_and_another_one_begins(child):
    first = child.ask(batch_works.process, Path())
    os.kill(first, signal.SIGKILL)
    with pytest.raises(EsepError, match=r"has died \(exit code -9\)"):
        child.ask(batch_works.process, Path())
    assert child.ask(batch_works.process, Path()) not in (first, os.getpid())


def test_a_question_that_cannot_be_read_is_told(child):
    with pytest.raises(RuntimeError, match="no such thing on this side"):
        child.ask(batch_works.process, batch_works.Unheard())
    assert child.ask(batch_works.process, Path()) != os.getpid()


def test_a_question_that_cannot_be_sent_spoils_no_other(child):
    with pytest.raises(Exception, match="pickle"):
        child.ask(lambda folder: folder, Path())
    assert child.ask(batch_works.process, Path()) != os.getpid()


def test_who_was_let_go_does_nothing_more(child):
    child.end()
    with pytest.raises(EsepError, match="let go"):
        child.ask(batch_works.process, Path())


def test_none_outlives_its_parent_even_at_work(tmp_path):
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pathlib import Path\nimport batch_works\nfrom flows.child import Child\n"
        "Child('flows.crew', 'x').ask(batch_works.write_slowly, Path(sys.argv[2]))\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code, str(Path(__file__).parent), str(tmp_path)])
    end = time.monotonic() + 60
    while not (tmp_path / "begun").exists() and time.monotonic() < end:
        time.sleep(0.02)
    assert (tmp_path / "begun").exists()
    parent.kill()
    parent.wait()
    time.sleep(4)
    assert not (tmp_path / "over").exists()
