"""Cues in Russian and English: phrases of up to three words, and what the words before them make of their stage."""

from __future__ import annotations

import re

import polars as pl

from tasks.language.runs import window
from tasks.lexicon import toml


def foreign_cues(rows: pl.DataFrame) -> pl.DataFrame:
    """The cues of Russian and English sentences; the words of a longer phrase make no cue of their own.

    Args:
        rows: as `project_words.tagged` has them before its cues; in order.

    Returns:
        row, cue, cue_status; in order.
    """
    parts = []
    for language, opens in (("ru", "opens_ru"), ("en", "opens_en")):
        met = _met(rows.filter(opens), language)
        reach = (pl.col("row") + pl.col("n_words") - 1).shift(1)
        parts.append(
            met.filter(~(reach >= pl.col("row")).fill_null(False)).with_columns(language=pl.lit(language))
        )
    return _shifted(pl.concat(parts).sort("row"), rows)


def opening(language: str) -> pl.Expr:
    """Whether a word may open a phrase."""
    firsts = {re.escape(w.split(" ")[0]) for e in toml("projects")["phrase"] for w in e.get(language, ())}
    return (pl.col("language") == language) & pl.col("form").str.contains(f"^(?:{'|'.join(sorted(firsts))})")


def _met(some: pl.DataFrame, language: str) -> pl.DataFrame:
    """row, cue, cue_status, n_words: the longest phrase that begins at each row."""
    listed = toml("projects")["phrase"]
    text = pl.concat_str("form", "form1", "form2", separator=" ")
    number = {w: i for i, e in reversed(list(enumerate(listed))) for w in e.get(language, ())}
    longest = "|".join(map(re.escape, sorted(number, key=len, reverse=True)))
    end = toml("projects")["phrase_end"][language]
    words = some.select(form=text).unique(maintain_order=True)
    table = words.with_columns(word=pl.col("form").str.extract(f"^({longest}){end}")).drop_nulls()
    table = table.with_columns(phrase=pl.col("word").replace_strict(number, return_dtype=pl.Int32))
    classes = {i: e["class"] for i, e in enumerate(listed)}
    stages = {i: e.get("status") for i, e in enumerate(listed)}
    return (
        some.select("row", form=text)
        .join(table, on="form", maintain_order="left")
        .select(
            "row",
            cue=pl.col("phrase").replace_strict(classes, return_dtype=pl.String),
            cue_status=pl.col("phrase").replace_strict(stages, return_dtype=pl.String),
            n_words=pl.col("word").str.count_matches(" ") + 1,
        )
    )


def _shifted(cues: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """'Will be built' isn't built yet, 'не достроен' isn't finished."""
    near = [pl.col(f"form-{k}").fill_null("") for k in (3, 2, 1)]
    told = cues.hstack(window(rows, cues["row"], {"form": (-3, -1)}))
    told = told.with_columns(_before=pl.concat_str(near, separator=" ").str.strip_chars())
    stage = pl.col("cue_status")
    for e in toml("projects")["shift"]:
        fits = (
            (pl.col("language") == e["language"])
            & pl.col("cue_status").is_in(e["from"])
            & pl.col("_before").str.contains(e["before"])
        )
        stage = pl.when(fits).then(pl.lit(e["to"] or None, dtype=pl.String)).otherwise(stage)
    return told.select("row", "cue", cue_status=stage)
