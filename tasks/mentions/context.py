"""Numbers that are no quantities: dates, clock times, ages, list marks and parts of names."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.language.letters import one_of
from tasks.language.once import fits
from tasks.language.runs import flagged
from tasks.lexicon import toml
from tasks.mentions.hints import has
from tasks.mentions.names import named
from tasks.mentions.years import counts_things, is_day, is_english_figure, is_english_year

_HOURS = 24
_NEAR = 4  # tokens between the two sides of a rate
_MOST = 1e18  # beyond it nothing is counted: what was taken for a number with its multiplier is none
_YOUNGEST, _OLDEST = 10, 110  # years; of ages without a word for them
_KEPT = (
    "row", "sentence_id", "language", "first", "last", "code0", "value0", "gap0", "scale", "is_words", "sign",
    "measure", "stem", "factor", "case", "number_case", "pre", "mid", "post", "equal", "comparator", "is_limit",
    "code-1", "form-1", "form-2", "next_code", "is_triple",
)  # fmt: skip
"""Filters copy every column: most neighbours have done their work here."""


def _aged(found: pl.DataFrame) -> pl.Series:
    """Years that are a person's: '21-летний студент', 'врачу 63 года', 'the farmer, 54, said'."""
    years = (pl.col("value0") < _OLDEST) & (pl.col("scale") == 1)
    tongue = ~pl.col("language").str.starts_with("kk") | (pl.col("code2") == "L")
    return fits(found, years & tongue, _spoken_of_age())


@cache
def _spoken_of_age() -> pl.Expr:
    people = "^(?:" + "|".join(toml("grammar")["person_after"]["prefix"]) + ")"
    is_person = {k: (pl.col(f"code{k}") == "U") & (pl.col(f"stem{k}") == "person") for k in (-1, 3)}
    ru = pl.col("language") == "ru"
    ages = toml("grammar")["ages"]
    is_aged = pl.any_horizontal(pl.col("form2").str.starts_with(w) for w in ages["ru_prefix"])
    adjective = is_aged & (is_person[3] | pl.col("form3").str.contains(people))
    told = one_of(pl.col("measure"), "Y", "L") & (
        is_person[-1]
        | (pl.col("form-1").str.contains(people) & ~pl.col("form-1").str.contains(ages["ru_no_person"]))
    )
    old = (pl.col("code2") == "L") & one_of(pl.col("form4"), *ages["en_behind"])
    after_name = one_of(pl.col("code-2"), "x", "U") & has("word", -2) & (pl.col("code2") == "x")
    commas = (pl.col("code-1") == ",") & (pl.col("code1") == ",") & after_name & ~pl.col("is_words")
    bare = pl.col("measure").is_null() & (pl.col("value0") >= _YOUNGEST)
    return (ru & (adjective | told)) | old | (commas & bare & (ru | (pl.col("language") == "en")))


def with_kind(found: pl.DataFrame) -> pl.DataFrame:
    """Names what a number is where it measures nothing.

    Args:
        found: as `quantities` gives them.

    Returns:
        what later steps need of `found`, with `kind` date | time | age | ordinal | identifier | phone | rate | base |
        exchange_rate | furniture, or null for what measures or counts.
    """
    priced = found["sentence_id"].filter(found["measure"] == "C").unique()
    is_priced = pl.col("sentence_id").is_in(priced.implode())
    told = found.with_columns(
        named=named(found),
        is_priced=is_priced,
        is_count=counts_things(found),
        is_day=is_day(found),
        is_year=is_english_year(found),
        is_figure=is_english_figure(found),
        is_aged=_aged(found),
        is_base=_base(found),
    )
    return told.select(*_KEPT, kind=_kind())


