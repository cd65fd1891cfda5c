"""Which words name objects, which say what the objects are for, and which say what is done with them.

Everything is decided on unique forms (and unique pairs of neighbouring forms), then joined back to the tokens.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.project_classes import is_work
from tasks.facts.project_cues import kazakh_cues
from tasks.facts.project_foreign import foreign_cues, opening
from tasks.facts.project_forms import beginning, begun, both, found_in, parted
from tasks.facts.project_heads import with_heads
from tasks.facts.project_traits import endings, plain_traits, signs, traits
from tasks.facts.project_verbs import may_be_verb
from tasks.language.letters import one_of
from tasks.language.normal import fold
from tasks.language.once import fits, only
from tasks.language.runs import (
    constant,
    flagged,
    of_home,
    of_words,
    rows_where,
    spread,
    taken,
    tally,
    words_of,
)
from tasks.language.windows import window
from tasks.lexicon import LETTER, toml

_FIRST = 4  # words before those that lead to a list: 'среди них самые крупные —'
_FLAGS = ("anaphor", "programme", "utility")
_OF_HEADS = ["head_key", "key_case", "key_plural", "opens_head"]
_ONLY_FOR_CUES = [
    "may_be_verb",
    "noun",
    "is_pair_end",
    "is_future",
    "is_past",
    "is_once_shaped",
    "is_when_shaped",
    "opens_ru",
    "opens_en",
]


def tagged(tokens: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
    """Tags the words that matter to projects.

    Args:
        tokens: TOKENS.
        sentences: SENTENCES.

    Returns:
        TOKENS in their order with `row`, article_id, sentence_no, role, language; `head` (number of the head entry, at
        the last word of the head), `head_stem`, `head_start` (row of its first word), `head_case`, `is_plural`;
        `modifier` (number of the entry); `is_anaphor`, `is_programme`, `is_utility`, `is_plain`, `is_list`; `cue`
        (class), `cue_status`, `tense`.
    """
    words, at = words_of(tokens, ["language", "surface", "code", "form"])
    words = _unglided(words)
    # Half of the words of a batch are numbers and signs, of which spelling says nothing.
    is_spelled = words.select(pl.col("form").str.contains(LETTER)).to_series()
    known = _known(words.filter(is_spelled))
    place = words.select(pl.when(is_spelled).then(tally(pl.lit(is_spelled)) - 1).otherwise(known.height - 1))
    spelled_at = taken(place.to_series(), at)
    rows = (
        tokens.drop("stem", "form")
        .rename({"case": "number_case"})
        .hstack(of_words(words.select("form", **signs(), **_opening()), at))
        .hstack(of_words(known.drop(_OF_HEADS), spelled_at))
        .hstack(of_home(tokens, _homes(sentences)))
        .with_row_index("row")
    )
    rows = _with_flags(with_heads(rows, known.select(_OF_HEADS), spelled_at))
    cues = pl.concat([kazakh_cues(rows), foreign_cues(rows)], how="diagonal")
    # Names that are many times compared are numbers: ten times as fast.
    cues = cues.with_columns(pl.col("cue", "cue_status", "tense", "reach").cast(pl.Categorical))
    rows = rows.drop(_ONLY_FOR_CUES).hstack(spread(cues.drop("row"), cues["row"], rows.height))
    works = fits(rows, pl.col("head").is_not_null(), is_work())
    rows = rows.with_columns(cue=pl.when(~works).then("cue"))
    return _with_foreign_plurals(rows)


def _homes(sentences: pl.DataFrame) -> pl.DataFrame:
    """What is asked of each word's sentence; names are numbers, written and compared in a quarter of the time."""
    articles = pl.Categorical(pl.Categories.random())
    return sentences.select(
        "sentence_id", "sentence_no", pl.col("article_id").cast(articles), pl.col("role").cast(pl.Categorical)
    )


def _unglided(words: pl.DataFrame) -> pl.DataFrame:
    """Plain Latin spelling confuses letters: its words are compared with the letters merged."""
    latin = rows_where(words["language"] == "kk-Latn")
    if latin.is_empty():
        return words
    glides = toml("projects")["latin_glides"]
    merged = fold(pl.col("form")).str.replace_all(glides["pattern"], glides["letters"])
    return words.with_columns(words["form"].scatter(latin, words[latin].select(merged).to_series()))


