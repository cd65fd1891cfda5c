"""Cues in Russian and English: phrases of up to three words, and what the words before them make of their stage."""

from __future__ import annotations

import re

import polars as pl

from tasks.language.runs import by_word, neighbour
from tasks.lexicon import toml


def with_phrases(rows: pl.DataFrame) -> pl.DataFrame:
    """Adds the cues of Russian and English sentences.

    Args:
        rows: form, form-1, form1, form2, language, cue, cue_status; in order.

    Returns:
        `rows` with `cue` and `cue_status` filled in; the words of a longer phrase make no cue of their own.
    """
    for language in ("ru", "en"):
        met = _met(rows.filter(pl.col("language") == language), language)
        rows = rows.join(met, on="row", how="left", maintain_order="left")
        reach = (pl.col("row") + pl.col("n_words") - 1).shift(1).forward_fill()
        is_inside = ((reach >= pl.col("row")) & (pl.col("language") == language)).fill_null(False)
        rows = rows.with_columns(
            cue=pl.when(~is_inside).then(pl.coalesce("cue", "cue_new")),
            cue_status=pl.when(~is_inside).then(pl.coalesce("cue_status", "status_new")),
        ).drop("cue_new", "status_new", "n_words")
    return _shifted(rows)


def _met(some: pl.DataFrame, language: str) -> pl.DataFrame:
    """row, cue_new, status_new, n_words: the longest phrase that begins at each row."""
    listed = toml("projects")["phrase"]
    text = pl.concat_str("form", "form1", "form2", separator=" ")
    number = {w: i for i, e in reversed(list(enumerate(listed))) for w in e.get(language, ())}
    longest = "|".join(map(re.escape, sorted(number, key=len, reverse=True)))
    end = toml("projects")["phrase_end"][language]
    firsts = "|".join(sorted({re.escape(w.split(" ")[0]) for w in number}))
    some = some.filter(by_word(some, pl.col("form").str.contains(f"^(?:{firsts})"))["form"])
    words = some.select(form=text).unique(maintain_order=True)
    table = words.with_columns(word=pl.col("form").str.extract(f"^({longest}){end}")).drop_nulls()
    table = table.with_columns(phrase=pl.col("word").replace_strict(number, return_dtype=pl.Int32))
    classes = {i: e["class"] for i, e in enumerate(listed)}
    stages = {i: e.get("status") for i, e in enumerate(listed)}
    return (
        some.select("row", form=text)
        .join(table, on="form")
        .select(
            "row",
            cue_new=pl.col("phrase").replace_strict(classes, return_dtype=pl.String),
            status_new=pl.col("phrase").replace_strict(stages, return_dtype=pl.String),
            n_words=pl.col("word").str.count_matches(" ") + 1,
        )
    )


def _shifted(rows: pl.DataFrame) -> pl.DataFrame:
    """'Will be built' isn't built yet, 'не достроен' isn't finished."""
    near = {f"_{k}": neighbour("form", -k).fill_null("") for k in (3, 2, 1)}
    is_foreign = pl.col("language").is_in(["ru", "en"]) & pl.col("cue_status").is_not_null()
    told = rows.select("row", "language", "cue_status", **near).filter(is_foreign)
    told = told.with_columns(_before=pl.concat_str(*near, separator=" ").str.strip_chars())
    stage = pl.col("cue_status")
    for e in toml("projects")["shift"]:
        fits = (
            (pl.col("language") == e["language"])
            & pl.col("cue_status").is_in(e["from"])
            & pl.col("_before").str.contains(e["before"])
        )
        stage = pl.when(fits).then(pl.lit(e["to"] or None, dtype=pl.String)).otherwise(stage)
    shifted = told.select("row", cue_status=stage)
    status = rows["cue_status"].scatter(shifted["row"], shifted["cue_status"])
    return rows.with_columns(status)
