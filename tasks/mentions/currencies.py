"""Which money a word names that several countries use, and what '12,500 теңге' says."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from tasks.language import fold, folded
from tasks.lexicon import toml
from tasks.mentions.stream import Stream


def _rows(stream: Stream, beginnings: Sequence[str]) -> pl.Series:
    """The tokens that begin so, whatever their language."""
    words, plain = "|".join(beginnings), "|".join(map(folded, beginnings))
    is_latin = pl.col("language") == "kk-Latn"
    return stream.rows(
        pl.when(is_latin)
        .then(fold(pl.col("form")).str.contains(f"^(?:{plain})"))
        .otherwise(pl.col("form").str.contains(f"^(?:{words})"))
    )


def lettered(stream: Stream) -> Stream:
    """'Т753 млн', 'T2 041 944 000': a letter right before a large number is a sign of money, not so in 'T2'.

    Args:
        stream: with one token a number.

    Returns:
        the same, where such letters have the code of a currency.
    """
    letter = toml("money")["letter"]
    rows = stream.rows(pl.col("surface").is_in(letter["surfaces"]))
    if rows.is_empty():
        return stream
    near = stream.window(rows, {"gap": (0, 0), "code": (1, 1), "value": (1, 1), "scale": (1, 1)})
    is_large = (pl.col("value1") >= letter["least"]) | (pl.col("scale1") > 1)
    signs = near.filter((pl.col("code1") == "N") & ~pl.col("gap0") & is_large)["row"]
    if signs.is_empty():
        return stream
    of = {"code": "C", "stem": letter["id"], "value": 1.0}
    return stream.varied(signs, [pl.lit(v).alias(c) for c, v in of.items()])


def of_country(found: pl.DataFrame, stream: Stream, sentences: pl.DataFrame) -> pl.DataFrame:
    """'5 млн сом' is Uzbek money where the text speaks of Uzbekistan.

    Args:
        found: quantities, each with its measure and stem.
        stream: the tokens.
        sentences: SENTENCES.

    Returns:
        the same; a currency that shares its name takes the other country's code where that country is named nearest
        before the number in its sentence, else after it, else more often in the article.
    """
    for name in toml("money")["namesake"]:
        mine = (pl.col("measure") == "C") & (pl.col("stem") == name["currency"])
        if not found.select(mine.any()).item():
            continue
        for code, words in name["other"].items():
            is_other = _speaks_of(found, stream, sentences, words, name["own"])
            found = found.with_columns(stem=pl.when(mine & is_other).then(pl.lit(code)).otherwise("stem"))
    return found


def _speaks_of(
    found: pl.DataFrame, stream: Stream, sentences: pl.DataFrame, other: list[str], own: list[str]
) -> pl.Series:
    """Whether what is said around each number is of the other country rather than of its own."""
    named = pl.concat(
        [
            pl.DataFrame({"place": _rows(stream, words)}).with_columns(is_other=pl.lit(is_other))
            for words, is_other in ((other, True), (own, False))
        ]
    ).sort("place")
    home = sentences.select("sentence_id", "article_id")
    named = named.with_columns(stream.at("sentence_id", named["place"]).alias("at")).join(
        home, left_on="at", right_on="sentence_id", how="left", maintain_order="left"
    )
    more = named.group_by("article_id").agg(is_more=pl.col("is_other").mean() > 0.5)
    said = found.select("sentence_id", "row").join(home, on="sentence_id", how="left", maintain_order="left")
    said = said.join(more, on="article_id", how="left", maintain_order="left").with_columns(
        pl.col("row").cast(pl.Int64)
    )
    near: list[pl.Expr] = []
    for way in ("backward", "forward"):
        beside = said.join_asof(
            named.with_columns(pl.col("place").cast(pl.Int64)),
            left_on="row",
            right_on="place",
            strategy=way,
        )
        here = beside.select(pl.when(pl.col("at") == pl.col("sentence_id")).then("is_other")).to_series()
        near.append(pl.lit(here))
    return said.select(pl.coalesce(*near, "is_more", pl.lit(False))).to_series()


def in_thousands(found: pl.DataFrame, stream: Stream) -> pl.DataFrame:
    """'12,500 теңге', '2.500 адам': before what has no thousandths, one separator and three digits are thousands.

    Not so in a sentence that tells a rate or tariff, which are quoted to the third digit. Before a multiplier or what
    is measured ('1,250 млрд', '2,500 тонна') the comma stays a decimal one.

    Args:
        found: quantities, each with its measure and stem; `is_triple` where so written.
        stream: the tokens.
    """
    if not found["is_triple"].any():
        return found
    money = toml("money")
    quoted = stream.at("sentence_id", _rows(stream, money["quoted"])).unique()
    is_exact = pl.col("sentence_id").is_in(quoted.implode())
    whole = (pl.col("measure") == "C") | pl.col("stem").is_in(toml("grammar")["adjective_before"])
    takes = pl.col("is_triple") & (pl.col("scale") == 1) & whole & ~is_exact
    return found.with_columns(
        value=pl.when(takes.fill_null(False)).then(pl.col("value") * 1000).otherwise("value")
    )
