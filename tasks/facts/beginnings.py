"""Words by their beginnings: looked up in tables, one probe a length, where a pattern of all would be compiled anew."""

from __future__ import annotations

import polars as pl

from tasks.language.runs import flagged, taken


def begun(words: pl.DataFrame, stems: pl.DataFrame) -> pl.DataFrame:
    """Every stem that each word begins with.

    Args:
        words: language, `probe` and further columns.
        stems: language, stem, none twice.

    Returns:
        the columns of `words` with `stem` and `rest` (what follows it), for each stem met; in order of the words.
    """
    lengths = stems.select(n=pl.col("stem").str.len_chars().unique().sort().cast(pl.Int64))
    probe = pl.col("probe")
    return (
        words.join(lengths, how="cross")
        .filter(probe.str.len_chars() >= pl.col("n"))
        .with_columns(stem=probe.str.slice(0, pl.col("n")))
        .join(stems, on=["language", "stem"], how="semi", maintain_order="left")
        .with_columns(rest=probe.str.slice(pl.col("n")))
        .drop("n")
    )


def are_words(at: pl.Series, some: pl.Series) -> pl.Series:
    """Of each token, whether its word is one of some.

    Args:
        at: the number of each token's word, as `words_of` gives it.
        some: numbers of words.
    """
    n_words = int(at.max()) + 1 if at.len() else 1  # type: ignore[arg-type]
    return taken(flagged(some, n_words), at)
