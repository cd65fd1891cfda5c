"""Numbers that are no quantities: dates, clock times, ages, list marks and parts of names."""

from __future__ import annotations

import polars as pl

from tasks.lexicon import toml

_HOURS = 24
_NEAR = 4  # tokens between the two sides of a rate
_YOUNGEST, _OLDEST = 10, 110  # years; of ages without a word for them
_KEPT = (
    "row", "sentence_id", "language", "first", "last", "code0", "value0", "gap0", "scale", "is_words", "sign",
    "measure", "stem", "factor", "case", "number_case", "pre", "mid", "post", "equal", "comparator", "is_limit",
    "code-1", "form-1", "form-2", "next_code", "is_triple",
)  # fmt: skip
"""Filters copy every column: most neighbours have done their work here."""


def _aged() -> pl.Expr:
    """Years that are a person's: '21-летний студент', 'врачу 63 года', 'the farmer, 54, said'."""
    years = (pl.col("value0") < _OLDEST) & (pl.col("scale") == 1)
    people = "^(?:" + "|".join(toml("grammar")["person_after"]["prefix"]) + ")"
    is_person = {k: (pl.col(f"code{k}") == "U") & (pl.col(f"stem{k}") == "person") for k in (-1, 3)}
    ru = pl.col("language") == "ru"
    adjective = pl.col("form2").str.starts_with("летн") & (
        is_person[3] | pl.col("form3").str.contains(people)
    )
    told = pl.col("measure").is_in(["Y", "L"]) & (
        is_person[-1] | (pl.col("form-1").str.contains(people) & ~pl.col("form-1").str.contains("ой$"))
    )
    old = (pl.col("code2") == "L") & (pl.col("form4") == "old")
    after_name = (
        pl.col("code-2").is_in(["x", "U"])
        & pl.col("form-2").str.contains(r"^\p{L}")
        & (pl.col("code2") == "x")
    )
    commas = (pl.col("code-1") == ",") & (pl.col("code1") == ",") & after_name & ~pl.col("is_words")
    bare = pl.col("measure").is_null() & (pl.col("value0") >= _YOUNGEST)
    spoken = (ru & (adjective | told)) | old | (commas & bare & (ru | (pl.col("language") == "en")))
    return (years & spoken).fill_null(False)


