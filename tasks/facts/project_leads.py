"""What leads to an object and what goes on after it, in Russian and English: case and order say less there."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.project_classes import is_work
from tasks.facts.project_foreign_parts import are_components
from tasks.facts.project_forms import beginning, both
from tasks.facts.project_owners import is_owned, parts_of_objects
from tasks.language.letters import one_of
from tasks.language.once import fits, only
from tasks.language.runs import constant, latest, neighbour, rows_where, taken, tally
from tasks.language.windows import gathered, window
from tasks.lexicon import toml

_LENT = ["led_by", "is_works", "is_owned", "is_described", "is_back", "head_form", "head_first"]
_BACK = 5  # words before a phrase
_SUPPLY = 8  # words between a village and what it gets


def led(found: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """Adds what the words around each object make of it.

    Args:
        found: row, start, head_row, after, sentence_id, language, is_counted; one row an object, in order.
        words: as `project_phrases.marked` gives them.

    Returns:
        `found` with `led_by`, the word before the phrase (of a list, the one before its first object), `is_works`
        where works lead to it, `is_more`: not one named before, `is_owned`: only told of another noun ('директор
        школы', 'students of three schools', 'school buses'), `is_described`: a clause on it follows,
        `is_joined`: one of a list of objects, not the first, `is_priced`: a sum says what it is worth, `is_on`: a
        place by its case, `is_listed_at`: its places are listed, `is_component`: part of what the sentence speaks
        of, `tail`: row of the last word that says where it stands; `is_at_large`: any of its kind; `is_supplied` of
        villages.
    """
    known = found.hstack(_beside(found, words))
    known = known.with_columns(
        led_by=pl.coalesce(pl.when(at).then(f"form-{k}") for k, at in _lead().items()),
        is_works=_works() | is_work() | pl.lit(fits(known, pl.col("language") == "en", _english_works())),
        is_joined=(pl.col("is_linked-1") | pl.col("is_linked-2")).fill_null(False),
    )
    known = known.with_columns(
        is_owned=fits(known, one_of(pl.col("language"), "ru", "en"), is_owned()),
        is_described=_described(),
        is_back=_is_back(known, words),
    )
    # 'строительство школы, детсада и больницы'
    own = ~pl.col("is_joined") | _fronted() | _led_itself()
    known = known.with_columns(
        led_by=latest(pl.when(own).then(pl.col("led_by").fill_null(""))),
        is_works=latest(pl.when(own | pl.col("is_works")).then("is_works")).fill_null(False),
        is_owned=latest(pl.when(own).then("is_owned")).fill_null(False),
    )
    others = both(toml("projects")["more"]["forms"])
    more = (pl.col("led_by").is_in(others) | pl.col("first_form").is_in(others)).fill_null(False)
    other = beginning(toml("projects")["other_one"]["forms"])
    lent = {
        "is_more": more,
        "is_other": pl.any_horizontal(pl.col("first_form", "led_by").str.contains(other)).fill_null(False),
        "is_priced": _priced(),
        "is_listed_at": _listed_at(),
        "is_at_large": _at_large(),
        "is_on": _on(),
        "is_joined": pl.col("is_joined"),
        "is_component": pl.lit(are_components(words, found["start"])),
        "tail": pl.col("after") + _tail(),
    }
    return known.select(*found.columns, *_LENT, **lent).with_columns(
        is_supplied=pl.col("is_supplied") | _supplied(found, words),
        # 'мост через Нижнее водохранилище'
        is_owned=pl.col("is_owned") | (neighbour("tail", -1) >= pl.col("start")).fill_null(False),
    )


def _beside(found: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """The words before and behind each object's phrase, and those of its noun."""
    before = window(
        words, found["start"],
        {"form": (-_BACK, -1), "cue": (-_BACK, -1), "is_article": (-1, -1), "is_linked": (-2, -1), "is_verb": (-1, -1),
         "code": (-1, -1)},
    )  # fmt: skip
    behind = window(
        words, found["after"],
        {"form": (1, 3), "cue": (1, 2), "code": (1, 4), "is_article": (1, 2), "is_relative": (2, 2),
         "is_en_word": (1, 1), "is_gerund": (1, 1), "is_purpose": (1, 1),
         "is_capital": (1, 5), "is_verb": (1, 1), "head": (1, 3)},
    )  # fmt: skip
    behind = behind.rename({c: f"next_{c}" for c in behind.columns})
    first = gathered(words, found["start"], {"first_genitive": "is_ru_genitive", "first_form": "form"})
    noun = window(words, found["head_row"], {"form": (0, 1), "is_abbreviation": (0, 0)}).select(
        head_form="form0", is_short="is_abbreviation0", head_next="form1"
    )
    own = gathered(words, found["head_start"], {"head_first": "form"})
    return before.hstack(behind).hstack([*first, *noun, *own])


def _is_back(known: pl.DataFrame, words: pl.DataFrame) -> pl.Series:
    """'The facility', 'станция мощностью 180 МВт': the bare noun means one named before."""
    general = (pl.col("family") == "general").fill_null(False)
    back = (
        (pl.col("language") == "en")
        & general
        & one_of(pl.col("form-1"), *toml("projects")["article"]["definite"])
    )
    # 'the stadium project' says which
    inner = words.select(tally(pl.col("head").is_not_null() & ~pl.col("is_last"))).to_series()
    back = back & (taken(inner, known["head_row"]) == taken(inner, known["start"])) & ~_is_head(known, words)
    # 'Станция мощностью 180 МВт возводится' after 'новая ТЭЦ': the bare noun and its size are of that one
    at_head = window(words, known["head_row"], {"is_ru_measure": (1, 1), "form": (1, 1)}).hstack(
        gathered(words, known["head_row"], ["token_no", "row", "phrase_start", "is_ru"])
    )
    sized = at_head.select(
        (pl.col("token_no") == pl.col("row") - pl.col("phrase_start"))
        & pl.col("is_ru")
        & pl.col("is_ru_measure1")
        & ~one_of(pl.col("form1"), *toml("projects")["complement"]["ru_no_measure"])
    ).to_series()
    broad = one_of(pl.col("family"), "station", "plant", "building", "general").fill_null(False)
    back = back | (broad & (pl.col("start") == pl.col("head_row")) & sized)
    return known.select(back.fill_null(False)).to_series()


def _is_head(found: pl.DataFrame, words: pl.DataFrame) -> pl.Series:
    """Whether the phrase begins with the noun of another object."""
    return taken(words["head"], found["start"]).is_not_null() & (found["start"] < found["head_row"])


@cache
def _led_itself() -> pl.Expr:
    """'Ветка, до вокзала': a place of its own, no second object of a list."""
    return (
        (pl.col("language") == "ru") & pl.col("led_by").is_in(toml("projects")["place_preposition"]["forms"])
    ).fill_null(False)


@cache
def _fronted() -> pl.Expr:
    """'In the park, three pavilions will be built': a comma after a place said first opens no list."""
    stands = neighbour("led_by", -1).is_in(toml("projects")["place_preposition"]["forms"])
    told = pl.col("is_counted") | pl.col("is_article-1").fill_null(False)
    return (
        (pl.col("language") == "en")
        & stands
        & told
        & ~one_of(pl.col("form-1"), *toml("projects")["and_so"]["en"])
    ).fill_null(False)


@cache
def _priced() -> pl.Expr:
    """'12 домов стоимостью 13 млрд', 'the $40 million terminal'."""
    behind = pl.col("next_form1").is_in(toml("projects")["priced"]["forms"])
    before = (pl.col("language") == "en") & one_of(pl.col("code-1"), "M", "G", "C")
    return (behind | before).fill_null(False)


@cache
def _at_large() -> pl.Expr:
    """'Road repairs', 'жол жөндеуге': what is so worked on is any of its kind, none named before."""
    told = pl.col("is_article-1") | pl.col("form-1").is_in(toml("projects")["anaphor"]["en"])
    english = (pl.col("language") == "en") & (pl.col("next_cue1") == "works") & ~told.fill_null(False)
    infinitive = (pl.col("next_is_gerund1") | pl.col("next_is_purpose1")) & pl.col("next_cue1").is_not_null()
    kazakh = pl.col("language").str.starts_with("kk") & one_of(pl.col("head_case"), "") & infinitive
    return ((english | kazakh) & (pl.col("start") == pl.col("head_start"))).fill_null(False)


@cache
def _on() -> pl.Expr:
    """In Russian 'на' with the locative is a place, with the accusative a purpose."""
    leads, ru = toml("projects")["place_preposition"], toml("endings")["ru"]
    led = (pl.col("language") == "ru") & one_of(pl.col("led_by"), *leads["by_case"])
    head, word = (only(pl.col(c), led) for c in ("head_form", "first_form"))
    plural, single = head.str.contains(ru["locative_plural"]), head.str.contains(ru["locative"])
    adjective = word.str.contains(ru["adjective_locative"]) & (pl.col("start") < pl.col("head_row"))
    locative = plural | (single & ~pl.col("is_counted")) | adjective
    # 'На ТЭЦ-3 отремонтируют котёл': no ending tells, but another object or the sentence's beginning does
    first = (pl.col("form-2").is_null()) | (neighbour("start", 1) > pl.col("head_row")).fill_null(False)
    locative = locative | (pl.col("is_short") & first)
    return (led & locative).fill_null(False)


@cache
def _tail() -> pl.Expr:
    """How many words behind the object say where it stands: 'мост через Иртыш', 'дамба у села Талды'."""
    leads = pl.col("next_form1").is_in(toml("projects")["place_preposition"]["leads"])
    second, third = (
        pl.col(f"next_is_capital{k}") & (pl.col(f"next_code{k}") != "#") & pl.col(f"next_head{k}").is_null()
        for k in (2, 3)
    )
    word = pl.col("next_code2") == "x"
    street = pl.col("next_form1").is_in(toml("projects")["place_preposition"]["streets"])
    street = street & pl.col("next_is_capital2") & pl.col("next_is_capital3")
    return (
        pl.when((leads | street) & second)
        .then(2)
        .when(leads & word & third)
        .then(3)
        .otherwise(0)
        .cast(pl.Int64)
    )


@cache
def _listed_at() -> pl.Expr:
    """'Theatres in Saran and Satpayev', 'поликлиники в районах Нура и Есиль': a list of names says where they stand."""
    leads = pl.col("next_form1").is_in(toml("projects")["place_preposition"]["leads"])
    two = [
        pl.col(f"next_is_capital{k}")
        & one_of(pl.col(f"next_code{k + 1}"), ",", "a")
        & pl.col(f"next_is_capital{k + 2}")
        for k in (2, 3)
    ]
    return (leads & (two[0] | two[1])).fill_null(False)


def _supplied(found: pl.DataFrame, words: pl.DataFrame) -> pl.Series:
    """Russian and English: water, gas or the like is spoken of around the villages."""
    foreign = one_of(pl.col("language"), "ru", "en")
    rows = rows_where(found.select(foreign & (pl.col("family") == "settlement")).to_series())
    around = window(words, taken(found["head_row"], rows), {"is_utility": (-_SUPPLY, _SUPPLY)})
    near = around.select(pl.any_horizontal(pl.all().fill_null(False))).to_series()
    return constant(False, found.height, pl.Boolean).scatter(rows, near)


@cache
def _works() -> pl.Expr:
    """Works lead to the object, or to a part of it."""
    works = {k: (pl.col(f"cue-{k}") == "works").fill_null(False) for k in range(1, 5)}
    before = (only(pl.col(f"form-{k}"), works[3] | works[4]) for k in (1, 2))
    far = pl.any_horizontal(form.str.contains(parts_of_objects()) for form in before).fill_null(False)
    return far | ((pl.col("language") != "en") & (works[1] | works[2]))


@cache
def _english_works() -> pl.Expr:
    """In English other words may stand between, and works may follow: 'the metro extension'."""
    works = {k: (pl.col(f"cue-{k}") == "works").fill_null(False) for k in range(1, _BACK + 1)}
    leads = _lead()
    to = toml("projects")["works_to"]
    linked = {
        k: (pl.col(f"form-{k}").is_in(to["linked"]) & works[k + 1])
        | (one_of(pl.col(f"form-{k}"), *to["forms"]) & pl.col(f"form-{k + 1}").is_in(to["nouns"]))
        for k in leads
        if k < _BACK
    }
    english = pl.any_horizontal(
        (at & (works[k] | linked.get(k, False))).fill_null(False) for k, at in leads.items()
    )
    return english | (pl.col("next_cue1") == "works").fill_null(False)


@cache
def _lead() -> dict[int, pl.Expr]:
    """Whether the word so far before the phrase leads to it: the first that is no article and tells nothing."""
    empty = [*toml("projects")["article"]["en"], *toml("projects")["plain"]["en"]]
    skips = {k: (pl.col("language") == "en") & pl.col(f"form-{k}").is_in(empty) for k in range(1, _BACK)}
    skipped, out = pl.lit(True), {}
    for k in range(1, _BACK):
        out[k] = (skipped & ~skips[k]).fill_null(False)
        skipped = skipped & skips[k]
    return out


@cache
def _described() -> pl.Expr:
    """A comma and a relative clause, or a participle."""
    parted = pl.col("next_code1") == ","
    participle = only(pl.col("next_form2"), parted).str.contains(toml("projects")["participle"]["ru"])
    goes_on = pl.col("next_is_relative2") | pl.col("next_cue2").is_not_null() | participle
    general = (pl.col("family") == "general").fill_null(False)
    return (parted & goes_on).fill_null(False) & ~general
