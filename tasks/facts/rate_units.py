"""Units of measure of which a sum is: 'келісі', 'бір гектар', 'за литр', 'стоимость километра', 'a bed costs'."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.language.once import fits
from tasks.language.runs import row_after, rows_where
from tasks.language.windows import gathered, window
from tasks.lexicon import toml

NUMBERS = ["n", "y", "N", "k", "M", "G"]  # codes of what counts a unit …
_COUNTING = [*NUMBERS, "u", "t", "h", "H", "-"]  # … in words too, and in one word with it: '300-seat'
_COSTS = 6  # words from a unit to the verb that says what it costs
_PRICED = 3  # … to the noun for a price


def units(words: pl.DataFrame, costs: pl.Series) -> pl.DataFrame:
    """'келісі', 'бір гектар', 'әр мұқтаж отбасына', 'за литр': sentence_id, token_no, per, reach.

    Args:
        words: TOKENS with `language`, whole sentences in order.
        costs: row numbers of the verbs of cost.
    """
    u = toml("rates")["of_units"]
    is_one = (pl.col("code") == "U") & pl.col("stem").is_in([*u["units"], *u["places"], *u["people"]])
    rows = rows_where(words.select(is_one).to_series())
    own = gathered(words, rows, ["sentence_id", "token_no", "case", "language", "stem"])
    reach = {"form": (-2, _PRICED), "code": (-1, 1), "stem": (1, 1)}
    near = window(words, rows, reach).hstack(own).with_columns(costs=row_after(words, costs, rows) - rows)
    near = near.with_columns(
        is_counted=pl.col("code-1").is_in(_COUNTING).fill_null(False), is_on=pl.col("form-1").is_in(u["on"])
    )
    may = pl.col("stem").is_in(u["units"]) & ~pl.col("is_counted")
    rates = near.with_columns(is_of_one=fits(near, may, _of_one())).with_columns(per=_per())
    rates = rates.filter(pl.col("per").is_not_null())
    far = pl.when(pl.col("is_on") & _is_on()).then(float(u["on_reach"])).otherwise(float(u["reach"]))
    is_rate = ~pl.col("form1").str.contains(u["no_rate"]).fill_null(False)
    return rates.filter(is_rate).with_columns(reach=far)


@cache
def _per() -> pl.Expr:
    """Of an item or of a person; null where it is of neither."""
    u, stem, before = toml("rates")["of_units"], pl.col("stem"), pl.col("form-1")
    possessive = pl.col("case").str.starts_with("p") & pl.col("language").str.starts_with("kk")
    several = pl.col("code-1").is_in(NUMBERS) & (before != "1") & pl.col("form0").str.contains(u["stretch"])
    one = before.is_in(u["one"]) | (possessive & ~several.fill_null(False)) | pl.col("is_of_one")
    is_item = stem.is_in(u["units"]) & one
    is_item |= stem.is_in(u["places"]) & (before.is_in(u["one_of_places"]) | _priced_place())
    is_nth = before.str.contains(u["no_rate"]).fill_null(False)  # 'әрбір бесінші тұрғын'
    of_people = before.is_in(u["one_of_people"]) | (pl.col("form-2").is_in(u["every"]) & ~is_nth)
    is_some = (before == u["some"]) & ~pl.col("case").str.contains(u["of_whom"])
    of_place = (pl.col("code1") == "U") & pl.col("stem1").is_in(u["places"])
    is_person = stem.is_in(u["people"]) & of_people & ~is_some.fill_null(False)
    is_person &= ~of_place.fill_null(False)
    return pl.when(is_item).then(pl.lit("item")).when(is_person).then(pl.lit("person"))


@cache
def _of_one() -> pl.Expr:
    """A unit that no number counts: 'стоимость километра', 'тонна обойдётся в …', 'шаршы метр құны'."""
    u, form, before = toml("rates")["of_units"], pl.col("form0"), pl.col("form-1")
    russian, kazakh = pl.col("language") == "ru", pl.col("language").str.starts_with("kk")
    genitive = form.str.contains(u["genitive_ru"]) & before.str.contains(u["led_ru"])
    barred = before.str.contains(u["no_subject"]) & ~before.str.contains(u["subject"])
    subject = form.str.contains(u["nominative_ru"]) & _costs() & ~barred.fill_null(False)
    priced = pl.any_horizontal(pl.col(f"form{k}").str.contains(u["priced_kk"]) for k in range(1, _PRICED + 1))
    priced = kazakh & pl.col("case").fill_null("").is_in(["", "gen"]) & priced
    on = pl.col("is_on") & _is_on()
    return (russian & (genitive | subject | on)) | priced


@cache
def _costs() -> pl.Expr:
    """A verb of cost behind a unit that no number counts: 'a bed costs', 'койка обошлась'."""
    return (pl.col("costs") <= _COSTS).fill_null(False) & ~pl.col("is_counted")


@cache
def _priced_place() -> pl.Expr:
    """'A hospital bed costs', 'посадочное место обходится'; not 'bed linen cost', 'the place', 'место под школу'."""
    u, before = toml("rates")["of_units"], pl.col("form-1")
    at_once = (pl.col("costs") == 1) | (pl.col("form1").is_in(u["then"]) & (pl.col("costs") <= 3))
    russian = (pl.col("language") == "ru") & ~before.str.contains(u["pointed"]).fill_null(False)
    english = pl.col("language") == "en"
    english &= pl.any_horizontal(pl.col(f"form-{k}").is_in(u["articles"]).fill_null(False) for k in (1, 2))
    is_one = pl.col("form0").str.contains(u["one_place"])
    return _costs() & is_one & at_once.fill_null(False) & (russian | english)


@cache
def _is_on() -> pl.Expr:
    return pl.col("form0").str.contains(toml("rates")["of_units"]["singular_ru"])
