"""Which articles tell one story, after what has come and gone; of old stories, only those that a change touches."""

from __future__ import annotations

import polars as pl

from flows.corpus import Corpus
from tasks import publish
from tasks.facts import fingerprints, stories
from tasks.schema.frames import FIGURES, FINGERPRINTS, LINKS


def told(
    corpus: Corpus, *, gone: pl.DataFrame, doubles: pl.DataFrame, was_double: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """LINKS, sorted; and article_id, story_id, was of every article whose story may be another than before."""
    number = fingerprints.article_number()
    lost, doubled = gone.select(number, "part"), doubles.select(number).to_series()
    now = _known(corpus.old | corpus.new, lost, doubled)
    pair = doubles.select(a=number, b=fingerprints.article_number("duplicate_of"))
    same = pair.select(a=pl.min_horizontal("a", "b"), b=pl.max_horizontal("a", "b"), kind=pl.lit("double"))
    if not corpus.old.roots:
        links = pl.concat([stories.links_all(now), same]).sort(LINKS.names())
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
    update = stories.Update(come, gone_)
    links = update.applied(corpus.links)
    return links, _renamed(corpus, links, update, now.prints, gone)


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


def _renamed(
    corpus: Corpus, links: pl.DataFrame, update: stories.Update, known: pl.LazyFrame, gone: pl.DataFrame
) -> pl.DataFrame:
    """article_id, story_id, was of the articles whose story is another than before, or has lost something.

    A story that has lost nothing still hangs together: its first article, by which it is named, stands for all of it.
    """
    number = fingerprints.article_number()
    before = corpus.old.scan("articles", ["article_id", "story_id"]).collect()
    before = before.select("article_id", number, was="story_id")
    apart = stories.apart(update.lost, links)
    lost = pl.concat([gone.select(number).to_series(), apart["a"], apart["b"]])
    stirred = pl.concat([lost, update.come["a"], update.come["b"]])
    shaken, torn = (before.filter(pl.col("article").is_in(x.implode()))["was"] for x in (stirred, lost))
    here = before.filter(pl.col("was").is_in(shaken.implode()))
    is_torn = pl.col("was").is_in(torn.implode())
    whole, loose = here.filter(~is_torn), here.filter(is_torn)
    is_loose = pl.any_horizontal(pl.col(c).is_in(loose["article"].implode()) for c in "ab")
    ends = pl.concat([update.come, links.filter(is_loose)]).select("a", "b")
    told = stories.named(_by_first(ends, whole, known), known)
    firsts = told.join(whole, on="article_id")
    moved = firsts.filter(pl.col("story_id") != pl.col("was")).select("was", "story_id")
    rest = told.join(firsts, on="article_id", how="anti")
    rest = rest.join(loose.select("article_id", "was"), on="article_id", how="full", coalesce=True)
    alone = rest.filter(pl.col("story_id").is_null())
    own = alone.with_columns(story_id=stories.own_story(alone["article_id"]))
    moved = whole.join(moved, on="was").select(rest.columns)
    return pl.concat([moved, rest.drop_nulls("story_id"), own])


def _by_first(ends: pl.DataFrame, whole: pl.DataFrame, known: pl.LazyFrame) -> pl.DataFrame:
    """Linked articles (a, b), those of whole stories (article, was) as the first article of their story."""
    met = whole.filter(pl.col("article").is_in(pl.concat([ends["a"], ends["b"]]).implode()))
    every = whole.filter(pl.col("was").is_in(met["was"].implode()))
    days = known.filter(pl.col("article").is_in(every["article"].implode())).select("article", "day")
    order = every.join(days.collect(), on="article").sort("day", "article", nulls_last=True)
    met = met.join(order.group_by("was").agg(head=pl.col("article").first()), on="was")
    return ends.select(pl.col(c).replace(met["article"], met["head"]) for c in "ab")


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
