"""Four digits that may be a year, and the number beside a month: a time, or a count of things.

Each is asked of the few rows that may be one.
"""

from __future__ import annotations

import polars as pl

from tasks.language import fold, folded
from tasks.language.letters import one_of
from tasks.language.once import fits
from tasks.lexicon import toml
from tasks.mentions.hints import has


def counts_things(found: pl.DataFrame) -> pl.Series:
    """'В 2015 сёлах', '2015 ауылда', 'cameras in 2015 schools': what stands behind shows that they count it.

    Args:
        found: as `quantities` gives them.

    Returns:
        a Boolean a row.
    """
    may = (pl.col("code0") == "y") & pl.col("measure").is_null() & one_of(pl.col("code1"), "x")
    return fits(found, may, _is_counted())


def _is_counted() -> pl.Expr:
    words, language = toml("grammar")["no_year"], pl.col("language")
    placed = [pl.col(f"form{k}").str.contains(words["placed"]) for k in (1, 2)]
    placed[0] &= ~pl.col("form1").is_in(words["no_placed"])
    many = pl.col("form1").str.contains(words["attribute"])
    ru = pl.col("form-1").is_in(words["places"]) & (placed[0] | (many & placed[1]))
    form = pl.when(language == "kk-Latn").then(fold(pl.col("form1"))).otherwise("form1")
    kk = form.str.contains(words["things"]) | form.str.contains(folded(words["things"]))
    # 'in 2015 schools' behind what is there: at the head of a sentence, 'in 2015 schools got gas' may be the year
    within = (pl.col("code-1") == "x") & pl.col("code-2").is_in(["x", "U"])
    ends = one_of(pl.col("code2"), ".", ",", ";", ")").fill_null(value=True) | pl.col("form2").is_in(
        words["goes_on"]
    )
    things = pl.col("form1").str.contains(words["plural"]) & ~pl.col("form1").is_in(words["of_years"])
    en = pl.col("form-1").is_in(words["places"]) & things & within & ends
    # 'в 2015 из 6300 сёл', 'in 2015 of 6,300 villages'
    among = pl.col("form1").is_in(words["among"]) & one_of(pl.col("code2"), "N", "y")
    return (
        pl.when(language == "ru").then(ru | among)
        .when(language == "en").then(en | among)
        .otherwise(kk)
    )  # fmt: skip


def is_day(found: pl.DataFrame) -> pl.Series:
    """The number behind a month: 'May 12', 'мамырдың 12-сінде'; not 'с 1 мая 12 школ', 'мамырда 12 мектеп'.

    Args:
        found: as `quantities` gives them.

    Returns:
        a Boolean a row.
    """
    exact = pl.col("value0").is_between(1, 31) & (pl.col("scale") == 1)
    return fits(found, (pl.col("code-1") == "Q") & exact & pl.col("measure").is_null(), _day_of_month())


def _day_of_month() -> pl.Expr:
    words, thing = toml("grammar")["no_day"], one_of(pl.col("code1"), "x")
    many = pl.col("form1").str.contains(toml("grammar")["no_year"]["plural"])
    en = ~(pl.col("form-2").is_in(words["before"]) & thing & many).fill_null(value=False)
    kk = pl.col("case0").str.starts_with("p") | ((pl.col("case-1") == "") & ~thing.fill_null(value=False))
    has_day = one_of(pl.col("code-2"), "N").fill_null(value=False)
    own = (
        pl.when(pl.col("language") == "en")
        .then(en)
        .when(pl.col("language") == "ru")
        .then(~thing)
        .otherwise(kk)
    )
    return ~has_day & own.fill_null(value=True)


def is_english_year(found: pl.DataFrame) -> pl.Series:
    """'In 2025 residents …': no word says 'year'.

    Args:
        found: as `quantities` gives them.

    Returns:
        a Boolean a row.
    """
    return fits(found, (pl.col("code0") == "y") & (pl.col("language") == "en"), _english_year())


def is_english_figure(found: pl.DataFrame) -> pl.Series:
    """'Grew by 2025 cows': a preposition that is before a year elsewhere.

    Args:
        found: as `quantities` gives them.

    Returns:
        a Boolean a row.
    """
    return fits(found, (pl.col("code0") == "y") & (pl.col("language") == "en"), _english_figure())


def _english_year() -> pl.Expr:
    """'The budget for 2026 totals …', 'from 2021 to 2025 exports …', 'In 2025 residents …': no word says 'year'."""
    bare, exact = pl.col("measure").is_null(), pl.col("value0").is_between(2001, 2060)
    spanned = has("year_span", -3) & (pl.col("code-2") == "y") & has("year_joined", -1)
    led = has("year_led", -1) | has("year_compared", -2) | spanned
    one = has("year_will", 2) & ~pl.col("form1").str.contains(toml("grammar")["no_year"]["plural"])
    heads = {k: one_of(pl.col(f"code{k}"), ";").fill_null(True) & (pl.col("code2") == "x") for k in (-2, -4)}
    told = (led & (has("year_says", 1) | one)) | (spanned & has("capital", 1)) | has("year_named", -1)
    alone = (pl.col("code-1").is_null() | (pl.col("code-1") == "x")) & has("year_alone", 1)
    told |= (alone & ~pl.col("form-1").is_in(toml("grammar")["no_year"]["of"]).fill_null(False)) | (
        pl.col("form-1").is_in(toml("grammar")["year_clause"]["before"]) & has("year_clause", 1)
    )
    people = (pl.col("measure") == "U") & pl.col("stem").is_in(toml("grammar")["base"]["units"])
    # 'In 2015 households, …' are so many; so they are farther on: 'damaged roofs in 2015 households'
    since = has("year_since", -1) | (has("year_opens", -1) & (heads[-2] | has("year_will", 2)))
    return exact & ((bare & told) | (people & since) | ((bare | people) & spanned & heads[-4]))


def _english_figure() -> pl.Expr:
    """'Grew by 2025 cows', 'a total of 2040 were moved': a preposition that is before a year elsewhere."""
    words = toml("grammar")["no_year"]
    things = pl.col("form1").str.contains(words["plural"]) & ~pl.col("form1").is_in(words["no_plural"])
    by = one_of(pl.col("form-1"), *words["of_change"]) & pl.col("form-2").is_in(words["by"])
    by = by & things & ~has("year_says", 1)
    of = one_of(pl.col("form-1"), *words["of_sum"]) & pl.col("form-2").is_in(words["of"])
    of = of & one_of(pl.col("form-3"), *words["of_led"])
    return by | of
