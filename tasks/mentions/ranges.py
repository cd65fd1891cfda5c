"""Ranges and changes from → to: two numbers that stand side by side are one fact."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.language.letters import one_of
from tasks.language.normal import folded
from tasks.language.once import only
from tasks.lexicon import toml
from tasks.mentions.lists import CARRIED

_ALIKE = 20  # how many times one end of a change may be the other, where only the first says what it measures
_DONE = (
    "sign", "equal", "mid", "post", "form-2", "is_triple", "far_limit", "is_told_to_move", "is_near", "is_timed",
    "is_start", "is_low",
)  # fmt: skip
"""Filters copy every column: these have done their work where ranges are made."""
_FAR = 2  # how many times what changed is at least by how much, where the latter has no unit of its own


@cache
def following(column: str) -> pl.Expr:
    """The next number's value of a column."""
    return pl.col(column).shift(-1)


@cache
def _spans() -> pl.Expr:
    """The number is the lower bound of a range that the next one ends (whatever the verb says)."""
    grammar = toml("grammar")
    between, rising = pl.col("between"), pl.col("value") < following("value")
    bare = pl.col("is_inherited") | pl.col("measure").is_null()
    dash = (
        (between == "-")
        & ((pl.col("is_words") == following("is_words")) | ~pl.col("gap0"))  # not 'половина — 2,1 млрд'
        & rising
        & (bare | (pl.col("measure") == following("measure")))
        & pl.col("post").is_null()
        # 'на 2 млрд – до 9 млрд'
        & ~(
            pl.col("word_before").is_in(grammar["change_by"]["forms"]) & (following("pre") == "le")
        ).fill_null(False)
    )
    words = (
        (between == "")
        & pl.col("is_words")
        & following("is_words")
        & rising
        & (following("value") <= pl.col("value") * 2.5)
        & (pl.col("number_case") == "")
        & (pl.col("language") != "en")  # 'five nine-storey blocks': English says no range so
    )
    between_two = (
        (between == "a")
        & rising
        & (bare | pl.col("word_before").is_in(grammar["range_before"]["forms"]))
        & (
            following("word_after").is_in(grammar["range_after"]["forms"])
            | pl.col("word_before").is_in(grammar["range_before"]["forms"])
            | ((following("post") == "approx") & pl.col("pre").is_null())
        )
    )
    return dash | words | between_two


@cache
def _is_by() -> pl.Expr:
    """'Raised by 640 billion to 19.8 trillion': how far a change went, not where it began; not 'by 2 to 3 billion'."""
    is_own = ~pl.col("is_inherited") | (following("value") > pl.col("value") * _FAR)
    is_by: pl.Expr = pl.col("word_before") == toml("grammar")["change_by"]["en"]
    return (is_by & is_own).fill_null(value=False)


@cache
def timed_between() -> pl.Expr:
    """'From 3 bn in 2023 to 5 bn', 'с 3 млрд в 2023 году до 5 млрд': nothing but a time between two ends."""
    grammar = toml("grammar")
    to = following("word_before").is_in(grammar["to_between"]["forms"])
    ru = pl.col("is_time") & (following("pre") == "le")
    en = pl.col("is_time_to") & to & ~_is_by()
    from_word = pl.col("word_before").is_in(grammar["from_before"]["forms"])
    own = pl.when(pl.col("language") == "ru").then(ru).when(pl.col("language") == "en").then(en)
    return (from_word & own).fill_null(value=False)


def ended(found: pl.DataFrame) -> pl.DataFrame:
    """'From 3 bn tenge in 2023 to 5 bn in 2025': the end is of the measure of the start, which says it alone.

    Args:
        found: as `links.linked` has them.
    """
    grammar = toml("grammar")
    to = (pl.col("between") == "x") & pl.col("word_after").is_in(grammar["to_between"]["forms"]) & ~_is_by()
    ru = (pl.col("between") == "") & (following("pre") == "le") & (pl.col("language") == "ru")
    led = pl.col("word_before").is_in(grammar["from_before"]["forms"])
    many = (pl.col("scale") > 1) & (following("scale") == pl.col("scale"))
    # 'from 12 km to 14 schools'
    bare = many | ~one_of(following("next_code"), "x", "U", "-").fill_null(value=False)
    gives = (
        (pl.col("is_timed") | ((to | ru) & led))
        & one_of(pl.col("measure"), "C", "U", "P")
        & following("measure").is_null()
        & bare
        & (pl.col("value") / following("value")).is_between(1 / _ALIKE, _ALIKE)
    )
    takes = gives.fill_null(value=False).shift(1, fill_value=False)
    return found.with_columns(
        *(pl.when(takes).then(pl.col(c).shift(1)).otherwise(c).alias(c) for c in CARRIED),
        is_inherited=pl.col("is_inherited") | takes,
    )