def _known(words: pl.DataFrame) -> pl.DataFrame:
    """What is known of unique words: modifier, noun, the flags, and what heads they may be or open.

    Args:
        words: language, surface, code, form of those that have letters.

    Returns:
        a row for each, and at the end one that says nothing, for all that have none.
    """
    forms = words.with_row_index("row")
    told = found_in(forms, ("head", "noun", "modifier", *_FLAGS))
    heads = told["head"].select(
        "row", head_key=pl.col("key").cast(pl.Int32), key_case="case", key_plural="is_plural"
    )
    nouns = told["noun"].select("row", noun=pl.col("key").cast(pl.Int32))
    known = _with_modifiers(forms, told["modifier"].select("row", modifier=pl.col("key").cast(pl.Int32)))
    for more in (heads, nouns):
        known = known.join(more, on="row", how="left", maintain_order="left")
    known = known.with_columns(pl.col("row").is_in(told[n]["row"].implode()).alias(f"is_{n}") for n in _FLAGS)
    known = known.with_columns(**plain_traits())
    by_script, latin = known.select(**_by_script(False)), rows_where(words["language"] == "kk-Latn")
    if not latin.is_empty():
        folded_ones = known[latin].select(**_by_script(True))
        by_script = pl.DataFrame(c.scatter(latin, folded_ones[c.name]) for c in by_script)
    known = known.with_columns(**_asked()).hstack(by_script).drop("row", "is_lettered", *words.columns)
    nothing = known[constant(None, 1, pl.UInt32)].with_columns(pl.col(pl.Boolean).fill_null(False))
    return known.vstack(nothing).rechunk()


@cache
def _opening() -> dict[str, pl.Expr]:
    """Whether a phrase of a language may begin with the word, or with the sign: '% complete'."""
    return {f"opens_{language}": opening(language) for language in ("ru", "en")}


@cache
def _asked() -> dict[str, pl.Expr]:
    """What is asked of every word by its spelling alone."""
    file, form = toml("projects"), pl.col("form")
    plain = both([w for k in ("kk", "ru", "en") for w in file["plain"][k]])
    lists = [p for k in ("kk_prefix", "ru_prefix", "en_prefix") for p in file["list_lead"][k]]
    return {
        "is_plain": form.is_in(plain),
        "is_list": form.str.contains(beginning(lists)),
        "is_outstanding": form.str.contains(beginning(file["list_lead"]["before_dash"])),
        "is_inner_list": form.str.contains(beginning(file["list_lead"]["kk_of_it"])),
        **traits(),
    }


@cache
def _by_script(is_folded: bool) -> dict[str, pl.Expr]:
    """What is asked in another way of Kazakh words in Latin letters (folded) than of all others."""
    form = pl.col("form")
    return {
        "opens_head": (fold(form) if is_folded else form).is_in(both(_openers())),
        "may_be_verb": may_be_verb(is_folded),
        **endings(is_folded),
    }


def _with_foreign_plurals(rows: pl.DataFrame) -> pl.DataFrame:
    words, ends = toml("projects")["noun_phrase"], toml("endings")["ru"]
    # Patterns are asked of the words of their language only.
    form, before = (only(pl.col(c), pl.col("language") == "ru") for c in ("form", "form-1"))
    nominative = form.is_in(words["ru_plural"]) | form.str.contains(ends["nominative_plural"])
    first = (pl.col("head_start") == pl.col("row")) & (before != "")
    # 'строительство школы', 'фасад школы', 'проектирование школы': one school
    owned = pl.col("is_works") | before.str.contains(beginning(toml("projects")["foreign_part"]["prefix"]))
    adjective = before.str.contains(ends["adjective_plural"]) & ~before.str.contains(
        words["ru_not_adjective_shape"]
    )
    # 'дворец школьников': one
    shaped = before.str.contains(ends["adjective"])
    noun = pl.when((pl.col("head_start") + 1 == pl.col("row")) & ~shaped).then(before).otherwise(form)
    ru = (pl.col("language") == "ru") & (
        noun.str.contains(ends["oblique_plural"])
        | form.is_in(_many())
        | adjective
        | (nominative & first & ~owned & ~before.str.contains(ends["adjective_feminine"]))
    )
    en = only(pl.col("form"), pl.col("language") == "en").str.contains(toml("endings")["en"]["plural_noun"])
    # 'очистные сооружения': one
    wide = only(pl.col("form-1"), pl.col("head_start") < pl.col("row"))
    one = wide.str.contains(beginning(words["ru_only_plural"])).fill_null(False)
    told = rows.select("row", "head", "head_start", "language", "form", "is_plural")
    told = told.filter(pl.col("head").is_not_null())
    near = window(rows, told["row"], {"form": (-1, -1), "cue": (-1, -1)})
    is_works = one_of(near["cue-1"], "works", "paper", "propose").fill_null(False)
    told = told.with_columns(near["form-1"].fill_null(""), is_works=is_works)
    heads = told.select("row", is_plural=(pl.col("is_plural") | ru | en) & ~one)
    return rows.drop("is_plural").hstack(spread(heads.drop("row"), heads["row"], rows.height))


