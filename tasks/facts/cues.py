"""Words that tell what an amount is, found once per unique word and joined to their places in the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import polars as pl

from tasks.language import endings_pattern, parts
from tasks.language.normal import fold, folded
from tasks.language.runs import gathered, words_of
from tasks.lexicon import toml

_FAMILIES = ("kk", "ru", "en")
_VOICED = {"п": "б", "к": "г", "қ": "ғ"}
_NO_CUE = -1  # of words that only look like a cue
_FOUND = pl.Schema(
    {
        "sentence_id": pl.UInt32(),
        "token_no": pl.UInt32(),
        "opening": pl.UInt32(),
        "cue": pl.Int64(),
        "case": pl.String(),
        "form": pl.String(),
    }
)
_CASES = ("gen", "dat", "acc", "loc", "abl", "ins", "equ", "att")


@dataclass(frozen=True)
class Stems:
    """The beginnings of words of one language family, each with the cues that it stands for.

    Args:
        single: stem, cue: beginnings of words; no cue for a word that only looks like one.
        whole: probe, cue: whole words.
        pairs: one, two, cue: beginnings of two neighbouring words ('=' before a whole one).
        conditional: the cues that ask for a case of the amount.
        alien: pattern of words that only the fold makes alike ('болды' and 'бөлді'); None where nothing is folded.
    """

    single: pl.DataFrame
    whole: pl.DataFrame
    pairs: pl.DataFrame
    conditional: frozenset[int]
    alien: str | None


def family(language: pl.Expr) -> pl.Expr:
    """kk | ru | en of a language code; both Kazakh scripts are one family."""
    return language.str.slice(0, 2)


def found(tokens: pl.DataFrame, lexicon: str) -> pl.DataFrame:
    """Finds the cues of a lexicon file.

    Args:
        tokens: TOKENS with `language`.
        lexicon: name of a lexicon file with `[[cue]]` blocks (`kk`, `ru`, `en` lists of stems) and a `[void]` block.

    Returns:
        sentence_id, token_no (of the second word of a pair), opening (of its first), cue (its place in the file), case
        (bare gen dat acc loc abl ins adj; 'derived' where other endings follow), form; in order of the text.
    """
    words, at = words_of(tokens)
    every = words.select("form", "language").with_row_index("at")
    forms = every.select("form", "language").unique(maintain_order=True)
    single, couples = [], []
    for name in _FAMILIES:
        for is_folded in (False, True) if name == "kk" else (False,):
            language = "kk-Latn" if is_folded else "kk-Cyrl" if name == "kk" else name
            mine = forms.filter(pl.col("language") == language)
            if mine.is_empty():
                continue
            stems = _stems(lexicon, name, is_folded)
            if stems.alien:
                mine = mine.filter(~pl.col("form").str.contains(stems.alien))
            probed = mine.with_columns(probe=_folded_form() if is_folded else pl.col("form"))
            single.append(_singles(probed, stems, is_folded))
            couples.append(_couple(probed, stems, is_folded))
    if not single:
        return pl.DataFrame(schema=_FOUND)
    pairs = _pairs(tokens, at, every, couples)
    known = every.join(pl.concat(single), on=["form", "language"], maintain_order="left")
    rows = _among(at, known["at"], every.height).arg_true()
    # Of an idiom ('қор биржасы') neither word is a cue.
    idiom = pairs.filter(pl.col("cue") == _NO_CUE).with_columns(pl.col("token_no") - 1)
    told = pl.concat([some.select("sentence_id", "token_no") for some in (pairs, idiom)])
    ones = (
        pl.DataFrame([*gathered(tokens, rows, ["sentence_id", "token_no"]), at.gather(rows)])
        .join(known, on="at", maintain_order="left")
        .join(told, on=["sentence_id", "token_no"], how="anti", maintain_order="left")
    )
    both = [
        ones.with_columns(opening="token_no").select(_FOUND.names()),
        pairs.with_columns(opening=pl.col("token_no") - 1).select(_FOUND.names()),
    ]
    return pl.concat(both).filter(pl.col("cue") != _NO_CUE).sort("sentence_id", "token_no", "cue")


def _among(at: pl.Series, some: pl.Series, n_words: int) -> pl.Series:
    """Of each token, whether its word is one of some."""
    is_one = pl.repeat(False, n_words, dtype=pl.Boolean, eager=True)
    return is_one.scatter(some, True).gather(at) if some.len() else pl.repeat(False, at.len(), eager=True)


@cache
def _stems(lexicon: str, name: str, is_folded: bool) -> Stems:
    file = toml(lexicon)
    single: dict[str, tuple[int, ...]] = {}
    whole: dict[str, tuple[int, ...]] = {}
    pairs: dict[tuple[str, str], tuple[int, ...]] = {}
    listed: list[tuple[str, tuple[int, ...]]] = [(w, (_NO_CUE,)) for w in file.get("void", {}).get(name, ())]
    listed += [(w, (i,)) for i, cue in enumerate(file["cue"]) for w in cue.get(name, ())]
    for notation, cue in listed:
        for word in _spellings(notation, name, is_folded):
            if " " in word:
                first, second = word.split(" ", 1)
                pairs[first, second] = pairs.get((first, second), ()) + cue
                merged = word.replace("=", "")  # where the mentions room has made one token of two
                single[merged] = single.get(merged, ()) + cue
            elif word.startswith("="):
                whole[word[1:]] = whole.get(word[1:], ()) + cue
            else:
                single[word] = single.get(word, ()) + cue
    conditional = frozenset(i for i, cue in enumerate(file["cue"]) if "amount" in cue)
    unlike = file.get("void", {}).get("folded") if is_folded else None
    return Stems(
        _table(single, ["stem"]),
        _table(whole, ["probe"]),
        _table(pairs, ["one", "two"]),
        conditional,
        f"^(?:{'|'.join(unlike)})" if unlike else None,
    )


def _spellings(notation: str, name: str, is_folded: bool) -> list[str]:
    """The stem as it is and with its last letter voiced; in one alphabet's folding."""
    soft = _VOICED.get(notation[-1]) if name == "kk" and not notation.startswith("=") else None
    both = [notation, notation[:-1] + soft] if soft else [notation]
    glides = str.maketrans(toml("letters")["glides"])
    return [folded(w).translate(glides) if is_folded else w for w in both]


