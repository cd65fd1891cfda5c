"""What kind of asset an object is and which sector it belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import polars as pl

from tasks.language.letters import one_of
from tasks.language.once import of_some
from tasks.language.runs import neighbour
from tasks.language.windows import window
from tasks.lexicon import toml

_AROUND = 14  # words on each side that may say what a general noun is for
_PLANTS = ["water", "environment", "agriculture"]  # sectors that have plants of their own
_OF_OBJECT = [
    "row", "sentence_id", "start", "head_row", "head_start", "after", "family", "is_part", "part_row", "is_dashed",
]  # fmt: skip
_USED = [
    "own_sector", "own_kind", "part_row", "is_dashed", "inner_sector", "inner_modifier", "nearby", "is_open", "heading",
    "article_sector", "group_sector",
]  # fmt: skip
_CLEAR = 0.6  # share of the words around that must agree


@cache
def _section(name: str) -> tuple[Mapping[str, Any], ...]:
    return tuple(toml("projects")[name])


@cache
def _of(column: str, section: str, key: str) -> pl.Expr:
    table = pl.Series([e.get(key) for e in _section(section)], dtype=pl.String)
    return pl.lit(table).gather(pl.col(column))


@cache
def heads() -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """family, sector and kind of the head."""
    return _of("head", "head", "family"), _of("head", "head", "sector"), _of("head", "head", "kind")


@cache
def needs_words() -> pl.Expr:
    """Whether the bare noun says nothing definite ('жол ашылды')."""
    bare = [i for i, e in enumerate(_section("head")) if e.get("needs_words") or "family" in e]
    return pl.col("head").is_in(bare)


@cache
def counted_only() -> pl.Expr:
    """Whether the noun is an object only where it is counted ('баспана')."""
    return pl.col("head").is_in([i for i, e in enumerate(_section("head")) if e.get("counted_only")])


@cache
def is_programme() -> pl.Expr:
    """Whether the noun is a programme."""
    return pl.col("head").is_in([i for i, e in enumerate(_section("head")) if e.get("family") == "programme"])


@cache
def is_work() -> pl.Expr:
    """Whether the noun is works and an object at once: 'дноуглубление реки'."""
    return pl.col("head").is_in([i for i, e in enumerate(_section("head")) if e.get("is_work")])


@cache
def is_works() -> pl.Expr:
    """Whether the head is works without an object ('газ тарту', 'жағаны бекіту')."""
    return pl.col("head").is_in([i for i, e in enumerate(_section("head")) if e.get("family") == "works"])


@cache
def is_settlement() -> pl.Expr:
    """Whether the noun is a village or the like."""
    return pl.col("head").is_in(
        [i for i, e in enumerate(_section("head")) if e.get("family") == "settlement"]
    )


@cache
def is_line() -> pl.Expr:
    """Whether the noun is a line or works on one, which goes on from place to place ('су құбыры', 'жол')."""
    return pl.col("head").is_in(
        [
            i
            for i, e in enumerate(_section("head"))
            if e.get("family") in ("network", "works", "programme", "general", "settlement")
            or str(e.get("kind")).endswith(("_network", "_grid", "_lighting"))
            or e.get("kind") in ("road", "metro", "brt_lrt")
        ]
    )


@cache
def is_plan() -> pl.Expr:
    """Whether the noun is a plan, in which things stand ('бас жоспарда … көзделген')."""
    return pl.col("head").is_in([i for i, e in enumerate(_section("head")) if e.get("is_plan")])


def classified(objects: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """Names kind and sector.

    Args:
        objects: row, start, head_row, sentence_id, article_id, head; one row an object, in order.
        words: as `project_phrases.marked` gives them.

    Returns:
        `objects` with kind, sector.
    """
    family, own_sector, own_kind = heads()
    objects = objects.with_columns(family=family, own_sector=own_sector, own_kind=own_kind)
    dashed = window(words, objects["row"], {"is_dash": (1, 1)})["is_dash1"]
    objects = objects.with_columns(
        part_row=neighbour(pl.when("is_part").then(pl.col("row").cast(pl.Int64)), 1),
        is_dashed=dashed.fill_null(False) & (pl.col("family") == "general") & pl.col("is_part"),
    )
    around = _around(objects, words)
    known = objects.join(_inside(around), on="row", how="left", maintain_order="left").join(
        _nearby(around), on="row", how="left", maintain_order="left"
    )
    # 'Көше жарығы' says itself what it is, though it needs words to be told from others.
    is_closed = one_of(pl.col("family"), "network", "works") & pl.col("own_sector").is_not_null()
    known = known.with_columns(is_open=pl.col("family").is_not_null() & ~is_closed)
    known = _by_article(_by_heading(known, words))
    known = known.with_columns(sector=_sector(), kind=pl.coalesce(_kinds(known), "own_kind"))
    # 'Көшеге жарық тартылды': the works are on its lamps
    lit = (pl.col("own_kind") == "road").fill_null(False) & pl.col("is_lit")
    known = known.with_columns(
        sector=pl.when(lit).then(pl.lit("public_space")).otherwise("sector"),
        kind=pl.when(lit).then(pl.lit("street_lighting")).otherwise("kind"),
    )
    return _of_groups(known).drop(_USED, "is_lit")


def _around(objects: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """Each object with each word of its sentence that says what a thing is for, and how far from the head it stands."""
    streets = toml("projects")["street"]["stems"]
    address = (pl.col("head_case") == "p") & one_of(pl.col("head_stem"), *streets)
    spoken = words.select("row", "sentence_id", "modifier", "head", "head_case", "head_stem").filter(
        pl.col("modifier").is_not_null() | pl.col("head").is_not_null()
    )
    signs = spoken.filter(~address.fill_null(False)).select(
        "sentence_id",
        "modifier",
        sign_row=pl.col("row").cast(pl.Int64),
        is_bare=pl.col("head").is_null() | one_of(pl.col("head_case"), "", "p"),
        sign_sector=pl.coalesce(_of("modifier", "modifier", "sector"), heads()[1]),
    )
    around = objects.select(_OF_OBJECT).join(signs, on="sentence_id", how="inner")
    return around.with_columns(distance=pl.col("sign_row") - pl.col("head_row").cast(pl.Int64))


def _nearby(around: pl.DataFrame) -> pl.DataFrame:
    """row, nearby: the sector that the words near the object agree on."""
    near = (pl.col("distance") != 0) & (pl.col("distance").abs() <= _AROUND) & ~_never("sign_sector")
    # 'Оның 52-сі – әлеуметтік нысан' says what the part is, not the group.
    near = near & ~(pl.col("part_row") < pl.col("sign_row")).fill_null(False)
    return _majority(around.filter(near), "row", "nearby")


def _by_article(known: pl.DataFrame) -> pl.DataFrame:
    """The sector that the objects of the article agree on."""
    told_of = known.select(
        "article_id", sign_sector=pl.coalesce(pl.when("is_open").then("inner_sector"), "own_sector")
    )
    agreed = _majority(told_of, "article_id", "article_sector")
    return known.join(agreed, on="article_id", how="left", maintain_order="left")


@cache
def _sector() -> pl.Expr:
    """The sector by the noun and its own words, else by the noun said before, the heading, the words around …"""
    # 'Жүк көлігінің бөлшектерін шығаратын зауыт' is industry, whatever it makes.
    made = ((pl.col("family") == "plant") & ~pl.col("inner_sector").is_in(_PLANTS)).fill_null(False)
    told = pl.when(pl.col("is_open") & ~made).then("inner_sector").otherwise("own_sector")
    # 'Өндіріс нысаны', 'спорт алаңы': a noun of two words needs no other to say what it is.
    is_whole = pl.col("head_start") < pl.col("head_row")
    told = pl.coalesce(told, pl.when(is_whole).then("own_sector"))
    # The same noun said before in the article means the same sort of thing: '45 сорғы стансасы … 9 станса'.
    before = told.forward_fill().over("article_id", "head_stem")
    # What title and article agree on outweighs single words beside 'the project'.
    is_vague = one_of(pl.col("family"), "general", "building")
    return pl.coalesce(
        told,
        pl.when((pl.col("family") != "general") | pl.col("is_part")).then(before),
        # A store is of what is spoken of, else of goods.
        pl.when(pl.col("family").ne_missing("station")).then("own_sector"),
        pl.when((pl.col("heading") == pl.col("article_sector")) & is_vague).then("heading"),
        pl.when(pl.col("nearby") != "?").then("nearby"),
        pl.when((pl.col("nearby") == "?") & is_vague).then(pl.lit("mixed")),
        pl.when(~_never("heading")).then("heading"),
        pl.when((pl.col("article_sector") != "?") & ~_never("article_sector")).then("article_sector"),
        "own_sector",
        pl.lit("mixed"),
    )


def _of_groups(known: pl.DataFrame) -> pl.DataFrame:
    """A part is of its group's sector, unless a word behind a dash says its own."""
    groups = known.filter(~pl.col("is_part")).select(head_row="row", group_sector="sector")
    known = known.join(groups, on="head_row", how="left", maintain_order="left")
    own = pl.col("is_dashed") & pl.col("inner_sector").is_not_null()
    of_group = pl.when(pl.col("is_part") & ~own).then("group_sector")
    return known.with_columns(sector=pl.coalesce(of_group, "sector"))


