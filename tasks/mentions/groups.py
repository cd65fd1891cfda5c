"""Several pieces of text that are one token: groups of words that are one entry, and endings parted from their host."""

from __future__ import annotations

import polars as pl

from tasks.language import endings_pattern, parts
from tasks.language.letters import one_of
from tasks.language.runs import taken
from tasks.lexicon import toml
from tasks.mentions.lexemes import look_up, short_months
from tasks.mentions.stream import Stream

_GROUP = 4  # the longest group of words that is one entry: tokens
_WORD = ("form", "code", "stem", "value", "needs", "case")


def grouped(stream: Stream) -> Stream:
    """Makes one token of a group of words that the lexicon knows as one."""
    rows = stream.rows(pl.col("opens"))
    places = {**dict.fromkeys(("text", "gap"), (0, _GROUP - 1)), "code": (-1, _GROUP - 1)}
    near = stream.window(rows, places).with_columns(language=stream.at("language", rows))
    spelt, near = [], near.with_columns(joined="text0")
    for n in range(1, _GROUP):
        is_apart = pl.col(f"gap{n - 1}") | (pl.col(f"code{n - 1}") == ".")
        space = pl.when(is_apart).then(pl.lit(" ")).otherwise(pl.lit(""))
        near = near.with_columns(joined=pl.concat_str("joined", space, f"text{n}"))
        form = pl.col("joined").str.replace_all("  ", " ", literal=True).str.strip_chars_end()
        is_group = (pl.col("form") != pl.col("text0")) & (pl.col("code") != ".")
        written = near.select("row", "language", "text0", form=form, code=f"code{n}").filter(is_group)
        spelt.append(written.select("row", "language", "form", width=pl.lit(n + 1)))
    groups = pl.concat(spelt)
    known = look_up(groups.select("form", "language").unique(maintain_order=True))
    found = [
        _abbreviations(near),
        _short_months(near),
        groups.join(known, on=["form", "language"], maintain_order="left").select(
            "row", "language", *_WORD, "width"
        ),
    ]
    best = (
        pl.concat(found, how="diagonal_relaxed")
        .sort("row", "width")
        .unique("row", keep="last", maintain_order=True)
    )
    return _merged(stream, best)


def _abbreviations(near: pl.DataFrame) -> pl.DataFrame:
    """'млн.' and the like: the stop belongs to the word unless it ends the sentence."""
    return near.filter(
        pl.col("code0").is_in(["k", "M", "G", "T", "C", "U", "Y", "Q", "#"])
        & (pl.col("text0").str.len_chars() <= 4)
        & ~pl.col("gap0")
        & (pl.col("code1") == ".")
        & pl.col("code2").is_not_null()
    ).select("row", "language", width=pl.lit(2))


def _short_months(near: pl.DataFrame) -> pl.DataFrame:
    """'12 қаз.': goose, there and snow are months after a day and before a stop."""
    months = short_months()
    return near.filter(
        pl.col("text0").is_in(list(months))
        & (pl.col("code-1") == "n")
        & ~pl.col("gap0")
        & (pl.col("code1") == ".")
    ).select(
        "row",
        "language",
        form="text0",
        code=pl.lit("Q"),
        stem=pl.col("text0")
        .replace_strict(months, default=None, return_dtype=pl.Float64)
        .cast(pl.Int64)
        .cast(pl.String),
        value=pl.col("text0").replace_strict(months, default=None, return_dtype=pl.Float64),
        needs=pl.lit(None, dtype=pl.String),
        case=pl.lit(""),
        width=pl.lit(2),
    )


def _merged(stream: Stream, groups: pl.DataFrame) -> Stream:
    """Merges each group (row, width and what it is) into its first token; of two that overlap, the first stands."""
    end = (groups["row"] + groups["width"] - 1).cast(pl.Int64)
    stands = (groups["row"] > end.shift(1).cum_max().fill_null(-1)) & (end < stream.tokens.height)
    groups, end = groups.filter(stands), end.filter(stands)
    at = groups["row"]
    known = stream.words[taken(stream.tokens["word"], at)]
    is_known = groups["code"].is_not_null()
    new = known.with_columns(
        *[pl.when(is_known).then(groups[c]).otherwise(pl.col(c)).alias(c) for c in _WORD],
        row=at,
        char_end=stream.at("char_end", end),
        gap=stream.at("gap", end),
    )
    inside = [(at + k).filter(at + k <= end) for k in range(1, _GROUP)]
    return stream.replaced(new, ("char_end", "gap"), pl.concat(inside))


def suffixed(stream: Stream) -> Stream:
    """Gives a numeral, sign or abbreviation the ending that stands after it, parted by a hyphen or not at all."""
    hosts = stream.rows(pl.col("code").is_in(["n", "y", "P", "k", "M", "G", "T", "C", "U", "d", "r", "c"]))
    beside = stream.window(hosts, {"code": (1, 1), "gap": (0, 0)})
    hosts = beside.filter((pl.col("code1") == "-") | ~pl.col("gap0"))["row"]
    places = {"form": (0, 2), "code": (0, 2), "gap": (0, 1), "surface": (1, 1)}
    near = stream.window(hosts, {**places, **dict.fromkeys(("stem", "value", "needs"), (0, 0))}).with_columns(
        language=stream.at("language", hosts)
    )
    s = toml("suffixes")
    hyphen = ((pl.col("code1") == "-") & ~pl.col("gap1")).fill_null(False)
    kk = pl.col("language").str.starts_with("kk")
    digits = one_of(pl.col("code0"), "n", "y", "r", "d", "c")
    small = pl.col("surface1").str.contains(r"^\p{Ll}")  # the А of 34А is no ending
    ending = pl.when(hyphen).then("form2").when(~pl.col("gap0") & small).then("form1")
    ordinal = rf"^(?:{'|'.join(s['ordinal']['digits'])})(?:{endings_pattern()})$"
    near = near.with_columns(ending=ending, width=pl.when(hyphen).then(3).otherwise(2)).with_columns(
        part=parts("ending", f"^{endings_pattern()}$"),
        is_ordinal=(
            digits
            & (
                (kk & pl.col("ending").str.contains(ordinal))
                | ((pl.col("language") == "ru") & hyphen & pl.col("ending").is_in(s["ordinal"]["ru"]))
                | ((pl.col("language") == "en") & ~hyphen & pl.col("ending").is_in(s["ordinal"]["en"]))
            )
        ).fill_null(False),
        is_cased=kk
        & (hyphen | digits | (pl.col("code0") == "P"))
        & pl.col("ending").str.contains(f"^{endings_pattern()}$").fill_null(False),
    )
    part = pl.col("part").struct
    name = pl.coalesce(*[pl.when(part.field(c).is_not_null()).then(pl.lit(c)) for c in s["case"]], pl.lit(""))
    possessive = pl.when(part.field("possessive").is_not_null()).then(pl.lit("p")).otherwise(pl.lit(""))
    attributive = part.field("attributive").is_not_null()
    groups = near.filter(pl.col("is_ordinal") | pl.col("is_cased")).select(
        "row",
        "width",
        form="form0",
        stem="stem0",
        value="value0",
        needs="needs0",
        code=pl.when("is_ordinal").then(pl.lit("o")).otherwise("code0"),
        case=pl.when(attributive).then(pl.lit("adj")).otherwise(pl.concat_str(possessive, name)),
    )
    return _merged(stream, groups)
