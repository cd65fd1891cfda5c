"""Which place a fact is about: the nearest in its sentence, else the one spoken of there."""

from __future__ import annotations

from functools import cache
from typing import Literal, NamedTuple

import polars as pl

from tasks.facts.place_topics import TAKEN
from tasks.lexicon import rows

_ITSELF = ["works", "river"]  # which may be the thing itself
_CLOSE = 6  # words from a thing to the place after it
_BESIDE = 2  # a comma and a preposition
_CLOSE_BEHIND = 4  # words from a thing to the end of the place behind it
_SHUT = 2  # words from the end of a place between commas to the second of them


class Here(NamedTuple):
    """What the text says of places."""

    named: pl.DataFrame
    """FOUND: every place named, in order of the text."""
    spoken: pl.DataFrame
    """The place that each sentence goes on speaking of, as `place_topics.spoken_of` gives it."""


def place_of(spans: pl.DataFrame, here: Here) -> pl.DataFrame:
    """Chooses a place for each span.

    Args:
        spans: sentence_id, token_start, token_end.
        here: places named and spoken of.

    Returns:
        place_code, place_text, region_code; a row for each of `spans`, in their order.
    """
    facts = spans.select(
        pl.col("sentence_id").cast(pl.UInt32),
        pl.col("token_start").cast(pl.Int64),
        pl.col("token_end").cast(pl.Int64),
    ).with_row_index("fact")
    named = _numbered(here.named.filter(~pl.col("is_aside")))
    facts = _in_clause(facts, here.named)
    is_route, is_river = pl.col("level") == "route", pl.col("level") == "river"
    hard = named.filter(~is_route & ~is_river)
    before, after = (_beside(facts, hard, is_before=side) for side in (True, False))
    roads, rivers = (_along(facts, named.filter(is_soft)) for is_soft in (is_route, is_river))
    around = facts.join(here.spoken, on="sentence_id", how="left", maintain_order="left")
    whole = around.select(pl.col(f"whole_{c}").alias(c) for c in TAKEN)
    # 'Бассейн в Мерке и две школы': the schools stand elsewhere.
    own = _is_of_neighbour(facts, before) & before["is_led"] & ~around["is_kazakh"]
    before = before.with_columns(pl.when(~own.fill_null(False)).then(pl.col(TAKEN)))
    same_before = before["place_text"].is_not_null() & (before["clause_end"] == facts["clause"])
    same_after = after["place_text"].is_not_null() & (after["clause_start"] == facts["clause"])
    # In Russian and English what stands somewhere is named first: 'школа на 300 мест в Актау'.
    gap = after["at"] - facts["token_end"]
    follows = same_after & (gap <= _CLOSE) & (after["is_led"] | (gap == 0)) & ~around["is_kazakh"]
    # 'Две фабрики, в Шортанды и Егиндыколе, …'
    follows = follows | ((gap == _BESIDE) & after["is_led"] & after["is_closed"] & ~around["is_kazakh"])
    later = after["place_text"].is_not_null() & before["place_text"].is_null()
    speaks = after["is_speaker"] & later
    # '22 жоба іске асырылады: Жезқазғанда …, Сәтбаевта …': what is told of several is of the whole.
    is_told = facts["token_end"] <= after["colon"]
    is_whole = later & is_told & (around["n_places"] > 1) & whole["place_text"].is_not_null()
    # The road itself lies between its towns; what stands by a road is rather where its article is.
    is_road = (roads["clause_start"] == facts["clause"]) & (roads["ends"] >= facts["token_start"])
    # An account of one region has its roads there, wherever they lead; what stands by a road is by it.
    is_local = whole["place_code"].is_not_null() & ~roads["is_led"].fill_null(False)
    is_road = is_road & ~is_local & ~before["place_code"].is_in(_regions()).fill_null(False)
    is_local_road = roads["place_text"].is_not_null() & is_local & whole["place_code"].is_in(_regions())
    # In an account of a whole region a river says more than the town spoken of last.
    by_river = rivers["place_text"].is_not_null() & (
        whole["place_text"].is_null() | whole["place_code"].is_in(_regions())
    )
    on_road = (
        roads["place_text"].is_not_null()
        & ~is_local
        & (around["place_text"].is_null() | around["place_code"].is_in(_regions()))
    )
    ranked = [
        (follows, after),
        (same_before, before),
        (same_after, after),
        (is_road, roads),
        (before["place_text"].is_not_null(), before),
        (own & whole["place_text"].is_not_null(), whole),
        (speaks, after),
        (is_whole, whole),
        (later & (around["n_places"] == 1) & _lies_in(after, around), after),
        (on_road, roads),
        (is_local_road, whole),
        (by_river, rivers),
        (around["place_text"].is_not_null(), around),
        (after["place_text"].is_not_null(), after),
    ]
    chosen = {}
    for c in TAKEN:
        value = pl.lit(None, pl.String)
        for has, frame in reversed(ranked):
            value = pl.when(pl.lit(has.fill_null(False))).then(pl.lit(frame[c])).otherwise(value)
        chosen[c] = value
    return facts.select(**chosen)


