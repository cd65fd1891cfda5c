"""What the spelling of a word alone says of it: worked out once for each word of a batch, not for each token."""

from __future__ import annotations

from functools import cache, partial

import polars as pl

from tasks.facts.project_forms import PARTICIPLE, beginning, both
from tasks.language.letters import one_of
from tasks.language.normal import folded
from tasks.lexicon import toml

OPENERS, CLOSERS = ["«", "“", "„"], ["»", "”"]
SUMS = ("old", "each", "pair", "first", "second")  # what a word before a sum says of it
NUMBERS = ["n", "y", "u", "t", "h", "H"]
_FINITE = (
    r"(?:[лндтрсзкқпшжмгйаәеоөұүыі](?:ды|ді|ты|ті)|йды|йді|ады|еді|дық|дік|тық|тік|мыз|міз|[ғгқк][ае]н|[мбп][ае][қк]"
    r"|у(?:да|де)|[аеіыйөоүұ]п|тиіс|керек|қажет|жатыр|отыр|тұр|дайын|екен|деп|емес|жоқ|бар|таяу|жақын)$"
)
_GENITIVE = "..(?:ого|его|ой|ей|ых|их)$"  # of Russian adjectives
_OWNED = "..[ыі](?:н[ае]?|нд[ае](?:ғы|гі)?|н[ае]н|н[ыі]ң)?$"
_GRASPING = "...(?:у(?:ды|ді|ға|ге|дың|дің)?|[ғгқк][ае]н|[ыі]п)$|..[аейя]т[ыі]н$"
_OBJECT = "..(?:[ндт][ыі]|[ыі]н)$"
_OWNER = "..(?:[ндт][ыі]ң|[дт][ае]ғы|[дт][ае]гі)$"
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
    """Name → a trait that others ask for, over surface, form and language of unique words."""
    language, surface = pl.col("language"), pl.col("surface")
    return {
        "is_kazakh": language.str.starts_with("kk"),
        "is_ru": language == "ru",
        "is_en": language == "en",
        "is_capital": surface.str.contains(r"^\p{Lu}"),
        "is_lettered": pl.col("form").str.contains(r"^\p{L}"),
    }


@cache
def traits() -> dict[str, pl.Expr]:
    """Name → whether a word has the trait; over form, surface, language, code, modifier and `plain_traits`."""
    return {**_kazakh(), **_foreign(), **_signs(), **_followers()}


def _fits(pattern: str, is_folded: bool) -> pl.Expr:
    """Whether a form fits a pattern over Cyrillic letters, merged where the forms' are."""
    return pl.col("form").str.contains(folded(pattern) if is_folded else pattern).fill_null(False)


@cache
def _kazakh() -> dict[str, pl.Expr]:
    """What Kazakh words begin with or are."""
    words, form = toml("projects")["noun_phrase"], pl.col("form")
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
        "is_gerund": form.str.ends_with("у"),
        "is_plain_gerund": form.str.contains("..[^ы]у$"),
        "is_area": form.str.contains(beginning(toml("projects")["area"]["prefix"])),
        # 'Тараз бен Шу арасындағы жол': an attribute of place goes on.
        "is_bounding": bounding & ~form.str.contains("(?:дағы|дегі|тағы|тегі)$"),
        "is_postposition": form.is_in(both(toml("projects")["postposition"]["kk"])),
        "is_collective": form.str.contains("^[еа]у[іы]?"),
    }


@cache
def endings(is_folded: bool) -> dict[str, pl.Expr]:
    """Name → a trait of Kazakh words by their endings, over what `traits` asks of.

    Args:
        is_folded: whether they are words in Latin letters, whose forms are folded; else none of them is.
    """
    words, form, fits = toml("projects")["noun_phrase"], pl.col("form"), partial(_fits, is_folded=is_folded)
    return {
        "is_finite": fits(_FINITE),
        **{
            f"is_{t}": fits(f"(?:^|..)(?:{'|'.join(toml('projects')['finite'][t])})$")
            for t in ("future", "past")
        },
        "is_participle": fits(PARTICIPLE),
        "is_attributive": fits("(?:[ғгқк][ае]н|[аейя]т[ыі]н|жатқан|тұрған|отырған)$"),
        "is_owner": fits(_OWNER),
        "is_of_place": fits("..(?:[ндт][ыі]ң|[дт]ағы|[дт]егі)$"),
        "is_cased": _cased(is_folded),
        # 'Мәйлин көшесі': a surname that looks like a noun in the accusative
        "is_like_a_name": fits("[ыиі]н$"),
        "is_owned_plainly": fits("....[ыі]$")
        & ~fits("(?:[дт][ае]ғ[ыі]|[дт][ае]г[ыі]|[бзйлмнңпрстш][ғгқк][ыі])$"),
        # 'қуатты', 'модульді': with, of some quality
        "is_adjective_shaped": fits("...(?:[бвгджзйклмнңпрсфхцчшщт][дт][ыі]|[аеоуыіөүұә][лд][ыі])$")
        & ~fits("(?:[ғгқк][ае]нд[ыі]|у[дт][ыі])$"),
        "is_possessed": fits(_OWNED),
        "is_grasping": fits(_GRASPING)
        & ~form.is_in(both([*_leads(), *toml("projects")["handover"]["forms"]])),
        "is_object": one_of(pl.col("code"), "x", "Q")
        & fits(_OBJECT)
        & (form.str.len_chars() > 4)
        & ~form.is_in(both(words["not_cased"])),
        "is_unfinished": fits("[аейя]т[ыі]н$"),
        "is_purpose": fits("..у(?:ға|ге)$"),
        "is_sized_by": fits("(?:[лдт][ыі]қ|[лдт]ік)$"),
    }


