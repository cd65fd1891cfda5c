"""Russian and English: what a participle tells of the noun behind it, and which objects are parts of another."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.project_forms import beginning
from tasks.language.letters import one_of
from tasks.language.runs import constant, latest, neighbour, row_before, rows_where, taken
from tasks.language.windows import window
from tasks.lexicon import toml

_BETWEEN = 6  # words from a participle to its noun
_SUBJECT = 8  # words from what has parts to the verb that names them


def opened_by_participle(words: pl.DataFrame, heads: pl.Series) -> pl.Series:
    """'Строящийся в Семее онкоцентр': the row of the participle, where a place stands between it and its noun.

    Args:
        words: with head, cue and is_verb; in order.
        heads: rows of the nouns.
    """
    free = pl.col("is_ru") & pl.col("cue").is_not_null() & pl.col("head").is_null()
    # Patterns are asked of the cues only.
    some = words.select("row", "form", is_free=free).filter("is_free")
    some = some.hstack(window(words, some["row"], {"form": (1, 1)}))
    at = pl.col("form1").is_in(toml("projects")["between_participle"]["forms"])
    opens = some.filter(at & pl.col("form").str.contains(toml("projects")["participle"]["ru"]))["row"]
    other = (pl.col("code") == ",") | pl.col("head").is_not_null() | pl.col("is_verb")
    others = rows_where(words.select(other).to_series().scatter(opens, False))
    opener, before = row_before(words, opens, heads), row_before(words, others, heads)
    near = (heads.cast(pl.Int64) - opener <= _BETWEEN) & ((before < opener) | before.is_null())
    is_russian = taken(words["is_ru"], heads)
    return pl.select(pl.when(near & is_russian).then(opener)).to_series()


def are_components(words: pl.DataFrame, rows: pl.Series) -> pl.Series:
    """'Проект предусматривает 20 мостов', 'the road will have 12 bridges': whether words follow such a verb.

    Args:
        words: in order.
        rows: row numbers of the words.
    """
    lists, verbs = toml("projects")["components"], "|".join(toml("projects")["components"]["verbs"])
    is_foreign = taken(words["is_ru"], rows) | taken(words["is_en"], rows)
    may = rows_where(words["is_holding"])
    if may.is_empty() or not is_foreign.any():
        return constant(False, rows.len(), pl.Boolean)
    forms = window(words, may, {"form": (0, 1)}).select(form="form0", form1=pl.col("form1").fill_null(""))
    found = forms.with_columns(taken(words["token_no"], may), row=may.cast(pl.Int64))
    subject = pl.lit(row_before(words, pl.col("is_whole_word"), may, itself=True))
    verb = pl.concat_str("form", "form1", separator=" ").str.contains(f"^(?:{verbs})")
    # 'Предусмотрены 3 развязки': by what was spoken of before
    tells = verb & ((pl.col("row") - subject <= _SUBJECT) | (pl.col("token_no") == 0))
    tells = tells | pl.concat_str("form", "form1", separator=" ").is_in(lists["within"])
    told = found.filter(tells.fill_null(False))["row"].cast(pl.UInt32)
    return row_before(words, told, rows, itself=True).is_not_null() & is_foreign


@cache
def is_crossing() -> pl.Expr:
    """'На новой дороге построят два моста', culverts anywhere: counted parts of a road; over objects, in order."""
    lists, foreign = toml("projects")["components"], one_of(pl.col("language"), "ru", "en")
    road = (pl.col("kind") == "road") & ~pl.col("is_counted") & pl.col("led_by").is_in(lists["on"])
    on = latest(neighbour(pl.when(road.fill_null(False)).then(True), -1))
    always = pl.col("head_first").str.contains(beginning(lists["always"]))
    crossing = (pl.col("kind") == "interchange_bridge") & (on | always)
    return (foreign & crossing & (pl.col("is_counted") | pl.col("is_measured"))).fill_null(False)
