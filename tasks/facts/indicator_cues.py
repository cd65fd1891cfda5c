"""Words that say of a quantity that it rises, is reached, is planned …, found once per unique word."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import polars as pl

from tasks.facts.beginnings import among, begun
from tasks.language.normal import folded
from tasks.language.runs import gathered, taken, words_of
from tasks.lexicon import toml

_LANGUAGES = ("kk-Cyrl", "kk-Latn", "ru", "en")
_END = "$"  # of a whole word
_MOST_ROWS = 1 << 31  # words of a batch: more than any has


class _Cues(NamedTuple):
    """The cues of indicators.toml; `class_no` is the place of one in the file, `class` its name."""

    beginnings: pl.DataFrame
    """language, stem: all of them, once."""
    classes: pl.DataFrame
    """language, stem, class_no, is_barred (it only looks like the class)."""
    endings: list[tuple[str, int, str]]
    """language, class_no, pattern of other words of the class."""
    names: pl.DataFrame
    """class_no, class."""


def hits(words: pl.DataFrame) -> pl.DataFrame:
    """The cue words of sentences with quantities.

    Args:
        words: as `word_windows.lined` gives them.

    Returns:
        sentence_id, `class` (of indicators.toml), `at` (row), `clause`, `passed`; a word may have several classes.
    """
    unique, at = words_of(words)
    known = _classified(unique.select("language", "form").with_row_index("word_at"))
    rows = among(at, known["word_at"]).arg_true()
    told = gathered(
        words, rows, {"sentence_id": "sentence_id", "clause": "clause", "passed": "passed", "at": "row"}
    )
    return (
        pl.DataFrame([*told, taken(at, rows).alias("word_at")])
        .join(known, on="word_at", maintain_order="left_right")
        .select("sentence_id", "class", "clause", "passed", "at")
        .pipe(_beside)
    )


def _beside(found: pl.DataFrame) -> pl.DataFrame:
    """'салынып жатыр', 'будет построено': what cues say beside another is said by both."""
    place = found["sentence_id"].cast(pl.Int64) * _MOST_ROWS + found["at"]
    for rule in toml("indicators")["beside"]:
        others = place.filter(found["class"].is_in(rule["of"]))
        near = pl.concat([others - k for k in rule["at"]]).unique()
        meets = (pl.col("class") == rule["class"]) & pl.lit(place).is_in(near.implode())
        becomes = pl.lit(rule.get("becomes"), pl.String)
        found = found.with_columns(pl.when(meets).then(becomes).otherwise("class").alias("class"))
    return found.drop_nulls("class")


def _classified(words: pl.DataFrame) -> pl.DataFrame:
    """word_at, class of the unique words that have one."""
    cues, one = _cues(), ["word_at", "class_no"]
    probed = words.select("word_at", "language", probe=pl.col("form") + _END)
    met = begun(probed, cues.beginnings).join(cues.classes, on=["language", "stem"], maintain_order="left")
    ended = [
        words.filter((pl.col("language") == language) & pl.col("form").str.contains(pattern)).select(
            "word_at", class_no=pl.lit(class_no, pl.UInt32)
        )
        for language, class_no, pattern in cues.endings
    ]
    return (
        pl.concat([met.filter(~pl.col("is_barred")).select(one), *ended])
        .unique()
        .join(met.filter("is_barred"), on=one, how="anti")
        .sort(one)
        .join(cues.names, on="class_no", maintain_order="left")
    )


@cache
def _cues() -> _Cues:
    begins: list[tuple[str, str, int, bool]] = []
    endings: list[tuple[str, int, str]] = []
    listed, works = toml("indicators")["cue"], toml("indicators")["works"]
    for language in _LANGUAGES:
        name, convert = language[:2], folded if language == "kk-Latn" else str
        for i, cue in enumerate(listed):
            begins += [(language, convert(w), i, False) for w in cue.get(name, ())]
            begins += [(language, convert(w), i, True) for w in cue.get(f"{name}_not", ())]
            if ending := cue.get(f"{name}_ending"):
                endings.append((language, i, convert(ending)))
            for verbs in ("verbs", "passive"):
                if tense := cue.get(f"{name}_{verbs}"):
                    roots = "|".join(works[f"{name}_{verbs}"])
                    endings.append((language, i, convert(f"^(?:{roots})(?:{tense})$")))
    classes = pl.DataFrame(
        begins,
        schema={"language": pl.String, "stem": pl.String, "class_no": pl.UInt32, "is_barred": pl.Boolean},
        orient="row",
    )
    names = pl.DataFrame({"class": [c["class"] for c in listed]}).with_row_index("class_no")
    return _Cues(classes.select("language", "stem").unique(maintain_order=True), classes, endings, names)
