"""What the spelling of a word alone says of it: worked out once for each word of a batch, not for each token."""

from __future__ import annotations

from functools import cache, partial

import polars as pl

from tasks.facts.project_forms import beginning, both
from tasks.language.letters import one_of
from tasks.language.normal import folded
from tasks.lexicon import LETTER, toml

OPENERS, CLOSERS = ["«", "“", "„"], ["»", "”"]
SUMS = ("old", "each", "pair", "first", "second")  # what a word before a sum says of it
NUMBERS = ["n", "y", "u", "t", "h", "H"]
_PHRASE = [
    "x",
    "U",
    "W",
    "Q",
    "i",
    "#",
    "o",
    "r",
    '"',
    "A",
    "I",
    "L",
]  # codes that may stand in a noun phrase


@cache
def plain_traits() -> dict[str, pl.Expr]:
    """Name → a trait that others ask for, over surface and form of unique words."""
    return {
        "is_capital": pl.col("surface").str.contains(r"^\p{Lu}"),
        "is_lettered": pl.col("form").str.contains(rf"^{LETTER}"),
    }


@cache
def traits() -> dict[str, pl.Expr]:
    """Name → whether a word that has letters has the trait; over form, surface, language, code, modifier and
    `plain_traits`."""
    return {**_kazakh(), **_foreign(), **_followers()}


def _fits(pattern: str, is_folded: bool) -> pl.Expr:
    """Whether a form fits a pattern over Cyrillic letters, merged where the forms' are."""
    return pl.col("form").str.contains(folded(pattern) if is_folded else pattern).fill_null(False)


@cache
def _kazakh() -> dict[str, pl.Expr]:
    """What Kazakh words begin with or are."""
    words, kk, form = toml("projects")["noun_phrase"], toml("endings")["kk"], pl.col("form")
    bounding = form.is_in(both([*toml("projects")["postposition"]["kk"], *words["kk_stop"]]))
    return {
        "is_name_shaped": pl.col("surface").str.contains(r"^\p{Lu}\p{Ll}{2,}"),
        "is_abbreviation": pl.col("surface").str.contains(r"^\p{Lu}{2,5}$"),
        "is_site_work": form.str.contains(beginning(toml("projects")["site_work"]["prefix"])),
        "is_turning": form.str.contains(beginning(toml("projects")["turning"]["prefix"])),
        "is_money_word": form.is_in(both(toml("projects")["money_word"]["kk"])),
        "is_pair_end": form.is_in(
            both([w.split(" ", 1)[1] for e in toml("projects")["pair"] for w in e["exact"]])
        ),
        "is_gerund": form.str.ends_with(kk["gerund"]),
        "is_plain_gerund": form.str.contains(kk["gerund_plain"]),
        "is_area": form.str.contains(beginning(toml("projects")["area"]["prefix"])),
        # 'Тараз бен Шу арасындағы жол': an attribute of place goes on.
        "is_bounding": bounding & ~form.str.contains(kk["attribute_of_place"]),
        "is_postposition": form.is_in(both(toml("projects")["postposition"]["kk"])),
        "is_collective": form.str.contains(kk["collective"]),
    }


@cache
def endings(is_folded: bool) -> dict[str, pl.Expr]:
    """Name → a trait of Kazakh words by their endings, over what `traits` asks of.

    Args:
        is_folded: whether they are words in Latin letters, whose forms are folded; else none of them is.
    """
    words, kk, form = toml("projects")["noun_phrase"], toml("endings")["kk"], pl.col("form")
    fits = partial(_fits, is_folded=is_folded)
    return {
        "is_finite": fits(kk["finite"]),
        **{
            f"is_{t}": fits(f"(?:^|..)(?:{'|'.join(toml('projects')['finite'][t])})$")
            for t in ("future", "past")
        },
        "is_participle": fits(kk["participle"]),
        "is_once_shaped": fits(kk["participle_once"]),
        "is_when_shaped": fits(kk["participle_when"]),
        "is_clause_noun": fits(toml("projects")["clause_noun"]["ending"]),
        "is_told_clause": fits(toml("projects")["clause_noun"]["told"]),
        "is_attributive": fits(kk["participle_attribute"]),
        "is_owner": fits(kk["owner"]),
        "is_of_place": fits(kk["of_place"]),
        "is_cased": _cased(is_folded),
        # 'Мәйлин көшесі': a surname that looks like a noun in the accusative
        "is_like_a_name": fits(kk["possessive_accusative"]),
        "is_owned_plainly": fits(kk["possessive_plain"]) & ~fits(kk["relative"]),
        # 'қуатты', 'модульді': with, of some quality
        "is_adjective_shaped": fits(kk["of_quality"]) & ~fits(kk["no_quality"]),
        "is_possessed": fits(kk["possessive"]),
        "is_grasping": fits(kk["with_object"])
        & ~form.is_in(both([*_leads(), *toml("projects")["handover"]["forms"]])),
        "is_object": one_of(pl.col("code"), "x", "Q")
        & fits(kk["object"])
        & (form.str.len_chars() > 4)
        & ~form.is_in(both(words["not_cased"])),
        "is_unfinished": fits(kk["participle_unfinished"]),
        "is_purpose": fits(kk["gerund_purpose"]),
        "is_sized_by": fits(kk["of_size"]),
    }


