"""Words that say of a quantity that it rises, is reached, is planned …, found once per unique word."""

from __future__ import annotations

import re
from functools import cache

import polars as pl

from tasks.language.normal import folded
from tasks.lexicon import toml

_LANGUAGES = ("kk-Cyrl", "kk-Latn", "ru", "en")


def hits(words: pl.DataFrame) -> pl.DataFrame:
    """The cue words of sentences with quantities.

    Args:
        words: as `word_windows.lined` gives them.

    Returns:
        sentence_id, `class` (of indicators.toml), `at` (row), `clause`, `passed`; a word may have several classes.
    """
    known = words.select("form", "language").unique(maintain_order=True)
    found = []
    for language in _LANGUAGES:
        patterns = _patterns(language)
        own = known.filter(pl.col("language") == language)
        form = pl.col("form")
        own = own.filter(form.str.contains("|".join(p for _, p, _ in patterns)))
        for name, pattern, barred in patterns:
            fits = form.str.contains(pattern)
            if barred:
                fits = fits & ~form.str.contains(barred)
            found.append(own.filter(fits).select("form", "language", pl.lit(name).alias("class")))
    return words.join(pl.concat(found), on=["form", "language"], maintain_order="left").select(
        "sentence_id", "class", "clause", "passed", at="row"
    )


@cache
def _patterns(language: str) -> tuple[tuple[str, str, str], ...]:
    """(class, pattern, pattern of what only looks alike) for one language and script."""
    family, found = language[:2], []
    convert = folded if language == "kk-Latn" else str
    for cue in toml("indicators")["cue"]:
        parts = [_begun([convert(w) for w in cue[family]])] if cue.get(family) else []
        ending = cue.get(f"{family}_ending")
        if ending:
            parts.append(convert(ending))
        if parts:
            barred = [convert(w) for w in cue.get(f"{family}_not", ())]
            found.append((cue["class"], "|".join(parts), _begun(barred) if barred else ""))
    return tuple(found)


def _begun(words: list[str]) -> str:
    """'^(?:рост$|увелич)': beginnings of words, '$' at the end of whole ones."""
    return "^(?:" + "|".join(re.escape(w.rstrip("$")) + ("$" if w.endswith("$") else "") for w in words) + ")"