def with_kind(found: pl.DataFrame) -> pl.DataFrame:
    """Names what a number is where it measures nothing.

    Args:
        found: as `quantities` gives them.

    Returns:
        what later steps need of `found`, with `kind` date | time | age | ordinal | identifier | phone | rate |
        exchange_rate, or null for what measures or counts.
    """
    grammar = toml("grammar")
    year, is_y = pl.col("value0").is_between(1900, 2100), pl.col("code0") == "y"
    day = pl.col("value0").is_between(1, 31) & (pl.col("scale") == 1)
    bare = pl.col("measure").is_null()
    prev, form_before = pl.col("code-1"), pl.col("form-1")
    measure, stem = pl.col("measure"), pl.col("stem")
    y_range = (pl.col("code1") == "-") & (pl.col("code2") == "y") & is_y
    y_after_y = is_y & (prev == "-") & (pl.col("code-2") == "y")
    # '3 года' lasts, '90-жылдары' is a decade
    lasting = (
        (pl.col("language") == "ru")
        & (pl.col("value0") < 100)
        & (pl.col("scale") == 1)
        & (pl.col("code1") == "Y")
    )
    neighbour = pl.col("code1").is_in(["x", "g"]) | pl.col("code1").is_null() | (pl.col("code1") == ".")
    kk = pl.col("language").str.starts_with("kk")
    date = (
        (is_y & ((measure == "Y") | ((measure == "L") & (stem == "year"))))
        | (day & (measure == "Q"))
        | (year & is_y & ((measure == "Q") | (prev == "Q") | (pl.col("code1") == "Q")))
        | ((prev == "Q") & day & (bare | (measure == "K")))
        | ((measure == "Y") & ~is_y & ~lasting)
        | (measure == "K")
        | (bare & (pl.col("code1") == "-") & ~pl.col("gap0") & pl.col("code2").is_in(["Q", "Y"]))
        | y_range
        | (y_after_y & (bare | measure.is_in(["Y", "L"])))
        | (is_y & bare & ~kk & form_before.is_in(grammar["year_before"]["forms"]))
        | (is_y & bare & (pl.col("scale") == 1) & (~neighbour | kk | (pl.col("code1") != "x")) & year)
    )
    hour = form_before.is_in(grammar["hour_before"]["forms"]) & (
        pl.col("surface0").str.contains(r"^\d{1,2}\.[0-5]\d$")
        | (form_before.str.starts_with("сағат") & (pl.col("value0") <= _HOURS))
    )
    listed = pl.col("code-1").is_null() & pl.col("code1").is_in([")", "."]) & (pl.col("value0") < 100)
    # '6-7 лет', '3 және 5 жыл': what the last of them measures, all of them do
    small = (pl.col("scale") == 1) & (pl.col("value0") < 100)
    shared = bare & small & pl.col("code1").is_in(["-", ",", "a"]) & (pl.col("code2") == "N")
    age = (measure == "W") | (prev == "W") | (shared & (pl.col("code3") == "W")) | _aged()
    signs = [s for e in toml("money")["entry"] for s in e.get("signs", ()) if s.isalpha() or s == "$"]
    follows = (pl.col("code1") == "C") & pl.col("form1").is_in(signs) & pl.col("code2").is_in(["N", "y"])
    led = (prev == "C") & form_before.is_in(signs)
    after = pl.col("code-2").is_in(["N", "y"]) & (pl.col("code-3") == "C") & pl.col("form-3").is_in(signs)
    ticker = led & (follows | after) & (pl.col("scale") == 1)
    clock = pl.col("surface0").str.contains(r"^\d{1,2}\.(?:00|15|30|45)$") & form_before.is_in(
        grammar["hour_around"]["forms"]
    )
    clock = clock | pl.col("form1").is_in(["am", "pm"])
    clock = clock | (bare & pl.col("surface0").str.contains(r"^0\d\.[0-5]\d$"))  # no decimal begins so
    clock = clock | (
        bare
        & pl.col("surface0").str.contains(r"^(?:[01]?\d|2[0-3])\.(?:00|15|30|45)$")
        & pl.col("case0").is_in(["loc", "abl", "dat"])
    )
    clock = clock | (pl.col("form1").is_in(["a", "p"]) & (pl.col("form3") == "m"))
    named = pl.col("form1").str.contains("^(?:" + "|".join(grammar["named_by"]["prefix"]) + ")") & bare
    named = named | (bare & (prev == "-") & (pl.col("code-2") == "i"))
    address = "^(?:" + "|".join(grammar["address_words"]["prefix"]) + ")"
    street = pl.any_horizontal(pl.col(f"form-{k}").str.contains(address).fill_null(False) for k in (2, 3, 4))
    addressed = (
        bare
        & ~(pl.col("code1") == "x").fill_null(False)
        & (form_before.str.contains(address) | (prev.is_in([",", "."]) & street))
    )
    called = (
        bare
        & ~pl.col("is_words")
        & pl.any_horizontal(
            pl.col(f"form-{k}")
            .str.contains("^(?:" + "|".join(grammar["phone_words"]["prefix"]) + ")")
            .fill_null(False)
            for k in (1, 2, 3, 4)
        )
        & ~pl.col("code1").is_in(["x"]).fill_null(False)
        & (pl.col("scale") == 1)
    )
    emergency = toml("grammar")["emergency"]
    words_of_call = "^(?:" + "|".join(emergency["prefix"]) + ")"
    called = called | (
        bare
        & pl.col("surface0").is_in(emergency["numbers"])
        & pl.any_horizontal(
            pl.col(f"form{k}").str.contains(words_of_call).fill_null(False)
            for k in (-4, -3, -2, -1, 1, 2, 3, 4)
        )
    )
    # '1414 байланыс орталығы'
    hotline = "^(?:" + "|".join(emergency["after_four_digits"]) + ")"
    called = called | (
        bare & pl.col("surface0").str.contains(r"^1\d{3}$") & pl.col("form1").str.contains(hotline)
    )
    named = named | (bare & ~pl.col("is_words") & form_before.is_in(grammar["named_before"]["forms"]))
    graded = bare & (pl.col("code1") == "-") & pl.col("code2").is_in(["i", "o"])
    # '1 Гкал үшін 4 812 теңге': what a price is per
    single = (pl.col("value0") == 1) & (pl.col("scale") == 1)
    # '1 доллар 520 теңге', 'бір еуро – 560 теңге': the unit of a rate
    next_money = pl.when(pl.col("sentence_id") == pl.col("sentence_id").shift(-1)).then(
        pl.col("stem").shift(-1)
    )
    exchanged = (
        (measure == "C")
        & (pl.col("factor") == 1)
        & (stem != "KZT")
        & (measure.shift(-1) == "C")
        & (next_money != stem)
        & (pl.col("first").shift(-1) - pl.col("last") <= _NEAR)
    )
    per = single & (((measure == "U") & ~pl.col("is_words")) | exchanged)
    priced = pl.col("sentence_id").is_in(found.filter(measure == "C")["sentence_id"].unique().implode())
    return found.select(
        *_KEPT,
        kind=pl.when(pl.col("code0") == "v")
        .then(None)
        .when(clock)
        .then(pl.lit("time"))
        .when((pl.col("code1") == "-") & (measure == "U") & (stem == "other"))
        .then(pl.lit("identifier"))  # a 220-kV line is named by it
        .when(called)
        .then(pl.lit("phone"))
        .when(named | addressed)
        .then(pl.lit("identifier"))
        .when(graded)
        .then(pl.lit("ordinal"))
        .when(per & priced)
        .then(pl.lit("rate"))
        .when(ticker)
        .then(pl.lit("exchange_rate"))
        .when(hour & ~measure.is_in(["C", "P"]).fill_null(False))
        .then(pl.lit("time"))
        .when(age)
        .then(pl.lit("age"))
        .when(date)
        .then(pl.lit("date"))
        .when(shared & pl.col("code3").is_in(["Q", "K", "Y"]))
        .then(pl.lit("date"))
        .when((measure == "L") | ((measure == "Y") & lasting) | (shared & (pl.col("code3") == "L")))
        .then(pl.lit("time"))
        .when(listed)
        .then(pl.lit("ordinal"))
        .when(bare & ((pl.col("code1") == "/") | (prev == "/")))
        .then(pl.lit("identifier")),
    )
