"""What stands around some tokens, gathered by their row numbers: a few of many, whole columns of places at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from tasks.language.runs import constant, only_where, rows_where, single, taken


def rows_of(tokens: pl.DataFrame, sentence: pl.Series, token_no: pl.Series) -> pl.Series:
    """Row numbers of tokens that are named by sentence and place; null where there is none.

    Args:
        tokens: whole sentences of TOKENS, in order.
        sentence: sentence_id of each.
        token_no: the place of each in its sentence; may lie outside.
    """
    home = tokens["sentence_id"]
    if home.is_empty() or sentence.is_empty():
        return constant(None, sentence.len(), pl.Int64)
    rows = rows_where(tokens["token_no"] == 0)
    # The ids are small numbers: a table of them is filled and read faster than joined.
    n_ids = max(int(ids.max() or 0) for ids in (home, sentence)) + 1  # type: ignore[arg-type]
    first = constant(None, n_ids, pl.Int64).scatter(taken(home, rows), rows.cast(pl.Int64))
    place = token_no.cast(pl.Int64)
    at = taken(first, sentence) + place
    at = only_where((place >= 0) & (at < home.len()), at)
    return only_where(taken(home, at) == sentence, at).alias("row")


def gathered(
    tokens: pl.DataFrame, rows: pl.Series, columns: Mapping[str, str] | Sequence[str]
) -> list[pl.Series]:
    """Columns of some tokens, under new names if given ({"ending": "case"}); null where the row number is null."""
    named = columns if isinstance(columns, Mapping) else {c: c for c in columns}
    at = rows.cast(pl.UInt32)
    return [taken(tokens[c], at).alias(name) for name, c in named.items()]


def window(words: pl.DataFrame, rows: pl.Series, columns: Mapping[str, tuple[int, int]]) -> pl.DataFrame:
    """The words around some words.

    Args:
        words: whole sentences, in order.
        rows: row numbers of the words in the middle, or null.
        columns: what to gather, from which place to which: {"code": (-1, 2)}.

    Returns:
        `<column><place>` (`code-1`, `code0`, `code1`) for each of `rows`, null outside the sentence.
    """
    return pl.DataFrame(
        around(words, places(words, rows, columns), first_place(columns), rows.len(), columns)
    )


def window_noted(
    words: pl.DataFrame,
    noted: pl.DataFrame,
    at: pl.Series,
    rows: pl.Series,
    columns: Mapping[str, tuple[int, int]],
) -> pl.DataFrame:
    """`window`, of what depends on nothing but the word: it is never written for every token.

    Args:
        words: whole sentences, in order.
        noted: what is known of each word.
        at: the row of each token's word, as `words_of` gives it.
        rows: row numbers of the tokens in the middle, or null.
        columns: what to gather from `noted`, from which place to which.
    """
    found = taken(at, places(words, rows, columns))
    return pl.DataFrame(around(noted, found, first_place(columns), rows.len(), columns))


def places(words: pl.DataFrame, rows: pl.Series, columns: Mapping[str, tuple[int, int]]) -> pl.Series:
    """The row numbers of the words around some words: of all the words at the first place, then at the next.

    Returns:
        as many row numbers for each place as there are `rows`; null outside the sentence.
    """
    home = words["sentence_id"]
    mine = rows if rows.dtype == pl.UInt32 else rows.cast(pl.UInt32, strict=False)
    reach = range(first_place(columns), max(b for _, b in columns.values()) + 1)
    # before the first row the numbers wrap, to such as no frame has
    every = pl.concat(
        [mine - single(-k, pl.UInt32) if k < 0 else mine + single(k, pl.UInt32) for k in reach], rechunk=True
    )
    at = only_where(every < words.height, every)
    return only_where(taken(home, at) == pl.concat([taken(home, mine)] * len(reach)), at).alias("at")


def first_place(columns: Mapping[str, tuple[int, int]]) -> int:
    """The first place that is asked for."""
    return min(low for low, _ in columns.values())


def around(
    words: pl.DataFrame, at: pl.Series, first: int, n_rows: int, columns: Mapping[str, tuple[int, int]]
) -> list[pl.Series]:
    """The columns of `window`, each gathered once for all its places.

    Args:
        words: what to gather from.
        at: row numbers, as `places` orders them.
        first: the first place among them.
        n_rows: how many rows each place has.
        columns: what to gather, from which place to which.
    """
    out = []
    for low, high in dict.fromkeys(columns.values()):
        names = [name for name, reach in columns.items() if reach == (low, high)]
        spots = at.slice((low - first) * n_rows, (high + 1 - low) * n_rows)
        for name in names:
            every = taken(words[name], spots)
            out += [every.slice((k - low) * n_rows, n_rows).alias(f"{name}{k}") for k in range(low, high + 1)]
    return out