def _folded_form() -> pl.Expr:
    glides = toml("letters")["glides"]
    return fold(pl.col("form")).str.replace_many(list(glides), list(glides.values()))


def _table(mapping: dict[Any, tuple[int, ...]], names: Sequence[str]) -> pl.DataFrame:
    rows = [(*(k if isinstance(k, tuple) else (k,)), c) for k, cues in mapping.items() for c in cues]
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String) | {"cue": pl.Int64}, orient="row")


def _singles(words: pl.DataFrame, stems: Stems, is_folded: bool) -> pl.DataFrame:
    whole = words.join(stems.whole, on="probe", maintain_order="left").with_columns(case=pl.lit("bare"))
    begun = (
        _begun(words.join(stems.whole, on="probe", how="anti", maintain_order="left"), stems.single["stem"])
        .join(stems.single, on="stem", maintain_order="left")
        .filter(_longest(stems, pl.col("stem").str.len_chars(), ["form"]))
    )
    begun = _with_case(begun, is_folded)
    columns = ("form", "language", "cue", "case")
    return pl.concat([whole.select(columns), begun.select(columns)])


def _longest(stems: Stems, length: pl.Expr, by: list[str]) -> pl.Expr:
    """Of several stems that fit, the longest; a cue that asks for a case of the amount stands beside the others."""
    is_void, is_free = pl.col("cue") == _NO_CUE, ~pl.col("cue").is_in(list(stems.conditional))
    voided = pl.when(is_void).then(length).max().over(by).fill_null(0)
    best = pl.when(is_free).then(length).max().over(by)
    return pl.when(is_free).then(length == best).otherwise(length >= voided)


@dataclass(frozen=True)
class _Couple:
    """The words of a text that pairs of one family may be of.

    Args:
        first: form, language, one: words that a pair may begin with.
        second: form, case, two: words that may follow.
        stems: of the family.
    """

    first: pl.DataFrame
    second: pl.DataFrame
    stems: Stems


