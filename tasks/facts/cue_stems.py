"""The words of cue lexicons as tables: beginnings of words, whole words and pairs of neighbours, each with its cues."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import polars as pl

from tasks.facts.beginnings import Beginnings, beginnings_of
from tasks.language.normal import folded
from tasks.lexicon import toml

LATIN = "kk-Latn"
NO_CUE = -1  # of words that only look like a cue
_LANGUAGES = {"kk-Cyrl": "kk", LATIN: "kk", "ru": "ru", "en": "en"}
_OF_CUE = {"lexicon": pl.UInt32, "cue": pl.Int64, "is_free": pl.Boolean}


@dataclass(frozen=True)
class Stems:
    """The beginnings of words of some lexicons, each with the cues that it stands for.

    `lexicon` is a lexicon's place among those asked for; `is_free` is false of a cue that asks for a case of the
    amount; what only looks like a cue has none (NO_CUE).

    Args:
        beginnings: all that follow.
        single: language, stem, lexicon, cue, is_free: beginnings of words.
        whole: language, probe, lexicon, cue, is_free: whole words.
        pairs: language, one, two, lexicon, cue, is_free: beginnings of two neighbouring words ('=' before a whole one).
        sides: for `one` and `two` of the pairs: language, lexicon, that side, and its `stem` or its `probe`.
        aliens: lexicon → pattern of words that only the fold makes alike ('болды' and 'бөлді').
    """

    beginnings: Beginnings
    single: pl.DataFrame
    whole: pl.DataFrame
    pairs: pl.DataFrame
    sides: dict[str, tuple[pl.DataFrame, pl.DataFrame]]
    aliens: dict[int, str]


@cache
def stems_of(lexicons: tuple[str, ...]) -> Stems:
    """The words of lexicon files that have `[[cue]]` blocks (`kk`, `ru`, `en` lists of stems) and a `[void]`."""
    listed = pl.DataFrame(
        [
            (language, word, i, cue, is_free)
            for i, lexicon in enumerate(lexicons)
            for language in _LANGUAGES
            for word, cue, is_free in _listed(lexicon, language)
        ],
        schema={"language": pl.String, "word": pl.String, **_OF_CUE},
        orient="row",
    ).unique(maintain_order=True)
    word = pl.col("word")
    is_pair = word.str.contains(" ", literal=True)
    # A pair is one word too, where the mentions room has made one token of two.
    merged = listed.filter(is_pair).with_columns(word.str.replace_all("=", "", literal=True))
    alone = pl.concat([listed.filter(~is_pair), merged]).unique(maintain_order=True)
    is_whole = word.str.starts_with("=")
    single = alone.filter(~is_whole).rename({"word": "stem"})
    two = word.str.split_exact(" ", 1).struct
    pairs = (
        listed.filter(is_pair).with_columns(one=two.field("field_0"), two=two.field("field_1")).drop("word")
    )
    sides = {side: _side(pairs, side) for side in ("one", "two")}
    begins = [single, *(begun for begun, _ in sides.values())]
    unlike = {i: toml(lexicon).get("void", {}).get("folded") for i, lexicon in enumerate(lexicons)}
    return Stems(
        beginnings_of(
            pl.concat(some.select("language", "stem") for some in begins).unique(maintain_order=True)
        ),
        single,
        alone.filter(is_whole).select(pl.exclude("word"), probe=word.str.strip_prefix("=")),
        pairs,
        sides,
        {i: f"^(?:{'|'.join(words)})" for i, words in unlike.items() if words},
    )


def _side(pairs: pl.DataFrame, side: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One side of the pairs: those that are beginnings, under `stem`, and whole words, under `probe`."""
    own = pairs.select("language", "lexicon", side).unique(maintain_order=True)
    is_whole = pl.col(side).str.starts_with("=")
    return (
        own.filter(~is_whole).with_columns(stem=side),
        own.filter(is_whole).with_columns(probe=pl.col(side).str.strip_prefix("=")),
    )


def _listed(lexicon: str, language: str) -> Iterator[tuple[str, int, bool]]:
    """Every notation of a lexicon in one language, its cue, and whether that cue asks for no case of the amount."""
    file, name = toml(lexicon), _LANGUAGES[language]
    for notation in file.get("void", {}).get(name, ()):
        for word in _spellings(notation, language):
            yield word, NO_CUE, True
    for i, cue in enumerate(file["cue"]):
        for notation in cue.get(name, ()):
            for word in _spellings(notation, language):
                yield word, i, "amount" not in cue


def _spellings(notation: str, language: str) -> list[str]:
    """The stem as it is and with its last letter voiced; in one alphabet's folding."""
    is_kazakh = _LANGUAGES[language] == "kk"
    is_soft = is_kazakh and not notation.startswith("=") and not _is_hard(notation)
    soft = toml("suffixes")["voiced"].get(notation[-1]) if is_soft else None
    both = [notation, notation[:-1] + soft] if soft else [notation]
    glides = str.maketrans(toml("letters")["glides"])
    return [folded(w).translate(glides) if language == LATIN else w for w in both]


def _is_hard(notation: str) -> bool:
    """Whether the stem is a verb's in an intention: 'бермек'."""
    hard = toml("suffixes")["hard"]
    return bool(re.search(hard["endings"], notation)) and not notation.endswith(tuple(hard["nouns"]))
