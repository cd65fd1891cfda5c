"""Begin what takes longest, a Prefect server, and import the rest of a run meanwhile."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

from flows import environment, server
from tasks.errors import nowhere


def launch(
    raw: Sequence[str],
    out: str,
    *,
    keep: int = 5,
    full: bool = False,
    prune: bool = False,
    runner: str = "threads",
    work: str | None = None,
) -> dict[str, Any]:
    """One run (see `flows.run`): with the user's Prefect server, or with one of our own.

    Raises:
        EsepError: with the exit code in it.
    """
    # at once: a server would only keep the user waiting for it
    if not any("://" in r or os.path.lexists(r) for r in raw):
        raise nowhere(*raw)
    environment.prepare()
    url = environment.api_url()
    with nullcontext(url) if url else server.running() as where:
        from flows.run import run  # noqa: PLC0415 - 0.3 s, which the server needs as well

        return run(raw, out, where, keep=keep, full=full, prune=prune, runner=runner, work=work)
