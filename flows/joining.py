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
from flows.survey import Survey
from tasks import publish, tables
from tasks.facts import fingerprints, projects, stories
from tasks.schema import TABLES
from tasks.schema.frames import FIGURES, FINGERPRINTS, KEYS, LINKS

_INDEX = ["article", "article_id", "path", "source_file", "line", "text_hash"]
_MENTIONS_AT_ONCE = 150_000


@dataclass(frozen=True)
class Corpus:
    """What a run joins.

    Args:
        old: the parts of the last release that may stay; none in a run that makes everything anew.
        new: the parts that the batches have made.
        replaced: the files whose rows in old parts don't stay.
        links: LINKS of the last release.
    """

    old: publish.Parts
    new: publish.Parts
    replaced: Sequence[str]
    links: pl.DataFrame


@dataclass(frozen=True)
class Changes:
    """What is to be done to the rows of all parts.

    Args:
        index: article_id, path, part of every article that will stand in the release.
        gone: article_id, path, part of old rows that don't stay.
        twice: the same of rows that don't stay because another file has the record; they are said.
        doubles: article_id, duplicate_of, part of every article that has the text of another one.
        stories: article_id, story_id, was, part of the articles whose story this run has told anew; others have the
            one that they had, or are their own.
        links: LINKS.
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
    before = _index(corpus.old)
    gone = before.filter(pl.col("path").is_in(list(corpus.replaced))).select("article_id", "path", "part")
    index = pl.concat([_but(before.lazy(), gone).collect(), _index(corpus.new)])
    again, doubles = tables.doubles(index)
    twice = index.join(again, on=["article_id", "part"], how="semi").select("article_id", "path", "part")
    index = _but(index.lazy(), twice).collect()
    told_twice = corpus.old.scan("articles", ["article_id", "duplicate_of"]).drop_nulls("duplicate_of")
    was_double = told_twice.drop("part").collect()
    links, told = _stories(corpus, gone=pl.concat([gone, twice]), doubles=doubles, was_double=was_double)
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


def _but(rows: pl.LazyFrame, lost: pl.DataFrame) -> pl.LazyFrame:
    """The rows but those that have gone: article_id, part."""
    return rows if lost.is_empty() else rows.join(lost.lazy(), on=["article_id", "part"], how="anti")


def _index(parts: publish.Parts) -> pl.DataFrame:
    return parts.scan("fingerprints", _INDEX, FINGERPRINTS).collect()


def _quarantined(corpus: Corpus) -> pl.Series:
    """Old parts that hold rejected rows of files whose rows don't stay."""
    rows = corpus.old.scan("quarantine", ["source_file"])
    return rows.filter(pl.col("source_file").is_in(list(corpus.replaced))).select("part").collect()["part"]


