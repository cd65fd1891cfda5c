"""Run the flow from the command line: with the user's Prefect server, or with one of our own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flows import certifying, environment, outcome, server
from flows.landing import landed
from flows.progress import stage
from flows.runner import THREADS, Runner, check, lost, named
from flows.survey import prepare, survey
from tasks import publish, sources, stores
from tasks.errors import EsepError

Outcome = dict[str, Any]


def launch(
    raw: Sequence[str],
    out: str,
    *,
    keep: int = 5,
    full: bool = False,
    prune: bool = False,
    runner: str = THREADS,
    work: str | None = None,
) -> Outcome:
    """One run; without a server of the user's, a run that has nothing to do never gets as far as Prefect.

    Raises:
        EsepError: with the exit code in it.
    """
    environment.prepare()
    url = environment.api_url()
    where = named(runner)
    check(where, raw, has_server=url is not None)

    def run(folder: str) -> Outcome:
        return _run(raw, folder, keep, full, prune, where, url)

    return landed(raw, out, work, keep, where, run) if stores.is_remote(out) else run(out)


def _run(
    raw: Sequence[str], out: str, keep: int, full: bool, prune: bool, where: Runner, url: str | None
) -> Outcome:
    """One run that publishes in a folder."""
    if url is not None:
        done = _flow(raw, out, keep, full, prune, where)
        return done | {"ui": f"{url.removesuffix('/api')}/runs/flow-run/{done['flow_run_id']}"}
    with stage("look"):
        todo = survey(raw, out, full=full, prune=prune)
    if todo.plan.is_nothing_new:
        return outcome.nothing_new(todo)
    prepare(todo)
    with publish.hold(todo.out):
        pass  # say at once that another run is at it, or that the folder can't be written
    with server.running() as own, certifying.ready() as certifier, stage("start"):
        soon = certifier if sum(size for _, size in todo.files) < sources.LITTLE_BYTES else None
        return _flow(raw, out, keep, full, prune, where, own, soon)


def _flow(
    raw: Sequence[str],
    out: str,
    keep: int,
    full: bool,
    prune: bool,
    where: Runner,
    own: server.Server | None = None,
    soon: certifying.Certifier | None = None,
) -> Outcome:
    """The flow against the configured server, or against our own.

    Args:
        own: to wait for.
        soon: of a run with little to read: it begins with the flow. With much, it would only hold memory meanwhile.
    """
    # Importing takes about as long as a server takes to start: they do so at the same time.
    from prefect.settings import PREFECT_API_URL, temporary_settings  # noqa: PLC0415

    from flows.pipeline import WORKERS, pipeline  # noqa: PLC0415

    threads = pipeline.task_runner
    flow = pipeline.with_options(task_runner=where.task_runner(WORKERS) or threads)
    if soon is not None:
        from flows import batch  # noqa: PLC0415

        batch.warm_up()
    if own is not None:
        own.wait()
    if soon is not None:
        soon.begin()  # not before: server and imports have kept two cores at work until now
    try:
        with temporary_settings({PREFECT_API_URL: own.api_url} if own else {}):
            try:
                done: Any = flow(list(raw), out, keep, full, prune)
            finally:
                _say_it_all()
        return dict(done)
    except Exception as e:
        if (known := _unanswered(e) or lost(e)) is not None:
            raise known from e
        raise


def _unanswered(fault: Exception) -> EsepError | None:
    """The error for a Prefect server that isn't there; None for anything else."""
    if not isinstance(fault, RuntimeError) or "Failed to reach API" not in str(fault):
        return None
    return EsepError(
        f"no Prefect server answers at {environment.api_url()}",
        "start it (prefect server start), or unset PREFECT_API_URL to run without one",
    )


def _say_it_all() -> None:
    """Send what Prefect still has to tell its server, before that one goes."""
    from prefect.events.worker import EventsWorker  # noqa: PLC0415
    from prefect.logging.handlers import APILogWorker  # noqa: PLC0415

    EventsWorker.drain_all(timeout=5)
    APILogWorker.drain_all(timeout=5)
