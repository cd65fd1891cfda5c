"""Words that tell what an amount is, found once per unique word and joined to their places in the text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import polars as pl

from tasks.facts.beginnings import are_words, begun
from tasks.facts.cue_stems import LATIN, NO_CUE, Stems, stems_of
from tasks.language import endings_pattern, parts
from tasks.language.normal import fold
from tasks.language.runs import rows_where, taken, words_of
from tasks.lexicon import toml

_CASES = ("gen", "dat", "acc", "loc", "abl", "ins", "equ", "att")


def family(language: pl.Expr) -> pl.Expr:
    """kk | ru | en of a language code; both Kazakh scripts are one family."""
    return language.str.slice(0, 2)


def found(tokens: pl.DataFrame, asked: Mapping[str, pl.Series]) -> dict[str, pl.DataFrame]:
    """Finds the cues of lexicon files, of all in one pass over the unique words.

    Args:
        tokens: TOKENS with `language`.
        asked: name of a lexicon file with `[[cue]]` blocks (`kk`, `ru`, `en` lists of stems) and a `[void]` block → of
            each token, whether it is asked for; never a part of a sentence only.

    Returns:
        by name: row (of the word, of the second of a pair), sentence_id, token_no, opening (token number of the
        first), cue (its place in the file), case (bare gen dat acc loc abl ins adj; 'derived' where other endings
        follow), form; in order of the text.
    """
    unique, at = words_of(tokens, ["form", "language"])
    stems = stems_of(tuple(asked))
    words = unique.select("form", "language", probe=_probe()).with_row_index("at")
    beginnings = begun(words, stems.beginnings)
    aliens = _aliens(words, stems)
    single = _singles(words, beginnings, stems, aliens)
    pairs = _pairs(tokens, at, words, _couples(words, beginnings, stems, aliens), stems)
    out = {}
    for i, (name, is_asked) in enumerate(asked.items()):
        own = pl.col("lexicon") == i
        out[name] = _placed(tokens, at, single.filter(own), pairs.filter(own), is_asked)
    return out


def _placed(
    tokens: pl.DataFrame, at: pl.Series, single: pl.DataFrame, pairs: pl.DataFrame, is_asked: pl.Series
) -> pl.DataFrame:
    """The cues of one lexicon as `found` gives them."""
    two = pairs.filter(taken(is_asked, pairs["row"]))
    # Of an idiom ('қор биржасы') neither word is a cue.
    idiom = two.filter(pl.col("cue") == NO_CUE)["row"]
    is_free = are_words(at, single["at"]).scatter(pl.concat([two["row"] + 1, idiom]), False)
    rows = rows_where(is_free & is_asked)
    ones = pl.DataFrame([rows.alias("row"), taken(at, rows).alias("at")]).join(
        single, on="at", maintain_order="left"
    )
    columns = ("row", "n_before", "cue", "case", "form")
    every = [
        some.with_columns(pl.col("row") + n, n_before=pl.lit(n, pl.UInt32)).select(columns)
        for n, some in enumerate((ones, two))
    ]
    hits = pl.concat(every).filter(pl.col("cue") != NO_CUE)
    hits = hits.sort(pl.col("row").cast(pl.Int64) * (1 << 20) + pl.col("cue"))
    place = taken(tokens["token_no"], hits["row"])
    return hits.select(
        "row",
        taken(tokens["sentence_id"], hits["row"]),
        place,
        "cue",
        "case",
        "form",
        opening=place - hits["n_before"],
    )


@cache
def _probe() -> pl.Expr:
    """A word as it is looked up: in Latin script, letters merged that plain spelling confuses."""
    glides = toml("letters")["glides"]
    merged = fold(pl.col("form")).str.replace_many(list(glides), list(glides.values()))
    return pl.when(pl.col("language") == LATIN).then(merged).otherwise("form")


def _aliens(words: pl.DataFrame, stems: Stems) -> pl.DataFrame:
    """at, lexicon of words that are none of the lexicon's, though folded they begin so."""
    latin = words.filter(pl.col("language") == LATIN)
    met = [
        latin.filter(pl.col("form").str.contains(pattern)).select("at", lexicon=pl.lit(i, pl.UInt32))
        for i, pattern in stems.aliens.items()
    ]
    return pl.concat([pl.DataFrame(schema={"at": pl.UInt32, "lexicon": pl.UInt32}), *met])


