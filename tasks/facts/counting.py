"""Which quantities are indicators: what a bare number counts, in which unit, and what it doesn't count."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.counted_nouns import NOTED, is_person, nouns
from tasks.facts.counted_parts import parts
from tasks.facts.project_forms import both, entries, fits, found
from tasks.language.runs import constant, neighbour
from tasks.language.windows import window
from tasks.lexicon import toml

_FEW = 10  # a count up to this is as likely a mere mention
_STORY = 5  # people
_WORKS = 12  # words to the verb of construction
_NOUN = 8  # words from 'the number of' to the noun of what is counted
_WIDE = 12  # words from 'the number of …' to its number
_BASE = 2  # words between what a rate is of and its number: 'шаққанда орташа', 'на'
_HUGE = 1e9  # nothing that is counted one by one comes in billions: it is money whose currency isn't said
_MOVES = ["up", "down", "down_near", "reach"]


def counted(
    near: pl.DataFrame, words: pl.DataFrame, mentions: pl.DataFrame, hits: pl.DataFrame
) -> pl.DataFrame:
    """Keeps the quantities that measure something.

    Args:
        near: as `word_windows.spots` gives them.
        words: as `word_windows.lined` gives them.
        mentions: MENTIONS, those of projects too.
        hits: as `indicator_cues.hits` gives them.

    Returns:
        the rows kept, with unit and counted filled, `numbered` ('оқушылар саны': of what it is the number), is_part,
        next_word, is_rate ('1000 адамға шаққанда 21,6').
    """
    rows = _ending(nouns(near, words, hits), hits)
    rows = rows.join(_numbered(rows, words), on="no", how="left", maintain_order="left")
    rows = _built(parts(rows, mentions), hits)
    rows = rows.with_columns(is_rate=_rates(rows, mentions))
    is_count = (pl.col("kind") == "count") | pl.col("is_part")
    rows = rows.filter(
        ~pl.col("is_denied"), pl.when(is_count).then(_measures()).otherwise(~_describes())
    ).drop("is_denied")
    own = pl.when(~pl.col("is_empty"))
    # '7,9-дан 6,4-ке түсті': what moves is said elsewhere, and no whole things
    is_whole = pl.col("value") == pl.col("value").floor()
    unit = pl.when(~pl.col("is_part")).then(pl.coalesce("unit", pl.when(~is_whole).then(pl.lit("other"))))
    return (
        rows.with_columns(
            counted=pl.when(is_count).then(
                pl.coalesce("part_counted", own.then("counted"), "next_counted", "numbered")
            ),
            unit=pl.when(is_count)
            .then(pl.coalesce("part_unit", "next_unit", own.then("head_unit"), "numbered_unit", unit))
            .otherwise("unit"),
            kind=pl.when("is_part").then(pl.lit("count")).otherwise("kind"),
        )
        .with_columns(_flats("counted", "next_word"), _flats("unit", pl.lit("unit")))
        .with_columns(unit=pl.when(_many_homes()).then(pl.lit("unit")).otherwise("unit"))
        .with_columns(
            unit=pl.coalesce("unit", pl.when("head_is_person").then(pl.lit("person")), pl.lit("unit"))
        )
        .drop(NOTED)
    )


def _rates(rows: pl.DataFrame, mentions: pl.DataFrame) -> pl.Series:
    """Which numbers are so many of each thousand: right behind the number that they are of, or right before it."""
    bases = mentions.filter(pl.col("kind") == "base").select("sentence_id", "token_start", "token_end")
    if bases.is_empty():  # as in most batches of a few articles
        return constant(False, rows.height, pl.Boolean)
    pairs = rows.select("no", "sentence_id", "name", start="token_start", end="token_end").join(
        bases, on="sentence_id"
    )
    before, behind = (
        pl.col(a).cast(pl.Int64) - pl.col(b) for a, b in (("start", "token_end"), ("token_start", "end"))
    )
    near = pairs.filter(
        before.is_between(0, _BASE) | ((pl.col("name") != "kk") & behind.is_between(0, _BASE))
    )["no"]
    told = rows.select("sentence_id", "token_start", "token_end", is_rate=pl.col("no").is_in(near.implode()))
    # 'әр 10 мың тұрғынға 30,8 дәрігер мен 47,2 төсек-орыннан'
    is_next = (neighbour("sentence_id", -1) == pl.col("sentence_id")) & (
        pl.col("token_start") - neighbour("token_end", -1) == 1
    )
    return told.select(
        pl.col("is_rate") | (is_next & neighbour("is_rate", -1)).fill_null(value=False)
    ).to_series()


def _flats(column: str, value: str | pl.Expr) -> pl.Expr:
    """'80 пәтерлік үй': flats are counted, not the house, though the measure seems to be it."""
    is_flats = (pl.col("kind") == "quantity") & pl.col("next_is_flats")
    return pl.when(is_flats).then(value).otherwise(column).alias(column)


@cache
def _many_homes() -> pl.Expr:
    """'77 көпқабатты үй': buildings, each of many households."""
    return (pl.col("unit") == "household") & pl.col("next_is_many_homes")


def _ending(rows: pl.DataFrame, hits: pl.DataFrame) -> pl.DataFrame:
    """Adds is_end: a number without a noun is where something rose, fell or came to ('… 12 мыңға жетті', 'до 90')."""
    moves = hits.filter(pl.col("class").is_in(_MOVES)).select("sentence_id", "at").unique()
    close = (
        rows.select("no", "sentence_id", "row_last")
        .join(moves, on="sentence_id")
        .filter((pl.col("at") - pl.col("row_last")).is_between(1, 3))["no"]
    )
    dative = pl.col("case").str.ends_with("dat") & ~pl.col("case").str.starts_with("p")
    ends = toml("indicators")["ends_before"]
    before = pl.col("word_before").is_in(ends) | pl.col("first_word").is_in(ends)
    is_end = (dative | pl.col("is_limit")) & pl.col("no").is_in(close.implode())
    is_count = pl.col("kind") == "count"
    return rows.with_columns(is_end=(is_count & pl.col("is_empty") & (is_end | before)).fill_null(False))


def _built(rows: pl.DataFrame, hits: pl.DataFrame) -> pl.DataFrame:
    """Adds is_built: objects that the clause says are built, repaired or opened are projects, whoever tells of them."""
    heads = found(rows.select("language", "head", row="no"), entries("head"), pl.col("head"))
    things = (pl.col("kind") == "count") & pl.col("no").is_in(heads["row"].implode())
    homes = (pl.col("unit") == "household") & pl.col("next_is_homes")
    works = (
        rows.select("no", "sentence_id", "row_last", "row_start", "clause_start", "clause_end")
        .join(hits.filter(pl.col("class") == "works"), on="sentence_id")
        .filter(
            (pl.col("clause") - pl.col("clause_end") < 1) & (pl.col("clause_start") - pl.col("clause") < 1),
            (pl.col("at") - pl.col("row_last")).is_between(-_WORKS, _WORKS),
        )["no"]
    )
    # not the settlements that get something, nor what it is brought to
    goes = pl.any_horizontal("next_is_not_built", "head_is_not_built")
    is_built = (things | homes) & pl.col("no").is_in(works.implode()) & ~goes
    return rows.with_columns(is_built=is_built & pl.col("numbered").is_null() & ~pl.col("is_part"))


@cache
def _describes() -> pl.Expr:
    """'бес қабатты үйдің': the number and the word after it are an adjective."""
    words = toml("indicators")
    things = pl.col("kind") == "quantity"
    money = (pl.col("value") >= _HUGE) & ~pl.col("next_is_people")
    # 'половина жителей': a vague part, and no half of a person
    part = pl.col("value") < 1
    told = pl.col("unit").is_in(words["telling_units"]) & (pl.col("next_is_describing") | money | part)
    few = pl.col("is_spoken") & (pl.col("value") <= _STORY) & (pl.col("unit") == "person")
    few &= pl.col("comparator") == "eq"
    return pl.col("is_built") | (things & (told | few | _milestones())).fill_null(False)


@cache
def _milestones() -> pl.Expr:
    """'64-94 шақырым аралығы', 'с 64 по 94 км': between which marks of a road, not how long."""
    marks = toml("indicators")["milestones"]
    ranged = pl.col("value_max").is_not_null()
    kazakh = (pl.col("name") == "kk") & ranged & fits("next_two", marks["kk"])
    between = ranged & pl.col("word_before").is_in(marks["between_ru"])
    russian = (pl.col("name") == "ru") & (between | pl.col("two_before").str.contains(marks["from_ru"]))
    return pl.col("unit").is_in(marks["units"]) & (kazakh | russian).fill_null(False)


@cache
def _measures() -> pl.Expr:
    """Whether a bare number counts something that can be measured."""
    words = toml("indicators")
    barred = pl.any_horizontal(
        "next_is_describing", "next_is_no_counts", "head_is_no_counts", "head_is_project_nouns"
    )
    barred &= ~(pl.col("next_is_settled") & pl.col("head_is_settlements"))
    ranged = pl.col("value_max").is_not_null() | (pl.col("code_before") == "-")
    grade = ranged.fill_null(False) & pl.col("next_is_grades")
    # 'үш көшеге', 'екі ауылда', 'в двух сёлах': where something goes or is, not how much there is
    away = pl.col("head_is_away") | (
        (pl.col("name") == "ru") & pl.col("number_word").str.contains(words["oblique_ru"])
    )
    goal = (pl.col("value") <= _FEW) & (pl.col("comparator") == "eq") & away.fill_null(False)
    # 'екеуіне', 'тоғыздағы': a number in words that stands for what was named before
    pronoun = pl.col("is_spoken") & (pl.col("case") != "") & (pl.col("comparator") == "eq")
    noun = ~pl.col("is_empty") & ~pl.col("is_built") & ~barred & ~grade & ~goal & ~pronoun.fill_null(False)
    # a few people in words are those of the story, not a measure
    those = pl.col("is_spoken") & (pl.col("value") <= _STORY) & pl.col("head_is_person")
    said = ("numbered", "next_unit", "value_from")
    stated = (
        (noun & ~those.fill_null(False))
        | pl.col("is_part")
        | pl.any_horizontal(pl.col(c).is_not_null() for c in said)
        | pl.col("is_rate")
    )
    return stated & (pl.col("value") >= 1) & (pl.col("value") < _HUGE)


def _numbered(rows: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """'оқушылар саны 12 мыңға жетті': no, numbered (of what it is the number), numbered_unit, the rows of both nouns.

    The noun of number stands some words before the number, nothing between; where the number is an end reached
    ('… көлемі 8 пайызға өсіп, 3 мыңға жетті'), anywhere before it in the sentence.
    """
    pairs = (
        rows.filter(pl.col("kind") == "count")
        .select("no", "sentence_id", "row_start", "clause_start", "passed_start", "is_end")
        .join(_number_nouns(words), on="sentence_id", maintain_order="left")
    )
    far = pl.col("row_start") - pl.col("at") - 1
    alone = (pl.col("clause") == pl.col("clause_start")) & (pl.col("passed") == pl.col("passed_start") - 1)
    # not the 'three' of 'the number of three-shift schools'
    far = pl.when(pl.col("noun").fill_null(-1) < pl.col("row_start")).then(far)
    return (
        pairs.filter((far >= 0) & (((far < _WIDE) & alone) | pl.col("is_end")))
        .sort("no", "at")
        .unique("no", keep="last", maintain_order=True)
        .select("no", "numbered", "numbered_unit", number_at="at", number_noun="noun")
    )


def _number_nouns(words: pl.DataFrame) -> pl.DataFrame:
    """Every 'number of …': sentence_id, at (its row), clause, passed, numbered, numbered_unit, noun (its row)."""
    lexicon = toml("indicators")
    form = pl.col("form")
    asked = {
        "is_after": form.is_in(both(lexicon["number_nouns_after"])),
        "is_lack": form.is_in(lexicon["lack_nouns_before"]),
        "is_people": form.is_in(lexicon["population"]),
    }
    some = pl.any_horizontal(*asked.values(), form.is_in(lexicon["number_nouns_before"]))
    rows = words.select(some.arg_true()).to_series()
    own = ["sentence_id", "language", "clause", "passed", "form"]
    near = words.select(*own, at="row")[rows].with_columns(**asked)
    near = near.hstack(window(words, rows, dict.fromkeys(("form", "code", "stem"), (-2, _NOUN))))
    near = near.with_columns(place=_counted_place())
    for c in ("form", "code", "stem"):
        behind = pl.coalesce(pl.when(pl.col("place") == k).then(f"{c}{k}") for k in range(-2, _NOUN + 1))
        near = near.with_columns(behind.alias(c))
    unit = pl.when((pl.col("code") == "U") & pl.col("stem").is_in(lexicon["telling_units"])).then("stem")
    person = pl.when(pl.col("is_people") | is_person("form")).then(pl.lit("person"))
    told = near.with_columns(numbered="form", numbered_unit=pl.coalesce(person, unit))
    # 'дефицит бюджета' is money, 'дефицит учителей' a number of people
    known = ~pl.col("is_lack") | pl.col("numbered_unit").is_not_null()
    no_number = [*lexicon["part_before"], *lexicon["number_averages"]]
    told = told.filter(~pl.col("form").is_in(both(no_number)), known)
    noun = pl.when(~pl.col("is_people")).then(pl.col("at").cast(pl.Int64) + pl.col("place"))
    return told.select("sentence_id", "at", "clause", "passed", "numbered", "numbered_unit", noun=noun)


@cache
def _counted_place() -> pl.Expr:
    """Where what is counted stands: 'number of rural schools', 'число аварийных школ', 'оқушылар саны'."""
    nouns, lexicon = toml("nouns"), toml("indicators")
    is_english = pl.col("language") == "en"
    led = [pl.col(f"form{k}").is_in(lexicon["number_led"]) for k in range(1, _NOUN + 1)]
    # 'number of small and medium-sized businesses', but not 'number of staff at hospitals'
    plural, going = [], pl.lit(value=True)
    for k in range(1, _NOUN + 1):
        going &= ~pl.col(f"form{k}").is_in(lexicon["number_stops"])
        plural.append(going & pl.col(f"form{k}").str.contains(nouns["plural_en"]))
    adjective = {k: pl.col(f"form{k}").str.contains(nouns["adjective"]["ru"]) for k in range(1, _NOUN + 1)}
    # 'число безработных составило': an adjective with no noun of its own is one
    no_noun = {k: ~pl.col(f"form{k}").str.contains(lexicon["number_goes_on"]) for k in range(1, _NOUN + 1)}
    bare = [~adjective[k] | no_noun[k + 1].fill_null(value=True) for k in range(1, _NOUN)] + [
        ~adjective[_NOUN]
    ]

    def first(fitting: list[pl.Expr]) -> pl.Expr:
        apart = zip(fitting, led, strict=True)
        return pl.coalesce(pl.when(fits & ~is_led).then(k) for k, (fits, is_led) in enumerate(apart, 1))

    foreign = pl.when(is_english).then(first(plural)).otherwise(first(bare))
    any_word = first([pl.lit(value=True)] * _NOUN)
    # 'оқушылардың орташа саны'
    before = pl.when(pl.col("form-1").is_in(both(lexicon["number_attributes"]))).then(-2).otherwise(-1)
    return (
        pl.when("is_people").then(0).when("is_after").then(before).otherwise(pl.coalesce(foreign, any_word))
    )