@cache
def _kind() -> pl.Expr:
    measure = pl.col("measure")
    return (
        pl.when(pl.col("value0") > _MOST)
        .then(pl.lit("identifier"))
        .when(pl.col("code0") == "v")
        .then(None)
        .when(_clock())
        .then(pl.lit("time"))
        .when((pl.col("code1") == "-") & (measure == "U") & (pl.col("stem") == "other"))
        .then(pl.lit("identifier"))  # a 220-kV line is named by it
        .when(pl.col("named").is_not_null())
        .then("named")
        .when(_unit_of_a_price() & pl.col("is_priced"))
        .then(pl.lit("rate"))
        .when("is_base")
        .then(pl.lit("base"))
        .when(_ticker())
        .then(pl.lit("exchange_rate"))
        .when(_hour() & ~one_of(measure, "C", "P").fill_null(False))
        .then(pl.lit("time"))
        .when((measure == "W") | (pl.col("code-1") == "W") | _shared("W") | pl.col("is_aged"))
        .then(pl.lit("age"))
        .when(_date() | _shared("Q", "K", "Y"))
        .then(pl.lit("date"))
        .when((measure == "L") | ((measure == "Y") & _lasting()) | _shared("L"))
        .then(pl.lit("time"))
        .when(pl.col("code-1").is_null() & one_of(pl.col("code1"), ")", ".") & (pl.col("value0") < 100))
        .then(pl.lit("ordinal"))
    )


def _bare() -> pl.Expr:
    return pl.col("measure").is_null()


def _lasting() -> pl.Expr:
    """'3 года' lasts, '90-жылдары' is a decade."""
    small = (pl.col("value0") < 100) & (pl.col("scale") == 1)
    return (pl.col("language") == "ru") & small & (pl.col("code1") == "Y")


def _date() -> pl.Expr:
    grammar, measure, prev = toml("grammar"), pl.col("measure"), pl.col("code-1")
    year, is_y = pl.col("value0").is_between(1900, 2100), pl.col("code0") == "y"
    day = pl.col("value0").is_between(1, 31) & (pl.col("scale") == 1)
    y_range = (pl.col("code1") == "-") & (pl.col("code2") == "y") & is_y
    y_after_y = is_y & (prev == "-") & (pl.col("code-2") == "y")
    neighbour = one_of(pl.col("code1"), "x", "g") | pl.col("code1").is_null() | (pl.col("code1") == ".")
    kk = pl.col("language").str.starts_with("kk")
    hyphened = (pl.col("code1") == "-") & ~pl.col("gap0") & one_of(pl.col("code2"), "Q", "Y")
    before = has("year_before", -1)
    the_year = one_of(pl.col("form-1"), *grammar["year_after"]["led"]) & has("year_after", 1)
    decade = is_y & ~pl.col("gap0") & one_of(pl.col("form1"), *grammar["decade"]["forms"])
    return (
        (is_y & ((measure == "Y") | ((measure == "L") & (pl.col("stem") == "year"))))
        | (day & (measure == "Q"))
        | (year & is_y & ((measure == "Q") | (prev == "Q") | (pl.col("code1") == "Q")))
        | ((prev == "Q") & day & (pl.col("is_day") | (measure == "K")))
        | ((measure == "Y") & ~is_y & ~_lasting())
        | (measure == "K")
        | (_bare() & hyphened)
        | y_range
        | (y_after_y & (_bare() | one_of(measure, "Y", "L")))
        | decade
        | (is_y & _bare() & ~kk & ((before & ~pl.col("is_figure")) | the_year) & ~pl.col("is_count"))
        | pl.col("is_year")
        | (
            is_y
            & _bare()
            & (pl.col("scale") == 1)
            & (~neighbour | kk | (pl.col("code1") != "x"))
            & year
            & ~pl.col("is_count")
        )
    )


def _shared(*letters: str) -> pl.Expr:
    """'6-7 лет', '3 және 5 жыл', 'с 10 до 12 часов': what the last of them measures, all of them do."""
    small = (pl.col("scale") == 1) & (pl.col("value0") < 100)
    joined = one_of(pl.col("code1"), "-", ",", "a") | ((pl.col("code1") == "g") & has("from_before", -1))
    return _bare() & small & joined & (pl.col("code2") == "N") & pl.col("code3").is_in(list(letters))


def _hour() -> pl.Expr:
    said = has("hour_before", -1)
    spelt = has("minutes", 0)
    hour = toml("grammar")["hour_before"]["kk_prefix"]
    spoken = pl.any_horizontal(pl.col("form-1").str.starts_with(w) for w in hour)
    return said & (spelt | (spoken & (pl.col("value0") <= _HOURS)))


