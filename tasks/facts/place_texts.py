"""How a place is written: without the ending of its case, which is no part of the name."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.gazetteer import nominatives, plain
from tasks.language import fold, folded
from tasks.language.runs import by_value, taken
from tasks.lexicon import toml

_SHORT = r"^\p{Lu}{2,4}$"


def trimmed(named: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """Cuts the Kazakh case ending off; marks what passes by.

    Args:
        named: units, as `place_units.units` gives them.
        words: items.

    Returns:
        the same rows with char_end before the ending, is_aside, is_speaker (of whoever speaks), is_led (after
        'в', 'in', 'of', or in the case of places), is_by_name and `name`: the nominative of a bare Russian name.
    """
    last = named["item_end"] - 1
    form, key = taken(words["form"], last), taken(words["key"], last)
    case = pl.col("case").str.replace("^p", "")
    kazakh = pl.col("language").str.starts_with("kk")
    passing = toml("place_names")["passing"]
    after, next_after = (taken(words["form"], (last + k).clip(upper_bound=words.height - 1)) for k in (1, 2))
    before = taken(words["form"], (named["item"] - 1).clip(lower_bound=0))
    leads = pl.Series(before.is_in([*passing["from_ru"], *passing["from_en"]])) & ~kazakh
    speaker = toml("place_names")["speaker"]
    speaks = after.str.contains(speaker["after"]) | before.is_in(speaker["before"])
    # 'в 20 км от Конаева', 'an Almaty-based company'
    before2 = taken(words["form"], (named["item"].cast(pl.Int64) - 2).clip(lower_bound=0))
    leads = leads & ~pl.Series(before2.is_in(passing["near_ru"]))
    edge = after.str.contains(passing["edge_kk"]) & next_after.is_in(passing["up_to_kk"])
    comes_from = after.is_in(["-", "‑"]) & next_after.is_in(passing["by_en"])
    article = before.is_in(toml("place_names")["article"]["forms"])
    led, road = toml("place_names")["led"]["by"], toml("place_names")["on_road"]
    held = after.is_in(passing["held"]) & ~next_after.str.contains(passing["held_time"])
    cut = (
        pl.when(kazakh & (case != "") & (case != "adj")).then(_beyond(named, form, key).clip(0)).fill_null(0)
    )
    base = pl.Series(key.replace_strict(nominatives(), default=None, return_dtype=pl.String))
    return named.with_columns(
        char_end=(pl.col("char_end").cast(pl.Int64) - cut),
        name=pl.when(
            (pl.col("kind") == "") & (pl.col("language") == "ru") & ~pl.col("is_list") & ~pl.col("is_route")
        ).then(base),
        is_led=pl.when(kazakh)
        .then(case.is_in(["loc", "att"]) & ~(pl.col("is_route") & pl.lit(form.str.contains(road["way_kk"]))))
        .when("is_route")
        .then(pl.Series(before.is_in(road["on"]) | (article & before2.is_in(road["on"]))))
        .otherwise(pl.Series(before.is_in(led) | (article & before2.is_in(led)))),
        is_by_name=pl.col("keys").list.first().is_in(_by_names()).fill_null(False),
        is_aside=pl.col("is_weak")
        | (case == "abl")
        | leads
        | pl.Series((before == "(") & (after == ")"))
        | pl.Series(after.is_in(passing["kk"]) | held | comes_from | edge)
        | (pl.lit(after.is_in(passing["between_kk"])) & ~pl.col("is_list")),
        is_speaker=pl.Series(speaks).fill_null(False),
    )


def _beyond(named: pl.DataFrame, form: pl.Series, key: pl.Series) -> pl.Expr:
    """How many letters the last word of each place has beyond its name: by its kind's case, a guess or the name."""
    name = pl.select(pl.lit(key).str.replace("^kk:", "")).to_series()
    has_kind = (pl.col("kind") != "") | pl.col("is_route")
    long = pl.lit(form).str.contains(toml("place_names")["unknown"]["kk_long"])
    cased = named.select(pl.concat_str("case", pl.lit(":"), fold(pl.lit(form))).alias("cased"))
    ending = by_value(cased, ["cased"], _ending_chars("cased").alias("ending"))["ending"]
    return (
        pl.when(has_kind)
        .then(pl.lit(ending))
        .when("is_new")
        .then(pl.when(long).then(4).otherwise(2))
        .otherwise(pl.lit(form).str.len_chars().cast(pl.Int64) - pl.lit(name).str.len_chars().cast(pl.Int64))
    )


def worded(rows: pl.DataFrame) -> pl.DataFrame:
    """Adds place_text.

    Args:
        rows: places with char_start and char_end, the `text` of their sentence and its first character's `base`.

    Returns:
        the same rows.
    """
    start = pl.col("char_start").cast(pl.Int64) - pl.col("base")
    written = pl.col("text").str.slice(start, pl.col("char_end") - pl.col("char_start"))
    written = written.str.replace(toml("endings")["en"]["possessive"], "")
    is_small = written.str.contains(r"\p{Ll}")  # 'АКТАУ' stays as it is
    is_called = pl.col("name").is_not_null() & (is_small | (pl.col("level") == "country"))
    return rows.with_columns(place_text=pl.when(is_called).then("name").otherwise(written))


def spelled_out(rows: pl.DataFrame) -> pl.DataFrame:
    """Gives abbreviated regions ('СҚО') the name that their article writes in full, where it does, by-names the own.

    Args:
        rows: places with article_id, place_code, level, place_text, is_by_name, own_name.

    Returns:
        the same rows.
    """
    called = rows.filter("is_by_name").select("article_id", "place_text", by_name=pl.lit(True)).unique()
    told = rows.join(called, on=["article_id", "place_text"], how="left", maintain_order="left")
    by_name = pl.col("by_name").fill_null(False)
    is_other = (pl.col("level") == "region") & (pl.col("place_text").str.contains(_SHORT) | by_name)
    own = told.filter((pl.col("level") == "region") & ~is_other)
    full = own.group_by("article_id", "place_code").agg(full=pl.col("place_text").first())
    # Where no list has the region's name in that alphabet, its chief town as the article writes it.
    town = told.filter(pl.col("level") == "city").group_by("article_id", "region_code")
    out = told.join(full, on=["article_id", "place_code"], how="left", maintain_order="left").join(
        town.agg(chief=pl.col("place_text").first()),
        on=["article_id", "region_code"], how="left", maintain_order="left",
    )  # fmt: skip
    own_name = pl.when(by_name).then(pl.coalesce("own_name", "chief"))
    named = pl.coalesce("full", own_name, "place_text")
    return out.with_columns(place_text=pl.when(is_other).then(named).otherwise("place_text"))


@cache
def _by_names() -> list[str]:
    return [f"kk:{plain(n)}" for n in toml("place_names")["by_names"]["names"]]


@cache
def _ending_chars(column: str) -> pl.Expr:
    """How many letters the ending has, of 'case:form', its letters merged as `fold` does."""
    cased, out, suffixes = pl.col(column), pl.lit(0, pl.Int64), toml("suffixes")
    for case, endings in suffixes["case"].items():
        unowned = [e for e in endings if not e.startswith(suffixes["after_possessive"])]
        for owned, fitting in (("p", endings), ("", unowned)):
            longest = "|".join(sorted({folded(e) for e in fitting}, key=len, reverse=True))
            found = cased.str.extract(f"^{owned}{case}:.*?({longest})$").str.len_chars().cast(pl.Int64)
            out = pl.when(cased.str.starts_with(f"{owned}{case}:")).then(found).otherwise(out)
    return out
