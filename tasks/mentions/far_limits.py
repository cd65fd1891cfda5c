"""Limits that are named some words before their number."""

from __future__ import annotations

import polars as pl

from tasks.language.letters import one_of
from tasks.language.normal import folded
from tasks.language.runs import constant
from tasks.lexicon import toml

FAR = 5  # words from a limit to its number


def named_limits(before: pl.DataFrame) -> pl.Series:
    """'Ең төменгі мөлшері – 57 853 теңге': the comparator of words that name a limit from a distance, else null.

    Args:
        before: form, code and stem of the FAR words before each number, `form0` its own.
    """
    places = range(1, FAR + 1)
    none = constant(None, before.height, pl.String)
    rows = before.select(pl.any_horizontal(one_of(pl.col(f"code-{k}"), "l") for k in places).arg_true())
    some = before[rows.to_series()]
    if some.is_empty():  # as in most batches of a few articles
        return none
    limited = pl.coalesce(
        pl.when((pl.col(f"code-{k}") == "l") & _no_number(k) & _bounds(k)).then(pl.col(f"stem-{k}"))
        for k in places
    )
    return none.scatter(rows.to_series(), some.select(limited).to_series())


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
