"""The parts of a release: what stays is linked, what a run touches is written anew, what is new is written.

Each part is written by itself, so memory doesn't grow with the corpus and several are written at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date

import polars as pl

import expectations
from flows.corpus import Corpus
from flows.joining import Changes, Joined, about
from flows.survey import Survey
from tasks import publish, tables
from tasks.facts import fingerprints, indicator_projects, stories
from tasks.schema import TABLES
from tasks.schema.frames import FIGURES, FINGERPRINTS, KEYS

_STATE = {"fingerprints": FINGERPRINTS, "figures": FIGURES, "keys": KEYS}
_SMALL_SHARE = 8  # a part with less than this part of a batch's bytes is small
_SMALL_PARTS = 16  # so many of them are made one
Frames = dict[str, pl.DataFrame]


@dataclass(frozen=True)
class Group:
    """One part to be written.

    Args:
        part: its number.
        sources: the old and new parts whose rows go into it.
        earlier: parts of the last release in which rows of the same files stand.
    """

    part: int
    sources: tuple[int, ...]
    earlier: tuple[int, ...] = ()


@dataclass
class Written:
    """What became of the rows.

    Args:
        carried: table → rows of the last release that stay.
        gone: table → rows of replaced and pruned files that don't.
        duplicate: table → new rows, and old ones that stayed until now, that another article tells already.
        verdict: of the gate, over rows that hung on rejected projects; of their counts only the rejected ones are new.
    """

    carried: Counter[str] = field(default_factory=Counter)
    gone: Counter[str] = field(default_factory=Counter)
    duplicate: Counter[str] = field(default_factory=Counter)
    verdict: expectations.Verdict = field(default_factory=lambda: expectations.Verdict.added([]))


@dataclass(frozen=True)
class Writer:
    """Writes parts.

    Args:
        staging: the release to be.
        corpus: where the rows are.
        last: the parts of the last release, all of them.
        changes: what is to be done to them.
        project_ids: of the projects that will be published.
        evidence: what old projects rest on (see `_evidence`).
        day: the day of the run.
        run_id: of the run.
    """

    staging: publish.Staging
    corpus: Corpus
    last: publish.Parts
    changes: Changes
    project_ids: pl.Series
    evidence: Frames
    day: date
    run_id: str

    def write(self, group: Group) -> Written:
        """Write one part, with its state.

        Raises:
            OSError: the system won't write.
        """
        written = Written()
        given = [self._rows(n, written) for n in group.sources]
        rows = {name: pl.concat([g[name] for g in given]) for name in given[0]}
        rows = {name: self._stamped(name, frame, group) for name, frame in rows.items()}
        done = {name: tables.finish(name, [frame]) for name, frame in rows.items()}
        if done["project_mentions"]["project_id"].has_nulls():
            done = self._without_orphans(done, written)
        for name, frame in done.items():
            self.staging.add(name, group.part, frame)
        for name, frame in self._state(group.sources, done).items():
            self.staging.add(name, group.part, frame)
        judgement = expectations.judge(
            done,
            self.day,
            known=self._known(done),
            only=[n for n, rows in done.items() if n != "quarantine" and rows.height],
        )
        self.staging.add("judged", group.part, expectations.to_frame(judgement))
        self.staging.parts[group.part] = about(done)
        return written

    def _without_orphans(self, done: Frames, written: Written) -> Frames:
        """The rows without the mentions of projects that were rejected, and what hangs on them."""
        rows = {name: done[name] for name in tables.BY_ARTICLE}
        verdict = expectations.gate(rows, self.day, published=self._known(done))
        written.verdict = expectations.Verdict.added([verdict])
        more = tables.quarantined([verdict.quarantine], done["articles"].select("article_id", "source_file"))
        more = tables.stamp("quarantine", more, more.head(0), self.run_id)
        left = tables.finish("quarantine", [done["quarantine"], more])
        return {**done, **{name: verdict.passed[name] for name in rows}, "quarantine": left}

    def _rows(self, part: int, written: Written) -> Frames:
        """The rows of a part that stay, as they will be published but for their run."""
        parts = self.corpus.old | self.corpus.new
        rows = {name: parts.load(name, part) for name in (*tables.BY_ARTICLE, "projects", "quarantine")}
        lost = self._of(self.changes.gone, part)
        twice = self._of(self.changes.twice, part)
        paths = self.changes.twice.filter(pl.col("part") == part).select("article_id", "path")
        again = rows["articles"].join(paths, on="article_id")
        said = tables.twice_rejected(again).with_columns(source_file=again["path"])
        for name in tables.BY_ARTICLE:
            kept = _without(name, rows[name], lost, written.gone)
            rows[name] = _without(name, kept, twice, written.duplicate)
        doubles = self._of(self.changes.doubles, part)
        for name in ("finance", "project_mentions", "indicators"):
            rows[name] = _without(name, rows[name], doubles, written.duplicate)
        is_double = pl.col("article_id").is_in(doubles["article_id"].implode())
        rows["numbers"] = rows["numbers"].with_columns(fact_id=pl.when(~is_double).then("fact_id"))
        rows["projects"] = _without(
            "projects", rows["projects"], self.changes.dropped.to_frame("project_id"), written.gone
        )
        is_replaced = pl.col("source_file").is_in(list(self.corpus.replaced)).fill_null(False)
        stay = (
            rows["quarantine"].filter(~is_replaced) if part in self.corpus.old.roots else rows["quarantine"]
        )
        rows["quarantine"] = pl.concat([stay, tables.quarantined([said])])
        return self._linked(rows, part)

    @staticmethod
    def _of(rows: pl.DataFrame, part: int) -> pl.DataFrame:
        return rows.filter(pl.col("part") == part).select("article_id")

    def _linked(self, rows: Frames, part: int) -> Frames:
        """The rows of a part with their doubles, stories and projects."""
        is_here, changes = pl.col("part") == part, self.changes
        doubles, told, now = (
            c.filter(is_here).drop("part") for c in (changes.doubles, changes.stories, changes.projects)
        )
        articles = rows["articles"].drop("duplicate_of")
        articles = articles.join(doubles, on="article_id", how="left", maintain_order="left")
        told = told.select("article_id", told="story_id")
        articles = articles.join(told, on="article_id", how="left", maintain_order="left")
        own = stories.own_story(articles["article_id"])
        is_new = part in self.corpus.new.roots
        story = pl.coalesce("told", own) if is_new else pl.coalesce("told", "story_id", own)
        rows["articles"] = TABLES["articles"].cast(articles.with_columns(story_id=story))
        now = now.rename({"project_id": "now"})
        said = rows["project_mentions"].join(now, on="mention_id", how="left", maintain_order="left")
        said = said.with_columns(project_id=pl.coalesce("now", "project_id")).drop("now")
        there = self._published(said["project_id"])
        is_there = pl.col("project_id").is_in(there.implode())
        said = said.with_columns(project_id=pl.when(is_there).then("project_id"))
        links = said.drop_nulls("finance_id").select("finance_id", linked="project_id")
        links = links.sort("finance_id", "linked").unique("finance_id", keep="first", maintain_order=True)
        money = rows["finance"].join(links, on="finance_id", how="left", maintain_order="left")
        rows["finance"] = money.with_columns(project_id="linked").drop("linked")
        rows["project_mentions"] = said
        rows["indicators"] = indicator_projects.described(rows["indicators"], said)
        return rows

    def _stamped(self, name: str, frame: pl.DataFrame, group: Group) -> pl.DataFrame:
        """The rows with the run that published them first."""
        key = TABLES[name].key
        if name == "projects" or key is None or not group.earlier:
            return tables.stamp(name, frame, frame.head(0), self.run_id)
        columns = [key, "run_id"]
        known = self.last.only(group.earlier).scan(name, columns).collect()
        return tables.stamp(name, frame, known, self.run_id)

    def _known(self, done: Frames) -> Frames:
        """What rows refer to beyond their part."""
        first = done["articles"]["duplicate_of"].drop_nulls().unique()
        there = self.changes.index.filter(pl.col("article_id").is_in(first.implode()))
        named = [done[name]["project_id"] for name in ("project_mentions", "finance", "indicators")]
        found = self._published(pl.concat(named))
        known = {
            "articles": TABLES["articles"].cast(there.select("article_id").unique()),
            "projects": TABLES["projects"].cast(found.to_frame("project_id")),
        }
        if done["projects"].height:
            of = {"project_mentions": "project_id", "finance": "budget_finance_id"}
            for name, column in of.items():
                rows, ids = self.evidence[name], done["projects"][column]
                is_meant = pl.col(column.removeprefix("budget_")).is_in(ids.drop_nulls().implode())
                known[name] = TABLES[name].cast(rows.filter(is_meant))
        return known

    def _published(self, named: pl.Series) -> pl.Series:
        """Those of the projects that will be published, each once; a part names few of them all."""
        return self.project_ids.filter(self.project_ids.is_in(named.drop_nulls().unique().implode()))

    def _state(self, sources: Sequence[int], done: Frames) -> Frames:
        """What later runs must know of the articles that stay."""
        parts = (self.corpus.old | self.corpus.new).only(sources)
        lost = pl.concat([self.changes.gone, self.changes.twice]).lazy()
        state = {n: parts.scan(n, s.names(), s).collect() for n, s in _STATE.items()}
        stay = state["fingerprints"].lazy().join(lost, on=["article_id", "part"], how="anti").collect()
        here = stay.select("article", "part").join(
            self.changes.doubles.select(article=fingerprints.article_number()), on="article", how="anti"
        )
        mentions = done["project_mentions"].select("mention_id")
        return {
            "fingerprints": stay.drop("part"),
            "figures": state["figures"].join(here, on=["article", "part"], how="semi").drop("part"),
            "keys": state["keys"]
            .drop("part")
            .unique()
            .join(mentions, on="mention_id", how="semi")
            .sort(KEYS.names()),
        }


def _evidence(old: publish.Parts, touched: Collection[int]) -> Frames:
    """What the projects rest on that no run touches, but their part: all their mentions, and the sums that they name.

    Args:
        old: the parts that may stay.
        touched: those of them that will be written anew; without projects among them nothing is read.
    """
    every = set(old.files("projects").values())
    some = every & set(touched)
    if not some:
        return {name: TABLES[name].empty() for name in ("project_mentions", "finance")}
    here = old.only(sorted(some)).scan("projects", ["project_id", "budget_finance_id"])
    sums = here.select(finance_id="budget_finance_id").drop_nulls()
    said = old.scan("project_mentions", ["project_id"])
    if some != every:
        said = said.join(here, on="project_id", how="semi")
    money = old.scan("finance", ["finance_id", "amount"]).join(sums, on="finance_id", how="semi")
    return {
        "project_mentions": said.drop("part").collect(),
        "finance": money.drop("part").collect(),
    }


def _without(name: str, rows: pl.DataFrame, lost: pl.DataFrame, count: Counter[str]) -> pl.DataFrame:
    """The rows but those with a key in `lost`, which are counted."""
    if lost.is_empty():
        return rows
    left = rows.join(lost, on=lost.columns, how="anti", maintain_order="left")
    count[name] += rows.height - left.height
    return left


def written(
    todo: Survey, joined: Joined, staging: publish.Staging, day: date, run_id: str, workers: int, batch: int
) -> Written:
    """Write what is new or touched, and link the rest.

    Args:
        todo: what the run had before it.
        joined: the rows and what is to be done to them.
        staging: the release to be.
        day: the day of the run.
        run_id: of the run.
        workers: how many parts are written at once.
        batch: bytes of a batch.
    """
    corpus, changes, release = joined.corpus, joined.changes, todo.release
    last = release.parts if release else publish.Parts()
    groups, linked = _grouped(
        joined,
        {int(n): p["bytes"] for n, p in release.manifest["parts"].items()} if release else {},
        staging,
        batch,
    )
    for part in linked:
        assert release is not None
        staging.take(release, part)
    evidence = _evidence(corpus.old, {n for g in groups for n in g.sources})
    writer = Writer(staging, corpus, last, changes, joined.project_ids, evidence, day, run_id)
    total = Written()
    with ThreadPoolExecutor(workers) as pool:
        for one in pool.map(writer.write, _with_earlier(groups, changes.index, last)):
            total.gone += one.gone
            total.duplicate += one.duplicate
            total.verdict = expectations.Verdict.added([total.verdict, one.verdict])
    if release:
        old = {n: t["rows"] for n, t in release.manifest["tables"].items()} if corpus.old.roots else {}
        total.carried.update({n: rows - total.gone[n] for n, rows in old.items()})
    return total


def _grouped(
    joined: Joined, sizes: dict[int, int], staging: publish.Staging, batch: int
) -> tuple[list[Group], list[int]]:
    """What is to be written, and the old parts that are taken over as they are.

    Small parts, which small runs leave behind, are made one when there are too many of them.
    """
    old, touched = joined.corpus.old.roots, joined.changes.touched
    small = tuple(n for n in old if sizes[n] < batch // _SMALL_SHARE)
    merged = small if len(small) >= _SMALL_PARTS else ()
    target = max([*old, *joined.corpus.new.roots, *staging.parts], default=0) + 1
    groups = [Group(target, merged)] if merged else []
    groups += [Group(n, (n,)) for n in sorted({*touched, *joined.corpus.new.roots} - set(merged))]
    return groups, [n for n in old if n not in merged and n not in touched]


def _with_earlier(groups: Sequence[Group], index: pl.DataFrame, last: publish.Parts) -> list[Group]:
    """The groups with the parts of the last release in which rows of the same files stand."""
    if not last.roots:
        return list(groups)
    written = pl.col("part").is_in([n for g in groups for n in g.sources])
    now = index.filter(written).select("path", now="part").unique()
    then = last.scan("fingerprints", ["path"], FINGERPRINTS).filter(
        pl.col("path").is_in(now["path"].implode())
    )
    pairs = now.join(then.unique().collect(), on="path")
    by = {n: set(parts) for n, parts in pairs.group_by("now").agg("part").iter_rows()}
    found = [set[int]().union(*(by.get(s, set()) for s in g.sources)) for g in groups]
    return [replace(g, earlier=tuple(sorted(f))) for g, f in zip(groups, found, strict=True)]
