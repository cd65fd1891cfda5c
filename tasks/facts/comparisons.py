"""Amounts that only stand beside another: what it is held against, where it started, the whole that it is a part of.

'14 млрд против 9 млрд годом ранее', '14 bn, up from 9 bn', 'освоили 3 из 9 млрд': one of the two is said of the other,
so that no sum may take both.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.language.runs import constant, neighbour, of_sentences, spread
from tasks.language.windows import rows_of, window
from tasks.lexicon import toml

_BEFORE = 9  # words before an amount that may say so, back to the amount before
_APART = 12  # words between a part and its whole
_AFTER = 6  # … and behind it
_SAID = ("is_against", "is_start", "is_unbound", "is_portion", "is_of_whole", "is_whole", "is_beside")


def compared(near: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """What each amount is to the one beside it, of the same currency and sentence.

    Args:
        near: as `votes.amounts` gives them.
        words: TOKENS of the sentences with money.

    Returns:
        is_against: the earlier or the planned figure that the other is held against; is_start: that figure where it is
        told as the start of the other ('up from 9 bn'); is_unbound: its comparator says how the two compare;
        is_portion: a part, of the whole behind it; is_of_whole: a part, of the whole before it; is_whole: that
        whole; is_beside: the second of the two in the text; a row an amount, in order.
    """
    pairs = near.select(
        "no",
        "sentence_id",
        "token_start",
        "token_end",
        "value",
        "currency",
        "value_from",
        "comparator",
        "case",
        "is_part",
    ).with_columns(is_next=_has(1), is_last=_has(-1))
    some = pairs.with_columns(
        last_end=pl.when("is_last").then(neighbour("token_end", -1)),
        next_start=pl.when("is_next").then(neighbour("token_start", 1)),
        last_value=pl.when("is_last").then(neighbour("value", -1)),
        last_is_flat=neighbour("value_from", -1).is_null() & (neighbour("comparator", -1) != "range"),
        last_case=neighbour("case", -1),
    ).filter(pl.col("is_next") | pl.col("is_last"))
    told = _cued(some.hstack(_around(some, words)))
    if told.is_empty():  # as in most batches of a few articles
        return pl.DataFrame([constant(False, near.height, pl.Boolean).alias(c) for c in _SAID])
    told = told.select("no", *_held()).with_columns(*_parts())
    return spread(told.select(_SAID), told["no"], near.height).select(pl.all().fill_null(value=False))


def _cued(some: pl.DataFrame) -> pl.DataFrame:
    """The amounts of sentences with a word that all the patterns ask for: each costs more than this."""
    said = pl.concat_str(pl.lit(" "), "lead", pl.lit(" "), "trail", pl.lit(" "))
    is_cued = said.str.contains_any(toml("roles")["compared"]["cues"]) | (
        pl.col("is_next") & pl.col("case").is_in(["abl", "gen"])
    )
    return of_sentences(some, some.filter(is_cued)["sentence_id"])


def _has(k: int) -> pl.Expr:
    """Whether the amount that many places on is of the same sentence and currency."""
    return (neighbour("currency", k) == pl.col("currency")).fill_null(value=False)


def _around(some: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """lead, trail: the words before each amount and behind it, up to those beside it; is_near: … is near the last."""
    home, start, end = (
        some["sentence_id"],
        some["token_start"].cast(pl.Int64),
        some["token_end"].cast(pl.Int64),
    )
    before = window(words, rows_of(words, home, start), {"form": (-_BEFORE, 0), "code": (0, 0)})
    after = window(words, rows_of(words, home, end - 1), {"form": (1, _AFTER)})
    lead, trail = start - some["last_end"].fill_null(0), some["next_start"].cast(pl.Int64) - end
    # the amount's own comparator: 'up from', 'more than'
    own = pl.when(pl.lit(before["code0"]) == "g").then(pl.lit(before["form0"]))
    return pl.select(
        lead=pl.concat_str(
            _joined(before, -_BEFORE, -1, pl.lit(lead)), own, separator=" ", ignore_nulls=True
        ),
        trail=_joined(after, 1, _AFTER, pl.lit(trail.fill_null(_AFTER))),
        is_near=pl.lit(some["last_end"].is_not_null() & (lead <= _APART)),
    )


def _joined(around: pl.DataFrame, first: int, last: int, reach: pl.Expr) -> pl.Expr:
    """The forms at these places, no farther than `reach` words."""
    told = [pl.when(reach >= abs(k)).then(pl.lit(around[f"form{k}"])) for k in range(first, last + 1)]
    return pl.concat_str(told, separator=" ", ignore_nulls=True)


@cache
def _held() -> tuple[pl.Expr, ...]:
    """What the words beside an amount say, with the columns that `_parts` needs."""
    c, lead, trail = toml("roles")["compared"], pl.col("lead"), pl.col("trail")
    has = {
        k: lead.str.contains(c[k])
        for k in ("led", "led_first", "aside", "earlier", "former", "than", "turned")
    }
    behind = {k: trail.str.contains(c[k]) for k in ("against", "ago", "was")}
    is_last = pl.col("is_last")
    bound = pl.col("comparator").is_in(["gt", "lt", "ge", "le"])
    start = has["turned"] & is_last
    # 'and more than 3 bn last year', a sum of its own
    is_other = lead.str.contains(c["parted"]) & ~lead.str.contains(c["than_it"])
    than = has["than"] & ~is_other & (behind["ago"] | has["former"]) & is_last
    surpassed = has["former"] & (bound | (pl.col("case") == "abl"))
    opened = lead.str.contains(c["opened"])
    is_against = (
        start
        | than
        | surpassed
        | (has["led"] & is_last)
        | has["led_first"]
        | behind["against"]
        | (has["aside"] & is_last)
        | (lead.str.contains(c["aside_year"]) & trail.str.contains(c["closed"]) & is_last)
        | (opened & behind["ago"] & is_last)
        | (has["earlier"] & behind["was"])
        | lead.str.contains(c["earlier_was"])
    )
    rises = pl.col("last_value") > pl.col("value")
    up = lead.str.contains(c["turned_up"])
    joins = start & pl.col("is_near") & pl.col("last_is_flat") & pl.when(up).then(rises).otherwise(~rises)
    flat = pl.col("value_from").is_null() & (pl.col("comparator") != "range")
    return (
        pl.col("sentence_id", "value", "last_value", "last_case", "is_last", "is_near", "is_part", "lead"),
        is_against.alias("is_against"),
        (joins & flat).fill_null(value=False).alias("is_start"),
        ((start | than | surpassed) & bound).alias("is_unbound"),
        (is_last & lead.str.contains(c["part_behind"])).alias("is_behind"),
        (
            pl.when(is_last)
            .then(lead.str.contains(c["whole_after"]))
            .otherwise(lead.str.contains(c["whole"]))
            & ~lead.str.contains(c["purses"])
        ).alias("opens_whole"),
        trail.str.contains(c["of_which"]).alias("is_of_which"),
    )


@cache
def _parts() -> tuple[pl.Expr, ...]:
    """is_portion, is_of_whole, is_beside."""
    c = toml("roles")["compared"]
    is_less = (pl.col("value") < pl.col("last_value")) & pl.col("is_near")
    is_behind = pl.col("is_behind") & pl.col("is_near") & (pl.col("value") > pl.col("last_value"))
    whole = neighbour("opens_whole", -1) & ~neighbour("is_behind", -1)
    joined = ~pl.col("lead").str.contains(c["parted"])
    from_it = (pl.col("last_case") == "abl") & pl.col("lead").str.contains(c["part_next"])
    of_it = (pl.col("last_case") == "gen") & pl.col("is_part")
    is_of_whole = is_less & ((whole & joined) | from_it | pl.col("is_of_which"))
    return (
        neighbour(is_behind, 1).alias("is_portion"),
        is_of_whole.alias("is_of_whole"),
        (is_behind | neighbour(is_of_whole | (is_less & of_it), 1).fill_null(value=False)).alias("is_whole"),
        (is_behind | (pl.col("is_against") & pl.col("is_last"))).alias("is_beside"),
    )