def _never(column: str) -> pl.Expr:
    """The family of the noun can't have that sector."""
    barred = toml("projects")["barred_sectors"]
    told = [(pl.col("family") == f) & pl.col(column).is_in(sectors) for f, sectors in barred.items()]
    return pl.any_horizontal(told).fill_null(False)


def _inside(around: pl.DataFrame) -> pl.DataFrame:
    """The modifier in the phrase that stands nearest to the head, before it rather than after."""
    # The noun's own first words don't say what it is for: 'балалар алаңы'.
    within = (pl.col("sign_row") >= pl.col("start").cast(pl.Int64)) & (
        pl.col("sign_row") < pl.col("head_start").cast(pl.Int64)
    )
    behind = (pl.col("distance") > 0) & (pl.col("sign_row") <= pl.col("after"))
    # '6-уы – білім саласында'
    dashed = (
        pl.col("is_dashed") & pl.col("is_bare") & (pl.col("sign_row") == pl.col("row").cast(pl.Int64) + 2)
    )
    near = pl.when(behind).then(-1000 - pl.col("distance")).otherwise("distance")
    return (
        around.filter((within | behind | dashed) & pl.col("sign_sector").is_not_null())
        .sort("row", near, maintain_order=True)
        .group_by("row", maintain_order=True)
        .agg(inner_sector=pl.col("sign_sector").last(), inner_modifier=pl.col("modifier").last())
    )


