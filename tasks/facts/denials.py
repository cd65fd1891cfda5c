"""The words that say that money was denied, withheld, given up or refused: no sum has it."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.language.runs import row_after, row_before, taken
from tasks.lexicon import toml

_WORDED = {
    "is_denied": "denied",
    "is_undone": "undone",
    "is_refused": "refused",
    "is_will": "will",
    "is_no": "negation",
    "is_light": "light",
    "is_giving": "giving",
    "is_first": "first",
    "is_second": "second",
    "is_given": "given",
    "is_none": "none",
    "is_contract": "contract",
    "is_broken": "broken",
    "is_parting": "parting",
}  # patterns of [denied], by what they tell of a word
ASKED = ("is_denied", "is_undone", "is_refused", "is_will", "is_second", "is_none", "is_broken")
"""What may say so, of `asked`."""
AROUND = {
    "is_no": (-3, -1),
    "is_light": (-2, -1),
    "is_giving": (-2, 1),
    "is_first": (-1, -1),
    "is_given": (-1, -1),
    "is_contract": (-1, -1),
}
"""The words around one of `ASKED` that have a say in it."""


@cache
def asked() -> tuple[pl.Expr, ...]:
    """What is asked of every word."""
    d = toml("roles")["denied"]
    return tuple(pl.col("form").str.contains(d[key]).alias(c) for c, key in _WORDED.items())


def parted(words: pl.DataFrame, rows: pl.Series) -> pl.DataFrame:
    """parts_before, parts_after: the places of the nearest words that part one thing done from another.

    Args:
        words: TOKENS with `asked`.
        rows: row numbers of words that may deny something.
    """
    parting = words["is_parting"].arg_true()
    return pl.DataFrame(
        {
            "parts_before": taken(words["token_no"], row_before(words, parting, rows)),
            "parts_after": taken(words["token_no"], row_after(words, parting, rows)),
        }
    )


@cache
def told() -> tuple[pl.Expr, ...]:
    """is_denied: of what stands anywhere in the clause; is_refused: … where nothing else is done between."""
    no, light = (
        [pl.col(f"{c}-{k}") for k in reach] for c, reach in (("is_no", (1, 2, 3)), ("is_light", (1, 2)))
    )
    # 'так и не выделили', 'has not yet been paid'
    isnt = no[0] | (light[0] & (no[1] | (light[1] & no[2])))
    # 'выделять не будут', 'не будут выделять'
    wont = pl.col("is_will") & no[0] & (pl.col("is_giving-2") | pl.col("is_giving1"))
    two = (pl.col("is_second") & pl.col("is_first-1")) | (pl.col("is_broken") & pl.col("is_contract-1"))
    return (
        (
            pl.col("is_denied") | (pl.col("is_undone") & isnt) | (pl.col("is_none") & pl.col("is_given-1"))
        ).alias("is_denied"),
        (pl.col("is_refused") | wont | two).alias("is_refused"),
    )


@cache
def is_denied() -> pl.Expr:
    """Whether it is said of the amount: 'отказались от бумаги и выделили 2 млрд' isn't, nor what Kazakh tells first."""
    after, is_near = pl.col("is_after"), (pl.col("between") == 0) & (pl.col("bounds") < 1)
    is_own = (
        pl.when(after)
        .then(pl.col("parts_before") >= pl.col("token_end"))
        .otherwise(pl.col("parts_after") < pl.col("token_start"))
    )
    refused = pl.col("is_refused") & ~is_own.fill_null(value=False) & (after | ~pl.col("is_kazakh"))
    return (pl.col("is_denied") | refused) & is_near
