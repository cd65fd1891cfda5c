"""One batch of the corridor: files in, parts of tables out. Pure and picklable: it may run in any thread or machine.

What needs other articles than those of the batch (doubles, stories, projects) is left to `flows.joining`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import ParamSpec, TypeVar

import polars as pl

import expectations
from flows.inside import inside
from tasks import facts, mentions, publish, sentences, sources, tables
from tasks.facts import fingerprints, projects
from tasks.schema import TABLES
from tasks.schema.frames import FINGERPRINTS, RECORDS

P = ParamSpec("P")
R = TypeVar("R")
_FACTS = ("finance", "indicators", "project_mentions")


@dataclass
class Done:
    """What came of a batch; its rows are on disk.

    Args:
        part: its number.
        extracted: table → rows that came out of the files.
        carried: table → rows that were published before, and are judged again.
        verdict: of the gate, without the rows that passed.
        digests: file → SHA-256, of the files that were read whole.
        warnings: what the user should know, though nothing is lost.
        undated: the articles whose day isn't known: how many, and the file of the first.
        seconds: stage → how long it took.
    """

    part: int
    extracted: dict[str, int]
    carried: dict[str, int]
    verdict: expectations.Verdict
    digests: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    undated: tuple[int, str] = (0, "")
    seconds: dict[str, float] = field(default_factory=dict)

    def timed(self, stage: str, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Do it, and note how long it took."""
        start = time.perf_counter()
        try:
            return work(*args, **kwargs)
        finally:
            self.seconds[stage] = self.seconds.get(stage, 0.0) + time.perf_counter() - start


def extract(batch: sources.Batch, part: int, folder: Path, day: date, run_id: str) -> Done:
    """Read files and write their rows to `folder`, laid out as a release (see `tasks.publish.parts`).

    Args:
        batch: what to read.
        part: the number of the part to be.
        folder: where to.
        day: the day of the run.
        run_id: of the run, for rows that no earlier one has published.

    Raises:
        OSError: `folder` can't be written to.
    """
    done = Done(part, {}, {}, expectations.Verdict.added([]))
    read = done.timed("read", sources.read_pieces, batch.pieces)
    articles, blocks, unparsed = done.timed("parse", inside, sources.parse, read.records)
    articles = articles.with_columns(duplicate_of=pl.lit(None, pl.String))  # found over all batches
    split = done.timed("sentences", inside, sentences.split, articles, blocks)
    found = done.timed("mentions", inside, mentions.find, split)
    fresh = done.timed("facts", inside, facts.derive, articles, split, found.tokens, found.mentions)
    fresh["articles"] = tables.count(articles, split, fresh["numbers"])
    fresh = {name: frame.with_columns(run_id=pl.lit(run_id)) for name, frame in fresh.items()}
    done.digests, done.warnings = read.digests, read.warnings
    undated = articles.filter(pl.col("published").is_null())["source_file"]
    done.undated = undated.len(), undated[0] if undated.len() else ""
    done.extracted = {name: fresh[name].height for name in tables.BY_ARTICLE}
    alone = batch.pieces[0].path if sources.is_table(batch.pieces[0].path) else None
    path = pl.col("source_file") if alone is None else pl.lit(alone)
    known = articles.select("article_id", path=path, line=pl.int_range(pl.len(), dtype=pl.UInt32))
    rejected = [f.with_columns(source_file=path) for f in (read.rejects, unparsed)]
    _save(done, folder, fresh, known, rejected, day)
    return done


def warm_up() -> None:
    """Have the lexicon read and its patterns made: a second, best while a server is starting."""
    record = sources.Record(
        "a.txt", None, "", "Қалада мектеп салуға 3 млрд теңге бөлінді, бұл былтырғыдан 5% көп."
    )
    articles, blocks, _ = sources.parse(pl.DataFrame([record], schema=RECORDS, orient="row"))
    split = sentences.split(articles, blocks)
    found = mentions.find(split)
    facts.derive(articles, split, found.tokens, found.mentions)


