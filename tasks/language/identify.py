"""Language and script of a text, by letters and stems; a model only for what these leave open."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import polars as pl

from tasks.lexicon import toml

# Words are counted, not letters: a match costs the same whatever its length.
_SCRIPTS = {
    "cyrillic": {"cyrillic": r"[\x{400}-\x{52F}]+", "ascii": "[A-Za-z]+"},
    "latin": {"latin": r"\p{Latin}+", "words": r"\p{L}+"},
}
_CONFIDENT = 2  # a language that leads by so many words needs no model
_MODEL_CODES = {"kk": "kk-Cyrl", "ru": "ru", "en": "en"}


def identify(text: pl.Expr) -> pl.Expr:
    """The language of each text: kk-Cyrl | kk-Latn | ru | en | other.

    Letters decide first (their shares among the letters of the script), then words and stems of
    `languages.toml`; py3langid is asked only where both are silent. Null gives null.

    Other languages and scripts, and texts without a letter, are 'other'.

    Args:
        text: a string column; only its first `head_chars` code points are looked at.
    """
    return text.map_batches(_identify, return_dtype=pl.String(), is_elementwise=True)


def _identify(texts: pl.Series) -> pl.Series:
    """One code a text, in three steps, each for what is left open: Kazakh letters, all letters, words."""
    head = texts.str.head(int(toml("languages")["head_chars"]))
    frame = pl.DataFrame({"text": head}).with_columns(_counts("cyrillic")).with_columns(language=_kazakh())
    frame = frame.with_row_index("row")
    rest = frame.filter(pl.col("language").is_null() & pl.col("text").is_not_null())
    if rest.is_empty():
        return frame["language"]
    rest = rest.with_columns(pl.col("text").str.replace_all(_contracted(), "${1}"))
    rest = rest.with_columns(_counts("latin")).with_columns(language=_other_by_letters())
    known, left = (
        rest.filter(is_so) for is_so in (pl.col("language").is_not_null(), pl.col("language").is_null())
    )
    parts = [known, *([_by_words(left)] if left.height else ())]
    said = pl.concat(part.select("row", "language") for part in parts)
    decided = frame.join(said, on="row", how="left", maintain_order="left")
    is_text = pl.col("text").is_not_null()
    return decided.select(
        pl.when(is_text).then(pl.coalesce("language", "language_right", pl.lit("other")))
    ).to_series()


@cache
def _counts(script: str) -> list[pl.Expr]:
    """Words of each script, and letters of each list of the script in languages.toml."""
    text = pl.col("text")
    patterns = dict(_SCRIPTS[script])
    for kind, letters in toml("languages")[script].items():
        if isinstance(letters, str):
            patterns[f"{script}_{kind}"] = f"[{re.escape(letters)}]"
    return [text.str.count_matches(pattern).cast(pl.Int64).alias(name) for name, pattern in patterns.items()]


@cache
def _kazakh() -> pl.Expr:
    """Kazakh in Cyrillic letters by its own letters' share: the common case, with the fewest counts."""
    cyr, n_cyr = toml("languages")["cyrillic"], pl.col("cyrillic")
    return pl.when(
        (n_cyr >= pl.col("ascii"))
        & (pl.col("cyrillic_foreign") <= n_cyr * cyr["foreign_share"])
        & (pl.col("cyrillic_kazakh") >= n_cyr * cyr["kazakh_share"])
        & (pl.col("cyrillic_core") >= n_cyr * cyr["core_share"])
        & (pl.col("cyrillic_core") > 0)
    ).then(pl.lit("kk-Cyrl"))


@cache
def _other_by_letters() -> pl.Expr:
    """Scripts that aren't read, and letters that no language read here has."""
    cyr, lat = toml("languages")["cyrillic"], toml("languages")["latin"]
    n_cyr, n_lat = pl.col("cyrillic"), pl.col("latin")
    is_cyr = n_cyr >= n_lat
    is_other = (
        ((n_cyr + n_lat) * 2 < pl.col("words"))
        | (pl.col("words") == 0)
        | (is_cyr & (pl.col("cyrillic_foreign") > n_cyr * cyr["foreign_share"]))
        | (~is_cyr & (pl.col("latin_foreign") > n_lat * lat["foreign_share"]) & (pl.col("latin_kazakh") == 0))
    )
    return pl.when(is_other).then(pl.lit("other"))


