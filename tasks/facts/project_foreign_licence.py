"""Which cue licenses an object in Russian and English: who acts, what is meant, and what only stands there."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.project_forms import beginning
from tasks.language.letters import one_of
from tasks.lexicon import toml

_WORKING = [
    "build", "realise", "finish", "open", "near", "stop", "cancel", "plan", "ready",
]  # fmt: skip
_LISTED = 16  # … and to one of a list of them
_AT = 7  # words from works to the objects that they are done at
_MEANT = 6  # words from a verb that says what somebody means to get, propose or sign to its object


def foreignly(pairs: pl.DataFrame) -> pl.DataFrame:
    """`row` of the objects that a cue governs in Russian and English.

    Args:
        pairs: objects with the cues of their clauses, as `project_status.judged` pairs them.
    """
    # What many ways ask for is asked once.
    pairs = pairs.with_columns(
        is_works=pl.col("is_works").fill_null(False),
        is_working=pl.col("cue").is_in(_WORKING),
        is_going=pl.col("cue").is_in([*_WORKING, "begin"]),
        is_village=(pl.col("family") == "settlement").fill_null(False),
    )
    pairs = pairs.with_columns(is_standing=_stands(), acts=_is_doer())
    return pairs.select(pl.col("row").filter(_governs()))


@cache
def _stands() -> pl.Expr:
    """The object is where something is done, or what it is done by."""
    words, works = toml("projects")["place_preposition"], pl.col("is_works")
    stands = (pl.col("led_by").is_in(words["forms"]) | pl.col("is_on")).fill_null(False) & ~works
    # 'газопровод заменят автономными установками': by what it is done
    by_ending = pl.col("head_form").str.contains(toml("endings")["ru"]["instrumental_plural"])
    means = (pl.col("language") == "ru") & by_ending & ~pl.col("is_counted")
    on = pl.col("led_by").is_in(_leads("worked_on")).fill_null(False)
    return stands | (means & ~on).fill_null(False)


@cache
def _governs() -> pl.Expr:
    """In Russian and English case and order say less: what is done with a place isn't done with what stands there."""
    cue, works, stands = pl.col("cue"), pl.col("is_works"), pl.col("is_standing")
    purpose = toml("projects")["place_preposition"]["purpose"]
    paid = pl.col("led_by").is_in(purpose) | pl.col("is_counted") | works
    acts = pl.col("acts")
    # 'the plan provides for 14 schools, three hospitals and a palace'
    listed = pl.col("is_joined") & pl.col("distance").is_between(-_LISTED, -1)
    follows = pl.col("distance").is_between(-_MEANT, -1) | listed
    general = (pl.col("family") == "general").fill_null(False)
    settles = pl.col("is_village")
    # 'Tickets to the museum cost 1,000 tenge'
    costs = one_of(pl.col("cue_form"), *toml("projects")["charged"]["en"]) & ~works
    priced = (cue == "price") & pl.col("distance").is_between(-3, -1) & pl.col("has_money")
    # 'ведётся обход города'
    carried = (
        (cue == "begin")
        & pl.col("cue_form").str.contains(beginning(toml("projects")["carried_on"]["forms"]))
        & pl.col("distance").is_between(-2, -1)
    )
    last = (pl.col("next_clause") != pl.col("clause")).fill_null(True)
    # 'The university signed an agreement'
    behind = (cue == "paper") & pl.col("distance").is_between(2, 3) & (pl.col("language") == "en")
    signs = acts | (behind & ~pl.col("cue_form").str.ends_with(toml("endings")["en"]["past"]) & ~general)
    return (
        (pl.col("is_working") & ~stands & ~acts)
        | (carried & ~stands)
        | (
            pl.col("cue_form").str.contains(beginning(toml("projects")["told_cost"]["forms"]))
            & (pl.col("distance") > 0)
            & pl.col("has_money")
            & ~stands
        )
        | (_done_at() & (cue == "works") & ~settles)
        | (_by_objects() & pl.col("is_going"))
        | (_put_into() & one_of(cue, "fund", "spend") & ~settles)
        | (_begun_on() & (cue == "begin"))
        | (pl.col("is_on") & pl.col("is_route") & last & pl.col("is_going"))
        | ((cue == "intend") & pl.col("has_money") & ~settles & (_gets() | (follows & paid)))
        | (one_of(cue, "intend", "propose", "paper") & ~stands & (works | follows))
        | (one_of(cue, "propose", "paper") & ~stands & ~signs & (general | (pl.col("distance").abs() <= 3)))
        | (one_of(cue, "begin", "must") & works)
        | (pl.col("is_part") & ~one_of(cue, "price", "other"))
        | (pl.col("is_on") & pl.col("is_counted") & pl.col("is_going"))
        | (pl.col("is_supplied") & cue.is_in([*_WORKING, "supply", "begin", "intend", "must"]))
        | pl.col("is_priced")
        | (works & one_of(cue, "works", "price"))
        # 'стоимость моста – 3 млрд'
        | (priced & ~stands & ~settles & ~general)
        | (one_of(cue, "fund", "spend") & ~settles & ~costs & paid & (pl.col("has_money") | works))
    ) & ~pl.col("is_owned") | _said()


def _leads(way: str) -> list[str]:
    """The prepositions that lead to an object in one way."""
    return list(toml("projects")["led_to"][way])


