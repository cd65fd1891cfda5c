"""Functions done within Polars' pool: where, what comes of them, and when there is no room."""

from __future__ import annotations

import subprocess
import sys
import threading
from contextvars import ContextVar
from pathlib import Path

import polars as pl
import pytest

from flows.inside import inside

_said = ContextVar("said", default="nothing")


def _thread() -> str:
    return Path(f"/proc/self/task/{threading.get_native_id()}/comm").read_text().strip()


@pytest.mark.skipif(sys.platform != "linux", reason="threads are told by name in /proc")
def test_it_is_done_by_a_thread_of_polars_and_what_it_asks_of_polars_as_well():
    asked = []

    def work() -> str:
        frame = pl.DataFrame({"a": [1, 2], "b": [3, 4]})
        one = pl.col("a").map_batches(lambda s: (asked.append(_thread()), s)[1], return_dtype=pl.Int64)
        frame.select(one, pl.col("b") + 1)
        return _thread()

    assert not _thread().startswith("polars-")
    assert inside(work).startswith("polars-")
    assert asked[0].startswith("polars-")


def test_one_at_a_time_and_never_the_last_thread_that_others_may_wait_for(monkeypatch):
    def is_another_inside() -> bool:
        found: list[threading.Thread] = []
        other = threading.Thread(target=lambda: found.append(inside(threading.current_thread)))
        other.start()
        other.join()
        return found != [other]

    monkeypatch.setattr(pl, "thread_pool_size", lambda: 2)
    assert is_another_inside()
    assert inside(is_another_inside) is False
    monkeypatch.setattr(pl, "thread_pool_size", lambda: 1)
    assert not is_another_inside()
    assert inside(threading.current_thread) is not threading.main_thread()  # nobody else waits


def test_it_gets_what_it_is_given_and_gives_what_it_returns():
    token = _said.set("a word")
    try:
        assert inside(lambda a, *, b: (a, b, _said.get()), 1, b="two") == (1, "two", "a word")
    finally:
        _said.reset(token)
    assert inside(lambda: None) is None


@pytest.mark.parametrize("fault", [KeyError("k"), KeyboardInterrupt(), SystemExit(3)])
def test_what_it_raises_is_raised_as_it_is(fault):
    def work() -> None:
        raise fault

    with pytest.raises(type(fault)) as found:
        inside(work)
    assert found.value is fault


def test_one_thread_is_enough_for_whatever_a_batch_asks():
    code = """
import polars as pl
from flows.inside import inside
def work():
    frame = pl.DataFrame({"a": range(9_999), "b": ["x", "y", "z"] * 3_333})
    both = frame.lazy().group_by("b").agg(pl.col("a").sum()).collect()
    return frame.join(both, on="b").sort("a").lazy().collect(engine="streaming").height, inside(lambda: 1)
print(inside(work))
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"POLARS_MAX_THREADS": "1", "PYTHONPATH": str(Path(__file__).parents[1])},
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout == "(9999, 1)\n", done.stderr
