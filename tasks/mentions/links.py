"""What numbers that stand side by side share: ranges, changes from → to, and enumerations with one measure."""

from __future__ import annotations

import polars as pl

from tasks.lexicon import toml
from tasks.mentions.window import window

_CARRIED = ("measure", "stem", "factor")
_LONGEST_LIST = 12
_NEAR = 8


def linked(found: pl.DataFrame, tokens: pl.DataFrame) -> pl.DataFrame:
    """Joins neighbouring numbers.

    Args:
        found: quantities (no dates and the like), in order.
        tokens: with one token a number, and `trend` of words of rise and fall.

    Returns:
        `found` with measure and scale inherited within enumerations (`is_inherited`), `value`, `value_max`,
        `value_from`, `comparator`, `list_no` shared by an enumeration and `trend` (of the words after); a number
        absorbed as the first of a range or change is dropped and `first` widened over it.
    """
    found = _surroundings(found, tokens)
    found = _inherited(_decimals(found.with_columns(value=pl.col("value0"), is_inherited=pl.lit(False))))
    return _limits(_paired(found))


def _surroundings(found: pl.DataFrame, tokens: pl.DataFrame) -> pl.DataFrame:
    """The letters between each number's phrase and the next one's, and the trend of the words after and before."""
    after = window(tokens, found["last"], ("code", "form", "trend"), 0, _NEAR)
    before = window(tokens, found["first"], ("trend", "code"), 4, 0)
    distance = (found["first"].shift(-1) - found["last"] - 1).fill_null(0)
    same = (found["sentence_id"] == found["sentence_id"].shift(-1)).fill_null(False)
    letters = after.select(pl.concat_str([pl.col(f"code{k}").fill_null("") for k in range(1, _NEAR + 1)])).to_series()
    # A trend counts until the next number; 've' words are looked for in the same clause first.
    quiet = [pl.col(f"code{k}").is_in(["N", "y", ";"]) for k in range(1, _NEAR + 1)]
    trends, blocked = [], pl.lit(False)
    for k in range(1, _NEAR + 1):
        blocked = blocked | quiet[k - 1].fill_null(True)
        trends.append(pl.when(~blocked).then(pl.col(f"trend{k}")))
    return found.with_columns(
        between=pl.select(
            pl.when(pl.lit(same) & (pl.lit(distance) <= _NEAR)).then(pl.lit(letters).str.slice(0, pl.lit(distance.clip(0, _NEAR))))
        ).to_series(),
        word_after=after["form1"],
        trend=after.select(pl.coalesce(trends)).to_series(),
        trend_at=after.select(
            pl.coalesce(*[pl.when(pl.col(f"trend{k}").is_not_null()).then(k) for k in range(1, _NEAR + 1)])
        ).to_series(),
        trend_before=before.select(pl.coalesce("trend-1", "trend-2", "trend-3")).to_series(),
    )


def _decimals(found: pl.DataFrame) -> pl.DataFrame:
    """'172, 3 миллиард': a decimal comma with a space after it."""
    is_split = (
        (pl.col("between") == ",")
        & pl.col("measure").is_null()
        & (pl.col("scale") == 1)
        & ~pl.col("is_words")
        & (pl.col("value") > pl.col("value").shift(-1) / pl.col("scale").shift(-1) * 10)
        & (pl.col("scale").shift(-1) > 1)
        & (pl.col("value").shift(-1) / pl.col("scale").shift(-1) < 10)
        & (pl.col("value").shift(-1) / pl.col("scale").shift(-1)).round(0).eq(pl.col("value").shift(-1) / pl.col("scale").shift(-1))
        & ~pl.col("between").shift(1).is_in([",", "a"]).fill_null(False)
    ).fill_null(False)
    is_tail = pl.col("is_split").shift(1, fill_value=False)
    return found.with_columns(is_split=is_split).with_columns(
        value=pl.when(is_tail).then(pl.col("value") / 10 + pl.col("value").shift(1) * pl.col("scale")).otherwise("value"),
        first=pl.when(is_tail).then(pl.col("first").shift(1)).otherwise("first"),
    ).filter(~pl.col("is_split"))


def _inherited(found: pl.DataFrame) -> pl.DataFrame:
    """'389, 269 және 205 млн теңге': measure and multiplier from the end of an enumeration to its members."""
    strict = pl.col("between").str.contains(r"^(?:,|a|,a|;|-|)$")
    loose = pl.col("between").str.contains(r"^(?:[,;]a?|a)x{1,5}-?$")
    for _ in range(_LONGEST_LIST):
        next_measure, next_scale = pl.col("measure").shift(-1), pl.col("scale").shift(-1)
        open_ = pl.col("measure").is_null() & next_measure.is_not_null()
        takes = open_ & (
            (strict & ((pl.col("between") != "") | pl.col("is_words") | pl.col("number_case").str.ends_with("abl")))
            | (loose & (next_measure == "C") & ((pl.col("scale") >= 1e6) | (next_scale == pl.col("scale"))))
            | ((pl.col("word_after") == "to") & (pl.col("between") == "x"))
        )
        takes = takes.fill_null(False)
        scaled = takes & (pl.col("scale") == 1) & (next_scale > 1) & (pl.col("value") < 1000) & ~loose.fill_null(False)
        if not found.select(takes.any()).item():
            break
        found = found.with_columns(
            *[pl.when(takes).then(pl.col(c).shift(-1)).otherwise(c).alias(c) for c in _CARRIED],
            value=pl.when(scaled).then(pl.col("value") * next_scale).otherwise("value"),
            scale=pl.when(scaled).then(next_scale).otherwise("scale"),
            is_inherited=pl.col("is_inherited") | takes,
        )
    listed = strict | loose
    same_list = (listed & (pl.col("measure") == pl.col("measure").shift(-1))).fill_null(False)
    return found.with_columns(list_no=(~same_list.shift(1, fill_value=False)).cum_sum().cast(pl.UInt32))


