"""Words that say of a quantity that it rises, is reached, is planned …, found once per unique word."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import polars as pl

from tasks.facts.beginnings import Beginnings, are_words, beginnings_of, begun
from tasks.language.normal import folded
from tasks.language.runs import rows_where, taken, words_of
from tasks.language.windows import gathered
from tasks.lexicon import toml

_LANGUAGES = ("kk-Cyrl", "kk-Latn", "ru", "en")
_END = "$"  # of a whole word
_NOTHING = ""  # the class of a cue that another one has made say nothing
_MOST_ROWS = 1 << 31  # words of a batch: more than any has


class _Cues(NamedTuple):
    """The cues of indicators.toml; `class_no` is the place of one in the file, `class` its name."""

    beginnings: Beginnings
    """All of them."""
    classes: pl.DataFrame
    """language, stem, class_no, is_barred (it only looks like the class)."""
    endings: list[tuple[str, int, str]]
    """language, class_no, pattern of other words of the class."""
    names: pl.DataFrame
    """class_no, class."""
    verbs: pl.DataFrame
    """language, stem, is_passive: verbs of works."""
    tenses: list[tuple[bool, int, str]]
    """Whether only of passive verbs, class_no, pattern of what follows the stem."""


def hits(words: pl.DataFrame) -> pl.DataFrame:
    """The cue words of sentences with quantities.

    Args:
        words: as `word_windows.lined` gives them.

    Returns:
        sentence_id, `class` (of indicators.toml), `at` (row), `clause`, `passed`; a word may have several classes.
    """
    unique, at = words_of(words, ["language", "form", "code", "surface"])
    # 'in May': the month is no 'may'
    is_month = (pl.col("code") == "Q") & pl.col("surface").str.contains(r"^\p{Lu}")
    name = toml("indicators")["namesakes"]["kk"]
    is_name = pl.col("surface").str.contains(r"^\p{Lu}") & pl.col("form").str.contains(name)
    is_name &= pl.col("language").str.starts_with("kk")
    spoken = unique.select("language", form=pl.when(~is_month & ~is_name).then("form").otherwise(pl.lit("")))
    known = _classified(spoken.with_row_index("word_at"))
    rows = rows_where(are_words(at, known["word_at"]))
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
    rules, placed = _beside_rules(), found.with_row_index("no").with_columns(_place())
    told = placed.select("no", "class", "place").join(rules, on="class")
    met = told.with_columns(pl.col("place") + pl.col("by")).join(
        placed.select("place", of="class"), on=["place", "of"], how="semi"
    )
    said = pl.Series([None], dtype=pl.String).new_from_index(0, found.height)
    drops = said.scatter(met["no"], met["becomes"])
    helps = toml("indicators")["helping"]["classes"]
    said_so = found.with_columns(pl.coalesce(pl.lit(drops), "class").alias("class"))
    return _mended(said_so, placed).filter(~pl.col("class").is_in([_NOTHING, *helps]))


def _mended(found: pl.DataFrame, placed: pl.DataFrame) -> pl.DataFrame:
    """'Мектеп жөнделіп жатыр', 'школу снесут': what says of a thing that stands already what is done with it."""
    mended = toml("indicators")["mended"]
    olden = found.with_columns(placed["place"], was=placed["class"]).with_row_index("no")
    olden = olden.filter(pl.col("class").is_in(list(mended["classes"])))
    places = {c: placed.filter(pl.col("class") == c)["place"].implode() for c in ("mends", "raises")}
    if olden.is_empty() or places["mends"][0].is_empty():
        return found
    near = {
        c: pl.any_horizontal((pl.col("place") + k).is_in(at) for k in mended["at"])
        for c, at in places.items()
    }
    helped = (pl.col("class") != pl.col("was")) | pl.col("class").is_in(["target", "need"])
    is_so = pl.col("place").is_in(places["mends"]) | (helped & near["mends"] & ~near["raises"])
    rows = olden.filter(is_so).select("no", now=pl.col("class").replace_strict(mended["classes"]))
    return found.with_columns(found["class"].scatter(rows["no"], rows["now"]))


@cache
def _place() -> pl.Expr:
    return (pl.col("sentence_id").cast(pl.Int64) * _MOST_ROWS + pl.col("at")).alias("place")


@cache
def _beside_rules() -> pl.DataFrame:
    """class, of, by (words from the one to the other), becomes: what a cue is beside another one."""
    return pl.DataFrame(
        [
            (rule["class"], of, by, rule.get("becomes", _NOTHING))
            for rule in toml("indicators")["beside"]
            for of in rule["of"]
            for by in rule["at"]
        ],
        schema={"class": pl.String, "of": pl.String, "by": pl.Int64, "becomes": pl.String},
        orient="row",
    )


def _classified(words: pl.DataFrame) -> pl.DataFrame:
    """word_at, class of the unique words that have one."""
    cues, one = _cues(), ["word_at", "class_no"]
    probed = words.select("word_at", "language", probe=pl.col("form") + _END)
    begins = begun(probed, cues.beginnings)
    met = begins.join(cues.classes, on=["language", "stem"], maintain_order="left")
    works = begins.join(cues.verbs, on=["language", "stem"])
    worked = [
        works.filter(pl.col("rest").str.contains(pattern), pl.col("is_passive") | (not is_passive)).select(
            "word_at", class_no=pl.lit(class_no, pl.UInt32)
        )
        for is_passive, class_no, pattern in cues.tenses
    ]
    ended = [
        words.filter((pl.col("language") == language) & pl.col("form").str.contains(pattern)).select(
            "word_at", class_no=pl.lit(class_no, pl.UInt32)
        )
        for language, class_no, pattern in cues.endings
    ]
    return (
        pl.concat([met.filter(~pl.col("is_barred")).select(one), *worked, *ended])
        .unique()
        .join(met.filter("is_barred"), on=one, how="anti")
        .sort(one)
        .join(cues.names, on="class_no", maintain_order="left")
    )


@cache
def _cues() -> _Cues:
    begins: list[tuple[str, str, int, bool]] = []
    endings: list[tuple[str, int, str]] = []
    tenses: list[tuple[bool, int, str]] = []
    listed, works = toml("indicators")["cue"], toml("indicators")["works"]
    for i, cue in enumerate(listed):
        # Kazakh letters and those that Latin spelling merges: no word has both
        for which in ("kk_verbs", "kk_passive"):
            if tense := cue.get(which):
                tenses.append((which == "kk_passive", i, f"^(?:{tense}|{folded(tense)})\\{_END}"))
    for language in _LANGUAGES:
        name, convert = language[:2], folded if language == "kk-Latn" else str
        for i, cue in enumerate(listed):
            begins += [(language, convert(w), i, False) for w in cue.get(name, ())]
            begins += [(language, convert(w), i, True) for w in cue.get(f"{name}_not", ())]
            if ending := cue.get(f"{name}_ending"):
                endings.append((language, i, convert(ending)))
    kazakh = (("kk-Cyrl", str), ("kk-Latn", folded))
    verbs = pl.DataFrame(
        [
            (language, convert(w), w in works["kk_passive"])
            for language, convert in kazakh
            for w in works["kk_verbs"]
        ],
        schema={"language": pl.String, "stem": pl.String, "is_passive": pl.Boolean},
        orient="row",
    ).unique(["language", "stem"], keep="first", maintain_order=True)
    classes = pl.DataFrame(
        begins,
        schema={"language": pl.String, "stem": pl.String, "class_no": pl.UInt32, "is_barred": pl.Boolean},
        orient="row",
    )
    names = pl.DataFrame({"class": [c["class"] for c in listed]}).with_row_index("class_no")
    stems = pl.concat([classes.select("language", "stem"), verbs.select("language", "stem")]).unique(
        maintain_order=True
    )
    return _Cues(beginnings_of(stems), classes, endings, names, verbs, tenses)
