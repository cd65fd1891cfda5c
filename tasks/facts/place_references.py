"""Words that take up a place named before: 'облыста', 'в регионе'."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.place_items import SPAN
from tasks.language.runs import coming, latest, rows_where, taken
from tasks.language.windows import gathered, window
from tasks.lexicon import rows, toml

_PLACED = ["loc", "att", "dat", "gen", "acc"]
_LEAD = 1  # paragraphs from a dateline to the end of the lead
_LEVELS = {
    "oblast": ["region"],
    "city": ["city", "town"],
    "district": ["district"],
    "settlement": ["settlement"],
}
_PLACE = ("place_code", "region_code", "place_text", "level")


def references(items: pl.DataFrame) -> pl.DataFrame:
    """Words that take up a place.

    Args:
        items: as `place_items.items` gives them.

    Returns:
        sentence_id, token_start, token_end, char_start, char_end, same (level meant), is_centre,
        is_weak, is_aside, refers.
    """
    usage = toml("place_names")["taking_up"]
    near = _around(items, usage["many_kk"])
    counted = pl.col("code_before").is_in(list("nyuthHkMGTv")) | pl.col("before").is_in(usage["never_after"])
    is_free = pl.col("letter").is_in(["x", "i"]) & ~counted.fill_null(False)
    is_kazakh = pl.col("language").str.starts_with("kk")
    centre = pl.col("after").str.contains(usage["centre_kk"])
    is_subject = pl.col("form").is_in(usage["subject"]) | (
        (pl.col("letter") == "i") & (pl.col("same_case") == "")
    )
    subject = is_subject & ~pl.col("after").str.contains(usage["no_subject_before"])
    not_meant = pl.col("after").str.contains(usage["never_before"]) | (pl.col("code_after") == "n")
    # 'the regional capital', 'the Mangistau capital'
    led = pl.col("before").is_in(usage["centre_after"]) | (
        pl.col("form").is_in(usage["capital"]) & pl.col("letter_before").is_in(["B", "P"])
    )
    of_region = (pl.col("same") == "centre") & led
    is_centre = (is_kazakh & pl.col("same").is_in(["oblast", "district"]) & centre) | of_region
    # 'облыс бюджетінен', 'бюджет региона'
    is_owner = is_kazakh & is_free & (pl.col("same_case") == "") & pl.col("case_after").str.starts_with("p")
    is_owner = is_owner & ~pl.col("after").str.contains(usage["attributive_never"])
    owned = pl.col("form").is_in(usage["own_ru"]) & pl.col("letter_before").is_in(["x", "i", "n"])
    owned = owned & ~pl.col("letter_after").is_in(list("BPpHhAWU<")) & ~not_meant.fill_null(False)
    # 'the city’s Nura district': what follows is the place
    owns = (pl.col("language") == "en") & (
        (pl.col("char_end") - pl.col("char_start")).cast(pl.Int64) > pl.col("form").str.len_chars()
    )
    return near.with_columns(is_centre=is_centre.fill_null(False)).filter(
        (
            (is_kazakh & is_free & pl.col("same_case").is_in(_PLACED))
            | (is_kazakh & (pl.col("after").is_in(usage["over"]) | subject))
            | pl.col("is_centre")
            | is_owner
            | owned
            | (~is_kazakh & pl.col("before").is_in(usage["after"]) & ~not_meant.fill_null(False))
        ).fill_null(False)
        & ~owns
        & ((pl.col("same") != "centre") | of_region.fill_null(False))
    ).select(
        *SPAN, "same", "is_centre", "language", is_weak=pl.lit(False), is_aside=pl.lit(False),
        is_led=pl.lit(True), refers=pl.lit(2),
    )  # fmt: skip


def _around(items: pl.DataFrame, many: str) -> pl.DataFrame:
    """The items that take up a place, but for those of the plural, with what stands around them."""
    rows = rows_where(items["same"].is_not_null())
    rows = rows.filter(~taken(items["form"], rows).str.contains(many))
    near = window(
        items, rows, {"form": (-1, 1), "code": (-1, 1), "letter": (-1, 1), "case": (1, 1)}
    ).select(
        form="form0", letter="letter0", after="form1", before="form-1", code_before="code-1", code_after="code1",
        case_after="case1", letter_after="letter1", letter_before="letter-1",
    )  # fmt: skip
    return near.hstack(gathered(items, rows, [*SPAN, "same", "same_case", "language", "nation"]))


def resolved(rows_: pl.DataFrame) -> pl.DataFrame:
    """Fills what references mean: the place of that level last named in the article.

    Args:
        rows_: places in order of the text, with same and refers.

    Returns:
        the same rows without the references that mean nothing; a reference has the text of its place.
    """
    whole = _is_whole()
    out = _city_of_title(rows_.with_columns(_last_named()), whole)
    out = _region_of_article(out, whole).with_columns(
        same=pl.when(pl.col("same") == "centre").then(pl.lit("oblast")).otherwise("same")
    )
    meant = {c: pl.coalesce(pl.when(pl.col("same") == s).then(f"{s}_{c}") for s in _LEVELS) for c in _PLACE}
    out = out.with_columns(
        pl.when(pl.col("refers") == 2).then(e).otherwise(c).alias(c) for c, e in meant.items()
    )
    is_heading = (pl.col("refers") == 2) & pl.col("role").is_in(["title", "heading"])
    return out.filter((pl.col("place_text").is_not_null() | (pl.col("refers") == -1)) & ~is_heading)


@cache
def _is_whole() -> pl.Expr:
    """The place is named by itself, and tells where."""
    return (pl.col("refers") == 0) & ~pl.col("is_weak") & (pl.col("role") != "dateline")


@cache
def _last_named() -> list[pl.Expr]:
    """`<level>_<column>`: what the last place of each level is."""
    return [
        latest(pl.when(_is_whole() & pl.col("level").is_in(levels)).then(pl.col(c)), "article_id").alias(
            f"{same}_{c}"
        )
        for same, levels in _LEVELS.items()
        for c in _PLACE
    ]


def _city_of_title(rows_: pl.DataFrame, whole: pl.Expr) -> pl.DataFrame:
    """'қалада' means the town of its own paragraph, else that of the title, else the one named last.

    A dateline's town is meant only right below it: agencies write of the whole country from where they sit.
    """
    is_city = whole & pl.col("level").is_in(_LEVELS["city"])
    titled = is_city & (pl.col("role") == "title")
    row, told = pl.int_range(pl.len(), dtype=pl.Int64), pl.struct("article_id", "block_no").rle_id()
    at = rows_.with_columns(block=told, own=pl.when(is_city).then(row), titled=pl.when(titled).then(row))
    at = at.select(near=latest(pl.col("own"), "block"), named=latest(pl.col("titled"), "article_id"))
    meant = at.select(pl.coalesce("near", "named")).to_series()
    # 'Алматы, 22 мамыр 2026 жыл. Қалада …': in the lead, where no town is named yet, that of the dateline
    line = pl.col("level").is_in(_LEVELS["city"]) & (pl.col("role") == "dateline")
    at = rows_.select("block_no", line=latest(pl.when(line).then(row), "article_id"))
    lead = pl.col("block_no") - pl.col("block_no").gather(pl.col("line")) <= _LEAD
    over = at.select(pl.when(lead).then("line")).to_series()
    return rows_.with_columns(
        pl.coalesce(pl.col(c).gather(meant), f"city_{c}", pl.col(c).gather(over)).alias(f"city_{c}")
        for c in _PLACE
    )


def _region_of_article(rows_: pl.DataFrame, whole: pl.Expr) -> pl.DataFrame:
    """'облыста' also means the region of the towns named, where no region is."""
    regions = {r["region_code"]: r["place_code"] for r in rows("places") if r["type"] == "oblast"}
    known = pl.when(whole & pl.col("region_code").is_in(list(regions))).then("region_code")
    last = pl.coalesce(latest(known, "article_id"), coming(known, "article_id"))
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
    out = out.join(
        _called(),
        left_on=["meant", "language"],
        right_on=["place_code", "language"],
        how="left",
        maintain_order="left",
    )
    town, region = pl.coalesce("town", "called", "place_text"), pl.coalesce("named", "called", "place_text")
    text = pl.when("is_centre").then(town).otherwise(region)
    return out.with_columns(
        oblast_place_code="meant",
        oblast_region_code="near_region",
        oblast_place_text=pl.when(pl.col("meant").is_not_null()).then(text),
        oblast_level=pl.when("is_centre").then(pl.lit("city")).otherwise(pl.lit("region")),
    )


def with_own_name(rows_: pl.DataFrame) -> pl.DataFrame:
    """Adds own_name: what the code list calls the place in the language of its sentence.

    Args:
        rows_: places with place_code, language.
    """
    called = _called().rename({"called": "own_name"})
    return rows_.drop("called", strict=False).join(
        called, on=["place_code", "language"], how="left", maintain_order="left"
    )


@cache
def _called() -> pl.DataFrame:
    """What regions and their chief towns are called in each language: place_code, language, called."""
    words, out = toml("place_names")["called"], []
    for r in rows("places"):
        word = words if r["type"] == "oblast" else {}
        out.append((r["place_code"], "kk-Cyrl", r["name_kk"] + word.get("kk", "")))
        out.append((r["place_code"], "ru", r["name_ru"]))
        out.append((r["place_code"], "en", r["name_en"] + word.get("en", "")))
    return pl.DataFrame(out, schema=["place_code", "language", "called"], orient="row")
