"""Money that was denied, withheld, given up or refused: a row of what was said, never a part of a sum."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.nearest import among, beside
from tasks.language.runs import by_word, row_after, row_before, taken, window
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
_ASKED = ("is_denied", "is_undone", "is_refused", "is_will", "is_second", "is_none", "is_broken")
_AROUND = {
    "is_no": (-3, -1),
    "is_light": (-2, -1),
    "is_giving": (-2, 1),
    "is_first": (-1, -1),
    "is_given": (-1, -1),
    "is_contract": (-1, -1),
}


def denied(near: pl.DataFrame, words: pl.DataFrame) -> pl.Series:
    """Whether the clause of each amount says that it wasn't given, or wasn't to be.

    Args:
        near: as `votes.amounts` gives them.
        words: TOKENS with `clause`.
    """
    d, form = toml("roles")["denied"], pl.col("form")
    marked = words.hstack(by_word(words, *(form.str.contains(d[key]).alias(c) for c, key in _WORDED.items())))
    rows = marked.select(pl.any_horizontal(_ASKED).arg_true()).to_series()
    own = marked.select("sentence_id", "token_no", "clause", "language", *_ASKED)[rows]
    said = own.hstack(window(marked, rows, _AROUND).fill_null(value=False))
    parting = marked["is_parting"].arg_true()
    told = said.select(
        "sentence_id",
        "token_no",
        "clause",
        *_told(),
        parts_before=taken(words["token_no"], row_before(words, parting, rows)),
        parts_after=taken(words["token_no"], row_after(words, parting, rows)),
        is_kazakh=pl.col("language").str.starts_with("kk"),
    ).filter(pl.col("is_denied") | pl.col("is_refused"))
    hits = beside(near, told).filter(pl.col("between") == 0, pl.col("bounds") < 1, _is_said())
    return among(near, hits["no"])


@cache
def _told() -> tuple[pl.Expr, ...]:
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
def _is_said() -> pl.Expr:
    """Whether it is said of the amount: 'отказались от бумаги и выделили 2 млрд' isn't, nor what Kazakh tells first."""
    after = pl.col("is_after")
    is_own = (
        pl.when(after)
        .then(pl.col("parts_before") >= pl.col("token_end"))
        .otherwise(pl.col("parts_after") < pl.col("token_start"))
    )
    return pl.col("is_denied") | (~is_own.fill_null(value=False) & (after | ~pl.col("is_kazakh")))
