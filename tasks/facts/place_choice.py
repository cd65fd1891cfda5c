"""Which place a fact is about: the nearest in its sentence, else the one spoken of there."""

from __future__ import annotations

from typing import Literal

import polars as pl

from tasks.facts.place_topics import TAKEN, spoken_of

_CLOSE = 6  # words from a thing to the place after it


def place_of(spans: pl.DataFrame, here: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
    """Chooses a place for each span.

    Args:
        spans: sentence_id, token_start, token_end.
        here: places found, in order of the text.
        sentences: SENTENCES.

    Returns:
        place_code, place_text, region_code; a row for each of `spans`, in their order.
    """
    facts = spans.select(
        pl.col("sentence_id").cast(pl.UInt32),
        pl.col("token_start").cast(pl.Int64),
        pl.col("token_end").cast(pl.Int64),
    ).with_row_index("fact")
    named = _numbered(here.filter(~pl.col("is_aside")))
    facts = _in_clause(facts, here)
    before, after = _nearest(facts, named, is_before=True), _nearest(facts, named, is_before=False)
    home = spoken_of(here, sentences).with_columns(is_kazakh=sentences["language"].str.starts_with("kk"))
    around = facts.join(home, on="sentence_id", how="left", maintain_order="left")
    same_before = before["place_text"].is_not_null() & (before["clause_end"] == facts["clause"])
    same_after = after["place_text"].is_not_null() & (after["clause_start"] == facts["clause"])
    # In Russian and English what stands somewhere is named first: 'школа на 300 мест в Актау'.
    follows = same_after & (after["at"] - facts["token_end"] <= _CLOSE) & ~around["is_kazakh"]
    speaks = after["is_speaker"] & before["place_text"].is_null()
    ranked = [
        (follows.fill_null(False), after),
        (same_before.fill_null(False), before),
        (same_after.fill_null(False), after),
        (before["place_text"].is_not_null(), before),
        (speaks.fill_null(False), after),
        (around["place_text"].is_not_null(), around),
        (after["place_text"].is_not_null(), after),
    ]
    chosen = {}
    for c in TAKEN:
        value = pl.lit(None, pl.String)
        for has, frame in reversed(ranked):
            value = pl.when(pl.lit(has)).then(pl.lit(frame[c])).otherwise(value)
        chosen[c] = value
    return facts.select(**chosen)


def _numbered(here: pl.DataFrame) -> pl.DataFrame:
    """Places with the number of the clause in which they start and end."""
    return (
        here.with_row_index("place")
        .join(_clauses(here.with_row_index("place"), "place", "token_start", "clause_start"), on="place")
        .join(_clauses(here.with_row_index("place"), "place", "token_end", "clause_end"), on="place")
        .sort("place")
        .with_columns(pl.col("token_start", "token_end").cast(pl.Int64))
    )


def _clauses(rows: pl.DataFrame, key: str, at: str, name: str) -> pl.DataFrame:
    """How many clauses of the sentence end before a token."""
    ended = (
        rows.select(key, at, "breaks")
        .explode("breaks")
        .group_by(key)
        .agg((pl.col("breaks") < pl.col(at)).sum().cast(pl.Int64).alias(name))
    )
    return rows.select(key).join(ended, on=key, how="left").with_columns(pl.col(name).fill_null(0))


def _in_clause(facts: pl.DataFrame, here: pl.DataFrame) -> pl.DataFrame:
    breaks = here.select("sentence_id", "breaks").unique("sentence_id")
    rows = facts.join(breaks, on="sentence_id", how="left", maintain_order="left")
    return facts.join(
        _clauses(rows, "fact", "token_start", "clause"), on="fact", how="left", maintain_order="left"
    )


def _nearest(facts: pl.DataFrame, named: pl.DataFrame, *, is_before: bool) -> pl.DataFrame:
    """The last place that ends before the fact's end, or the first that starts after its beginning."""
    key = "token_end" if is_before else "token_start"
    left = facts.sort(key)
    columns = ("sentence_id", *TAKEN, "is_speaker", "clause_start", "clause_end")
    right = named.select(*columns, at=pl.col(key)).sort("at")
    strategy: Literal["backward", "forward"] = "backward" if is_before else "forward"
    return left.join_asof(
        right, left_on=key, right_on="at", by="sentence_id", strategy=strategy, check_sortedness=False
    ).sort("fact")
