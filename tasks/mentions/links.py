"""What numbers that stand side by side share: ranges, changes from → to, and enumerations with one measure."""

from __future__ import annotations

import polars as pl

from tasks.language.letters import one_of
from tasks.language.once import with_columns_once
from tasks.language.runs import by_value
from tasks.lexicon import toml
from tasks.mentions.currencies import in_thousands, of_country
from tasks.mentions.lists import CARRIED, listed, ranked
from tasks.mentions.stream import Stream

_NEAR = 8
_PERCENT = 1000  # no more of anything
_ALIKE = 50  # how many times one end of a range or change may be the other
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
    found = _inherited(_signed(_subunits(_decimals(found))))
    found = of_country(in_thousands(ranked(found), stream), stream, sentences)
    return _limits(_paired(listed(found, stream, sentences)))


def _once(found: pl.DataFrame) -> pl.DataFrame:
    """Without the words in brackets that repeat a number: '15 000 000 (он бес миллион) теңге'."""
    is_within = (pl.col("sentence_id") == pl.col("sentence_id").shift(1)) & (
        pl.col("row") <= pl.col("last").shift(1)
    )
    return found.filter(~(is_within & (pl.col("value0") == pl.col("value0").shift(1))).fill_null(False))


def _surroundings(found: pl.DataFrame, stream: Stream) -> pl.DataFrame:
    """The letters between each number's phrase and the next one's, and the trend of the words after and before."""
    after = stream.window(found["last"], {"code": (1, _NEAR), "form": (1, 1), "trend": (0, _NEAR)})
    before = stream.window(
        found["first"], {"form": (-1, -1), "stem": (-5, -1), "code": (-5, -1), "trend": (-3, -1)}
    )
    distance = (found["first"].shift(-1) - found["last"] - 1).fill_null(0)
    same = (found["sentence_id"] == found["sentence_id"].shift(-1)).fill_null(False)
    places = range(1, _NEAR + 1)
    letters = after.select(pl.concat_str([pl.col(f"code{k}").fill_null("") for k in places])).to_series()
    # A trend counts until the next number.
    trends, blocked = [], pl.lit(False)
    for k in places:
        blocked = blocked | one_of(pl.col(f"code{k}"), "N", "y", ";").fill_null(True)
        trends.append(pl.when(~blocked).then(pl.col(f"trend{k}")))
    at = [pl.when(pl.col(f"trend{k}").is_not_null()).then(k) for k in places]
    far = pl.coalesce(
        *[
            pl.when((pl.col(f"code-{k}") == "l") & _no_number(k)).then(pl.col(f"stem-{k}"))
            for k in range(1, 6)
        ]
    )
    return found.with_columns(
        between=pl.select(
            pl.when(pl.lit(same) & (pl.lit(distance) <= _NEAR)).then(
                pl.lit(letters).str.slice(0, pl.lit(distance.clip(0, _NEAR)))
            )
        ).to_series(),
        word_after=after["form1"],
        # 'екі еселенді', 'doubled': a factor that moves by itself
        trend=after.select(
            pl.coalesce(pl.when(pl.lit(found["measure"]) == "X").then(pl.col("trend0")), *trends)
        ).to_series(),
        trend_at=after.select(pl.coalesce(at)).to_series(),
        trend_before=before.select(pl.coalesce("trend-1", "trend-2", "trend-3")).to_series(),
        word_before=pl.select(
            pl.when(pl.lit(found["pre"].is_not_null()))
            .then(pl.lit(_pre_form(found)))
            .otherwise(pl.lit(before["form-1"]))
        ).to_series(),
        far_limit=before.select(far).to_series(),
        is_told_to_move=_told_to_move(found, stream),
    ).with_columns(
        comparator=pl.when((pl.col("comparator") == "eq") & pl.col("far_limit").is_not_null())
        .then("far_limit")
        .otherwise("comparator")
    )


def _pre_form(found: pl.DataFrame) -> pl.Series:
    return found.select(pl.when("sign").then("form-2").otherwise("form-1")).to_series()


def _no_number(k: int) -> pl.Expr:
    clear = [~one_of(pl.col(f"code-{j}"), "N", "y", ",", ";", ")").fill_null(False) for j in range(1, k)]
    return pl.all_horizontal(clear) if clear else pl.lit(True)


