"""Words by their beginnings: looked up in tables, one probe a length, where a pattern of all would be compiled anew."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from tasks.language.runs import flagged, taken

_START = 2  # letters by which stems are found


@dataclass(frozen=True)
class Beginnings:
    """Stems as words are looked up among them: `beginnings_of` makes them.

    Args:
        stems: language, stem, none twice.
        starts: language, start (their first letters), n (how long a stem that begins so is), in order of n.
    """

    stems: pl.DataFrame
    starts: pl.DataFrame


def beginnings_of(stems: pl.DataFrame) -> Beginnings:
    """A table of stems (language, stem; none twice), made once of a lexicon."""
    stem, n = pl.col("stem"), pl.col("stem").str.len_chars().cast(pl.Int64)
    starts = stems.select("language", start=stem.str.slice(0, _START), n=n)
    return Beginnings(stems, starts.unique().sort("n", "language", "start"))


def begun(words: pl.DataFrame, table: Beginnings) -> pl.DataFrame:
    """Every stem that each word begins with.

    A word is cut only to the lengths of the stems that begin as it does: a third of what cutting it to all takes.

    Args:
        words: language, `probe` and further columns.
        table: as `beginnings_of` makes it.

    Returns:
        the columns of `words` with `stem` and `rest` (what follows it), for each stem met; in order of the words.
    """
    probe, n = pl.col("probe"), pl.col("n")
    row = pl.int_range(pl.len(), dtype=pl.UInt32)
    every = words.with_columns(row.alias("row"), probe.str.slice(0, _START).alias("start"))
    cut = every.join(table.starts, on=["language", "start"])
    # a stem of one letter begins words whatever their second letter is
    short = table.starts.filter(n < _START)
    if not short.is_empty():
        some = every.filter(probe.str.len_chars() >= _START).with_columns(
            probe.str.slice(0, 1).alias("start")
        )
        cut = pl.concat([cut, some.join(short, on=["language", "start"])])
    return (
        cut.filter(probe.str.len_chars() >= n)
        .with_columns(stem=probe.str.slice(0, n))
        .join(table.stems, on=["language", "stem"], how="semi")
        .sort("row", "n")
        .select(*words.columns, "stem", rest=probe.str.slice(n))
    )


def are_words(at: pl.Series, some: pl.Series) -> pl.Series:
    """Of each token, whether its word is one of some.

    Args:
        at: the number of each token's word, as `words_of` gives it.
        some: numbers of words.
    """
    n_words = int(at.max()) + 1 if at.len() else 1  # type: ignore[arg-type]
    return taken(flagged(some, n_words), at)
