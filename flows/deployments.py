"""The flow on a schedule: a deployment, and the process that runs it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from multiprocessing import resource_tracker
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flows import environment, server
from tasks import stores
from tasks.errors import UsageError, nowhere


def serve(
    raw: Sequence[str], out: str, cron: str, *, timezone: str | None = None, keep: int = 5, port: int = 4200
) -> None:
    """Register the flow with its schedule and run it until stopped.

    Args:
        raw: files and folders; named absolutely in the deployment, because its runs may start anywhere.
        out: the output folder.
        cron: the schedule.
        timezone: in which the schedule is meant; by default the machine's.
        keep: how many releases stay.
        port: of the local server, where no server is configured.

    Raises:
        UsageError: a path isn't there, or the schedule isn't one.
        EsepError: the local server can't be started.
    """
    for path in raw:
        if not stores.is_remote(path) and not Path(path).exists():
            raise nowhere(path)
    if stores.is_remote(out):
        mend = "name a folder, or have your scheduler call `esep run` with this --out"
        raise UsageError(f"{out} is an object store, to which scheduled runs don't publish yet", mend)
    _hear_ctrl_c_alone()
    environment.prepare(is_quiet=False)
    parameters = {
        "raw": [r if stores.is_remote(r) else str(Path(r).absolute()) for r in raw],
        "out": str(Path(out).absolute()),
        "keep": keep,
    }
    zone = timezone or _zone()
    url = environment.api_url()
    if url is None and server.is_alive(f"http://127.0.0.1:{port}/api"):
        url = f"http://127.0.0.1:{port}/api"  # somebody's `prefect server start`
    if url is not None:
        return _serve(url, cron, zone, parameters)
    with server.running(port, has_ui=True) as own:
        schedule = _schedule(cron, zone)
        own.wait()
        return _serve(own.api_url, schedule, zone, parameters)


def _schedule(cron: str, zone: str) -> Any:  # noqa: ANN401 - prefect.schedules.Schedule
    from prefect.client.schemas.schedules import CronSchedule  # noqa: PLC0415
    from prefect.schedules import Cron  # noqa: PLC0415

    try:
        ZoneInfo(zone)
        CronSchedule(cron=cron, timezone=zone)
    except (ValueError, OSError, KeyError) as e:
        mend = 'give five fields as in --cron "0 6 * * *", and a zone as in --timezone Asia/Almaty'
        raise UsageError(f"--cron {cron!r} in {zone!r} isn't a schedule", mend) from e
    return Cron(cron, timezone=zone)


def _serve(api_url: str, cron: Any, zone: str, parameters: dict[str, Any]) -> None:  # noqa: ANN401
    from prefect.settings import PREFECT_API_URL, temporary_settings  # noqa: PLC0415
    from prefect.types.entrypoint import EntrypointType  # noqa: PLC0415

    from flows.pipeline import pipeline  # noqa: PLC0415

    schedule = _schedule(cron, zone) if isinstance(cron, str) else cron
    _say(f"schedule {schedule.cron!r} ({zone}), from {', '.join(parameters['raw'])} to {parameters['out']}")
    _say(f"runs, tasks and artifacts: {api_url.removesuffix('/api')}  ·  stop with Ctrl-C")
    with temporary_settings({PREFECT_API_URL: api_url}):
        pipeline.serve(
            name="esep",
            schedule=schedule,
            parameters=parameters,
            description="Raw articles in, a release of all tables out.",
            limit=1,
            print_starting_message=False,
            entrypoint_type=EntrypointType.MODULE_PATH,
        )


def _hear_ctrl_c_alone() -> None:
    """Keep Ctrl-C, which a terminal sends to all that it began, from the runs: what is blocked is inherited.

    A thread waits for it in place of the main one, passes it on as another signal, which isn't blocked, and ends the
    runs: Prefect would wait for them, or leave them behind without a server. It is for the main thread, before there
    are others. Where Ctrl-C is ignored, as by what a script starts in the background, it stays so.
    """
    heard = signal.getsignal(signal.SIGINT)
    if sys.platform == "win32" or not callable(heard):
        return
    resource_tracker.ensure_running()  # with the first run it would unblock what it finds blocked
    signal.signal(signal.SIGUSR1, heard)
    # the only handler that asyncio replaces with its own
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    main = threading.get_ident()

    def hear() -> None:
        ending = threading.Thread(target=_end_runs, daemon=True)
        while True:
            signal.sigwait({signal.SIGINT})
            signal.pthread_kill(main, signal.SIGUSR1)
            if ending.ident is None:
                ending.start()

    threading.Thread(target=hear, daemon=True).start()


def _end_runs() -> None:
    """End the runs that are under way and those that just begin; Prefect tells its server that they crashed."""
    while True:
        for run in multiprocessing.active_children():
            run.kill()
        time.sleep(0.1)


def _zone() -> str:
    """The machine's time zone by name; UTC where it has none."""
    name = os.environ.get("TZ", "").lstrip(":")
    found = name or str(Path("/etc/localtime").resolve()).partition("zoneinfo/")[2]
    try:
        return ZoneInfo(found).key if found else "UTC"
    except (ValueError, OSError, KeyError):
        return "UTC"


def _say(message: str) -> None:
    print(f"esep: {message}", file=sys.stderr, flush=True)  # noqa: T201
