"""Pieces of lines → blocks with their roles."""

from __future__ import annotations

import polars as pl

from tasks.language.once import fits, of_some, only
from tasks.sources import datelines, patterns
from tasks.sources.lines import in_order, number, seen_before


def page_roles(pieces: pl.DataFrame) -> pl.DataFrame:
    """What belongs to the page and not to the article: furniture lines, links, headers, captions.

    Args:
        pieces: as `lines.cut` gives them, in order.

    Returns:
        The same with `role` filled for these; null is left for the article's own lines.
    """
    limits = patterns.prose()
    line, lines = pl.col("line"), pieces.select("line", "line_no", "n_chars", "row")
    is_short = pl.col("n_chars") <= limits["line_max_chars"]
    is_head = (pl.col("line_no") < limits["head_lines"]) & (pl.col("n_chars") <= limits["title_max_chars"])
    is_tail = pl.col("line_no").max().over("row") - pl.col("line_no") < 2
    is_captioned = is_head & only(line, is_head).str.contains(patterns.caption_hint())
    header = fits(lines, _may_be_header(), line.str.to_lowercase().str.contains(patterns.header_line()))
    whole = fits(lines, is_short, line.str.contains(patterns.furniture_line()))
    tail = fits(lines, is_tail, line.str.contains(patterns.furniture_tail()))
    caption = fits(lines, is_captioned, line.str.contains(patterns.caption_line()))
    pieces = pieces.with_columns(
        role=pl.coalesce(
            "role",
            pl.when(header).then(pl.lit("header")),
            pl.when(whole | tail).then(pl.lit("furniture")),
            pl.when(caption).then(pl.lit("caption")),
            pl.when(_is_link(pieces)).then(pl.lit("furniture")),
        )
    )
    return _settle_headers(pieces)


def _may_be_header() -> pl.Expr:
    """The line where it is short, near the top, and has a digit or a hashtag or hardly a word."""
    limits = patterns.prose()
    n_chars = pl.col("n_chars")
    is_near = (pl.col("line_no") < limits["head_lines"]) & (n_chars <= limits["header_max_chars"])
    return only(pl.col("line"), is_near).str.contains(r"[0-9#]|^.{1,3}$")


def _is_link(pieces: pl.DataFrame) -> pl.Series:
    """A line without a full stop in the list under a bare read-also cue."""
    limits = patterns.prose()
    is_furniture = pl.col("role") == "furniture"
    opens = fits(pieces, is_furniture, pl.col("line").str.contains(patterns.read_also()))
    if not opens.any():
        return opens
    is_prose = pl.col("line").str.tail(4).str.contains(limits["heading_never_ends"]) | (
        pl.col("n_chars") > limits["line_max_chars"]
    )
    state = pl.when(opens).then(True).when(is_prose | pl.col("is_first")).then(False)
    return pieces.select(state.forward_fill() & ~pl.lit(opens)).to_series()


def _settle_headers(pieces: pl.DataFrame) -> pl.DataFrame:
    """Headers stand above the title, dates and counters also right under it; further down they are text."""
    limits = patterns.prose()
    own = pl.col("role").is_null()
    may_be = (
        own & (pl.col("line_no") < limits["head_lines"]) & (pl.col("n_chars") <= limits["rubric_max_chars"])
    )
    short = pl.when(may_be).then(pl.col("line"))
    is_rubric = short.is_in(patterns.rubrics()).fill_null(False)
    pieces = pieces.with_columns(is_rubric=is_rubric).with_columns(
        n_own=seen_before(own & ~pl.col("is_rubric")),
        is_under_hashtag=pl.col("line").shift(1).str.starts_with("#").fill_null(False) & ~pl.col("is_first"),
    )
    is_header = pl.col("role") == "header"
    has_digit = only(pl.col("line"), is_header).str.contains("[0-9]")
    return pieces.with_columns(
        role=pl.when(pl.col("is_rubric") & (pl.col("n_own") == 0))
        .then(pl.lit("header"))
        .when(is_header & ((pl.col("n_own") > 1) | ((pl.col("n_own") == 1) & ~has_digit)))
        .then(None)
        .otherwise("role")
    ).drop("is_rubric", "n_own")


def own_roles(pieces: pl.DataFrame) -> pl.DataFrame:
    """Title, dateline, heading, body: the article's own lines, the line with a dateline in two.

    Args:
        pieces: as `page_roles` gives them, with has_title (the record names its title: the first line is it).

    Returns:
        The same, no role null, with place and agency of the dateline.
    """
    page = pieces.filter(pl.col("role").is_not_null())
    own = number(pieces.filter(pl.col("role").is_null()), "own_no")
    own = number(_cut_inside(own), "own_no")
    signs = ("has_next", "is_bullet", "is_open", "is_question", "is_short", "is_rubric")
    own = _cut_datelines(_titles(_headings(datelines.mark(own)))).drop(signs)
    page = page.with_columns(
        pl.lit(None, pl.String()).alias(c) for c in ("place", "agency", "credited")
    ).with_columns(own_no=pl.lit(None, pl.Int64))
    return in_order(pl.concat([own, page.select(own.columns)]))


