"""What stands right behind a sum and makes it one of each: '144 mn per bus', 'or 144 mn a bus'."""

from __future__ import annotations

import polars as pl

from tasks.facts.rate_heads import EACH, is_person
from tasks.language.runs import constant, neighbour, taken
from tasks.language.windows import rows_of, window
from tasks.lexicon import LETTER, toml

_LEAD = 2  # words before a sum that say that it is another told anew
_ROUNDED = 0.01  # of a sum: how far its parts may be from it
_LEAD_KK = 6  # … in Kazakh, which names of what it is between


def behind(near: pl.DataFrame, own: pl.DataFrame, words: pl.DataFrame) -> pl.Series:
    """Of whom or of what each sum is, by the words right behind it: person | each; null where they don't say.

    Args:
        near: as `votes.amounts` gives them.
        own: forms of TOKENS of the sentences with money.
        words: TOKENS of the articles with money.
    """
    b = toml("rates")["behind"]
    none = constant(None, near.height, pl.String)
    home, end = near["sentence_id"], near["token_end"].cast(pl.Int64)
    following = taken(own["form"], rows_of(own, home, end))
    ahead = taken(own["form"], rows_of(own, home, near["token_start"].cast(pl.Int64) - 2))
    is_led = ahead.is_in(b["each"]).fill_null(False)
    rows = (is_led | following.is_in([*b["per"], *b["one"], *b["for"]]).fill_null(False)).arg_true()
    if rows.is_empty():  # as in most batches of a few articles
        return none
    last = rows_of(words, taken(home, rows), taken(end, rows) - 1)
    first = last - taken(end - near["token_start"].cast(pl.Int64), rows) + 1
    around = window(words, last, {"form": (1, 3), "code": (1, 3), "stem": (1, 3)})
    before = window(words, first, {"form": (-_LEAD_KK, -1), "code": (-1, -1), "stem": (-1, -1)})
    is_less = (neighbour("value", -1) > pl.col("value")).fill_null(False)
    whole = near.select(is_less=is_less & ~_is_part())["is_less"]
    told = around.hstack(before).with_columns(taken(whole, rows), is_led=taken(is_led, rows))
    noun = pl.col("form2").str.contains(rf"^{LETTER}{{2,}}$") & ~pl.col("form2").str.contains(b["none"])
    ends = pl.col("form3").is_null() | ~pl.col("form3").str.contains(LETTER)
    again = pl.any_horizontal(pl.col(f"form-{k}").is_in(b["again"]) for k in range(1, _LEAD + 1))
    is_one = (
        pl.when(pl.col("form1").is_in(b["per"]))
        .then(noun)
        .when(pl.col("form1").is_in(b["one"]))
        .then(noun & ends & (again | pl.col("is_less")))
        .otherwise(noun & again & pl.col("is_less"))
    )
    anew = pl.any_horizontal(pl.col(f"form-{k}").is_in(b["again_kk"]) for k in range(3, _LEAD_KK + 1))
    of_led = pl.col("is_led") & anew & pl.col("is_less") & ~pl.col("form-1").str.contains(b["none_kk"])
    of_one: pl.Expr = pl.when(is_one.fill_null(False)).then(is_person(2))
    of_one = pl.when(of_led.fill_null(False)).then(is_person(-1)).otherwise(of_one)
    per = pl.when(of_one).then(pl.lit("person")).when(~of_one).then(pl.lit(EACH))
    return none.scatter(rows, told.select(per).to_series())


def _is_part() -> pl.Expr:
    """'3 млрд, то есть 2 млрд за операции и 1 млрд за лекарства': with those behind it makes up the sum before."""
    two = pl.col("value") + neighbour("value", 1)
    sums = (two, two + neighbour("value", 2))
    whole = neighbour("value", -1)
    return pl.any_horizontal(((whole - s).abs() <= _ROUNDED * whole).fill_null(False) for s in sums)
