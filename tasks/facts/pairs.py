"""Who shares what with whom, of millions of rows, without crossing them: sorted once, neighbours compared.

A row says: this article has this thing (a figure, a mark of its wording) on this day. A thing that too many articles
have within its window of days tells nothing; the others make pairs. What a pair has in common follows from its own
rows and from how many articles share each of them nearby, so that a new article touches only what it shares.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import polars as pl

from tasks.language.runs import taken

_DAYS = 2**15  # the low bits of a spot
_BLOCK = 1_000_000  # rows that are held at once

ROWS = pl.Schema(
    {
        "article": pl.UInt64(),
        "cell": pl.UInt64(),  # the thing; rows with the same cell may meet
        "day": pl.Int32(),  # since 1970; 0 where days don't matter
        "own": pl.UInt64(),  # what it is exactly; rows of one cell may differ in it (290 and 291 million)
        "value": pl.Float64(),
        "weight": pl.Int32(),
    }
)


@dataclass(frozen=True)
class Evidence:
    """One kind of thing that articles share.

    Args:
        source: what is known of all articles: article, and day where days matter.
        unfold: makes ROWS of it, or of a part of it: what a part needs isn't made of all.
        window: days between two articles that may meet.
        most: articles that may have the thing within the window; with more it tells nothing.
    """

    source: pl.LazyFrame
    unfold: Callable[[pl.LazyFrame], pl.LazyFrame]
    window: int
    most: int

    @property
    def rows(self) -> pl.LazyFrame:
        """Of all articles, as ROWS."""
        return self.unfold(self.source)

    def _between(self, first: int, last: int) -> pl.LazyFrame:
        """The rows of some days; where days don't matter, all of them."""
        is_here = pl.col("day").is_between(first, last)
        return self.unfold(self.source.filter(is_here)) if self.window else self.rows

    def pairs_all(self) -> Iterator[pl.DataFrame]:
        """All pairs that share something, a block of them at a time (see `_pairs`)."""
        for low, high, rest in self._blocks():
            reach = 2 * self.window
            here = _spotted(self._between(low - self.window, high + reach).filter(rest))
            most = None if self.window else self.most
            here = _shared(here, most).sort("spot")
            kept = here.filter(_count(here["spot"], here["spot"], self.window) <= self.most)
            pairs = _pairs(kept, self.window)
            yield pairs.filter(pl.min_horizontal("day", "day_b").is_between(low, high))

    def _blocks(self) -> Iterator[tuple[int, int, pl.Expr]]:
        """(first day, last day, and which rows), so that a block is of bounded size."""
        days = self.rows.group_by("day").agg(n=pl.len()).sort("day").collect(engine="streaming")
        if not self.window:
            n = -(-int(days["n"].sum()) // _BLOCK)
            for i in range(n):
                yield 0, 0, pl.col("cell") % n == i
            return
        block = days["n"].cum_sum() // _BLOCK
        for (_,), rows in days.group_by(block, maintain_order=True):
            yield int(rows["day"].min()), int(rows["day"].max()), pl.lit(True)  # type: ignore[arg-type]

    def affected(self, new: pl.Series, come: pl.DataFrame, gone: pl.DataFrame) -> pl.Series:
        """The articles of which some pair may be another than before.

        Args:
            new: articles that have come.
            come: their rows.
            gone: rows of those that have gone.
        """
        is_new = pl.col("article").is_in(new.implode())
        now = self._like(pl.concat([come, gone]), new.len())
        once = pl.concat([now.filter(~is_new), _placed(gone.lazy())]).sort("spot")
        every = pl.concat([now, _placed(gone.lazy())]).sort("spot")
        was, is_ = (_count(f["spot"], every["spot"], self.window) > self.most for f in (once, now))
        touched = every["article"].is_in(new.implode()) | every["article"].is_in(gone["article"].implode())
        stirred = every.with_columns(is_stirred=touched | (was != is_)).filter(~(was & is_))
        pairs = _pairs(stirred, self.window).filter(pl.col("is_stirred") | pl.col("is_stirred_b"))
        return pl.concat([pairs["a"], pairs["b"], new]).unique()

    def _like(self, some: pl.DataFrame, n_new: int) -> pl.DataFrame:
        """The rows with the things of `some`, as `_placed`, of all days that can matter to their pairs.

        Where days don't matter, things that tell nothing, and told nothing before `n_new` articles came, are left out.
        """
        rows = self._near(some)
        if not self.window:
            n = _counted(rows)
            rare = n.filter(pl.col("n") <= self.most + n_new)["spot"]
            rows = rows.filter(_high("cell").is_in(rare.implode()))
        return _placed(rows)

    def _near(self, some: pl.DataFrame) -> pl.LazyFrame:
        reach = (
            3 * self.window
        )  # to the other of a pair, from there to its pairs, and to what makes a thing common
        first, last = some.select(low=pl.col("day").min(), high=pl.col("day").max()).fill_null(0).row(0)
        near = self._between(first - reach, last + reach)
        return near.filter(pl.col("cell").is_in(some["cell"].unique().implode()))

    def pairs_among(self, articles: pl.Series) -> pl.DataFrame:
        """All pairs of these articles that share something."""
        mine = _placed(self.unfold(self.source.filter(pl.col("article").is_in(articles.implode()))))
        n = _counted(self._near(mine)).sort("spot")  # of others no more is needed than how many they are
        upto = pl.concat([pl.Series([0], dtype=pl.Int64), n["n"].cum_sum()])
        start, end = _reach(n["spot"], mine["spot"], self.window)
        return _pairs(mine.filter(taken(upto, end) - taken(upto, start) <= self.most), self.window)


def _placed(rows: pl.LazyFrame) -> pl.DataFrame:
    """The rows by their spot: the thing in the high bits, the day in the low ones."""
    return _spotted(rows).sort("spot")


def _spotted(rows: pl.LazyFrame) -> pl.DataFrame:
    return rows.with_columns(spot=_spot()).collect(engine="streaming")


def _shared(rows: pl.DataFrame, most: int | None) -> pl.DataFrame:
    """The rows with a thing that isn't there once only, and no more often than `most`: the others needn't be sorted."""
    n = rows.select(pl.len().over(_high("spot"))).to_series()
    return rows.filter((n > 1) & (n <= most if most else True))


def _counted(rows: pl.LazyFrame) -> pl.DataFrame:
    """spot, n: how many rows there are at each spot."""
    n = rows.group_by(spot=_spot()).agg(n=pl.len().cast(pl.Int64))
    return n.collect(engine="streaming")


def _spot() -> pl.Expr:
    return _high("cell") + pl.col("day").clip(0, _DAYS - 1).cast(pl.UInt64)


def _high(cell: str) -> pl.Expr:
    return pl.col(cell) - pl.col(cell) % _DAYS


def _count(spots: pl.Series, at: pl.Series, window: int) -> pl.Series:
    """How many of the sorted spots lie within the window around each of `at`."""
    start, end = _reach(spots, at, window)
    return end - start


def _reach(spots: pl.Series, at: pl.Series, window: int) -> tuple[pl.Series, pl.Series]:
    """Where the window around each of `at` starts and ends among the sorted spots."""
    if spots.is_empty():
        nothing = pl.zeros(len(at), dtype=pl.UInt32, eager=True)
        return nothing, nothing
    end = spots.search_sorted(at + window, side="right")
    return spots.search_sorted(at.clip(lower_bound=window) - window, side="left"), end


def _pairs(rows: pl.DataFrame, window: int) -> pl.DataFrame:
    """Each two rows within the window: columns of both, those of the second with '_b'; a < b name the two articles.

    Args:
        rows: sorted by spot; no more than a few in any window.
    """
    index = pl.int_range(1, rows.height + 1, dtype=pl.Int64, eager=True)
    end = (
        rows["spot"].search_sorted(rows["spot"] + window, side="right").cast(pl.Int64)
        if rows.height
        else index
    )
    met = pl.DataFrame({"i": index - 1, "j": index, "end": end}).filter(pl.col("j") < pl.col("end"))
    met = met.select("i", j=pl.int_ranges("j", "end")).explode("j")
    right = rows.drop("spot", "cell", "weight")[met["j"]].rename(lambda c: f"{c}_b")
    left = rows.drop("spot")[met["i"]]
    both = left.hstack(right).filter(pl.col("article") != pl.col("article_b"))
    a, b = pl.min_horizontal("article", "article_b"), pl.max_horizontal("article", "article_b")
    return both.with_columns(a=a, b=b).drop("article", "article_b")