def _couple(words: pl.DataFrame, stems: Stems, is_folded: bool) -> _Couple:
    first = _begun_or_whole(words, stems.pairs["one"]).select("form", "language", one="stem")
    second = _with_case(_begun_or_whole(words, stems.pairs["two"]), is_folded)
    return _Couple(first, second.select("case", after="form", two="stem"), stems)


def _pairs(tokens: pl.DataFrame, at: pl.Series, every: pl.DataFrame, couples: list[_Couple]) -> pl.DataFrame:
    """Pairs of neighbouring words; of several that fit at one place the longest."""
    first = pl.concat(c.first.select("form", "language") for c in couples).unique()
    second = pl.concat(c.second.select(form="after") for c in couples).unique()
    # the word after may be of any language: it is its form that counts
    ones = every.join(first, on=["form", "language"], how="semi", maintain_order="left")
    twos = every.join(second, on="form", how="semi", maintain_order="left")
    is_one, is_two = (_among(at, known["at"], every.height) for known in (ones, twos))
    follows = (tokens["sentence_id"] == tokens["sentence_id"].shift(-1)).fill_null(False)
    rows = (is_one & is_two.shift(-1).fill_null(False) & follows).arg_true()
    after = tokens["form"].gather(rows + 1).alias("after")
    placed = pl.DataFrame([*gathered(tokens, rows, ["sentence_id", "token_no", "form", "language"]), after])
    length = pl.col("one").str.len_chars() + pl.col("two").str.len_chars()
    met = [
        placed.join(c.first, on=["form", "language"], maintain_order="left")
        .join(c.second, on="after", maintain_order="left")
        .join(c.stems.pairs, on=["one", "two"], maintain_order="left")
        .filter(_longest(c.stems, length, ["sentence_id", "token_no"]))
        for c in couples
    ]
    return pl.concat(met).with_columns(
        form=pl.concat_str("form", pl.lit(" "), "after"), token_no=(pl.col("token_no") + 1).cast(pl.UInt32)
    )


def _begun_or_whole(words: pl.DataFrame, notations: pl.Series) -> pl.DataFrame:
    """As `_begun`, where a stem after '=' is a whole word."""
    is_whole = notations.str.starts_with("=")
    whole = notations.filter(is_whole).str.strip_prefix("=").unique().to_frame("probe")
    exact = words.join(whole, on="probe", how="semi", maintain_order="left").with_columns(
        stem=pl.lit("=") + pl.col("probe")
    )
    begun = _begun(words, notations.filter(~is_whole))
    return pl.concat([begun, exact.select(begun.columns)])


def _begun(words: pl.DataFrame, stems: pl.Series) -> pl.DataFrame:
    """Every stem that each word begins with: form, language, probe, stem."""
    table = stems.unique().to_frame("stem")
    lengths = table.select(n=pl.col("stem").str.len_chars().unique().sort()).with_columns(
        pl.col("n").cast(pl.Int64)
    )
    return (
        words.select("form", "language", "probe")
        .join(lengths, how="cross")
        .filter(pl.col("probe").str.len_chars() >= pl.col("n"))
        .select("form", "language", "probe", stem=pl.col("probe").str.slice(0, pl.col("n")))
        .join(table, on="stem", how="semi", maintain_order="left")
    )


def _with_case(begun: pl.DataFrame, is_folded: bool) -> pl.DataFrame:
    """Adds the case of `probe`, which begins with `stem`; 'derived' where no chain of nominal endings follows."""
    part = pl.col("part").struct
    named = [pl.when(part.field(c).is_not_null()).then(pl.lit("adj" if c == "att" else c)) for c in _CASES]
    case = (
        pl.when(part.field("chain").is_null())
        .then(pl.lit("derived"))
        .when(part.field("attributive").is_not_null())
        .then(pl.lit("adj"))
        .otherwise(pl.coalesce(*named, pl.lit("bare")))
    )
    rest = pl.col("probe").str.slice(pl.col("stem").str.len_chars())
    return (
        begun.with_columns(rest=rest)
        .with_columns(part=parts("rest", f"^(?P<chain>{endings_pattern(is_folded)})$"))
        .with_columns(case=case)
        .drop("rest", "part")
    )
