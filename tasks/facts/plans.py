"""Whether a quantity is so, was so or is meant to be, by what the clause says of works, plans and times."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.governing import REACH
from tasks.lexicon import toml

_GOAL = 4  # words from a percentage to the goal that it is of; from a word for capacity to its number
_AIMED = ["target", "target_old", "need", "forecast"]
_LIVING = 2  # words from people to the verb that says that they live there
_FAR = 1000  # words: more than a sentence has


def planned(pairs: pl.DataFrame) -> pl.DataFrame:
    """What else the clause says of each quantity.

    Args:
        pairs: each quantity with each cue of its sentence, as `movement` makes them.

    Returns:
        no, plan (target | forecast | null), is_coming (the verb is in the future), is_done (works on it are over),
        is_so (now, or in the past), is_will (its verb is in the present, which Kazakh has for the future too), is_old
        (of what is repaired or pulled down it is the size), is_measure, is_share,
        is_capacity (how much a plant can make), is_hurt (it has been destroyed or damaged, and not repaired).
    """
    cls = pl.col("class")
    # 'жоспардағы 41 шақырымның 17-сі': a plan said before the number before isn't this one's
    is_own = pl.col("is_after") | (pl.col("between") <= 0) | (pl.col("name") != "kk")
    return (
        pairs.filter("is_near", is_own)
        .with_columns(far=_apart(), is_plan=_plans())
        .group_by("no")
        .agg(
            done=pl.col("far").filter(_done()).min(),
            coming=pl.col("far").filter("is_plan", ~_elsewhere()).min(),
            aimed=pl.col("far").filter("is_plan", cls.is_in(_AIMED), ~_elsewhere()).min(),
            # 'жыл сайын 84 км жол жөнделеді', but '… өңдейтін зауыт салынады' is of what will be made each year
            is_custom=(cls == "custom").any()
            | ((cls == "yearly").any() & ~cls.is_in(["will_do", "capacity"]).any()),
            is_forecast=_is_forecast().any(),
            is_measure=((cls == "measure") & ~pl.col("is_after") & (pl.col("distance") <= REACH)).any(),
            is_capacity=((cls == "capacity") & ~pl.col("is_after") & (pl.col("distance") <= _GOAL)).any(),
            mends=pl.col("distance")
            .filter("is_standing", cls.is_in(["mends", "progress_old", "future_old"]))
            .min(),
            # '300 орындық мектептің құрылысына …, емхананы жөндеуге …'
            erects=pl.col("distance").filter("is_after", cls == "erects").min(),
            is_of_goal=((cls == "goal") & _of_it()).any(),
            is_past=((cls == "past") & pl.col("is_after")).any(),
            is_now=((cls == "now") & ~pl.col("is_after") & ~pl.col("is_beyond")).any(),
            is_will=((cls == "present") & pl.col("is_after")).any(),
            is_resident=_lives().any(),
            is_hurt=((cls == "hurt") & ~pl.col("is_beyond")).any(),
            is_mended=(cls.is_in(["done", "mends", "future", "future_old"]) & ~pl.col("is_beyond")).any(),
            is_share=((cls == "share") & (pl.col("distance") <= 5)).any(),
        )
        .with_columns(coming=pl.when("is_custom").then("aimed").otherwise("coming"))
        # 'проект продлится до 2030 года, сейчас на нём работают 1200 человек'
        .with_columns(coming=pl.when(~pl.col("is_now") | (pl.col("coming") < 2 * _FAR)).then("coming"))
        .with_columns(is_done=(pl.col("done") < pl.col("coming").fill_null(9 * _FAR)).fill_null(False))
        .with_columns(
            is_coming=pl.col("coming").is_not_null()
            & ~pl.any_horizontal("is_done", "is_of_goal", "is_resident"),
            is_old=(pl.col("mends") <= pl.col("erects").fill_null(_FAR)).fill_null(False),
        )
        .select(
            "no", "is_coming", "is_done", "is_measure", "is_share", "is_old", "is_capacity", "is_will",
            is_so=pl.any_horizontal("is_past", "is_now", "is_resident"),
            is_hurt=pl.col("is_hurt") & ~pl.col("is_mended"),
            plan=pl.when(~pl.col("is_coming")).then(None)
            .when("is_forecast").then(pl.lit("forecast")).otherwise(pl.lit("target")),
        )
    )  # fmt: skip


@cache
def _done() -> pl.Expr:
    """The cue says that works on it are over, or that so much has been done: '6,300 loans had been issued'."""
    cls = pl.col("class")
    perfect = (cls == "perfect") & pl.col("is_after") & ~pl.col("is_beyond")
    return (cls == "done") | ((cls == "ready") & (pl.col("kind") == "percent")) | perfect


@cache
def _is_forecast() -> pl.Expr:
    """What is foreseen; what the weather will be nobody plans."""
    cls = pl.col("class")
    return (cls == "forecast") | ((cls == "future_change") & (pl.col("unit") == "degree"))


@cache
def _lives() -> pl.Expr:
    """'Сёла, где живут 30 тысяч человек': so many are there already; not 'will live'."""
    people = pl.col("unit").is_in(["person", "household"]) & ~pl.col("is_beyond")
    reach = pl.when(pl.col("name") == "en").then(0).otherwise(_LIVING)
    return (pl.col("class") == "lives") & people & (pl.col("distance") <= reach)


@cache
def _of_it() -> pl.Expr:
    """'80% of this year's plan', '80% плана': how much of a goal has been reached is no goal."""
    beside = (
        pl.col("is_after") & ~pl.col("is_beyond") & (pl.col("between") == 0) & (pl.col("distance") <= _GOAL)
    )
    # 'при плане 18 млрд – 19 млрд, или 107 %'
    told_again = ~pl.col("is_after") & (pl.col("between") > 0) & pl.col("is_or")
    is_of_it = (beside & ((pl.col("name") == "ru") | pl.col("is_of"))) | told_again
    return is_of_it & (pl.col("kind") == "percent")


