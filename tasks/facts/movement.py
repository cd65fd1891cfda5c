"""Whether a quantity is a level, a change or a share, which way it moved, and whether it is so or meant to be."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.change_ends import as_changes, held_against
from tasks.facts.governing import governing
from tasks.facts.plans import planned
from tasks.facts.project_forms import both, fits
from tasks.facts.sizes import existing, sized
from tasks.language.letters import one_of
from tasks.language.runs import coming, neighbour, taken
from tasks.language.windows import window
from tasks.lexicon import toml

_EXPLAINED = 1.5  # clause bounds up to the end of an explanation
_TO_WHOLE = 5  # words from a percentage to the GDP that it is of
_WHOLE = 100  # percent
_LISTED = 3  # numbers before the last of a list
_BRACKET = 12  # words of an aside in brackets
_ASIDE = 0.3  # clause bounds: more than a bracket counts, less than a comma
_OWN = [
    "no",
    "unit",
    "name",
    "kind",
    "case",
    "comparator",
    "is_limit",
    "is_governed",
    "prep",
    "is_joined",
    "is_again",
    "is_comma_next",
    "is_size",
    "is_bare",
    "is_standing",
    "is_of",
    "is_or",
    "is_noun_dative",
]
_NOUNS = ["up_noun", "down_noun"]


def moved(near: pl.DataFrame, words: pl.DataFrame, hits: pl.DataFrame) -> pl.DataFrame:
    """What the clause says of each quantity.

    Args:
        near: as `word_windows.spots` gives them.
        words: as `word_windows.lined` gives them.
        hits: as `indicator_cues.hits` gives them.

    Returns:
        `near` with statistic, direction (up | down | null), plan (target | forecast | null), `also` (the mention of its
        start, of a change told in two numbers), is_done (works on it are over), is_old (of what is repaired or pulled
        down it is the size), is_so (now, or in the past); a range that a verb of
        change makes a change has value_from and no value_max.
    """
    near = _marked(near, words)
    pairs = _pairs(_beyond_brackets(near, words), hits)
    verbs = governing(pairs)
    told = near.join(verbs, on="no", how="left", maintain_order="left").with_columns(manner=_brought())
    told = _listed(told.join(planned(pairs), on="no", how="left", maintain_order="left"))
    told = told.with_columns(plan=_as_whole())
    told = told.with_columns(pl.col("is_measure", "is_capacity").fill_null(False))
    told = held_against(as_changes(told.filter(~_repeats())))
    told = told.with_columns(statistic=_statistic(), direction=_direction())
    reached = pl.col("is_made_up") | pl.col("manner").is_in(["by", "to"])
    told = told.with_columns(is_said_of=((pl.col("name") == "kk") & reached).fill_null(False))
    return told.with_columns(direction=pl.coalesce("direction", _after_a_change())).drop(
        "is_governed",
        "prep",
        "is_joined",
        "is_again",
        "is_comma_next",
        "is_size",
        "is_bare",
        "is_standing",
        "is_of",
        "is_or",
        "is_told_again",
        "is_noun_dative",
        "is_made_up",
        "manner",
        "sense",
        "is_coming",
        "is_share",
    )


@cache
def _repeats() -> pl.Expr:
    """'He did it two times', 'три раза': how often, no factor."""
    bare = pl.col("manner").is_null() & pl.col("prep").is_null() & pl.col("name").is_in(["ru", "en"])
    factor = pl.col("next_form").is_in(toml("indicators")["factor_before"]).fill_null(False)
    return (pl.col("kind") == "times") & bare & ~factor


@cache
def _brought() -> pl.Expr:
    """'Жұмыссыздық деңгейін 4 пайызға түсіру': of a level, whither; 'бағаны 4 пайызға түсіру' is by how much."""
    words, by = toml("indicators")["brought"], (pl.col("manner") == "by").fill_null(False)
    is_level = (pl.col("unit") == "percent") & (pl.col("name") == "kk") & fits("word_before", words["level"])
    there = by & is_level & fits("next_form", words["verb"])
    return pl.when(there).then(pl.lit("to")).otherwise("manner")


def _marked(near: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """What the forms of the number itself say: governed by a verb, with a preposition, one end of two."""
    sides = toml("indicators")["sides"]
    before = window(words, near["row_start"], {"form": (-2, 0)})
    after = window(words, near["row_last"], {"form": (-1, _TO_WHOLE)})
    behind = [f"form{k}" for k in range(1, _TO_WHOLE + 1)]
    following = pl.concat_str(behind, separator=" ", ignore_nulls=True)
    of_gdp = after.select(following.str.contains(toml("indicators")["words"]["of_gdp"])).to_series()
    prep = pl.coalesce(
        pl.when(pl.col(c).is_in(forms)).then(pl.lit(side))
        for c in ("form-1", "form0")
        for side, forms in sides.items()
    )
    near = near.with_columns(before.select(prep=prep)["prep"], next_form=after["form1"])
    near = near.with_columns(
        is_of_gdp=pl.lit(of_gdp) & (pl.col("kind") == "percent"), is_told_again=_told_again(after)
    )
    dative = pl.col("case").str.ends_with("dat") & ~pl.col("case").str.starts_with("p")
    # 'желі 250 шақырымнан аса ұзарады': its bound asks for the case, where 'ұзарады' would for another
    is_verb = pl.col("next_form").str.contains(toml("indicators")["words"]["kk_verb"]).fill_null(False)
    bounded = pl.col("case").str.ends_with("abl") & pl.col("comparator").is_in(["gt", "ge"]) & is_verb
    # '30 пайызға жуығы': the word that bounds it bears the case
    bound = window(words, near["row_last"], {"code": (0, 0), "case": (0, 0)})
    is_owned = bound.select((pl.col("code0") == "A") & pl.col("case0").str.starts_with("p")).to_series()
    near = near.with_columns(is_bound_owned=is_owned.fill_null(False))
    near = near.with_columns(is_size=sized(near, before, after))
    near = near.with_columns(is_standing=existing(near, before))
    return near.with_columns(
        # 'увеличились с 20 до 25 млрд, или на 25 %'
        is_again=pl.col("two_before").is_in(both(toml("indicators")["again"])).fill_null(False),
        is_comma_next=pl.col("next_form") == ",",
        is_or=one_of(pl.col("word_before"), *toml("indicators")["words"]["or"]).fill_null(False),
        is_of=one_of(pl.col("next_form"), *toml("indicators")["words"]["en_of"]).fill_null(False),
        is_bare=pl.col("row_last") == pl.col("number_last"),
        # 'тапшылық 133 маманды құрады': what amounts to so many
        is_made_up=pl.col("case").str.ends_with("acc") & fits("next_form", toml("indicators")["makes_up"]),
        # '22 фактіге кем': a counted noun bears the case of its number
        is_noun_dative=(pl.col("kind") == "count")
        & (pl.col("name") == "kk")
        & ~pl.col("is_empty")
        & fits("head", toml("indicators")["dative"]),
        is_governed=(dative & (pl.col("comparator") != "approx")) | bounded | (pl.col("kind") == "times"),
        is_joined=pl.col("value_from").is_not_null()
        | ((pl.col("rule") == "range") & (pl.col("prep") == "from")),
    )


def _told_again(after: pl.DataFrame) -> pl.Series:
    """'6,1 мың адамға немесе 0,5 пайызға артты': the change is told again, in percent, before its verb."""
    words = both(toml("indicators")["again_kk"])
    first, second = (pl.col(f"form{k}").is_in(words).fill_null(False) for k in (1, 2))
    return after.select(first | ((pl.col("form1") == ",") & second)).to_series().fill_null(False)


def _beyond_brackets(near: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """'10,7 %-ға (1683-тен 1503-ке дейін) азайды': brackets after a number don't part it from its verb."""
    closing = words.select(coming(pl.when(pl.col("code") == ")").then(pl.col("row")))).to_series()
    after = near["row_last"] + 1
    opens = window(words, near["row_last"], {"code": (1, 1)})["code1"] == "("
    end = taken(closing, after.clip(0, words.height - 1))
    end = pl.select(pl.when(opens & (end - after <= _BRACKET)).then(end)).to_series()
    return near.with_columns(
        clause_end=pl.coalesce(pl.lit(taken(words["clause"], end)), "clause_end"),
        passed_end=pl.coalesce(pl.lit(taken(words["passed"], end)), "passed_end"),
        row_last=pl.coalesce(pl.lit(end), "row_last"),
    )


