"""The noun that a bare number counts: behind its comparators and adjectives, and no further than its own case."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.project_forms import both, fits
from tasks.language.normal import fold, folded
from tasks.language.once import of_some
from tasks.language.runs import by_value, taken
from tasks.language.windows import window
from tasks.lexicon import toml

_AFTER = 5  # words looked at after a number
_COMPARED = 2  # of which comparators may be
_INSTEAD = 4  # words from 'instead of' to its number
_OF = 4  # words from a part to its whole: '10 out of the 14'
_FAR = 8  # words to the number that says what is measured
_NEXT = (
    "describing",
    "flats",
    "grades",
    "homes",
    "many_homes",
    "no_counts",
    "no_nouns",
    "not_built",
    "people",
    "settled",
)  # patterns of indicators.toml that the word behind a number is asked for
_HEAD = ("away", "no_counts", "not_built", "project_nouns", "settlements")  # … and the noun of its phrase
NOTED = (*(f"next_is_{key}" for key in _NEXT), *(f"head_is_{key}" for key in (*_HEAD, "person")))
"""What `nouns` notes of the two."""
_VERBS = ["up", "down", "reach", "future"]


def nouns(near: pl.DataFrame, words: pl.DataFrame, hits: pl.DataFrame) -> pl.DataFrame:
    """Looks at the words beside each number.

    Args:
        near: as `word_windows.spots` gives them.
        words: as `word_windows.lined` gives them.
        hits: as `indicator_cues.hits` gives them.

    Returns:
        `near` with number_word, is_spoken, first_word (of its phrase), word_before, two_before, code_before,
        stem_before; next_word, next_two (behind the comparators), NOTED; is_empty (no noun is counted); head_unit
        (the unit that the noun is a name of); next_unit, next_counted (of the number beside, whose noun it shares);
        is_instead (the number is what another one stands in the place of), is_denied ('екі мектеп емес', 'not 5').
        A phrase whose noun is none ends before it: token_end, char_end, row_last.
    """
    verbs = hits.filter(pl.col("class").is_in(_VERBS))["at"].unique()
    rows = pl.concat([near, _beside(near, words)], how="horizontal")
    rows = rows.hstack(by_value(rows, ["next_word", "language"], *_of_next()))
    rows = rows.hstack(by_value(rows, ["head", "language"], *_of_head()))
    says = (pl.col("number_last") + pl.col("bounds") + 1).is_in(verbs.implode()) & (pl.col("name") != "en")
    # '120-сы газбен жүреді': a number with a possessive has its noun in it
    part = pl.col("own_case").str.starts_with("p") & ~pl.col("is_spoken")
    rows = rows.with_columns(is_empty=_is_empty() | says.fill_null(False) | part.fill_null(False))
    rows = _cut(rows, words)
    last = window(words, rows["row_last"], {"code": (0, 1), "stem": (0, 0), "form": (1, 1)})
    named = (pl.col("code0") == "U") & pl.col("stem0").is_in(toml("indicators")["telling_units"])
    after = pl.col("form1").is_in(both(toml("indicators")["instead"]["after"]))
    denied = pl.col("form1").is_in(both(toml("indicators")["denied"]["after"]))
    last = last.select(
        head_unit=pl.when(named).then("stem0"),
        code_after="code1",
        is_replaced=after.fill_null(False),
        is_denied=denied.fill_null(False),
    )
    before = pl.col("word_before").is_in(toml("indicators")["denied"]["before"]).fill_null(False)
    rows = pl.concat([rows, last], how="horizontal")
    return _shared(rows.with_columns(pl.col("is_denied") | (before & (pl.col("name") != "kk"))))


@cache
def _of_next() -> list[pl.Expr]:
    words = toml("indicators")
    return [fits("next_word", words[key]).alias(f"next_is_{key}") for key in _NEXT] + [_is_adjective()]


@cache
def _of_head() -> list[pl.Expr]:
    words = toml("indicators")
    told = [fits("head", words[key]).alias(f"head_is_{key}") for key in _HEAD]
    return [*told, is_person("head").alias("head_is_person")]


@cache
def is_person(column: str) -> pl.Expr:
    """People by the endings of their trades."""
    units = toml("units")
    return fits(column, units["person_ending"]) & ~fits(column, units["no_person"])


def _is_adjective() -> pl.Expr:
    """'600 тұрақты, 90-нан астам маусымдық жұмыс орны'; not '14 ауылды, 38 мың тұрғынды қамтиды'."""
    words, adjective = toml("nouns"), toml("nouns")["adjective"]
    is_noun = fits("next_word", words["nouns_too"]) | fits("next_word", words["cased_kk"])
    is_one = fits("next_word", adjective["kk_words"]) | fits("next_word", adjective["kk_endings"])
    return (is_one & ~is_noun).alias("is_adjective")


def _beside(near: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    number = window(words, near["number_row"], {"form": (0, 0), "surface": (0, 0)})
    before = window(
        words, near["row_start"], {"form": (-_INSTEAD, 0), "code": (-_INSTEAD, -1), "stem": (-1, -1)}
    )
    after = window(words, near["number_last"], {"form": (1, _AFTER), "code": (1, _COMPARED), "case": (0, 1)})
    first = pl.col("code1").is_in(["A", "V"]).fill_null(False)
    second = first & pl.col("code2").is_in(["A", "V"]).fill_null(False)
    bounds = first.cast(pl.Int64) + second.cast(pl.Int64)

    def word(place: int) -> pl.Expr:
        at = [pl.when(bounds == k).then(f"form{place + k}") for k in range(_COMPARED + 1)]
        return pl.coalesce(at)

    return pl.concat(
        [
            number.select(number_word="form0", is_spoken=~pl.col("surface0").str.contains(r"\d")),
            before.select(
                first_word="form0",
                word_before="form-1",
                two_before=pl.concat_str("form-2", "form-1", separator=" "),
                code_before="code-1",
                stem_before="stem-1",
                is_instead=_instead(),
            ),
            after.select(
                next_word=word(1),
                next_two=word(2),
                next_third=word(3),
                bounds=bounds,
                own_case=_own_case(first),
            ),
        ],
        how="horizontal",
    )


@cache
def _instead() -> pl.Expr:
    """'Instead of the current 7', with no other number between."""
    words, said, passed = toml("indicators")["instead"]["before"], pl.lit(False), pl.lit(False)
    for k in range(1, _INSTEAD + 1):
        said = said | (pl.col(f"form-{k}").is_in(words).fill_null(False) & ~passed)
        passed = passed | pl.col(f"code-{k}").is_in(["n", "N", "y"]).fill_null(False)
    return said


def _own_case(has_bound: pl.Expr) -> pl.Expr:
    """Of the numeral, or of the word that bounds it: '4 900-ге жуығы'."""
    of_bound = has_bound & pl.col("case1").str.starts_with("p").fill_null(False)
    return pl.when(of_bound).then("case1").otherwise("case0")


@cache
def _is_empty() -> pl.Expr:
    """The number has no noun: the word after it is a verb, a preposition or none."""
    words, after = toml("indicators"), pl.col("next_word")
    verb = after.str.contains(words["no_nouns_ru"]) & ~after.str.contains(words["ru_nouns"])
    return (
        pl.col("counted").is_null() | pl.col("next_is_no_nouns") | ((pl.col("name") == "ru") & verb)
    ).fill_null(True)


def _cut(rows: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """'12 мыңға жетті' counts nothing: the phrase ends before the word that is no noun."""
    last = pl.col("number_last") + pl.col("bounds")
    is_cut = (pl.col("kind") == "count") & pl.col("is_empty") & (last < pl.col("row_last"))
    at = rows.select(pl.when(is_cut).then(last)).to_series()
    return rows.with_columns(
        row_last=pl.coalesce(pl.lit(at), "row_last"),
        token_end=pl.coalesce(pl.lit(taken(words["token_no"], at)) + 1, "token_end"),
        char_end=pl.coalesce(pl.lit(taken(words["char_end"], at)), "char_end"),
    )


def _shared(rows: pl.DataFrame) -> pl.DataFrame:
    """A number that leaves its noun or measure to the next one.

    '600 тұрақты, 90-нан астам маусымдық жұмыс орны': an adjective alone; 'бірінші цехқа 12, екіншісіне 20 станок':
    nothing at all.
    """
    ahead = {
        c: pl.col(c).shift(-1) for c in ("sentence_id", "row_start", "unit", "head_unit", "counted", "kind")
    }
    of_one = ahead["sentence_id"] == pl.col("sentence_id")
    parted = pl.col("code_after").is_in([",", "a"]) & of_one
    gap = ahead["row_start"] - pl.col("row_last")
    bare = (pl.col("kind") == "count") & pl.col("value_from").is_null()
    alone = (
        pl.col("is_adjective")
        & (pl.col("row_last") == pl.col("number_last") + pl.col("bounds") + 1)
        & (gap == 2)
    )
    elided = pl.col("is_empty") & ~pl.col("is_spoken") & (ahead["kind"] == "quantity") & (gap <= _FAR)
    among = (
        pl.col("is_empty") & pl.col("next_word").is_in(toml("indicators")["among"]) & of_one & (gap <= _OF)
    )
    # '6 мыңның орнына 34 мың адам'
    replaced = pl.col("is_empty") & pl.col("is_replaced") & of_one & (gap <= _FAR)
    takes = (bare & ((parted & (alone | elided)) | replaced | (among & ~pl.col("is_spoken")))).fill_null(
        False
    )
    return rows.with_columns(
        next_unit=pl.when(takes).then(pl.coalesce(ahead["unit"], ahead["head_unit"], pl.lit("unit"))),
        next_counted=pl.when(takes).then(ahead["counted"]),
        is_instead=pl.col("is_instead") | pl.col("is_replaced"),
    ).drop("next_third", "code_after", "is_replaced", "is_adjective")


def told_nouns(rows: pl.DataFrame, words: pl.DataFrame) -> pl.Series:
    """The noun by which equal counts of people are told apart, without its ending; null where it tells nothing.

    Args:
        rows: quantities as `nouns` gives them, with `unit`.
        words: as `word_windows.lined` gives them.
    """
    asked = rows.select("name", "unit", "word_before", "language", "row_last")
    may = pl.col("unit").is_in(toml("indicators")["told_again"]["units"])
    return of_some(asked, may, lambda some: _told_nouns(some, words), {"noun": pl.String})["noun"]


def _told_nouns(rows: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """The same of people alone."""
    again = toml("indicators")["told_again"]
    last = window(words, rows["row_last"], {"form": (-1, 0), "code": (0, 0)})
    noun = pl.when(pl.col("code0") == "A").then("form-1").otherwise("form0")
    told = rows.with_columns(last.select(noun=noun))
    is_pupil, is_people = (fits("noun", again[k]) for k in ("pupils", "people"))
    kazakh = fold(pl.col("noun")).str.replace(folded(again["ending"]), "")
    foreign = pl.col("noun").str.replace(again["ending_foreign"], "")
    is_led = fits("word_before", again["participle"]) & (is_pupil | is_people)
    is_same = pl.col("word_before").is_in(both(again["those"])).fill_null(False) | is_led
    stem = pl.when(pl.col("name") == "kk").then(kazakh).otherwise(foreign)
    noun = pl.when(is_pupil).then(pl.lit("pupil")).when(is_people).then(pl.lit("person")).otherwise(stem)
    return told.select(noun=pl.when(~is_same).then(noun))
