"""Statements of one article that speak of the same object are one row; pronouns and bare nouns point back to it."""

from __future__ import annotations

import polars as pl

_BACKWARD = 3  # sentences over which 'the object' or 'the project' is still the one named before
_ORDER = ["cancelled", "suspended", "completed", "completion", "implementation", "preparation", "identification"]


def grouped(candidates: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """Finds which statements mean one object.

    Args:
        candidates: row, start, head_row, article_id, sentence_no, head, count, is_kept (a row of its own right),
            is_bare (nothing tells it from others); in order.
        words: as `project_phrases.marked` gives them.

    Returns:
        `candidates` with `thing`: the row of the first statement about the same object; null for what refers to nothing.
    """
    signed = candidates.join(_signs(candidates, words), on="row", how="left", maintain_order="left")
    kept = signed.filter("is_kept")
    left = kept.select("article_id", "head", "count", first="row", first_signs="signs", first_part="is_part")
    pairs = kept.join(left, on=["article_id", "head"], how="inner", maintain_order="left").filter(
        pl.col("first") < pl.col("row")
    )
    a, b = pl.col("signs").list, pl.col("first_signs").list
    alike = (a.set_difference(pl.col("first_signs")).list.len() == 0) | (
        b.set_difference(pl.col("signs")).list.len() == 0
    )
    same_count = pl.col("count") == pl.col("count_right")
    single = pl.col("count").is_null() & pl.col("count_right").is_null()
    same = pairs.filter((same_count & (~pl.col("is_part") | ~pl.col("first_part"))) | (single & alike))
    first = same.group_by("row", maintain_order=True).agg(thing=pl.col("first").min())
    told = signed.join(first, on="row", how="left", maintain_order="left")
    thing = pl.when("is_kept").then(pl.coalesce("thing", "row"))
    told = told.with_columns(thing=thing)
    told = told.with_columns(
        last=pl.col("thing").forward_fill().over("article_id"),
        last_no=pl.when("is_kept").then("sentence_no").forward_fill().over("article_id"),
    )
    near = pl.col("sentence_no") - pl.col("last_no") <= _BACKWARD
    back = pl.when(pl.col("is_bare") & near).then("last")
    return told.with_columns(thing=pl.coalesce("thing", back)).drop("last", "last_no", "signs")


def _signs(candidates: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """The beginnings of the words that tell an object from another of its kind."""
    content = words.filter(
        (pl.col("code").is_in(["x", "i", "o", "r"])) & ~pl.col("is_plain") & ~pl.col("is_anaphor") & (pl.col("form").str.len_chars() > 1)
    ).select("sentence_id", word=pl.col("form").str.slice(0, 5), at="row")
    inside = candidates.select("row", "start", "head_row", "sentence_id").join(content, on="sentence_id", how="inner")
    inside = inside.filter((pl.col("at") >= pl.col("start")) & (pl.col("at") < pl.col("head_row")))
    signs = inside.group_by("row", maintain_order=True).agg(signs=pl.col("word"))
    return candidates.select("row").join(signs, on="row", how="left", maintain_order="left").with_columns(
        pl.col("signs").fill_null([])
    )


def merged_status(candidates: pl.DataFrame) -> pl.DataFrame:
    """The furthest stage that the statements about one object name: thing, status, cue_form."""
    order = {s: i for i, s in enumerate(_ORDER)}
    said = candidates.filter(pl.col("status").is_not_null() & pl.col("thing").is_not_null() & pl.col("is_kept"))
    return (
        said.with_columns(place=pl.col("status").replace_strict(order, default=99, return_dtype=pl.Int32))
        .sort("thing", "place", maintain_order=True)
        .group_by("thing", maintain_order=True)
        .agg(status=pl.col("status").first(), cue_form=pl.col("cue_form").first())
    )
