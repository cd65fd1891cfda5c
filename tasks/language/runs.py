"""Neighbours and sums within runs of rows.

Frames are in order of the text, so that the rows of one sentence (or article) stand together. A comparison with the
row beside is then some fifty times cheaper than a window function, which has to find the groups first.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Literal

import polars as pl

_BITS = 8  # of a byte, which is read four times as fast as a larger number
_FEW = 100_000  # numbers of which a table is made at once
_SEEKING = 64  # rows that are counted through while one is sought
_MANY = 50_000  # tokens from which bits are worth being packed


def neighbour(column: str | pl.Expr, places: int, within: str = "sentence_id") -> pl.Expr:
    """The value some places further on (before, when negative); null outside the run.

    Args:
        column: what to take.
        places: rows from the present one; never 0.
        within: the column whose equal values, standing together, make a run.
    """
    if isinstance(column, str):
        return _neighbour(column, places, within)
    home = pl.col(within)
    return pl.when(home == home.shift(-places)).then(column.shift(-places))


@cache
def _neighbour(column: str, places: int, within: str) -> pl.Expr:
    """Made once: the rooms ask it of a few dozen columns, some hundreds of times a batch."""
    return neighbour(pl.col(column), places, within)


def running(step: pl.Expr, within: str = "sentence_id") -> pl.Expr:
    """The sum of `step` from the run's beginning up to the row, which counts; steps are never null.

    Fractions keep six digits: what other runs added before is taken off again, and leaves its noise.
    """
    home, total = pl.col(within), step.cum_sum()
    is_first = (home != home.shift(1)).fill_null(True)
    sum_before = pl.when(is_first).then(total - step).forward_fill()
    return (total - sum_before).round(6)


def tally(is_one: pl.Expr) -> pl.Expr:
    """How many rows fulfil a condition, from the first one up to each, which counts; null fulfils none.

    Counting is five times as fast as adding.
    """
    return pl.when(is_one).then(True).cum_count()


def place(within: str = "sentence_id") -> pl.Expr:
    """The row's place in its run: 0, 1, 2 …"""
    home, row = pl.col(within), pl.int_range(pl.len(), dtype=pl.UInt32)
    first = pl.when((home != home.shift(1)).fill_null(True)).then(row).forward_fill()
    return row - first


def latest(value: pl.Expr, within: str = "sentence_id", limit: int | None = None) -> pl.Expr:
    """The last value that isn't null, of the row itself and those before it in the run (of `limit` rows, if given)."""
    home = pl.col(within)
    of = pl.when(value.is_not_null()).then(home).forward_fill()
    return pl.when(of == home).then(value.forward_fill(limit))


def last_before(value: pl.Expr, within: str = "sentence_id", limit: int | None = None) -> pl.Expr:
    """The last value that isn't null, of the rows before in the run."""
    return neighbour(latest(value, within, limit), -1, within)


def coming(value: pl.Expr, within: str = "sentence_id") -> pl.Expr:
    """The first value that isn't null, of the row itself and those after it in the run."""
    home = pl.col(within)
    of = pl.when(value.is_not_null()).then(home).backward_fill()
    return pl.when(of == home).then(value.backward_fill())


def any_of(group: str, is_one: pl.Expr) -> pl.Expr:
    """Whether some row of the same group fulfils a condition: a third of what a window function takes."""
    return pl.col(group).is_in(pl.col(group).filter(is_one).implode())


def row_before(
    words: pl.DataFrame, is_one: pl.Expr | pl.Series, rows: pl.Series, *, itself: bool = False
) -> pl.Series:
    """For some rows the last row before them, in their sentence, that fulfils a condition; null where none does.

    What only some rows ask for is looked up, not filled over all: a tenth of the cost of `latest`.

    Args:
        words: whole sentences, in order.
        is_one: the condition, or the numbers of the rows that fulfil it, in order, where it is asked more than once.
        rows: row numbers.
        itself: whether the row itself may be the one.
    """
    return _looked_up(words, is_one, rows, "right" if itself else "left", 1)


