"""Which word of change governs a quantity: by case and order in Kazakh, by prepositions and order elsewhere."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import polars as pl

_AGAIN = 14  # … told again in percent, behind the two ends of the change
REACH = 8  # words between a number and the verb that governs it
_RISING = ["up", "up_noun", "up_with", "more", "reach"]


class _Cue(NamedTuple):
    """What the word of change is and where it stands, as expressions over the pairs."""

    verb: pl.Expr
    noun: pl.Expr
    manner: pl.Expr
    """A noun in the case of means: '5 % өсіммен'."""
    more: pl.Expr
    reach: pl.Expr
    part: pl.Expr
    """The quantity is a percentage or a factor."""
    has_prep: pl.Expr
    after: pl.Expr
    far: pl.Expr


@cache
def _kinds() -> dict[str, pl.Expr]:
    """What is asked of the word of change many times, as columns."""
    cls = pl.col("class")
    return {
        "cue_verb": cls.is_in(["up", "down"]),
        "cue_noun": cls.is_in(["up_noun", "down_noun"]),
        "cue_manner": cls.is_in(["up_with", "down_with"]),
        "cue_more": cls.is_in(["more", "less"]),
        "cue_reach": cls == "reach",
        "cue_part": pl.col("kind").is_in(["percent", "times"]),
    }


def _cue() -> _Cue:
    return _Cue(
        verb=pl.col("cue_verb"),
        noun=pl.col("cue_noun"),
        manner=pl.col("cue_manner"),
        more=pl.col("cue_more"),
        reach=pl.col("cue_reach"),
        part=pl.col("cue_part"),
        has_prep=pl.col("prep").is_not_null(),
        after=pl.col("is_after"),
        far=pl.col("distance"),
    )


def governing(pairs: pl.DataFrame) -> pl.DataFrame:
    """The word of change that governs each quantity.

    Args:
        pairs: each quantity with each cue of its sentence, as `movement` makes them.

    Returns:
        no, manner (by | to | more | noun), sense (up | down).
    """
    governs, rank, manner, sense = _ruling()
    return (
        pairs.filter("is_near")
        .with_columns(**_kinds())
        .filter(governs)
        .with_columns(rank=rank)
        .sort("no", "rank", maintain_order=True)
        .unique("no", keep="first", maintain_order=True)
        .select("no", manner=manner, sense=sense)
    )


@cache
def _ruling() -> tuple[pl.Expr, pl.Expr, pl.Expr, pl.Expr]:
    """Of a pair within reach: whether the word governs the quantity, its rank among those that do, manner and sense."""
    c, cls, kind = _cue(), pl.col("class"), pl.col("kind")
    ends = ~c.after & (pl.col("prep") == "to").fill_null(False)
    # 'вырос с 20 до 25 млрд, или на 25 %'
    again = ~c.after & c.part & (pl.col("prep") == "by").fill_null(False) & (pl.col("name") != "kk") & c.verb
    manner = pl.when(c.more).then(pl.lit("more")).when(c.noun | c.manner).then(pl.lit("noun"))
    rank = pl.when(c.more | c.verb).then(0).when((cls == "down_near") | c.reach).then(1).otherwise(2)
    governs = pl.any_horizontal(
        (pl.col("name") == name) & of(c)
        for name, of in (("kk", _in_kazakh), ("ru", _in_russian), ("en", _in_english))
    )
    # 'өсім 5 пайыз, төмендеу 3 пайыз': a noun of change behind a comma tells of what follows it,
    # but '5 пайызға, болжам бойынша, төмендеуі мүмкін' is governed over it
    of_next = c.after & pl.col("is_comma_next") & pl.col("is_noun") & ~pl.col("is_governed")
    # 'екі есеге – 900 тоннаға дейін көбейту': a factor shares its verb with the level that follows
    # … and a level that follows its change has the change's verb: 'fell 12% to 11.8 million'
    is_beside = pl.col("between") <= ((kind == "times") | ends | again).cast(pl.Int64)
    return (
        is_beside & governs.fill_null(False) & ~of_next.fill_null(False) & ~pl.col("is_size"),
        rank + pl.col("distance") / 4,
        manner.when(c.reach).then(pl.lit("to")).otherwise(pl.lit("by")),
        pl.when(cls.is_in(_RISING)).then(pl.lit("up")).otherwise(pl.lit("down")),
    )


def _in_kazakh(c: _Cue) -> pl.Expr:
    """The verb stands behind its number, which is in the dative or bounded; a noun of change beside it."""
    kind, after, far = pl.col("kind"), c.after, c.far
    governed, joined, limit = pl.col("is_governed"), pl.col("is_joined"), pl.col("is_limit")
    bounded = pl.col("comparator").is_in(["gt", "ge", "le", "approx", "lt"])
    possessive = pl.col("case").str.starts_with("p")
    counted = pl.col("is_noun_dative")
    flat = (kind == "quantity") & (pl.col("case") == "") & (pl.col("comparator") == "eq")
    return (
        (c.verb & after & (governed | joined) & (far <= REACH))
        | (c.verb & after & c.part & ~possessive & (far <= 3))
        | (c.verb & after & (limit | bounded) & ~possessive & (far <= 1))
        | ((pl.col("class") == "down_near") & after & (governed | joined) & (far <= 1))
        | (c.reach & after & (governed | joined | limit | bounded) & ~possessive & (far <= 4))
        | (c.more & after & (governed | (c.part & ~possessive)) & (far <= 2))
        | (c.more & after & flat & (far == 0))
        | ((c.more | c.verb | c.reach | (pl.col("class") == "down_near")) & after & counted & (far == 0))
        | (c.noun & (kind == "percent") & ~after & (far <= 3))
        | ((c.noun | c.manner) & (kind == "percent") & after & ~possessive & ~governed & (far == 0))
        | (c.noun & kind.is_in(["quantity", "count"]) & ~after & (far <= 1) & (pl.col("case") != "dat"))
    )


def _in_russian(c: _Cue) -> pl.Expr:
    """The verb stands before its number, which has a preposition of its own."""
    kind, after, far = pl.col("kind"), c.after, c.far
    reach = pl.when("is_again").then(_AGAIN).otherwise(REACH)
    return (
        (c.verb & ~after & (c.has_prep | c.part | pl.col("is_joined")) & (far <= reach))
        | (c.verb & after & c.has_prep & (far <= 2))
        | (c.reach & ~after & (far <= 4))
        | (c.more & (c.has_prep | c.part) & (far <= 1))
        | (c.noun & (kind == "percent") & ~after & (far <= 4))
        | (c.noun & kind.is_in(["quantity", "count"]) & ~after & (far <= 2) & ~c.has_prep)
    )


def _in_english(c: _Cue) -> pl.Expr:
    """The verb stands before its number, or right behind a percentage."""
    return (
        (c.verb & ~c.after & (c.part | pl.col("is_joined") | c.has_prep) & (c.far <= 5))
        | (c.verb & c.after & c.part & (c.far <= 2))
        | (c.reach & ~c.after & (c.far <= 3))
        | (c.more & c.after & (c.far <= 1))
        | (c.noun & (pl.col("kind") == "percent") & (c.far <= 3))
    )
