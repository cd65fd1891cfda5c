"""Bare numbers in sentences that speak of money, which are none all the same: of people, of what was measured."""

from __future__ import annotations

import polars as pl

from tasks.language.normal import folded
from tasks.language.runs import flagged, taken
from tasks.lexicon import toml
from tasks.mentions.stream import Stream

_TOLD_BACK = 8  # words from 'the number of' to the number


def of_number(measured: pl.DataFrame, stream: Stream) -> pl.Series:
    """Whether 'the number of …' stands before: 'численность населения составила 1,4 млн' is no money."""
    nouns = toml("money_words")["of_number"]
    may = pl.col("by_context") | (pl.col("is_inherited") & (pl.col("measure") == "C"))
    some = measured.select(may.fill_null(value=False).arg_true()).to_series()
    near = stream.window(taken(measured["first"], some), {"form": (-_TOLD_BACK - 2, -1)}).drop("row")
    # few have such a noun at all: only of these it is asked what stands between
    said = [*nouns["forms"], *nouns["oblique"], *nouns["people"]]
    named = near.select(
        pl.any_horizontal(
            pl.col(f"form-{k}").is_in(said).fill_null(value=False) for k in range(1, _TOLD_BACK + 1)
        )
    ).to_series()
    some, near = some.filter(named), near.filter(named)
    if some.is_empty():
        return flagged(some, measured.height)
    acting = _acting(pl.concat(near.get_columns()[-_TOLD_BACK:]))
    is_number, going = pl.lit(value=False), pl.lit(value=True)
    reached = pl.col("form-1").str.contains(nouns["reached"])
    for k in range(1, _TOLD_BACK + 1):
        form = pl.col(f"form-{k}")
        going &= ~(form.is_in(nouns["ends"]) | form.is_in(acting.implode()))
        # 'на увеличение численности полиции — 5 млрд', but 'рост числа жителей до 1,4 млн'
        led = pl.any_horizontal(pl.col(f"form-{k + j}").is_in(nouns["oblique_led"]) for j in (1, 2))
        own = form.is_in(nouns["forms"]) | (form.is_in(nouns["oblique"]) & ~led)
        is_number |= going & (own | (form.is_in(nouns["people"]) & reached))
    return flagged(some.filter(near.fill_null("").select(is_number).to_series()), measured.height)


def _acting(forms: pl.Series) -> pl.Series:
    """The verbs that don't say how many something is: what somebody did with money."""
    nouns, words = toml("money_words")["of_number"], toml("indicators")["words"]
    form = pl.col("form")
    russian = form.str.contains(words["ru_verb"]) & ~form.str.contains(words["ru_no_verb"])
    cut = form.str.contains(f"{nouns['cut']}|{folded(nouns['cut'])}")
    acts = (russian & ~form.str.contains(nouns["amounts"])) | cut
    return forms.unique().drop_nulls().alias("form").to_frame().filter(acts).to_series()


def of_quantity() -> pl.Expr:
    """Whether a bare number goes on about the quantity told last, not about money: '7 млн кв. м, из них 1,2 млн …'.

    Of one size they are alike; a word of money right before the number says that it is money, one right behind it,
    where it is no part: 'построено 4 млн кв. м, выделено 3 млн'.
    """
    told = pl.col("measure").is_not_null() | pl.col("currency").is_not_null()
    last = {
        c: pl.when(told).then(c).forward_fill().shift(1) for c in ("measure", "value", "scale", "sentence_id")
    }
    is_part = pl.col("is_of") | pl.col("number_case").str.starts_with("p")
    is_here = pl.col("sentence_id") == last["sentence_id"]
    is_next = is_part & (pl.col("sentence_id") == last["sentence_id"] + 1)
    ratio, most = pl.col("value") / last["value"], toml("money_words")["of_quantity"]["most"]
    is_alike = (pl.col("scale") == last["scale"]) & pl.when(is_part).then(ratio <= 1).otherwise(ratio <= most)
    said = pl.col("is_money_last") | (pl.col("is_money_behind") & ~is_part)
    return (last["measure"] == "U") & (is_here | is_next) & is_alike & ~said.fill_null(False)
