"""What each unique word of a batch can be in the grammar of places."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.gazetteer import (
    candidates,
    declined,
    entries,
    kind_abbreviations,
    kind_openers,
    kinds,
    names_of,
    openers,
    plain,
)
from tasks.language import Entry, match
from tasks.lexicon import rows, toml

NAMES = ["B", "P", "H", "h", "p", "A"]
HYPHENS = ["-", "‑", "–", "—"]
_SEEDS = list("OCDKVLTMocdkvltmBPHhAUq")
_NUMBERS = ["n", "y", "i", "o", "r", "d"]
_QUOTES = {"«": "<", "“": "<", "„": "<", "»": ">", "”": ">", '"': '"', ",": "j", "(": "(", ")": ")", ".": "."}
_LEVEL_OF = {"O": "oblast", "C": "city", "D": "district", "V": "settlement"}
_ONE = ["form", "language"]


def classified(words: pl.DataFrame) -> pl.DataFrame:
    """Classifies unique words.

    Args:
        words: surface, form, language, code, case; a row a word.

    Returns:
        the same rows in their order with key (of gazetteer names), name_case, kind, kind_case, is_many, `same`
        (level of the place that the word takes up) and `same_case`, `nation` (country | over | whole), the letter
        of the word inside a sentence and at its opening (as `place_items.items` explains them), is_opener,
        is_hyphen, is_seed (a sentence without such a word names no place).
    """
    words = words.with_columns(
        form=pl.when(pl.col("language") == "en")
        .then(pl.col("form").str.replace("['’]s$", ""))
        .otherwise("form")
    )
    capital = words.filter(
        pl.col("surface").str.contains(r"^\p{Lu}")
        | pl.col("form").is_in(toml("place_names")["common"]["names"])
    )
    unique = capital.select(_ONE).unique(maintain_order=True)
    names = match(unique, entries(), toml("place_names")["not_names"]["kk"])
    low = match(words.select(_ONE).unique(maintain_order=True), [*kinds(), *_taken_up()])
    named = names.unique(_ONE, keep="first", maintain_order=True).select(*_ONE, "key", name_case="case")
    kind = low.filter(pl.col("key").str.len_bytes() == 1).unique(_ONE, keep="first", maintain_order=True)
    other = low.filter(pl.col("key").str.len_bytes() > 1).unique(_ONE, keep="first", maintain_order=True)
    table = (
        words.join(named, on=_ONE, how="left", maintain_order="left")
        .join(
            kind.select(*_ONE, kind="key", kind_case="case", is_many="is_plural"),
            on=_ONE, how="left", maintain_order="left",
        )
        .join(
            other.select(*_ONE, also="key", also_case="case", also_many="is_plural"),
            on=_ONE, how="left", maintain_order="left",
        )
    )  # fmt: skip
    return lettered(table).with_columns(_references()).with_columns(_named()).with_columns(_flags())


def lettered(words: pl.DataFrame) -> pl.DataFrame:
    """Adds `letter`, `letter_first` (at the opening of a sentence) and is_typed to words or groups of words."""
    known = (
        candidates()
        .group_by("key")
        .agg(is_adjective=pl.col("is_adjective").all(), is_typed=pl.col("typed").is_in(["C", "V"]).all())
    )
    words = words.join(known, on="key", how="left", maintain_order="left")
    return words.with_columns(letter=_letter(is_first=False), letter_first=_letter(is_first=True)).drop(
        "is_adjective"
    )


def _letter(*, is_first: bool) -> pl.Expr:
    surface, case = pl.col("surface"), pl.col("name_case")
    upper = surface.str.contains(r"^\p{Lu}")
    capital = surface.str.contains(r"^\p{Lu}(?:\p{Ll}|[’'ʼ\p{Lu}]*\p{Ll}|$)")
    known, kazakh = pl.col("key").is_not_null(), pl.col("language").str.starts_with("kk")
    name = pl.col("key").str.replace(r"^..:", "")
    listed = toml("place_names")
    is_homonym = name.is_in(list(names_of("homonyms") | _foreign_homonyms("homonyms")))
    placed = case.is_in(listed["homonyms_in_case"]["cases"])
    sure = name.is_in(list(names_of("homonyms_in_case"))) & placed
    maybe = is_homonym & kazakh & case.is_in(["loc", "att"]) & ~name.is_in(list(_people()))
    common = surface.str.contains(" ") | name.is_in(toml("place_names")["common"]["names"])
    kind, opens = pl.col("kind").is_not_null(), pl.lit(is_first)
    # In Kazakh the kind after a name is in the possessive: 'Абай ауданы'; 'ауданда' names none.
    own = (
        pl.col("kind").is_in(["E", "a", "M", "s"])
        | pl.col("kind_case").str.starts_with("p")
        | ~kazakh
        | pl.col("form").is_in(list(kind_abbreviations()))
    )
    human = name.is_in(list(names_of("namesakes")))
    is_bare = (case == "") | ~kazakh
    unknown = (
        kazakh & surface.str.contains(r"^\p{Lu}\p{Ll}")
        & pl.col("form").str.contains(listed["unknown"]["kk"]) & ~_is_institution("kk")
    ) | (
        (pl.col("language") == "ru") & surface.str.contains(r"^\p{Lu}\p{Ll}")
        & pl.col("form").str.contains(listed["unknown"]["ru"]) & ~_is_institution("ru")
    )  # fmt: skip
    return (
        pl.when(known & upper & kazakh & (case == "p") & opens).then(pl.lit("i"))
        .when(kind & ~known & ~own).then(pl.lit("x"))
        .when(kind & ~known & pl.col("is_many")).then(pl.col("kind").str.to_lowercase())
        .when(kind & ~known).then("kind")
        .when(known & (pl.col("is_adjective") | (case == "adj"))).then(pl.lit("A"))
        .when(known & (upper | common) & is_homonym & sure & ~opens).then(pl.lit("P"))
        .when(known & upper & maybe).then(pl.lit("q"))
        .when(known & (upper | common) & is_homonym & is_bare).then(pl.lit("p"))
        .when(known & (upper | common) & is_homonym).then(pl.lit("x"))
        .when(known & upper & human & is_bare).then(pl.lit("H"))
        .when(known & upper & human).then(pl.lit("h"))
        .when(known & (upper | common) & kazakh & is_bare).then(pl.lit("B"))
        .when(known & (upper | common)).then(pl.lit("P"))
        .when(kind).then("kind")
        .when(pl.col("code").is_in(_NUMBERS)).then(pl.lit("n"))
        .when(surface.is_in(HYPHENS)).then(pl.lit("-"))
        .when(surface.is_in(list(_QUOTES)))
        .then(surface.replace_strict(_QUOTES, default=None, return_dtype=pl.String))
        .when(capital & opens & ~_is_area()).then(pl.lit("i"))
        .when(unknown).then(pl.lit("U"))
        .when(capital & ~opens).then(pl.lit("W"))
        .otherwise(pl.lit("x"))
    )  # fmt: skip


def _references() -> list[pl.Expr]:
    """What a word that names no place takes up: 'облыста', 'в регионе', 'по стране'."""
    own = pl.col("kind").replace_strict(_LEVEL_OF, default=None, return_dtype=pl.String)
    also = pl.col("also").str.strip_prefix("same:")
    is_same = pl.col("also").str.starts_with("same:")
    # 'ауылдарда': those of the region
    level = pl.coalesce(pl.when(is_same).then(also), own)
    many = pl.coalesce(pl.when(is_same).then("also_many"), "is_many")
    return [
        pl.when(many & (level != "oblast")).then(pl.lit("oblast")).otherwise(level).alias("same"),
        pl.coalesce(pl.when(is_same).then("also_case"), "kind_case").alias("same_case"),
        pl.when(
            pl.col("also").str.starts_with("nation:")
            & (~pl.col("also").str.starts_with("nation:abroad") | pl.col("surface").str.contains(r"^\p{Lu}"))
        )
        .then("also")
        .alias("nation"),
    ]


def _named() -> list[pl.Expr]:
    """Adds `stem` of a name that no list has, by which it is known again, and whether a homonym may stand alone."""
    listed = toml("place_names")
    kazakh, form = pl.col("language").str.starts_with("kk"), pl.col("form")
    capital = pl.col("surface").str.contains(r"^\p{Lu}\p{Ll}") & pl.col("key").is_null()
    capital = capital & pl.col("kind").is_null() & pl.col("nation").is_null()
    long = form.str.contains(listed["unknown"]["kk_long"])
    ends = -pl.when(long).then(4).otherwise(2)
    placed = form.str.contains(listed["unknown"]["kk"])
    russian = form.str.replace(listed["unknown"]["ru_ending"], "")
    name = pl.col("key").str.replace(r"^..:", "")
    return [
        pl.when(pl.col("nation").is_not_null() & (pl.col("letter") == "U")).then(pl.lit("W"))
        .otherwise("letter").alias("letter"),
        pl.when(capital & kazakh & placed).then(form.str.head(ends))
        .when(capital & kazakh).then(None)
        .when(capital & (pl.col("language") == "ru")).then(russian)
        .when(capital).then(form).alias("stem"),
        (name.is_in(list(_foreign_homonyms("homonyms_in_case"))) & ~kazakh).fill_null(False).alias("may_stand"),
    ]  # fmt: skip


def _flags() -> list[pl.Expr]:
    seeds = pl.col("letter").is_in(_SEEDS) | pl.col("letter_first").is_in(_SEEDS)
    opener = pl.col("form").is_in(list(openers() | kind_openers())) & pl.col("surface").str.contains(
        r"^\p{L}"
    )
    return [
        opener.alias("is_opener"),
        pl.col("surface").is_in(HYPHENS).alias("is_hyphen"),
        (seeds | opener | pl.col("same").is_not_null() | pl.col("nation").is_not_null()).alias("is_seed"),
    ]


@cache
def _taken_up() -> tuple[Entry, ...]:
    """The words of `same` that are no kind of place, and those of the country."""
    lexicon = toml("place_names")
    same = [
        Entry(f"same:{level}", **{k: tuple(words) for k, words in forms.items()})
        for level, forms in lexicon["same"].items()
    ]
    nation = [
        Entry(f"nation:{k}", **{t: tuple(v.lower() for v in w) for t, w in lexicon["nation"][k].items()})
        for k in ("name", "over", "whole")
    ]
    return (*nation, *same, *_abroad())


def _abroad() -> list[Entry]:
    """Places of other countries; each key ends in the name."""
    names, out = toml("place_names")["abroad"], []
    out += [Entry(f"nation:abroad:{n}", kk=(n.lower(),)) for n in names["kk"]]
    out += [Entry(f"nation:abroad:{n}", ru=tuple(declined(n.lower())[0])) for n in names["ru"]]
    return out + [Entry(f"nation:abroad:{n}", en=(n.lower(),)) for n in names["en"]]


def _people() -> frozenset[str]:
    return frozenset(plain(n) for n in toml("place_names")["homonyms"]["people"])


def _is_area() -> pl.Expr:
    words = toml("place_names")["no_district"]
    return pl.col("form").is_in(words["kk"]) | pl.col("form").str.contains(words["ending"])


def _is_institution(language: str) -> pl.Expr:
    begins = "|".join(toml("place_names")["unknown"][f"not_{language}"])
    return pl.col("form").str.contains(f"^(?:{begins})")


@cache
def _foreign_homonyms(group: str) -> frozenset[str]:
    """The homonyms of a list as Russian and English write them."""
    kazakh, out = names_of(group), set()
    for r in (*rows("places"), *rows("towns")):
        if plain(r["name_kk"]) in kazakh and r["name_en"]:
            russian, is_adjective = declined(plain(r["name_ru"]))
            out |= {plain(r["name_en"]), *(() if is_adjective else russian)}
    return frozenset(out)
