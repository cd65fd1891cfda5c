"""Objects told of as one: 'школа и больница', 'мектеп пен аурухана'. What they cost together is the sum of neither."""

from __future__ import annotations

import polars as pl

from tasks.language.runs import neighbour, window
from tasks.lexicon import toml

_BETWEEN = 5  # words and signs from an object to the one that it is joined to


def with_together(candidates: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """Marks the objects that a conjunction joins.

    Args:
        candidates: row, thing, sentence_id, start, tail, count; statements about objects, in order of the text.
        words: as `project_phrases.marked` gives them.

    Returns:
        `candidates` with `is_together` (joined to another object) and `is_alike_together` (to one that is counted as
        it is, or isn't as it isn't: of a main and its '2 substations' the first may still stand for both).
    """
    told = candidates.with_columns(
        end=pl.max_horizontal("tail", "row").cast(pl.Int64), is_counted_=_counted()
    )
    between = window(words, told["start"], {"form": (-_BETWEEN, -1)})
    gap = pl.col("start").cast(pl.Int64) - neighbour("end", -1) - 1
    said = pl.coalesce(
        pl.when(gap == n).then(pl.concat_str([f"form-{k}" for k in range(n, 0, -1)], separator=" "))
        for n in range(1, _BETWEEN + 1)
    )
    is_other = pl.col("thing") != neighbour(
        "thing", -1
    )  # null where one has no row: the other stands for both
    joined = told.hstack(between).select(
        is_joined=(said.str.contains(toml("projects")["together"]["between"]) & is_other).fill_null(False),
        is_alike=(pl.col("is_counted_") == neighbour("is_counted_", -1)).fill_null(False),
    )
    alike = pl.col("is_joined") & pl.col("is_alike")
    return candidates.hstack(
        joined.select(
            is_together=pl.col("is_joined") | pl.col("is_joined").shift(-1, fill_value=False),
            is_alike_together=alike | alike.shift(-1, fill_value=False),
        )
    )


def _counted() -> pl.Expr:
    return pl.col("count").fill_null(1) > 1