@cache
def _many() -> list[str]:
    """Genitives of the plural that no ending shows: 'школ', 'училищ', 'сетей', 'станций'."""
    listed = [w.partition(":") for e in toml("projects")["head"] for w in e.get("ru", ()) if ":" in w]
    known = [(stem.strip(), set(ends.split())) for stem, _, ends in listed]
    told = toml("endings")["ru_declension"]
    male = {stem for stem, ends in known if {*told["masculine_plural"]} & ends}
    out = []
    for stem, ends in known:
        if stem in male:
            continue
        feminine = not {*told["instrumental"]} & ends
        hard = told["neuter"] in ends or stem.endswith(told["neuter_stem"])
        neuter = told["neuter"] in ends or {*told["neuter_soft"]} <= ends
        one = feminine and {*told["instrumental_feminine"]} & ends
        if told["accusative_feminine"] in ends and (one or hard):
            out.append(stem)
        if {*told["soft"]} <= ends:
            out.append(stem + told["plural_soft"])
        if told["plural_glide"] in ends and (feminine or neuter):
            out.append(stem + told["plural_glide"])
    return out


@cache
def _openers() -> list[str]:
    words = [w for e in toml("projects")["head"] for k in ("kk", "ru", "en") for w in e.get(k, ())]
    return sorted({parted(w).split()[0].rstrip(":") for w in words if " " in w or "-" in w})


def _with_modifiers(rows: pl.DataFrame, exact: pl.DataFrame) -> pl.DataFrame:
    stops = pl.col("form").is_in(both(toml("projects")["noun_phrase"]["kk_stop"]))
    return (
        rows.join(exact, on="row", how="left", maintain_order="left")
        .join(_begun_modifiers(rows), on="row", how="left", maintain_order="left")
        # 'Дауға байланысты' is 'because of', no line of communication.
        .with_columns(modifier=pl.when(~stops).then(pl.coalesce("modifier_begun", "modifier")))
        .drop("modifier_begun")
    )


def _begun_modifiers(rows: pl.DataFrame) -> pl.DataFrame:
    """row, modifier_begun: the words that begin as a modifier, the longest.

    Each language has beginnings of its own: 'жил-' is of houses in Russian, of the year in Kazakh.
    """
    number = _beginnings()
    marked = rows.select("row", form=pl.col("language").str.head(2) + pl.col("form"))
    table = begun(marked.select("form").unique(), number)
    return marked.join(table, on="form").select(
        "row", modifier_begun=pl.col("word").replace_strict(number, return_dtype=pl.Int32)
    )


@cache
def _beginnings() -> dict[str, int]:
    """The beginnings of modifiers, the two letters of their language before them, and their numbers."""
    return {
        language + word: i
        for i, e in reversed(list(enumerate(toml("projects")["modifier"])))
        for language, key in (("kk", "prefix"), ("ru", "prefix_ru"), ("en", "prefix_en"))
        for word in (both(e.get(key, ())) if language == "kk" else e.get(key, ()))
    }


def _with_flags(rows: pl.DataFrame) -> pl.DataFrame:
    """Anaphors and words that open lists, by the words beside them; few are either."""
    anaphors = rows_where(rows["is_anaphor"])
    near = window(rows, anaphors, {"code": (-1, -1), "is_dash": (1, 1), "form": (2, 2)})
    # 'Бес мың басқа есептелген' speaks of heads of cattle, not of others.
    counted = one_of(pl.col("code-1"), "n", "k", "u", "t", "M").fill_null(False)
    # 'Сондай-ақ мектеп ашылды': 'also', no 'such'
    also = (pl.col("is_dash1") & pl.col("form2").is_in(both(toml("projects")["anaphor"]["glued"]))).fill_null(
        False
    )
    kept = anaphors.filter(near.select(~counted & ~also).to_series())
    # 'Самые крупные — завод и цех'
    leads = rows_where(rows["is_outstanding"] & (rows["token_no"] <= _FIRST))
    dashes = window(rows, leads, {"is_dash": (1, 3)})
    told_of = leads.filter(dashes["is_dash1"] | dashes["is_dash3"])
    listed = (rows["is_list"] & ~_bare(rows)).scatter(told_of, True)
    return rows.with_columns(listed, flagged(kept, rows.height).alias("is_anaphor")).drop(
        "is_inner_list", "is_outstanding"
    )


def _bare(rows: pl.DataFrame) -> pl.Series:
    """'Ішінде' alone, not 'соның ішінде': what a building has inside is no list of objects."""
    some = rows_where(rows.select(pl.col("is_list") & pl.col("is_inner_list")).to_series())
    before = window(rows, some, {"form": (-1, -1)})["form-1"].fill_null("")
    bare = some.filter(~before.is_in(both(toml("projects")["anaphor"]["kk"])))
    return constant(False, rows.height, pl.Boolean).scatter(bare, True)
