"""What the articles of all batches, old and new, are to each other: doubles, stories, projects.

Only what a run touches is worked out anew; the rest of the release isn't read but for a few narrow columns. What comes
out is what a new start would give.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

import expectations
from flows import telling
from flows.corpus import Corpus, but, listed
from flows.survey import Survey
from tasks import publish, tables
from tasks.facts import projects
from tasks.schema import TABLES
from tasks.schema.frames import KEYS, LINKS

_MENTIONS_AT_ONCE = 150_000


@dataclass(frozen=True)
class Changes:
    """What is to be done to the rows of all parts.

    Args:
        index: article_id, path, part of every article that will stand in the release.
        gone: article_id, path, part of old rows that don't stay.
        twice: the same of rows that don't stay because another file has the record; they are said.
        doubles: article_id, duplicate_of, part of every article that has the text of another one.
        stories: article_id, story_id, was, part of the articles to which this run gives a story; others have the one
            that they had, or are their own.
        links: LINKS, sorted: in one order, whatever the way here.
        projects: mention_id, project_id, part of new mentions, and of old ones that may have another project now.
        dropped: ids of projects that don't stand any more as they did.
        touched: old parts with a row to be changed.
    """

    index: pl.DataFrame
    gone: pl.DataFrame
    twice: pl.DataFrame
    doubles: pl.DataFrame
    stories: pl.DataFrame
    links: pl.DataFrame
    projects: pl.DataFrame
    dropped: pl.Series
    touched: frozenset[int]


def articles(corpus: Corpus) -> Changes:
    """Doubles and stories; projects are still to be found (see `mentions`)."""
    before = listed(corpus.old)
    gone = before.filter(pl.col("path").is_in(list(corpus.replaced))).select("article_id", "path", "part")
    index = pl.concat([but(before.lazy(), gone).collect(), listed(corpus.new)])
    again, doubles = tables.doubles(index)
    twice = index.join(again, on=["article_id", "part"], how="semi").select("article_id", "path", "part")
    index = but(index.lazy(), twice).collect()
    told_twice = corpus.old.scan("articles", ["article_id", "duplicate_of"]).drop_nulls("duplicate_of")
    was_double = told_twice.drop("part").collect()
    links, told = telling.told(corpus, gone=pl.concat([gone, twice]), doubles=doubles, was_double=was_double)
    here = index.filter(pl.col("part").is_in(list(corpus.old.roots)))
    turned = was_double.join(doubles, on="article_id", how="full", coalesce=True)
    turned = turned.filter(pl.col("duplicate_of").ne_missing(pl.col("duplicate_of_right")))
    moved = told.filter(pl.col("story_id") != pl.col("was"))
    stirred = [
        gone["part"],
        twice["part"],
        here.join(turned, on="article_id", how="semi")["part"],
        here.join(moved, on="article_id", how="semi")["part"],
        _quarantined(corpus),
    ]
    touched = set(pl.concat(stirred)) & set(corpus.old.roots)
    nothing = pl.DataFrame(schema={"mention_id": pl.String, "project_id": pl.String, "part": pl.Int64})
    place = index.select("article_id", "part")
    doubles, told = (f.join(place, on="article_id", how="left") for f in (doubles, told))
    return Changes(
        index.select("article_id", "path", "part"), gone, twice, doubles, told, links, nothing,
        pl.Series(dtype=pl.String), frozenset(touched),
    )  # fmt: skip


def _quarantined(corpus: Corpus) -> pl.Series:
    """Old parts that hold rejected rows of files whose rows don't stay."""
    rows = corpus.old.scan("quarantine", ["source_file"])
    return rows.filter(pl.col("source_file").is_in(list(corpus.replaced))).select("part").collect()["part"]


def mentions(corpus: Corpus, changes: Changes) -> Changes:
    """The changes with the project of every mention that is new, or that a new one touches."""
    columns = ["mention_id", "article_id", "project_id"]
    doubles, lost = changes.doubles["article_id"], pl.concat([changes.gone, changes.twice])
    is_double = pl.col("article_id").is_in(doubles.implode())
    fresh = corpus.new.scan("project_mentions", columns).filter(~is_double)
    fresh = but(fresh, changes.twice)
    come = fresh.select("mention_id", "part").collect()
    new = come["mention_id"]
    keys_old, keys_new = (p.scan("keys", KEYS.names(), KEYS).drop("part") for p in (corpus.old, corpus.new))
    keys = keys_new.filter(pl.col("mention_id").is_in(new.implode())).collect()
    met = keys_old.filter(pl.col("key").is_in(keys["key"].implode())).select("mention_id").collect()
    moved = changes.stories.filter(pl.col("story_id") != pl.col("was"))["article_id"]
    stirred = pl.concat([lost["article_id"], doubles, moved])
    old = corpus.old.scan("project_mentions", columns)
    hit = _projects_of(old, met["mention_id"], stirred)
    stay = but(old.filter(pl.col("project_id").is_in(hit.implode()) & ~is_double), lost).collect()
    stay = stay.filter(~pl.col("mention_id").is_in(new.implode()))
    more = keys_old.filter(pl.col("mention_id").is_in(stay["mention_id"].implode())).unique().collect()
    named = projects.grouped(pl.concat([new, stay["mention_id"]]), pl.concat([keys, more]))
    was = stay.select("mention_id", "part", was="project_id")
    named = named.join(pl.concat([come, was.drop("was")]), on="mention_id")
    turned = named.join(was, on=["mention_id", "part"]).filter(pl.col("was") != pl.col("project_id"))
    touched = changes.touched | set(turned["part"]) | _holding(corpus.old, hit)
    return replace(changes, projects=named, dropped=hit, touched=frozenset(touched))


