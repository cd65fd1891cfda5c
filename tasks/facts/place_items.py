"""Tokens as items of the grammar of places: names made one, each with the letter of its class."""

from __future__ import annotations

import polars as pl

from tasks.facts.gazetteer import (
    candidates,
    entries,
    kind_abbreviations,
    kind_openers,
    kinds,
    names_of,
    openers,
    plain,
)
from tasks.language import match
from tasks.language.runs import neighbour
from tasks.lexicon import toml

_WORDS = 4  # the longest name, in words
_HYPHENS = ["-", "‑", "–"]
_NAMES = ["B", "P", "H", "h", "p", "A"]
_ONE = ["form", "language"]
_QUOTES = {"«": "<", "“": "<", "„": "<", "»": ">", "”": ">", '"': '"', ",": "a", "(": "(", ")": ")", ".": "."}


def items(sentences: pl.DataFrame, tokens: pl.DataFrame) -> pl.DataFrame:
    """Classifies tokens.

    Args:
        sentences: SENTENCES.
        tokens: TOKENS.

    Returns:
        one row an item: sentence_id, token_start, token_end, char_start, char_end, form, code, gap, language,
        key (of gazetteer names), case, and letter:

        B P  a name that is a place by itself, bare or in a case; H h the same, but people bear it too
        p    a name that is a place only with a word of its kind; A a name as an adjective
        O C D V M  region, city, district, settlement, microdistrict; small letters in the plural
        E    what bears a name without being the place; W another capitalised word; i one that opens
             the sentence
        n    a number; a 'and' or a comma; - a dash; < > quotes; x the rest
    """
    words = tokens.join(sentences.select("sentence_id", "language"), on="sentence_id", maintain_order="left")
    unique = words.select(_ONE).unique(maintain_order=True)
    names = match(unique, entries(), toml("place_names")["not_names"]["kk"]).unique(
        _ONE, keep="first", maintain_order=True
    )
    types = match(unique, kinds()).unique(_ONE, keep="first", maintain_order=True)
    words = words.join(
        names.select(*_ONE, key="key", name_case="case"), on=_ONE, how="left", maintain_order="left"
    ).join(
        types.select(*_ONE, kind="key", kind_case="case", is_many="is_plural"),
        on=_ONE,
        how="left",
        maintain_order="left",
    )
    merged = _merged(words.with_row_index("row"), _groups(words))
    return _lettered(merged)


def _groups(words: pl.DataFrame) -> pl.DataFrame:
    """Names of several words: row of the first and the last, key, name_case."""
    glued = pl.col("form").is_in(_HYPHENS) & ~pl.col("gap") & ~pl.col("gap").shift(1).fill_null(True)
    solid = words.with_row_index("row").filter(~glued)
    firsts = solid["form"].is_in(list(openers() | kind_openers())) & solid["surface"].str.contains(r"^\p{L}")
    at = firsts.arg_true()
    frame = pl.DataFrame({"row": solid["row"].gather(at), "language": solid["language"].gather(at)})
    text, found = solid["form"].gather(at), []
    for k in range(1, _WORDS):
        there = (at + k).clip(upper_bound=solid.height - 1)
        same = solid["sentence_id"].gather(there) == solid["sentence_id"].gather(at)
        text = pl.select(
            pl.when(same).then(pl.concat_str(text, pl.lit(" "), solid["form"].gather(there)))
        ).to_series()
        found.append(frame.with_columns(form=text, last=solid["row"].gather(there)))
    probes = pl.concat(found).filter(pl.col("form").is_not_null())
    unique = probes.select(_ONE).unique(maintain_order=True)
    known = pl.concat(
        [
            match(unique, entries()).select(*_ONE, "key", name_case="case", many=pl.lit(False)),
            match(unique, kinds()).select(*_ONE, kind="key", name_case="case", many="is_plural"),
        ],
        how="diagonal",
    ).unique(_ONE, keep="first", maintain_order=True)
    return (
        probes.join(known, on=_ONE, maintain_order="left")
        .sort("row", "last")
        .unique("row", keep="last", maintain_order=True)
        .filter(pl.col("row") > pl.col("last").cast(pl.Int64).shift(1).cum_max().fill_null(-1))
    )