def _pairs(near: pl.DataFrame, hits: pl.DataFrame) -> pl.DataFrame:
    """Each quantity with each cue of its sentence: `is_after`, `distance` (words between), `between` (numbers),
    `is_noun` (the cue's word is, or may be, a noun of change: 'төмендеу')."""
    nouns = hits.filter(pl.col("class").is_in(_NOUNS))["at"].unique().implode()
    hits = hits.with_columns(is_noun=pl.col("at").is_in(nouns))
    joined = near.select(
        *_OWN,
        "sentence_id",
        "row_start",
        "row_last",
        "clause_start",
        "clause_end",
        "passed_start",
        "passed_end",
    ).join(hits, on="sentence_id", maintain_order="left")
    is_after = pl.col("at") > pl.col("row_last")
    # 'үш есеге, яғни 900 гектарға дейін ұлғайту'
    reach = pl.when(pl.col("kind") == "times").then(_EXPLAINED).otherwise(1.0)
    return joined.filter(is_after | (pl.col("at") < pl.col("row_start"))).select(
        *_OWN,
        "class",
        "is_noun",
        is_after=is_after,
        distance=pl.when(is_after)
        .then(pl.col("at") - pl.col("row_last") - 1)
        .otherwise(pl.col("row_start") - pl.col("at") - 1),
        between=pl.when(is_after)
        .then(pl.col("passed") - pl.col("passed_end"))
        .otherwise(pl.col("passed_start") - 1 - pl.col("passed")),
        is_beyond=pl.when(is_after)
        .then(pl.col("clause") - pl.col("clause_end"))
        .otherwise(pl.col("clause_start") - pl.col("clause"))
        > _ASIDE,
        is_near=pl.when(is_after)
        .then(pl.col("clause") - pl.col("clause_end") < reach)
        .otherwise(pl.col("clause_start") - pl.col("clause") < 1),
    )  # fmt: skip


