"""Which words name objects, which say what the objects are for, and which say what is done with them.

Everything is decided on unique forms (and unique pairs of neighbouring forms), then joined back to the tokens.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import polars as pl

from tasks.facts.project_cues import with_kazakh_cues
from tasks.facts.project_foreign import with_phrases
from tasks.facts.project_forms import beginning, both, entries, found
from tasks.language.normal import fold, folded
from tasks.language.runs import neighbour
from tasks.lexicon import toml


def tagged(tokens: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
    """Tags the words that matter to projects.

    Args:
        tokens: TOKENS.
        sentences: SENTENCES.

    Returns:
        TOKENS in their order with `row`, article_id, sentence_no, role, language; `form-1`, `form1`, `form2`
        (neighbours); `head` (number of the head entry, at the last word of the head), `head_stem`, `head_start`
        (row of its first word), `head_case`, `is_plural`; `modifier` (number of the entry); `is_anaphor`,
        `is_programme`, `is_utility`, `is_plain`, `is_list`; `cue` (class), `cue_status`, `tense`.
    """
    glides = toml("projects")["latin_glides"]
    home = sentences.select("sentence_id", "article_id", "sentence_no", "role", "language")
    rows = (
        tokens.drop("stem")
        .rename({"case": "number_case"})
        .join(home, on="sentence_id", how="left", maintain_order="left")
        .with_row_index("row")
        # Plain Latin spelling confuses letters: its words are compared with the letters merged.
        .with_columns(
            form=pl.when(pl.col("language") == "kk-Latn")
            .then(fold(pl.col("form")).str.replace_all(glides["pattern"], glides["letters"]))
            .otherwise("form")
        )
        .with_columns(
            **{f"form{k}": pl.col("form").shift(-k).over("sentence_id").fill_null("") for k in (-1, 1, 2)}
        )
    )
    for add in (
        _with_modifiers,
        _with_heads,
        _with_flags,
        with_kazakh_cues,
        with_phrases,
        _with_foreign_plurals,
    ):
        rows = add(rows)
    return rows.sort("row")


def _with_heads(rows: pl.DataFrame) -> pl.DataFrame:
    """A head of two or three words stands at its last word; the longer one wins."""
    parts = []
    words = [pl.col("form"), pl.col("form1"), pl.col("form2")]
    for n in range(1, 4):
        text = pl.concat_str(words[:n], separator=" ")
        some = (
            rows
            if n == 1
            else rows.filter(pl.col("form").is_in(both(_openers())) | (pl.col("language") == "kk-Latn"))
        )
        known = found(some, entries("head"), text)
        parts.append(known.with_columns(head_start=pl.col("row"), row=pl.col("row") + n - 1, width=pl.lit(n)))
    best = pl.concat(parts).sort("row", "width").unique("row", keep="last", maintain_order=True)
    best = best.select("row", "head_start", "is_plural", head=pl.col("key").cast(pl.Int32), head_case="case")
    rows = rows.join(best, on="row", how="left", maintain_order="left").with_columns(
        head_stem=pl.when(pl.col("head").is_not_null()).then(_stem())
    )
    longer = best.filter(pl.col("head_start") < pl.col("row"))
    inside = (
        longer.select(row=pl.int_ranges("head_start", "row")).explode("row").cast({"row": rows.schema["row"]})
    )
    covered = pl.col("row").is_in(inside["row"].implode())
    # 'кешенді дамыту' is an adjective; 'спорт кешенді' would be a noun.
    named = neighbour("modifier", -1).is_not_null()
    adjective = pl.col("form").is_in(both(toml("projects")["adjective_like"]["forms"])) & ~named
    return rows.with_columns(head=pl.when(~covered & ~adjective).then("head"), in_head=covered)


def _with_foreign_plurals(rows: pl.DataFrame) -> pl.DataFrame:
    words, is_works = toml("projects")["noun_phrase"], neighbour("cue", -1) == "works"
    nominative = pl.col("form").is_in(words["ru_plural"]) | pl.col("form").str.contains("..[ыи]$")
    ru = (pl.col("language") == "ru") & (
        pl.col("form").str.contains("(?:ов|ев|ам|ах|ями|ами|ям|ях)$")
        | neighbour("form", -1).str.contains("..(?:ые|ие|ых|их)$")
        | (
            nominative
            & (pl.col("head_start") == pl.col("row"))
            & ~is_works.fill_null(False)
            & ~neighbour("form", -1).str.contains("..(?:ой|ей)$")
        )
    )
    en = (pl.col("language") == "en") & pl.col("form").str.contains("[^s]s$")
    return rows.with_columns(
        is_plural=pl.when(pl.col("head").is_not_null()).then(pl.col("is_plural") | ru | en)
    )


@cache
def _stems() -> str:
    words = [w for e in toml("projects")["head"] for k in ("kk", "exact", "ru", "en") for w in e.get(k, ())]
    last = {w.partition(":")[0].split()[-1] for w in words}
    return "|".join(map(re.escape, sorted(last | {folded(w) for w in last}, key=len, reverse=True)))


def _stem() -> pl.Expr:
    """The noun without its endings, a voiced end made voiceless again."""
    softened = pl.col("form")
    for voiced, voiceless in toml("projects")["hardened"].items():
        softened = softened.str.replace(f"{voiced}(.*)$", voiceless)
    return pl.coalesce(softened.str.extract(f"^({_stems()})"), "form")


@cache
def _openers() -> list[str]:
    words = [w for e in toml("projects")["head"] for k in ("kk", "ru", "en") for w in e.get(k, ())]
    return sorted({w.split()[0].rstrip(":") for w in words if " " in w})


def _with_modifiers(rows: pl.DataFrame) -> pl.DataFrame:
    exact = found(rows, entries("modifier"), pl.col("form")).select(
        "row", modifier=pl.col("key").cast(pl.Int32)
    )
    pairs = [
        (w, i)
        for i, e in enumerate(toml("projects")["modifier"])
        for p in e.get("prefix", ())
        for w in both([p])
    ]
    begun = _beginning(rows, pairs, "modifier_begun")
    return (
        rows.join(exact, on="row", how="left", maintain_order="left")
        .join(begun, on="row", how="left", maintain_order="left")
        .with_columns(modifier=pl.coalesce("modifier_begun", "modifier"))
        .drop("modifier_begun")
    )


def _beginning(rows: pl.DataFrame, pairs: Sequence[tuple[str, int]], name: str) -> pl.DataFrame:
    """Rows whose form begins with one of the words, the longest first: row and the word's number."""
    number = dict(reversed(pairs))
    longest = "|".join(map(re.escape, sorted(number, key=len, reverse=True)))
    words = rows.select("form").unique(maintain_order=True)
    found = words.with_columns(word=pl.col("form").str.extract(f"^({longest})")).drop_nulls()
    table = found.with_columns(pl.col("word").replace_strict(number, return_dtype=pl.Int32).alias(name))
    return rows.select("row", "form").join(table, on="form").select("row", name)


def _with_flags(rows: pl.DataFrame) -> pl.DataFrame:
    words = toml("projects")
    for name in ("anaphor", "programme", "utility"):
        met = found(rows, entries(name), pl.col("form"))
        rows = rows.with_columns(pl.col("row").is_in(met["row"].implode()).alias(f"is_{name}"))
    # 'Бес мың басқа есептелген' speaks of heads of cattle, not of others.
    counted = neighbour("code", -1).is_in(["n", "k", "u", "t", "M"]).fill_null(False)
    rows = rows.with_columns(is_anaphor=pl.col("is_anaphor") & ~counted)
    plain = both([w for k in ("kk", "ru", "en") for w in words["plain"][k]])
    lists = [p for k in ("kk_prefix", "ru_prefix", "en_prefix") for p in words["list_lead"][k]]
    return rows.with_columns(
        is_plain=pl.col("form").is_in(plain),
        # 'соның ішінде', not 'ішінде' alone: what a building has inside is no list of objects
        is_list=pl.col("form").str.contains(beginning(lists))
        & (
            ~pl.col("form").str.contains("^(?:ішінде|арасын|ішінд)")
            | pl.col("form-1").is_in(both(words["anaphor"]["kk"]))
        ),
    )