@cache
def _pairs() -> tuple[pl.Expr, pl.Expr]:
    """The number and the next are the ends of a change; of a range."""
    grammar, between, near = toml("grammar"), pl.col("between"), pl.col("is_near")
    from_word = pl.col("word_before").is_in(grammar["from_before"]["forms"])
    unbounded = pl.col("post").is_null() | (pl.col("post") == "ge")
    # 'былтырғы 81 млрд теңгеден 12 млрд теңгеге артық'
    apart = one_of(following("word_after"), *grammar["apart"]["forms"]).fill_null(False)
    dative = following("case").str.ends_with("dat") & ~apart
    plain = (
        (between == "")
        & (following("case") == "")
        & (pl.col("measure") == "C")
        & (following("measure") == "C")
    )
    kk = near & pl.col("case").str.ends_with("abl") & (dative | plain) & unbounded & pl.col("mid").is_null()
    told_to = pl.col("word_after").is_in(grammar["to_between"]["forms"])
    to = (between == "x") & told_to & ~_is_by()
    timed = pl.col("is_timed")
    ru = (near | timed) & from_word & (following("pre") == "le") & (pl.col("language") == "ru")
    moves = following("trend").is_not_null() | following("is_told_to_move")
    moved = pl.col("trend_before").is_not_null() | moves
    # 'cut the number of schools from 34 to 10', but 'штраф от 300 до 200 МРП' are bounds told in the other order
    bounds = pl.col("word_before").is_in(grammar["from_before"]["ru_bounds"])
    falls = (to | ru) & from_word & ~bounds & (pl.col("value") > following("value"))
    change = (
        (kk & dative & (moves | ~following("is_limit")))
        | falls
        | (_of_things() & moves)
        | ((to | (timed & (pl.col("language") == "en"))) & from_word & moved)
        | (ru & (moved | one_of(pl.col("word_before"), *grammar["from_before"]["ru_change"])))
    )
    span = (kk & (following("is_limit") | plain) & (pl.col("value") < following("value"))) | to | ru
    return change, span & ~change.fill_null(False)


@cache
def _of_things() -> pl.Expr:
    """'137 жағдайдан 118 жағдайға дейін азайды': what is counted bears the cases of the two ends."""
    bare = pl.col("measure").is_null() & following("measure").is_null() & (pl.col("between") == "x")
    ablative, alike = toml("grammar")["from_noun"]["ending"], pl.col("value") / following("value")
    whence = only(pl.col("word_after"), bare).str.contains(f"{ablative}|{folded(ablative)}")
    return pl.col("language").str.starts_with("kk") & bare & whence & alike.is_between(1 / _ALIKE, _ALIKE)


@cache
def _turned() -> pl.Expr:
    """'Fell to 4.6 percent from 4.8', 'выросла до 12% с 10%': the end of a change, and the next number its start."""
    words = toml("grammar")
    ends = pl.col("word_before").is_in(words["end_before"]["forms"]) & pl.col("value_from").is_null()
    starts = following("word_before").is_in(words["from_before"]["forms"])
    near = pl.col("between").str.contains(r"^,?[xQyYK]{0,4}$")
    rises = pl.col("value") > following("value")
    way = pl.col("trend_before")
    return ends & starts & near & pl.when(way == "up").then(rises).when(way == "down").then(~rises)


def _backwards(found: pl.DataFrame, alike: pl.Expr) -> pl.DataFrame:
    """Joins such an end with its start."""
    found = found.with_columns(value_from=pl.lit(None, dtype=pl.Float64))
    found = found.with_columns(is_end=(_turned() & alike).fill_null(False))
    if not found["is_end"].any():
        return found.drop("is_end")
    takes = pl.col("is_end").shift(1, fill_value=False)
    kept = ("first", "number_first", "trend_before", "word_before", "pre", "inner", "value")
    bound = pl.when(pl.col("comparator") == "le").then(pl.lit("eq")).otherwise("comparator")
    return (
        found.with_columns(
            value_from=pl.when(takes).then("value").otherwise("value_from"),
            comparator=pl.when(takes).then(bound.shift(1)).otherwise("comparator"),
            is_limit=pl.col("is_limit") & ~takes,
            **{c: pl.when(takes).then(pl.col(c).shift(1)).otherwise(c) for c in kept if c in found.columns},
        )
        .filter(~pl.col("is_end"))
        .drop("is_end")
    )


