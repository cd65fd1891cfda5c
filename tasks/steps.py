"""The corridor's stages as Prefect tasks: names, retries, nothing else; the work is done in the rooms.

A task is a whole stage: the server records some 45 task runs a second, so there is never one per article.
Frames go from task to task in memory; nothing is cached or persisted: the ledger knows what is done already.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import polars as pl
from prefect import task
from prefect.cache_policies import NO_CACHE

from tasks import facts as fact_room
from tasks import mentions as mention_room
from tasks import publish as publish_room
from tasks import sentences as sentence_room
from tasks import sources, tables

P = ParamSpec("P")
R = TypeVar("R")
Frames = dict[str, pl.DataFrame]


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


@stage("read files", retries=2)  # a network folder may come back
def read(files: Sequence[Path]) -> tuple[pl.DataFrame, pl.DataFrame, list[str]]:
    """Files → records, quarantine, warnings."""
    return sources.read(files)


@stage("parse articles")
def parse(records: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Records → articles, blocks, quarantine."""
    return sources.parse(records)


@stage("split sentences")
def sentences(articles: pl.DataFrame, blocks: pl.DataFrame) -> pl.DataFrame:
    """Articles → sentences."""
    return sentence_room.split(articles, blocks)


@stage("find mentions")
def mentions(split: pl.DataFrame) -> Any:  # noqa: ANN401 - tasks.mentions.Found; siblings meet through frames
    """Sentences → tokens and mentions."""
    return mention_room.find(split)


@stage("derive facts")
def facts(articles: pl.DataFrame, split: pl.DataFrame, tokens: pl.DataFrame, found: pl.DataFrame) -> Frames:
    """Mentions → finance, project mentions, indicators, numbers; and the articles with their counts."""
    derived = fact_room.derive(articles, split, tokens, found)
    return {**derived, "articles": tables.count(articles, split, derived["numbers"])}


@stage("assemble tables")
def assemble(fresh: Frames, carried: Frames) -> Frames:
    """New and carried rows → typed tables, and the projects over all of them."""
    whole = tables.assemble(fresh, carried)
    whole["articles"] = fact_room.with_stories(
        whole["articles"], whole["finance"], whole["indicators"], whole["project_mentions"]
    )
    done = fact_room.canonical(whole["project_mentions"], whole["finance"], whole["articles"])
    linked = {"project_mentions": done.project_mentions, "finance": done.finance}
    return {**whole, **linked, "projects": tables.finish("projects", [done.projects]), **tables.dimensions()}


@stage("publish release")
def publish(
    out: Path,
    frames: Frames,
    *,
    ledger: publish_room.Ledger,
    about: Mapping[str, Any],
    keep: int,
    extras: Path | None,
) -> publish_room.Release:
    """Tables → a release, and the pointer to it."""
    return publish_room.publish(out, frames, ledger, about, keep=keep, extras=extras)
