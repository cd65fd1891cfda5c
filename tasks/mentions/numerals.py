"""Numbers, in digits and words, from their tokens: '12 млрд 300 млн', 'екі жарым миллиард', 'бір де сегіз миллиард'."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.language.letters import one_of
from tasks.language.runs import place, running, taken
from tasks.lexicon import toml
from tasks.mentions.patterns import matches
from tasks.mentions.stream import Stream

_WORDS = "(?:(?:u?h|H)(?:t-?u|t|u)?|t-?u|t|u)"
_SMALL = f"(?:[nu]v|[ny]|{_WORDS})"  # 'два десятка'
# digits after a scale, where no scale of theirs follows
_TAIL = rf"(?:&?{_WORDS}|[ny][CSU]|n[^nyuthHkMGTjvoDeb\n]|n(?m:$)|)"
_ORDINAL = f"(?:{_WORDS}?k)?(?:u?h|H)?t?o"
_NUMBER = (
    f"(?:{_ORDINAL}|{_SMALL}[kMGT]j"
    f"|{_SMALL}j?T(?:&?{_SMALL}j?G)?(?:&?{_SMALL}j?M)?(?:&?{_SMALL}?k)?{_TAIL}"
    f"|{_SMALL}j?G(?:&?{_SMALL}j?M)?(?:&?{_SMALL}?k)?{_TAIL}"
    f"|{_SMALL}j?M(?:&?{_SMALL}?k)?{_TAIL}"
    f"|{_SMALL}e{_WORDS}[kMGT]"
    f"|{_SMALL}b[thk]{_SMALL}[kMGT]?"
    f"|{_SMALL}b{_SMALL}D?[kMGT]?"
    f"|[hHt]?v+[htHkMGT]*"
    f"|{_SMALL}A[MGT]"
    f"|{_SMALL}j?k{_TAIL}"
    f"|[MGTk]j|k{_TAIL}|[MGT]"
    f"|{_SMALL}j?)"
)
_SCALES = ["k", "M", "G", "T"]
_TIMES = ["h", "v"]  # what a small number before it multiplies
_SILENT = ["b", "e", "A", "-", "&"]


def numbers(stream: Stream) -> Stream:
    """Makes one token of each number.

    Args:
        stream: as tokenise gives it.

    Returns:
        the stream with each number as one token: code 'N' ('y' where it may be a year, 'u' for a bare 'one' in words),
        value, `scale` (its last multiplier, 1 without), `is_words`; plus `token_end`, exclusive, in the first
        numbering (token_no is its start).
    """
    found = matches(stream, _NUMBER).with_columns(
        is_closed=pl.col("match").str.contains("[CSU]$"),
        # what was looked at behind the number
        width=pl.col("width") - (~pl.col("match").str.contains("[uthHnykMGTjvoD]$")).cast(pl.Int64),
    )
    single = found.filter(pl.col("width") == 1)["row"]
    stream, nothing = _alone(stream, single)
    single = single.filter(~single.is_in(nothing.implode()))
    parts = _cut(_parts(stream, found.filter(pl.col("width") > 1)))
    rest = parts.filter(pl.col("place") > 0)["row"]
    words = stream.words.with_columns(
        scale=pl.lit(1.0), inner=pl.lit(None, dtype=pl.String), is_words=pl.lit(False)
    )
    whole = Stream(stream.tokens, words).varied(single, _of_one())
    return whole.replaced(_of_several(whole, parts), ("char_end", "gap", "token_end"), rest)


def _alone(stream: Stream, single: pl.Series) -> tuple[Stream, pl.Series]:
    """Scales with no number before them: a plural is vague, an abbreviation or a table's '(мың теңге)' says nothing.

    Returns:
        the stream with code 'v' for the vague, 'x' for those that say nothing; and the rows of the latter.
    """
    alone, words = toml("numerals")["alone"], pl.col("form0")
    lone = single.filter(stream.at("code", single).is_in(_SCALES))
    near = stream.window(lone, {"form": (0, 0), "code": (-1, 0)}).with_columns(
        is_vague=words.str.contains(alone["vague"])
        | (words.is_in(alone["vague_unless_bound"]) & (pl.col("code-1") != "g").fill_null(True)),
        is_nothing=words.is_in(alone["nothing"])
        | ((pl.col("code0") == "k") & (pl.col("code-1") == "(")).fill_null(False)
        | (pl.col("code-1") == ")").fill_null(False),
    )
    nothing = near.filter("is_nothing")["row"]
    vague = near.filter(pl.col("is_vague") & ~pl.col("is_nothing"))["row"]
    for rows, code in ((nothing, "x"), (vague, "v")):
        if rows.len():
            stream = stream.varied(rows, [pl.lit(code).alias("code")])
    return stream, nothing


@cache
def _of_one() -> list[pl.Expr]:
    """What numbers of one token are: most of them, and alike wherever the word stands."""
    letter = pl.col("code")
    return [
        pl.when(letter.is_in(_SCALES)).then("value").otherwise(1.0).alias("scale"),
        _code(letter.cast(pl.String)).alias("code"),
        (~one_of(letter, "n", "y")).alias("is_words"),
    ]


def _of_several(stream: Stream, parts: pl.DataFrame) -> pl.DataFrame:
    """Numbers of several tokens."""
    starts = parts["place"].eq(0).arg_true()
    ends = (parts["place"].shift(-1) == 0).fill_null(True).arg_true()
    values, row, last = _values(parts), taken(parts["row"], starts), taken(parts["row"], ends)
    # The code is told by the first two letters and the last: they are gathered, not joined number by number.
    letter, second = parts["code"].cast(pl.String), (starts + 1).clip(0, max(parts.height - 1, 0))
    several = taken(letter, starts) + taken(letter, second) + taken(letter, ends)
    told = pl.when(pl.lit(starts == ends)).then(pl.lit(taken(letter, starts))).otherwise(pl.lit(several))
    in_digits = one_of(letter, "n", "y").cast(pl.Int32)
    n_digits = in_digits.cum_sum()
    return stream.words[taken(stream.tokens["word"], row)].with_columns(
        row=row,
        char_end=stream.at("char_end", last),
        gap=stream.at("gap", last),
        token_end=stream.at("token_end", last),
        case=stream.at("case", last),
        value=values["value"],
        code=pl.select(_code(told)).to_series(),
        scale=values["scale"],
        inner=_inner(parts),
        is_words=taken(n_digits, ends) == taken(n_digits, starts) - taken(in_digits, starts),
    )


def _inner(parts: pl.DataFrame) -> pl.Series:
    """The comparator inside a number: '20 с лишним миллионов'."""
    stem = pl.col("stem").filter(pl.col("code") == "A").first()
    return parts.group_by("number", maintain_order=True).agg(inner=stem).sort("number")["inner"]


def _code(letters: pl.Expr) -> pl.Expr:
    return (
        pl.when(letters == "y")
        .then(pl.lit("y"))
        .when(letters.str.ends_with("o"))
        .then(pl.lit("o"))
        .when(letters.str.contains("^[hHt]?v"))
        .then(pl.lit("v"))
        .otherwise(pl.lit("N"))
    )


def _parts(stream: Stream, found: pl.DataFrame) -> pl.DataFrame:
    """The tokens of each number: number, place, row, code, value, form."""
    parts = (
        found.with_row_index("number")
        .select("number", "row", "is_closed", place=pl.int_ranges(0, "width"))
        .explode("place")
        .with_columns(row=pl.col("row") + pl.col("place"))
    )
    return parts.with_columns(
        code=stream.at("code", parts["row"]),
        value=stream.at("value", parts["row"]),
        stem=stream.at("stem", parts["row"]),
        case=stream.at("case", parts["row"]),
    )


def rounded(value: pl.Expr) -> pl.Expr:
    """Without the noise of floating point: 8.3 × 10⁹ is no 8300000000.000001."""
    return (
        pl.when(value.abs() >= 1e12)
        .then(pl.when((value - value.round(0)).abs() < 0.005).then(value.round(0)).otherwise(value))
        .when(value.abs() >= 1e6)
        .then(value.round(2))
        .otherwise(value.round(6))
    )


def _cut(parts: pl.DataFrame) -> pl.DataFrame:
    """A case or possessive ending ends a number: '1,35 миллиарды жеті жылға' holds two."""
    before = pl.col("number") == pl.col("number").shift(1)
    ended = (
        before
        & (pl.col("case").shift(1) != "")
        & ~one_of(pl.col("code").shift(1), "A", "D", "v")
        & ~one_of(pl.col("code"), "A", "j")
        & (pl.col("code").shift(2) != "b").fill_null(True)
    ).fill_null(False)
    # '3 мың 450 отбасы' is one number; what isn't three digits begins another
    is_last = pl.col("number") != pl.col("number").shift(-1)
    after_scale = before & (pl.col("code") == "n") & pl.col("code").shift(1).is_in(_SCALES)
    loose = after_scale & is_last.fill_null(True) & ~pl.col("is_closed")
    hundreds = pl.col("value").is_between(100, 999) & (pl.col("value") == pl.col("value").floor())
    starts = ~before.fill_null(False) | ended | (loose & ~hundreds).fill_null(False)
    parts = parts.with_columns(number=starts.cum_sum() - 1)
    return parts.with_columns(place=place("number"))


def _values(parts: pl.DataFrame) -> pl.DataFrame:
    """number → value, scale. A number is a sum of segments, each a small number times its scale."""
    same_next = pl.col("number") == pl.col("number").shift(-1)
    same_before = pl.col("number") == pl.col("number").shift(1)
    is_scale = pl.col("code").is_in(_SCALES)
    after_whole = running((pl.col("code") == "b").cast(pl.Int32), "number") > 0
    # 'бүтін оннан бес': the scale-like word after 'whole' is the denominator
    is_denominator = (pl.col("code") == "D") | (
        same_before
        & (pl.col("code").shift(1) == "b")
        & one_of(pl.col("code"), "t", "h", "k")
        & (pl.col("case") == "abl")
    )
    small = (
        pl.when(is_denominator | pl.col("code").is_in(_SILENT))
        .then(0.0)
        .when(one_of(pl.col("code"), "u", "n") & same_next & pl.col("code").shift(-1).is_in(_TIMES))
        .then(pl.col("value") * pl.col("value").shift(-1))
        .when(pl.col("code").is_in(_TIMES) & same_before & one_of(pl.col("code").shift(1), "u", "n"))
        .then(0.0)
        .when((pl.col("code") == "j") & same_before & pl.col("code").shift(1).is_in(_SCALES))
        .then(pl.col("value") * pl.col("value").shift(1))
        .otherwise("value")
    )
    parts = parts.with_columns(
        is_denominator=is_denominator.fill_null(False),
        after_whole=after_whole,
        small=small.fill_null(0.0),
    ).with_columns(is_scale=is_scale & ~pl.col("is_denominator"))
    parts = parts.with_columns(
        segment=running(pl.col("is_scale").cast(pl.Int32), "number") - pl.col("is_scale").cast(pl.Int32),
        after_and=running((pl.col("code") == "e").cast(pl.Int32), "number") > 0,
    )
    is_small = ~pl.col("is_scale") & ~pl.col("is_denominator") & ~pl.col("code").is_in([*_SILENT, "D"])
    is_fraction = pl.col("after_and") | pl.col("after_whole")
    segments = parts.group_by("number", "segment", maintain_order=True).agg(
        has_small=is_small.any(),
        whole=pl.col("small").filter(is_small & ~is_fraction).sum(),
        numerator=pl.col("small").filter(is_small & is_fraction).sum(),
        denominator=pl.col("value").filter("is_denominator").first(),
        scale=pl.col("value").filter("is_scale").first(),
    )
    decimals = 10.0 ** (pl.col("numerator").clip(1.0).log10().floor() + 1)
    coefficient = (
        pl.when("has_small")
        .then(pl.col("whole") + pl.col("numerator") / pl.coalesce("denominator", decimals))
        .otherwise(1.0)
    )
    return (
        segments.with_columns(coefficient=coefficient)
        .group_by("number", maintain_order=True)
        .agg(
            value=(pl.col("coefficient") * pl.col("scale").fill_null(1.0)).sum().pipe(rounded),
            scale=pl.col("scale").drop_nulls().last(),
        )
        .with_columns(pl.col("scale").fill_null(1.0))
        .sort("number")
    )
