"""What each unique word of a batch can be in the grammar of places."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.gazetteer import declined, entries, kind_openers, kinds, openers
from tasks.facts.place_letters import HYPHENS, LETTERS, lettered
from tasks.language import Entry, match
from tasks.lexicon import LETTER, toml

NAMES = ["B", "P", "H", "h", "p", "A"]
_SEEDS = list("OCDKVLTYMocdkvltymBPHhAUq")
_LEVEL_OF = {"O": "oblast", "C": "city", "D": "district", "V": "settlement"}
_ONE = ["form", "language"]


def classified(words: pl.DataFrame) -> pl.DataFrame:
    """Classifies unique words.

    Args:
        words: surface, form, language, code, case; a row a word.

    Returns:
        the same rows in their order with key (of gazetteer names), name_case, kind, kind_case, is_many, `same`
        (level of the place that the word takes up) and `same_case`, `nation` (country | over | whole | abroad), the
        letters of `place_letters.lettered`, stem (of a name that no list has), is_opener, is_hyphen, is_seed (a
        sentence without such a word names no place).
    """
    words = words.with_columns(
        form=pl.when(pl.col("language") == "en")
        .then(pl.col("form").str.replace(toml("endings")["en"]["possessive"], ""))
        .otherwise("form")
    )
    # The same form in small letters is no name: else a word would depend on what else is in its batch.
    words = words.with_columns(
        may_name=pl.col("surface").str.contains(r"^\p{Lu}")
        | pl.col("form").is_in(toml("place_names")["common"]["names"])
    )
    unique = words.filter("may_name").select(_ONE).unique(maintain_order=True)
    names = match(unique, entries(), toml("place_names")["not_names"]["kk"])
    low = match(words.select(_ONE).unique(maintain_order=True), [*kinds(), *_taken_up()])
    named = names.unique(_ONE, keep="first", maintain_order=True).select(
        *_ONE, "key", name_case="case", may_name=pl.lit(True)
    )
    kind = low.filter(pl.col("key").str.len_bytes() == 1).unique(_ONE, keep="first", maintain_order=True)
    other = low.filter(pl.col("key").str.len_bytes() > 1).unique(_ONE, keep="first", maintain_order=True)
    table = (
        words.join(named, on=[*_ONE, "may_name"], how="left", maintain_order="left").drop("may_name")
        .join(
            kind.select(*_ONE, kind="key", kind_case="case", is_many="is_plural"),
            on=_ONE, how="left", maintain_order="left",
        )
        .join(
            other.select(*_ONE, also="key", also_case="case", also_many="is_plural"),
            on=_ONE, how="left", maintain_order="left",
        )
    )  # fmt: skip
    return lettered(table.with_columns(_references())).with_columns(_stem(), *_flags())


@cache
def _references() -> list[pl.Expr]:
    """What a word that names no place takes up: 'облыста', 'в регионе', 'по стране'."""
    own = pl.col("kind").replace_strict(_LEVEL_OF, default=None, return_dtype=pl.String)
    also = pl.col("also").str.strip_prefix("same:")
    is_same = pl.col("also").str.starts_with("same:")
    # 'ауылдарда': those of the region
    level = pl.coalesce(pl.when(is_same).then(also), own)
    many = pl.coalesce(pl.when(is_same).then("also_many"), "is_many")
    many = many | pl.col("form").is_in(toml("place_names")["taking_up"]["many"])
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


@cache
def _stem() -> pl.Expr:
    """The stem of a name that no list has, by which it is known again."""
    listed = toml("place_names")["unknown"]
    form, kazakh = pl.col("form"), pl.col("language").str.starts_with("kk")
    capital = pl.col("surface").str.contains(r"^\p{Lu}\p{Ll}") & pl.all_horizontal(
        pl.col("key", "kind", "nation").is_null()
    )
    n_ending = pl.when(form.str.contains(listed["kk_long"])).then(4).otherwise(2)
    placed = pl.when(form.str.contains(listed["kk"])).then(form.str.head(-n_ending))
    russian = form.str.replace(listed["ru_ending"], "")
    stem = pl.when(kazakh).then(placed).when(pl.col("language") == "ru").then(russian).otherwise(form)
    return pl.when(capital).then(stem).alias("stem")


@cache
def _flags() -> list[pl.Expr]:
    seeds = pl.any_horizontal(pl.col(LETTERS).is_in(_SEEDS))
    opener = pl.col("form").is_in(list(openers() | kind_openers())) & pl.col("surface").str.contains(
        rf"^{LETTER}"
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
