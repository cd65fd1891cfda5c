"""What is kept of an article so that later ones can be held against it: some hashes of its words, its figures.

Texts of millions of articles don't fit into memory; these do, and they are all that stories are told by.
"""

from __future__ import annotations

import polars as pl

from tasks.language.runs import constant, taken, words_of
from tasks.schema.frames import FIGURES, FINGERPRINTS

_SHINGLE = 4  # words
_MARKS = 32  # smallest shingle hashes kept of each article
_SEEDS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93)  # odd
_SMALL = 4  # a smaller round figure says nothing
_WEIGHTS = {"exact": 100, "round": 60, "share": 40, "weak": 25, "count": 50}


def article_number(column: str = "article_id") -> pl.Expr:
    """An id of 16 hex digits as the number that it writes."""
    return pl.col(column).str.to_integer(base=16, dtype=pl.UInt64).alias("article")


def fingerprints(articles: pl.DataFrame, *facts: pl.DataFrame) -> pl.DataFrame:
    """Frame FINGERPRINTS.

    Args:
        articles: article_id, published, text, source_file, path, line.
        facts: article_id, place_code, region_code.
    """
    places = pl.concat([f.select("article_id", "place_code", "region_code") for f in facts])
    places = places.group_by("article_id").agg(
        places=pl.col("place_code").drop_nulls().unique().sort(),
        regions=pl.col("region_code").drop_nulls().unique().sort(),
    )
    words = _words(articles)
    known = articles.with_columns(
        article=article_number(),
        text_hash=pl.col("text").hash(seed=5),
        day=pl.col("published").cast(pl.Int32),
    )
    for frame in (_marks(words), _stems(words)):
        known = known.join(frame, on="article", how="left", maintain_order="left")
    known = known.join(places, on="article_id", how="left", maintain_order="left")
    lists = [
        pl.col(c).fill_null(pl.lit([], FINGERPRINTS[c])) for c in ("marks", "stems", "places", "regions")
    ]
    return known.with_columns(lists).select(pl.col(c).cast(t) for c, t in FINGERPRINTS.items())


def _words(articles: pl.DataFrame) -> pl.DataFrame:
    """article, word, stem: every word and number in lower case, hashed, in the order of the text.

    `stem` is the hash of the first six letters of words that have five and more, else null.
    """
    texts = articles.select(article=article_number(), piece=pl.col("text").str.split(" ")).explode("piece")
    number = texts["piece"].cast(pl.Categorical(pl.Categories.random())).to_physical()
    # a corpus has far fewer different pieces than places where they stand
    pieces, at = words_of(texts.with_columns(word=number), ["piece"])
    word = pl.col("piece").str.to_lowercase().str.extract_all(r"[\p{L}\p{N}]+")
    words = pieces.select("piece", word=word).with_row_index("at").explode("word").drop_nulls()
    stem = pl.col("word").str.slice(0, 6).hash(seed=3)
    hashed = words.select(
        "at",
        pl.col("word").hash(seed=7),
        stem=pl.when(pl.col("word").str.contains(r"^\p{L}{5}")).then(stem),
    )
    of = hashed.group_by("at", maintain_order=True).all()
    rows = constant(None, pieces.height, pl.UInt32).scatter(of["at"], pl.int_range(of.height, eager=True))
    told = texts.select("article", row=taken(rows, at)).drop_nulls()
    return told.select("article").hstack(of.drop("at")[told["row"]]).explode("word", "stem")


def _marks(words: pl.DataFrame) -> pl.DataFrame:
    """article, marks: of all sequences of four words, the least hashes: two edits of one text share most of them."""
    parts = [pl.col("word").shift(-k).fill_null(0) * pl.lit(s, pl.UInt64) for k, s in enumerate(_SEEDS)]
    mark = parts[0] ^ parts[1] ^ parts[2] ^ parts[3]
    is_whole = pl.col("article") == pl.col("article").shift(1 - _SHINGLE)
    rows = words.select("article", mark=mark, is_whole=is_whole, n=pl.len().over("article"))
    # most of them can't be among the least: left out before they are sorted
    few = pl.col("mark").cast(pl.Float64) * pl.col("n") < 2.0**64 * 4 * _MARKS
    kept = rows.filter(pl.col("is_whole") & few)
    return kept.group_by("article").agg(marks=pl.col("mark").unique().bottom_k(_MARKS).sort())


def _stems(words: pl.DataFrame) -> pl.DataFrame:
    """article, stems: its words of five letters and more by their first six."""
    stems = words.select("article", stems="stem").drop_nulls()
    return stems.group_by("article").agg(pl.col("stems").unique().sort())


def figures(
    articles: pl.DataFrame, finance: pl.DataFrame, indicators: pl.DataFrame, project_mentions: pl.DataFrame
) -> pl.DataFrame:
    """Frame FIGURES.

    Args:
        articles: article_id, published.
        finance: article_id, amount, amount_from, currency.
        indicators: article_id, value, value_from, unit.
        project_mentions: article_id, count, kind.
    """

    def rows(frame: pl.DataFrame, value: str, unit: str, prefix: str) -> pl.DataFrame:
        return frame.select(
            "article_id",
            unit=pl.format(f"{prefix}{{}}", pl.col(unit).fill_null("")),
            value=pl.col(value).cast(pl.Float64),
        )

    parts = [
        rows(finance, "amount", "currency", "money "),
        rows(finance, "amount_from", "currency", "money "),
        rows(indicators, "value", "unit", ""),
        rows(indicators, "value_from", "unit", ""),
        rows(project_mentions, "count", "kind", "count "),
    ]
    said = pl.concat(parts).drop_nulls("value").unique(maintain_order=True)
    day = articles.select("article_id", day=pl.col("published").cast(pl.Int32)).drop_nulls()
    said = said.join(day, on="article_id", maintain_order="left").with_columns(_digits())
    said = said.filter((pl.col("digits") >= 2) | (pl.col("value") >= _SMALL))
    return said.with_columns(
        article=article_number(), is_count=pl.col("unit").str.starts_with("count "), weight=_weight()
    ).select(pl.col("unit").hash(seed=11) if c == "unit" else pl.col(c).cast(t) for c, t in FIGURES.items())


def _digits() -> pl.Expr:
    """How many digits a figure has before the naughts at its end: what it says of an event."""
    whole = pl.col("value").round(3).cast(pl.Int64, strict=False).cast(pl.String)
    digits = whole.str.strip_chars_end("0").str.len_chars().cast(pl.Int64)
    is_fraction = pl.col("value") != pl.col("value").round(0)
    return pl.when(is_fraction).then(digits + 1).otherwise(digits).alias("digits")


def _weight() -> pl.Expr:
    return (
        pl.when(pl.col("digits") < 2).then(_WEIGHTS["weak"])
        .when(pl.col("unit") == "percent").then(_WEIGHTS["share"])
        .when(pl.col("unit").str.starts_with("count ")).then(_WEIGHTS["count"])
        .when(pl.col("digits") >= 3).then(_WEIGHTS["exact"])
        .otherwise(_WEIGHTS["round"])
    )  # fmt: skip
