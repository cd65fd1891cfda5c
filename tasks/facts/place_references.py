"""Words that mean the country, and words that take up one named before: 'облыста', 'в регионе'."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.language import Entry, match
from tasks.language.runs import neighbour
from tasks.lexicon import rows, toml

_PLACED = ["loc", "att", "dat", "gen", "acc"]
_SUBJECT = ["өңір"]  # also where it is the subject: 'өңір былтыр сатты'
_LEVELS = {
    "oblast": ["region"],
    "city": ["city", "town"],
    "district": ["district"],
    "settlement": ["settlement"],
}


def countries(items: pl.DataFrame) -> pl.DataFrame:
    """Where a sentence speaks of the whole country.

    Args:
        items: as `place_items.items` gives them.

    Returns:
        sentence_id, token_start, token_end, char_start, char_end, level 'country', is_weak, refers.
    """
    words = toml("place_names")["country"]
    named = match(_unique(items), [Entry("country", kk=[w.lower() for w in words["kk"]])])
    here = _in(items, named.filter(pl.col("case").is_in(["loc", "att"])))
    over = match(_unique(items), [Entry("over", kk=[w.lower() for w in words["over"]])])
    is_over = _in(items, over.filter(pl.col("case") == "")) & items["form"].shift(-1).is_in(
        words["over_word"]
    )
    foreign = _phrases(items, "ru", _spelled(words["ru"]) + words["national_ru"])
    foreign = pl.max_horizontal(foreign, _phrases(items, "en", words["en"] + words["national_en"]))
    width = items.select(
        pl.max_horizontal(
            pl.when(here | items["form"].is_in(words["national"])).then(1), pl.when(is_over).then(2), foreign
        )
    ).to_series()
    where = width.is_not_null()
    return pl.concat(
        [
            _rows(items, where, width).with_columns(is_aside=pl.lit(False)),
            # In other cases only a title makes it the place of what follows: 'Қазақстан экспортты арттырды'.
            _rows(items, _in(items, named) & ~where, width).with_columns(is_aside=pl.lit(True)),
        ]
    ).with_columns(level=pl.lit("country"), is_weak=pl.lit(False), refers=pl.lit(1))


def references(items: pl.DataFrame) -> pl.DataFrame:
    """Words that take up a place.

    Args:
        items: as `place_items.items` gives them.

    Returns:
        sentence_id, token_start, token_end, char_start, char_end, same (level meant), is_centre,
        is_weak, is_aside, refers.
    """
    found = (
        match(_unique(items), _same())
        .unique(["form", "language"], keep="first")
        .select(
            "form",
            "language",
            # 'ауылдарда': those of the region
            same=pl.when(pl.col("is_plural") & (pl.col("key") != "oblast"))
            .then(pl.lit("oblast"))
            .otherwise("key"),
            same_case="case",
        )
    )
    table = items.with_row_index("item").join(
        found, on=["form", "language"], how="left", maintain_order="left"
    )
    lexicon = toml("place_names")["same"]
    after = neighbour("form", 1)
    counted = pl.col("code").shift(1).is_in(list("nyuthHkMGTv")) | pl.col("form").shift(1).is_in(
        lexicon["never_after"]
    )
    is_free = pl.col("letter").is_in(["x", "i"]) & ~counted.fill_null(False)
    is_kazakh = pl.col("language").str.starts_with("kk")
    centre = after.str.contains(f"^(?:{'|'.join(lexicon['centre']['kk'])})")
    subject = pl.col("form").is_in(_SUBJECT) & ~after.str.contains("^(?:әкім|басшы|тұрғын|халқ|экономика)")
    is_centre = ((pl.col("same") == "oblast") & is_kazakh & centre).fill_null(False)
    hits = table.with_columns(is_centre=is_centre).filter(
        pl.col("same").is_not_null()
        & (
            (is_kazakh & is_free & pl.col("same_case").is_in(_PLACED))
            | (is_kazakh & (after.is_in(lexicon["over"]) | subject))
            | is_centre
            | (~is_kazakh & pl.col("form").shift(1).is_in(["в", "по", "the", "in"]))
        ).fill_null(False)
    )
    return hits.select(
        "sentence_id",
        "token_start",
        "token_end",
        "char_start",
        "char_end",
        "same",
        "is_centre",
        is_weak=pl.lit(False),
        is_aside=pl.lit(False),
        refers=pl.lit(2),
    )


def resolved(rows_: pl.DataFrame) -> pl.DataFrame:
    """Fills what references mean: the place of that level last named in the article.

    Args:
        rows_: places in order of the text, with same and refers.

    Returns:
        the same rows without the references that mean nothing; a reference has the text of its place.
    """
    whole = (pl.col("refers") == 0) & ~pl.col("is_weak") & (pl.col("role") != "dateline")
    out = rows_
    for same, levels in _LEVELS.items():
        fits = whole & pl.col("level").is_in(levels)
        for c in ("place_code", "region_code", "place_text", "level"):
            known = pl.when(fits).then(pl.col(c))
            out = out.with_columns(known.forward_fill().over("article_id").alias(f"{same}_{c}"))
    out = _region_of_article(out, whole)
    for c in ("place_code", "region_code", "place_text", "level"):
        meant = pl.coalesce([pl.when(pl.col("same") == s).then(pl.col(f"{s}_{c}")) for s in _LEVELS])
        out = out.with_columns(pl.when(pl.col("refers") == 2).then(meant).otherwise(pl.col(c)).alias(c))
    is_heading = (pl.col("refers") == 2) & pl.col("role").is_in(["title", "heading"])
    return out.filter(pl.col("place_text").is_not_null() & ~is_heading)


def _region_of_article(rows_: pl.DataFrame, whole: pl.Expr) -> pl.DataFrame:
    """'облыста' also means the region of the towns named, where no region is."""
    regions = {r["region_code"]: r["place_code"] for r in rows("places") if r["type"] == "oblast"}
    known = pl.when(whole & pl.col("region_code").is_in(list(regions))).then("region_code")
    last = pl.coalesce(known.forward_fill().over("article_id"), known.backward_fill().over("article_id"))
    out = rows_.with_columns(near_region=last)
    first = (
        out.filter(whole & (pl.col("level") == "region"))
        .group_by("article_id", "region_code", maintain_order=True)
        .agg(named=pl.col("place_text").first())
    )
    out = out.join(
        first,
        left_on=["article_id", "near_region"],
        right_on=["article_id", "region_code"],
        how="left",
        maintain_order="left",
    )
    code = pl.col("near_region").replace_strict(regions, default=None, return_dtype=pl.String)
    towns = (
        out.filter(whole & (pl.col("level") == "city"))
        .group_by("article_id", "place_code", maintain_order=True)
        .agg(town=pl.col("place_text").first())
    )
    centre = (code.cast(pl.Int64) + 1_000_000).cast(pl.String)  # KATO: the chief town is the region's first
    out = out.with_columns(meant=pl.when("is_centre").then(centre).otherwise(code))
    out = out.join(
        towns,
        left_on=["article_id", "meant"],
        right_on=["article_id", "place_code"],
        how="left",
        maintain_order="left",
    )
    text = (
        pl.when("is_centre")
        .then(pl.coalesce("town", "place_text"))
        .otherwise(pl.coalesce("named", "place_text"))
    )
    return out.with_columns(
        oblast_place_code="meant",
        oblast_region_code="near_region",
        oblast_place_text=pl.when(pl.col("meant").is_not_null()).then(text),
        oblast_level=pl.when("is_centre").then(pl.lit("city")).otherwise(pl.lit("region")),
    )


@cache
def _same() -> tuple[Entry, ...]:
    words = toml("place_names")["same"]
    return tuple(Entry(k, kk=words[k]["kk"], ru=words[k]["ru"], en=words[k]["en"]) for k in _LEVELS)


def _unique(items: pl.DataFrame) -> pl.DataFrame:
    return items.select("form", "language").unique(maintain_order=True)


def _in(items: pl.DataFrame, found: pl.DataFrame) -> pl.Series:
    marked = items.select("form", "language").join(
        found.select("form", "language", hit=pl.lit(True)).unique(),
        on=["form", "language"],
        how="left",
        maintain_order="left",
    )
    return marked["hit"].fill_null(False)


def _spelled(notation: list[str]) -> list[str]:
    out = []
    for item in notation:
        stem, _, endings = item.lower().partition(":")
        out += [stem.strip() + e for e in endings.split()]
    return out


def _phrases(items: pl.DataFrame, language: str, phrases: list[str]) -> pl.Expr:
    """How many items the phrase has that begins at an item; null where none does."""
    hits = []
    for phrase in phrases:
        words = phrase.lower().split()
        here = pl.all_horizontal(pl.col("form").shift(-k) == w for k, w in enumerate(words))
        hits.append(pl.when((pl.col("language") == language) & here).then(len(words)))
    return pl.max_horizontal(hits)


def _rows(items: pl.DataFrame, mask: pl.Series, width: pl.Series) -> pl.DataFrame:
    first = mask.arg_true()
    last = (first + width.gather(first).fill_null(1) - 1).clip(upper_bound=items.height - 1)
    return items[first].select(
        "sentence_id",
        "token_start",
        "char_start",
        token_end=items["token_end"].gather(last),
        char_end=items["char_end"].gather(last),
    )
