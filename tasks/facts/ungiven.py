"""Money that is only wanted, or that lay unspent: what is told of it is no money that was given."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.language.runs import running
from tasks.lexicon import toml

_KINDS = ("is_wanted", "is_unspent")


def given(cast: pl.DataFrame) -> pl.Series:
    """The amounts beside which a verb of giving stands: 'сұралған 6 млрд теңге берілді'.

    Args:
        cast: all votes: no, cue_id, vote.
    """
    u = toml("roles")["ungiven"]
    return cast.filter(pl.col("cue_id").is_in(u["giving"]), pl.col("vote") >= u["given_least"])["no"]


def ungiven(told: pl.DataFrame) -> pl.DataFrame:
    """Whether the money of an amount was given, by the cues that decided.

    Args:
        told: sentence_id, role, cue, is_given (`given`), belongs, is_total; a row an amount, in order of the text.

    Returns:
        is_wanted: nobody has given it yet; is_unspent: it was given, and not used; is_granted: its own cue says that
        it was given or spent; a row for each of `told`, in order.
    """
    u, cue = toml("roles")["ungiven"], pl.col("cue")
    place = f"^(.*?) (?:{'|'.join(u['places'])})(?: |$)"
    own = told.with_columns(
        cue.str.extract(place).alias("cue_id"),
        in_list=running(pl.col("is_total").cast(pl.Int32)) > 0,
        is_attribute=cue.str.contains(u["attribute"]),
    )
    own = own.with_columns(*_said())
    # a list goes on with what it began with, and what is wanted is wanted in all its parts
    return own.select(
        *(
            pl.when(~pl.col("is_again")).then(c).forward_fill().fill_null(value=False).alias(c)
            for c in _KINDS
        ),
        "is_granted",
    )


@cache
def _said() -> tuple[pl.Expr, ...]:
    """What its cue says of an amount, or that it says nothing new."""
    u, cue = toml("roles")["ungiven"], pl.col("cue_id")
    named = {k: cue.is_in(u[k]).fill_null(value=False) for k in ("wanted", "unspent", "giving", "again")}
    is_part = pl.col("belongs") | (pl.col("in_list") & ~pl.col("is_total"))
    is_new = named["wanted"] | named["unspent"] | named["giving"]
    return (
        (named["wanted"] & ~(pl.col("is_attribute") & pl.col("is_given"))).alias("is_wanted"),
        named["unspent"].alias("is_unspent"),
        named["giving"].alias("is_granted"),
        (named["again"] | (is_part & ~is_new & (pl.col("role") == u["role"]))).alias("is_again"),
    )
