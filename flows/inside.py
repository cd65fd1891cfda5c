"""A function done by one of Polars' own threads, so that what it asks of Polars needn't be handed over.

Most calls go to Polars' pool, and a thread that isn't of the pool waits meanwhile: two changes of thread, some 50 µs
on a machine of two cores, however few the rows. Small batches spend a third of their time so. Polars calls functions of
ours within its pool as well: there the same calls are done on the spot.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextvars import copy_context
from functools import partial
from typing import ParamSpec, TypeVar

import polars as pl

P = ParamSpec("P")
R = TypeVar("R")

_ROOM = threading.Lock()
_ROW = pl.DataFrame({"asked": [0], "beside": [0]})


def inside(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """What `work` returns or raises, done within Polars' pool, where there is room.

    It occupies a thread of the pool. So one does at a time, and never the only one that another thread of ours may wait
    for: waiting for Polars, the main thread wouldn't hear Ctrl-C.
    """
    is_alone = threading.current_thread() is threading.main_thread()
    if not (is_alone or pl.thread_pool_size() > 1) or not _ROOM.acquire(blocking=False):
        return work(*args, **kwargs)
    try:
        return _inside(partial(work, *args, **kwargs))
    finally:
        _ROOM.release()


def _inside(work: Callable[[], R]) -> R:
    context, returned, raised = copy_context(), list[R](), list[BaseException]()

    def called(rows: pl.Series) -> pl.Series:
        try:
            returned.append(context.run(work))
        except BaseException as e:  # Polars would make an error of its own of it
            raised.append(e)
        return rows

    # of two columns, for a single one is worked out by the thread that asks
    _ROW.select(pl.col("asked").map_batches(called, return_dtype=pl.Int64), pl.col("beside") + 1)
    if raised:
        raise raised[0]
    return returned[0]