def _listed(told: pl.DataFrame) -> pl.DataFrame:
    """'Жалақы 30, зейнетақы 20 пайызға өсті': the verb behind a list governs all of its numbers."""
    kk = pl.col("name") == "kk"
    here = pl.col("sentence_id") == pl.col("sentence_id").shift(-1)
    governed = pl.col("is_governed") | pl.col("is_noun_dative")
    # '11,6%-ға, азық-түлікке жатпайтын тауарлар 9,9%-ға қымбаттады': no percentage so declined is without its verb
    of_part = pl.col("is_governed") & (pl.col("kind") == "percent")
    waits = here & of_part & of_part.shift(-1) & pl.col("is_comma_next")
    again = here & pl.col("is_told_again") & governed & (pl.col("kind").shift(-1) == "percent")
    for _ in range(_LISTED):
        same = (pl.col("list_no") == pl.col("list_no").shift(-1)) & (
            pl.col("unit") == pl.col("unit").shift(-1)
        )
        free = kk & pl.col("manner").is_null() & pl.col("value_from").is_null()
        says = pl.col("manner").shift(-1)
        # '7 және 12 пайызға аз'
        less = (says == "more") & ~pl.col("is_comma_next").shift(-1) & (pl.col("kind") == "percent")
        takes = (free & same & ((says == "by") | less)).fill_null(False)
        takes |= (free & waits & (pl.col("manner").shift(-1) == "by")).fill_null(False)
        takes |= (free & again & pl.col("manner").shift(-1).is_in(["by", "more"])).fill_null(False)
        told = told.with_columns(
            pl.when(takes).then(pl.col(c).shift(-1)).otherwise(c).alias(c)
            for c in ("manner", "sense", "is_governed")
        )
    return told


