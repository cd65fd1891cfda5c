"""Where batches are extracted: on this machine (see `flows.crew`), or on the workers of a Dask cluster."""

from __future__ import annotations

import importlib.util
import os
import socket
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tasks.errors import EsepError, RefusedError, UsageError

THREADS, DASK = "threads", "dask"
_PATIENCE_S = 10
_LOOPBACK = ("127.", "localhost", "[::1]", "::1")


@dataclass(frozen=True)
class Runner:
    """Who extracts batches.

    Args:
        kind: threads or dask.
        address: of a Dask scheduler, as HOST:PORT; "" for workers of our own on this machine.
    """

    kind: str = THREADS
    address: str = ""

    @property
    def is_far(self) -> bool:
        """Whether workers may stand on other machines."""
        return bool(self.address) and not self.address.startswith(_LOOPBACK)

    def task_runner(self, workers: int) -> Any:  # noqa: ANN401 - prefect-dask is an extra, mypy runs without it
        """The task runner for the flow; None for the flow's own threads.

        Args:
            workers: how many processes of our own, where the cluster isn't the user's.
        """
        if self.kind == THREADS:
            return None
        from prefect_dask.task_runners import DaskTaskRunner  # noqa: PLC0415

        if self.address:
            return DaskTaskRunner(address=f"tcp://{self.address}")
        # A process a core: Polars' own threads would only take the cores from one another.
        env = {"POLARS_MAX_THREADS": os.environ.get("POLARS_MAX_THREADS", "1")}
        cluster = {"n_workers": workers, "threads_per_worker": 1, "host": "127.0.0.1", "env": env}
        return DaskTaskRunner(cluster_kwargs={**cluster, "dashboard_address": None})


def named(text: str) -> Runner:
    """The runner that `--runner` names.

    Raises:
        UsageError: there is no such runner, or what it needs isn't installed.
    """
    if text == THREADS:
        return Runner()
    scheme, _, rest = text.partition("://")
    if scheme != DASK or ("://" in text and not _is_address(rest)):
        mend = "name threads, dask, or dask://HOST:PORT of a Dask scheduler"
        raise UsageError(f"--runner {text!r} isn't a runner", mend)
    if importlib.util.find_spec("prefect_dask") is None or importlib.util.find_spec("distributed") is None:
        mend = (
            'install the extra into the environment of esep (pip install ".[dask]"), or leave --runner away'
        )
        raise UsageError(f"--runner {text} needs Dask, which isn't installed", mend)
    return Runner(DASK, rest)


def _is_address(text: str) -> bool:
    with suppress(ValueError):
        parts = urlsplit(f"//{text}")
        return bool(parts.hostname and parts.port and not parts.path)
    return False


def check(runner: Runner, raw: Sequence[str], *, has_server: bool) -> None:
    """Have it said at once when a scheduler of the user's can't do the work.

    Args:
        runner: as named.
        raw: files and folders, as the user named them.
        has_server: whether a Prefect server of the user's is configured.

    Raises:
        UsageError: names that mean something else on other machines.
        EsepError: nobody answers, or there are no workers.
    """
    if not runner.address:
        return
    if relative := [r for r in raw if not os.path.isabs(r) and "://" not in r]:  # noqa: PTH117 - may be a URL
        mend = "name it from the root: workers stand in folders of their own"
        raise UsageError(f"{relative[0]} means another file to a worker of {runner.address}", mend)
    if runner.is_far and not has_server:
        raise UsageError(
            f"the workers of {runner.address} can't reach the Prefect server that a run starts for itself",
            "start one that they reach (prefect server start --host 0.0.0.0) and name it in PREFECT_API_URL",
        )
    _reach(runner.address)


def lost(fault: Exception) -> EsepError | None:
    """The error for a cluster that has failed the run; None for anything else, which is none of the cluster's."""
    if not type(fault).__module__.startswith("distributed"):
        return None
    if type(fault).__name__ == "KilledWorker":
        return RefusedError(
            "a batch was given up: every Dask worker that took it died (the last release still stands)",
            "look into the workers' logs, mostly it is memory: 1 GB a thread is needed; then run again",
        )
    return RefusedError(
        f"the Dask cluster was lost: {str(fault) or type(fault).__name__} (the last release still stands)",
        "see whether its scheduler and its workers are up, then run again",
    )


def _reach(address: str) -> None:
    """Ask the scheduler for its workers."""
    parts = urlsplit(f"//{address}")
    mend = f"start it (dask scheduler), with workers (dask worker tcp://{address}); or --runner dask"
    try:
        socket.create_connection((parts.hostname or "", parts.port or 0), _PATIENCE_S).close()
    except OSError as e:
        raise EsepError(f"no Dask scheduler answers at {address}: {e.strerror or e}", mend) from e
    import distributed  # noqa: PLC0415 - an extra

    try:
        connect: Any = distributed.Client
        with connect(f"tcp://{address}", timeout=_PATIENCE_S, set_as_default=False) as client:
            workers = client.scheduler_info(n_workers=1)["workers"]
    except (OSError, TimeoutError, ValueError) as e:
        raise EsepError(f"what answers at {address} is no Dask scheduler: {e}", mend) from e
    if not workers:
        raise EsepError(f"the Dask scheduler at {address} has no workers", mend)
