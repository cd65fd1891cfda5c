"""Periods in the text, resolved against the day of the article."""

from __future__ import annotations

from functools import cache, partial

import polars as pl

from tasks.facts.period_items import OF_WORD, phrases
from tasks.facts.project_forms import both
from tasks.facts.same_periods import alike
from tasks.facts.tenses import tense
from tasks.language.letters import one_of
from tasks.language.normal import fold, folded
from tasks.language.once import of_some
from tasks.language.runs import by_value, of_words, words_of
from tasks.language.windows import rows_of
from tasks.lexicon import toml

FOUND = pl.Schema(
    {
        "sentence_id": pl.UInt32(),
        "token_start": pl.UInt32(),
        "token_end": pl.UInt32(),
        "period_start": pl.Date(),
        "period_end": pl.Date(),
        "period_text": pl.String(),
        "period_basis": pl.String(),
        "is_compared": pl.Boolean(),  # 'былтырғыдан': what the fact is held against, not when it was
        "is_attribute": pl.Boolean(),  # of the word behind it: '2024 жылғы'
        "is_full": pl.Boolean(),  # names its year, whatever else the sentence names
        "breaks": pl.List(pl.UInt32()),  # token numbers of the stops between the sentence's clauses
        "bars": pl.List(pl.UInt32()),  # … of words behind which an earlier figure stands: 'против', 'against'
        "is_ahead": pl.Boolean(),  # of a time after the article's day
        "buts": pl.List(pl.UInt32()),  # … of words that hold what is against what was to be: 'но', 'бірақ'
        "agos": pl.List(pl.UInt32()),  # … of words that say how long ago, before it or behind: 'годом ранее'
    }
)
_STOPS = [",", ";", ":", "(", ")"]
_YEARS = (1900, 2100)
_HALF = 6  # months: a month without a year that is as far off could be of two years
_MEASURED = ["money", "percent", "times", "quantity", "count"]
_LETTERS = "yTtDdQqhmnolauseb"  # of a phrase


