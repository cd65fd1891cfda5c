"""Which words name objects, which say what the objects are for, and which say what is done with them.

Everything is decided on unique forms (and unique pairs of neighbouring forms), then joined back to the tokens.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import polars as pl

from tasks.facts.project_classes import is_work
from tasks.facts.project_cues import kazakh_cues, may_be_verb
from tasks.facts.project_foreign import foreign_cues, opening
from tasks.facts.project_forms import beginning, begun, both, entries, found, may_be, parted
from tasks.facts.project_traits import endings, plain_traits, signs, traits
from tasks.language.letters import one_of
from tasks.language.normal import fold, folded
from tasks.language.once import only
from tasks.language.runs import (
    by_word,
    constant,
    gathered,
    neighbour,
    of_home,
    of_words,
    spread,
    taken,
    tally,
    window,
    words_of,
)
from tasks.lexicon import toml

_FIRST = 4  # words before those that lead to a list: 'среди них самые крупные —'
_FLAGS = ("anaphor", "programme", "utility")
_PLAIN, _WIDEST = 3, 5  # words of a head without and with a hyphen
_OF_HEADS = ["head_key", "key_case", "key_plural", "opens_head"]
_ONLY_FOR_CUES = [
    "may_be_verb",
    "noun",
    "is_pair_end",
    "is_future",
    "is_past",
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
    words, at = words_of(tokens)
    words = _unglided(words.select("language", "surface", "code", "form"))
    # Half of the words of a batch are numbers and signs, of which spelling says nothing.
    is_spelled = words.select(pl.col("form").str.contains(r"\p{L}")).to_series()
    known = _known(words.filter(is_spelled))
    place = words.select(pl.when(is_spelled).then(tally(pl.lit(is_spelled)) - 1).otherwise(known.height - 1))
    spelled_at = taken(place.to_series(), at)
    rows = (
        tokens.drop("stem", "form", "language")
        .rename({"case": "number_case"})
        .hstack(of_words(words.select("form", "language", **signs(), **_opening()), at))
        .hstack(of_words(known.drop(_OF_HEADS), spelled_at))
        .hstack(of_home(tokens, sentences.select("sentence_id", "article_id", "sentence_no", "role")))
        .with_row_index("row")
    )
    rows = _with_flags(_with_heads(rows, known.select(_OF_HEADS), spelled_at))
    cues = pl.concat([kazakh_cues(rows), foreign_cues(rows)], how="diagonal")
    # Names that are many times compared are numbers: ten times as fast.
    cues = cues.with_columns(pl.col("cue", "cue_status", "tense", "reach").cast(pl.Categorical))
    rows = rows.drop(_ONLY_FOR_CUES).hstack(spread(cues.drop("row"), cues["row"], rows.height))
    rows = rows.with_columns(cue=pl.when(~is_work().fill_null(False)).then("cue"))
    return _with_foreign_plurals(rows)


def _unglided(words: pl.DataFrame) -> pl.DataFrame:
    """Plain Latin spelling confuses letters: its words are compared with the letters merged."""
    latin = (words["language"] == "kk-Latn").arg_true()
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
    told = {n: found(forms.filter(may_be(n)), entries(n), pl.col("form")) for n in ("head", "noun", *_FLAGS)}
    heads = told["head"].select(
        "row", head_key=pl.col("key").cast(pl.Int32), key_case="case", key_plural="is_plural"
    )
    nouns = told["noun"].select("row", noun=pl.col("key").cast(pl.Int32))
    known = _with_modifiers(forms)
    for more in (heads, nouns):
        known = known.join(more, on="row", how="left", maintain_order="left")
    known = known.with_columns(pl.col("row").is_in(told[n]["row"].implode()).alias(f"is_{n}") for n in _FLAGS)
    known = known.with_columns(**plain_traits())
    by_script, latin = known.select(**_by_script(False)), (words["language"] == "kk-Latn").arg_true()
    if not latin.is_empty():
        folded_ones = known[latin].select(**_by_script(True))
        by_script = pl.DataFrame(c.scatter(latin, folded_ones[c.name]) for c in by_script)
    known = known.with_columns(**_asked()).hstack(by_script).drop("row", "is_lettered", *words.columns)
    nothing = [constant(False if c.dtype == pl.Boolean else None, 1, c.dtype).alias(c.name) for c in known]
    return known.vstack(pl.DataFrame(nothing)).rechunk()


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


def _with_heads(rows: pl.DataFrame, heads: pl.DataFrame, at: pl.Series) -> pl.DataFrame:
    """A head of several words, a hyphen one of them, stands at its last word; the longer one wins.

    Args:
        rows: tokens with what is known of their words.
        heads: head_key, key_case, key_plural, opens_head: of each word, what head it may be or open.
        at: the row of each token's word in `heads`.
    """
    single = taken(heads["head_key"].is_not_null(), at).arg_true()
    key, case, is_plural = gathered(heads, taken(at, single), ["head_key", "key_case", "key_plural"])
    known = pl.DataFrame([single.alias("row"), key, case, is_plural]).select(
        "row", head_start="row", key="head_key", case="key_case", is_plural="key_plural", width=1, stem_row="row",
    )  # fmt: skip
    opening = taken(heads["opens_head"], at).arg_true()
    best = pl.concat([known, _wide_heads(rows, opening, known).select(known.columns)]).sort("row", "width")
    best = best.unique("row", keep="last", maintain_order=True)
    best = best.select(
        "row",
        "head_start",
        "is_plural",
        "stem_row",
        head="key",
        head_case=pl.col("case").cast(pl.Categorical),
    )
    at = rows.select("word", "form", "language")[best["stem_row"]]
    stems = by_word(at, _stem().alias("head_stem"))
    best = best.drop("stem_row").hstack(stems)
    longer = best.filter(pl.col("head_start") < pl.col("row"))
    inside = longer.select(row=pl.int_ranges("head_start", "row")).explode("row")["row"].drop_nulls()
    in_head = (
        pl.repeat(False, rows.height, dtype=pl.Boolean, eager=True).scatter(inside, True).alias("in_head")
    )
    # 'кешенді дамыту' is an adjective; 'спорт кешенді' would be a noun.
    adjectives = both(toml("projects")["adjective_like"]["forms"])
    near = window(rows, best["row"], {"form": (0, 0), "modifier": (-1, -1)})
    adjective = near["form0"].is_in(adjectives) & near["modifier-1"].is_null()
    no_head = taken(in_head, best["row"]) | adjective
    told = best.drop("row").with_columns(head=pl.when(~no_head).then("head"))
    return rows.hstack([*spread(told, best["row"], rows.height), in_head])


def _wide_heads(rows: pl.DataFrame, opening: pl.Series, single: pl.DataFrame) -> pl.DataFrame:
    """The heads of two words and more, at their last words; of more than three only those with a hyphen.

    So are abbreviations with their endings behind a hyphen, at the endings: 'ЖЭО-ның', 'ГРЭС-2-нің'.
    """
    near = window(rows, opening, {"form": (0, _WIDEST - 1)}).select(pl.all().fill_null(""))
    some = near.hstack([opening.alias("row"), taken(rows["language"], opening)])
    hyphens = pl.any_horizontal(pl.col(f"form{k}") == "-" for k in (1, 2, 3))
    words = [pl.col(f"form{k}") for k in range(_WIDEST)]
    short = _hyphened(rows, single)
    ended = short.filter(pl.col("form2").str.contains(r"^\p{L}+$"))
    # All are looked up at once: each look-up takes a dozen steps.
    texts = pl.concat(
        [
            *(
                (some.filter(hyphens) if n > _PLAIN else some).select(
                    "language", text=pl.concat_str(words[:n], separator=" "), head_start="row",
                    last=pl.col("row") + n - 1, stem_row=pl.col("row") + n - 1,
                )
                for n in range(2, _WIDEST + 1)
            ),
            ended.select(
                "language", text=pl.concat_str("form0", pl.lit("-"), "form2"), head_start="row",
                last=pl.col("row") + 2, stem_row="row",
            ),
        ]
    ).with_row_index("row")  # fmt: skip
    known = found(texts, entries("head"), pl.col("text"))
    known = known.hstack(gathered(texts, known["row"], ["head_start", "last", "stem_row"]))
    numbered = short.filter((pl.col("code2") == "i") & (pl.col("number_case2") != ""))
    heads = [
        known.select(pl.col("key").cast(pl.Int32), "case", "is_plural", "head_start", "last", "stem_row"),
        numbered.select(
            "key", case="number_case2", is_plural=pl.lit(False), head_start="row",
            last=pl.col("row") + 2, stem_row="row",
        ),
    ]  # fmt: skip
    return pl.concat(heads).select(
        "head_start", "key", "case", "is_plural", "stem_row", row="last",
        width=(pl.col("last") - pl.col("head_start")).cast(pl.Int32) + 1,
    )  # fmt: skip


def _hyphened(rows: pl.DataFrame, single: pl.DataFrame) -> pl.DataFrame:
    """Kazakh heads with a hyphen behind them, and what stands behind that."""
    is_hyphen = window(rows, single["row"], {"form": (1, 1)})["form1"] == "-"
    some = single.select("row", "key").filter(is_hyphen & taken(rows["is_kazakh"], single["row"]))
    around = {"form": (0, 2), "number_case": (2, 2), "code": (2, 2)}
    return some.hstack(window(rows, some["row"], around)).hstack(gathered(rows, some["row"], ["language"]))


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
def _stems(*languages: str) -> str:
    words = [w for e in toml("projects")["head"] for k in languages for w in e.get(k, ())]
    last = {parted(w.partition(":")[0]).split()[-1] for w in words}
    if "ru" in languages:  # whole phrases are listed in all their cases: 'детского сада'
        ends = toml("projects")["case_ends"]["ru"]
        last = {
            w
            for w in last
            if not any(len(w) > len(e) + 2 and w.endswith(e) and w[: -len(e)] in last for e in ends)
        }
    return "|".join(map(re.escape, sorted(last | {folded(w) for w in last}, key=len, reverse=True)))


@cache
def _stem() -> pl.Expr:
    """The noun without its endings, a voiced end made voiceless again."""
    softened = pl.col("form")
    for voiced, voiceless in toml("projects")["hardened"].items():
        softened = softened.str.replace(f"{voiced}(.*)$", voiceless)
    stems = f"^({_stems('kk', 'exact')})"
    kazakh = pl.coalesce(softened.str.extract(stems), pl.col("form").str.extract(stems))
    foreign = softened.str.extract(f"^({_stems('ru', 'en', 'exact')})")
    is_kazakh = pl.col("language").str.starts_with("kk")
    return pl.coalesce(pl.when(is_kazakh).then(kazakh).otherwise(foreign), "form")


@cache
def _openers() -> list[str]:
    words = [w for e in toml("projects")["head"] for k in ("kk", "ru", "en") for w in e.get(k, ())]
    return sorted({parted(w).split()[0].rstrip(":") for w in words if " " in w or "-" in w})


def _with_modifiers(rows: pl.DataFrame) -> pl.DataFrame:
    exact = found(rows, entries("modifier"), pl.col("form")).select(
        "row", modifier=pl.col("key").cast(pl.Int32)
    )
    # Each language has beginnings of its own: 'жил-' is of houses in Russian, of the year in Kazakh.
    begun = pl.concat(
        _beginning(
            rows.filter(language),
            [
                (w, i)
                for i, e in enumerate(toml("projects")["modifier"])
                for p in e.get(key, ())
                for w in spell([p])
            ],
            "modifier_begun",
        )
        for key, language, spell in (
            ("prefix", pl.col("language").str.starts_with("kk"), both),
            ("prefix_ru", pl.col("language") == "ru", list),
            ("prefix_en", pl.col("language") == "en", list),
        )
    )
    stops = pl.col("form").is_in(both(toml("projects")["noun_phrase"]["kk_stop"]))
    return (
        rows.join(exact, on="row", how="left", maintain_order="left")
        .join(begun, on="row", how="left", maintain_order="left")
        # 'Дауға байланысты' is 'because of', no line of communication.
        .with_columns(modifier=pl.when(~stops).then(pl.coalesce("modifier_begun", "modifier")))
        .drop("modifier_begun")
    )


def _beginning(rows: pl.DataFrame, pairs: Sequence[tuple[str, int]], name: str) -> pl.DataFrame:
    """Rows whose form begins with one of the words, the longest first: row and the word's number."""
    number = dict(reversed(pairs))
    table = begun(rows.select("form").unique(), number)
    table = table.with_columns(pl.col("word").replace_strict(number, return_dtype=pl.Int32).alias(name))
    return rows.select("row", "form").join(table, on="form").select("row", name)


def _with_flags(rows: pl.DataFrame) -> pl.DataFrame:
    # 'Бес мың басқа есептелген' speaks of heads of cattle, not of others.
    counted = one_of(neighbour("code", -1), "n", "k", "u", "t", "M").fill_null(False)
    # 'Самые крупные — завод и цех'
    dash = neighbour("is_dash", 1) | neighbour("is_dash", 3)
    told_of = (pl.col("is_outstanding") & dash & (pl.col("token_no") <= _FIRST)).fill_null(False)
    return rows.with_columns(
        is_anaphor=pl.col("is_anaphor") & ~counted, is_list=(pl.col("is_list") & ~_bare(rows)) | told_of
    ).drop("is_inner_list", "is_outstanding")


def _bare(rows: pl.DataFrame) -> pl.Series:
    """'Ішінде' alone, not 'соның ішінде': what a building has inside is no list of objects."""
    some = rows.select((pl.col("is_list") & pl.col("is_inner_list")).arg_true()).to_series()
    before = window(rows, some, {"form": (-1, -1)})["form-1"].fill_null("")
    bare = some.filter(~before.is_in(both(toml("projects")["anaphor"]["kk"])))
    return constant(False, rows.height, pl.Boolean).scatter(bare, True)
