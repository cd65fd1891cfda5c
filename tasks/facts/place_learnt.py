"""Villages that no list has are known again by the name that their article gave them: 'Жаңаталапта'."""

from __future__ import annotations

import polars as pl

from tasks.facts.place_items import SPAN
from tasks.language.runs import flagged, rows_where
from tasks.language.windows import gathered

_NAMED = ["K", "V"]
_UNKNOWN = ["W", "U", "i", "p"]


def learnt(items: pl.DataFrame, named: pl.DataFrame, home: pl.DataFrame) -> pl.DataFrame:
    """Finds bare names that the article has given with the word of their kind.

    Args:
        items: as `place_items.items` gives them.
        named: units with their chain.
        home: sentence_id, article_id.

    Returns:
        sentence_id, token_start, token_end, char_start, char_end, known_as (the chain of the full name).
    """
    kazakh = pl.col("language").str.starts_with("kk")
    villages = named.filter(pl.col("kind").is_in(_NAMED)).select(
        "chain", "article_id", row=pl.int_ranges("item", pl.col("item_end").cast(pl.Int64))
    )
    members = villages.explode("row").drop_nulls("row")
    of = items.select(pl.col("letter", "language", "form", "stem").gather(members["row"]))
    names = (
        pl.concat([members, of], how="horizontal")
        .filter(pl.col("letter").is_in(_UNKNOWN))
        .select("article_id", known_as="chain", name=pl.when(kazakh).then("form").otherwise("stem"))
        .drop_nulls()
        .unique(["article_id", "name"], keep="first", maintain_order=True)
    )
    # 'in Boran village' gives the name itself.
    rows = rows_where(items["stem"].is_not_null() & ~flagged(members["row"], items.height))
    bare = (
        pl.DataFrame(gathered(items, rows, [*SPAN, "stem", "letter", "language", "is_led"]))
        .filter(pl.col("letter").is_in(["W", "U", "i"]) & (kazakh | pl.col("is_led")))
        .select(*SPAN, name="stem")
    )
    in_article = bare.join(home, on="sentence_id", how="left", maintain_order="left")
    return in_article.join(names, on=["article_id", "name"], maintain_order="left").select(*SPAN, "known_as")


def recalled(rows: pl.DataFrame) -> pl.DataFrame:
    """Gives bare names what their full names mean.

    Args:
        rows: places with chain, known_as, level, place_text, place_code, region_code.

    Returns:
        the same rows without chain and known_as; a name whose full form fell away is left out.
    """
    taken = ("level", "place_text", "place_code", "region_code")
    full = rows.filter(pl.col("chain").is_not_null()).select(
        pl.col("chain").alias("known_as"), *(pl.col(c).alias(f"full_{c}") for c in taken)
    )
    out = rows.join(full, on="known_as", how="left", maintain_order="left").with_columns(
        pl.when(pl.col("known_as").is_null()).then(c).otherwise(f"full_{c}").alias(c) for c in taken
    )
    return out.filter(pl.col("place_text").is_not_null()).drop(
        "chain", "known_as", *(f"full_{c}" for c in taken)
    )
