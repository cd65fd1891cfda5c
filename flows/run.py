"""One run of the flow from the command line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from flows import certifying, environment, outcome
from flows.landing import landed
from flows.progress import stage
from flows.runner import Runner, check, lost, named
from flows.server import Server
from flows.survey import Survey, prepare, survey
from tasks import publish, stores
from tasks.errors import EsepError

Outcome = dict[str, Any]


def run(
    raw: Sequence[str],
    out: str,
    api: str | Server,
    *,
    keep: int,
    full: bool,
    prune: bool,
    runner: str,
    work: str | None,
) -> Outcome:
    """One run; without a server of the user's, a run that has nothing to do never gets as far as Prefect.

    Args:
        raw: files and folders.
        out: the output folder.
        api: of the user's Prefect server; or one of our own, which is still starting.
        keep: how many releases stay.
        full: read everything again.
        prune: drop what came from files that have vanished.
        runner: who extracts (see `flows.runner.named`).
        work: the folder in which releases are made that go to a store.

    Raises:
        EsepError: with the exit code in it.
    """
    where = named(runner)
    check(where, raw, has_server=isinstance(api, str))

    def into(folder: str) -> Outcome:
        flow = partial(_flow, where, list(raw), folder, keep, full, prune)
        if isinstance(api, str):
            done = flow()
            return done | {"ui": f"{api.removesuffix('/api')}/runs/flow-run/{done['flow_run_id']}"}
        with stage("look"):
            todo = survey(raw, folder, full=full, prune=prune)
        return outcome.nothing_new(todo) if todo.plan.is_nothing_new else _alone(todo, api, flow)

    return landed(raw, out, work, keep, where, into) if stores.is_remote(out) else into(out)


def _alone(todo: Survey, own: Server, flow: Callable[..., Outcome]) -> Outcome:
    """One run that has something to do, with a server of our own."""
    prepare(todo)
    with publish.hold(todo.out):
        pass  # say at once that another run is at it, or that the folder can't be written
    with certifying.ready() as certifier, stage("start"):
        # With much to read it would only hold memory meanwhile.
        return flow(own=own, soon=certifier if todo.is_little else None)


def _flow(
    where: Runner,
    *given: Any,  # noqa: ANN401 - what the flow takes
    own: Server | None = None,
    soon: certifying.Certifier | None = None,
) -> Outcome:
    """The flow against the configured server, or against our own.

    Args:
        where: who extracts.
        given: to the flow.
        own: to wait for.
        soon: of a run with little to read: it begins with the flow.
    """
    # Importing takes about as long as a server takes to start: they do so at the same time.
    with environment.loading():
        from prefect.settings import (  # noqa: PLC0415
            PREFECT_API_URL,
            PREFECT_FLOWS_HEARTBEAT_FREQUENCY,
            temporary_settings,
        )

        from flows.pipeline import WORKERS, pipeline  # noqa: PLC0415

        if soon is not None:
            import pyarrow.compute  # noqa: F401, PLC0415 - or the first table that is written would wait for it

            from flows import batch  # noqa: PLC0415

            batch.warm_up()
    threads = pipeline.task_runner
    flow = pipeline.with_options(task_runner=where.task_runner(WORKERS) or threads)
    if soon is not None:
        soon.begin()  # not before: the server, still starting, and our imports have kept two cores at work
    if own is not None:
        own.wait()
    # Of a flow whose server goes with it nobody asks for signs of life; their thread would end up to a second late.
    alone = {PREFECT_API_URL: own.api_url, PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None} if own else {}
    try:
        with temporary_settings(alone):
            try:
                done: Any = flow(*given)
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
