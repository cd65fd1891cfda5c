"""A number with what stands around it: its currency or unit, and the words that bound it."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.language.letters import one_of
from tasks.language.once import with_columns_once
from tasks.lexicon import toml
from tasks.mentions.hints import filled, has
from tasks.mentions.stream import Stream

_COLUMNS = {
    "code": (-4, 4), "form": (-4, 4), "stem": (-2, 3), "case": (-1, 2), "needs": (1, 2), "gap": (-1, 1),
    "value": (-1, 0), "ending": (1, 1), "hint": (-4, 4),
}  # fmt: skip
_MEASURES = ["C", "U", "P", "X", "L", "I", "Y", "Q", "W", "K"]


def quantities(stream: Stream) -> pl.DataFrame:
    """Looks around each number.

    Args:
        stream: with one token a number.

    Returns:
        one row per number or vague plural, in order: `row` (its token), sentence_id, code, value, scale, is_words,
        `first`, `last` (rows of the phrase with its measure and comparators), `measure` (code of the measure or null),
        `stem` and `factor` of the measure, `case` (of the measure, else of the number), `number_case`,
        `comparator`, `is_change_le` ('дейін' or 'до', which a verb of change makes an end value), `sign` (currency
        stands before), and the neighbours as `code1` … `code7`.
    """
    rows = stream.rows(one_of(pl.col("code"), "N", "y", "v", "m"))
    near = stream.window(rows, _COLUMNS).with_columns(
        sentence_id=stream.at("sentence_id", rows),
        language=stream.at("language", rows),
        scale=stream.at("scale", rows),
        is_words=stream.at("is_words", rows),
        inner=stream.at("inner", rows),
    )
    near = near.with_columns(filled())
    near = near.with_columns(is_triple=has("one mark", 0) & (pl.col("language") != "en"))
    near = _measured(near, stream)
    return _bounded(near, stream).drop(
        [c for c in near.columns if c.startswith(("needs", "value-", "stem-2"))]
    )


def _measured(near: pl.DataFrame, stream: Stream) -> pl.DataFrame:
    """Finds the measure: a currency sign before, or the next token, comparators and one adjective let through."""
    sign, is_factor = (pl.col("code-1") == "C") & pl.col("form-1").is_in(_signs()), pl.col("code0") == "m"
    near = near.with_columns(place=_place(), sign=sign.fill_null(False))
    rows = near["row"]
    spot = stream.beside(rows, near["place"])
    near = near.with_columns(
        stream.at(c, spot).alias(f"{c}_there") for c in ("code", "stem", "value", "case")
    )
    near = _rated(near, stream)
    return near.with_columns(
        measure=pl.when("sign").then(pl.lit("C")).when(is_factor).then(pl.lit("X")).otherwise("code_there"),
        stem=pl.when("sign")
        .then("stem-1")
        .when(is_factor)
        .then("stem0")
        .when("is_speed")
        .then(pl.lit("other"))
        .otherwise("stem_there"),
        factor=pl.when("sign").then("value-1").otherwise("value_there"),
        place=pl.when(pl.col("sign") & (pl.col("code_there") != "C").fill_null(True))
        .then(None)
        .otherwise("place"),
        number_case=pl.col("case0"),
        case=pl.coalesce(pl.when(~pl.col("sign")).then("case_there"), "case0"),
    ).drop("code_there", "stem_there", "value_there", "case_there", "is_speed")


@cache
def _signs() -> list[str]:
    """Currency signs, and the letters written for them."""
    letters = [s.lower() for s in toml("money")["letter"]["surfaces"]]
    return [s for e in toml("money")["entry"] for s in e.get("signs", ())] + letters


@cache
def _place() -> pl.Expr:
    """How many tokens behind the number its measure stands; null where none does."""
    # 'EUR 604.90 RUB': the second code belongs to the next number
    next_sign = (pl.col("code1") == "C") & pl.col("form1").is_in(_signs()) & one_of(pl.col("code2"), "N", "y")
    hyphened = (
        (pl.col("code1") == "-")
        & ~pl.col("gap0")
        & ~pl.col("gap1")
        & ~pl.col("language").str.starts_with("kk")
    )
    bracketed = (pl.col("code1") == "(") & (pl.col("code3") == ")") & one_of(pl.col("code4"), "C", "U", "P")
    adjective = (
        (pl.col("code1") == "x")
        & (pl.col("code2") == "U")
        & pl.col("stem2").is_in(toml("grammar")["adjective_before"])
        & ~pl.col("form1").str.contains(toml("grammar")["no_adjective"])
        & (
            pl.col("case2").str.starts_with("p").fill_null(False)
            | ~pl.col("form1").str.contains(toml("grammar")["no_adjective_bare"])
        )
        & ~pl.col("case0").str.starts_with("p")
    )
    is_verb = pl.col("form1").is_in(toml("money")["verbs_too"]) & (pl.col("value0") < 100)
    return (
        pl.when((pl.col("code0") == "m") | is_verb | _of_no_years() | _of_no_subject())
        .then(None)
        .when(pl.col("code1").is_in(_MEASURES) & ~next_sign.fill_null(False))
        .then(1)
        .when(bracketed)
        .then(4)
        .when(hyphened & pl.col("code2").is_in(_MEASURES))
        .then(2)
        .when((pl.col("code1") == "A") & pl.col("code2").is_in(_MEASURES))
        .then(2)
        .when((pl.col("code1") == "A") & (pl.col("code2") == "A") & pl.col("code3").is_in(_MEASURES))
        .then(3)
        .when(adjective)
        .then(2)
    )


@cache
def _of_no_years() -> pl.Expr:
    """'11,5 тысячи годом ранее', '14 тысяч год назад': the year behind is when it was, and none that they count."""
    apart, value = toml("grammar")["year_apart"], pl.col("value0")
    many = (pl.col("scale") > 1) | (value != value.floor())
    is_apart = pl.col("form1").is_in(apart["always"]) | (many & pl.col("form1").is_in(apart["of_many"]))
    return (pl.col("code1") == "Y") & (pl.col("code0") != "y") & is_apart


@cache
def _of_no_subject() -> pl.Expr:
    """'5,9 миллиардын кәсіпкерлер игерді': whoever stands behind a part in a case of its own does something with it.

    Nor is who stands in a case behind one without counted: '16-сы прокурорлардың араласуымен бітті'.
    """
    cased = (pl.col("case0") == "p") & pl.col("form1").str.contains(toml("nouns")["oblique_kk"])
    return (pl.col("code1") == "U") & (pl.col("case0").str.contains("^p.") | cased)


def _rated(near: pl.DataFrame, stream: Stream) -> pl.DataFrame:
    """'12 мың м³/тәулік': what a measure is per is a part of it; adds `is_speed` ('23 м/с': no length)."""
    words, rows, place = toml("grammar")["rate"], near["row"], near["place"]
    one, two = (stream.beside(rows, place + k) for k in (1, 2))
    beside = near.select(
        "place", "form-1", "code_there", "case_there", "stem_there",
        form1=stream.at("form", one), form2=stream.at("form", two), code2=stream.at("code", two),
        case2=stream.at("case", two),
    )  # fmt: skip
    per = pl.col("code2").is_in(words["codes"]) | pl.col("form2").is_in(words["short"])
    is_rated = ((pl.col("code_there") == "U") & (pl.col("form1") == "/") & per).fill_null(False)
    length = pl.col("stem_there").is_in(words["lengths"])
    spoken = pl.col("form1").is_in(words["per"]) & pl.col("form2").is_in(words["moments"])
    hourly = is_rated & pl.col("form2").str.contains(words["moment"])
    is_speed = length & (hourly | spoken | pl.col("form-1").is_in(words["moments"]))
    told = beside.select(
        place=pl.when(is_rated).then(pl.col("place") + 2).otherwise("place"),
        case_there=pl.when(is_rated).then("case2").otherwise("case_there"),
        is_speed=is_speed.fill_null(False),
    )
    return near.with_columns(told)


def _bounded(near: pl.DataFrame, stream: Stream) -> pl.DataFrame:
    """Reads the comparators before, between number and measure, and after."""
    end = pl.col("place").fill_null(0)
    rows, place = near["row"], near["place"].fill_null(0).cast(pl.Int64)
    # 'теңгеге де жетпейді': the particle is a piece of decimals elsewhere
    behind_it = stream.at("code", stream.beside(rows, place + 1))
    skips = one_of(behind_it, "V", "e").fill_null(False).cast(pl.Int64)
    after = stream.beside(rows, place + 1 + skips)
    second = stream.beside(rows, place + 2 + skips)
    near = near.with_columns(
        skipped=skips,
        after_code=stream.at("code", after),
        after_stem=stream.at("stem", after),
        after_needs=stream.at("needs", after),
        second_code=stream.at("code", second),
        second_stem=stream.at("stem", second),
    )
    near = with_columns_once(near, **_comparators())
    width = (
        pl.when(pl.col("post").is_not_null())
        .then(1 + pl.col("skipped") + pl.col("post2").is_not_null().cast(pl.Int64))
        .otherwise(0)
    )
    through = ~pl.col("sign") & (pl.col("code-1") != "g").fill_null(True)
    lead = (pl.col("pre").is_not_null() & ~through).cast(pl.Int64) + pl.col("sign").cast(pl.Int64)
    near = near.with_columns(
        comparator=_comparator(),
        is_limit=pl.any_horizontal((pl.col(c) == "le") for c in ("pre", "mid", "post", "behind")).fill_null(
            False
        ),
        first=pl.col("row") - lead,
        last=pl.col("row") + end + pl.when(pl.col("behind").is_not_null()).then(2).otherwise(width),
    )
    beyond = near["last"] - near["row"] + 1
    return near.with_columns(next_code=stream.at("code", stream.beside(near["row"], beyond)))


@cache
def _comparators() -> dict[str, pl.Expr]:
    """What each place around the number says: before it (pre), before its measure (mid), behind it (post, behind)."""
    end = pl.col("place").fill_null(0)
    code, needs = pl.col("after_code"), pl.col("after_needs")
    fits = needs.is_null() | (pl.col("case").str.strip_prefix("p") == needs)
    post = (code == "A") & fits
    mid = (pl.col("code1") == "A") & (end > 1)
    mid_fits = (
        pl.col("needs1").is_null()
        | (pl.col("number_case").str.strip_prefix("p") == pl.col("needs1"))
        | (pl.col("number_case") == "")
    )
    pre = (
        pl.when(pl.col("sign") & (pl.col("code-2") == "g"))
        .then("stem-2")
        .when(~pl.col("sign") & (pl.col("code-1") == "g"))
        .then("stem-1")
        # 'почти на 59 млрд', 'не меньше чем в 165'
        .when(pl.col("form-1").is_in(toml("comparators")["through"]) & (pl.col("code-2") == "g"))
        .then("stem-2")
    )
    equal = pl.when(
        one_of(pl.col("case"), "equ", "pequ") | one_of(pl.col("number_case"), "equ", "pequ")
    ).then(pl.lit("approx"))
    # '50 түптен кем емес': the noun counted stands in the case that the comparator demands
    behind = (
        pl.col("place").is_null()
        & (pl.col("code1") == "x")
        & (pl.col("code2") == "A")
        & (pl.col("ending1") == pl.col("needs2"))
        & ~pl.concat_str("form1", "form2", separator=" ").is_in(toml("comparators")["fixed"]["terms"])
    )
    return {
        "pre": pre,
        "mid": pl.when(mid & mid_fits).then("stem1"),
        "post": pl.when(post).then("after_stem"),
        "mid2": pl.when(mid & mid_fits & (pl.col("code2") == "A") & (end > 2)).then("stem2"),
        "post2": pl.when(post & (pl.col("second_code") == "A")).then("second_stem"),
        "behind": pl.when(behind).then("stem2"),
        "equal": equal,
    }


@cache
def _comparator() -> pl.Expr:
    """The outermost word rules: 'астамға жуығы' is about; a flat 'көлемінде' yields to any other."""
    words = [
        pl.when(pl.col(c) != "eq").then(pl.col(c))
        for c in ("post2", "post", "behind", "mid2", "mid", "inner", "pre")
    ]
    return (
        pl.when(pl.col("code0") == "v")
        .then(pl.lit("vague"))
        .otherwise(pl.coalesce(*words, "equal", pl.lit("eq")))
    )