def _singles(
    words: pl.DataFrame, beginnings: pl.DataFrame, stems: Stems, aliens: pl.DataFrame
) -> pl.DataFrame:
    """Words that are cues by themselves: at, lexicon, cue, case, form."""
    one = ["at", "lexicon"]
    whole = words.join(stems.whole, on=["language", "probe"], maintain_order="left")
    whole = whole.join(aliens, on=one, how="anti", maintain_order="left")
    some = (
        beginnings.join(stems.single, on=["language", "stem"], maintain_order="left")
        .join(pl.concat([aliens, whole.select(one)]), on=one, how="anti", maintain_order="left")
        .filter(_longest(pl.col("stem").str.len_chars(), one))
    )
    columns = (*one, "cue", "case", "form")
    return pl.concat(
        [whole.with_columns(case=pl.lit("bare")).select(columns), _with_case(some).select(columns)]
    )


def _longest(length: pl.Expr, by: Sequence[str]) -> pl.Expr:
    """Of several stems that fit, the longest; a cue that asks for a case of the amount stands beside the others."""
    voided = pl.when(pl.col("cue") == NO_CUE).then(length).max().over(by).fill_null(0)
    best = pl.when("is_free").then(length).max().over(by)
    return pl.when("is_free").then(length == best).otherwise(length >= voided)


def _couples(
    words: pl.DataFrame, beginnings: pl.DataFrame, stems: Stems, aliens: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Words that pairs may begin with (at, language, lexicon, one) or end in (form, language, lexicon, two, case)."""
    out = {}
    for side, (begins, whole) in stems.sides.items():
        exact = words.join(whole, on=["language", "probe"], maintain_order="left").with_columns(
            rest=pl.lit("")
        )
        some = beginnings.join(begins, on=["language", "stem"], maintain_order="left")
        columns = ("at", "language", "lexicon", "form", "rest", side)
        both = pl.concat([some.select(columns), exact.select(columns)])
        out[side] = both.join(aliens, on=["at", "lexicon"], how="anti", maintain_order="left")
    second = out["two"].unique(["form", "language", "lexicon", "two"], keep="first", maintain_order=True)
    return (
        out["one"].select("at", "language", "lexicon", "one"),
        _with_case(second).select("form", "language", "lexicon", "two", "case"),
    )


def _pairs(
    tokens: pl.DataFrame,
    at: pl.Series,
    words: pl.DataFrame,
    couples: tuple[pl.DataFrame, pl.DataFrame],
    stems: Stems,
) -> pl.DataFrame:
    """Pairs of neighbouring words: row (of the first), lexicon, cue, case, form; of several that fit the longest."""
    first, second = couples
    # the word after may be of any language: it is its form that counts
    second = words.select("form", after="at").join(second, on="form", maintain_order="left")
    is_one, is_two = are_words(at, first["at"]), are_words(at, second["after"])
    follows = (tokens["sentence_id"] == tokens["sentence_id"].shift(-1)).fill_null(False)
    rows = rows_where(is_one & is_two.shift(-1).fill_null(False) & follows)
    placed = pl.DataFrame(
        [rows.alias("row"), taken(at, rows).alias("at"), taken(at, rows + 1).alias("after")]
    )
    length = pl.col("one").str.len_chars() + pl.col("two").str.len_chars()
    forms = words["form"]
    met = (
        placed.select("at", "after")
        .unique()
        .join(first, on="at")
        .join(second, on=["after", "language", "lexicon"])
        .join(stems.pairs, on=["language", "lexicon", "one", "two"])
        .filter(_longest(length, ["at", "after", "lexicon"]))
    )
    met = met.with_columns(
        form=pl.concat_str(taken(forms, met["at"]), pl.lit(" "), taken(forms, met["after"]))
    ).select("at", "after", "lexicon", "cue", "case", "form")
    return placed.join(met, on=["at", "after"], maintain_order="left").drop("at", "after")


def _with_case(begun: pl.DataFrame) -> pl.DataFrame:
    """Adds the case that the `rest` of a word shows; 'derived' where it is no chain of nominal endings."""
    part = pl.col("part").struct
    named = [pl.when(part.field(c).is_not_null()).then(pl.lit("adj" if c == "att" else c)) for c in _CASES]
    case = (
        pl.when(part.field("chain").is_null())
        .then(pl.lit("derived"))
        .when(part.field("attributive").is_not_null())
        .then(pl.lit("adj"))
        .otherwise(pl.coalesce(*named, pl.lit("bare")))
    )
    is_latin = pl.col("language") == LATIN
    of_rest = [
        rows.select("rest").unique().with_columns(part=parts("rest", f"^(?P<chain>{endings_pattern(folds)})$"))
        .select("rest", case=case, is_latin=pl.lit(folds))
        for folds, rows in ((True, begun.filter(is_latin)), (False, begun.filter(~is_latin)))
    ]  # fmt: skip
    return begun.with_columns(is_latin=is_latin).join(
        pl.concat(of_rest), on=["rest", "is_latin"], how="left", maintain_order="left"
    )