def _cased(is_folded: bool) -> pl.Expr:
    """A Kazakh word that ends like a case."""
    words, kk, form = toml("projects")["noun_phrase"], toml("endings")["kk"], pl.col("form")
    fits = partial(_fits, is_folded=is_folded)
    return (
        fits(f"(?:{'|'.join(words['case_endings'])})$")
        & (form.str.len_chars() > 3)
        & ~form.is_in(
            both([*words["not_cased"], *_bare_words(), *toml("projects")["adjective_like"]["forms"]])
        )
        & ~fits(kk["participle_unfinished"])
        # A name that only ends like an accusative: 'Қалғұты су қоймасы'.
        & ~(pl.col("is_capital") & form.str.contains(kk["accusative_name"]))
        & (pl.col("modifier").is_null() | form.str.contains(kk["case"]))
    )


@cache
def _foreign() -> dict[str, pl.Expr]:
    """Words of Russian and English that stop a phrase, open one or go on with it."""
    words, c, form = toml("projects")["noun_phrase"], toml("projects")["complement"], pl.col("form")
    lists, ru, en = toml("projects"), toml("endings")["ru"], toml("endings")["en"]
    is_word = (pl.col("code") == "x") & pl.col("is_lettered")
    adjective = form.str.contains(f"(?:{'|'.join(words['ru_adjective'])})$")
    apart = form.str.contains(ru["another_phrase"])
    return {
        "is_ru_adjective": adjective
        & ~form.is_in(words["ru_not_adjective"])
        & ~form.str.contains(words["ru_not_adjective_shape"]),
        "is_ru_genitive": form.str.contains(ru["adjective_genitive"]),
        "is_ru_verb": form.str.contains(f"..(?:{'|'.join(c['ru_verb_endings'])})$"),
        # 'за стадионом ледовую арену': another case is another phrase
        "is_ru_word": is_word & ~form.is_in(c["ru_stops"]) & (pl.col("is_capital") | ~apart),
        "is_ru_measure": form.is_in(c["ru_measures"]),
        "is_en_stop": form.is_in(words["en_stop"]),
        "is_en_word": is_word & ~form.is_in(c["en_stops"]),
        "is_en_measure": form.is_in(c["en_measures"]),
        "is_en_opening": form.is_in(c["en_opens"]),
        "is_article": one_of(form, *lists["article"]["en"]),
        "is_verb_shaped": _verb_shaped(),
        "is_gerund_noun": (pl.col("language") == "en") & form.is_in(lists["gerund_noun"]["en"]),
        "is_relative": form.str.contains(f"^(?:{'|'.join(lists['verb_shape']['relative'])})"),
        "is_to": one_of(form, *lists["works_to"]["forms"]),
        "is_contrast": form.is_in(lists["contrast"]["forms"]),
        "is_plural_shaped": form.str.ends_with(en["plural"]),
        "is_verb_lead": form.is_in(lists["verb_lead"]["forms"]),
    }


@cache
def _verb_shaped() -> pl.Expr:
    """A Russian word that ends like a verb, an English auxiliary."""
    shape, form, language = toml("projects")["verb_shape"], pl.col("form"), pl.col("language")
    russian = form.str.contains(f"..(?:{'|'.join(shape['ru_endings'])})$") & ~form.str.contains(
        f"^(?:{'|'.join(shape['ru_not'])})"
    )
    russian = russian & pl.col("modifier").is_null() & (pl.col("code") == "x")
    return pl.when(language == "ru").then(russian).otherwise((language == "en") & form.is_in(shape["en"]))