def _told_to_move(found: pl.DataFrame, stream: Stream) -> pl.Series:
    """Whether the list that the number stands in was announced by a word of rise or fall: '… арттырылды: 1) … –'."""
    sentence = stream.tokens["sentence_id"]
    moving, colons = stream.rows(pl.col("trend").is_not_null()), stream.rows(pl.col("form") == ":")
    told = pl.DataFrame({"sentence_id": sentence.gather(moving), "moved": moving}).unique(
        "sentence_id", keep="first"
    )
    first = (
        pl.DataFrame({"sentence_id": sentence.gather(colons), "colon": colons})
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
    return found.with_columns(
        value=pl.when(is_part)
        .then(pl.col("value").shift(1) + pl.col("value") * pl.col("part").shift(1))
        .otherwise("value"),
        factor=pl.when(is_part).then(1.0).otherwise("factor"),
        stem=pl.when(is_part).then(pl.col("stem").shift(1)).otherwise("stem"),
        first=pl.when(is_part).then(pl.col("first").shift(1)).otherwise("first"),
        number_first=pl.when(is_part).then(pl.col("number_first").shift(1)).otherwise("number_first"),
    ).filter(~pl.col("is_whole"))


def _signed(found: pl.DataFrame) -> pl.DataFrame:
    """'From KZT184 to 898bn', '$3-5 billion': one multiplier and one sign for both numbers."""
    joined = (
        ((pl.col("between") == "x") & pl.col("word_after").is_in(toml("grammar")["to_between"]["forms"]))
        | one_of(pl.col("between"), "-", "C", "-C")
        | one_of(pl.col("between"), "a", "xC", "aC")
    )
    ratio = pl.col("value") / (_next("value") / _next("scale"))
    opens = (
        pl.col("sign")
        & (pl.col("scale") == 1)
        & (_next("scale") > 1)
        & joined
        & (_next("measure").is_null() | (_next("stem") == pl.col("stem")))
        & ratio.is_between(1 / _ALIKE, _ALIKE)
    ).fill_null(False)
    found = found.with_columns(opens=opens, signed=opens.shift(1, fill_value=False))
    lacks = pl.col("signed") & pl.col("measure").is_null()
    return found.with_columns(
        *[pl.when(lacks).then(pl.col(c).shift(1)).otherwise(c).alias(c) for c in CARRIED],
        value=pl.when("opens").then(pl.col("value") * _next("scale")).otherwise("value"),
        scale=pl.when("opens").then(_next("scale")).otherwise("scale"),
    ).drop("opens", "signed")


def _inherited(found: pl.DataFrame) -> pl.DataFrame:
    """'389, 269 және 205 млн теңге': measure and multiplier from the end of an enumeration to its members."""
    grammar, found = toml("grammar"), found.hstack(_ways(found))
    strict, loose = pl.col("is_strict"), pl.col("is_lax")
    touching = (pl.col("between") == "") & (
        pl.col("is_words")
        | pl.col("number_case").str.ends_with("abl")
        | (pl.col("word_before").is_in(grammar["from_before"]["forms"]) & (pl.col("pre").shift(-1) == "le"))
    )
    to = pl.col("word_after").is_in(grammar["to_between"]["forms"]) & (pl.col("between") == "x")
    while_ = pl.col("is_while") & pl.col("number_case").str.ends_with("abl")
    by = (pl.col("between") == "x") & pl.col("word_after").is_in(grammar["by"]["forms"])
    # A chain is a run of bare numbers, each linked to the next, up to the one with the measure.
    goes_on = pl.col("measure").is_null() & (strict | touching | to | while_ | loose | by).fill_null(False)
    found = found.with_columns(
        by=by.fill_null(False), chain=(~goes_on).cum_sum().shift(1, fill_value=0), is_loose=loose & ~strict
    )
    carried = [*CARRIED, "scale", "equal", "chain"]
    end = found.select(
        pl.when(pl.col("measure").is_not_null()).then(pl.int_range(pl.len())).backward_fill()
    ).to_series()
    ahead = pl.DataFrame({f"{c}_ahead": found[c].gather(end) for c in carried})
    found = pl.concat([found, ahead], how="horizontal")
    lists = one_of(pl.col("measure_ahead"), "C", "P") | pl.col("stem_ahead").is_in(grammar["physical"])
    takes = (
        pl.col("measure").is_null()
        & (pl.col("chain_ahead") == pl.col("chain"))
        & (~pl.col("is_loose").fill_null(False) | lists)
        & ~((pl.col("measure_ahead") == "P") & ((pl.col("scale") > 1) | (pl.col("value") > _PERCENT)))
        # 'екеуі 15 млн теңге төледі', 'алғашқы үштікте', 'in the first half, 9 billion'
        & ~(pl.col("is_words") & (~one_of(pl.col("number_case"), "", "abl") | (pl.col("value") < 1)))
        & (~pl.col("by") | pl.col("stem_ahead").is_in(grammar["by"]["units"]))
    ).fill_null(False)
    scaled = takes & (pl.col("scale") == 1) & (pl.col("scale_ahead") > 1) & (pl.col("value") < 1000)
    approx = takes & (pl.col("comparator") == "eq") & (pl.col("equal_ahead") == "approx")
    found = with_columns_once(
        found,
        *[pl.when(takes).then(f"{c}_ahead").otherwise(c).alias(c) for c in CARRIED],
        value=pl.when(scaled).then(pl.col("value") * pl.col("scale_ahead")).otherwise("value"),
        scale=pl.when(scaled).then("scale_ahead").otherwise("scale"),
        comparator=pl.when(approx).then(pl.lit("approx")).otherwise("comparator"),
        is_inherited=pl.col("is_inherited") | takes,
    ).drop([f"{c}_ahead" for c in carried], "chain", "is_loose", "by")
    same_list = ((strict | loose) & (pl.col("measure") == pl.col("measure").shift(-1))).fill_null(False)
    found = found.with_columns(list_no=(~same_list.shift(1, fill_value=False)).cum_sum().cast(pl.UInt32))
    return found.drop("is_strict", "is_lax", "is_while")


def _ways(found: pl.DataFrame) -> pl.DataFrame:
    """How two numbers may stand in one enumeration, by the letters between them, of which few are different."""
    between = pl.col("between")
    return by_value(
        found,
        ["between"],
        between.str.contains(_STRICT).alias("is_strict"),
        between.str.contains(_LOOSE).alias("is_lax"),
        between.str.contains(r"^y[YL]x{0,2}$|^yYx{0,2}$").alias("is_while"),
    )


def _next(column: str) -> pl.Expr:
    return pl.col(column).shift(-1)


def _spans() -> pl.Expr:
    """The number is the lower bound of a range that the next one ends (whatever the verb says)."""
    grammar = toml("grammar")
    between, rising = pl.col("between"), pl.col("value") < _next("value")
    bare = pl.col("is_inherited") | pl.col("measure").is_null()
    dash = (
        (between == "-")
        & ((pl.col("is_words") == _next("is_words")) | ~pl.col("gap0"))  # not 'половина — 2,1 млрд'
        & rising
        & (bare | (pl.col("measure") == _next("measure")))
        & pl.col("post").is_null()
    )
    words = (
        (between == "")
        & pl.col("is_words")
        & _next("is_words")
        & rising
        & (_next("value") <= pl.col("value") * 2.5)
        & (pl.col("number_case") == "")
    )
    between_two = (
        (between == "a")
        & rising
        & (bare | pl.col("word_before").is_in(grammar["range_before"]["forms"]))
        & (
            _next("word_after").is_in(grammar["range_after"]["forms"])
            | pl.col("word_before").is_in(grammar["range_before"]["forms"])
            | ((_next("post") == "approx") & pl.col("pre").is_null())
        )
    )
    return dash | words | between_two


def _pairs() -> tuple[pl.Expr, pl.Expr]:
    """The number and the next are the ends of a change; of a range."""
    grammar = toml("grammar")
    between = pl.col("between")
    near = between.str.contains(r"^(?:,?(?:y[YL])?x{0,2}|yYx{0,2})$")
    from_word = pl.col("word_before").is_in(grammar["from_before"]["forms"])
    unbounded = pl.col("post").is_null() | (pl.col("post") == "ge")
    dative = _next("case").str.ends_with("dat")
    plain = (between == "") & (_next("case") == "") & (pl.col("measure") == "C") & (_next("measure") == "C")
    kk = near & pl.col("case").str.ends_with("abl") & (dative | plain) & unbounded & pl.col("mid").is_null()
    to = (between == "x") & pl.col("word_after").is_in(grammar["to_between"]["forms"])
    ru = near & from_word & (_next("pre") == "le") & (pl.col("language") == "ru")
    moves = _next("trend").is_not_null() | _next("is_told_to_move")
    moved = pl.col("trend_before").is_not_null() | moves
    change = (
        (kk & dative & (moves | ~_next("is_limit")))
        | (to & from_word & moved)
        | (ru & (moved | one_of(pl.col("word_before"), "с", "со")))
    )
    span = (kk & (_next("is_limit") | plain) & (pl.col("value") < _next("value"))) | to | ru
    return change, span & ~change.fill_null(False)


def _turned() -> pl.Expr:
    """'Fell to 4.6 percent from 4.8', 'выросла до 12% с 10%': the end of a change, and the next number its start."""
    words = toml("grammar")
    ends = pl.col("word_before").is_in(words["end_before"]["forms"]) & pl.col("value_from").is_null()
    starts = _next("word_before").is_in(words["from_before"]["forms"])
    near = pl.col("between").str.contains(r"^,?[xQyYK]{0,4}$")
    rises = pl.col("value") > _next("value")
    way = pl.col("trend_before")
    return ends & starts & near & pl.when(way == "up").then(rises).when(way == "down").then(~rises)


def _backwards(found: pl.DataFrame, alike: pl.Expr) -> pl.DataFrame:
    """Joins such an end with its start."""
    found = found.with_columns(value_from=pl.lit(None, dtype=pl.Float64))
    found = found.with_columns(is_end=(_turned() & alike).fill_null(False))
    if not found["is_end"].any():
        return found.drop("is_end")
    takes = pl.col("is_end").shift(1, fill_value=False)
    kept = ("first", "number_first", "trend_before", "word_before", "pre", "inner", "value")
    bound = pl.when(pl.col("comparator") == "le").then(pl.lit("eq")).otherwise("comparator")
    return (
        found.with_columns(
            value_from=pl.when(takes).then("value").otherwise("value_from"),
            comparator=pl.when(takes).then(bound.shift(1)).otherwise("comparator"),
            is_limit=pl.col("is_limit") & ~takes,
            **{c: pl.when(takes).then(pl.col(c).shift(1)).otherwise(c) for c in kept if c in found.columns},
        )
        .filter(~pl.col("is_end"))
        .drop("is_end")
    )


def _paired(found: pl.DataFrame) -> pl.DataFrame:
    """Ranges and changes: the second number takes the first one up."""
    alike = (pl.col("stem") == _next("stem")) | (pl.col("stem").is_null() & _next("stem").is_null())
    found = _backwards(found, alike)
    change, span = _pairs()
    found = found.with_columns(
        is_start=(change & alike).fill_null(False),
        is_low=((span | _spans()) & alike).fill_null(False) & ~(change & alike).fill_null(False),
    )
    is_change = pl.col("is_start").shift(1, fill_value=False)
    is_span = pl.col("is_low").shift(1, fill_value=False)
    joined = is_change | is_span
    return found.with_columns(
        value_from=pl.when(is_change).then(pl.col("value").shift(1)).otherwise("value_from"),
        value_max=pl.when(is_span).then("value"),
        value=pl.when(is_span).then(pl.col("value").shift(1)).otherwise("value"),
        comparator=pl.when(is_span)
        .then(pl.lit("range"))
        .when(is_change & pl.col("is_limit"))
        .then(pl.lit("eq"))
        .otherwise("comparator"),
        first=pl.when(joined).then(pl.col("first").shift(1)).otherwise("first"),
        number_first=pl.when(joined).then(pl.col("number_first").shift(1)).otherwise("number_first"),
        rule=pl.when(is_span)
        .then(pl.lit("range"))
        .when(is_change | pl.col("value_from").is_not_null())
        .then(pl.lit("change"))
        .when("is_inherited")
        .then(pl.lit("enumeration"))
        .otherwise(pl.lit("number")),
    ).filter(~pl.col("is_start") & ~pl.col("is_low"))


def _limits(found: pl.DataFrame) -> pl.DataFrame:
    """'4 мыңға дейін өсті': the limit is where the change ends, so the number is flat."""
    kk = pl.col("language").str.starts_with("kk")
    ends = (
        pl.col("is_limit")
        & (pl.col("comparator") == "le")
        & (
            (kk & pl.col("trend").is_not_null() & (pl.col("trend_at") <= 3))
            | (~kk & pl.col("trend_before").is_not_null() & (pl.col("pre") == "le"))
        )
    )
    found = found.with_columns(
        comparator=pl.when(ends.fill_null(False)).then(pl.lit("eq")).otherwise("comparator")
    )
    # '55,2 млрд теңгеге жуық (105,1 млн доллар)': the same amount in other money is as vague
    same_amount = (
        (pl.col("between").shift(1) == "(")
        & (pl.col("measure") == "C")
        & (pl.col("measure").shift(1) == "C")
        & (pl.col("comparator") == "eq")
        & ~one_of(pl.col("comparator").shift(1), "range", "vague")
    ).fill_null(False)
    return found.with_columns(
        comparator=pl.when(same_amount).then(pl.col("comparator").shift(1)).otherwise("comparator")
    )
