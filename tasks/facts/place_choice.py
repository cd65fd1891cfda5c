"""Which place a fact is about: the nearest in its sentence, else the one spoken of there."""

from __future__ import annotations

from functools import cache
from itertools import accumulate
from typing import NamedTuple

import polars as pl

from tasks.facts.place_topics import TAKEN
from tasks.facts.positions import before, first_from, last_upto, position, upto
from tasks.language.runs import of_home, rows_where, spread, taken
from tasks.language.windows import gathered
from tasks.lexicon import rows

_ITSELF = ["works", "river"]  # which may be the thing itself
_CLOSE = 6  # words from a thing to the place after it
_BESIDE = 2  # a comma and a preposition
_CLOSE_BEHIND = 4  # words from a thing to the end of the place behind it
_SHUT = 2  # words from the end of a place between commas to the second of them
_WAYS = ("route", "river")
_OF_SIDE = {
    "before": ("token_end", "clause_start", "clause_end", "is_led", "place_code"),
    "after": ("token_start", "clause_start", "is_led", "is_closed", "is_speaker", "colon", "region_code"),
}
_OF_WAY = ("is_led", "clause_start", "token_end")


class Here(NamedTuple):
    """What the text says of places."""

    named: pl.DataFrame
    """FOUND: every place named, in order of the text."""
    spoken: pl.DataFrame
    """The place that each sentence goes on speaking of, as `place_topics.spoken_of` gives it."""
    usable: pl.DataFrame
    """Those of `named` that a fact may be at, with clause_start, clause_end (how many clauses end before them in the
    batch) and is_closed (a stop comes right after: 'школа, в Актау, …')."""
    stops: pl.Series
    """`positions` of the stops between clauses, of sentences with a place."""


def surveyed(named: pl.DataFrame, spoken: pl.DataFrame) -> Here:
    """What the text says of places, made ready to be asked.

    Args:
        named: FOUND.
        spoken: as `place_topics.spoken_of` gives it.
    """
    breaks = named.select("sentence_id", "breaks").unique("sentence_id").explode("breaks").drop_nulls()
    stops = position(breaks["sentence_id"], breaks["breaks"]).sort()
    usable = named.filter(~pl.col("is_aside")).drop("breaks")
    start, end = (position(usable["sentence_id"], usable[c]) for c in ("token_start", "token_end"))
    usable = usable.with_columns(
        pl.col("token_start", "token_end").cast(pl.Int64),
        clause_start=before(stops, start),
        clause_end=before(stops, end),
        is_closed=upto(stops, end + _SHUT) > before(stops, end),
        is_itself=pl.col("level").is_in(_ITSELF),
    )
    return Here(named, spoken, usable, stops)


def place_of(spans: pl.DataFrame, here: Here) -> pl.DataFrame:
    """Chooses a place for each span.

    Args:
        spans: sentence_id, token_start, token_end.
        here: places named and spoken of.

    Returns:
        place_code, place_text, region_code; a row for each of `spans`, in their order.
    """
    facts = spans.select(
        pl.col("sentence_id").cast(pl.UInt32), pl.col("token_start", "token_end").cast(pl.Int64)
    )
    facts = facts.with_columns(
        clause=before(here.stops, position(facts["sentence_id"], facts["token_start"]))
    )
    named, of_way = here.usable, {way: rows_where(here.usable["level"] == way) for way in _WAYS}
    hard = rows_where(~named["level"].is_in(_WAYS))
    sides = {side: _beside(facts, named, hard, is_before=side == "before") for side in _OF_SIDE}
    ways = {way: _along(facts, named, some) for way, some in of_way.items()}
    spoken = of_home(facts, here.spoken.with_row_index("row"))
    table = pl.concat(
        [
            facts,
            spoken.rename(lambda c: f"spoken_{c}"),
            *(_told(named, row, side) for side, row in sides.items()),
            *(told.select(pl.all().name.prefix(f"{way}_")) for way, (told, _) in ways.items()),
        ],
        how="horizontal",
    )
    own = _is_of_neighbour(table) & pl.col("before_is_led") & ~pl.col("spoken_is_kazakh")
    table = table.with_columns(own=own.fill_null(False))
    # every place that may be meant, one under the other: those named, those spoken of, those of a whole, roads, rivers
    kinds = {
        "named": named.select(TAKEN),
        "spoken": here.spoken.select(TAKEN),
        "whole": here.spoken.select(pl.col(f"whole_{c}").alias(c) for c in TAKEN),
        **{way: taken for way, (_, taken) in ways.items()},
    }
    first = zip(kinds, accumulate((some.height for some in kinds.values()), initial=0), strict=False)
    at = (
        table.with_columns(pl.lit(n).alias(f"first_{kind}") for kind, n in first)
        .select(_chosen())
        .to_series()
    )
    return pl.concat(kinds.values()).select(pl.col(TAKEN).gather(at))