@cache
def signs() -> dict[str, pl.Expr]:
    """Name → what signs and numbers are asked too: the language, the sign, the class in the grammar; over surface,
    language and code of unique words."""
    surface, code, language = pl.col("surface"), pl.col("code"), pl.col("language")
    return {
        "is_kazakh": language.str.starts_with("kk"),
        "is_ru": language == "ru",
        "is_en": language == "en",
        "is_opener": surface.is_in(OPENERS),
        "is_closer": surface.is_in(CLOSERS),
        "is_quote": surface == '"',
        "is_colon": surface == ":",
        "is_dash": code == "-",
        "is_number": code.is_in(NUMBERS),
        "is_phrasal": code.is_in(_PHRASE),
        "is_label": one_of(code, "#", "i"),
    }


@cache
def _followers() -> dict[str, pl.Expr]:
    """Words that decide on the word before them, and those that refer back."""
    lists, form = toml("projects"), pl.col("form")
    return {
        "is_after_verb": form.is_in(both(lists["after_verb"]["forms"])),
        "is_auxiliary": form.is_in(both(lists["after_verb"]["auxiliaries"])),
        "is_leading_to": form.is_in(both(lists["destination"]["participles"])),
        "is_after_number": form.is_in(lists["alone"]["before"]),
        "is_part_word": form.str.contains(beginning(lists["part_of_object"]["prefix"])),
        "is_idiom": form.is_in(both(_leads())),
        "is_handover": form.is_in(both(lists["handover"]["forms"])),
        "is_aim": form.str.contains(beginning(lists["aim"]["stems"])),
        "is_settling": form.str.contains(beginning(lists["settled"]["prefix"])),
        "is_raising": form.str.contains(beginning(lists["raised"]["prefix"])),
        "is_lamp": form.str.contains(beginning(lists["lit"]["prefix"])),
        "is_paving": form.is_in(both(lists["paving"]["forms"])),
        "is_covering": form.str.contains(beginning(lists["covered"]["prefix"])),
        "is_partitive": form.str.contains(beginning(lists["partitive"]["prefix"])),
        "is_beside": form.str.contains(beginning(lists["partitive"]["beside"])),
        "is_of_object": form.str.contains(lists["partitive"]["of_object"]),
        "is_site": form.str.contains(beginning(lists["partitive"]["sites"])),
        "is_work_word": form.str.contains(beginning(lists["work_word"]["prefix"])),
        "is_idiom_head": form.is_in(both(lists["idiom_head"]["forms"])),
        "is_naming": form.is_in(both(lists["named_programme"]["adjectives"])),
        "is_named_plan": form.str.contains(beginning(lists["named_programme"]["nouns"])),
        "is_way": form.is_in(both(lists["idiom_head"]["ways"])),
        "is_nominal": form.is_in(both(lists["nominal"]["always"])),
        "is_nominal_count": form.is_in(both(lists["nominal"]["before_count"])),
        "is_whole_word": form.str.contains(beginning(lists["components"]["subjects"])),
        "is_holding": form.str.contains(f"^(?:{'|'.join(_holding())})"),
        "is_annex": form.str.contains(beginning(lists["annex"]["stems"])),
        "is_adjective_owned": form.is_in(both(lists["adjective_before_owned"]["forms"])),
        "is_wide_place": form.str.contains(beginning(lists["wide_place"]["prefix"])),
        "is_buying": form.str.contains(beginning(lists["sum_sides"]["bought"])),
        "is_financing": form.str.contains(beginning(lists["sum_sides"]["financed"])),
        "may_be_part": form.is_in(both([*lists["one_of_them"]["alone"], *lists["one_of_them"]["after"]])),
        **{f"is_{k}_sum": form.str.contains(beginning(lists["sum_sides"][k])) for k in SUMS},
        "is_share_word": form.is_in(both(lists["sum_sides"]["share"])),
        "is_referring": form.str.contains(beginning(lists["refers"]["prefix"])),
    }


def _holding() -> list[str]:
    """What may begin a verb that says what something is to have: 'will' of 'will have'."""
    lists = toml("projects")["components"]
    return [w.split()[0] for w in [*lists["verbs"], *lists["within"]]]


def _leads() -> list[str]:
    """The nouns that are half of a verb: 'есігін' of 'есігін ашты'."""
    return sorted({w for e in toml("projects")["verb"] for w in e.get("prev", ())})


def _bare_words() -> list[str]:
    """Words that say what objects are for, in their dictionary form: an ending only seems a case."""
    return sorted({w for e in toml("projects")["modifier"] for w in e.get("kk", ())})
