"""'Өткен жылдың осы кезеңінде', 'былтырғы сәйкес кезеңмен': of another year the stretch that was told just before."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.language.normal import folded
from tasks.language.runs import flagged
from tasks.language.windows import rows_of, window
from tasks.lexicon import toml

_AHEAD = 4  # words behind a Kazakh year: 'өткен жылдың дәл осы кезеңімен'
_BACK = 5  # … before a Russian or English one: 'чем за аналогичный период прошлого года'
_FAR = 3  # sentences back to the stretch that is meant
_YEAR = 366  # days
_MONTH = 27  # … of a stretch, at least: the day of a meeting is none
_DATED = ("article_id", "sentence_id", "period_start", "period_end", "period_basis")


def alike(told: pl.DataFrame, tokens: pl.DataFrame) -> pl.DataFrame:
    """Which periods are the same stretch of another year.

    Args:
        told: periods as `periods` dates them, in order of the text, with article_id.
        tokens: TOKENS.

    Returns:
        period_start, period_end: of such a one those of the stretch told before it, in its own year (null where none
        is told), others as they are; period_basis; is_held: it is only what a fact is held against.
    """
    rows = told.select(pl.col("match").str.contains(toml("periods")["same"]["match"]).arg_true()).to_series()
    own = rows_of(tokens, told["sentence_id"][rows], told["token_start"][rows])
    end = rows_of(tokens, told["sentence_id"][rows], told["token_last"][rows])
    around = window(tokens, own, {"form": (-_BACK, -1)}).hstack(window(tokens, end, {"form": (1, _AHEAD)}))
    said = (
        told["language"][rows]
        .to_frame()
        .with_columns(before=_joined(around, range(-_BACK, 0)), behind=_joined(around, range(1, _AHEAD + 1)))
    )
    said = said.select(is_same=_is_same(), is_held=_is_held())
    is_same = pl.lit(flagged(rows.filter(said["is_same"]), told.height))
    is_held = pl.lit(flagged(rows.filter(said["is_held"]), told.height))
    dated = told.select(*_DATED, is_same=is_same, is_held=is_held)
    return dated.with_columns(*_last()).select(*_moved(), "is_held")


def _joined(around: pl.DataFrame, places: range) -> pl.Series:
    return around.select(
        pl.concat_str([f"form{k}" for k in places], separator=" ", ignore_nulls=True)
    ).to_series()


@cache
def _is_same() -> pl.Expr:
    """Whether the words beside a year speak of the same stretch of it."""
    words = toml("periods")["same"]
    return _said(words["kk"], words["before"])


@cache
def _is_held() -> pl.Expr:
    """… and only hold a fact against it."""
    words = toml("periods")["same"]
    # a case of comparison behind a Kazakh year is of any word: it tells only where the stretch is the same
    same_kk = _is_same() | ~pl.col("language").str.starts_with("kk")
    return _said(words["kk_held"], words["before_held"]) & same_kk


def _said(behind: str, before: str) -> pl.Expr:
    """Behind a Kazakh year, before another one."""
    kazakh = pl.col("behind").str.contains(f"{behind}|{folded(behind)}")
    is_kazakh = pl.col("language").str.starts_with("kk")
    return pl.when(is_kazakh).then(kazakh).otherwise(pl.col("before").str.contains(before))


@cache
def _last() -> list[pl.Expr]:
    """The stretch of one year told last before each period, with its article and sentence."""
    start, end = pl.col("period_start"), pl.col("period_end")
    days = (end - start).dt.total_days()
    is_one = ~pl.col("is_same") & (start.dt.year() == end.dt.year()) & (days < _YEAR) & (days >= _MONTH)
    return [
        pl.when(is_one).then(c).forward_fill().alias(f"last_{c}")
        for c in ("article_id", "sentence_id", "period_start", "period_end")
    ]


@cache
def _is_known() -> pl.Expr:
    near = pl.col("sentence_id").cast(pl.Int64) - pl.col("last_sentence_id").cast(pl.Int64) <= _FAR
    here = near & (pl.col("article_id") == pl.col("last_article_id"))
    return (here & pl.col("period_start").is_not_null()).fill_null(value=False)


@cache
def _moved() -> list[pl.Expr]:
    """The stretch meant, in the year of its own."""
    years = (pl.col("period_start").dt.year() - pl.col("last_period_start").dt.year()).cast(pl.String) + "y"
    is_known, is_other = _is_known(), ~pl.col("is_same")
    basis = pl.when(is_other | is_known).then("period_basis").otherwise(pl.lit("none"))
    return [
        pl.when(is_other).then(c).when(is_known).then(pl.col(f"last_{c}").dt.offset_by(years)).alias(c)
        for c in ("period_start", "period_end")
    ] + [basis.alias("period_basis")]