@cache
def _as_whole() -> pl.Expr:
    """'Will replace 126 km, including 48 km in the city': what is planned of the whole is planned of its part."""
    here = pl.col("sentence_id") == pl.col("sentence_id").shift(1)
    is_part = fits("word_before", toml("indicators")["part_lead"]) & (pl.col("name") != "kk")
    own = pl.any_horizontal(pl.col("is_done", "is_so").fill_null(value=False))
    takes = (here & is_part & ~own).fill_null(value=False)
    return pl.when(takes).then(pl.coalesce("plan", pl.col("plan").shift(1))).otherwise("plan")


@cache
def _statistic() -> pl.Expr:
    kind, manner = pl.col("kind"), pl.col("manner")
    ends = pl.col("is_limit") | (pl.col("prep") == "to")
    by = (manner == "by") & ~ends.fill_null(False)
    amount = (pl.col("prep") == "by") | pl.col("is_governed") | pl.col("is_noun_dative")
    is_share = (
        pl.col("case").str.starts_with("p")
        | pl.col("is_bound_owned")
        | pl.col("is_share")
        | one_of(pl.col("next_form"), *toml("indicators")["words"]["en_of"])
    )
    is_share |= pl.col("is_of_gdp")
    return (
        pl.when(kind == "times")
        .then(pl.lit("multiple"))
        .when(pl.col("value_from").is_not_null())
        .then(pl.when((kind == "percent") & is_share).then(pl.lit("share")).otherwise(pl.lit("level")))
        .when((kind == "percent") & (by | manner.is_in(["more", "noun"])))
        .then(pl.when(pl.col("unit") == "pp").then(pl.lit("change")).otherwise(pl.lit("change_pct")))
        .when(manner.is_in(["more", "noun"]) | (by & amount))
        .then(pl.lit("change"))
        .when((kind == "percent") & is_share & (pl.col("value") <= _WHOLE))
        .then(pl.lit("share"))
        .otherwise(pl.lit("level"))
    )


@cache
def _after_a_change() -> pl.Expr:
    """'2,5 тармаққа артып, 15,2 пайызға жетті', 'на 12 %, до 45 тысяч': where the change told just before ended.

    Kilometres more don't end in a number of people.
    """
    ends = (pl.col("manner") == "to") | (pl.col("prep") == "to")
    unit = neighbour("unit", -1)
    same = (unit == pl.col("unit")) | (unit == "pp")
    last = neighbour("statistic", -1)
    told = last.is_in(["change_pct", "multiple"]) | ((last == "change") & same.fill_null(False))
    flat = (pl.col("statistic").is_in(["level", "share"])) & pl.col("value_from").is_null()
    return pl.when(ends & told & flat).then(neighbour("direction", -1))


@cache
def _direction() -> pl.Expr:
    """The ends of a change show it; a level reached is a rise of numbers and shares, and of what is to come."""
    rises = pl.col("value") > pl.col("value_from")
    said = (
        pl.col("manner").is_in(["by", "more", "noun"])
        | pl.col("is_measure")
        | pl.col("is_coming")
        | pl.col("numbered").is_not_null()
    )
    return (
        pl.when(rises)
        .then(pl.lit("up"))
        .when(pl.col("value") < pl.col("value_from"))
        .then(pl.lit("down"))
        .when(said)
        .then("sense")
    )
