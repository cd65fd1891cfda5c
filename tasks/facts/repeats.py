"""A fact that an article states twice is one row: the statement that says most; the other numerals point to it."""

from __future__ import annotations

import polars as pl

_SAME = {
    "finance": ["amount", "amount_max", "amount_from", "currency"],
    "indicators": ["value", "value_max", "value_from", "unit"],
}
# … and what tells equal figures of the text apart
_OWN = {"finance": ["role", "place_code"], "indicators": ["counted", "noun", "place_code"]}
_KEY = {"finance": "finance_id", "indicators": "indicator_id"}
_TEXT = 8  # more than all else: a title that names a purpose as well must not stay beside its text
_ROUNDING = 0.05  # of the exact figure: 'over 7 bn' may stand for 7.2, 100 for 101, but not for 150


def once(name: str, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Keeps one row of each fact of an article.

    Two equal figures in one sentence are two facts, and so are two of the text that speak of different things
    (`_OWN`): 5 bn for a school here, 5 bn for a hospital there. What a title or heading says, the text repeats.

    Args:
        name: finance or indicators.
        rows: its rows, with mention_no, sentence_id and `role_of_block`.

    Returns:
        the rows kept, in order, and mention_no → fact_id for those left out.
    """
    same = ["article", *_SAME[name]]
    told = pl.sum_horizontal(
        (pl.col("comparator") != "eq").cast(pl.Int64) * 2,
        (pl.col("role_of_block") == "body").cast(pl.Int64) * _TEXT,
        *[
            pl.col(c).is_not_null().cast(pl.Int64)
            for c in ("place_code", "period_start", "purpose")
            if c in rows.columns
        ],
    )
    taken = ["sentence_id", "mention_no", "char_start", _KEY[name], *_SAME[name], *_OWN[name]]
    known = rows.select(
        *taken, told=told, is_text=pl.col("role_of_block") == "body", article=pl.col("article_id").rle_id()
    ).with_row_index("at")
    # most figures are told once
    known = known.filter(pl.len().over(same) > 1)
    # what one of them doesn't say contradicts nothing
    own = {f"own_{c}": pl.coalesce(c, pl.col(c).drop_nulls().first().over(same)) for c in _OWN[name]}
    known = known.with_columns(**own)
    text = known.filter("is_text")
    ranked = pl.concat(
        [
            _with_best(text, text, [*same, *own], _KEY[name]),
            _with_best(known.filter(~pl.col("is_text")), known, same, _KEY[name]),
        ]
    ).sort("at")
    left_out = ranked.filter(pl.col("sentence_id") != pl.col("best"))
    is_kept = ~pl.int_range(pl.len(), dtype=pl.UInt32).is_in(left_out["at"].implode())
    return rows.filter(is_kept), left_out.select("mention_no", fact_id="best_id")


def _with_best(rows: pl.DataFrame, among: pl.DataFrame, by: list[str], key: str) -> pl.DataFrame:
    """Adds of those that say the same the one that says most: `best` (its sentence), `best_id`."""
    first = (
        among.sort(["told", "char_start"], descending=[True, False])
        .group_by(by, maintain_order=True)
        .agg(best=pl.col("sentence_id").first(), best_id=pl.col(key).first())
    )
    return rows.join(first, on=by, how="left", maintain_order="left", nulls_equal=True)


def rounded(finance: pl.DataFrame) -> pl.DataFrame:
    """Puts a title's round figure and the body's exact one into one statement; the rounder can't be summed.

    Args:
        finance: finance rows, with `role_of_block`.

    Returns:
        the same with statement_id and additive mended.
    """
    exact = finance.filter(pl.col("role_of_block") != "title").select(
        "article_id",
        "currency",
        "role",
        exact="amount",
        exact_statement="statement_id",
        exact_id="finance_id",
    )
    near = (
        finance.filter(pl.col("role_of_block") == "title")
        .select("article_id", "currency", "role", "finance_id", "amount")
        .join(exact, on=["article_id", "currency", "role"])
        .filter(
            (pl.col("amount") - pl.col("exact")).abs() <= pl.col("exact") * _ROUNDING,
            _step("amount") > _step("exact"),
            (pl.col("amount") - pl.col("exact")).abs() < _step("amount"),
        )
        .unique("finance_id", keep="first", maintain_order=True)
        .select("finance_id", "exact_statement")
    )
    joined = finance.join(near, on="finance_id", how="left", maintain_order="left")
    is_round = pl.col("exact_statement").is_not_null()
    return joined.with_columns(
        statement_id=pl.coalesce("exact_statement", "statement_id"), additive=pl.col("additive") & ~is_round
    ).drop("exact_statement")


def _step(column: str) -> pl.Expr:
    """The place of the last digit that isn't 0: 1e9 of 21 bn, 1e8 of 21.3 bn; 1 of what isn't whole."""
    zeros = pl.col(column).cast(pl.Int64).cast(pl.String).str.extract("[1-9](0*)$").str.len_bytes()
    return pl.lit(10.0).pow(zeros.fill_null(0))
