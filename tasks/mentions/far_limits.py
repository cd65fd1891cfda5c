"""Limits that are named some words before their number."""

from __future__ import annotations

import polars as pl

from tasks.language.letters import one_of
from tasks.language.normal import folded
from tasks.language.runs import constant, taken, within
from tasks.lexicon import toml
from tasks.mentions.stream import Stream

_FAR = 5  # words from a limit to its number


def named_limits(found: pl.DataFrame, stream: Stream) -> pl.Series:
    """'Ең төменгі мөлшері – 57 853 теңге': the comparator of words that name a limit from a distance, else null.

    Args:
        found: quantities, with `first`.
        stream: with one token a number.
    """
    places = range(1, _FAR + 1)
    none = constant(None, found.height, pl.String)
    rows = within(stream.rows(pl.col("code") == "l"), found["first"], -_FAR, -1).arg_true()
    if rows.is_empty():  # as in most batches of a few articles
        return none
    some = stream.window(
        taken(found["first"], rows), {"form": (-_FAR, 0), "stem": (-_FAR, -1), "code": (-_FAR, -1)}
    )
    limited = pl.coalesce(
        pl.when((pl.col(f"code-{k}") == "l") & _no_number(k) & _bounds(k)).then(pl.col(f"stem-{k}"))
        for k in places
    )
    return none.scatter(rows, some.select(limited).to_series())


def _bounds(k: int) -> pl.Expr:
    """Whether what stands behind the limit's word is bounded by rule, not only the highest that was seen."""
    words = toml("comparators")["far_of"]
    noun = pl.col(f"form{1 - k if k > 1 else 0}")

    def like(form: pl.Expr, pattern: str) -> pl.Expr:
        return form.str.contains(f"{pattern}|{folded(pattern)}").fill_null(value=False)

    seen = [like(pl.col(f"form-{j}"), words["observed"]) for j in range(1, k - 1)]
    legal = like(noun, words["legal"]) & like(pl.col(f"form-{k}"), words["legal_by"])
    return like(noun, words["nouns"]) | (legal & ~pl.any_horizontal(pl.lit(value=False), *seen))


def _no_number(k: int) -> pl.Expr:
    clear = [~one_of(pl.col(f"code-{j}"), "N", "y", ",", ";", ")").fill_null(False) for j in range(1, k)]
    return pl.all_horizontal(clear) if clear else pl.lit(True)
