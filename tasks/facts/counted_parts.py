"""Numbers that stand for a part of what was counted before: 'оның 19-ы', '44 из них', '17-сі'."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.counted_nouns import is_person
from tasks.facts.project_forms import both
from tasks.lexicon import toml

_STORY = 5  # that few in words are no measure
_OF_ROW = ("signal", "is_headless", "whole_counted", "whole_unit", "whole_at", "is_ours", "is_told")


def parts(rows: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """Gives a part the unit and the noun of its whole.

    Args:
        rows: quantities with the words beside each number (`counting`), in order.
        mentions: MENTIONS; what projects count isn't among `rows`, and a part of it is no indicator.

    Returns:
        `rows` with is_part, part_counted, part_unit.
    """
    words = toml("indicators")
    among = pl.any_horizontal(
        pl.col(c).is_in(both(words["part_before"])) for c in ("two_before", "word_before")
    )
    among = among.fill_null(False)
    rows = rows.with_columns(
        signal=_signal(among), is_headless=(pl.col("kind") == "count") & pl.col("is_empty")
    )
    rows = _with_wholes(rows, mentions)
    here = pl.col("whole_at") == pl.col("sentence_id")
    close = here | ((pl.col("whole_at") + 1 == pl.col("sentence_id")) & among)
    owner, owner_unit = _owner()
    # 'из 11 200 абонентов подключено 9 400'
    rest = pl.col("is_headless") & ~pl.col("is_spoken") & pl.col("is_told") & here
    # 'в первом корпусе 30 коек, во втором — 50'
    rest = rest | (pl.col("is_headless") & ~pl.col("is_spoken") & (pl.col("code_before") == "-") & here)
    # '12 человек погибли, ещё 30 получили травмы'
    more = pl.col("word_before").is_in(both(words["more_of"])).fill_null(False) | pl.col("is_instead")
    rest = rest | (pl.col("is_headless") & more & ~pl.col("is_spoken") & here)
    # '46 апат тіркелсе, биыл 17-ге дейін азайды'
    end = pl.col("is_end") & here & pl.col("numbered").is_null()
    is_part = (close & pl.col("is_ours") & (pl.col("signal") | rest | end)).fill_null(False)
    owned = pl.col("signal") & owner.is_not_null()
    return rows.with_columns(
        is_part=is_part | owned,
        part_counted=pl.when(owned).then(owner).when(is_part).then("whole_counted"),
        part_unit=pl.when(owned).then(owner_unit).when(is_part).then("whole_unit"),
    ).drop(_OF_ROW)


@cache
def _owner() -> tuple[pl.Expr, pl.Expr]:
    """'Тұрғындардың 290 мыңы': the noun in the genitive before a part, and its unit."""
    words, before = toml("indicators"), pl.col("word_before")
    pronoun = before.is_in(both(words["part_before"])) | pl.col("stem_before").is_in(["and", "part"])
    is_owner = (
        (pl.col("name") == "kk") & before.str.contains(words["plural_genitive"]) & ~pronoun.fill_null(False)
    )
    told = (pl.col("code_before") == "U") & pl.col("stem_before").is_in(words["telling_units"])
    person = pl.when(is_person("word_before")).then(pl.lit("person"))
    unit = pl.coalesce(pl.when(told).then("stem_before"), person, pl.lit("unit"))
    return pl.when(is_owner).then(before), unit


def _signal(among: pl.Expr) -> pl.Expr:
    """Digits with a possessive ending, or beside 'of them'."""
    words = toml("indicators")
    is_count = pl.col("kind") == "count"
    # '812-сі, яғни 31,4%-ы': no percentage, though the enumeration seems to say so
    shared = (pl.col("kind") == "percent") & (pl.col("rule") == "enumeration")
    suffixed = pl.col("own_case").str.starts_with("p")
    # 'екеуі', 'үшеуі' are those of the story
    is_told = ~pl.col("is_spoken") | (suffixed & (pl.col("value") > _STORY))
    of_them = pl.col("next_word").is_in(words["part_after"]) & pl.col("next_two").is_in(words["part_words"])
    alone = pl.col("value_from").is_null() & pl.col("value_max").is_null() & is_told
    said = ((is_count | shared) & suffixed) | (is_count & of_them) | (is_count & pl.col("is_empty") & among)
    return (alone & said).fill_null(False)


def _with_wholes(rows: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """What was counted or measured last before each number, and whether it is an indicator (`is_ours`)."""
    # '1 246 көпқабатты үй' are buildings, and so is a part of them
    known = rows.select(
        "mention_no",
        "signal",
        "word_before",
        "head_unit",
        homes="next_is_many_homes",
        barred="head_is_no_counts",
    )
    wholes = (
        mentions.filter(pl.col("kind").is_in(["count", "quantity"]))
        .select("mention_no", "sentence_id", "counted", "unit")
        .join(known, on="mention_no", how="left", maintain_order="left")
        .filter(~pl.col("signal").fill_null(False))
        .select(
            # the next number on looks back to it
            before=pl.col("mention_no") + 1,
            whole_counted="counted",
            whole_unit=pl.when(pl.col("homes").fill_null(False))
            .then(pl.lit("unit"))
            .otherwise(pl.coalesce("head_unit", "unit")),
            whole_at="sentence_id",
            is_ours=pl.col("signal").is_not_null() & ~pl.col("barred").fill_null(False),
            is_told=pl.col("word_before").is_in(toml("indicators")["part_after"]),
        )
    )
    return rows.join_asof(wholes, left_on="mention_no", right_on="before", check_sortedness=False).drop(
        "before"
    )
