"""The regular expressions of the page, put together from the lexicon once."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from tasks.lexicon import toml

CUT = "\x01"  # stands before every cue while a line is being cut; no cleaned text holds it
_AFTER = (
    r"(^|[.!?…»\")|;,•]\s+|\s[|•·/—–]\s*)"  # where a cue may begin: the line, or after a sentence or a bar
)


def any_of(patterns: list[str]) -> str:
    """One pattern of several."""
    return "(?:" + "|".join(f"(?:{p})" for p in patterns) + ")"


@cache
def prose() -> dict[str, Any]:
    """Lengths and endings, as `furniture.toml` has them."""
    return dict(toml("furniture")["prose"])


@cache
def months() -> dict[str, int]:
    """Month name in lower case → number, all languages."""
    return {
        form: month["number"]
        for month in toml("calendar")["month"]
        for language in ("kk", "latin", "ru", "en")
        for form in month[language]
    }


@cache
def month() -> str:
    """An alternation of the month names, longest first."""
    return "(?:" + "|".join(sorted(map(re.escape, months()), key=lambda m: (-len(m), m))) + ")"


@cache
def cue() -> str:
    """A place where furniture begins: group 1 is what stands before it and stays, group 2 the cue."""
    cues = toml("furniture")["cue"]
    return rf"(?i){_AFTER}({any_of([p for name in cues for p in cues[name]])})"


@cache
def cue_hint() -> str:
    """Fits wherever `cue` may fit, and is fast: literals in their usual cases only."""
    hint = toml("furniture")["hint"]
    forms = sorted({re.escape(f) for w in hint["words"] for f in (w, w[0].upper() + w[1:], w.upper())})
    counted = "|".join(hint["after_number"])
    return rf"{_AFTER}(?:{'|'.join(forms)}|[0-9][0-9.,\s-]*(?:{counted}))"


@cache
def credit() -> str:
    """A stretch that begins with a credit (who took the picture, who wrote)."""
    return rf"(?i)^{any_of(toml('furniture')['cue']['credit'])}"


@cache
def read_also() -> str:
    """A read-also cue with nothing behind it: the lines that follow are its links."""
    return rf"(?i)^{any_of(toml('furniture')['cue']['read_also'])}\s*[:–—-]?\s*$"


@cache
def furniture_line() -> str:
    """A line that is furniture as a whole: counters, tickers, share buttons."""
    line = toml("furniture")["line"]
    ticker = f"{line['ticker_head']}(?:{line['ticker_pair']}){{2,}}"
    return rf"(?i)^(?:{ticker}|{any_of(line['whole'])})$"


@cache
def furniture_tail() -> str:
    """A line that is furniture where the page ends."""
    return rf"(?i)^{any_of(toml('furniture')['line']['tail'])}"


@cache
def year_word() -> str:
    """What may stand behind the year of a date that begins with it."""
    return f"(?:{toml('furniture')['header']['day']['year']})"


@cache
def header_line() -> str:
    """A line above the title or under it, in small letters: time and date, language switch, hashtags."""
    return rf"^{any_of(toml('furniture')['header']['whole'])}$".replace("MONTH", month())


@cache
def caption_line() -> str:
    """A picture's caption."""
    return rf"(?i)^{any_of(toml('furniture')['caption']['whole'])}$"


@cache
def caption_hint() -> str:
    """Fits wherever `caption_line` may fit, and is fast."""
    return str(toml("furniture")["caption"]["hint"])


@cache
def rubrics() -> list[str]:
    """Rubrics in the cases that pages have them in (lowering every line costs more than all else here)."""
    return [
        f
        for r in toml("furniture")["header"]["rubrics"]
        for f in (r, r[0].upper() + r[1:], r.upper(), r.title())
    ]


@cache
def publishers() -> dict[str, str]:
    """Form of a publisher's name in lower case, and its hosts → code."""
    known: dict[str, str] = {}
    for entry in toml("publishers")["publisher"]:
        for form in (*entry["forms"], *entry["hosts"]):
            known[form.lower()] = entry["code"]
    return known


@cache
def agencies() -> str:
    """An alternation of the publishers' names, longest first."""
    forms = sorted(
        {re.escape(f) for p in toml("publishers")["publisher"] for f in p["forms"]}, key=lambda f: -len(f)
    )
    return "(?:" + "|".join(forms) + ")"


@cache
def attribution() -> str:
    """'…, деп хабарлайды BAQ.KZ': group 1 is the publisher's name."""
    words = toml("publishers")["attribution"]
    between = any_of([re.escape(b) for b in words["between"]])
    verbs = any_of([re.escape(v) for v in words["verbs"]])
    return rf"(?i){verbs}\s+(?:{between}\s+)?[«\"]?({agencies()})(?:\W|$)"


@cache
def attribution_hint() -> str:
    """Fits wherever `attribution` fits, and is fast: the verbs in lower case."""
    return "|".join(re.escape(v) for v in toml("publishers")["attribution"]["verbs"])
