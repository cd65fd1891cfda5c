"""The neighbourhood of some tokens: what stands before and after, as columns, so that rules run on matches only."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl


def window(tokens: pl.DataFrame, rows: pl.Series, columns: Sequence[str], back: int, ahead: int) -> pl.DataFrame:
    """Gathers the tokens around some tokens.

    Args:
        tokens: a token frame; row i is its i-th token.
        rows: row numbers of the tokens in the middle.
        columns: what to gather.
        back, ahead: how many tokens on each side, within the sentence.

    Returns:
        a row for each of `rows`: `row`, and `<column><offset>` with offset -back … 0 … ahead (`code-1`, `code0`,
        `code1`), null outside the sentence.
    """
    rows = rows.cast(pl.Int64)
    sentence = tokens["sentence_id"]
    home = sentence.gather(rows)
    out = {"row": rows}
    for k in range(-back, ahead + 1):
        at = (rows + k).clip(0, tokens.height - 1)
        inside = (sentence.gather(at) == home) & (rows + k >= 0) & (rows + k < tokens.height)
        at = pl.select(pl.when(inside).then(at)).to_series()
        for c in columns:
            out[f"{c}{k}"] = tokens[c].gather(at)
    return pl.DataFrame(out)


def replaced(tokens: pl.DataFrame, new: pl.DataFrame, dropped: pl.Series) -> pl.DataFrame:
    """The token frame with some rows replaced by new ones and some dropped.

    Args:
        tokens: with `row` = 0, 1, 2 ….
        new: complete rows, to stand in place of those with the same `row`.
        dropped: row numbers to leave out (they may include the replaced ones).

    Returns:
        the tokens in order; `row` no longer counts without gaps.
    """
    both = pl.concat([tokens, new.select(tokens.columns).cast(dict(tokens.schema))])
    rows = new["row"].cast(pl.Int64)
    source = pl.int_range(tokens.height, eager=True).scatter(rows, pl.int_range(tokens.height, both.height, eager=True))
    keep = pl.repeat(True, tokens.height, eager=True).scatter(dropped.cast(pl.Int64), False).scatter(rows, True)
    return both[source.filter(keep)]
