"""Stages of the corridor as Prefect tasks: names, retries, nothing else; the work is done in the rooms.

A task is a whole stage, or a batch of one: the server records some 45 task runs a second, so there is never one per
article. Rows go from task to task on disk; nothing is cached or persisted: the ledger knows what is done already.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from prefect import task
from prefect.cache_policies import NO_CACHE

P = ParamSpec("P")
R = TypeVar("R")


def stage(name: str, *, retries: int = 0) -> Callable[[Callable[P, R]], Any]:
    """A task for one stage of the corridor."""
    return task(
        name=name,
        retries=retries,
        retry_delay_seconds=1,
        cache_policy=NO_CACHE,
        persist_result=False,
        log_prints=False,
    )