@cache
def _chosen() -> pl.Expr:
    """The row of the place meant, where `first_<kind>` says where the places of each kind begin."""
    # 'Бассейн в Мерке и две школы': the schools stand elsewhere.
    has_before = pl.col("before_row").is_not_null() & ~pl.col("own")
    has_after, has_whole = pl.col("after_row").is_not_null(), pl.col("spoken_whole_place_text").is_not_null()
    later = has_after & ~has_before
    n_places, has_spoken = pl.col("spoken_n_places"), pl.col("spoken_place_text").is_not_null()
    of_region = pl.col("spoken_whole_place_code").is_in(_regions())
    in_region = pl.col("spoken_place_code").is_in(_regions())
    # '22 жоба іске асырылады: Жезқазғанда …, Сәтбаевта …': what is told of several is of the whole.
    is_told = pl.col("token_end") <= pl.col("after_colon")
    # An account of one region has its roads there, wherever they lead; what stands by a road is by it.
    is_local = pl.col("spoken_whole_place_code").is_not_null() & ~pl.col("route_is_led").fill_null(False)
    has_road, has_river = pl.col("route_row").is_not_null(), pl.col("river_row").is_not_null()
    row = {c: pl.col(f"{c}_row") for c in ("before", "after", *_WAYS)}
    spoken, whole = (pl.col("spoken_row").cast(pl.Int64) + pl.col(f"first_{k}") for k in ("spoken", "whole"))
    roads, rivers = (row[way] + pl.col(f"first_{way}") for way in _WAYS)
    ranked = [
        (_follows() & has_after, row["after"]),
        (has_before & (pl.col("before_clause_end") == pl.col("clause")), row["before"]),
        (has_after & (pl.col("after_clause_start") == pl.col("clause")), row["after"]),
        (_is_road() & ~is_local & ~_at_region(has_before), roads),
        (has_before, row["before"]),
        (pl.col("own") & has_whole, whole),
        (pl.col("after_is_speaker") & later, row["after"]),
        (later & is_told & (n_places > 1) & has_whole, whole),
        # a place named later in the sentence that is a part of the region spoken of
        (
            later
            & (n_places == 1)
            & in_region
            & ~_of_other_clause()
            & (pl.col("spoken_region_code") == pl.col("after_region_code")),
            row["after"],
        ),
        # what stands by a road is rather where its article is
        (has_road & ~is_local & (~has_spoken | in_region), roads),
        (has_road & is_local & of_region, whole),
        # In an account of a whole region a river says more than the town spoken of last.
        (has_river & (~has_whole | of_region), rivers),
        (has_spoken, spoken),
        (has_after, row["after"]),
    ]
    return pl.coalesce(pl.when(has).then(at) for has, at in ranked)


@cache
def _of_other_clause() -> pl.Expr:
    """'9 мектеп ашылды, ал Кербұлақ ауданындағы үш емхана …': in Kazakh what stands there follows."""
    apart = pl.col("after_clause_start") != pl.col("clause")
    return (pl.col("spoken_is_kazakh") & pl.col("after_is_led") & apart).fill_null(False)


@cache
def _follows() -> pl.Expr:
    """In Russian and English what stands somewhere is named first: 'школа на 300 мест в Актау'."""
    gap, is_led = pl.col("after_token_start") - pl.col("token_end"), pl.col("after_is_led")
    is_close = (pl.col("after_clause_start") == pl.col("clause")) & (gap <= _CLOSE) & (is_led | (gap == 0))
    # 'Две фабрики, в Шортанды и Егиндыколе, …'
    is_shut = (gap == _BESIDE) & is_led & pl.col("after_is_closed")
    return (is_close | is_shut) & ~pl.col("spoken_is_kazakh")


