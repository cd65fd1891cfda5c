"""What is known of an article besides its text: day, publisher, id."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache

import polars as pl

from tasks.sources import patterns

_HOST = r"^(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?//(?:[^/@]*@)?(?:www\.)?([^/:?#]+)"
_IN_FILE_NAME = r"(?:^|\D)((?:19|20)\d{2})[-_.]?([01]\d)[-_.]?([0-3]\d)(?:\D|$)"


def stem(source_file: pl.Expr) -> pl.Expr:
    """The file's name without folder and last suffix."""
    return source_file.str.extract(r"([^/\\]+)$", 1).str.replace(r"(.)\.[^.]*$", "${1}")


def host(url: pl.Expr) -> pl.Expr:
    """The publisher of a page: its code, or the bare host."""
    return _code(url.str.extract(_HOST, 1))


def agency(name: pl.Expr) -> pl.Expr:
    """The publisher's code, or its name as written in lower case."""
    return _code(name.str.strip_chars(" .,"))


def _code(name: pl.Expr) -> pl.Expr:
    return name.str.to_lowercase().replace(patterns.publishers())


@cache
def day_in_name(source_file: str) -> pl.Expr:
    """The day in the file's name (2025-10-23, 20251023), else null."""
    groups = stem(pl.col(source_file)).str.extract_groups(_IN_FILE_NAME).struct
    return _date(*(groups.field(str(i)) for i in (1, 2, 3)))


@cache
def day_in_line(line: str) -> pl.Expr:
    """The day that a header or caption in small letters states with its year, else null."""
    month = patterns.month()
    orders = (  # pattern, and which group is year, month, day
        (rf"(\d{{1,2}})\s+({month}),?\s+(\d{{4}})", (3, 2, 1)),
        (rf"({month})\s+(\d{{1,2}}),?\s+(\d{{4}})", (3, 1, 2)),
        (rf"(\d{{4}})\s*{patterns.year_word()}?,?\s+(\d{{1,2}})\s+({month})", (1, 3, 2)),
        (r"(?:^|\D)(\d{1,2})[./](\d{1,2})[./](\d{4})(?:\D|$)", (3, 2, 1)),
        (r"(?:^|\D)(\d{4})-(\d{2})-(\d{2})(?:\D|$)", (1, 2, 3)),
    )
    found = []
    for pattern, order in orders:
        groups = pl.col(line).str.extract_groups(pattern).struct
        found.append(_date(*(groups.field(str(i)) for i in order)))
    return pl.coalesce(found)


def _date(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    """A real day, else null; the month as a number or a name in small letters."""
    names = {name: str(number) for name, number in patterns.months().items()}
    number = month.replace(names).str.zfill(2)
    return (year + pl.lit("-") + number + pl.lit("-") + day.str.zfill(2)).str.to_date(
        "%Y-%m-%d", strict=False
    )


def article_ids(names: Iterable[str], texts: Iterable[str]) -> pl.Series:
    """The first 16 hex digits of SHA-256 over name and text.

    The one loop over articles: Polars has no hash that is promised to stay the same, and hashlib does 1 GB/s.
    """
    ids = [
        hashlib.sha256(name.encode() + b"\0" + text.encode()).hexdigest()[:16]
        for name, text in zip(names, texts, strict=True)
    ]
    return pl.Series("article_id", ids, dtype=pl.String())
