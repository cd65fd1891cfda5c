"""Indicator rows out of quantities that aren't money."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts import period_choice, places
from tasks.facts.counted_nouns import told_nouns
from tasks.facts.counting import counted
from tasks.facts.evidence import evident, stable_id
from tasks.facts.indicator_cues import hits
from tasks.facts.metric_codes import coded
from tasks.facts.metrics import with_metric
from tasks.facts.movement import moved
from tasks.facts.place_choice import Here
from tasks.facts.word_windows import lined, spots
from tasks.language.normal import fold
from tasks.lexicon import toml

_KINDS = ["percent", "times", "quantity", "count"]
_ALIKE = 4  # letters of a noun, whatever its ending
_IS_BASE = pl.col("kind") == "base"  # '1000 адамға шаққанда'


def derive(
    sentences: pl.DataFrame,
    tokens: pl.DataFrame,
    mentions: pl.DataFrame,
    here: Here,
    when: pl.DataFrame,
    projects: pl.DataFrame,
) -> pl.DataFrame:
    """One row per quantity that isn't money, nor a count of projects.

    Args:
        sentences: SENTENCES.
        tokens: TOKENS with `clause`.
        mentions: MENTIONS.
        here: places named and spoken of.
        when: periods found.
        projects: project_mentions, with mention_no of what they count.

    Returns:
        the columns of `indicators` but project_id and run_id, with mention_no, sentence_id, role_of_block, noun.
    """
    free = mentions.filter(pl.col("kind").is_in(_KINDS) & pl.col("value").is_not_null())
    taken = pl.concat([projects["mention_no"].cast(pl.UInt32), projects["again"].explode()]).drop_nulls()
    free = free.filter(~pl.col("mention_no").is_in(taken.implode()))
    words = lined(tokens, free, mentions)
    cues = hits(words)
    near = counted(spots(free, words), words, mentions, cues)
    told = moved(near, words, cues)
    aside = [x.select("sentence_id", "token_start", "token_end") for x in (when, mentions.filter(_IS_BASE))]
    measured = coded(with_metric(told, words, sentences, pl.concat(aside), here.named)).with_columns(
        measure_kind="kind"
    )
    measured = measured.with_columns(noun=told_nouns(measured, words))
    parts = [measured, places.of(measured, here), period_choice.of(_at_their_ends(measured), when)]
    rows = evident(pl.concat(parts, how="horizontal").drop("language", "told"), sentences)
    coming = pl.when(_is_to_come()).then(pl.lit("target"))
    return _as_places(_in_own_letters(rows, tokens)).with_columns(
        # a unit that is a noun of its own ('оқу орны') is what is counted
        counted=pl.when(pl.col("unit") == "unit").then(pl.coalesce("counted", "metric")).otherwise("counted"),
        # so many of each thousand: no such number of them
        unit=pl.when("is_rate").then(pl.lit("other")).otherwise("unit"),
        metric_code=pl.when(~pl.col("is_rate")).then("metric_code"),
        kind=pl.coalesce("plan", coming, _of_what_is_ahead(rows, projects), pl.lit("actual")),
        confidence=_confidence(),
        indicator_id=stable_id("article_id", "char_start", "char_end", "value", "value_max", "unit"),
    )


def _at_their_ends(measured: pl.DataFrame) -> pl.DataFrame:
    """Quantities where their periods are sought: of a change, the period is that of its end."""
    is_change = pl.col("value_from").is_not_null() & (pl.col("rule") != "timed change")
    end = pl.col("token_start") + pl.col("number_last") - pl.col("row_start")
    return measured.with_columns(
        first="token_start", token_start=pl.when(is_change).then(end).otherwise("token_start")
    )


@cache
def _is_to_come() -> pl.Expr:
    """What is told of a time to come isn't measured yet; '2030 жылға дейін' runs into it unless works are over."""
    is_done, is_so = pl.col("is_done").fill_null(False), pl.col("is_so").fill_null(False)
    term = pl.col("period_start").is_null() & (pl.col("period_end") > pl.col("published"))
    until = term & pl.col("period_text").str.contains(toml("indicators")["until"]) & ~is_done & ~is_so
    # 'жыл соңына дейін 11 мың отбасына баспана беріледі'
    until |= term & (pl.col("is_will") & ~pl.col("is_so")).fill_null(False) & ~pl.col("is_done")
    return (pl.col("period_start") > pl.col("published")) | until


@cache
def _confidence() -> pl.Expr:
    """How often such rows were right in annotated articles, by what makes them."""
    told = toml("indicators")["confidence"]
    is_count = pl.col("measure_kind") == "count"
    few = is_count & (pl.col("value") <= told["few_up_to"]) & (pl.col("comparator") == "eq")
    return (
        pl.when("is_part")
        .then(told["part"])
        .when(few)
        .then(told["few"])
        .when(is_count & (pl.col("unit") == "unit"))
        .then(told["count"])
        .when(is_count)
        .then(told["known_noun"])
        .when(pl.col("rule") == "enumeration")
        .then(told["enumeration"])
        .otherwise(told["measure"])
    )