def _cased(is_folded: bool) -> pl.Expr:
    """A Kazakh word that ends like a case."""
    words, form, fits = toml("projects")["noun_phrase"], pl.col("form"), partial(_fits, is_folded=is_folded)
    return (
        fits(f"(?:{'|'.join(words['case_endings'])})$")
        & (form.str.len_chars() > 3)
        & ~form.is_in(
            both([*words["not_cased"], *_bare_words(), *toml("projects")["adjective_like"]["forms"]])
        )
        & ~fits("[аейя]т[ыі]н$")
        # A name that only ends like an accusative: 'Қалғұты су қоймасы'.
        & ~(pl.col("is_capital") & form.str.contains("[нтд][ыі]$"))
        & (
            pl.col("modifier").is_null()
            | form.str.contains("(?:[дтн]а[нғ]?|[дтн]ен|ға|ге|қа|ке|ны|ні|ды|ді)$")
        )
    )


@cache
def _foreign() -> dict[str, pl.Expr]:
    """Words of Russian and English that stop a phrase, open one or go on with it."""
    words, c, form = toml("projects")["noun_phrase"], toml("projects")["complement"], pl.col("form")
    is_word = (pl.col("code") == "x") & pl.col("is_lettered")
    adjective = form.str.contains(f"(?:{'|'.join(words['ru_adjective'])})$")
    apart = form.str.contains("(?:ую|юю|[нтксхшв]ая|яя|[нтксхшв]ое|льно|нно|ично|ески|урно|рочно)$")
    return {
        "is_ru_adjective": adjective
        & ~form.is_in(words["ru_not_adjective"])
        & ~form.str.contains(words["ru_not_adjective_shape"]),
        "is_ru_genitive": form.str.contains(_GENITIVE),
        "is_ru_verb": form.str.contains(f"..(?:{'|'.join(c['ru_verb_endings'])})$"),
        # 'за стадионом ледовую арену': another case is another phrase
        "is_ru_word": is_word & ~form.is_in(c["ru_stops"]) & (pl.col("is_capital") | ~apart),
        "is_ru_measure": form.is_in(c["ru_measures"]),
        "is_en_stop": form.is_in(words["en_stop"]),
        "is_en_word": is_word & ~form.is_in(c["en_stops"]),
        "is_en_measure": form.is_in(c["en_measures"]),
        "is_en_opening": form.is_in(c["en_opens"]),
        "is_article": one_of(form, "a", "an", "the"),
        "is_verb_shaped": _verb_shaped(),
        "is_gerund_noun": (pl.col("language") == "en") & form.is_in(toml("projects")["gerund_noun"]["en"]),
        "is_relative": form.str.contains(f"^(?:{'|'.join(toml('projects')['verb_shape']['relative'])})"),
        "is_to": form == "to",
        "is_contrast": form.is_in(["а", "но", "однако", "зато", "but", "while", "whereas"]),
        "is_plural_shaped": form.str.ends_with("s"),
        "is_verb_lead": form.is_in(toml("projects")["verb_lead"]["forms"]),
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
def _signs() -> dict[str, pl.Expr]:
    """Signs and the classes of the grammar."""
    surface, code = pl.col("surface"), pl.col("code")
    return {
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
        "is_covering": form.str.contains(beginning(lists["covered"]["prefix"])),
        "is_partitive": form.str.contains(beginning(lists["partitive"]["prefix"])),
        "is_beside": form.str.contains(beginning(lists["partitive"]["beside"])),
        "is_work_word": form.str.contains(beginning(lists["work_word"]["prefix"])),
        "is_idiom_head": form.is_in(both(lists["idiom_head"]["forms"])),
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
