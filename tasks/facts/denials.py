"""The words that say that money was denied, withheld, given up or refused: no sum has it."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.language.letters import one_of
from tasks.language.runs import constant, row_after, row_before, rows_where, taken
from tasks.lexicon import toml

_WORDED = {
    "is_denied": "denied",
    "is_undone": "undone",
    "is_bare": "bare",
    "is_refused": "refused",
    "is_will": "will",
    "is_no": "negation",
    "is_light": "light",
    "is_giving": "giving",
    "is_second": "second",
    "is_given": "given",
    "is_none": "none",
    "is_unsaid": "unsaid",
    "is_contrary": "contrary",
    "is_whom": "whom",
    "is_first": "first",
    "is_named": "named",
    "is_passive": "passive",
    "is_contract": "contract",
    "is_broken": "broken",
    "is_parting": "parting",
    "is_means": "means",
    "is_meant_for": "meant_for",
}  # words or patterns of [denied], by what they tell of a word
_LARGE = {"is_sought": "sought", "is_saying": "saying"}  # … which only a refusal needs
ASKED = ("is_denied", "is_undone", "is_bare", "is_refused", "is_will", "is_second", "is_none", "is_broken")
"""What may say so, of `asked`."""
TOLD = ("is_denied", "is_refused", "is_refused_next", "is_refused_last", "is_refused_near", "is_denied_next")
"""What `told` says of them."""
_FIGURE, _SUM = 2, 4  # words from what wasn't done to the figure that is its object, and to its unit
AROUND = {
    "form": (-2, 1),
    "is_no": (-3, -1),
    "is_light": (-2, -1),
    "is_giving": (-2, 1),
    "is_given": (-1, -1),
    "is_unsaid": (1, 2),
    "is_contrary": (-2, 2),
    "is_whom": (-4, -1),
    "is_sought": (-12, 5),
    "is_saying": (-5, 4),
    "is_named": (-1, -1),
    "is_passive": (-2, -1),
    "is_contract": (-1, -1),
    "is_figure": (1, _FIGURE),
    "is_sum": (1, _SUM),
}
"""The words around one of `ASKED` that have a say in it."""
_NEXT = 2  # words between a refusal and the amount that is its object: 'turned down a 2 bn offer'
_LAST = 6  # … and between the amount and what was done with it: 'заявку на 2 млрд на ремонт школы отклонили'


@cache
def asked() -> tuple[pl.Expr, ...]:
    """What is asked of every word."""
    d, form = toml("roles")["denied"], pl.col("form")
    worded = (
        (form.is_in(d[key]) if isinstance(d[key], list) else form.str.contains(d[key])).alias(c)
        for c, key in _WORDED.items()
    )
    code = pl.col("code")
    return (
        *worded,
        one_of(code, "n", "N").alias("is_figure"),
        one_of(code, "M", "G", "T", "C", "S").alias("is_sum"),
    )


def marked(noted: pl.DataFrame, at: pl.Series) -> pl.DataFrame:
    """`noted`, words with `asked`, and what only a refusal asks of those around it: large patterns take a while.

    Args:
        noted: a row for each word.
        at: the row of each token's word.
    """
    refuses = noted["is_refused"].any()
    if not refuses and noted["is_second"].any() and noted["is_first"].any():
        refuses = (taken(noted["is_second"], at) & taken(noted["is_first"], at).shift(1)).any()
    if not refuses:
        return noted.with_columns(constant(False, noted.height, pl.Boolean).alias(c) for c in _LARGE)
    d = toml("roles")["denied"]
    return noted.with_columns(pl.col("form").str.contains(d[key]).alias(c) for c, key in _LARGE.items())


def parted(words: pl.DataFrame, noted: pl.DataFrame, at: pl.Series, rows: pl.Series) -> pl.DataFrame:
    """parts_before, parts_after: the places of the nearest words that part one thing done from another.

    And other_before: of the nearest money before that is named with what it is for.

    Args:
        words: TOKENS.
        noted: a row for each word, with `asked`.
        at: the row of each token's word.
        rows: row numbers of words that may deny something.
    """
    parting = rows_where(taken(noted["is_parting"], at))
    means = rows_where(taken(noted["is_means"], at))
    ahead = taken(at, means.filter(means + 1 < at.len()) + 1)
    others = means.head(ahead.len()).filter(taken(noted["is_meant_for"], ahead))
    return pl.DataFrame(
        {
            "parts_before": taken(words["token_no"], row_before(words, parting, rows)),
            "parts_after": taken(words["token_no"], row_after(words, parting, rows)),
            "other_before": taken(words["token_no"], row_before(words, others, rows)),
        }
    )


@cache
def told() -> tuple[pl.Expr, ...]:
    """`TOLD`: is_denied, of what stands anywhere in the clause, is_denied_next, … behind it.

    Where nothing else is done between, is_refused, of what stands behind it, is_refused_next, … right behind it,
    is_refused_last, of what stands before, and is_refused_near, … near before.
    """
    no, light = (
        [pl.col(f"{c}-{k}") for k in reach] for c, reach in (("is_no", (1, 2, 3)), ("is_light", (1, 2)))
    )
    # 'так и не выделили', 'has not yet been paid'
    isnt = no[0] | (light[0] & (no[1] | (light[1] & no[2])))
    unsaid = _any("is_unsaid", 1, 2)
    # 'бас тартқан жоқ', 'не поддержали отказ'
    contrary = _two(-1).str.contains(toml("roles")["denied"]["gives_up"]) | _any("is_contrary", -2, 2)
    is_denied = pl.col("is_denied") & ~isnt & ~unsaid
    is_undone = pl.col("is_undone") & isnt & ~_any("is_whom", -4, -1)
    # 'выделять не будут', 'не будут выделять'
    wont = pl.col("is_will") & no[0] & (pl.col("is_giving-2") | pl.col("is_giving1"))
    is_none = pl.col("is_none") & pl.col("is_given-1")
    behind, near = _refused(isnt)
    broken = pl.col("is_broken") & pl.col("is_contract-1")
    # 'не освоили 2 млрд' has its sum behind it, and says nothing of the one before
    has_sum = is_undone & _any("is_figure", 1, _FIGURE) & _any("is_sum", 1, _SUM)
    denied = (is_denied | is_undone | is_none) & ~contrary
    return (
        (denied & ~_attribute() & ~has_sum).alias("is_denied"),
        (wont | (behind & _any("is_sought", 1, 5))).alias("is_refused"),
        (behind | (pl.col("is_bare") & isnt)).alias("is_refused_next"),
        (wont | ((broken | _kazakh()) & ~unsaid)).alias("is_refused_last"),
        near.alias("is_refused_near"),
        (denied & (_attribute() | has_sum)).alias("is_denied_next"),
    )


def _refused(isnt: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Whether a word of Russian or English refuses what stands behind it, and what stands before it."""
    d, form, is_english = toml("roles")["denied"], pl.col("form"), pl.col("language") == "en"
    refused = pl.col("is_refused") | _two(0).str.contains(d["two"])
    refused &= ~isnt & ~_any("is_whom", -4, -1) & ~_any("is_saying", 1, 4)
    passive = pl.col("is_passive-1") | pl.col("is_passive-2")
    attribute = form.str.ends_with(toml("endings")["en"]["past"]) & (
        pl.col("is_named-1") | pl.col("form-1").is_null()
    )
    behind = refused & ~passive & ~attribute & ~one_of(pl.col("form1").fill_null(""), *d["refuser"])
    undergone = form.str.contains(d["undergone"]) & ~pl.col("form1").fill_null("").str.contains(
        d["undergoes_no"]
    )
    last = pl.when(is_english).then(passive).otherwise(undergone & ~_any("is_sought", 1, 3))
    return behind, refused & last & _any("is_sought", -12, -1)