def _majority(signs: pl.DataFrame, over: str, name: str) -> pl.DataFrame:
    """The sector that most signs agree on; '?' where they don't."""
    counts = (
        signs.drop_nulls("sign_sector").group_by(over, "sign_sector", maintain_order=True).agg(n=pl.len())
    )
    top = counts.sort(over, "n", descending=[False, True], maintain_order=True).group_by(
        over, maintain_order=True
    )
    return top.agg(best=pl.col("sign_sector").first(), share=pl.col("n").first() / pl.col("n").sum()).select(
        over, pl.when(pl.col("share") >= _CLEAR).then("best").otherwise(pl.lit("?")).alias(name)
    )


def _by_heading(objects: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """The sector of the heading over the object, else of the article's title."""
    first = words.select("sentence_id", "article_id", "role", "token_no").filter(pl.col("token_no") == 0)
    titles = words.select("sentence_id", "role", "modifier", "head").filter(
        one_of(pl.col("role"), "heading", "title")
    )
    signs = titles.select(
        "sentence_id", sign_sector=pl.coalesce(_of("modifier", "modifier", "sector"), heads()[1])
    )
    named = _majority(signs, "sentence_id", "sector_named").filter(pl.col("sector_named") != "?")
    titled = first.join(named, on="sentence_id", how="left", maintain_order="left").select(
        "sentence_id",
        heading=pl.when(one_of(pl.col("role"), "heading", "title"))
        .then("sector_named")
        .forward_fill()
        .over("article_id"),
    )
    return objects.join(titled, on="sentence_id", how="left", maintain_order="left")


def _kinds(known: pl.DataFrame) -> pl.Series:
    """The kinds of the few objects that a modifier makes something of its own."""
    asked = known.select("is_open", "family", "inner_modifier")
    may_be = pl.col("is_open") & pl.col("inner_modifier").is_not_null()
    told = of_some(asked, may_be, lambda some: some.select(kind=_kind()), {"kind": pl.String})
    return told["kind"]


@cache
def _kind() -> pl.Expr:
    """The kind by family and modifier."""
    pairs = {
        (f, i): kind for i, e in enumerate(_section("modifier")) for f, kind in e.get("kinds", {}).items()
    }
    table = {f"{f}/{i}": kind for (f, i), kind in pairs.items()}
    return pl.concat_str("family", pl.col("inner_modifier").cast(pl.String), separator="/").replace_strict(
        table, default=None, return_dtype=pl.String
    )