@cache
def _is_road() -> pl.Expr:
    """The road itself lies between its towns."""
    return (pl.col("route_clause_start") == pl.col("clause")) & (
        pl.col("route_token_end") >= pl.col("token_start")
    )


def _at_region(has_before: pl.Expr) -> pl.Expr:
    return (has_before & pl.col("before_place_code").is_in(_regions())).fill_null(False)


def _is_of_neighbour(table: pl.DataFrame) -> pl.Expr:
    """Whether the place before a thing stands right behind another thing of its sentence."""
    order = table.select("sentence_id", "token_start", "token_end", "clause").with_row_index("fact")
    order = order.sort("sentence_id", "token_start")
    same = pl.col("sentence_id") == pl.col("sentence_id").shift(1)
    other = order.select(
        "fact",
        first=pl.when(same).then(pl.col("token_start").shift(1)),
        last=pl.col("token_end").shift(1) + _CLOSE_BEHIND,
        clause=pl.col("clause").shift(1),
    ).sort("fact")
    at = pl.col("before_token_end")
    behind = (at > pl.lit(other["first"])) & (at <= pl.lit(other["last"]))
    return behind & (pl.col("before_clause_start") == pl.lit(other["clause"])) & (pl.col("token_start") >= at)


@cache
def _regions() -> list[str]:
    return [r["place_code"] for r in rows("places") if r["type"] == "oblast"]


def _told(named: pl.DataFrame, row: pl.Series, side: str) -> pl.DataFrame:
    """What is asked of the places on one side, and their rows."""
    taken = gathered(named, row, {f"{side}_{c}": c for c in _OF_SIDE[side]})
    return pl.DataFrame([row.alias(f"{side}_row"), *taken])


def _beside(facts: pl.DataFrame, named: pl.DataFrame, some: pl.Series, *, is_before: bool) -> pl.Series:
    """The row of the nearest of some places on one side; a reservoir that is the thing itself is no place of it."""
    near = _nearest(facts, named, some, is_before=is_before)
    at = taken(named["token_end" if is_before else "token_start"], near)
    is_itself, is_led = (taken(named[c], near) for c in ("is_itself", "is_led"))
    own = is_itself & ~is_led & (facts["token_start"] <= at) & (at <= facts["token_end"])
    if not own.any():
        return near
    other = _nearest(facts, named, some.filter(~taken(named["is_itself"], some)), is_before=is_before)
    return other.zip_with(own.fill_null(False), near)


def _along(facts: pl.DataFrame, named: pl.DataFrame, ways: pl.Series) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The nearest road or river of the sentence, where it names one: for each fact its row among those met, is_led,
    clause_start and token_end; and of those met the place."""
    is_near = facts["sentence_id"].is_in(taken(named["sentence_id"], ways).unique().implode())
    near = facts.filter(is_near)
    behind, ahead = (_beside(near, named, ways, is_before=side) for side in (True, False))
    columns = (*TAKEN, *_OF_WAY)
    met, other = (named.select(columns)[rows.cast(pl.UInt32)] for rows in (behind, ahead))
    met = met.with_columns(pl.col(c).fill_null(pl.lit(other[c])) for c in columns)
    is_met = met["place_text"].is_not_null()
    told = met.select(*_OF_WAY).with_columns(
        row=pl.when(pl.lit(is_met)).then(pl.int_range(pl.len(), dtype=pl.Int64))
    )
    return spread(told, rows_where(is_near), facts.height), met.select(TAKEN)


def _nearest(facts: pl.DataFrame, named: pl.DataFrame, some: pl.Series, *, is_before: bool) -> pl.Series:
    """The row of the last place that ends before the fact's end, or of the first that starts after its beginning."""
    key, look_up = ("token_end", last_upto) if is_before else ("token_start", first_from)
    places = position(taken(named["sentence_id"], some), taken(named[key], some))
    order = places.arg_sort()
    found = look_up(taken(places, order), position(facts["sentence_id"], facts[key]))
    return taken(some, taken(order, found)).cast(pl.Int64)