def _attribute() -> pl.Expr:
    """'A cancelled plan': of which thing another verb speaks."""
    return pl.col("form").str.contains(toml("roles")["denied"]["attribute"]) & (
        pl.col("is_named-1") | pl.col("form-1").is_null()
    )


def _kazakh() -> pl.Expr:
    """'бөлуден бас тартты', but not 'айтудан бас тартты'; 'жоққа шығарды'."""
    d = toml("roles")["denied"]
    gives_up = _two(0).str.contains(d["gives_up"]) & _any("is_sought", -4, -2) & ~_any("is_saying", -5, -2)
    return pl.col("is_second") & (gives_up | _two(0).str.contains(d["two_behind"]))


def _two(last: int) -> pl.Expr:
    """The word at a place and the one before it."""
    words = [pl.col(f"form{k or ''}").fill_null("") for k in (last - 1, last)]
    return pl.concat_str(words, separator=" ")


def _any(what: str, first: int, last: int) -> pl.Expr:
    return pl.any_horizontal(f"{what}{k}" for k in range(first, last + 1) if k)


@cache
def is_denied() -> pl.Expr:
    """Whether it is said of the amount: 'отказались от бумаги и выделили 2 млрд' isn't, nor what Kazakh tells first."""
    after, is_near = pl.col("is_after"), (pl.col("between") == 0) & (pl.col("bounds") < 1)
    is_parted = (
        pl.when(after)
        .then(pl.col("parts_before") >= pl.col("token_end"))
        .otherwise(pl.col("parts_after") < pl.col("token_start"))
    )
    behind = pl.col("is_refused") | (pl.col("is_refused_next") & (pl.col("distance") <= _NEXT))
    last = pl.col("is_refused_last") | (pl.col("is_refused_near") & (pl.col("distance") <= _LAST))
    refused = pl.when(after).then(last).otherwise(behind) & ~is_parted.fill_null(value=False)
    # 'a cancelled plan to spend 2 bn', but not '2 bn was spent on a cancelled plan'
    is_denied = pl.col("is_denied") | (pl.col("is_denied_next") & ~after)
    # 'выделено 3 млрд, средства на мост не поступили'
    is_denied &= ~(after & (pl.col("other_before") >= pl.col("token_end")).fill_null(value=False))
    return (is_denied | refused) & is_near
