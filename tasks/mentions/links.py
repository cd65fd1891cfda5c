"""What numbers that stand side by side share: their measure, sign and multiplier, in enumerations."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.language.letters import one_of
from tasks.language.once import with_columns_once
from tasks.language.runs import by_value, spread, taken, within
from tasks.lexicon import toml
from tasks.mentions.currencies import in_thousands, of_country
from tasks.mentions.far_limits import named_limits
from tasks.mentions.lists import CARRIED, listed, ranked
from tasks.mentions.ranges import ended, following, limits, paired, timed_between
from tasks.mentions.stream import Stream

_NEAR = 8
_PERCENT = 1000  # no more of anything
_SHARE = 100  # no more of a whole
_ALIKE = 50  # how many times one end of a range or change may be the other
_HELD = 10  # … one figure the other that it is held against
_STRICT = r"^(?:,|a|,a|;|-)$"  # between members of an enumeration
_LOOSE = r"^(?:[,;]a?|a)(?:y[YL])?[xoUr]{0,5}-?$"  # … '48,2, биыл 51,9 млрд теңге'


def linked(found: pl.DataFrame, stream: Stream, sentences: pl.DataFrame) -> pl.DataFrame:
    """Joins neighbouring numbers.

    Args:
        found: quantities (no dates and the like), in order.
        stream: with one token a number; its words know the `trend` of words of rise and fall.
        sentences: SENTENCES.

    Returns:
        `found` with measure and scale inherited within enumerations (`is_inherited`), `value`, `value_max`,
        `value_from`, `comparator`, `list_no` shared by an enumeration and `trend` (of the words after); a number
        absorbed as the first of a range or change is dropped and `first` widened over it.
    """
    found = _surroundings(_once(found), stream).with_columns(
        value=pl.col("value0"), is_inherited=pl.lit(False)
    )
    found = ended(_inherited(_signed(_subunits(_decimals(found)))))
    found = of_country(in_thousands(ranked(found), stream), stream, sentences)
    return limits(paired(listed(found, stream, sentences)))


def _once(found: pl.DataFrame) -> pl.DataFrame:
    """Without the words in brackets that repeat a number: '15 000 000 (он бес миллион) теңге'."""
    is_within = (pl.col("sentence_id") == pl.col("sentence_id").shift(1)) & (
        pl.col("row") <= pl.col("last").shift(1)
    )
    return found.filter(~(is_within & (pl.col("value0") == pl.col("value0").shift(1))).fill_null(False))


def _surroundings(found: pl.DataFrame, stream: Stream) -> pl.DataFrame:
    """The letters between each number's phrase and the next one's, and the trend of the words after and before."""
    behind, before = (
        stream.window(found[c], {"form": (k, k)})[f"form{k}"] for c, k in (("last", 1), ("first", -1))
    )
    return found.with_columns(
        between=_between(found, stream),
        word_after=behind,
        **_trends(found, stream),
        word_before=pl.select(
            pl.when(pl.lit(found["pre"].is_not_null()))
            .then(pl.lit(_pre_form(found)))
            .otherwise(pl.lit(before))
        ).to_series(),
        far_limit=named_limits(found, stream),
        is_told_to_move=_told_to_move(found, stream),
        is_hyphened=_hyphened(found, stream),
    ).with_columns(
        comparator=pl.when((pl.col("comparator") == "eq") & pl.col("far_limit").is_not_null())
        .then("far_limit")
        .otherwise("comparator")
    )


def _between(found: pl.DataFrame, stream: Stream) -> pl.Series:
    """The letters up to the next number of the sentence, null where none is near."""
    distance = found["first"].shift(-1) - found["last"] - 1
    same = found["sentence_id"] == found["sentence_id"].shift(-1)
    rows = (same & (distance <= _NEAR)).fill_null(False).arg_true()
    codes = stream.window(taken(found["last"], rows), {"code": (1, _NEAR)}).drop("row")
    letters = codes.select(pl.concat_str(pl.all().fill_null(""))).to_series()
    some = letters.str.slice(0, taken(distance, rows).clip(0, _NEAR)).alias("between").to_frame()
    return spread(some, rows, found.height)["between"]


def _trends(found: pl.DataFrame, stream: Stream) -> dict[str, pl.Series]:
    """The trend of the words behind each number, how far behind the first stands, and the trend before it.

    Words of rise and fall are few: only numbers that have one near them are asked.
    """
    moving = stream.rows(pl.col("trend").is_not_null())
    places = range(1, _NEAR + 1)
    # A trend counts until the next number.
    trends, blocked = [], pl.lit(False)
    for k in places:
        blocked = blocked | one_of(pl.col(f"code{k}"), "N", "y", ";").fill_null(True)
        trends.append(pl.when(~blocked).then(pl.col(f"trend{k}")))
    # 'екі еселенді', 'doubled': a factor that moves by itself
    itself = pl.when(pl.col("measure") == "X").then(pl.col("trend0"))
    at = [pl.when(pl.col(f"trend{k}").is_not_null()).then(k) for k in places]
    rows = within(moving, found["last"], 0, _NEAR).arg_true()
    near = stream.window(taken(found["last"], rows), {"code": (1, _NEAR), "trend": (0, _NEAR)})
    told = near.with_columns(measure=taken(found["measure"], rows)).select(
        trend=pl.coalesce(itself, *trends), trend_at=pl.coalesce(at)
    )
    behind = spread(told, rows, found.height)
    rows = within(moving, found["first"], -3, -1).arg_true()
    near = stream.window(taken(found["first"], rows), {"trend": (-3, -1)})
    told = near.select(trend_before=pl.coalesce("trend-1", "trend-2", "trend-3"))
    return {c.name: c for c in (*behind.get_columns(), *spread(told, rows, found.height).get_columns())}


def _hyphened(found: pl.DataFrame, stream: Stream) -> pl.Series:
    """Whether a hyphen joins the number to its measure: '5 million-tenge grants'."""
    joint = stream.window(found["last"], {"code": (-1, -1)})["code-1"] == "-"
    return joint & (found["last"] > found["row"])


def _pre_form(found: pl.DataFrame) -> pl.Series:
    return found.select(pl.when("sign").then("form-2").otherwise("form-1")).to_series()


def _told_to_move(found: pl.DataFrame, stream: Stream) -> pl.Series:
    """Whether the list that the number stands in was announced by a word of rise or fall: '… арттырылды: 1) … –'."""
    sentence = stream.tokens["sentence_id"]
    moving, colons = stream.rows(pl.col("trend").is_not_null()), stream.rows(pl.col("form") == ":")
    told = pl.DataFrame({"sentence_id": taken(sentence, moving), "moved": moving}).unique(
        "sentence_id", keep="first"
    )
    first = (
        pl.DataFrame({"sentence_id": taken(sentence, colons), "colon": colons})
        .join(told, on="sentence_id")
        .filter(pl.col("moved") < pl.col("colon"))
        .group_by("sentence_id")
        .agg(pl.col("colon").min())
    )
    return (
        found.select("sentence_id", "row")
        .join(first, on="sentence_id", how="left", maintain_order="left")
        .select((pl.col("row") > pl.col("colon")).fill_null(False))
        .to_series()
    )


def _decimals(found: pl.DataFrame) -> pl.DataFrame:
    """'172, 3 миллиард', '9 , 6 млрд': a decimal comma with a space beside it."""
    part = pl.col("value").shift(-1) / pl.col("scale").shift(-1)
    alone = ~one_of(pl.col("between").shift(1), ",", "a").fill_null(False)
    is_split = (
        (pl.col("between") == ",")
        & pl.col("measure").is_null()
        & (pl.col("scale") == 1)
        & ~pl.col("is_words")
        & ((pl.col("value") > part * 10) | pl.col("gap0"))
        & (pl.col("scale").shift(-1) > 1)
        & (part < 10)
        & (part == part.floor())
        & alone
    )
    is_tail = pl.col("is_split").shift(1, fill_value=False)
    return (
        found.with_columns(is_split=is_split.fill_null(False))
        .with_columns(
            value=pl.when(is_tail)
            .then(pl.col("value") / 10 + pl.col("value").shift(1) * pl.col("scale"))
            .otherwise("value"),
            first=pl.when(is_tail).then(pl.col("first").shift(1)).otherwise("first"),
            number_first=pl.when(is_tail).then(pl.col("row").shift(1)).otherwise("row"),
        )
        .filter(~pl.col("is_split"))
        .drop("is_split")
    )


def _subunits(found: pl.DataFrame) -> pl.DataFrame:
    """'34 теңге 20 тиын' is one amount."""
    coins = (
        (pl.col("measure") == "C")
        & (pl.col("stem") == pl.col("stem").shift(-1))
        & (pl.col("factor") == 1)
        & (pl.col("factor").shift(-1) < 1)
    )
    part = pl.lit(None, dtype=pl.Float64)
    for e in toml("units")["subunit"]:
        fits = (pl.col("stem") == e["of"]) & (pl.col("stem").shift(-1) == e["unit"])
        part = pl.when(fits).then(e["factor"]).otherwise(part)
    is_whole = (pl.col("between") == "") & (coins | part.is_not_null())
    found = found.with_columns(
        is_whole=is_whole.fill_null(False),
        part=pl.when(coins).then(pl.col("factor").shift(-1)).otherwise(part),
    )
    is_part = pl.col("is_whole").shift(1, fill_value=False)
    return (
        found.with_columns(
            value=pl.when(is_part)
            .then(pl.col("value").shift(1) + pl.col("value") * pl.col("part").shift(1))
            .otherwise("value"),
            factor=pl.when(is_part).then(1.0).otherwise("factor"),
            stem=pl.when(is_part).then(pl.col("stem").shift(1)).otherwise("stem"),
            first=pl.when(is_part).then(pl.col("first").shift(1)).otherwise("first"),
            number_first=pl.when(is_part).then(pl.col("number_first").shift(1)).otherwise("number_first"),
        )
        .filter(~pl.col("is_whole"))
        .drop("is_whole", "part")
    )


def _signed(found: pl.DataFrame) -> pl.DataFrame:
    """'From KZT184 to 898bn', '$3-5 billion': one multiplier and one sign for both numbers."""
    joined = (
        ((pl.col("between") == "x") & pl.col("word_after").is_in(toml("grammar")["to_between"]["forms"]))
        | one_of(pl.col("between"), "-", "C", "-C")
        | one_of(pl.col("between"), "a", "xC", "aC")
    )
    ratio = pl.col("value") / (following("value") / following("scale"))
    opens = (
        pl.col("sign")
        & (pl.col("scale") == 1)
        & (following("scale") > 1)
        & joined
        & (following("measure").is_null() | (following("stem") == pl.col("stem")))
        & ratio.is_between(1 / _ALIKE, _ALIKE)
    ).fill_null(False)
    found = found.with_columns(opens=opens, signed=opens.shift(1, fill_value=False))
    lacks = pl.col("signed") & pl.col("measure").is_null()
    return found.with_columns(
        *[pl.when(lacks).then(pl.col(c).shift(1)).otherwise(c).alias(c) for c in CARRIED],
        value=pl.when("opens").then(pl.col("value") * following("scale")).otherwise("value"),
        scale=pl.when("opens").then(following("scale")).otherwise("scale"),
    ).drop("opens", "signed")


def _inherited(found: pl.DataFrame) -> pl.DataFrame:
    """'389, 269 және 205 млн теңге': measure and multiplier from the end of an enumeration to its members."""
    grammar, found = toml("grammar"), found.hstack(_ways(found)).with_columns(is_timed=timed_between())
    strict, loose = pl.col("is_strict"), pl.col("is_lax")
    # 'екі-үш жүз', but in 'екі 600 орындық мектеп' the first counts the schools
    spelled = pl.col("is_words") & following("is_words")
    touching = pl.col("is_timed") | (pl.col("between") == "") & (
        spelled
        | pl.col("number_case").str.ends_with("abl")
        | (pl.col("word_before").is_in(grammar["from_before"]["forms"]) & (pl.col("pre").shift(-1) == "le"))
    )
    to = pl.col("word_after").is_in(grammar["to_between"]["forms"]) & (pl.col("between") == "x")
    while_ = pl.col("is_while") & pl.col("number_case").str.ends_with("abl")
    by = (pl.col("between") == "x") & pl.col("word_after").is_in(grammar["by"]["forms"])
    held = (pl.col("between") == "x") & pl.col("word_after").is_in(grammar["held_against"]["forms"])
    # 'проголосовали 45 против 3 млрд'
    held &= (pl.col("value") / (following("value") / following("scale"))).is_between(1 / _HELD, _HELD)
    part = pl.col("is_apart") & pl.col("word_after").is_in(grammar["part_of"]["forms"]) & ~pl.col("is_words")
    part &= ~following("is_hyphened")  # '3 of the 5 million-tenge grants'
    # a chain is a run of bare numbers, each linked to the next, up to the one with the measure
    links = strict | touching | to | while_ | loose | by | held | part
    goes_on = pl.col("measure").is_null() & links.fill_null(False)
    found = found.with_columns(
        by=by.fill_null(False),
        is_part=part.fill_null(False),
        chain=(~goes_on).cum_sum().shift(1, fill_value=0),
        is_loose=(loose & ~strict) | held,
    )
    # 'с 48 до 31, в них 2,3 тысячи человек': the first takes no more than the one it is linked to
    is_next = (following("chain") == pl.col("chain")) & following("is_loose")
    found = found.with_columns(is_loose=pl.col("is_loose") | is_next.fill_null(False))
    carried = [*CARRIED, "scale", "equal", "chain", "value"]
    end = found.select(
        pl.when(pl.col("measure").is_not_null()).then(pl.int_range(pl.len())).backward_fill()
    ).to_series()
    ahead = pl.DataFrame({f"{c}_ahead": taken(found[c], end) for c in carried})
    found = pl.concat([found, ahead], how="horizontal")
    takes = _takes()
    scaled = takes & (pl.col("scale") == 1) & (pl.col("scale_ahead") > 1) & (pl.col("value") < 1000)
    approx = takes & (pl.col("comparator") == "eq") & (pl.col("equal_ahead") == "approx")
    found = with_columns_once(
        found,
        *[pl.when(takes).then(f"{c}_ahead").otherwise(c).alias(c) for c in CARRIED],
        value=pl.when(scaled).then(pl.col("value") * pl.col("scale_ahead")).otherwise("value"),
        scale=pl.when(scaled).then("scale_ahead").otherwise("scale"),
        comparator=pl.when(approx).then(pl.lit("approx")).otherwise("comparator"),
        is_inherited=pl.col("is_inherited") | takes,
    ).drop([f"{c}_ahead" for c in carried], "chain", "is_loose", "by", "is_part")
    same_list = ((strict | loose) & (pl.col("measure") == pl.col("measure").shift(-1))).fill_null(False)
    found = found.with_columns(list_no=(~same_list.shift(1, fill_value=False)).cum_sum().cast(pl.UInt32))
    return found.drop("is_strict", "is_lax", "is_while", "is_apart", "is_time", "is_time_to", "is_hyphened")


@cache
def _takes() -> pl.Expr:
    """Whether a bare number of a chain takes over what stands at its end (`measure_ahead` and so on)."""
    grammar = toml("grammar")
    lists = one_of(pl.col("measure_ahead"), "C", "P") | pl.col("stem_ahead").is_in(grammar["physical"])
    return (
        pl.col("measure").is_null()
        & (pl.col("chain_ahead") == pl.col("chain"))
        & (~pl.col("is_loose").fill_null(False) | lists)
        & ~((pl.col("measure_ahead") == "P") & ((pl.col("scale") > 1) | (pl.col("value") > _PERCENT)))
        # 'выросло с 742 до 768, уровень достиг 96 %'
        & ~((pl.col("measure_ahead") == "P") & (pl.col("value") > _SHARE) & (pl.col("value_ahead") <= _SHARE))
        # 'екеуі 15 млн теңге төледі', 'алғашқы үштікте', 'in the first half, 9 billion'
        & ~(pl.col("is_words") & (~one_of(pl.col("number_case"), "", "abl") | (pl.col("value") < 1)))
        & (~pl.col("by") | pl.col("stem_ahead").is_in(grammar["by"]["units"]))
        # 'освоили 1,1 из 4,7 млрд', but not 'три из 5 млн тенге'
        & (~pl.col("is_part") | ((pl.col("measure_ahead") == "C") & (pl.col("scale_ahead") > 1)))
    ).fill_null(False)


def _ways(found: pl.DataFrame) -> pl.DataFrame:
    """How two numbers may stand in one enumeration, by the letters between them, of which few are different."""
    between = pl.col("between")
    return by_value(
        found,
        ["between"],
        between.str.contains(_STRICT).alias("is_strict"),
        between.str.contains(_LOOSE).alias("is_lax"),
        between.str.contains(r"^y[YL]x{0,2}$|^yYx{0,2}$").alias("is_while"),
        between.str.contains(r"^x{1,3}$").alias("is_apart"),
        between.str.contains(r"^,?x{1,2}[yQ]?[YLQ]?,?$").alias("is_time"),
        between.str.contains(r"^,?x{1,2}[yQ]?[YLQ]?,?x$").alias("is_time_to"),
        between.str.contains(r"^(?:,?(?:y[YL])?Q?x{0,2}|(?:yY|x{1,2}Q)x{0,2})$").alias("is_near"),
    )
