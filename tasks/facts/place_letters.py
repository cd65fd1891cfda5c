"""The letter of each word in the grammar of places, by what stands before it."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.gazetteer import candidates, declined, kind_abbreviations, names_of, plain
from tasks.lexicon import rows, toml

LETTERS = ("letter", "letter_first", "letter_led", "letter_near")
HYPHENS = ["-", "‑", "–", "—"]
_NUMBERS = ["n", "y", "i", "o", "r", "d"]
_QUOTES = {"«": "<", "“": "<", "„": "<", "»": ">", "”": ">", '"': '"', ",": "j", "(": "(", ")": ")", ".": "."}


def lettered(words: pl.DataFrame) -> pl.DataFrame:
    """Adds the letters of words or groups of words, as `place_items.items` explains them.

    Args:
        words: surface, form, language, code, key, name_case, kind, kind_case, is_many, nation.

    Returns:
        the same rows with `letter` (inside a sentence), `letter_first` (at its opening), `letter_led` (after 'в',
        'in'), `letter_near` (after 'возле').
    """
    may = (
        pl.col("surface").str.contains(r"^\p{Lu}")
        | pl.col("key").is_not_null()
        | pl.col("kind").is_not_null()
    )
    sign = pl.col("surface").is_in([*HYPHENS, *_QUOTES]) | pl.col("code").is_in(_NUMBERS)
    at = words.select((may | sign).fill_null(False)).to_series().arg_true()
    known = (
        candidates()
        .group_by("key")
        .agg(is_adjective=pl.col("is_adjective").all(), is_typed=pl.col("typed").is_in(["C", "V"]).all())
    )
    own = words[at].join(known, on="key", how="left", maintain_order="left")
    own = own.select(
        "surface", "form", "language", "key", "name_case", "is_typed", "nation",
        letter=_letter(is_first=False), letter_first=_letter(is_first=True),
    ).with_columns(_led())  # fmt: skip
    plain_word = pl.repeat("x", words.height, dtype=pl.String, eager=True)
    return words.with_columns(plain_word.scatter(at, own[c]).alias(c) for c in LETTERS)


def _led() -> list[pl.Expr]:
    """Letters of words by what stands before them: 'в Сарани', 'возле Долматово'."""
    letter, kazakh = pl.col("letter"), pl.col("language").str.starts_with("kk")
    russian, unknown = pl.col("language") == "ru", toml("place_names")["unknown"]
    placed = pl.col("name_case").is_in(["loc", "att"]) & kazakh
    name = pl.col("key").str.replace(r"^..:", "")
    may_stand = name.is_in(list(_foreign_homonyms("homonyms_in_case"))) & ~kazakh
    is_typed = pl.col("is_typed") & letter.is_in(["B", "P", "H", "h"])
    near = (letter == "W") & russian & pl.col("form").str.contains(unknown["ru_near"])
    english = (letter == "W") & (pl.col("language") == "en") & ~_is_institution("en")
    english = english & pl.col("surface").str.contains(r"^\p{Lu}\p{Ll}{2}") & pl.col("nation").is_null()
    led = (
        pl.when(english).then(pl.lit("U"))
        .when((letter == "p") & may_stand).then(pl.lit("P"))
        .when(is_typed & (~kazakh | placed)).then(pl.lit("q"))
        .otherwise(letter)
    )  # fmt: skip
    # In Russian many forms end so: only what stands after 'в' is somewhere.
    alone = pl.when((letter == "U") & russian).then(pl.lit("W")).when(is_typed & placed).then(pl.lit("q"))
    return [
        alone.otherwise(letter).alias("letter"),
        led.alias("letter_led"),
        pl.when(near)
        .then(pl.lit("U"))
        .when((letter == "U") & russian)
        .then(pl.lit("W"))
        .otherwise(led)
        .alias("letter_near"),
    ]


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
    maybe = is_homonym & kazakh & case.is_in(["loc", "att"]) & ~name.is_in([*_people(), *names_of("rivers")])
    common = surface.str.contains(" ") | name.is_in(toml("place_names")["common"]["names"])
    kind, opens = pl.col("kind").is_not_null(), pl.lit(is_first)
    # In Kazakh the kind after a name is in the possessive: 'Абай ауданы'; 'ауданда' names none.
    own = (
        pl.col("kind").is_in(["E", "G", "a", "M", "s"])
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
    named_so = kazakh & pl.col("form").str.contains(listed["unknown"]["kk_compound"])
    # A name that no list has is no other country either.
    unknown = unknown & pl.col("nation").is_null()
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
        .when(capital & opens & named_so & unknown).then(pl.lit("U"))
        .when(capital & opens & ~_is_area()).then(pl.lit("i"))
        .when(unknown).then(pl.lit("U"))
        .when(capital & ~opens).then(pl.lit("W"))
        .otherwise(pl.lit("x"))
    )  # fmt: skip


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