def _is_of_neighbour(facts: pl.DataFrame, before: pl.DataFrame) -> pl.Series:
    """Whether the place before a thing stands right behind another thing of its sentence."""
    order = facts.sort("sentence_id", "token_start")
    same = pl.col("sentence_id") == pl.col("sentence_id").shift(1)
    other = order.select(
        "fact",
        first=pl.when(same).then(pl.col("token_start").shift(1)),
        last=pl.col("token_end").shift(1) + _CLOSE_BEHIND,
        clause=pl.col("clause").shift(1),
    ).sort("fact")
    behind = (before["at"] > other["first"]) & (before["at"] <= other["last"])
    return behind & (before["clause_start"] == other["clause"]) & (facts["token_start"] >= before["at"])


@cache
def _regions() -> list[str]:
    return [r["place_code"] for r in rows("places") if r["type"] == "oblast"]


def _lies_in(after: pl.DataFrame, around: pl.DataFrame) -> pl.Series:
    """Whether a place named later in the sentence is a part of the region spoken of."""
    return around["place_code"].is_in(_regions()) & (around["region_code"] == after["region_code"])


def _beside(facts: pl.DataFrame, named: pl.DataFrame, *, is_before: bool) -> pl.DataFrame:
    """The nearest place on one side; a reservoir that is the thing itself is no place of it."""
    near = _nearest(facts, named, is_before=is_before)
    within = pl.lit(facts["token_start"]) <= pl.col("at")
    own = near.select(
        pl.col("level").is_in(_ITSELF)
        & ~pl.col("is_led")
        & within
        & (pl.col("at") <= pl.lit(facts["token_end"]))
    )
    if not own.to_series().any():
        return near
    other = _nearest(facts, named.filter(~pl.col("level").is_in(_ITSELF)), is_before=is_before)
    mine = own.to_series()
    return pl.select([pl.when(mine).then(other[c]).otherwise(near[c]).alias(c) for c in near.columns])


def _along(facts: pl.DataFrame, ways: pl.DataFrame) -> pl.DataFrame:
    """The nearest road or river of the sentence; few sentences name one."""
    near = facts.join(
        ways.select("sentence_id").unique(), on="sentence_id", how="semi", maintain_order="left"
    )
    before, after = (_beside(near, ways, is_before=side) for side in (True, False))
    taken = [before[c].fill_null(after[c]).alias(c) for c in (*TAKEN, "is_led", "clause_start", "ends")]
    return facts.select("fact").join(
        pl.select(near["fact"], *taken), on="fact", how="left", maintain_order="left"
    )


def _numbered(here: pl.DataFrame) -> pl.DataFrame:
    """Places with the number of the clause in which they start and end."""
    return (
        here.with_row_index("place")
        .join(_clauses(here.with_row_index("place"), "place", "token_start", "clause_start"), on="place")
        .join(_clauses(here.with_row_index("place"), "place", "token_end", "clause_end"), on="place")
        .sort("place")
        .with_columns(pl.col("token_start", "token_end").cast(pl.Int64), is_closed=_closed())
    )


def _closed() -> pl.Expr:
    """Whether a stop comes right after a place: 'школа, в Актау, …'."""
    behind = pl.col("breaks").list.eval(pl.element().cast(pl.Int64)).list.drop_nulls()
    reach = pl.int_ranges(pl.col("token_end").cast(pl.Int64), pl.col("token_end").cast(pl.Int64) + _SHUT + 1)
    return (behind.list.set_intersection(reach).list.len() > 0).fill_null(False)


def _clauses(rows: pl.DataFrame, key: str, at: str, name: str) -> pl.DataFrame:
    """How many clauses of the sentence end before a token."""
    ended = (
        rows.select(key, at, "breaks")
        .explode("breaks")
        .group_by(key)
        .agg((pl.col("breaks") < pl.col(at)).sum().cast(pl.Int64).alias(name))
    )
    return rows.select(key).join(ended, on=key, how="left").with_columns(pl.col(name).fill_null(0))


def _in_clause(facts: pl.DataFrame, here: pl.DataFrame) -> pl.DataFrame:
    breaks = here.select("sentence_id", "breaks").unique("sentence_id")
    rows = facts.join(breaks, on="sentence_id", how="left", maintain_order="left")
    return facts.join(
        _clauses(rows, "fact", "token_start", "clause"), on="fact", how="left", maintain_order="left"
    )


def _nearest(facts: pl.DataFrame, named: pl.DataFrame, *, is_before: bool) -> pl.DataFrame:
    """The last place that ends before the fact's end, or the first that starts after its beginning."""
    key = "token_end" if is_before else "token_start"
    left = facts.sort(key)
    columns = (
        "sentence_id",
        *TAKEN,
        "level",
        "is_speaker",
        "is_led",
        "is_closed",
        "colon",
        "clause_start",
        "clause_end",
    )
    right = named.select(*columns, at=pl.col(key), ends="token_end").sort("at")
    strategy: Literal["backward", "forward"] = "backward" if is_before else "forward"
    return left.join_asof(
        right, left_on=key, right_on="at", by="sentence_id", strategy=strategy, check_sortedness=False
    ).sort("fact")
