"""Objects that are only told of another noun: 'директор школы', 'students of three schools', 'school buses'."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.project_forms import beginning
from tasks.facts.project_traits import NUMBERS
from tasks.language.letters import one_of
from tasks.language.once import only
from tasks.lexicon import toml


@cache
def is_owned() -> pl.Expr:
    """Whether an object is only told of another noun; over what `project_leads` knows of its neighbours."""
    return _owned_ru() | _owned_en()


@cache
def parts_of_objects() -> str:
    """A pattern of words that name a part of an object: works on it are works on the object."""
    return f"^(?:{'|'.join(toml('projects')['foreign_part']['prefix'])})"


@cache
def _genitives() -> list[str]:
    """Nouns whose singular genitive looks like a feminine nominative: 'завода', 'музея'."""
    listed = [w for e in toml("projects")["head"] for w in e.get("ru", ()) if ":" in w]
    pairs = [(w.partition(":")[0].strip(), w.partition(":")[2].split()) for w in listed]
    told = toml("endings")["ru_declension"]
    return [
        stem + e
        for stem, ends in pairs
        for e in told["genitive"]
        if e in ends and {*told["no_feminine"]} & set(ends)
    ]


@cache
def _owned_ru() -> pl.Expr:
    """A genitive right after a noun that is neither works, a part of the object nor a paper on it."""
    lists = toml("projects")
    free = [
        *lists["place_preposition"]["forms"],
        *lists["place_preposition"]["purpose"],
        *lists["complement"]["ru_stops"],
    ]
    # Patterns are asked of Russian words only.
    before, head, following, behind = (
        only(pl.col(c), pl.col("language") == "ru")
        for c in ("form-1", "head_form", "next_form1", "head_next")
    )
    noun = (
        (pl.col("code-1") == "x")
        & before.str.contains(toml("letters")["word"]["ru"])
        & pl.col("cue-1").is_null()
        & ~pl.col("is_verb-1")
        & ~before.is_in([*free, *lists["plain"]["ru"], *lists["owner_free"]["ru"]])
        & ~before.str.contains(parts_of_objects())
    )
    genitive = (
        head.str.contains(toml("endings")["ru"]["genitive"])
        | head.is_in(_genitives())
        | (pl.col("first_genitive") & (pl.col("start") < pl.col("head_row")))
    )
    # 'проект закона'
    law = following.str.contains(f"^(?:{'|'.join(lists['law']['prefix'])})")
    law = law & head.str.contains(beginning(lists["law"]["heads"]))
    fleet = behind.str.contains(beginning(lists["fleet"]["prefix"]))
    fleet = fleet & head.str.contains(beginning(lists["fleet"]["heads"]))
    law = (law | fleet).fill_null(False)
    site = before.is_in(lists["site_of"]["forms"]) & pl.col("form-2").is_in(lists["site_of"]["leads"])
    owned = (noun & ~pl.col("is_works") & ~pl.col("is_counted") & ~pl.col("is_measured")) | site
    return (pl.col("language") == "ru") & (law | (owned & genitive).fill_null(False))


def _behind_article(back: int) -> pl.Expr:
    """The word so far before a phrase, an article skipped."""
    is_article = pl.col(f"form-{back}").is_in(toml("projects")["article"]["en"])
    return pl.when(is_article).then(f"form-{back + 1}").otherwise(f"form-{back}")


@cache
def _owned_en() -> pl.Expr:
    """'Students of the school', 'school buses'."""
    lists = toml("projects")
    of = one_of(pl.col("led_by"), *lists["owner_free"]["of"])
    owner = only(pl.when("is_article-1").then("form-3").otherwise("form-2"), of)
    cue = pl.when("is_article-1").then("cue-3").otherwise("cue-2")
    of = of & owner.str.contains(toml("letters")["word"]["en"]) & cue.is_null()
    of = of & ~owner.is_in(lists["owner_free"]["en"]) & ~owner.str.contains(parts_of_objects())
    # 'on the roof of the school'
    leads = pl.when("is_article-1").then(_behind_article(4)).otherwise(_behind_article(3))
    of = of | (owner.is_in(lists["site_of"]["forms"]) & leads.is_in(lists["site_of"]["leads"]))
    behind = only(pl.col("next_form1"), pl.col("language") == "en")
    compound = (
        pl.col("next_is_en_word1")
        & ~pl.col("next_is_capital1")
        & pl.col("next_cue1").is_null()
        & pl.col("next_head1").is_null()
        & ~pl.col("next_is_verb1")
        & ~behind.str.contains(toml("endings")["en"]["verb_or_adverb"])
        & ~behind.str.contains(parts_of_objects())
        & ~behind.is_in(lists["en_adverb"]["forms"])
    )
    # 'considering building a line'
    # … 'is also building two bridges'
    verbal = pl.col("form-1").is_in(lists["gerund_noun"]["before"]) | (
        pl.col("next_code1").is_in(NUMBERS) & ~pl.col("is_article-1")
    )
    gerund = pl.col("head_form").is_in(lists["gerund_noun"]["en"]) & (
        pl.col("next_is_article1") | (pl.col("next_cue1") == "intend") | verbal.fill_null(False)
    )
    return ((pl.col("language") == "en") & ((of & ~pl.col("is_works")) | compound | gerund)).fill_null(False)