def _merged(words: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """One row for each group of words."""
    starts = words.select("row", "token_no", "char_end", "gap", "form").rename(
        {c: f"{c}_last" for c in ("token_no", "char_end", "gap", "form")}
    )
    ends = groups.select(
        "row",
        "last",
        group_form="form",
        group_key="key",
        group_kind="kind",
        group_case="name_case",
        group_many="many",
    ).join(starts, left_on="last", right_on="row", maintain_order="left")
    inside = groups.select(row=pl.int_ranges(pl.col("row") + 1, pl.col("last") + 1).cast(pl.List(pl.UInt32)))
    inside = inside.explode("row").drop_nulls()
    width = neighbour("token_no", 1).fill_null(pl.col("token_no") + 1)
    return (
        words.join(inside, on="row", how="anti", maintain_order="left")
        .join(ends, on="row", how="left", maintain_order="left")
        .with_columns(
            key=pl.coalesce("group_key", pl.when(pl.col("group_kind").is_null()).then("key")),
            name_case=pl.coalesce("group_case", "name_case"),
            kind_case=pl.coalesce("group_case", "kind_case"),
            is_many=pl.coalesce("group_many", "is_many"),
            char_end=pl.coalesce("char_end_last", "char_end"),
            gap=pl.coalesce("gap_last", "gap"),
            form=pl.coalesce("group_form", "form"),
            kind=pl.coalesce("group_kind", pl.when(pl.col("group_key").is_null()).then("kind")),
        )
        .with_columns(pl.col("token_no").alias("token_start"), width.alias("token_end"))
    )


def _lettered(words: pl.DataFrame) -> pl.DataFrame:
    keys = candidates().group_by("key").agg(is_adjective=pl.col("is_adjective").all())
    words = words.join(keys, on="key", how="left", maintain_order="left")
    upper = pl.col("surface").str.contains(r"^\p{Lu}")
    capital = pl.col("surface").str.contains(r"^\p{Lu}(?:\p{Ll}|[’'ʼ\p{Lu}]*\p{Ll}|$)")
    opens = (pl.col("token_no") == 0) | pl.col("form").shift(1).is_in(["–", "—", "-", "•", ":"])
    known, case = pl.col("key").is_not_null(), pl.col("name_case")
    name = pl.col("key").str.replace(r"^..:", "")
    cased = set(toml("place_names")["homonyms_in_case"]["cases"])
    alone = name.is_in(list(names_of("homonyms_in_case"))) & case.is_in(list(cased)) & ~opens
    is_homonym = name.is_in(list(names_of("homonyms") | _foreign_homonyms())) & ~alone
    common = pl.col("group_key").is_not_null() | name.is_in(["елорда"])
    kazakh = pl.col("language").str.starts_with("kk")
    # In Kazakh the kind after a name is in the possessive: 'Абай ауданы'; 'ауданда' names none.
    own = (
        pl.col("kind").is_in(["E", "a", "M"])
        | pl.col("kind_case").str.starts_with("p")
        | ~kazakh
        | pl.col("form").is_in(list(kind_abbreviations()))
    )
    human = name.is_in(list(names_of("namesakes")))
    is_bare = (case == "") | ~kazakh
    letter = (
        pl.when(known & upper & kazakh & (case == "p") & opens)
        .then(pl.lit("i"))
        .when(pl.col("kind").is_not_null() & ~known & ~own)
        .then(pl.lit("x"))
        .when(pl.col("kind").is_not_null() & ~known)
        .then(pl.when(pl.col("is_many")).then(pl.col("kind").str.to_lowercase()).otherwise("kind"))
        .when(known & (pl.col("is_adjective") | (case == "adj")))
        .then(pl.lit("A"))
        .when(known & (upper | common) & is_homonym)
        .then(pl.when(is_bare).then(pl.lit("p")).otherwise(pl.lit("x")))
        .when(known & upper & human)
        .then(pl.when(is_bare).then(pl.lit("H")).otherwise(pl.lit("h")))
        .when(known & (upper | common) & kazakh & is_bare)
        .then(pl.lit("B"))
        .when(known & (upper | common))
        .then(pl.lit("P"))
        .when(pl.col("kind").is_not_null())
        .then("kind")
        .when(pl.col("code").is_in(["n", "y", "i", "o", "r", "d"]))
        .then(pl.lit("n"))
        .when(pl.col("surface").is_in(["-", "–", "—", "‑"]))
        .then(pl.lit("-"))
        .when(pl.col("surface").is_in(list(_QUOTES)))
        .then(pl.col("surface").replace_strict(_QUOTES, default=None, return_dtype=pl.String))
        .when(capital & opens)
        .then(pl.lit("i"))
        .when(capital)
        .then(pl.lit("W"))
        .otherwise(pl.lit("x"))
    )
    return words.with_columns(letter=letter).select(
        "sentence_id",
        "token_start",
        "token_end",
        "char_start",
        "char_end",
        "form",
        "code",
        "gap",
        "language",
        "letter",
        key=pl.when(pl.col("letter").is_in(_NAMES)).then("key"),
        case=pl.coalesce(pl.when(pl.col("letter").is_in(_NAMES)).then("name_case"), "kind_case", "case"),
    )


def _foreign_homonyms() -> frozenset[str]:
    """The homonyms as Russian and English write them: by the places that they name."""
    kazakh = {f"kk:{plain(n)}" for n in names_of("homonyms")}
    table = candidates()
    codes = table.filter(pl.col("key").is_in(list(kazakh)))["place_code"].implode()
    same = table.filter(
        pl.col("place_code").is_in(codes) & ~pl.col("is_adjective") & (pl.col("level") != "region")
    )
    return frozenset(k.partition(":")[2] for k in same["key"])
