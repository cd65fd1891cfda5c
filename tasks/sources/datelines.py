"""The patterns of datelines, and where they stand: 'АЛМАТЫ. KAZINFORM —', 'Семей, 2026 жылғы 22 мамыр.'."""

from __future__ import annotations

import re
from functools import cache, partial

import polars as pl

from tasks.language import parts
from tasks.language.once import of_some
from tasks.language.runs import spread
from tasks.lexicon import LETTER, rows, toml
from tasks.sources import patterns
from tasks.sources.patterns import agencies, any_of, month

_LONGEST_PLACE = 41  # characters of a place
_DATED_HINT = rf"^[{LETTER}\d].{{0,60}}?(?:19|20)\d{{2}}"
_DAY_HINT = r"\d.*[—–-](?:\s|$)"  # what ends with such a dash may have a day before it
_MARK = {"cut_at": pl.Int64, "place": pl.String, "agency": pl.String}
INSIDE_HINT = r"[\p{Lu}ʼ'’-]\."  # fits wherever `inside` may fit, and is fast
_LEADS = 2  # lines before the last that may begin with one


def mark(own: pl.DataFrame) -> pl.DataFrame:
    """Of the first three lines: end of the dateline (cut_at), its place and agency; whom the lead credits."""
    rows = own.select((pl.col("own_no") <= _LEADS).arg_true()).to_series()
    begin, line = pl.col("begin"), pl.col("line")
    leads = own.select("line", begin=line.str.head(patterns.prose()["line_max_chars"]))[rows]
    is_dashed, has_day = begin.str.contains(_hint()), begin.str.contains(_DAY_HINT)
    found = [
        of_some(leads, is_dashed & ~has_day, partial(_dashed, has_day=False), _MARK),
        of_some(leads, is_dashed & has_day, partial(_dashed, has_day=True), _MARK),
        of_some(leads, begin.str.contains(_DATED_HINT), _dated, _MARK),
    ]
    marked = pl.DataFrame(pl.select(pl.coalesce(f[c] for f in found)).to_series().alias(c) for c in _MARK)
    credited = of_some(
        leads,
        line.str.contains(patterns.attribution_hint()),
        lambda some: some.select(credited=line.str.extract(patterns.attribution(), 1)),
        {"credited": pl.String},
    )
    return own.hstack(spread(marked.hstack(credited), rows, own.height))


def _dashed(leads: pl.DataFrame, *, has_day: bool) -> pl.DataFrame:
    """cut_at, place and agency of lines that may begin with a place, an agency and a dash."""
    found = leads.select(found=parts("begin", pattern(has_day=has_day))).unnest("found")

    def one(*groups: str) -> pl.Expr:
        return pl.coalesce(g for g in groups if g in found.columns)

    named = one("2", "4", "6", "8", "10")
    name = one("6", "10").str.replace(_kind_behind(), "").str.to_uppercase()
    is_place = name.is_null() | name.is_in(sorted(places()))
    is_one = is_place & (named.str.len_chars() <= _LONGEST_PLACE)
    return _said(found, is_one, named, one("3", "5", "7", "9"))


def _dated(leads: pl.DataFrame) -> pl.DataFrame:
    """cut_at, place and agency of lines that may begin with a place and a day."""
    found = leads.select(day=parts("begin", dated_pattern())).unnest("day")
    known = pl.coalesce("2", "3")
    bare = known.str.replace(_of_kind(), "").str.strip_chars().str.to_uppercase()
    return _said(found, bare.is_in(sorted(places())), known, pl.coalesce("4", "5", "6"))


def _said(found: pl.DataFrame, is_one: pl.Expr, place: pl.Expr, agency: pl.Expr) -> pl.DataFrame:
    told = {"cut_at": pl.col("1").str.len_chars().cast(pl.Int64), "place": place.str.strip_chars()}
    return found.select(pl.when(is_one).then(e).alias(c) for c, e in (told | {"agency": agency}).items())


@cache
def places() -> set[str]:
    """Names of places as datelines have them: in capitals, without the word for their kind."""
    dateline = toml("furniture")["dateline"]
    kinds = rf"\s*{any_of(dateline['kinds'])}(?:\W.*)?$"
    names = {
        re.sub(kinds, "", row[name], flags=re.I).strip().upper()
        for row in rows("places")
        for name in ("name_kk", "name_ru", "name_en")
    }
    names.update(dateline["places"])
    return {n for n in names if len(n) > 2}


@cache
def _kind_behind() -> str:
    return rf"(?i:\s+{any_of(toml('furniture')['dateline']['kinds'])})$"


