"""Which place a fact is about: the nearest in its sentence, else the one spoken of there."""

from __future__ import annotations

from typing import Literal

import polars as pl

# Sentences over which a place goes on being spoken of.
_REACH = {"settlement": 1, "country": 1, "microdistrict": 0}
_LEAD = 3  # sentences of text that may set the place of the whole
_REACH_ELSE = 2
_TAKEN = ["place_code", "place_text", "region_code"]


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
    around = facts.join(_spoken_of(here, sentences), on="sentence_id", how="left", maintain_order="left")
    same_before = before["place_text"].is_not_null() & (before["clause_end"] == facts["clause"])
    same_after = after["place_text"].is_not_null() & (after["clause_start"] == facts["clause"])
    ranked = [
        (same_before.fill_null(False), before),
        (same_after.fill_null(False), after),
        (before["place_text"].is_not_null(), before),
        (around["place_text"].is_not_null(), around),
        (after["place_text"].is_not_null(), after),
    ]
    chosen = {}
    for c in _TAKEN:
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
    right = named.select("sentence_id", *_TAKEN, "clause_start", "clause_end", at=pl.col(key)).sort("at")
    strategy: Literal["backward", "forward"] = "backward" if is_before else "forward"
    return left.join_asof(
        right, left_on=key, right_on="at", by="sentence_id", strategy=strategy, check_sortedness=False
    ).sort("fact")


def _spoken_of(here: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
    """The place that each sentence goes on speaking of: sentence_id and the place's columns."""
    order = sentences.select("sentence_id", "article_id", "role").with_row_index("at")
    own = here.filter(~pl.col("is_aside") & (pl.col("level") != "route"))
    # The country's name in the title or lead, in any case, is what the whole is about.
    country = here.filter(pl.col("is_aside") & (pl.col("level") == "country"))
    last = own.unique("sentence_id", keep="last", maintain_order=True)
    first = pl.concat([own, country]).unique("sentence_id", keep="first", maintain_order=True)
    taken = [*_TAKEN, "level"]
    table = order.join(
        last.select("sentence_id", *taken), on="sentence_id", how="left", maintain_order="left"
    )
    heads = order.join(
        first.select("sentence_id", *taken), on="sentence_id", how="left", maintain_order="left"
    )
    is_text = ~pl.col("role").is_in(
        ["heading", "title", "dateline", "furniture", "credit", "caption", "header"]
    )
    is_lead = is_text.cum_sum().over("article_id") <= _LEAD
    is_one_region = pl.col("region_code").n_unique().over("article_id") <= 2  # null is one of them
    is_head = pl.col("role").is_in(["heading", "title"])
    named = pl.col("place_text").is_not_null()
    # Two towns in the title: the lead says better where it all is.
    is_split = ((pl.col("level") == "list") & (pl.col("role") == "title")).fill_null(False)
    table = table.with_columns(
        section=is_head.cum_sum().over("article_id"),
        reach=pl.col("level").replace_strict(_REACH, default=_REACH_ELSE, return_dtype=pl.Int64),
        seen=pl.when(named & is_text).then("at"),
    )
    near = table.with_columns(
        last_at=pl.col("seen").shift(1).forward_fill().over("article_id", "section"),
        last_reach=pl.when(pl.col("seen").is_not_null())
        .then("reach")
        .shift(1)
        .forward_fill()
        .over("article_id", "section"),
    )
    heads = heads.with_columns(
        head_at=pl.when(named & is_head & ~is_split).then("at").forward_fill().over("article_id"),
        lead_at=pl.when(named & is_text & (is_lead | is_one_region)).then("at").min().over("article_id"),
        line_at=pl.when(named & (pl.col("role") == "dateline")).then("at").min().over("article_id"),
    )
    pick = near.select(
        "sentence_id",
        near=pl.when((pl.col("at") - pl.col("last_at")) <= pl.col("last_reach")).then("last_at"),
        head=pl.coalesce(heads["head_at"], heads["lead_at"], heads["line_at"]),
    )
    of_last, of_head = table.select("at", *_TAKEN), heads.select("at", *_TAKEN)
    out = pick.join(of_last, left_on="near", right_on="at", how="left", maintain_order="left").join(
        of_head, left_on="head", right_on="at", how="left", maintain_order="left", suffix="_head"
    )
    has = pl.col("place_text").is_not_null()
    return out.select("sentence_id", *(pl.when(has).then(c).otherwise(f"{c}_head").alias(c) for c in _TAKEN))
