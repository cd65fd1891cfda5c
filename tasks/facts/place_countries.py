"""Where a sentence speaks of the whole country, or of another."""

from __future__ import annotations

import re
from functools import cache

import polars as pl

from tasks.facts.place_items import SPAN
from tasks.language import parts
from tasks.language.once import fits
from tasks.language.runs import flagged, rows_where
from tasks.language.windows import gathered, window
from tasks.lexicon import toml

_SHORT = 4  # letters of a name too short to be known by its stem


def countries(items: pl.DataFrame) -> pl.DataFrame:
    """Where a sentence speaks of the whole country, or of another.

    Args:
        items: as `place_items.items` gives them.

    Returns:
        sentence_id, token_start, token_end, char_start, char_end, level 'country' or 'abroad', name, is_aside, refers.
    """
    rows = rows_where(items["nation"].is_not_null())
    if rows.is_empty():
        return items.select(*SPAN).clear()
    beside = {
        "form": (-2, 1),
        "token_start": (-1, -1),
        "char_start": (-1, -1),
        "token_end": (1, 1),
        "char_end": (1, 1),
    }
    near = window(items, rows, beside).select(
        form="form0", before="form-1", before2="form-2", after="form1", starts="token_start-1", begins="char_start-1",
        ends="token_end1", closes="char_end1",
    ).hstack(gathered(items, rows, [*SPAN, "nation", "language", "also_case"]))  # fmt: skip
    kazakh, is_abroad = pl.col("language").str.starts_with("kk"), _abroad() != pl.col("nation")
    over, name = (pl.col("nation") == kind for kind in ("nation:over", "nation:name"))
    placed = _placed()
    # 'в Россию' goes there, 'в России' is there.
    there = pl.col("form").str.contains(toml("place_names")["nation"]["placed_ru"])
    here = kazakh | ~is_abroad | (pl.col("language") == "en") | there
    held = pl.col("after").is_in(toml("place_names")["passing"]["held"]).fill_null(False)
    takes_after, takes_before = kazakh & over, ~kazakh & over
    latin = pl.col("language") == "kk-Latn"
    cut = pl.when(is_abroad & latin).then(
        pl.col("also_case").replace_strict({"loc": 2, "att": 4}, default=0, return_dtype=pl.Int64)
    )
    texts = dict(toml("place_names")["nation"]["text"])
    own = pl.col("language").replace_strict(texts, default=None, return_dtype=pl.String)
    return near.filter(_names_it()).select(
        "sentence_id",
        token_start=pl.when(takes_before).then("starts").otherwise("token_start"),
        token_end=pl.when(takes_after).then("ends").otherwise("token_end"),
        char_start=pl.when(takes_before).then("begins").otherwise("char_start"),
        char_end=pl.when(takes_after).then("closes").otherwise("char_end") - cut.fill_null(0),
        level=pl.when(is_abroad).then(pl.lit("abroad")).otherwise(pl.lit("country")),
        name=pl.when(is_abroad & ~latin).then(_abroad()).when(~is_abroad).then(own),
        is_aside=((name | is_abroad) & ~(placed & here).fill_null(False)) | (is_abroad & held),
        is_weak=pl.lit(False),
        is_led=placed.fill_null(False),
        refers=pl.lit(1),
    )


def _abroad() -> pl.Expr:
    """The name of another country; all that is said of the nation where it is the own."""
    return pl.col("nation").str.strip_prefix("nation:abroad:")


@cache
def _led() -> pl.Expr:
    """'в стране', 'по всей стране', 'in the country'."""
    words = toml("place_names")["nation"]
    article = pl.col("before").is_in(toml("place_names")["article"]["forms"])
    led = pl.col("before").is_in(words["placed_after"])
    return led | (article & pl.col("before2").is_in(words["placed_after"]))


@cache
def _placed() -> pl.Expr:
    """Whether a country is said to be where something is, or acts itself: 'Қазақстан бойынша', 'Kazakhstan spent …'."""
    words, is_abroad = toml("place_names")["nation"], _abroad() != pl.col("nation")
    kazakh, bare = pl.col("language").str.starts_with("kk"), pl.col("also_case").fill_null("") == ""
    name = (pl.col("nation") == "nation:name") | is_abroad
    through = kazakh & name & bare & pl.col("after").is_in(words["over_word"])
    subject = (
        ~is_abroad
        & name
        & bare
        & (pl.col("token_start") == 0)
        & pl.col("form").str.contains(words["subject"])
    )
    acts = (
        pl.when(kazakh)
        .then(~pl.col("after").str.contains(words["owned"]))
        .otherwise(pl.col("after").str.contains(words["acts"]))
    )
    placed = pl.when(kazakh).then(pl.col("also_case").is_in(["loc", "att"]) | through).otherwise(_led())
    return placed | (subject & acts.fill_null(False))


@cache
def _names_it() -> pl.Expr:
    """Whether a word that may mean a country does: a name, or 'in the country', 'по всей республике'."""
    words, kazakh = toml("place_names")["nation"], pl.col("language").str.starts_with("kk")
    is_name = (pl.col("nation") == "nation:name") | (_abroad() != pl.col("nation"))
    is_over = (pl.col("nation") == "nation:over") & pl.when(kazakh).then(
        pl.col("after").is_in(words["over_word"]) & (pl.col("also_case") == "")
    ).otherwise(_led())
    # In other cases only a title makes it the place of what follows: 'Қазақстан экспортты арттырды'.
    keep = is_name | is_over.fill_null(False) | (pl.col("nation") == "nation:whole")
    keep = keep & ~pl.col("before").is_in(words["never_after"]).fill_null(False)
    return keep & ~pl.col("after").str.contains(words["never_before"]).fill_null(False)


def is_national(sentences: pl.DataFrame) -> pl.Series:
    """Whether a sentence is of the country whatever place it names.

    Args:
        sentences: SENTENCES.

    Returns:
        a boolean a sentence.
    """
    nation, text = toml("place_names")["nation"], pl.col("text")
    texts, matters = sentences.select(text="sentence"), "|".join(nation["matters"])
    has_matter = fits(texts, text.str.contains(matters), text.str.contains(rf"(?:^|\W)(?:{matters})(?:\W|$)"))
    is_said = texts.select(text.str.contains("|".join(map(re.escape, nation["said_of"])))).to_series()
    return has_matter | is_said | owned_by_nation(texts, text.str.contains(nation["owns_hint"]))


def owned_by_nation(texts: pl.DataFrame, may: pl.Expr) -> pl.Series:
    """Whether a sentence is of what the country owns or owes; a company's or a town's foreign debt is its own.

    What other countries owe is of no town here either.

    Args:
        texts: `text` of each sentence.
        may: which of them are asked.
    """
    nation, abroad = (toml("place_names")[name] for name in ("nation", "abroad"))
    rows, text = rows_where(texts.select(may).to_series()), pl.col("text")
    small = texts[rows].select(text.str.to_lowercase())
    owns = fits(small, text.str.contains(nation["owns_hint"]), text.str.contains(nation["owns"]))
    names = (w for language in ("kk", "ru", "en") for w in abroad[language])
    others = {w.rstrip(abroad["cut"]).lower() for w in names if len(w) > _SHORT}
    debtor = parts("text", nation["debtor"]).struct
    named = pl.coalesce(debtor.field(g) for g in ("1", "2", "3", "4"))
    is_other = ~named.str.contains(f"{nation['owes']}|^(?:{'|'.join(sorted(others))})")
    owned = owns & ~fits(small, pl.lit(owns), is_other)
    return flagged(rows.filter(owned), texts.height)