def row_after(words: pl.DataFrame, is_one: pl.Expr | pl.Series, rows: pl.Series) -> pl.Series:
    """For some rows the next row behind them, in their sentence, that fulfils a condition; null where none does."""
    return _looked_up(words, is_one, rows, "right", 0)


def within(ones: pl.Series, rows: pl.Series, low: int, high: int) -> pl.Series:
    """Whether one of some rows lies at a place around each row: what few have near is gathered for those few.

    Sentences aren't heeded: a window gathered for what is found ends with them.

    Args:
        ones: row numbers, in order.
        rows: row numbers.
        low: the first place that counts, 0 the row itself.
        high: the last.
    """
    return ones.search_sorted(rows + high, side="right") > ones.search_sorted(rows + low, side="left")


def _looked_up(
    words: pl.DataFrame,
    is_one: pl.Expr | pl.Series,
    rows: pl.Series,
    side: Literal["left", "right"],
    back: int,
) -> pl.Series:
    if isinstance(is_one, pl.Series):
        ones, place = is_one, _sought(is_one, rows, side)
    else:
        is_so = words.select(is_one).to_series()
        ones, are_many = rows_where(is_so), rows.len() * _SEEKING > words.height
        place = _counted(is_so, rows, side) if are_many else _sought(ones, rows, side)
    place = place - back
    found = taken(ones, only_where((place >= 0) & (place < ones.len()), place)).cast(pl.Int64)
    home = words["sentence_id"]
    return only_where(taken(home, found) == taken(home, rows), found).alias("found")


def _sought(ones: pl.Series, rows: pl.Series, side: Literal["left", "right"]) -> pl.Series:
    """How many of some rows, in order, stand before each of others; with those themselves, to the right."""
    asked = rows.fill_null(0) if rows.null_count() else rows
    return ones.search_sorted(asked, side=side).cast(pl.Int64)


def _counted(is_so: pl.Series, rows: pl.Series, side: Literal["left", "right"]) -> pl.Series:
    """What `_sought` tells, for many rows: half of the cost. Null for the first row, before which none stands."""
    upto = is_so.to_frame("is_so").select(tally(pl.col("is_so"))).to_series()
    return taken(upto, rows.cast(pl.Int64) - 1 if side == "left" else rows).cast(pl.Int64)


def only_where(is_so: pl.Series, values: pl.Series) -> pl.Series:
    """The values where something is so, null elsewhere."""
    return values.zip_with(is_so, single(None, values.dtype))


@cache
def single(value: bool | int | str | None, kind: pl.DataType | type[pl.DataType]) -> pl.Series:
    """One value alone, made once: that takes as long as filling a short column with it."""
    return pl.Series([value], dtype=kind)


def rows_where(is_so: pl.Series) -> pl.Series:
    """The numbers of the rows where something is so: a fifth to a fifteenth of what `arg_true` takes."""
    return pl.int_range(is_so.len(), dtype=pl.UInt32, eager=True).filter(is_so)


def beginnings(home: pl.Series) -> pl.Series:
    """The numbers of the rows where runs of equal values begin; none of them is null."""
    if home.is_empty():
        return pl.Series(dtype=pl.UInt32)
    turns = rows_where(home.slice(1) != home.slice(0, home.len() - 1))
    return pl.concat([single(0, pl.UInt32), turns + single(1, pl.UInt32)], rechunk=True)


def constant(value: bool | int | str | None, height: int, kind: pl.DataType | type[pl.DataType]) -> pl.Series:
    """One value in every row, at a sixth of what `pl.repeat` takes to be planned."""
    return single(value, kind).new_from_index(0, height)


def flagged(rows: pl.Series, height: int) -> pl.Series:
    """Whether each of so many rows is one of some; `rows` are their numbers, in any order."""
    return constant(False, height, pl.Boolean).scatter(rows, True)


