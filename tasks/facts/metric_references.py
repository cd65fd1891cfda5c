"""What is measured where a sentence only refers to what the one before has told: 'бұл көрсеткіш 93 пайызға жетеді'."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.project_forms import both
from tasks.language.runs import rows_where, spread, taken
from tasks.language.windows import window
from tasks.lexicon import toml

_NEAR = 6  # words from 'this figure' to its number
_LEAD = 14  # words before that number, all of which are heeded
_TAIL = 6  # … and behind it
_ASKED = [
    "metric", "told", "sentence_id", "article_id", "kind", "statistic", "value", "next_form", "passed_start",
    "row_start", "row_last", "token_start", "name",
]  # fmt: skip
_MOST = 2  # numbers of the sentence before


def as_referred(
    rows: pl.DataFrame, words: pl.DataFrame, shapes: pl.DataFrame, placed: pl.Series
) -> pl.DataFrame:
    """Fills the metric of rows that only refer to that of the sentence before.

    Where that sentence measures more than one thing, nobody knows which is meant; where their own speaks of anything
    else, the figure may be of that: 'ал инфляция бойынша бұл көрсеткіш 9 пайыз'.

    Args:
        rows: in order of the text, with metric, told, sentence_id, article_id, kind, statistic, next_form,
            passed_start, row_start, row_last, token_start and name.
        words: as `word_windows.lined` gives them.
        shapes: as `word_shapes.shaped` gives them.
        placed: rows of the words of places.
    """
    asked = rows_where(rows.select(_may_refer()).to_series())
    if asked.is_empty():
        return rows
    known = rows.select(_ASKED)  # of a hundred columns
    own, before = known[asked], known[asked - 1]
    base = (before["row_start"] - before["token_start"]).cast(pl.Int64)
    n_before = before["passed_start"] - taken(words["passed"], base - 1).fill_null(0)
    earlier = rows["metric"].shift(1)[asked - 1], rows["sentence_id"].shift(1)[asked - 1]
    is_same = (earlier[0] == before["metric"]) & (earlier[1] == before["sentence_id"])
    is_one = (n_before == 1) | ((n_before == _MOST) & is_same.fill_null(value=False))
    figure, changes = _refers(own, before, words)
    shapes = shapes.with_columns(shapes["shape"].scatter(placed, "f"))
    takes = is_one & (figure | changes) & _says_no_more(own, words, shapes)
    own, before = own.with_columns(figure.alias("is_figure")).filter(takes), before.filter(takes)
    found = spread(_as_before(own, before), asked.filter(takes), rows.height)
    return rows.with_columns(pl.coalesce(found[c], c).alias(c) for c in found.columns)


def _as_before(own: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """metric, and of a figure the statistic and the words that tell its code; null where they stay."""
    # 'тозу 62 пайыз. Бұл көрсеткішті 40 пайызға түсіру керек': down to so much
    brought = own["next_form"].str.contains(toml("indicators")["brought"]["verb"]) & (
        own["value"] < before["value"]
    )
    flat = (own["statistic"] == "level") | brought.fill_null(value=False)
    return pl.select(
        metric=before["metric"],
        statistic=pl.when(own["is_figure"] & flat & before["statistic"].is_in(["level", "share"])).then(
            before["statistic"]
        ),
        told=pl.when(own["is_figure"]).then(before["told"]),
    )


@cache
def _may_refer() -> pl.Expr:
    """The first quantity of its sentence, right behind one that ends the sentence before."""
    apart = pl.col("sentence_id").cast(pl.Int64).diff(), pl.col("passed_start").diff()
    follows = (apart[0] == 1) & (apart[1] == 1) & (pl.col("article_id") == pl.col("article_id").shift(1))
    is_part = pl.col("kind").is_in(["percent", "times"])
    return (pl.col("metric").is_null() & is_part & follows).fill_null(value=False)


def _refers(own: pl.DataFrame, before: pl.DataFrame, words: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """'Бұл көрсеткіш 93 пайыз' is a percentage as that before; 'бұл былтырғыдан 6 пайызға көп' opens its sentence."""
    w = toml("indicators")["referred"]
    this = both(w["this"])
    near = window(words, own["row_start"], {"form": (-_NEAR, -1)})
    figure = near.select(
        pl.any_horizontal(
            pl.col(f"form{k}").is_in(this) & pl.col(f"form{k + 1}").str.contains(w["figure"])
            for k in range(-_NEAR, -1)
        )
    ).to_series()
    first = taken(words["form"], own["row_start"] - own["token_start"])
    # 'it' alone is too little for a level
    changes = own["statistic"].is_in(["change_pct", "multiple"]) & first.is_in(this)
    is_part = (before["kind"] == "percent") & (own["kind"] == "percent")
    return (figure & is_part).fill_null(value=False), changes.fill_null(value=False)


def _says_no_more(own: pl.DataFrame, words: pl.DataFrame, shapes: pl.DataFrame) -> pl.Series:
    """Whether nothing before the number could be measured, and nothing behind it says of what or of whom."""
    w, r = toml("indicators")["words"], toml("indicators")["referred"]
    lead, tail = (-_LEAD - 1, -1), (1, _TAIL + 1)
    gathered = [
        window(frame, own[at], {column: places})
        for at, places in (("row_start", lead), ("row_last", tail))
        for frame, column in ((words, "form"), (shapes, "shape"))
    ]
    kk, is_free, goes_on = pl.col("name") == "kk", pl.lit(True), pl.lit(False)
    for k in range(-_LEAD, 0):
        form, shape = pl.col(f"form{k}"), pl.col(f"shape{k}")
        free = shape.is_in(["f", "p", "u"]) | form.is_in([",", *both([*r["this"], *w["kk_whole"]])])
        free |= form.str.contains(r["figure"]) | ((shape == "v") & (~kk | form.str.contains(r["converb_kk"])))
        # 'Ұлттық банк бұл көрсеткішті 5 пайызға түсірмек'
        does = [
            pl.col(f"form{k + n}").str.contains(w["doers"]) if k + n < 0 else pl.lit(False) for n in (0, 1)
        ]
        aimed = [
            pl.col(f"form{k + n}").str.contains(r["aimed_kk"]) if k + n < 0 else pl.lit(False) for n in (2, 3)
        ]
        free |= (does[0] & aimed[0]) | ((shape == "n") & does[1] & aimed[1])
        is_free &= free.fill_null(value=False) | form.is_null()
    for k in range(1, _TAIL + 1):
        shape, ahead = pl.col(f"shape{k}"), pl.col(f"shape{k + 1}")
        of = pl.col(f"form{k}").is_in(both(r["of_kk"])) & ~shape.is_in(["f", "u"])
        of |= pl.col(f"form{k}").is_in(r["of"]) & (ahead != "f")
        goes_on |= of.fill_null(value=False)
    whole = pl.col(f"form{lead[0]}").is_null()
    around = pl.concat([own.select("name"), *gathered], how="horizontal")
    return around.select(is_free & ~goes_on & whole).to_series()