def _clock() -> pl.Expr:
    """'19.30-да', '09.15', '10 a.m.'."""
    around = has("hour_around", -1)
    no_decimal = _bare() & has("early", 0)  # no decimal begins so
    cased = _bare() & has("quarters", 0) & one_of(pl.col("case0"), "loc", "abl", "dat")
    half = toml("grammar")["half_day"]
    half_day = one_of(pl.col("form1"), *half["forms"]) | (
        one_of(pl.col("form1"), *half["first"]) & one_of(pl.col("form3"), *half["second"])
    )
    return (has("quarters", 0) & around) | half_day | no_decimal | cased


def _ticker() -> pl.Expr:
    """'USD 504,20 EUR 550,1'."""
    signs = [s for e in toml("money")["entry"] for s in e.get("signs", ()) if s.isalpha() or s == "$"]
    follows = (pl.col("code1") == "C") & pl.col("form1").is_in(signs) & one_of(pl.col("code2"), "N", "y")
    led = (pl.col("code-1") == "C") & pl.col("form-1").is_in(signs)
    after = one_of(pl.col("code-2"), "N", "y") & (pl.col("code-3") == "C") & pl.col("form-3").is_in(signs)
    return led & (follows | after) & (pl.col("scale") == 1)


def _unit_of_a_price() -> pl.Expr:
    """'1 Гкал үшін 4 812 теңге': what a price is per; '1 доллар 520 теңге', 'бір еуро – 560 теңге': of a rate."""
    measure, stem = pl.col("measure"), pl.col("stem")
    next_money = pl.when(pl.col("sentence_id") == pl.col("sentence_id").shift(-1)).then(stem.shift(-1))
    # '… бір доллар 480–490 теңге': of a range too
    ranged = measure.shift(-1).is_null() & (pl.col("code1").shift(-1) == "-") & (measure.shift(-2) == "C")
    exchanged = (
        (measure == "C")
        & (pl.col("factor") == 1)
        & (stem != "KZT")
        & (((measure.shift(-1) == "C") & (next_money != stem)) | ranged)
        & (pl.col("first").shift(-1) - pl.col("last") <= _NEAR)
    )
    # '520 теңге = 1 доллар'
    equated = (measure == "C") & (pl.col("form-1") == "=")
    single = (pl.col("value0") == 1) & (pl.col("scale") == 1)
    return single & (((measure == "U") & ~pl.col("is_words")) | exchanged | equated)


def _base(found: pl.DataFrame) -> pl.Series:
    """'100 мың тұрғынға шаққанда', 'на 1000 жителей', 'per 100,000 people': what a rate is of."""
    people = (pl.col("measure") == "U") & pl.col("stem").is_in(toml("grammar")["base"]["units"])
    power = pl.col("value0").is_in([10.0**n for n in range(2, 7)])
    rows = found.select((people & power).arg_true()).to_series()
    if rows.is_empty():
        return flagged(rows, found.height)
    beyond = found.select(
        pl.col("sentence_id", "value0", "first", "measure", "stem", r"^form[23]$").name.suffix("_next")
    )
    asked = found[rows].hstack(beyond[(rows + 1).clip(0, found.height - 1)])
    return flagged(rows.filter(asked.select(_is_base()).to_series()), found.height)


@cache
def _is_base() -> pl.Expr:
    """Of a power of ten of people, with the number behind it."""
    grammar = toml("grammar")["base"]
    after = pl.col("form2").is_in(grammar["after"])
    # 'увеличилось на 1000 человек' is by how much
    led = pl.col("form-1").is_in(grammar["before"]) & ~pl.col("form-2").str.contains(
        grammar["no_base"]
    ).fill_null(False)
    # '1000 адамға 21,6', '1000 тірі туғанға 6,1 жағдай': no so many persons
    kazakh = pl.col("language").str.starts_with("kk") & pl.col("case").str.ends_with("dat")
    is_here = pl.col("sentence_id_next") == pl.col("sentence_id")
    value = pl.when(is_here).then("value0_next")
    is_beside = (pl.col("first_next") - pl.col("last") == 1) & (value != value.floor())
    # '1000 адамға 12,5 тонна азық-түлік таратылды': so many persons got it
    is_dealt = (pl.col("measure_next") == "X") | pl.col("stem_next").is_in(grammar["dealt"])
    is_due = pl.any_horizontal(one_of(pl.col(f"form{k}_next"), *grammar["due"]) for k in (2, 3))
    is_dealt = (is_dealt & ~is_due.fill_null(False)).fill_null(False)
    return (after | led | (kazakh & is_beside & ~is_dealt)).fill_null(False)
