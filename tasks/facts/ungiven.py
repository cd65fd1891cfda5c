"""Money that is only wanted, or that lay unspent: what is told of it is no money that was given."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.language.once import fits
from tasks.language.runs import latest, running
from tasks.lexicon import toml

_KINDS = ("is_wanted", "is_unspent")


def given(cast: pl.DataFrame) -> pl.Series:
    """The amounts beside which a verb of giving stands: 'сұралған 6 млрд теңге берілді'.

    Args:
        cast: all votes: no, cue_id, vote.
    """
    u = toml("roles")["ungiven"]
    return cast.filter(pl.col("cue_id").is_in(u["giving"]), pl.col("vote") >= u["given_least"])["no"]


def ungiven(told: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
    """Whether the money of an amount was given, by the cues that decided.

    Args:
        told: sentence_id, role, cue, cue_id, is_given (`given`), is_met (`met.met`), belongs, is_total; in order of the
            text.
        sentences: SENTENCES.

    Returns:
        is_wanted: nobody has given it yet; is_unspent: it was given, and not used; is_granted: its own cue says that
        it was given or spent; a row for each of `told`, in order.
    """
    homes = sentences.select("sentence_id", "article_id", "sentence_no", "sentence")
    own = told.join(homes, on="sentence_id", how="left", maintain_order="left").with_columns(
        in_list=running(pl.col("is_total").cast(pl.Int32)) > 0,
        is_attribute=pl.col("cue").str.contains(toml("roles")["ungiven"]["attribute"]),
    )
    own = own.with_columns(*_said(), passage=_passage(), is_again=_goes_on(own) & ~own["is_met"])
    # a list goes on with what it began with, and what is wanted is wanted in all its parts
    return own.select(
        *(
            latest(pl.when(~pl.col("is_again")).then(c), "passage").fill_null(value=False).alias(c)
            for c in _KINDS
        ),
        "is_granted",
    )


def _goes_on(own: pl.DataFrame) -> pl.Series:
    """Whether an amount says nothing new: a part, or one with no word of its own in the same sentence or in a list."""
    u, cue = toml("roles")["ungiven"], pl.col("cue_id")
    is_part = pl.col("belongs") | (pl.col("in_list") & ~pl.col("is_total"))
    is_new = cue.is_in([*u["wanted"], *u["unspent"], *u["giving"]]).fill_null(value=False)
    is_bare = (cue == u["again"]).fill_null(value=False)
    is_same = (pl.col("sentence_id") == pl.col("sentence_id").shift(1)).fill_null(value=False)
    is_listed = fits(own, is_bare & ~is_same, pl.col("sentence").str.contains(u["goes_on"]))
    goes_on = (is_part & ~is_new & (pl.col("role") == u["role"])) | (cue == u["part"]).fill_null(value=False)
    return own.select(goes_on | (is_bare & is_same) | pl.lit(is_listed)).to_series()


@cache
def _passage() -> pl.Expr:
    """A number for each run of amounts that speak of one matter: of one article, none far from the one before."""
    far = pl.col("sentence_no").cast(pl.Int64).diff() > int(toml("roles")["ungiven"]["reach"])
    return (far | (pl.col("article_id") != pl.col("article_id").shift(1))).fill_null(value=True).cum_sum()


@cache
def _said() -> tuple[pl.Expr, ...]:
    """What its cue says of an amount."""
    u, cue = toml("roles")["ungiven"], pl.col("cue_id")
    named = {k: cue.is_in(u[k]).fill_null(value=False) for k in ("wanted", "unspent", "giving")}
    return (
        (named["wanted"] & ~(pl.col("is_attribute") & pl.col("is_given")) & ~pl.col("is_met")).alias(
            "is_wanted"
        ),
        named["unspent"].alias("is_unspent"),
        named["giving"].alias("is_granted"),
    )
