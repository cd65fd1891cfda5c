"""The words that say that an amount is a part of the sum told before: 'оның ішінде', 'из них', 'the state's share'."""

from __future__ import annotations

from functools import cache

import polars as pl

_COMPLEMENT = 4  # words from a share to what it is in
_WORTH = 6  # … and to the word that it is worth so much
WORDED = {
    "is_of_part": "part",
    "is_pair": "part_pair",
    "is_money": "part_money",
    "is_led": "part_led",
    "is_from": "part_from",
    "is_pronoun": "part_from_alone",
    "is_spent_on": "part_spent",
    "is_on": "part_on",
    "is_apart": "part_apart",
    "is_no_part": "no_part",
    "is_anothers": "no_part_case",
    "is_piece": "part_piece",
    "is_most": "part_most",
    "is_no_most": "part_most_none",
    "is_share": "share",
    "is_owner": "share_owner",
    "is_of": "share_of",
    "is_into": "share_into",
    "is_whole": "share_whole",
    "is_worth": "share_worth",
}
"""Words or patterns of [additive], by what they tell of a word."""
ASKED = ("is_of_part", "is_most", "is_money", "is_pronoun", "is_spent_on", "is_share")
"""What may say so."""
AROUND = {
    "is_no_part": (1, 1),
    "is_anothers": (1, 1),
    "is_piece": (1, 1),
    "is_led": (-1, -1),
    "is_no_most": (1, 1),
    "is_from": (-3, -1),
    "is_on": (-2, -2),
    "is_apart": (-4, -2),
    "is_owner": (-1, _COMPLEMENT + 2),
    "is_number": (1, _COMPLEMENT + 1),
    "is_whole": (1, _COMPLEMENT + 2),
    "is_of": (1, _COMPLEMENT),
    "is_into": (1, _COMPLEMENT),
    "is_worth": (1, _WORTH),
}
"""The words around one of `ASKED` that have a say in it."""


@cache
def is_of_part() -> pl.Expr:
    """'оның 5 миллиарды', 'из этой суммы', 'of this, 5 bn', 'на эти деньги'.

    Not 'оның құны', 'оның орнына', 'instead of this', 'вместо них', 'the cost of this bridge'.
    """
    led, before = (
        pl.col("is_led-1"),
        [pl.col(f"is_from-{k}") & ~pl.col(f"is_apart-{k + 1}") for k in (1, 2, 3)],
    )
    foreign = before[0] | (led & (before[1] | before[2]))
    of_another = pl.col("is_no_part1") | (pl.col("is_kazakh") & pl.col("is_anothers1") & ~pl.col("is_piece1"))
    of_money = pl.col("is_money") & pl.when("is_kazakh").then(led & ~of_another).otherwise(foreign)
    of_it = pl.col("is_pronoun") & before[0] & pl.col("is_number1")
    spent_on = pl.col("is_spent_on") & led & (pl.col("is_kazakh") | pl.col("is_on-2"))
    is_word = pl.col("is_of_part") & (~pl.col("is_pair") | before[0] | before[1]) & ~of_another
    is_most = pl.col("is_most") & ~pl.col("is_no_most1") & ~pl.col("is_number1")
    return is_word | of_money | of_it | spent_on | is_most


@cache
def is_share() -> pl.Expr:
    """'бюджеттің үлесі', 'доля бюджета', "the state's share": of one who pays, by the words beside.

    Not of what isn't the sum before: 'доля банка в компании', 'contribution to the victims', 'share is worth …'.
    """

    def told(what: str, *places: int) -> pl.Expr:
        return pl.any_horizontal(f"{what}{k}" for k in places)

    led = pl.col("is_owner-1")
    is_foreign = told("is_worth", *range(1, _WORTH + 1))
    for k in range(1, _COMPLEMENT + 1):
        own = told("is_number", k + 1) | told("is_whole", k + 1, k + 2)
        own |= told("is_of", k) & ~led & told("is_owner", k + 1, k + 2)
        is_foreign |= told("is_into", k) & ~own
    owners = told("is_owner", 1, 2, 3)
    return pl.col("is_share") & (led | (~pl.col("is_kazakh") & owners)) & ~is_foreign
