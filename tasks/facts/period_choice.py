"""Which of the periods named in a sentence a fact is about."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.positions import first_from, last_upto, position
from tasks.language.runs import neighbour, taken

_TAKEN = ["period_start", "period_end", "period_text", "period_basis"]
_NEAR = 5  # words from 'против' or 'годом ранее' to the earlier figure, behind another one
_CLOSE = 2  # … without one, and from it to how long ago it was


def of(spans: pl.DataFrame, when: pl.DataFrame) -> pl.DataFrame:
    """The period of each fact: the last one before it in its sentence, else one after it in its clause.

    Where each figure has its own behind it ('3 млрд в 2025 году и 4 млрд в 2026 году') that one counts; an earlier
    figure ('против 9 млрд годом ранее') has none of the newer one's, nor that one any of the earlier's.

    Args:
        spans: sentence_id, token_start (of a change that of its end), `first` (… of its start), token_end, rule; one
            row a fact, in order of the text.
        when: FOUND.

    Returns:
        period_start, period_end, period_text, period_basis ('none' where no period is said); a row for each
        of `spans`, in their order.
    """
    right = when.filter(~pl.col("is_compared"))
    facts = _placed(spans, when, right)
    for step in _owned():
        facts = facts.with_columns(*step)
    at = facts.select(_choice()).to_series()
    return right.select(pl.col(_TAKEN).gather(at)).with_columns(pl.col("period_basis").fill_null("none"))


def _placed(spans: pl.DataFrame, when: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    """The facts with the rows of the periods before and behind them and where all of these stand in the batch.

    Returns:
        sentence_id, start, end, before, behind (rows of `right`), opened (the first period before the sentence's first
        fact), before_start, before_end, behind_start, is_full (of the one behind), is_ahead (of the one before),
        is_turned, is_start (the one before is of where a change started); but, bar, ago_before, ago_behind (where these
        words stand).
    """
    start, end = (position(spans["sentence_id"], spans[c]) for c in ("token_start", "token_end"))
    ends, starts = (position(right["sentence_id"], right[c]) for c in ("token_end", "token_start"))
    in_order, by_end = starts.arg_sort(), ends.arg_sort()
    before = taken(by_end, last_upto(taken(ends, by_end), start)).cast(pl.Int64)
    behind = taken(in_order, first_from(taken(starts, in_order), end)).cast(pl.Int64)
    # behind the fact only what no stop parts from it
    homes = when.filter(pl.col("sentence_id").ne_missing(pl.col("sentence_id").shift(1)))
    stops = _signs(homes, "breaks")
    is_parted = (taken(starts, behind) >= taken(stops, first_from(stops, end))).fill_null(value=False)
    bars, buts, agos = (_signs(homes, kind) for kind in ("bars", "buts", "agos"))
    return pl.DataFrame(
        {
            "sentence_id": spans["sentence_id"],
            "start": start,
            "end": end,
            "before": before,
            "behind": behind.zip_with(~is_parted, pl.Series([None], dtype=pl.Int64)),
            "before_start": taken(starts, before),
            "before_end": taken(ends, before),
            "behind_start": taken(starts, behind),
            "is_full": taken(right["is_full"], behind),
            "is_ahead": taken(right["is_ahead"], before),
            "but": taken(buts, last_upto(buts, start)),
            "is_turned": spans["rule"] == "turned",
            "is_start": (spans["rule"] == "change")
            & (taken(ends, before) == position(spans["sentence_id"], spans["first"]))
            & taken(right["is_attribute"], before),
            "bar": taken(bars, last_upto(bars, start)),
            "ago_before": taken(agos, last_upto(agos, start)),
            "ago_behind": taken(agos, first_from(agos, end)),
        }
    )


def _signs(homes: pl.DataFrame, kind: str) -> pl.Series:
    """Where these words stand in the sentences that name a period, told once each."""
    every = homes.select("sentence_id", kind).drop_nulls().explode(kind).drop_nulls()
    return position(every["sentence_id"], every[kind])


@cache
def _owned() -> tuple[tuple[pl.Expr, ...], ...]:
    """In steps: last_start, last_end, next_start (of the facts beside); is_led (a period stands before the sentence's
    first fact), since (the word that tells an earlier figure, where it stands before); is_held (it is one)."""
    last_end, start, end = pl.col("last_end"), pl.col("start"), pl.col("end")
    is_first = last_end.is_null()
    led = pl.when(is_first).then(pl.col("before").is_not_null()).forward_fill()
    reach = pl.when(is_first).then(_CLOSE).otherwise(_NEAR)
    since = pl.max_horizontal(
        pl.when((start - sign <= reach) & (is_first | (sign >= last_end))).then(sign)
        for sign in (pl.col("bar"), pl.col("ago_before"))
    )
    is_ago = (pl.col("ago_behind") - end <= _CLOSE).fill_null(value=False)
    beside = (
        neighbour("start", -1).alias("last_start"),
        neighbour("end", -1).alias("last_end"),
        neighbour("start", 1).alias("next_start"),
    )
    is_held = (pl.col("since").is_not_null() | is_ago).alias("is_held")
    return beside, (led.alias("is_led"), since.alias("since")), (is_held,)


@cache
def _choice() -> pl.Expr:
    """The row of the period, or null."""
    before, behind, behind_start = pl.col("before"), pl.col("behind"), pl.col("behind_start")
    is_near = (behind_start < pl.col("next_start")).fill_null(value=True)
    # behind the earlier figure it is that one's, not this one's
    is_anothers = (neighbour("is_held", 1) & ~is_near).fill_null(value=False) | pl.col("is_turned")
    own_behind = pl.when(~is_anothers).then(behind)
    # 'по сравнению с 11 тоннами в 2024 году собрали 12 тонн'
    of_last = neighbour("is_held", -1) & (pl.col("before_start") == pl.col("last_end"))
    # … nor of the end of a change is that of its start: '2024 жылғы 2,4 млрд теңгеден 2,9 млрд теңгеге өсті'
    # 'должны сдать в сентябре, но готово 40 %'
    is_parted = pl.col("is_ahead") & (pl.col("but") >= pl.col("before_end"))
    own_before = pl.when(~(of_last | is_parted | pl.col("is_start")).fill_null(value=False)).then(before)
    between = pl.when(pl.col("before_start") > pl.col("since")).then(before)
    each = ~pl.col("is_led") & is_near
    another = (
        (pl.col("before_end") <= pl.col("last_start")) & (behind_start == pl.col("end")) & pl.col("is_full")
    )
    return (
        pl.when("is_held")
        .then(pl.coalesce(between, pl.when(is_near).then(behind)))
        .when((each | another).fill_null(value=False))
        .then(pl.coalesce(own_behind, own_before))
        .otherwise(pl.coalesce(own_before, own_behind))
    )