def paired(found: pl.DataFrame) -> pl.DataFrame:
    """Ranges and changes: the second number takes the first one up.

    Args:
        found: as `links.linked` has them: with `between`, the letters up to the next number, and the words and trends
            beside.

    Returns:
        the same without the numbers that were taken up, with `value_from` of changes and `value_max` of ranges.
    """
    alike = (pl.col("stem") == following("stem")) | (pl.col("stem").is_null() & following("stem").is_null())
    found = _backwards(found, alike)
    change, span = _pairs()
    found = found.with_columns(
        is_start=(change & alike).fill_null(False),
        is_low=((span | _spans()) & alike).fill_null(False) & ~(change & alike).fill_null(False),
    )
    is_change = pl.col("is_start").shift(1, fill_value=False)
    is_span = pl.col("is_low").shift(1, fill_value=False)
    joined = is_change | is_span
    found = found.with_columns(
        value_from=pl.when(is_change).then(pl.col("value").shift(1)).otherwise("value_from"),
        value_max=pl.when(is_span).then(pl.max_horizontal("value", pl.col("value").shift(1))),
        value=pl.when(is_span).then(pl.min_horizontal("value", pl.col("value").shift(1))).otherwise("value"),
        comparator=pl.when(is_span)
        .then(pl.lit("range"))
        .when(is_change & pl.col("is_limit"))
        .then(pl.lit("eq"))
        .otherwise("comparator"),
        first=pl.when(joined).then(pl.col("first").shift(1)).otherwise("first"),
        number_first=pl.when(joined).then(pl.col("number_first").shift(1)).otherwise("number_first"),
        rule=pl.when(is_span)
        .then(pl.lit("range"))
        .when(is_change & pl.col("is_timed").shift(1))
        .then(pl.lit("timed change"))
        .when(is_change)
        .then(pl.lit("change"))
        .when(pl.col("value_from").is_not_null())
        .then(pl.lit("turned"))
        .when("is_inherited")
        .then(pl.lit("enumeration"))
        .otherwise(pl.lit("number")),
    )
    is_taken_up = found["is_start"] | found["is_low"]
    return found.drop(_DONE).filter(~is_taken_up)


@cache
def _ends_a_change() -> pl.Expr:
    """Whether the figure before it says by how much."""
    same = (pl.col("sentence_id") == pl.col("sentence_id").shift(1)) & (
        pl.col("stem") == pl.col("stem").shift(1)
    )
    by = pl.col("word_before").shift(1).is_in(toml("grammar")["change_by"]["forms"])
    moved = pl.col("trend_before").shift(1).is_not_null()
    is_change = same & by & moved & (pl.col("measure") == "C")
    # 'снизился на 3 % – до 1,9 трлн', 'вырос в 2,5 раза, до 45 млрд': right behind a share or a multiple
    here = pl.col("sentence_id") == pl.col("sentence_id").shift(1)
    share = ((pl.col("measure").shift(1) == "P") & by) | (pl.col("measure").shift(1) == "X")
    # behind a comma it may be another thing's: 'выросло на 5 %, до 10 млн выдают без залога'
    ends = ~one_of(pl.col("next_code"), "x", "U").fill_null(value=False)
    between = pl.col("between").shift(1)
    close = one_of(between, "", "-", "(") | ((between == ",") & ends)
    is_reached = here & moved & share & close & one_of(pl.col("measure"), "C", "U")
    return (is_change | is_reached).fill_null(value=False)


def limits(found: pl.DataFrame) -> pl.DataFrame:
    """'4 мыңға дейін өсті', 'вырос на 2 млрд – до 9 млрд': the limit is where the change ends, so the number is flat.

    Args:
        found: as `paired` gives them.
    """
    kk = pl.col("language").str.starts_with("kk")
    ends = (
        pl.col("is_limit")
        & (pl.col("comparator") == "le")
        & (
            (kk & pl.col("trend").is_not_null() & (pl.col("trend_at") <= 3))
            | (~kk & (pl.col("trend_before").is_not_null() | _ends_a_change()) & (pl.col("pre") == "le"))
        )
    )
    found = found.with_columns(
        comparator=pl.when(ends.fill_null(False)).then(pl.lit("eq")).otherwise("comparator")
    )
    # '55,2 млрд теңгеге жуық (105,1 млн доллар)': the same amount in other money is as vague
    same_amount = (
        (pl.col("between").shift(1) == "(")
        & (pl.col("measure") == "C")
        & (pl.col("measure").shift(1) == "C")
        & (pl.col("comparator") == "eq")
        & ~one_of(pl.col("comparator").shift(1), "range", "vague")
    ).fill_null(False)
    return found.with_columns(
        comparator=pl.when(same_amount).then(pl.col("comparator").shift(1)).otherwise("comparator")
    )