def _projects_of(mentions: pl.LazyFrame, mention_ids: pl.Series, article_ids: pl.Series) -> pl.Series:
    """The projects of some mentions, and of all mentions of some articles."""
    is_hit = pl.col("mention_id").is_in(mention_ids.implode())
    is_hit |= pl.col("article_id").is_in(article_ids.implode())
    return mentions.filter(is_hit).select("project_id").collect()["project_id"].drop_nulls().unique()


def _holding(parts: publish.Parts, project_ids: pl.Series) -> set[int]:
    rows = parts.scan("projects", ["project_id"]).filter(pl.col("project_id").is_in(project_ids.implode()))
    return set(rows.select("part").collect()["part"])


@dataclass(frozen=True)
class Joined:
    """What joining gives.

    Args:
        corpus: what was joined.
        changes: what is to be done to its rows.
        project_ids: of all projects that will be published.
        verdict: of the gate over the projects.
    """

    corpus: Corpus
    changes: Changes
    project_ids: pl.Series
    verdict: expectations.Verdict


def joined(todo: Survey, parts: Sequence[int], staging: publish.Staging, day: date, run_id: str) -> Joined:
    """Join old and new articles, and write the links and the projects that are new or touched.

    Args:
        todo: what the run had before it.
        parts: the parts that the batches have made, in the staging's folder for work.
        staging: the release to be.
        day: the day of the run.
        run_id: of the run.
    """
    corpus = _corpus(todo, parts, staging.work)
    changes = mentions(corpus, articles(corpus))
    staging.add("links", 0, changes.links)
    stay = corpus.old.scan("projects", ["project_id"]).select("project_id").collect()["project_id"]
    ids = [stay.filter(~stay.is_in(changes.dropped.implode()))]
    last = todo.release.parts if todo.release else publish.Parts()
    first = last.scan("projects", ["project_id", "run_id"]).collect()
    verdicts = []
    for part, frame, context in _described(corpus, changes):
        rows = tables.stamp("projects", frame, first, run_id)
        verdict = expectations.gate({"projects": rows}, day, published=context)
        passed = {"projects": verdict.passed["projects"]}
        judgement = expectations.judge(passed, day, known=context)
        staging.add("projects", part, passed["projects"])
        staging.add("judged", part, expectations.to_frame(judgement))
        staging.parts[part] = about(passed)
        ids.append(passed["projects"]["project_id"])
        verdicts.append(expectations.Verdict.added([verdict]))
    return Joined(corpus, changes, pl.concat(ids), expectations.Verdict.added(verdicts))


def about(done: Mapping[str, pl.DataFrame]) -> dict[str, Any]:
    """What a manifest says of a part."""
    numbers = done.get("numbers", TABLES["numbers"].empty())
    size = sum(int(done[n].estimated_size()) for n in ("articles", "projects") if n in done)
    return {
        "bytes": size,
        "dispositions": dict(numbers.group_by("disposition").len().sort("disposition").rows()),
    }


def _corpus(todo: Survey, parts: Sequence[int], work: Path) -> Corpus:
    old = todo.release.parts if todo.release and not todo.is_new_start else publish.Parts()
    links = LINKS.to_frame()
    if todo.release and old.roots:
        links = (
            publish.Parts({0: todo.release.path}).scan("links", LINKS.names(), LINKS).drop("part").collect()
        )
    return Corpus(old, publish.Parts(dict.fromkeys(parts, work)), todo.plan.replaced, links)


def _described(
    corpus: Corpus, changes: Changes
) -> Iterator[tuple[int, pl.DataFrame, dict[str, pl.DataFrame]]]:
    """The projects of `changes`, so many at a time that they fit into memory, with the rows that they rest on."""
    n = -(-changes.projects.height // _MENTIONS_AT_ONCE)
    bucket = changes.projects["project_id"].str.slice(0, 8).str.to_integer(base=16) % max(n, 1)
    for i in range(n):
        said, money = _said(corpus, changes, changes.projects.filter(bucket == i).drop("part"))
        frame = tables.finish("projects", [projects.described(said, money)])
        context = {t: TABLES[t].cast(f) for t, f in (("project_mentions", said), ("finance", money))}
        yield max((corpus.old | corpus.new).roots, default=0) + 1 + i, frame, context


def _said(corpus: Corpus, changes: Changes, some: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The mentions of some projects with published and story of their articles; the finance rows that they link."""
    every = corpus.old | corpus.new
    columns = [c for c in projects.READS["project_mentions"] if c != "project_id"]
    ids = some["mention_id"]
    rows = every.scan("project_mentions", columns).filter(pl.col("mention_id").is_in(ids.implode()))
    lost = pl.concat([changes.gone, changes.twice])
    said = tables.once(but(rows, lost).drop("part").collect(engine="streaming"), ["mention_id"]).join(
        some, on="mention_id"
    )
    of = every.scan("articles", ["article_id", "published", "story_id"]).filter(
        pl.col("article_id").is_in(said["article_id"].unique().implode())
    )
    told = changes.stories.select("article_id", story="story_id")
    days = tables.once(but(of, lost).drop("part").collect(), ["article_id"]).join(
        told, on="article_id", how="left"
    )
    story = pl.coalesce("story", "story_id", pl.format("own {}", "article_id"))
    said = said.join(days.select("article_id", "published", story=story), on="article_id")
    sums = said["finance_id"].drop_nulls().unique()
    money = every.scan("finance", projects.READS["finance"]).filter(
        pl.col("finance_id").is_in(sums.implode())
    )
    return said, tables.once(money.drop("part").collect(engine="streaming"), ["finance_id"])