@cache
def _said() -> pl.Expr:
    """A saying tells of the object that stands by it, also of one that it happens at, unless there is another."""
    words, led_by, stands = toml("sayings"), pl.col("led_by"), pl.col("is_standing")
    # 'pulled out of the resort'
    beside = led_by.is_in(words["beside"]["forms"]).fill_null(False) & (pl.col("cue") != "cancel")
    alone = (pl.col("next_clause") != pl.col("clause")).fill_null(True)
    alone = alone & (pl.col("last_clause") != pl.col("clause")).fill_null(True)
    wide = (pl.col("reach") == "wide") & ~beside & (~(stands | pl.col("is_owned")) | alone)
    aimed = (pl.col("reach") == "aim") & (led_by.is_in(words["aim"]["forms"]) | pl.col("is_works"))
    village = pl.col("is_village")
    at_large = (pl.col("family") == "general") & ~pl.col("is_counted") & (pl.col("n_quoted") == 0)
    return (wide | aimed) & ~village & ~at_large.fill_null(False)


@cache
def _done_at() -> pl.Expr:
    """'Ремонт провели на 22 улицах', 'repairs were carried out at 14 schools'."""
    at = pl.col("led_by").is_in(toml("projects")["works_at"]["forms"])
    return (at & pl.col("is_counted") & pl.col("distance").is_between(-_AT, -1)).fill_null(False)


@cache
def _by_objects() -> pl.Expr:
    """'По 12 объектам работы завершены'."""
    by = (pl.col("language") == "ru") & pl.col("led_by").is_in(_leads("counted")) & pl.col("is_counted")
    return (by & (pl.col("distance") > 0)).fill_null(False)


@cache
def _put_into() -> pl.Expr:
    """'Деньги вложены в 7 объектов', 'the money was invested in seven facilities'."""
    into = pl.col("led_by").is_in(_leads("invested")) & pl.col("is_counted")
    return (into & pl.col("distance").is_between(-_AT, -1)).fill_null(False)


@cache
def _gets() -> pl.Expr:
    """'Five culture houses will receive 6 billion', 'три школы получат 2 млрд'."""
    gets = pl.col("cue_form").is_in(toml("projects")["getting"]["forms"]) & pl.col("is_counted")
    return (gets & pl.col("distance").is_between(1, _AT)).fill_null(False)


@cache
def _begun_on() -> pl.Expr:
    """'Construction has begun on a 320-km road'."""
    on = (pl.col("language") == "en") & pl.col("led_by").is_in(_leads("begun"))
    return (on & pl.col("distance").is_between(-_AT, -1)).fill_null(False)


@cache
def _is_doer() -> pl.Expr:
    """In English what opens a thing itself isn't opened: 'the university opened a clinic'."""
    return (pl.col("is_active") | _acts()) & (pl.col("distance") > 0)


@cache
def _acts() -> pl.Expr:
    """'Завод построит цех': of two objects around an active Russian verb the first acts, unless its case says not."""
    ru = toml("endings")["ru"]
    active = pl.col("cue_form").str.contains(ru["finite"])
    other = (pl.col("next_row") - pl.col("cue_row")).is_between(1, _MEANT) & (
        pl.col("next_clause") == pl.col("clause")
    )
    stands = pl.col("next_led").is_in(toml("projects")["place_preposition"]["forms"]).fill_null(False)
    # 'Порт расширят за счёт причала': of one port many would not do it
    agrees = pl.col("is_counted") | pl.col("is_plural").fill_null(False)
    agrees = agrees | ~pl.col("cue_form").str.contains(ru["finite_plural"])
    return (
        (pl.col("language") == "ru")
        & active
        & other
        & agrees
        & ~stands
        & ~pl.col("head_form").str.contains(ru["in_u"])
    ).fill_null(False)


@cache
def is_active() -> pl.Expr:
    """An English verb with its object right behind it: what stands before it acts; over `project_said`'s cues."""
    # 'the plant began operating' has no object
    noun = pl.col("is_en_word1") & ~pl.col("is_capital1") & ~pl.col("is_en_opening1")
    en, being = toml("endings")["en"], toml("projects")["being"]
    noun = noun & ~(pl.col("form1").str.ends_with(en["participle"]) & (pl.col("cue") == "open"))
    passive = [pl.col(f"is_verb_shaped-{k}").fill_null(False) for k in (1, 2)]
    passive.append(one_of(pl.col("form-1"), *being["forms"]).fill_null(False))
    # 'at the design stage' is no verb
    place = pl.col("form").is_in(toml("projects")["place_preposition"]["forms"])
    meant = one_of(pl.col("cue"), "plan", "intend", "must") & ~place & ~pl.col("is_verb_shaped")
    signing = one_of(pl.col("cue"), "paper", "propose") & pl.col("form").str.ends_with(en["past"])
    builds = pl.col("form").str.ends_with(en["participle"]) & ~one_of(pl.col("form"), *being["participle"])
    building = (pl.col("cue") == "build") & builds
    return (
        pl.col("is_en")
        & (((pl.col("cue_status") == "completed") & ~pl.col("is_verb_shaped")) | meant | building | signing)
        & (pl.col("is_article1") | pl.col("is_number1") | noun)
        & ~pl.col("form1").is_in(toml("projects")["en_adverb"]["forms"])
        & (meant | building | ~pl.any_horizontal(passive))
    ).fill_null(False)