def carry(
    release: publish.Parts, old: int, paths: Collection[str], part: int, folder: Path, day: date
) -> Done:
    """Judge the rows of an old part again, by the rules of today: of files that can't be read any more.

    Args:
        release: the parts of the last release.
        old: the number of the part there.
        paths: the files whose rows stay.
        part: the number of the part to be.
        folder: where to.
        day: the day of the run.
    """
    done = Done(part, {}, {}, expectations.Verdict.added([]))
    stays = pl.col("path").is_in(list(paths))
    known = (
        release.only([old])
        .scan("fingerprints", ["article_id", "path", "line"], FINGERPRINTS)
        .filter(stays)
        .collect()
    )
    rows = {
        name: release.load(name, old).join(known, on="article_id", how="semi", maintain_order="left")
        for name in tables.BY_ARTICLE
    }
    done.carried = {name: frame.height for name, frame in rows.items()}
    quarantine = release.load("quarantine", old).filter(pl.col("source_file").is_in(list(paths)))
    nothing = {
        "articles": ("duplicate_of", "story_id"),
        "finance": ("project_id",),
        "indicators": ("project_id",),
        "project_mentions": ("project_id",),
    }
    for name, columns in nothing.items():  # what other articles decide is decided anew
        rows[name] = rows[name].with_columns(pl.lit(None, pl.String).alias(c) for c in columns)
    _save(done, folder, rows, known, [quarantine], day)
    return done


def turned_away(rejected: pl.DataFrame, part: int, folder: Path) -> Done:
    """The files that no reader takes, as a part that holds their quarantine rows."""
    held = tables.finish("quarantine", [tables.quarantined([rejected])])
    publish.save(folder, "quarantine", part, held, compression="lz4", is_final=False)
    return Done(part, {}, {}, expectations.Verdict.added([]))


def _save(
    done: Done,
    folder: Path,
    rows: dict[str, pl.DataFrame],
    known: pl.DataFrame,
    rejected: list[pl.DataFrame],
    day: date,
) -> None:
    """Judge the rows and write those that pass, with what later runs must know of them.

    Args:
        known: article_id, path, line.
        rejected: quarantine rows of the stages before.
    """
    frames = {name: tables.finish(name, [rows[name]]) for name in tables.BY_ARTICLE}
    verdict = done.timed("gate", inside, expectations.gate, frames, day, later=["project_id"])
    passed = verdict.passed
    files_of = known.select("article_id", source_file="path")
    quarantine = tables.quarantined(
        [*rejected, _by_path(verdict.quarantine, frames["articles"], known)], files_of
    )
    held = tables.finish("quarantine", [quarantine])
    done.timed("spill", _write, done.part, folder, {**passed, "quarantine": held}, known)
    done.verdict = expectations.Verdict.added([verdict])


def _by_path(quarantine: pl.DataFrame, articles: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Rejected rows by the input that they came from, which isn't their source_file if that was compacted."""
    of = articles.select("article_id", "source_file").join(known, on="article_id")
    paths = of.select("source_file", "path").unique("source_file", keep="first")
    found = quarantine.join(paths, on="source_file", how="left", maintain_order="left")
    return found.with_columns(source_file=pl.coalesce("path", "source_file")).drop("path")


def _write(part: int, folder: Path, passed: dict[str, pl.DataFrame], known: pl.DataFrame) -> None:
    articles = passed["articles"].join(known, on="article_id", how="left", maintain_order="left")
    facts_ = [passed[name] for name in _FACTS]
    state = {
        "fingerprints": fingerprints.fingerprints(articles, *facts_),
        "figures": fingerprints.figures(articles, *facts_),
        "keys": projects.keys(passed["project_mentions"], articles),
    }
    for name in (*tables.BY_ARTICLE, "quarantine"):
        if passed[name].height:
            publish.save(
                folder, name, part, TABLES[name].cast(passed[name]), compression="lz4", is_final=False
            )
    for name, frame in state.items():
        publish.save(folder, name, part, frame, compression="lz4")