def _stories(
    corpus: Corpus, *, gone: pl.DataFrame, doubles: pl.DataFrame, was_double: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """LINKS; and article_id, story_id, was of every article whose story may be another than before."""
    number = fingerprints.article_number()
    lost, doubled = gone.select(number, "part"), doubles.select(number).to_series()
    now = _known(corpus.old | corpus.new, lost, doubled)
    pair = doubles.select(a=number, b=fingerprints.article_number("duplicate_of"))
    same = pair.select(a=pl.min_horizontal("a", "b"), b=pl.max_horizontal("a", "b"), kind=pl.lit("double"))
    if not corpus.old.roots:
        links = pl.concat([stories.links_all(now), same])
        return links, stories.named(links, now.prints).with_columns(was=pl.lit(None, pl.String))
    is_double = pl.col("kind") == "double"
    update = stories.links_updated(
        corpus.links.filter(~is_double),
        now,
        _left(corpus, gone, doubles, was_double),
        _known(corpus.new, lost, doubled),
    )
    again = corpus.links.filter(is_double)
    come = pl.concat([update.come, same.join(again, on=["a", "b"], how="anti")])
    gone_ = pl.concat([update.lost, again.join(same, on=["a", "b"], how="anti")])
    update = stories.Update(pl.concat([update.links, same]), come, gone_)
    return update.links, _told(corpus, update, now.prints, gone)


def _known(parts: publish.Parts, lost: pl.DataFrame, doubled: pl.Series) -> stories.Known:
    """What the parts know, without rows that have gone (article, part), and without figures of doubles."""
    prints, figures = (
        parts.scan(n, s.names(), s) for n, s in (("fingerprints", FINGERPRINTS), ("figures", FIGURES))
    )
    if lost.height:
        prints, figures = (
            rows.join(lost.lazy(), on=["article", "part"], how="anti") for rows in (prints, figures)
        )
    return stories.Known(prints, figures.filter(~pl.col("article").is_in(doubled.implode())))


def _told(corpus: Corpus, update: stories.Update, known: pl.LazyFrame, gone: pl.DataFrame) -> pl.DataFrame:
    """article_id, story_id, was of all articles of the stories that a changed link, or a changed article, touches.

    A story that has lost nothing still hangs together: one link to each of its articles says so, for any number.
    """
    number = fingerprints.article_number()
    before = corpus.old.scan("articles", ["article_id", "story_id"]).collect()
    before = before.select("article_id", number, was="story_id")
    lost = pl.concat([gone.select(number).to_series(), update.lost["a"], update.lost["b"]])
    stirred = pl.concat([lost, update.come["a"], update.come["b"]])
    shaken, torn = (before.filter(pl.col("article").is_in(x.implode()))["was"] for x in (stirred, lost))
    here = before.filter(pl.col("was").is_in(shaken.implode()))
    is_torn = pl.col("was").is_in(torn.implode())
    whole = here.filter(~is_torn).select(a=pl.col("article").first().over("was"), b="article")
    loose = here.filter(is_torn)["article"].implode()
    still = update.links.filter(pl.col("a").is_in(loose) | pl.col("b").is_in(loose))
    links = pl.concat([whole, *(f.select("a", "b") for f in (update.come, still))])
    told = stories.named(links, known)
    told = told.join(here.select("article_id", "was"), on="article_id", how="full", coalesce=True)
    alone = told.filter(pl.col("story_id").is_null())
    own = alone.with_columns(story_id=stories.own_story(alone["article_id"]))
    return pl.concat([told.drop_nulls("story_id"), own])


def _left(
    corpus: Corpus, gone: pl.DataFrame, doubles: pl.DataFrame, was_double: pl.DataFrame
) -> stories.Known:
    """What was known of articles that have gone, or that are doubles now."""
    number = fingerprints.article_number()
    lost = gone.filter(pl.col("part").is_in(list(corpus.old.roots))).select(number).to_series()
    turned = doubles.join(was_double, on="article_id", how="anti").select(number).to_series()
    silenced = pl.concat([lost, turned])
    silenced = silenced.filter(~silenced.is_in(was_double.select(number).to_series().implode()))
    found = ((FINGERPRINTS, "fingerprints", lost), (FIGURES, "figures", silenced))
    prints, figures = (
        corpus.old.scan(name, schema.names(), schema).filter(pl.col("article").is_in(of.implode()))
        if of.len()
        else schema.to_frame().lazy()
        for schema, name, of in found
    )
    return stories.Known(prints, figures)


def mentions(corpus: Corpus, changes: Changes) -> Changes:
    """The changes with the project of every mention that is new, or that a new one touches."""
    columns = ["mention_id", "article_id", "project_id"]
    doubles, lost = changes.doubles["article_id"], pl.concat([changes.gone, changes.twice])
    is_double = pl.col("article_id").is_in(doubles.implode())
    fresh = corpus.new.scan("project_mentions", columns).filter(~is_double)
    fresh = _but(fresh, changes.twice)
    come = fresh.select("mention_id", "part").collect()
    new = come["mention_id"]
    keys_old, keys_new = (p.scan("keys", KEYS.names(), KEYS).drop("part") for p in (corpus.old, corpus.new))
    keys = keys_new.filter(pl.col("mention_id").is_in(new.implode())).collect()
    met = keys_old.filter(pl.col("key").is_in(keys["key"].implode())).select("mention_id").collect()
    moved = changes.stories.filter(pl.col("story_id") != pl.col("was"))["article_id"]
    stirred = pl.concat([lost["article_id"], doubles, moved])
    old = corpus.old.scan("project_mentions", columns)
    hit = _projects_of(old, met["mention_id"], stirred)
    stay = _but(old.filter(pl.col("project_id").is_in(hit.implode()) & ~is_double), lost).collect()
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
        yield max(corpus.new.roots, default=0) + 1 + i, frame, context


def _said(corpus: Corpus, changes: Changes, some: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The mentions of some projects with published and story of their articles; the finance rows that they link."""
    every = corpus.old | corpus.new
    columns = [c for c in projects.READS["project_mentions"] if c != "project_id"]
    ids = some["mention_id"]
    rows = every.scan("project_mentions", columns).filter(pl.col("mention_id").is_in(ids.implode()))
    lost = pl.concat([changes.gone, changes.twice])
    said = tables.once(_but(rows, lost).drop("part").collect(engine="streaming"), ["mention_id"]).join(
        some, on="mention_id"
    )
    of = every.scan("articles", ["article_id", "published", "story_id"]).filter(
        pl.col("article_id").is_in(said["article_id"].unique().implode())
    )
    told = changes.stories.select("article_id", story="story_id")
    days = tables.once(_but(of, lost).drop("part").collect(), ["article_id"]).join(
        told, on="article_id", how="left"
    )
    story = pl.coalesce("story", "story_id", pl.format("own {}", "article_id"))
    said = said.join(days.select("article_id", "published", story=story), on="article_id")
    sums = said["finance_id"].drop_nulls().unique()
    money = every.scan("finance", projects.READS["finance"]).filter(
        pl.col("finance_id").is_in(sums.implode())
    )
    return said, tables.once(money.drop("part").collect(engine="streaming"), ["finance_id"])
