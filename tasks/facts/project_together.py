"""Objects told of as one: 'школа и больница', 'мектеп пен аурухана'. What they cost together is the sum of neither."""

from __future__ import annotations

import polars as pl

from tasks.language.runs import neighbour
from tasks.language.windows import window
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
    told = candidates.select(
        # null where one of them has no row: then the other stands for both
        is_other=pl.col("thing") != neighbour("thing", -1),
        gap=pl.col("start").cast(pl.Int64)
        - neighbour(pl.max_horizontal("tail", "row").cast(pl.Int64), -1)
        - 1,
        is_alike=(_several() == neighbour(_several(), -1)).fill_null(False),
    ).with_row_index("at")
    some = told.filter("is_other", pl.col("gap").is_between(1, _BETWEEN))
    between = window(words, candidates["start"][some["at"]], {"form": (-_BETWEEN, -1)})
    said = pl.coalesce(
        pl.when(pl.col("gap") == n).then(pl.concat_str([f"form-{k}" for k in range(n, 0, -1)], separator=" "))
        for n in range(1, _BETWEEN + 1)
    )
    joins = said.str.contains(toml("projects")["together"]["between"])
    joined = told.with_columns(
        is_joined=pl.col("at").is_in(some.hstack(between).filter(joins)["at"].implode())
    )
    alike = pl.col("is_joined") & pl.col("is_alike")
    return candidates.hstack(
        joined.select(
            is_together=pl.col("is_joined") | pl.col("is_joined").shift(-1, fill_value=False),
            is_alike_together=alike | alike.shift(-1, fill_value=False),
        )
    )


def _several() -> pl.Expr:
    return pl.col("count").fill_null(1) > 1
