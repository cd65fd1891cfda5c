"""The patterns of datelines, and where they stand: 'АЛМАТЫ. KAZINFORM —', 'Семей, 2026 жылғы 22 мамыр.'."""

from __future__ import annotations

import re
from functools import cache

import polars as pl

from tasks.language import parts
from tasks.language.once import only
from tasks.lexicon import rows, toml
from tasks.sources import patterns
from tasks.sources.patterns import agencies, any_of, month

_LONGEST_PLACE = 41  # characters of a place
_DATED_HINT = r"^[\p{L}\d].{0,60}?(?:19|20)\d{2}"
_LEADS = 2  # lines before the last that may begin with one


def mark(own: pl.DataFrame) -> pl.DataFrame:
    """Of the first three lines: end of the dateline (cut_at), its place and agency; whom the lead credits."""
    begin = pl.col("line").str.head(patterns.prose()["line_max_chars"])
    near = only(begin, pl.col("own_no") <= _LEADS)
    hints = own.select(
        begin=pl.when(near.str.contains(_hint())).then(near),
        dated=pl.when(near.str.contains(_DATED_HINT)).then(near),
    )
    lead = only(pl.col("line"), pl.col("own_no") <= _LEADS)
    lead = pl.when(lead.str.contains(patterns.attribution_hint())).then(lead)
    own = own.hstack(hints).with_columns(found=parts("begin", pattern()), day=parts("dated", dated_pattern()))
    found, day = pl.col("found").struct, pl.col("day").struct
    named = pl.coalesce(found.field(g) for g in ("2", "4", "6", "8", "10"))
    known = pl.coalesce(day.field(g) for g in ("2", "3"))
    bare = known.str.replace(_of_kind(), "").str.strip_chars().str.to_uppercase()
    name = pl.coalesce(found.field("6"), found.field("10")).str.replace(_kind_behind(), "").str.to_uppercase()
    is_place = name.is_null() | name.is_in(sorted(places()))
    own = own.with_columns(
        found=pl.when(is_place & (named.str.len_chars() <= _LONGEST_PLACE)).then("found"),
        day=pl.when(bare.is_in(sorted(places()))).then("day"),
    )
    return own.with_columns(
        cut_at=pl.coalesce(found.field("1"), day.field("1")).str.len_chars().cast(pl.Int64),
        place=pl.coalesce(named, known).str.strip_chars(),
        agency=pl.coalesce(*(found.field(g) for g in ("3", "5", "7", "9")), *(day.field(g) for g in "456")),
        credited=lead.str.extract(patterns.attribution(), 1),
    ).drop("found", "day", "begin", "dated")


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
def pattern() -> str:
    """'АЛМАТЫ. KAZINFORM — ': group 1; the place in it is group 2, 4, 6, 8 or 10, the agency 3, 5, 7 or 9.

    A place without a full stop, 6 or 10, must be a known one: acronyms begin sentences, and banks write on a day. That
    is asked of its name, for a pattern of all names takes 40 ms to be built and a tenth of that in every text.
    """
    # '+' and not '{2,40}': a counted repetition of letters makes the pattern slow to build
    place = r"\p{Lu}[\p{Lu}ʼ'’ -][\p{Lu}ʼ'’ -]+"
    year = rf"\d{{4}}(?:\s*{any_of(toml('furniture')['dateline']['years'])})?"
    date = (
        rf"\s*(?i:(?:{year}\s+)?\d{{1,2}}\s+{month()}|{month()}\.?\s+\d{{1,2}}(?:-\p{{L}}+)?|\d{{1,2}}\.\d{{2}}\.\d{{4}})"
        rf"(?i:,?\s+{year})?[.,]?"
    )
    day = rf"(?:{date})?"
    agency = rf"((?i:{agencies()})|\p{{Lu}}[\p{{L}}.][\p{{L}}.]+)[.,]?"
    author = r"(?:\s*(?:/[^/\n]{0,60}/|\([^)\n]{1,60}\)))?"
    dash = r"\s*[—–-]+(?:\s+|$)"
    known = r"\p{L}[\p{L}ʼ'’ -][\p{L}ʼ'’ -]+?"
    kinds = rf"(?:{_kind_behind().removesuffix('$')})?"
    return (
        rf"^((?:({place})\.{day}(?:\s*{agency})?{author}{dash}"
        rf"|({place}),{day}\s*((?i:{agencies()}))[.,]?{author}{dash}"
        rf"|({place}?)\s*(?:\(({place})\)\s*)?{dash}"
        rf"|(\p{{Lu}}[\p{{L}}-][\p{{L}}-]+)[.,]{day}\s*((?i:{agencies()}))[.,]?{author}{dash}"
        rf"|({known}{kinds}),{date}{author}{dash}))"
    )


@cache
def _hint() -> str:
    """Fits wherever `pattern` may fit, and is fast."""
    return r"^\p{Lu}(?:\p{Lu}|[\p{L}-]+[.,]).*[—–-](?:\s|$)"


@cache
def dated_pattern() -> str:
    """'Семей, 2026 жылғы 22 мамыр.' without an agency or a dash: group 1; the place is 2 or 3, the agency 4, 5 or 6.

    The day must have its year and be all there is of its sentence; whether the place is one is asked of its name.
    """
    words = toml("furniture")["dateline"]
    kinds = any_of([*words["kinds"], *words["more_kinds"]])
    name = rf"(?i:{any_of(words['before'])}\s*)?(\p{{Lu}}[\p{{L}}ʼ'’ -]*?(?:\s*(?i:{kinds}))?)"
    name += rf"(?:,\s*(?i:{any_of(words['countries'])}))?"
    short, long = (rf"(?i:{any_of(words[c])})" for c in ("years_short", "years_long"))
    year = rf"\d{{4}}(?:\s*{long})?"
    numeric = rf"(?:\d{{1,2}}[./]\d{{1,2}}[./]{year}|\d{{4}}-\d{{2}}-\d{{2}})"
    day = (
        rf"(?:{year}(?:\s*{short})?,?\s+\d{{1,2}}\s+(?i:{month()})|\d{{1,2}}\s+(?i:{month()}),?\s+{year}"
        rf"|(?i:{month()})\.?\s+\d{{1,2}}(?i:st|nd|rd|th)?,?\s+\d{{4}}|{numeric})"
    )
    known = rf"[«\"“(/]?((?i:{agencies()})|[\p{{L}}-]+\.(?i:{any_of(words['hosts'])}))[»\"”)/]?"
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