@cache
def _elsewhere() -> pl.Expr:
    """'Готовность — 92 процента, двери откроют в мае': behind a comma another thing is told, unless a list goes on.

    So it does to numbers of things: '84 км жол, 3 мектеп салынады', 'жалақы 30, зейнетақы 20 пайызға өседі', but not
    'жұмыссыздық 4,6 пайыз, 3 мектеп салынады' nor 'ұзындығы 640 км, оның 84 шақырымы жөнделеді'. '900 гектарға' waits
    for its verb; 'прогнозируют в акимате' says it of what it stands behind.
    """
    thing = pl.col("kind").is_in(["quantity", "count"]) & (~pl.col("is_comma_next") | pl.col("is_size"))
    lists = (pl.col("between") > 0) & (thing | pl.col("is_bare"))
    waits = pl.col("is_governed") | (pl.col("class") == "forecast")
    return pl.col("is_after") & pl.col("is_beyond") & ~lists & ~waits


@cache
def _plans() -> pl.Expr:
    """The cue says that it isn't so yet."""
    cls, part = pl.col("class"), pl.col("kind").is_in(["percent", "times"])
    works = toml("indicators")["works"]
    is_size, is_new = pl.col("unit").is_in(works["sizes"]), ~pl.col("is_standing")
    return (
        cls.is_in(["target", "need", "future", "forecast"])
        | ((cls == "target_old") & ~(pl.col("is_size") & pl.col("is_standing")))
        | ((cls == "future_old") & is_new)
        | ((cls == "pulls") & ~pl.col("unit").is_in(works["weights"]).fill_null(False))
        | ((cls == "progress") & is_size)
        | ((cls == "progress_old") & is_size & is_new)
        | ((cls == "becomes") & ~part)
        | ((cls == "future_change") & (part | pl.col("is_governed")))
    )


@cache
def _apart() -> pl.Expr:
    """How far a cue stands from its number: a Kazakh verb follows, but for a participle right before."""
    kk, after, far = pl.col("name") == "kk", pl.col("is_after"), pl.col("distance")
    beside = kk & ~after & (far <= 1) & ~pl.col("is_beyond")
    beyond = pl.col("between") > 0
    # 'will replace the 200 MW plant, built in 2019'
    known = (pl.col("name") == "en") & after & pl.col("is_beyond") & (far <= 2) & ~beyond
    return (
        pl.when(known & (pl.col("class") == "done"))
        .then(-1)
        .when(beside & pl.col("class").is_in(["done", "future", "progress"]))
        .then(-1)
        # 'жоспарланған 120 шақырымның 84-і салынды': only what is planned before
        .when(beside & pl.col("class").is_in(["target", "need"]))
        .then(_FAR)
        .when(kk & ~after)
        .then(far + 3 * _FAR)
        # '6,300 loans worth 104 billion had been issued': a sum beside it isn't what was
        .when((pl.col("class") == "perfect") & after & ~pl.col("is_beyond"))
        .then(far)
        # 'some 45 km is being built, 30 km has been built'
        .when(beyond | (~after & pl.col("is_beyond")))
        .then(far + 2 * _FAR)
        .otherwise(far)
    )