def found(sentences: pl.DataFrame, tokens: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """Every period named.

    Args:
        sentences: SENTENCES.
        tokens: TOKENS.
        mentions: MENTIONS.

    Returns:
        FOUND, in order of the text.
    """
    home = sentences.select("article_id", "sentence_id", "published", base="char_start", text="sentence")
    words, at = words_of(tokens, OF_WORD)
    told = phrases(tokens, words, at, _counts(tokens, mentions)).join(
        home, on="sentence_id", how="left", maintain_order="left"
    )
    told = told.filter(_is_period())
    start = pl.col("char_start").cast(pl.Int64) - pl.col("base")
    told = _dated(told)
    return (
        told.with_columns(alike(told, tokens))
        .with_columns(
            is_compared=_is_compared() | pl.col("is_held"),
            is_ahead=(pl.col("period_start") > pl.col("published")).fill_null(value=False),
            is_attribute=_like("last_form", toml("periods")["compared"]["attribute"]),
            is_full=pl.col("match").str.contains("[ydT]|tY"),
            token_end=pl.col("token_last") + 1,
            period_text=pl.col("text").str.slice(start, pl.col("char_end") - pl.col("char_start")),
        )
        .join(_signs(tokens, words, at), on="sentence_id", how="left", maintain_order="left")
        .select(FOUND.names())
        .cast(FOUND)
    )


def _signs(tokens: pl.DataFrame, unique: pl.DataFrame, at: pl.Series) -> pl.DataFrame:
    """sentence_id, breaks, bars, buts, agos: of the sentences that have any."""
    words, form = toml("periods")["held"], pl.col("form")
    ago, unit = (form.is_in(both(words[c])) for c in ("ago", "unit"))
    asked = unique.select(
        pl.col("surface").is_in(_STOPS).alias("breaks"),
        form.is_in(words["before"]).alias("bars"),
        form.is_in(words["but"]).alias("buts"),
        ago.alias("ago"),
        unit.alias("unit"),
    )
    told = of_words(asked, at)
    kinds = ("breaks", "bars", "buts", "agos")
    told = told.with_columns(agos=pl.col("ago") & pl.col("unit").shift(1, fill_value=False))
    places = tokens.select("sentence_id", "token_no").hstack(told.select(kinds))
    return (
        places.filter(pl.any_horizontal(kinds))
        .group_by("sentence_id", maintain_order=True)
        .agg(pl.col("token_no").filter(pl.col(kind)).alias(kind) for kind in kinds)
    )


def _counts(tokens: pl.DataFrame, mentions: pl.DataFrame) -> pl.Series:
    """Rows of numbers that would do for a year but measure or count something."""
    year = pl.col("value").is_between(*_YEARS) & ((pl.col("number_end") - pl.col("number_start")) == 1)
    some = mentions.filter(year, pl.col("kind").is_in(_MEASURED)).select("sentence_id", "number_start")
    return rows_of(tokens, some["sentence_id"], some["number_start"]).drop_nulls().cast(pl.UInt32).sort()


@cache
def _is_compared() -> pl.Expr:
    """Whether the period is only what the fact is held against."""
    words = toml("periods")["compared"]
    ends = _like("last_form", words["last"]) & ~pl.col("next_form").is_in(words["goes_on"]).fill_null(False)
    two = pl.concat_str("two_before", "before", separator=" ", ignore_nulls=True)
    led = (pl.col("before").is_in(words["before"]) & ~two.is_in(words["before_not"])) | two.is_in(
        words["before"]
    )
    # 'up 5 percent from last year', not 'from 2026'
    from_measure = one_of(pl.col("first_form"), *words["from"]) & pl.col("code_before").is_in(["P", "X", "U"])
    followed = pl.col("next_form").str.contains(words["after"])
    standard = _like("last_form", words["attribute"]) & pl.any_horizontal(
        _like("next_form", words["standard"]),
        _like("next_form", words["same"]) & _like("next_two", words["standard"]),
    )
    # '2019 жылы салынған мектепке 3 млн теңге': when the school was built
    of_thing = pl.col("behind").str.contains(words["thing"]) & ~pl.col("behind").str.contains(
        words["no_thing"]
    )
    # '1968 жылы салынған көпірдің тозуы 80 пайыз'
    age, old = pl.col("published").dt.year() - pl.col("period_end").dt.year(), toml("periods")["built"]
    built = (age >= old["years"]) & pl.col("next_form").str.contains(old["forms"])
    tests = (built, ends, led, from_measure, followed, standard, _is_towards(), of_thing)
    return pl.any_horizontal(x.fill_null(False) for x in tests)


def _is_towards() -> pl.Expr:
    """'Прирост к прошлому году', 'на 5 % к 2024 году'; not 'к 2029 году', nor what had come about by 2020."""
    words = toml("periods")["compared"]
    led, match = pl.col("led"), pl.col("match")
    is_past = (pl.col("period_end") < pl.col("published")) & ~match.str.contains("[eb]")
    by_name = match.str.contains(words["towards_year"]) & ~match.str.contains(words["towards_dated"])
    said = (
        by_name
        | pl.col("code_before").is_in(["P", "X"])
        | led.str.contains(words["towards_led"])
        | pl.col("behind").str.contains(words["towards_goes"])
    )
    return pl.col("first_form").is_in(words["towards"]) & is_past & said.fill_null(value=False)


def _like(column: str, pattern: str) -> pl.Expr:
    """Whether a form fits a pattern; plain Latin spelling confuses letters, which are merged on both sides."""
    form = pl.col(column)
    merged = pl.when(pl.col("language") == "kk-Latn").then(fold(form)).otherwise(form)
    return merged.str.contains(f"{pattern}|{folded(pattern)}")


def _dated(told: pl.DataFrame) -> pl.DataFrame:
    """Adds period_start, period_end, period_basis."""
    told = told.hstack(by_value(told, ["match"], *_of_match()))
    day, has = pl.col("published"), {c: pl.col(f"has_{c}") for c in _LETTERS}
    named = pl.col("years").list.len() > 0
    stated = named | has["d"]
    year = day.dt.year().cast(pl.Int64)
    month, last_month = day.dt.month().cast(pl.Int64), pl.col("months").list.last()
    apart = last_month - month
    is_free = has["Q"] & ~has["T"] & ~has["t"]
    # A month without a year is the nearest one; one that is half a year ago or ahead could be either.
    # … unless the sentence tells of what is over: 'в мае открыли', said in March.
    is_over, is_to_come = tense(told, is_free & ((apart > 0) | (apart < 0)))
    near = (
        pl.when(is_free & (apart < 0) & is_to_come)
        .then(year + 1)
        .when(is_free & (((apart > _HALF) & ~is_to_come) | ((apart > 0) & is_over)))
        .then(year - 1)
        .when(is_free & (apart < -_HALF) & ~is_over)
        .then(None)
        .otherwise(year)
    )
    nine = has["m"] & has["n"] & ~has["T"] & ~has["t"] & (pl.col("counts").list.first() >= month)
    own = pl.when(nine).then(year - 1).otherwise(near) + pl.col("shifts").list.first().fill_null(0)
    told = told.with_columns(own=own).with_columns(
        y1=pl.coalesce(pl.col("years").list.first(), "own"),
        y2=pl.coalesce(pl.col("years").list.last(), "own"),
        basis=pl.when(stated)
        .then(pl.lit("stated"))
        .when(day.is_not_null())
        .then(pl.lit("relative"))
        .otherwise(pl.lit("none")),
    )
    told = _bounded(told, has)
    # from one point of time to another
    points = pl.max_horizontal(pl.col(c).list.len() for c in ("years", "dates")) > 1
    told = told.with_columns(is_range=points | pl.col("is_range"))
    since, until = has["s"] & ~pl.col("is_range"), has["u"] & ~pl.col("is_range")
    told = told.with_columns(
        period_start=pl.when(until & ~since).then(None).otherwise("first"),
        period_end=pl.when(since)
        .then(
            pl.when(
                pl.col("is_ongoing") & (has["b"] | ~named) & (pl.col("first") <= day).fill_null(value=True)
            ).then(day)
        )
        .otherwise("last"),
    )
    # 'қыркүйектен наурызға дейін' runs over the new year: it began the year before
    wraps = (pl.col("period_start") > pl.col("period_end")).fill_null(False)
    told = told.with_columns(
        period_start=pl.when(wraps).then(pl.col("period_start").dt.offset_by("-1y")).otherwise("period_start")
    )
    known = pl.col("period_start").is_not_null() | pl.col("period_end").is_not_null()
    return told.with_columns(period_basis=pl.when(known).then("basis").otherwise(pl.lit("none")))


@cache
def _of_match() -> list[pl.Expr]:
    """What a phrase's letters alone say: has_<letter>; a stretch up to now, from now or of years, a range."""
    m = pl.col("match")
    patterns = {f"has_{c}": c for c in _LETTERS} | {
        "is_past": "ln|nms",
        "is_ahead": "an",
        "is_of_years": "nY",
    }
    patterns["is_range"] = "[la]n|QnQ|n-nQ|Q[-u]?Q|snunQ|QyY?unQ|QunQ|nms"
    return [m.str.contains(pattern).alias(name) for name, pattern in patterns.items()]


@cache
def _is_period() -> pl.Expr:
    """'9 айда' is a period, 'үш ай' a duration; 'May' without a day or year is too little in English."""
    m, case = pl.col("match"), pl.col("last_case").fill_null("")
    count, month = pl.col("counts").list.first(), pl.col("published").dt.month()
    usual = count.is_in([3, 6, 9, 11]) | (count == month - 1) | (count == month - 2)
    duration = m.is_in(["nm", "pnm"]) & ~(
        (pl.col("language").str.starts_with("kk") & case.is_in(["loc", "pgen", "ploc"]) & usual)
        | ((m == "pnm") & usual)
    )
    return ~duration & ~((pl.col("language") == "en") & (m == "Q"))


def _bounded(told: pl.DataFrame, has: dict[str, pl.Expr]) -> pl.DataFrame:
    """Adds `first` and `last`, the days of what is named."""
    months, days, order = pl.col("months").list, pl.col("counts").list, pl.col("ordinals").list
    step = pl.coalesce(order.first(), days.first())
    last_step = pl.coalesce(order.last(), days.last())
    day_first, day_last = (
        pl.coalesce(days.get(k, null_on_oob=True), order.get(k, null_on_oob=True)) for k in (0, -1)
    )
    is_day = has["Q"] & (has["n"] | (has["o"] & ~has["q"] & ~has["h"]))
    month = (
        pl.when(has["Q"]).then(months.first()).when(has["q"]).then(step * 3 - 2).when(has["h"]).then(step * 6 - 5)
    )  # fmt: skip
    last_month = (
        pl.when(has["Q"]).then(months.last()).when(has["q"]).then(last_step * 3).when(has["h"]).then(last_step * 6)
        .when(has["m"] & has["n"]).then(pl.col("counts").list.first())
    )  # fmt: skip
    one = pl.lit(1, pl.Int64)
    told = told.with_columns(
        first=_date("y1", month.otherwise(one), pl.when(is_day).then(day_first).otherwise(one)),
        last=_date("y2", last_month.otherwise(12), pl.when(is_day).then(day_last).otherwise(one)),
    )
    # a month is named by its first day, and ends so many days behind it
    more = pl.when(is_day).then(0).otherwise(pl.col("last").dt.days_in_month() - 1)
    apart = has["d"] | has["D"] | pl.col("is_past") | pl.col("is_ahead")
    others = of_some(told, apart, partial(_apart, has=has), {"apart_first": pl.Date, "apart_last": pl.Date})
    return told.hstack(others).with_columns(
        first=pl.when(apart).then("apart_first").otherwise("first"),
        last=pl.when(apart).then("apart_last").otherwise(_days_on("last", more)),
    )


def _apart(some: pl.DataFrame, has: dict[str, pl.Expr]) -> pl.DataFrame:
    """The same of dates in digits, of days and stretches counted from the article's own: apart_first, apart_last."""
    day, count, dates = pl.col("published"), pl.col("counts").list.first(), pl.col("dates").list
    span = pl.when("is_of_years").then(count * 12).otherwise(count).fill_null(0)
    shifted = day.dt.offset_by(pl.format("{}d", pl.col("shifts").list.first().fill_null(0)))
    first = (
        pl.when(has["d"]).then(_written(dates.first()))
        .when(has["D"]).then(shifted)
        .when("is_past").then(day.dt.offset_by(pl.format("-{}mo", span)))
        .otherwise(day)
    )  # fmt: skip
    last = (
        pl.when(has["d"]).then(_written(dates.last()))
        .when(has["D"]).then(shifted)
        .when("is_past").then(day)
        .otherwise(day.dt.offset_by(pl.format("{}mo", span)))
    )  # fmt: skip
    return some.select(first.alias("apart_first"), last.alias("apart_last"))


def _days_on(column: str, days: pl.Expr) -> pl.Expr:
    return (pl.col(column).cast(pl.Int32) + days).cast(pl.Date)


def _date(year: str, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    """A date, null where there is no such day."""
    text = pl.format("{}-{}-{}", pl.col(year), month, day)
    return text.str.to_date("%Y-%m-%d", strict=False)


def _written(text: pl.Expr) -> pl.Expr:
    return pl.coalesce(
        text.str.to_date(f, strict=False) for f in ("%d.%m.%Y", "%d/%m/%Y", "%Y-%m-%d", "%Y.%m.%d")
    )