def _paired(found: pl.DataFrame) -> pl.DataFrame:
    """Ranges and changes: the second number takes the first one up."""
    grammar = toml("grammar")
    a, nxt = pl.col("between"), lambda c: pl.col(c).shift(-1)
    alike = (pl.col("stem") == nxt("stem")) | (pl.col("stem").is_null() & nxt("stem").is_null())
    rising = pl.col("value") < nxt("value")
    free = pl.col("post").is_null() & pl.col("mid").is_null() & pl.col("pre").is_in(["ge", "approx", "lt", "le", "gt"]).not_().fill_null(True)
    dash = (a == "-") & rising & alike & ((pl.col("is_inherited") | pl.col("measure").is_null()) | (pl.col("measure") == nxt("measure"))) & pl.col("post").is_null()
    pair_words = (a == "") & pl.col("is_words") & nxt("is_words") & rising & alike & (pl.col("scale") <= nxt("scale")) & (nxt("value") <= pl.col("value") * 2.5) & pl.col("number_case").eq("")
    words_range = (a == "a") & rising & alike & (
        nxt("word_after").is_in(grammar["range_after"]["forms"]) | pl.col("form-1").is_in(grammar["range_before"]["forms"])
    )
    near = a.str.contains(r"^(?:,?(?:y[YL])?x{0,2}|yYx{0,2})$")
    kk_pair = near & pl.col("case").str.ends_with("abl") & nxt("case").str.ends_with("dat") & alike & pl.col("post").is_null()
    to_pair = (a == "x") & (pl.col("word_after").is_in(grammar["to_between"]["forms"])) & alike
    ru_pair = ((a == "") | near) & pl.col("form-1").is_in(grammar["from_before"]["forms"]) & (nxt("pre") == "le") & alike
    moves = nxt("trend").is_not_null() | pl.col("trend_before").is_not_null()
    from_en = pl.col("form-1").is_in(grammar["from_before"]["forms"])
    kk_limit = nxt("is_limit")
    change = (
        (kk_pair & (moves | ~kk_limit))
        | (to_pair & from_en & moves)
        | (ru_pair & (moves | pl.col("form-1").is_in(["с", "со"])))
    ).fill_null(False)
    span = (dash | pair_words | words_range | (kk_pair & kk_limit) | to_pair | ru_pair).fill_null(False) & ~change
    span = span & (rising | ~kk_pair).fill_null(False)
    one = (change | span) & free.fill_null(True) | (change | span) & (dash | ru_pair | to_pair).fill_null(False)
    found = found.with_columns(one=one.fill_null(False), change=change, span=span)
    after_one = pl.col("one").shift(1, fill_value=False)
    is_change = pl.col("change").shift(1, fill_value=False) & after_one
    is_span = pl.col("span").shift(1, fill_value=False) & after_one
    before = lambda c: pl.col(c).shift(1)  # noqa: E731
    return found.with_columns(
        value_from=pl.when(is_change).then(before("value")),
        value_max=pl.when(is_span).then("value"),
        value=pl.when(is_span).then(before("value")).otherwise("value"),
        comparator=pl.when(is_span).then(pl.lit("range")).when(is_change & pl.col("is_limit")).then(pl.lit("eq")).otherwise("comparator"),
        first=pl.when(after_one).then(before("first")).otherwise("first"),
        number_first=pl.when(after_one).then(before("row")).otherwise("row"),
        rule=pl.when(is_span).then(pl.lit("range")).when(is_change).then(pl.lit("change")).when("is_inherited").then(pl.lit("enumeration")).otherwise(pl.lit("number")),
    ).filter(~pl.col("one"))


def _limits(found: pl.DataFrame) -> pl.DataFrame:
    """'4 мыңға дейін өсті': the limit is where the change ends, so the number is flat."""
    ends = pl.col("is_limit") & (pl.col("comparator") == "le") & (
        (pl.col("trend").is_not_null() & (pl.col("trend_at") <= 3) & pl.col("language").str.starts_with("kk"))
        | (pl.col("trend_before").is_not_null() & ~pl.col("language").str.starts_with("kk") & (pl.col("pre") == "le"))
    )
    return found.with_columns(comparator=pl.when(ends.fill_null(False)).then(pl.lit("eq")).otherwise("comparator"))
