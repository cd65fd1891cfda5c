"""Statements of one article that speak of the same object are one row; pronouns and bare nouns point back to it."""

from __future__ import annotations

import polars as pl

_BACKWARD = 3  # sentences over which 'the object' or 'the project' is still the one named before
_ORDER = [
    "cancelled",
    "suspended",
    "completed",
    "completion",
    "implementation",
    "preparation",
    "identification",
]


def grouped(candidates: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """Finds which statements mean one object.

    Args:
        candidates: row, start, head_row, article_id, sentence_no, head, head_stem, count, is_kept (a row of its own
            right), is_bare (nothing tells it from others); in order.
        words: as `project_phrases.marked` gives them.

    Returns:
        `candidates` with `thing`: the row of the first statement about the same object; null where there is none.
    """
    signed = candidates.join(_signs(candidates, words), on="row", how="left", maintain_order="left")
    signed = signed.join(_surroundings(candidates, words), on="row", how="left", maintain_order="left")
    signed = signed.with_columns(pl.col("signs", "near").fill_null([]))
    kept = signed.filter("is_kept")
    columns = ("head", "head_stem", "count", "signs", "near", "is_part", "sentence_no")
    left = kept.select("article_id", first="row", **{f"first_{c}": c for c in columns})
    pairs = kept.join(left, on="article_id", how="inner", maintain_order="left").filter(
        pl.col("first") < pl.col("row")
    )
    counted = (pl.col("count") == pl.col("first_count")) & ~pl.col("is_part") & ~pl.col("first_is_part")
    single = pl.col("count").is_null() & pl.col("first_count").is_null()
    same_stem = pl.col("head_stem") == pl.col("first_head_stem")
    same_noun = same_stem | (pl.col("head") == pl.col("first_head"))
    same = pairs.filter(
        (counted & same_noun) | (single & same_stem & _alike("signs", 0.5) & _alike("near", 0.0))
    )
    first = same.group_by("row", maintain_order=True).agg(thing=pl.col("first").min())
    told = signed.join(first, on="row", how="left", maintain_order="left")
    thing = pl.when("is_kept").then(pl.coalesce("thing", "row"))
    told = told.with_columns(thing=thing)
    told = told.with_columns(
        last=pl.col("thing").forward_fill().over("article_id"),
        last_no=pl.when("is_kept").then("sentence_no").forward_fill().over("article_id"),
    )
    near = pl.col("sentence_no") - pl.col("last_no") <= _BACKWARD
    back = pl.when(pl.col("is_bare") & near & (pl.col("family") == "general")).then("last")
    # 'the dams', said after 'nineteen dams', are those.
    same_noun = pl.when(pl.col("count").is_null() | ~pl.col("is_kept")).then(
        pl.col("thing").forward_fill().over("article_id", "head_stem")
    )
    refers = pl.col("is_plural").fill_null(False) | (pl.col("is_bare") & near)
    again = pl.when(pl.col("count").is_null() & refers).then(same_noun)
    return told.with_columns(thing=pl.coalesce("thing", again, back)).drop("last", "last_no", "signs", "near")


def _alike(column: str, share: float) -> pl.Expr:
    """Nothing tells them apart: one of them says nothing, or they share more than `share` of what the shorter says."""
    both = pl.col(column).list.set_intersection(pl.col(f"first_{column}")).list.len()
    least = pl.min_horizontal(pl.col(column).list.len(), pl.col(f"first_{column}").list.len())
    return (least == 0) | ((both >= least * share) & (both > 0))


def _surroundings(candidates: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """The beginnings of the proper names in the sentence before the object: where it stands."""
    names = words.filter(
        pl.col("surface").str.contains(r"^\p{Lu}\p{Ll}{2,}")
        & (pl.col("code") == "x")
        & (pl.col("token_no") > 0)
    ).select("sentence_id", word=pl.col("form").str.slice(0, 5), at="row")
    near = candidates.select("row", "head_row", "sentence_id").join(names, on="sentence_id", how="inner")
    near = near.filter((pl.col("at") < pl.col("head_row")) & (pl.col("at") + 14 >= pl.col("head_row")))
    return near.group_by("row", maintain_order=True).agg(near=pl.col("word"))


def _signs(candidates: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """The beginnings of the words that tell an object from another of its kind."""
    content = words.filter(
        (pl.col("code").is_in(["x", "i", "o", "r"]))
        & ~pl.col("is_plain")
        & ~pl.col("is_anaphor")
        & ((pl.col("form").str.len_chars() > 1) | (pl.col("code") == "i"))
    ).select("sentence_id", word=pl.col("form").str.slice(0, 5), at="row")
    inside = candidates.select("row", "start", "head_row", "sentence_id").join(
        content, on="sentence_id", how="inner"
    )
    inside = inside.filter((pl.col("at") >= pl.col("start")) & (pl.col("at") < pl.col("head_row")))
    return inside.group_by("row", maintain_order=True).agg(signs=pl.col("word"))


def merged_status(candidates: pl.DataFrame) -> pl.DataFrame:
    """The furthest stage that the statements about one object name: thing, status, cue_form."""
    order = {s: i for i, s in enumerate(_ORDER)}
    said = candidates.filter(
        pl.col("status").is_not_null() & pl.col("thing").is_not_null() & pl.col("is_kept")
    )
    return (
        said.with_columns(place=pl.col("status").replace_strict(order, default=99, return_dtype=pl.Int32))
        .sort("thing", "place", maintain_order=True)
        .group_by("thing", maintain_order=True)
        .agg(status=pl.col("status").first(), cue_form=pl.col("cue_form").first())
    )