def taken(column: pl.Series, rows: pl.Series) -> pl.Series:
    """The values in some rows; null where the row number is null.

    `Series.gather` goes by way of a frame and a plan: twelve times the time for a few rows, twice for many.
    """
    return column[rows if rows.dtype == pl.UInt32 else rows.cast(pl.UInt32, strict=False)]


def words_of(tokens: pl.DataFrame, columns: Sequence[str]) -> tuple[pl.DataFrame, pl.Series]:
    """Some columns of the first token of each word, and for each token which of them it is.

    What few rows of many say lies far apart in memory: columns that nobody asks for take most of the time.

    Args:
        tokens: TOKENS.
        columns: what is asked of the words.
    """
    word = tokens["word"]
    # Words have small numbers: a table of them is filled and read faster than joined.
    n_words = 0 if word.is_empty() else int(word.max()) + 1  # type: ignore[arg-type]
    if "is_new_word" in tokens.columns:
        firsts = rows_where(tokens["is_new_word"])
        if firsts.len() == n_words:
            return tokens.select(columns)[firsts], word.alias("at")
    firsts = word.arg_unique()
    places = constant(0, n_words, pl.UInt32)
    places = places.scatter(taken(word, firsts), pl.int_range(firsts.len(), dtype=pl.UInt32, eager=True))
    return tokens.select(columns)[firsts], taken(places, word).alias("at")


def numbered(tokens: pl.DataFrame) -> pl.DataFrame:
    """Numbers the words anew, 0, 1, 2 … as they are met, and flags the first token of each.

    `words_of` has then nothing to look for, in these tokens as in any of them that have the first of all their words.

    Args:
        tokens: TOKENS.

    Returns:
        `tokens` with `is_new_word`.
    """
    words, at = words_of(tokens.select("word").with_row_index("row"), ["row"])
    return tokens.with_columns(at.alias("word"), flagged(words["row"], tokens.height).alias("is_new_word"))


def by_word(tokens: pl.DataFrame, *values: pl.Expr) -> pl.DataFrame:
    """What depends on nothing but the word, worked out once a word.

    Args:
        tokens: TOKENS.
        values: expressions over the columns that tokens of one `word` share.

    Returns:
        the values, a row for each token.
    """
    asked = dict.fromkeys(name for value in values for name in value.meta.root_names())
    words, at = words_of(tokens, list(asked))
    return of_words(words.select(values), at)


def of_words(words: pl.DataFrame, at: pl.Series) -> pl.DataFrame:
    """What is known of words, a row for each token.

    Yes or no of many questions is gathered as the bits of one number, where many tokens ask: a third of the cost of a
    column each.

    Args:
        words: a row for each word.
        at: the row of each token's word.
    """
    if at.len() < _MANY:
        return words[at]
    flags = [c for c, kind in words.schema.items() if kind == pl.Boolean and not words[c].null_count()]
    out = words.drop(flags)[at].get_columns()
    if flags:
        packed, unpacked = _bits(tuple(flags))
        out += words.select(packed)[at].select(unpacked).get_columns()
    return pl.DataFrame(out)


@cache
def _bits(flags: tuple[str, ...]) -> tuple[list[pl.Expr], list[pl.Expr]]:
    """Columns of yes or no as the bits of a few numbers, and those columns again, of the numbers."""
    packed, unpacked = [], []
    for first in range(0, len(flags), _BITS):
        bits = {c: pl.lit(1 << k, pl.UInt8) for k, c in enumerate(flags[first : first + _BITS])}
        number = pl.sum_horizontal(pl.col(c).cast(pl.UInt8) * bit for c, bit in bits.items())
        packed.append(number.cast(pl.UInt8).alias(str(first)))
        unpacked += [((pl.col(str(first)) & bit) != 0).alias(c) for c, bit in bits.items()]
    return packed, unpacked


