"""Russian and English: what a participle tells of the noun behind it, and which objects are parts of another."""

from __future__ import annotations

import polars as pl

from tasks.facts.project_forms import beginning
from tasks.language.runs import latest, neighbour, row_before
from tasks.lexicon import toml

_PARTICIPLE = (
    "(?:щ|нн|ем|им|вш)(?:[иы]й|[ая]я|[ое]е|[иы]е|[ую]ю|[ое]го|[ое]й|[ое]му|[иы]м|[ое]м|[иы]х|[иы]ми)(?:ся)?$"
)
_BETWEEN = 6  # words from a participle to its noun
_SUBJECT = 8  # words from what has parts to the verb that names them


def opened_by_participle(words: pl.DataFrame, heads: pl.Series) -> pl.Series:
    """'Строящийся в Семее онкоцентр': the row of the participle, where a place stands between it and its noun.

    Args:
        words: with head, cue and is_verb; in order.
        heads: rows of the nouns.
    """
    # Patterns are asked of the cues only.
    free = pl.when(pl.col("is_ru") & pl.col("cue").is_not_null() & pl.col("head").is_null()).then("form")
    at = neighbour(pl.col("form").is_in(toml("projects")["between_participle"]["forms"]), 1)
    opens = (free.str.contains(_PARTICIPLE) & at).fill_null(False)
    other = (pl.col("code") == ",") | pl.col("head").is_not_null() | (pl.col("is_verb") & ~opens)
    opener, before = row_before(words, opens, heads), row_before(words, other, heads)
    near = (heads.cast(pl.Int64) - opener <= _BETWEEN) & ((before < opener) | before.is_null())
    is_russian = words["is_ru"].gather(heads)
    return pl.select(pl.when(near & is_russian).then(opener)).to_series()


def is_component() -> pl.Expr:
    """'Проект предусматривает 20 мостов', 'the road will have 12 bridges': whether a word follows such a verb."""
    lists, row = toml("projects")["components"], pl.col("row").cast(pl.Int64)
    subject = latest(pl.when(pl.col("form").str.contains(beginning(lists["subjects"]))).then(row))
    two = pl.concat_str("form", "form1", separator=" ")
    verb = two.str.contains(f"^(?:{'|'.join(lists['verbs'])})")
    # 'Предусмотрены 3 развязки': by what was spoken of before
    tells = verb & ((row - subject <= _SUBJECT) | (pl.col("token_no") == 0))
    foreign = pl.col("is_ru") | pl.col("is_en")
    return (foreign & latest(pl.when(tells.fill_null(False)).then(True))).fill_null(False)
