"""Parts of what an audit found: whatever the money was for, they are the same kind of finding."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.language.runs import last_before, neighbour, running
from tasks.lexicon import toml


def parts(near: pl.DataFrame, first: pl.DataFrame, sentences: pl.DataFrame) -> pl.Series:
    """The amounts that are parts of a finding: 'нарушения на 4 млрд, из них 1 млрд — при закупках'.

    Args:
        near: as `votes.amounts` gives them, with `belongs`, `opens_parts`, `is_total` (as `standing` does).
        first: no, role, cue, by the amounts' own sentences; amounts of which they say nothing are missing.
        sentences: SENTENCES.

    Returns:
        their numbers; not of those of which the sentence says that they came back or were fined.
    """
    f = toml("roles")["finding"]
    home = sentences.select("sentence_id", "article_id", "sentence_no")
    own = near.select(
        "no", "sentence_id", "value", "currency",
        is_part=pl.col("belongs") | (running(pl.col("opens_parts").cast(pl.Int32)) > 0)
        | ((running(pl.col("is_total").cast(pl.Int32)) > 0) & ~pl.col("is_total"))
        | neighbour("is_whole", -1).fill_null(value=False),
    )  # fmt: skip
    if not own["is_part"].any():
        return near["no"].clear()
    line = own.join(home, on="sentence_id", how="left", maintain_order="left").join(
        first.select("no", "role", "cue"), on="no", how="left", maintain_order="left"
    )
    is_finding = (pl.col("role") == f["role"]) & pl.col("cue").str.contains(f["cue"])
    whole = {
        "is_found": is_finding.fill_null(value=False),
        "sum": pl.col("value"),
        "unit": pl.col("currency"),
        "at": pl.col("sentence_no"),
    }
    told = line.with_columns(
        last_before(pl.when(~pl.col("is_part")).then(what), "article_id").alias(name)
        for name, what in whole.items()
    )
    return told.filter(_is_of_it(), ~pl.col("role").is_in(f["but"]).fill_null(value=False))["no"]


@cache
def _is_of_it() -> pl.Expr:
    is_less = (pl.col("value") < pl.col("sum")) & (pl.col("currency") == pl.col("unit"))
    far = pl.col("sentence_no").cast(pl.Int64) - pl.col("at").cast(pl.Int64)
    is_near = far <= int(toml("roles")["finding"]["reach"])
    return (pl.col("is_part") & pl.col("is_found") & is_less & is_near).fill_null(value=False)


def retold(said: pl.DataFrame, some: pl.Series) -> pl.DataFrame:
    """The votes, of which those for what money is spent on say less of `some` amounts than what they are parts of."""
    f = toml("roles")["finding"]
    is_one = pl.col("no").is_in(some.implode())
    weaker = pl.when(is_one & pl.col("role").is_in(f["weaker"])).then(float(f["share"])).otherwise(1.0)
    votes = pl.DataFrame({"no": some}).select(
        "no",
        role=pl.lit(f["role"]),
        cue_id=pl.lit("part of a finding"),
        form=pl.lit(""),
        place=pl.lit("context"),
        vote=pl.lit(float(f["vote"])),
    )
    return pl.concat([said.with_columns(vote=pl.col("vote") * weaker), votes.select(said.columns)])
