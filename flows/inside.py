"""A function done by one of Polars' own threads, so that what it asks of Polars needn't be handed over.

Most calls go to Polars' pool, and a thread that isn't of the pool waits meanwhile: two changes of thread, some 50 µs
on a machine of two cores, however few the rows. Small batches spend a third of their time so. Polars calls functions of
ours within its pool as well: there the same calls are done on the spot.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import copy_context
from typing import ParamSpec, TypeVar

import polars as pl

P = ParamSpec("P")
R = TypeVar("R")

_ROW = pl.DataFrame({"asked": [0], "beside": [0]})


def inside(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """What `work` returns or raises, done within Polars' pool.

    It occupies a thread of the pool, of which there may be but one: so it must not wait for threads that need Polars.
    Nor may it hold a lock that others take inside: waiting for the pool, its thread may begin with their work.
    Ctrl-C is heard at its next call of Polars, if this is the main thread.
    """
    context, returned, raised = copy_context(), list[R](), list[BaseException]()

    def called(rows: pl.Series) -> pl.Series:
        try:
            returned.append(context.run(work, *args, **kwargs))
        except BaseException as e:  # Polars would make an error of its own of it
            raised.append(e)
        return rows

    # of two columns, for a single one is worked out by the thread that asks
    _ROW.select(pl.col("asked").map_batches(called, return_dtype=pl.Int64), pl.col("beside") + 1)
    if raised:
        raise raised[0]
    return returned[0]