def _in_own_letters(rows: pl.DataFrame, tokens: pl.DataFrame) -> pl.DataFrame:
    """What is counted as the article writes it: words of Latin letters are compared as Cyrillic ones."""
    is_latin = (pl.col("language") == "kk-Latn") & pl.col("counted").is_not_null()
    asked = rows.filter(is_latin)["counted"].unique()
    if asked.is_empty():
        return rows
    latin = tokens.filter(pl.col("language") == "kk-Latn")
    # a number noun's is compared with the letters merged: 'týrıster sany'
    spelled = pl.concat(
        [latin.select("sentence_id", "surface", counted=c) for c in ("form", fold(pl.col("form")))]
    )
    words = spelled.filter(pl.col("counted").is_in(asked.implode()))
    written = words.select("sentence_id", "counted", written=pl.col("surface").str.to_lowercase())
    written = written.unique(["sentence_id", "counted"], keep="first", maintain_order=True)
    # of a part, the noun stands in a sentence before
    found = rows.join(written, on=["sentence_id", "counted"], how="left", maintain_order="left")
    anywhere = written.unique("counted", keep="first", maintain_order=True).rename({"written": "elsewhere"})
    found = found.join(anywhere, on="counted", how="left", maintain_order="left")
    own = pl.when(is_latin).then(pl.coalesce("written", "elsewhere"))
    return found.with_columns(counted=pl.coalesce(own, "counted")).drop("written", "elsewhere")


def _as_places(rows: pl.DataFrame) -> pl.DataFrame:
    """'600 оқушыға арналған' where the article says '600 орындық' too: one capacity, told twice."""
    places_of = rows.filter(pl.col("unit") == "place").select("article_id", "value", has_places=True).unique()
    told = rows.join(places_of, on=["article_id", "value"], how="left", maintain_order="left")
    is_same = (pl.col("unit") == "person") & pl.col("has_places")
    return told.with_columns(unit=pl.when(is_same).then(pl.lit("place")).otherwise("unit")).drop("has_places")


def _of_what_is_ahead(rows: pl.DataFrame, projects: pl.DataFrame) -> pl.Series:
    """'60 орындық балабақша бой көтереді': the size of a thing that isn't there yet, by the stage of its project."""
    ahead = toml("indicators")["works"]["stages_ahead"]
    held = projects.filter(pl.col("record_type") == "single", pl.col("status").is_in(ahead)).select(
        "article_id", opens="char_start", closes="char_end"
    )
    within = (
        rows.select("article_id", "char_start", "char_end", "measure_kind", "is_old")
        .with_row_index("at")
        .filter(~pl.col("measure_kind").is_in(["percent", "times"]), ~pl.col("is_old").fill_null(False))
        .join(held, on="article_id")
        # … or right before it: in Latin letters an object's quote doesn't begin with its size
        .filter(
            ((pl.col("char_start") >= pl.col("opens")) & (pl.col("char_end") <= pl.col("closes")))
            | (pl.col("char_end") + 1 == pl.col("opens"))
        )
    )
    kind = pl.Series("kind", [None], dtype=pl.String).new_from_index(0, rows.height)
    return kind.scatter(within["at"].unique(), "target").scatter(_can_make_later(rows, projects), "target")


def _can_make_later(rows: pl.DataFrame, projects: pl.DataFrame) -> pl.Series:
    """'Зауыт салынып жатыр. Оның қуаты 200 мың тонна': rows of how much the object told last will be able to make."""
    works = toml("indicators")["works"]
    asked = rows.select(
        "article_id",
        "char_start",
        "sentence_id",
        "is_capacity",
        "is_done",
        "is_so",
        "metric",
        "direction",
        "statistic",
    ).with_row_index("at")
    # 'қуаты екі есе артты' is of what stands
    asked = asked.filter(
        "is_capacity", pl.col("statistic") == "level", ~pl.any_horizontal("is_done", "is_so").fill_null(False)
    )
    said = ("article_id", "char_start", "record_type", "status", "sentence", "head_text")
    told = projects.select(*said, of="sentence_id")
    met = asked.sort("char_start").join_asof(
        told.sort("char_start"), on="char_start", by="article_id", check_sortedness=False
    )
    near = (pl.col("sentence_id").cast(pl.Int64) - pl.col("of").cast(pl.Int64)) <= works["capacity_within"]
    is_new = ~pl.col("sentence").str.to_lowercase().str.contains(works["standing_said"])
    is_ahead = pl.col("status").is_in(works["stages_ahead"]) & (pl.col("record_type") == "single")
    return met.filter(near & is_new & is_ahead & ~_of_another())["at"]


@cache
def _of_another() -> pl.Expr:
    """'Ескі мектептің қуаты', 'елдің электр қуаты': how much another plant than the one told of can make."""
    works, metric = toml("indicators")["works"], pl.col("metric").str.to_lowercase()
    owner, head = metric.str.extract(works["owner"]), pl.col("head_text").str.to_lowercase()
    alike = owner.str.slice(0, _ALIKE) == head.str.slice(0, _ALIKE)
    foreign = owner.is_not_null() & ~alike & ~owner.str.contains(works["owner_any"])
    # 'екі порттың қуаты 30 млн тоннаға жетеді': what is being built makes it so much
    foreign &= (pl.col("direction") != "up").fill_null(value=True)
    return (metric.str.contains(works["others_said"]) | foreign).fill_null(value=False)