def by_value(rows: pl.DataFrame, columns: Sequence[str], *values: pl.Expr) -> pl.DataFrame:
    """What depends on nothing but some strings, asked once of each different one (a pattern costs more than a number).

    Args:
        rows: any frame.
        columns: the strings that the values depend on.
        values: expressions over those columns.

    Returns:
        the values, a row for each of `rows`.
    """
    firsts, at = values_of(rows, columns)
    return rows.select(columns)[firsts].select(values)[at]


def values_of(rows: pl.DataFrame, columns: Sequence[str]) -> tuple[pl.Series, pl.Series]:
    """The first row of each different value of some columns, and for each row which of those it has.

    Args:
        rows: any frame.
        columns: of strings, or of small numbers.
    """
    key, n_keys = constant(0, rows.height, pl.UInt64), 1
    for column in columns:
        values = rows[column]
        if values.dtype == pl.String:
            # A categorical of its own numbers strings in one pass; null is a value too.
            values = values.cast(pl.Categorical(pl.Categories.random())).to_physical()
        number = values.cast(pl.UInt64)
        n_values = int(number.max() or 0) + 1  # type: ignore[arg-type]
        key = key * (n_values + 1) + number.fill_null(n_values)
        n_keys *= n_values + 1
    firsts = key.arg_unique()
    if n_keys <= max(rows.height, _FEW):  # a table of them is filled and read faster than joined
        places = pl.int_range(firsts.len(), dtype=pl.UInt32, eager=True)
        return firsts, taken(constant(0, n_keys, pl.UInt32).scatter(taken(key, firsts), places), key).alias(
            "at"
        )
    of_key = pl.DataFrame({"key": taken(key, firsts)}).with_row_index("at")
    at = key.to_frame("key").join(of_key, on="key", how="left", maintain_order="left")["at"]
    return firsts, at


def spread(some: pl.DataFrame, rows: pl.Series, height: int) -> pl.DataFrame:
    """A frame with some rows filled and the others null: what a join on row numbers gives, at a third of its cost.

    Args:
        some: what the rows say.
        rows: the row number of each, none twice.
        height: rows of the whole.
    """
    numbers = pl.int_range(some.height, dtype=pl.UInt32, eager=True)
    at = constant(None, height, pl.UInt32).scatter(rows, numbers) if pl.String in some.dtypes else numbers
    return pl.DataFrame(
        # strings are gathered five times as fast as they are written between nulls, numbers are not
        column[at]
        if column.dtype == pl.String
        else constant(None, height, column.dtype).scatter(rows, column).alias(column.name)
        for column in some.get_columns()
    )


def of_sentences(rows: pl.DataFrame, some: pl.Series) -> pl.DataFrame:
    """The rows of some sentences, in their order: `some` has their sentence_ids.

    The ids are small numbers: a table of them is read three times as fast as a join, and nothing is copied where all
    rows stay.
    """
    home = rows["sentence_id"]
    if rows.is_empty() or some.is_empty():
        return rows.clear()
    n_ids = max(int(ids.max()) for ids in (home, some)) + 1  # type: ignore[arg-type]
    is_one = taken(flagged(some, n_ids), home)
    return rows if is_one.all() else rows.filter(is_one)


def of_home(rows: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
    """What the sentences say, a row for each of the rows that stand in them; null where a sentence is missing.

    Args:
        rows: with sentence_id.
        sentences: sentence_id, none twice, and what they say.
    """
    home, ids = rows["sentence_id"], sentences["sentence_id"]
    # The ids are small numbers: a table of them is filled and read faster than joined.
    n_ids = max((int(i.max()) for i in (home, ids) if i.len()), default=-1) + 1  # type: ignore[arg-type]
    table = constant(None, n_ids, pl.UInt32).scatter(
        ids, pl.int_range(ids.len(), dtype=pl.UInt32, eager=True)
    )
    return sentences.drop("sentence_id")[taken(table, home)]