@cache
def pattern(*, has_day: bool) -> str:
    """'АЛМАТЫ. KAZINFORM — ': group 1; the place in it is group 2, 4, 6, 8 or 10, the agency 3, 5, 7 or 9.

    A place without a full stop, 6 or 10, must be a known one: acronyms begin sentences, and banks write on a day. That
    is asked of its name, for a pattern of all names takes 40 ms to be built and a tenth of that in every text.

    Args:
        has_day: whether a day may stand in it: the names of the months make it five times as slow to build.
    """
    # '+' and not '{2,40}': a counted repetition of letters makes the pattern slow to build
    place = r"\p{Lu}[\p{Lu}ʼ'’ -][\p{Lu}ʼ'’ -]+"
    year = rf"\d{{4}}(?:\s*{any_of(toml('furniture')['dateline']['years'])})?"
    date = (
        rf"\s*(?i:(?:{year}\s+)?\d{{1,2}}\s+{month()}|{month()}\.?\s+\d{{1,2}}(?:-{LETTER}+)?|\d{{1,2}}\.\d{{2}}\.\d{{4}})"
        rf"(?i:,?\s+{year})?[.,]?"
    )
    day = rf"(?:{date})?" if has_day else ""
    agency = rf"((?i:{agencies()})|\p{{Lu}}[{LETTER}.][{LETTER}.]+)[.,]?"
    author = r"(?:\s*(?:/[^/\n]{0,60}/|\([^)\n]{1,60}\)))?"
    dash = r"\s*[—–-]+(?:\s+|$)"
    known = rf"{LETTER}[{LETTER}ʼ'’ -][{LETTER}ʼ'’ -]+?"
    kinds = rf"(?:{_kind_behind().removesuffix('$')})?"
    dated = rf"|({known}{kinds}),{date}{author}{dash}" if has_day else ""
    return (
        rf"^((?:({place})\.{day}(?:\s*{agency})?{author}{dash}"
        rf"|({place}),{day}\s*((?i:{agencies()}))[.,]?{author}{dash}"
        rf"|({place}?)\s*(?:\(({place})\)\s*)?{dash}"
        rf"|(\p{{Lu}}[{LETTER}-][{LETTER}-]+)[.,]{day}\s*((?i:{agencies()}))[.,]?{author}{dash}"
        rf"{dated}))"
    )


@cache
def _hint() -> str:
    """Fits wherever `pattern` may fit, and is fast."""
    return rf"^\p{{Lu}}(?:\p{{Lu}}|[{LETTER}-]+[.,]).*[—–-](?:\s|$)"


@cache
def dated_pattern() -> str:
    """'Семей, 2026 жылғы 22 мамыр.' without an agency or a dash: group 1; the place is 2 or 3, the agency 4, 5 or 6.

    The day must have its year and be all there is of its sentence; whether the place is one is asked of its name.
    """
    words = toml("furniture")["dateline"]
    kinds = any_of([*words["kinds"], *words["more_kinds"]])
    name = rf"(?i:{any_of(words['before'])}\s*)?(\p{{Lu}}[{LETTER}ʼ'’ -]*?(?:\s*(?i:{kinds}))?)"
    name += rf"(?:,\s*(?i:{any_of(words['countries'])}))?"
    short, long = (rf"(?i:{any_of(words[c])})" for c in ("years_short", "years_long"))
    year = rf"\d{{4}}(?:\s*{long})?"
    numeric = rf"(?:\d{{1,2}}[./]\d{{1,2}}[./]{year}|\d{{4}}-\d{{2}}-\d{{2}})"
    nth = any_of(toml("suffixes")["ordinal"]["en"])
    day = (
        rf"(?:{year}(?:\s*{short})?,?\s+\d{{1,2}}\s+(?i:{month()})|\d{{1,2}}\s+(?i:{month()}),?\s+{year}"
        rf"|(?i:{month()})\.?\s+\d{{1,2}}(?i:{nth})?,?\s+\d{{4}}|{numeric})"
    )
    known = rf"[«\"“(/]?((?i:{agencies()})|[{LETTER}-]+\.(?i:{any_of(words['hosts'])}))[»\"”)/]?"
    author = r"(?:/[^/\n]{1,60}/|\([^)\n]{1,60}\))"
    open_end = rf"(?:\s*{short})?[.,]?(?:\s*{known}[.,]?)?(?:\s*{author}[.,]?)?"
    return (
        rf"^((?:{name}\s*[.,/|–—-]?\s*{day}|{day}(?:\s*{short})?,?\s+{name})"
        rf"(?:{open_end}\s*(?:[—–-]+\s+|$)"
        rf"|(?:\s*{short}|\.)(?:\s*{known}\.)?(?:\s*{author}\.?)?\s+|[.,]?\s*(?:[(/]{known}|{author})\.?\s+))"
        r"(?:[\p{Lu}\p{N}«\"“]|$)"
    )


@cache
def _of_kind() -> str:
    words = toml("furniture")["dateline"]
    return rf"(?i)\s*{any_of([*words['kinds'], *words['more_kinds']])}$"


@cache
def inside() -> str:
    """A known agency's dateline behind a title on one line: group 1 is the title with the space after it."""
    return (
        rf"^(.{{10,250}}?[^.,;:\s]\s+)\p{{Lu}}[\p{{Lu}}ʼ'’-][\p{{Lu}}ʼ'’-]+\.\s*(?i:{agencies()})\s*[—–-]+\s"
    )
