"""The account of numerals: what became of every one of them."""

from __future__ import annotations

import polars as pl

from tasks.language.runs import by_word, rows_where, taken
from tasks.language.windows import gathered, rows_of
from tasks.lexicon import toml

_DISPOSITION = {"money": "finance", "percent": "indicator", "times": "indicator", "quantity": "indicator"}
_FACTS = {"finance": "finance", "project_mentions": "project", "indicators": "indicator"}


def account(
    sentences: pl.DataFrame,
    tokens: pl.DataFrame,
    mentions: pl.DataFrame,
    ids: pl.DataFrame,
) -> pl.DataFrame:
    """One row per numeral: each run of digits, and each number in words that says something.

    Args:
        sentences: SENTENCES, furniture too.
        tokens: TOKENS.
        mentions: MENTIONS.
        ids: mention_no → fact_id and its `table`, repeats of a fact included.

    Returns:
        the columns of `numbers`. The two ends of a range or change have the same fact_id.
    """
    known = mentions.join(ids, on="mention_no", how="left", maintain_order="left").select(
        "sentence_id", "mention_no", "number_start", "number_end", "kind", "counted", "fact_id", "table"
    )
    start = rows_of(tokens, known["sentence_id"], known["number_start"])
    width = (pl.col("number_end") - pl.col("number_start")).cast(pl.Int64)
    known = _described(known.with_columns(start=start, end=pl.lit(start) + width), tokens)
    is_numeral = _is_numeral(tokens)
    rows = pl.concat([_digits(tokens, known, is_numeral), _words(tokens, known, is_numeral)])
    home = sentences.select("sentence_id", "article_id", "role", "sentence", base="char_start")
    rows = rows.sort("sentence_id", "char_start").join(
        home, on="sentence_id", how="left", maintain_order="left"
    )
    length = pl.col("char_end") - pl.col("char_start")
    return rows.select(
        "article_id",
        "char_start",
        "char_end",
        text=pl.col("sentence").str.slice(pl.col("char_start") - pl.col("base"), length),
        disposition=_disposition(),
        fact_id="fact_id",
    )


def _described(known: pl.DataFrame, tokens: pl.DataFrame) -> pl.DataFrame:
    """Counts that became no fact, named by the word after them: '35 жылдығы' is a date, '4-класс' a grade."""
    words = toml("indicators")["other_dispositions"]
    is_left = known["kind"].is_in(["count", "times"]) & known["fact_id"].is_null()
    rows = rows_where(is_left)
    left = known.select("counted", "kind", end=rows_of(tokens, known["sentence_id"], known["number_end"]))[
        rows
    ]
    after = taken(tokens["form"], left["end"])
    named = pl.coalesce(
        pl.when(
            pl.any_horizontal(x.str.contains(rx).fill_null(False) for x in (pl.lit(after), pl.col("counted")))
        ).then(pl.lit(name))
        for name, rx in words.items()
    )
    kind = left.select(kind=pl.coalesce(named, "kind"))["kind"]
    return known.with_columns(known["kind"].scatter(rows, kind)).drop("counted")


def _disposition() -> pl.Expr:
    by_fact = pl.col("table").replace_strict(_FACTS, default=None, return_dtype=pl.String)
    measures = pl.col("kind").is_in([*_DISPOSITION, "count"]) | pl.col("kind").is_null()
    return (
        pl.when(pl.col("role") == "furniture")
        .then(pl.lit("furniture"))
        .when(pl.col("fact_id").is_not_null())
        .then(by_fact)
        .when(pl.col("kind") == "rate")
        .then(pl.lit("finance"))
        .when(measures & pl.col("role").is_in(["header", "dateline"]))
        .then(pl.lit("date"))
        .when(measures)
        .then(pl.lit("unexplained"))
        .otherwise("kind")
    )


def _digits(tokens: pl.DataFrame, known: pl.DataFrame, is_numeral: pl.Series) -> pl.DataFrame:
    """Tokens of digits and Roman numerals, each with the narrowest mention over it."""
    # what is written last stays: the narrowest, of those the first
    spans = known.select("start", "end", width=pl.col("end") - pl.col("start")).with_row_index("at")
    spans = spans.sort("width", "at", descending=True).select("at", row=pl.int_ranges("start", "end"))
    over = spans.explode("row").drop_nulls("row")
    at = pl.Series([None], dtype=pl.UInt32).new_from_index(0, tokens.height).scatter(over["row"], over["at"])
    rows = rows_where(is_numeral)
    own = [taken(known[c], taken(at, rows)) for c in ("kind", "fact_id", "table")]
    numerals = gathered(tokens, rows, ["sentence_id", "char_start", "char_end", "code"])
    by_form = pl.when(pl.col("code") == "i").then(pl.lit("identifier"))
    return pl.DataFrame([*numerals, *own]).select(
        "sentence_id", "char_start", "char_end", pl.coalesce("kind", by_form), "fact_id", "table"
    )


def _words(tokens: pl.DataFrame, known: pl.DataFrame, is_numeral: pl.Series) -> pl.DataFrame:
    """Numbers in words: those that became a fact, or something else than a count of nothing."""
    upto = pl.concat([pl.Series([0], dtype=pl.UInt32), is_numeral.cast(pl.UInt32).cum_sum()])
    has_digits = taken(upto, known["end"]) > taken(upto, known["start"])
    spoken = known.filter(
        ~has_digits.fill_null(False),
        pl.col("fact_id").is_not_null() | ~pl.col("kind").is_in([*_DISPOSITION, "count"]),
    )
    return spoken.with_columns(
        *gathered(tokens, spoken["start"], ["char_start"]), *gathered(tokens, spoken["end"] - 1, ["char_end"])
    ).select("sentence_id", "char_start", "char_end", "kind", "fact_id", "table")


def _is_numeral(tokens: pl.DataFrame) -> pl.Series:
    """Tokens of digits, and Roman numerals; the 3 of m3 is its unit's."""
    is_one = (pl.col("form").str.contains(r"\d") & (pl.col("code") != "U")) | (pl.col("code") == "r")
    return by_word(tokens, is_one.alias("is_numeral"))["is_numeral"]
