"""The letter of each word in the grammar of places, by what stands before it."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.gazetteer import candidates, declined, kind_abbreviations, names_of, plain
from tasks.language.runs import constant, rows_where
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
    at = rows_where(words.select(may | sign).to_series())
    own = words[at].join(_names(), on="key", how="left", maintain_order="left").with_columns(**_marks())
    own = own.with_columns(letter=_letter(is_first=False), letter_first=_letter(is_first=True))
    own = own.select(*_led(), "letter_first")
    plain_word = constant("x", words.height, pl.String)
    return words.with_columns(plain_word.scatter(at, own[c]).alias(c) for c in LETTERS)


@cache
def _names() -> pl.DataFrame:
    """What the lexicon says of each name: key, is_adjective, is_typed, and the lists that it stands in."""
    listed = toml("place_names")
    names = {
        "is_homonym": names_of("homonyms") | _foreign_homonyms("homonyms"),
        "is_sure": names_of("homonyms_in_case"),
        "is_borne": _people() | names_of("rivers"),
        "is_common": listed["common"]["names"],
        "is_human": names_of("namesakes"),
        "may_stand": _foreign_homonyms("homonyms_in_case"),
    }
    name = pl.col("key").str.replace(r"^..:", "")
    return (
        candidates()
        .group_by("key")
        .agg(is_adjective=pl.col("is_adjective").all(), is_typed=pl.col("typed").is_in(["C", "V"]).all())
        .with_columns(name.is_in(list(some)).alias(c) for c, some in names.items())
    )


@cache
def _led() -> list[pl.Expr]:
    """Letters of words by what stands before them: 'в Сарани', 'возле Долматово'."""
    letter, kazakh = pl.col("letter"), pl.col("kazakh")
    russian, unknown = pl.col("language") == "ru", toml("place_names")["unknown"]
    placed = pl.col("name_case").is_in(["loc", "att"]) & kazakh
    is_typed = pl.col("is_typed") & letter.is_in(["B", "P", "H", "h"])
    near = (letter == "W") & russian & pl.col("form").str.contains(unknown["ru_near"])
    english = (letter == "W") & (pl.col("language") == "en") & ~_is_institution("en")
    english = english & pl.col("surface").str.contains(r"^\p{Lu}\p{Ll}{2}") & pl.col("nation").is_null()
    led = (
        pl.when(english).then(pl.lit("U"))
        .when((letter == "p") & pl.col("may_stand") & ~kazakh).then(pl.lit("P"))
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


@cache
def _marks() -> dict[str, pl.Expr]:
    """What is asked of a word more than once."""
    surface, form, listed = pl.col("surface"), pl.col("form"), toml("place_names")
    kazakh, russian = pl.col("language").str.starts_with("kk"), pl.col("language") == "ru"
    upper = surface.str.contains(r"^\p{Lu}")
    unknown = listed["unknown"]
    is_unknown = (kazakh & form.str.contains(unknown["kk"]) & ~_is_institution("kk")) | (
        russian & form.str.contains(unknown["ru"]) & ~_is_institution("ru")
    )
    return {
        "kazakh": kazakh,
        "upper": upper,
        "capital": surface.str.contains(r"^\p{Lu}(?:\p{Ll}|[’'ʼ\p{Lu}]*\p{Ll}|$)"),
        "called": pl.col("key").is_not_null() & (upper | surface.str.contains(" ") | pl.col("is_common")),
        # In Kazakh the kind after a name is in the possessive: 'Абай ауданы'; 'ауданда' names none.
        "own": pl.col("kind").is_in(["E", "G", "a", "M", "s"])
        | pl.col("kind_case").str.starts_with("p")
        | ~kazakh
        | form.is_in(list(kind_abbreviations())),
        # A name that no list has is no other country either.
        "unknown": is_unknown & surface.str.contains(r"^\p{Lu}\p{Ll}") & pl.col("nation").is_null(),
        "named_so": kazakh & form.str.contains(unknown["kk_compound"]),
        "area": form.is_in(listed["no_district"]["kk"]) | form.str.contains(listed["no_district"]["ending"]),
    }


@cache
def _letter(*, is_first: bool) -> pl.Expr:
    surface, case, opens = pl.col("surface"), pl.col("name_case"), pl.lit(is_first)
    upper, capital, kazakh, unknown = (pl.col(c) for c in ("upper", "capital", "kazakh", "unknown"))
    known, kind, called = pl.col("key").is_not_null(), pl.col("kind").is_not_null(), pl.col("called")
    is_homonym, human = pl.col("is_homonym"), pl.col("is_human")
    sure = pl.col("is_sure") & case.is_in(toml("place_names")["homonyms_in_case"]["cases"])
    maybe = is_homonym & kazakh & case.is_in(["loc", "att"]) & ~pl.col("is_borne")
    is_bare = (case == "") | ~kazakh
    return (
        pl.when(known & upper & kazakh & (case == "p") & opens).then(pl.lit("i"))
        .when(kind & ~known & ~pl.col("own")).then(pl.lit("x"))
        .when(kind & ~known & pl.col("is_many")).then(pl.col("kind").str.to_lowercase())
        .when(kind & ~known).then("kind")
        .when(known & (pl.col("is_adjective") | (case == "adj"))).then(pl.lit("A"))
        .when(called & is_homonym & sure & ~opens).then(pl.lit("P"))
        .when(known & upper & maybe).then(pl.lit("q"))
        .when(called & is_homonym & is_bare).then(pl.lit("p"))
        .when(called & is_homonym).then(pl.lit("x"))
        .when(known & upper & human & is_bare).then(pl.lit("H"))
        .when(known & upper & human).then(pl.lit("h"))
        .when(called & kazakh & is_bare).then(pl.lit("B"))
        .when(called).then(pl.lit("P"))
        .when(kind).then("kind")
        .when(pl.col("code").is_in(_NUMBERS)).then(pl.lit("n"))
        .when(surface.is_in(HYPHENS)).then(pl.lit("-"))
        .when(surface.is_in(list(_QUOTES)))
        .then(surface.replace_strict(_QUOTES, default=None, return_dtype=pl.String))
        .when(capital & opens & pl.col("named_so") & unknown).then(pl.lit("U"))
        .when(capital & opens & ~pl.col("area")).then(pl.lit("i"))
        .when(unknown).then(pl.lit("U"))
        .when(capital & ~opens).then(pl.lit("W"))
        .otherwise(pl.lit("x"))
    )  # fmt: skip


def _people() -> frozenset[str]:
    return frozenset(plain(n) for n in toml("place_names")["homonyms"]["people"])


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
