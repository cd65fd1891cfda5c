"""The corridor without Prefect and Great Expectations: the same stages in the same threads, for tests with many runs.

Rows are judged by the same masks; only the certificate, which asks Great Expectations the same again, stays empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from contextvars import copy_context
from pathlib import Path
from unittest import mock

import polars as pl

from flows import certifying, pipeline, survey
from tasks import publish
from tasks.schema import TABLES

WHOLE = ("articles", "finance", "project_mentions", "projects", "indicators", "numbers", "quarantine")


@contextmanager
def _alone() -> Iterator[None]:
    pool = ThreadPoolExecutor(2)
    nothing = certifying.Certified(TABLES["validation_results"].empty(), {})

    class Task:
        def __init__(self, work):
            self.work = work

        def __call__(self, *args, **kwargs):
            return self.work(*map(_bare, args), **kwargs)

        def submit(self, *args):
            return pool.submit(
                copy_context().run, self.work, *map(_bare, args)
            )  # as Prefect's threads have it

    with (
        pool,
        mock.patch.object(pipeline.steps, "stage", lambda name, retries=0: Task),
        mock.patch.object(pipeline, "as_completed", as_completed),
        mock.patch.object(pipeline, "_artifacts", lambda *_: None),
        mock.patch.object(certifying.Certifier, "begin", lambda _: None),
        mock.patch.object(certifying.Certifier, "certify", lambda *_: nothing),
    ):
        yield


def _bare(value):
    return value.unquote() if hasattr(value, "unquote") else value


def run(raw: Path | list[Path], out: Path, *, full=False, prune=False, keep=5):
    """The outcome of one run; None when there was nothing to do."""
    named = [str(r) for r in (raw if isinstance(raw, list) else [raw])]
    with _alone(), publish.hold(out):
        todo = survey.survey(named, str(out), full=full, prune=prune)
        return None if todo.plan.is_nothing_new else pipeline.corridor(todo, keep)


def content(out: Path) -> dict[str, pl.DataFrame]:
    """All rows of the current release, but for which run published them."""
    here = (out / "current").resolve()
    frames = {name: pl.read_parquet(here / name) for name in WHOLE}
    frames = {n: f.drop("run_id", "record_json", strict=False) for n, f in frames.items()}
    return {name: frame.sort(frame.columns) for name, frame in frames.items()}


def differences(one: Path, other: Path) -> list[str]:
    """The tables in which two outputs differ."""
    a, b = content(one), content(other)
    return [f"{n}: {a[n].height} and {b[n].height} rows" for n in WHOLE if not a[n].equals(b[n])]
