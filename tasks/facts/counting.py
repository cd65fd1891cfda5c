"""Which quantities are indicators: what a bare number counts, in which unit, and what it doesn't count."""

from __future__ import annotations

import polars as pl

from tasks.facts.around import window
from tasks.facts.counted_parts import parts
from tasks.language.runs import neighbour
from tasks.lexicon import toml

_FEW = 10  # a count up to this is as likely a mere mention
_WIDE = 6  # words from 'the number of …' to its number
_HUGE = 1e9  # nothing that is counted one by one comes in billions: it is money whose currency isn't said
_COUNTED_UNITS = ["person", "household", "job", "place", "bed"]


def counted(near: pl.DataFrame, words: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """Keeps the quantities that measure something.

    Args:
        near: as `around.spots` gives them.
        words: as `around.lined` gives them.
        mentions: MENTIONS, those of projects too.

    Returns:
        the rows kept, with unit and counted filled, and `numbered` ('оқушылар саны': of what it is the number), is_part,
        next_word.
    """
    rows = pl.concat([near, _beside(near, words)], how="horizontal").with_columns(is_empty=_is_empty())
    rows = rows.join(_numbered(rows, words), on="no", how="left", maintain_order="left")
    rows = parts(rows, mentions)
    is_count = (pl.col("kind") == "count") | pl.col("is_part")
    rows = rows.filter(~is_count | _measures())
    own = pl.when(~pl.col("is_empty")).then("counted")
    own_unit = pl.when(~pl.col("is_empty")).then("head_unit")
    return rows.with_columns(
        counted=pl.when(is_count).then(pl.coalesce("part_counted", own, "numbered", "counted")),
        unit=pl.when(is_count)
        .then(pl.coalesce("part_unit", own_unit, "numbered_unit", pl.when(~pl.col("is_part")).then("unit")))
        .otherwise("unit"),
        kind=pl.when("is_part").then(pl.lit("count")).otherwise("kind"),
    ).with_columns(unit=pl.coalesce("unit", pl.when(_is_person("counted")).then(pl.lit("person")), pl.lit("unit")))


def _is_person(column: str) -> pl.Expr:
    """People by the endings of their trades."""
    units = toml("units")
    return pl.col(column).str.contains(units["person_ending"]) & ~pl.col(column).str.contains(units["no_person"])


def _beside(near: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """The words beside the number, and the unit that the counted noun is a name of."""
    number = window(words, near["number_row"], {"form": (0, 0), "surface": (0, 0)})
    before = window(words, near["row_start"], {"form": (-2, -1)})
    after = window(words, near["number_last"], {"form": (1, 2)})
    head = window(words, near["row_last"], {"code": (0, 0), "stem": (0, 0)})
    is_unit = (pl.col("code0") == "U") & pl.col("stem0").is_in(_COUNTED_UNITS)
    return pl.DataFrame(
        {
            "number_word": number["form0"],
            "is_spoken": ~number["surface0"].str.contains(r"\d"),
            "word_before": before["form-1"],
            "two_before": before.select(pl.concat_str("form-2", "form-1", separator=" ")).to_series(),
            "next_word": after["form1"],
            "next_two": after["form2"],
            "head_unit": head.select(pl.when(is_unit).then("stem0")).to_series(),
        }
    )


def _is_empty() -> pl.Expr:
    """The number has no noun: the word after it is a verb, a preposition or none."""
    words, after = toml("indicators"), pl.col("next_word")
    verb = after.str.contains(words["no_nouns_ru"]) & ~after.str.contains(words["ru_nouns"])
    never = pl.any_horizontal(pl.col(c).str.contains(words["no_nouns"]) for c in ("next_word", "counted"))
    return (pl.col("counted").is_null() | never | ((pl.col("name") == "ru") & verb)).fill_null(True)


def _measures() -> pl.Expr:
    """Whether a bare number counts something that can be measured."""
    words, after, head = toml("indicators"), pl.col("next_word"), pl.col("counted")
    barred = pl.any_horizontal(
        pl.col(c).str.contains(words[k]).fill_null(False)
        for c, k in (
            ("next_word", "describing"),
            ("next_word", "no_counts"),
            ("counted", "no_counts"),
            ("counted", "project_nouns"),
        )
    )
    ranged = pl.col("value_max").is_not_null() | (pl.col("word_before") == "-")
    grade = ranged.fill_null(False) & after.str.contains(words["grades"]).fill_null(False)
    # 'үш көшеге', 'екі ауылда', 'в двух сёлах': where something goes or is, not how much there is
    away = head.str.contains(words["away"]) | (
        (pl.col("name") == "ru") & pl.col("number_word").str.contains(words["oblique_ru"])
    )
    goal = (pl.col("value") <= _FEW) & (pl.col("comparator") == "eq") & away.fill_null(False)
    # 'екеуіне', 'тоғыздағы': a number in words that stands for what was named before
    pronoun = pl.col("is_spoken") & (pl.col("case") != "") & (pl.col("comparator") == "eq")
    noun = ~pl.col("is_empty") & ~barred & ~grade & ~goal & ~pronoun.fill_null(False)
    stated = noun | pl.col("numbered").is_not_null() | pl.col("is_part") | pl.col("value_from").is_not_null()
    return stated & (pl.col("value") >= 1) & (pl.col("value") < _HUGE)


def _numbered(rows: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """'оқушылар саны 12 мыңға жетті': no, numbered (of what it is the number), numbered_unit.

    The noun of number stands some words before the number, nothing between; where the number is an end reached
    ('… саны 40 пайызға көбейіп, 12 мыңға жетті'), anywhere before it in the sentence.
    """
    free = (pl.col("kind") == "count") & (pl.col("is_empty") | (pl.col("case") != ""))
    pairs = (
        rows.filter(pl.col("kind") == "count")
        .select("no", "sentence_id", "row_start", "clause_start", "passed_start", ends=free & pl.col("case").str.ends_with("dat"))
        .join(_number_nouns(words), on="sentence_id", maintain_order="left")
    )  # fmt: skip
    far = pl.col("row_start") - pl.col("at") - 1
    beside = (far < _WIDE) & (pl.col("clause") == pl.col("clause_start")) & (pl.col("passed") == pl.col("passed_start") - 1)
    return (
        pairs.filter((far >= 0) & (beside | pl.col("ends")))
        .sort("no", "at")
        .unique("no", keep="last", maintain_order=True)
        .select("no", "numbered", "numbered_unit")
    )


def _number_nouns(words: pl.DataFrame) -> pl.DataFrame:
    """Every 'number of …': sentence_id, at (its row), clause, passed, numbered, numbered_unit."""
    lexicon = toml("indicators")
    form = pl.col("form")
    is_after, is_before = form.is_in(lexicon["number_nouns_after"]), form.is_in(lexicon["number_nouns_before"])
    is_people = form.is_in(lexicon["population"])
    near = words.select(
        "sentence_id", "form", "clause", "passed", "code", "stem", "row",
        **{f"{c}{k}": neighbour(c, k) for c in ("form", "code", "stem") for k in (-1, 1)},
    ).filter(is_after | is_before | is_people)  # fmt: skip
    side = {
        c: pl.when(is_people).then(c).when(is_after).then(f"{c}-1").otherwise(f"{c}1")
        for c in ("form", "code", "stem")
    }
    named = near.select("sentence_id", "clause", "passed", at="row", is_people=is_people, **side)
    unit = pl.when((pl.col("code") == "U") & pl.col("stem").is_in(_COUNTED_UNITS)).then("stem")
    person = pl.when(pl.col("is_people") | _is_person("form")).then(pl.lit("person"))
    return named.select(
        "sentence_id", "at", "clause", "passed", numbered="form", numbered_unit=pl.coalesce(person, unit)
    )
