"""Text → lines → segments, with their offsets; Polars expressions over all articles at once."""

from __future__ import annotations

import polars as pl

from tasks.lexicon import toml
from tasks.sources import patterns

_CONTROLS = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\x{AD}\x{200B}\x{200E}\x{200F}\x{2060}\x{FEFF}]+"
# Whatever isn't known to be clean: outside these blocks there are controls, line ends, combining marks and
# characters that NFC replaces.
_DIRTY = (
    r"[^\t\n\x20-\x7E\x{A0}-\x{AC}\x{AE}-\x{2FF}\x{400}-\x{482}\x{48A}-\x{52F}\x{2002}-\x{200A}\x{2010}-\x{2027}"
    r"\x{202F}-\x{205E}\x{2070}-\x{20CF}\x{2116}\x{2190}-\x{2279}\x{2500}-\x{27FF}\x{1F300}-\x{1FAFF}]|[^\S\n]\n"
)


def clean(raw: pl.Expr) -> pl.Expr:
    """NFC, lines ended by \\n alone, no control or invisible characters, no space at the end of a line."""
    return raw.map_batches(_clean, return_dtype=pl.String(), is_elementwise=True)


def _clean(texts: pl.Series) -> pl.Series:
    """Most texts are clean but for the ends; one pass finds the others, and only they pay for five."""
    is_dirty = texts.str.contains(_DIRTY).fill_null(False)
    if is_dirty.any():
        dirty = (
            pl.when(is_dirty)
            .then("text")
            .otherwise(pl.lit(""))  # not null: what is masked would be normalised all the same
            .str.replace_all(r"\r\n?|[\x{85}\x{2028}\x{2029}]", "\n")
            .str.replace_all(_CONTROLS, "")
            .str.normalize("NFC")
            .str.replace_all(r"[^\S\n]+\n", "\n")
        )
        texts = texts.to_frame("text").select(pl.when(is_dirty).then(dirty).otherwise("text")).to_series()
    return texts.str.strip_chars()


def in_order(pieces: pl.DataFrame) -> pl.DataFrame:
    """Sorted by place: article, then offset; as one number, for two keys sort at half the speed."""
    return pieces.sort(pl.col("row").cast(pl.Int64) * 2**32 + pl.col("char_start"))


def split_lines(articles: pl.DataFrame) -> pl.DataFrame:
    """The lines that hold more than space.

    Args:
        articles: row (unique, ascending), text.

    Returns:
        row, line (trimmed), char_start (code points into text), line_no (0.. within the article, blank lines
        not counted), is_first, n_chars.
    """
    lengths = pl.col("text").str.len_chars()
    base = (lengths + 1).cum_sum() - lengths - 1  # where the text begins if all texts are one
    lines = articles.select("row", base=base.cast(pl.Int64), line=pl.col("text").str.split("\n")).explode(
        "line"
    )
    length = pl.col("line").str.len_chars().cast(pl.Int64)
    trimmed = pl.col("line").str.strip_chars_start()
    lines = lines.with_columns(
        char_start=(length + 1).cum_sum() - 1 - pl.col("base") - trimmed.str.len_chars().cast(pl.Int64),
        line=trimmed,
    )
    return number(lines.filter(pl.col("line") != "").drop("base"), "line_no").with_columns(
        n_chars=pl.col("line").str.len_chars().cast(pl.Int64)
    )


def number(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """The frame with `name`, 0.. within each row of articles, and is_first."""
    is_first = (pl.col("row") != pl.col("row").shift(1)).fill_null(True)
    index = pl.int_range(pl.len(), dtype=pl.Int64)
    begin = pl.when(is_first).then(index).forward_fill()
    return frame.with_columns((index - begin).alias(name), is_first=is_first)


def seen_before(flag: pl.Expr) -> pl.Expr:
    """How many earlier lines of the article have the flag; needs is_first."""
    count = flag.cast(pl.Int64).cum_sum() - flag.cast(pl.Int64)
    return count - pl.when("is_first").then(count).forward_fill()


def cut(lines: pl.DataFrame) -> pl.DataFrame:
    """The lines, each cut where furniture begins in it.

    Returns:
        The columns of lines for each piece (trimmed, none empty), and role: null for text, credit or
        furniture for what a cue begins.
    """
    may_hold = lines["line"].str.contains(patterns.cue_hint())
    plain = lines.filter(~may_hold).with_columns(role=pl.lit(None, pl.String()))
    pieces = _pieces(lines.filter(may_hold))
    return in_order(pl.concat([plain, pieces]))


def _pieces(lines: pl.DataFrame) -> pl.DataFrame:
    """Every line with a cue in pieces; a line whose furniture would be too long stays text as a whole."""
    limit = int(toml("furniture")["max_chars"])
    marked = pl.col("line").str.replace_all(patterns.cue(), "${1}" + patterns.CUT + "${2}")
    parts = (
        lines.with_columns(line=marked.str.split(patterns.CUT))
        .with_columns(too_long=pl.col("n_chars") - pl.col("line").list.first().str.len_chars() > limit)
        .with_columns(
            line=pl.when("too_long").then(pl.concat_list(pl.col("line").list.join(""))).otherwise("line")
        )
        .with_row_index("line_index")
        .explode("line")
    )
    length = pl.col("line").str.len_chars().cast(pl.Int64)
    is_new = (pl.col("line_index") != pl.col("line_index").shift(1)).fill_null(True)
    end = length.cum_sum()
    begin = pl.when(is_new).then(end - length).forward_fill()
    left = pl.col("line").str.strip_chars_start()
    role = (
        pl.when(is_new)
        .then(None)
        .when(left.str.contains(patterns.credit()))
        .then(pl.lit("credit"))
        .otherwise(pl.lit("furniture"))
    )
    return (
        parts.with_columns(
            char_start=pl.col("char_start") + end - begin - left.str.len_chars().cast(pl.Int64),
            line=pl.col("line").str.strip_chars(),
            role=role,
        )
        .filter(pl.col("line") != "")
        .with_columns(n_chars=length)
        .drop("line_index", "too_long")
    )
