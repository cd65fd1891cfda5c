"""Votes of the amounts beside: of what was told before, or of the word behind that a list has for all of it."""

from __future__ import annotations

import polars as pl

from tasks.language.runs import coming, last_before
from tasks.lexicon import toml


def inherited(near: pl.DataFrame, best: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
    """The role of the last amount whose own sentence decided it, for those after it.

    Args:
        near: as `votes.amounts` gives them.
        best: no, role, cue_id, form, place, total (own votes together); amounts without any are missing.
        sentences: SENTENCES.

    Returns:
        votes of two cues: 'as before' (fading with the distance in sentences) and 'part of it' (for 'соның 5
        миллионы'); instead of both, more of the own word of a list.
    """
    c = toml("roles")["context"]
    home = sentences.select("sentence_id", "article_id", "sentence_no", "sentence")
    line = (
        near.select("no", "sentence_id", "is_part")
        .join(home, on="sentence_id", how="left", maintain_order="left")
        .join(best, on="no", how="left", maintain_order="left")
    )
    is_sure = pl.col("total").fill_null(0.0) >= c["enough"]
    told = line.with_columns(
        role=last_before(pl.when(is_sure).then("role"), "article_id"),
        at=last_before(pl.when(is_sure).then("sentence_no"), "article_id"),
        shared=_of_shared_verb(is_sure),
        is_open=~is_sure,
    ).with_columns(far=pl.col("sentence_no").cast(pl.Int64) - pl.col("at").cast(pl.Int64))
    is_echo = pl.col("role").is_in(toml("roles")["echo"]["roles"])
    told = told.with_columns(shared=pl.when(~is_echo.fill_null(False)).then("shared"))
    # what no word named before says nothing against the words of this sentence
    says = (pl.col("role") != c["unnamed"]) | pl.col("total").is_null()
    is_said = pl.col("role").is_not_null() & (pl.col("far") <= c["reach"]) & says
    near_enough = told.filter(is_said & pl.col("shared").is_null())
    share = pl.when("is_open").then(1.0).otherwise(float(c["decided"]))
    # 'былтыр бұл көрсеткіш 26 млн теңге болған'
    share *= pl.when(pl.col("sentence").str.contains(c["again_said"])).then(float(c["same"])).otherwise(1.0)
    again = near_enough.select(
        "no",
        "role",
        cue_id=pl.lit("as before"),
        vote=share * c["previous"] * pl.lit(c["fade"]).pow(pl.col("far")),
    )
    part = near_enough.filter(pl.col("is_part") & (pl.col("far") <= 1)).select(
        "no", "role", cue_id=pl.lit("part of it"), vote=pl.lit(float(c["subset"]))
    )
    before = pl.concat([again, part]).with_columns(form=pl.lit(""), place=pl.lit("context"))
    listed = told.filter(pl.col("shared").is_not_null())
    return pl.concat(
        [
            before,
            listed.select(
                "no", "cue_id", "form", "place", role="shared", vote=pl.lit(float(c["previous"]))
            ).select(before.columns),
        ]
    )


def _of_shared_verb(is_sure: pl.Expr) -> pl.Expr:
    """The role of an amount of a list with one word behind it that decides: 'жолға 3, көпірге 2, паркке 5 бөлінді'.

    However far that is, the words of the sentence before count less.
    """
    role = pl.col("role")
    is_one = (role == coming(pl.when(is_sure).then(role))) & (pl.col("place") == "after") & ~is_sure
    return pl.when(is_one).then(role)
