"""Amounts that leave out their money: the prizes after the first, and the lines of a list."""

from __future__ import annotations

import polars as pl

from tasks.language.letters import one_of
from tasks.language.runs import taken
from tasks.lexicon import toml
from tasks.mentions.stream import Stream

CARRIED = ("measure", "stem", "factor")
"""What a number takes over from another that is of the same measure."""

_PRIZES = 10  # how many times the first prize may be the third
_RANKED = r"^[,;]a?x?o[xU]?-$"  # ', за второе —'


def ranked(found: pl.DataFrame) -> pl.DataFrame:
    """'За первое место 500 тыс. тенге, за второе — 300': prizes after the first are of its money.

    Args:
        found: quantities in order, with `between` (the letters up to the next).
    """
    follows = (
        pl.col("between").shift(1).str.contains(_RANKED) & pl.col("measure").is_null() & ~pl.col("is_words")
    )
    is_last = pl.col("next_code").is_null() | one_of(pl.col("next_code"), ";", ".", ",", "a")
    takes = (follows & is_last & (pl.col("code0") != "v")).fill_null(False)
    # The head of each list is the row before that takes nothing.
    at = found.select(
        pl.when(~takes).then(pl.int_range(pl.len(), dtype=pl.UInt32)).forward_fill()
    ).to_series()
    found = found.with_columns(taken(found[c], at).alias(f"{c}_head") for c in (*CARRIED, "scale", "value"))
    scaled = (pl.col("scale") == 1) & (pl.col("scale_head") > 1) & (pl.col("value") < 1000)
    value = pl.when(scaled).then(pl.col("value") * pl.col("scale_head")).otherwise("value")
    # '… екінші топта – 25' is of another order: no prize
    is_alike = (value / pl.col("value_head")).is_between(1 / _PRIZES, _PRIZES)
    takes = takes & ((pl.col("measure_head") == "C") & is_alike).fill_null(False)
    scaled = takes & scaled
    return found.with_columns(
        *[pl.when(takes).then(f"{c}_head").otherwise(c).alias(c) for c in CARRIED],
        value=pl.when(scaled).then(pl.col("value") * pl.col("scale_head")).otherwise("value"),
        scale=pl.when(scaled).then("scale_head").otherwise("scale"),
        is_inherited=pl.col("is_inherited") | takes,
    ).drop([f"{c}_head" for c in (*CARRIED, "scale", "value")])


def listed(found: pl.DataFrame, stream: Stream, sentences: pl.DataFrame) -> pl.DataFrame:
    """Items of a list, a line each: '• корпоративтік табыс салығы – 63,7;' is of the currency of its neighbours.

    Args:
        found: quantities in order.
        stream: with one token a number.
        sentences: SENTENCES.
    """
    bullets = toml("grammar")["bullets"]
    starts = stream.tokens["token_no"].eq(0).arg_true()
    items = pl.DataFrame(
        {
            "sentence_id": stream.at("sentence_id", starts),
            "is_item": stream.at("surface", starts).is_in(bullets),
        }
    )
    items = items.join(
        sentences.select("sentence_id", "article_id"), on="sentence_id", how="left", maintain_order="left"
    )
    goes_on = (
        pl.col("is_item")
        & (pl.col("sentence_id") == pl.col("sentence_id").shift(1) + 1)
        & (pl.col("article_id") == pl.col("article_id").shift(1))
    )
    runs = items.select("sentence_id", "is_item", run=(~goes_on.fill_null(False)).cum_sum())
    listed = runs.filter("is_item")["run"].unique()
    runs = runs.filter(pl.col("run").is_in(listed.implode()))
    found = found.join(runs, on="sentence_id", how="left", maintain_order="left")
    is_last = pl.col("next_code").is_null() | one_of(pl.col("next_code"), ";", ".", ",")
    # a dash or colon stands before the figure of an item; a quotation's first dash makes no list
    is_figure = one_of(pl.col("code-1"), "-", ";")
    takes = (
        pl.col("is_item")
        & pl.col("measure").is_null()
        & is_last
        & is_figure
        & (pl.col("code0") != "v")
        & ~pl.col("is_words")
    )
    at = pl.when((pl.col("measure") == "C") & pl.col("run").is_not_null()).then(pl.int_range(pl.len()))
    ahead, behind = at.backward_fill(), at.forward_fill()
    own = [pl.col("run").gather(e) == pl.col("run") for e in (ahead, behind)]
    near = found.select(pl.coalesce(pl.when(own[0]).then(ahead), pl.when(own[1]).then(behind))).to_series()
    found = found.with_columns(
        takes=takes.fill_null(False),
        **{f"{c}_near": taken(found[c], near) for c in (*CARRIED, "scale")},
    )
    takes = pl.col("takes") & pl.col("measure_near").is_not_null()
    scaled = takes & (pl.col("scale") == 1) & (pl.col("scale_near") > 1) & (pl.col("value") < 1000)
    return found.with_columns(
        *[pl.when(takes).then(f"{c}_near").otherwise(c).alias(c) for c in CARRIED],
        value=pl.when(scaled).then(pl.col("value") * pl.col("scale_near")).otherwise("value"),
        scale=pl.when(scaled).then("scale_near").otherwise("scale"),
        is_inherited=pl.col("is_inherited") | takes,
    ).drop("is_item", "run", "takes", *(f"{c}_near" for c in (*CARRIED, "scale")))