def _headings(own: pl.DataFrame) -> pl.DataFrame:
    """Adds the signs by which titles and headings are known, and role heading."""
    limits = patterns.prose()
    end, begin = pl.col("line").str.tail(4), pl.col("line").str.head(1)
    own = own.with_columns(
        has_next=(pl.col("row") == pl.col("row").shift(-1)).fill_null(False),
        is_bullet=begin.str.contains(limits["bullet"]),
        is_open=~end.str.contains(limits["heading_never_ends"]),
        is_question=end.str.contains(r"\?"),
    ).with_columns(
        is_short=pl.col("is_open")
        & ~pl.col("is_bullet")
        & begin.str.contains(r"[\p{Lu}\d«\"“]")
        & (
            pl.col("n_chars")
            <= pl.when("is_question")
            .then(limits["question_max_chars"])
            .otherwise(limits["heading_max_chars"])
        )
    )
    is_heading = (
        pl.col("is_short")
        & (pl.col("own_no") > 0)
        & pl.col("has_next")
        & pl.col("cut_at").is_null()
        & ~pl.col("is_short").shift(-1)
        & ~pl.col("is_bullet").shift(-1)
    )
    return own.with_columns(role=pl.when(is_heading).then(pl.lit("heading")).otherwise("role"))


def _titles(own: pl.DataFrame) -> pl.DataFrame:
    """The first own line is the title if it reads like one: no full stop, no source named, text behind it."""
    limits = patterns.prose()
    like_title = (
        pl.col("has_next")
        & ~pl.col("is_bullet")
        & (pl.col("n_chars") <= limits["title_max_chars"])
        & ~pl.col("line").str.tail(4).str.contains(limits["title_never_ends"])
    )
    is_rubric = (
        pl.col("is_under_hashtag")
        & pl.col("is_first")
        & pl.col("is_short")
        & (pl.col("n_chars") <= limits["rubric_max_chars"])
        & like_title.shift(-1)
    )
    own = own.with_columns(is_rubric=is_rubric.fill_null(False))
    # over a title may stand its rubric or, as a line of its own, the dateline
    is_above = pl.col("is_rubric") | ((pl.col("own_no") == 0) & (pl.col("cut_at") == pl.col("n_chars")))
    is_candidate = (
        pl.when(is_above.shift(1).fill_null(False))
        .then(pl.col("own_no") == 1)
        .otherwise(pl.col("own_no") == 0)
    )
    is_title = is_candidate & (
        (pl.col("has_title") & (pl.col("line_no") == 0))
        | (like_title & pl.col("credited").is_null() & pl.col("cut_at").is_null())
    )
    return own.with_columns(
        role=pl.when("is_rubric")
        .then(pl.lit("header"))
        .when(is_title)
        .then(pl.lit("title"))
        .otherwise("role")
    )


def _cut_inside(own: pl.DataFrame) -> pl.DataFrame:
    """Cuts a first line that holds title, dateline and lead before its dateline."""
    line, is_first = pl.col("line"), pl.col("is_first")
    found = of_some(
        own.select("line", "is_first"),
        is_first & only(line, is_first).str.contains(datelines.INSIDE_HINT),
        lambda some: some.select(
            cut_at=line.str.extract(datelines.inside(), 1).str.len_chars().cast(pl.Int64)
        ),
        {"cut_at": pl.Int64},
    )
    return _cut_at(own.hstack(found))


def _cut_datelines(own: pl.DataFrame) -> pl.DataFrame:
    """Cuts the datelines off; what has no role by now is body."""
    is_dateline = pl.col("cut_at").is_not_null() & pl.col("role").is_null()
    own = own.with_columns(
        pl.when(is_dateline).then(pl.col(c)).alias(c) for c in ("cut_at", "place", "agency")
    ).with_columns(role=pl.when(pl.col("cut_at").is_not_null()).then(pl.lit("dateline")).otherwise("role"))
    return _cut_at(own).with_columns(role=pl.col("role").fill_null("body"))


def _cut_at(own: pl.DataFrame) -> pl.DataFrame:
    """Every line with a `cut_at` in two there; the second piece has no role, place or agency."""
    whole = own.filter(pl.col("cut_at").is_null()).drop("cut_at")
    both = own.filter(pl.col("cut_at").is_not_null())
    if both.is_empty():
        return whole
    head = both.with_columns(line=pl.col("line").str.slice(0, pl.col("cut_at")).str.strip_chars_end())
    rest = both.with_columns(
        line=pl.col("line").str.slice(pl.col("cut_at")), char_start=pl.col("char_start") + pl.col("cut_at")
    ).with_columns(
        pl.lit(None, pl.String()).alias(c)
        for c in ("role", "place", "agency", "credited")
        if c in both.columns
    )
    cut = pl.concat([head, rest]).filter(pl.col("line") != "").drop("cut_at")
    cut = cut.with_columns(n_chars=pl.col("line").str.len_chars().cast(pl.Int64))
    return in_order(pl.concat([whole, cut]))