@cache
def _vocabulary(code: str) -> str:
    """A pattern that fits one word of the language in letters, hyphens and signs, two spaces between words.

    The end of a word is said by what may stand there: at `\\b` the automaton gives up. Of what begins with a stem the
    rest needn't be matched: the next match begins at a space.
    """
    entry: dict[str, Any] = toml("languages")[code]
    words = "|".join(re.escape(w) for w in entry["words"])
    stems = "|".join(re.escape(s) for s in entry["stems"])
    return rf" (?:(?:{words})[ '-]|(?:{stems}))"


@cache
def _contracted() -> str:
    """What English writes with an apostrophe, and the letter before it."""
    return rf"(\p{{Latin}})['’](?:{'|'.join(toml('languages')['en']['contracted'])})\b"


@cache
def _own() -> str:
    """The same of the words that of all languages in Cyrillic letters only Russian has."""
    return rf" (?:{'|'.join(re.escape(w) for w in toml('languages')['ru']['own'])})[ '-]"


def _by_words(frame: pl.DataFrame) -> pl.DataFrame:
    """The rest by words and stems of the script's languages; where these are silent the model is asked."""
    lower = pl.col("text").str.to_lowercase().str.replace_all(r"[^\p{L}'ʻ-]+", "  ")
    frame = frame.with_columns(bare=pl.lit(" ") + lower + pl.lit(" "))
    is_cyrillic = pl.col("cyrillic") >= pl.col("latin")
    cyrillic = {c: _vocabulary(c) for c in ("kk-Cyrl", "ru", "foreign-Cyrl")} | {"own": _own()}
    latin = {c: _vocabulary(c) for c in ("kk-Latn", "ru-Latn", "en", "foreign-Latn")}
    scripts = (
        (frame.filter(is_cyrillic), cyrillic, _cyrillic()),
        (frame.filter(~is_cyrillic), latin, _latin()),
    )
    decided = pl.concat(
        texts.with_columns(
            pl.col("bare").str.count_matches(pattern).cast(pl.Int64).alias(name)
            for name, pattern in counted.items()
        ).select("row", "text", language=rule)
        for texts, counted, rule in scripts
        if texts.height
    )
    unsure = decided.filter(pl.col("language").is_null())
    if unsure.is_empty():
        return decided
    asked = unsure.with_columns(language=_by_model(unsure["text"]))
    return pl.concat([decided.filter(pl.col("language").is_not_null()), asked])


@cache
def _cyrillic() -> pl.Expr:
    """Kazakh without its letters, or Russian; null where neither shows."""
    lexicon = toml("languages")["cyrillic"]
    kk, ru, foreign, words = (pl.col(c) for c in ("kk-Cyrl", "ru", "foreign-Cyrl", "cyrillic"))
    is_short = words <= toml("languages")["short_words"]
    looks_russian = (
        is_short
        | (pl.col("cyrillic_russian") >= words * lexicon["russian_share"])
        | (pl.col("own") >= words * toml("languages")["ru"]["own_share"])
    )
    return (
        pl.when((kk > ru) & (kk > foreign) & (is_short | (pl.col("cyrillic_core") > 0) | (kk * 8 > words)))
        .then(pl.lit("kk-Cyrl"))
        .when(is_short & (pl.col("cyrillic_kazakh") > 0) & (ru == 0) & (foreign == 0))
        .then(pl.lit("kk-Cyrl"))
        .when((ru > kk) & (ru >= foreign) & looks_russian)
        .then(pl.lit("ru"))
        .when((foreign > ru) & (foreign > kk))
        .then(pl.lit("other"))
    )


@cache
def _latin() -> pl.Expr:
    """Kazakh or English in Latin letters; other languages; null where nothing shows."""
    lexicon = toml("languages")["latin"]
    en, words = pl.col("en"), pl.col("latin")
    special = pl.col("latin_kazakh") + pl.col("latin_shared")
    kk = pl.col("kk-Latn") + (special > words * lexicon["kazakh_share"]).cast(pl.Int64)
    others = pl.max_horizontal("ru-Latn", "foreign-Latn")
    return (
        pl.when((kk > others) & (kk > en))
        .then(pl.lit("kk-Latn"))
        .when((en >= _CONFIDENT) & (en >= kk) & (en > others) & (en * 12 > words))
        .then(pl.lit("en"))
        .when((others >= kk) & (others > 0) & (others >= en))
        .then(pl.lit("other"))
    )


def _by_model(texts: pl.Series) -> pl.Series:
    """What py3langid says, as one of our codes; it doesn't know Kazakh in Latin letters."""
    from py3langid import classify  # noqa: PLC0415 - loads its model: half a second that most runs never pay

    return pl.Series([_MODEL_CODES.get(classify(t)[0], "other") for t in texts.to_list()], dtype=pl.String())
