"""Which words name objects, which say what the objects are for, and which say what is done with them.

Everything is decided on unique forms (and unique pairs of neighbouring forms), then joined back to the tokens.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import polars as pl

from tasks.language import Entry, match
from tasks.language.normal import fold, folded
from tasks.lexicon import toml

_VOICES = "(?:ғыз|гіз|қыз|кіз|дыр|дір|тыр|тір|ыл|іл|ын|ін|ыс|іс|ыт|іт|л|н|т|с)*"
_PHRASE = 3  # Russian and English cues have up to three words


def tagged(tokens: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
    """Tags the words that matter to projects.

    Args:
        tokens: TOKENS.
        sentences: SENTENCES.

    Returns:
        TOKENS in their order with `row`, article_id, sentence_no, role, language; `form1` and `form-1` (neighbours);
        `head` (number of the head entry, at the last word of the head), `head_stem`, `head_start` (row of its first word), `head_case`,
        `is_plural`; `modifier` (number of the entry); `is_anaphor`, `is_programme`, `is_plain`, `is_list`;
        `cue` (class), `cue_status`, `tense`.
    """
    home = sentences.select("sentence_id", "article_id", "sentence_no", "role", "language")
    rows = (
        tokens.drop("stem")
        .rename({"case": "number_case"})
        .join(home, on="sentence_id", how="left", maintain_order="left")
        .with_row_index("row")
        # Plain Latin spelling confuses letters: its words are compared with the letters merged.
        .with_columns(form=pl.when(pl.col("language") == "kk-Latn").then(fold(pl.col("form"))).otherwise("form"))
        .with_columns(
            **{
                f"form{k}": pl.col("form").shift(-k).over("sentence_id").fill_null("")
                for k in (-1, 1, 2)
            }
        )
    )
    for add in (_with_modifiers, _with_heads, _with_foreign_plurals, _with_flags, _with_kazakh_cues, _with_phrases):
        rows = add(rows)
    return rows.sort("row")


def both(words: Sequence[str]) -> list[str]:
    """Words as they are and with the letters merged that plain Latin spelling confuses."""
    return sorted({*words, *(folded(w) for w in words)})


def beginning(words: Sequence[str]) -> str:
    """A pattern for forms that begin with one of the words."""
    return f"^(?:{'|'.join(map(re.escape, both(words)))})"


def fits(column: str, pattern: str) -> pl.Expr:
    """Whether a form fits a pattern over Cyrillic letters, merged where the form's are."""
    form = pl.col(column)
    return (
        pl.when(pl.col("language") == "kk-Latn")
        .then(form.str.contains(folded(pattern)))
        .otherwise(form.str.contains(pattern))
        .fill_null(False)
    )


@cache
def _entries(section: str) -> tuple[Entry, ...]:
    found = toml("projects")[section]
    return tuple(_entry(str(i), e) for i, e in enumerate([found] if isinstance(found, Mapping) else found))


def _entry(key: str, e: Mapping[str, Any]) -> Entry:
    return Entry(key, **{k: tuple(e.get(k, ())) for k in ("kk", "exact", "ru", "en")})


def _unique(rows: pl.DataFrame, text: pl.Expr) -> pl.DataFrame:
    return rows.select(form=text, language="language").unique(maintain_order=True)


def _found(rows: pl.DataFrame, entries: Sequence[Entry], text: pl.Expr) -> pl.DataFrame:
    found = match(_unique(rows, text), entries).unique(["form", "language"], keep="first", maintain_order=True)
    return rows.select("row", "language", form=text).join(found, on=["form", "language"]).drop("form", "language")


def _with_heads(rows: pl.DataFrame) -> pl.DataFrame:
    """A head of two or three words stands at its last word; the longer one wins."""
    parts = []
    words = [pl.col("form"), pl.col("form1"), pl.col("form2")]
    for n in range(1, 4):
        text = pl.concat_str(words[:n], separator=" ")
        some = rows if n == 1 else rows.filter(pl.col("form").is_in(both(_openers())) | (pl.col("language") == "kk-Latn"))
        found = _found(some, _entries("head"), text)
        parts.append(found.with_columns(head_start=pl.col("row"), row=pl.col("row") + n - 1, width=pl.lit(n)))
    best = pl.concat(parts).sort("row", "width").unique("row", keep="last", maintain_order=True)
    best = best.select(
        "row", "head_start", "is_plural", head=pl.col("key").cast(pl.Int32), head_case="case"
    )
    rows = rows.join(best, on="row", how="left", maintain_order="left").with_columns(
        head_stem=pl.when(pl.col("head").is_not_null()).then(_stem())
    )
    longer = best.filter(pl.col("head_start") < pl.col("row"))
    inside = longer.select(row=pl.int_ranges("head_start", "row")).explode("row").cast({"row": rows.schema["row"]})
    covered = pl.col("row").is_in(inside["row"].implode())
    # 'кешенді дамыту' is an adjective; 'спорт кешенді' would be a noun.
    named = pl.col("modifier").shift(1).over("sentence_id").is_not_null()
    adjective = pl.col("form").is_in(both(toml("projects")["adjective_like"]["forms"])) & ~named
    return rows.with_columns(head=pl.when(~covered & ~adjective).then("head"), in_head=covered)


def _with_foreign_plurals(rows: pl.DataFrame) -> pl.DataFrame:
    ru = (pl.col("language") == "ru") & pl.col("form").str.contains("(?:ов|ев|ам|ах|ями|ами|ям|ях)$")
    en = (pl.col("language") == "en") & pl.col("form").str.contains("[^s]s$")
    return rows.with_columns(is_plural=pl.when(pl.col("head").is_not_null()).then(pl.col("is_plural") | ru | en))


@cache
def _stems() -> str:
    words = [w for e in toml("projects")["head"] for k in ("kk", "exact", "ru", "en") for w in e.get(k, ())]
    last = {w.partition(":")[0].split()[-1] for w in words}
    return "|".join(map(re.escape, sorted(last | {folded(w) for w in last}, key=len, reverse=True)))


def _stem() -> pl.Expr:
    """The noun without its endings, a voiced end made voiceless again."""
    softened = pl.col("form").str.replace("ғы(.*)$", "қ").str.replace("бі(.*)$", "п")
    return pl.coalesce(softened.str.extract(f"^({_stems()})"), "form")


@cache
def _openers() -> list[str]:
    words = [w for e in toml("projects")["head"] for k in ("kk", "ru", "en") for w in e.get(k, ())]
    return sorted({w.split()[0].rstrip(":") for w in words if " " in w})


def _with_modifiers(rows: pl.DataFrame) -> pl.DataFrame:
    exact = _found(rows, _entries("modifier"), pl.col("form")).select("row", modifier=pl.col("key").cast(pl.Int32))
    pairs = [(w, i) for i, e in enumerate(toml("projects")["modifier"]) for p in e.get("prefix", ()) for w in both([p])]
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
    for name in ("anaphor", "programme"):
        found = _found(rows, _entries(name), pl.col("form"))
        rows = rows.with_columns(pl.col("row").is_in(found["row"].implode()).alias(f"is_{name}"))
    plain = beginning(words["plain"]["kk_prefix"])
    lists = [p for k in ("kk_prefix", "ru_prefix", "en_prefix") for p in words["list_lead"][k]]
    return rows.with_columns(
        is_plain=pl.col("form").str.contains(plain),
        # 'соның ішінде', not 'ішінде' alone: what a building has inside is no list of objects
        is_list=pl.col("form").str.contains(beginning(lists))
        & (~pl.col("form").str.contains("^(?:ішінде|арасын|ішінд)") | pl.col("form-1").is_in(both(words["anaphor"]["kk"]))),
    )


@cache
def _verb_pattern(is_folded: bool) -> str:
    """stem, negation and ending of a Kazakh verb as groups."""
    convert = folded if is_folded else str
    stems = sorted({convert(s) for e in toml("projects")["verb"] for s in e["kk"]}, key=len, reverse=True)
    tenses = toml("projects")["tense"]
    ends = [f"(?P<{t}>{'|'.join(convert(x) for x in sorted(tenses[t], key=len, reverse=True))})" for t in tenses]
    voices = convert(_VOICES)
    return rf"^(?P<stem>{'|'.join(stems)})(?P<voice>{voices})(?P<negated>ма|ме|ба|бе|па|пе)?(?:{'|'.join(ends)})$"


def _with_kazakh_cues(rows: pl.DataFrame) -> pl.DataFrame:
    kazakh = rows.filter(pl.col("language").str.starts_with("kk"))
    pairs = kazakh.select("form-1", "form", "form1", "language").unique(maintain_order=True)
    parts = [
        _verbs(pairs.filter(pl.col("language") == "kk-Cyrl").with_columns(probe=pl.col("form"), before=pl.col("form-1")), False),
        _verbs(
            pairs.filter(pl.col("language") == "kk-Latn").with_columns(
                probe=fold(pl.col("form")), before=fold(pl.col("form-1"))
            ),
            True,
        ),
    ]
    verbs = pl.concat(parts)
    nouns = _found(kazakh, _entries("noun"), pl.col("form")).select("row", noun=pl.col("key").cast(pl.Int32))
    listed = toml("projects")["noun"]
    classes = {i: e["class"] for i, e in enumerate(listed)}
    stages = {i: e["status"] for i, e in enumerate(listed) if "status" in e}
    return (
        rows.join(verbs, on=["form-1", "form", "form1", "language"], how="left", maintain_order="left")
        .join(nouns, on="row", how="left", maintain_order="left")
        .with_columns(
            cue=pl.coalesce("cue", pl.col("noun").replace_strict(classes, default=None, return_dtype=pl.String)),
            cue_status=pl.coalesce(
                "cue_status", pl.col("noun").replace_strict(stages, default=None, return_dtype=pl.String)
            ),
        )
        .drop("noun")
    )


def _verbs(pairs: pl.DataFrame, is_folded: bool) -> pl.DataFrame:
    """Parses verbs: form-1, form, form1, language → cue, cue_status, tense."""
    convert = folded if is_folded else str
    words, tenses = toml("projects"), list(toml("projects")["tense"])
    stems = pl.DataFrame(
        [
            (convert(s), convert(p) if p else None, e["class"])
            for e in words["verb"]
            for s in e["kk"]
            for p in e.get("prev", [None])
        ],
        schema={"stem": pl.String, "before": pl.String, "cue": pl.String},
        orient="row",
    )
    parsed = (
        pairs.with_columns(pl.col("probe").str.extract_groups(_verb_pattern(is_folded)).alias("g"))
        .unnest("g")
        .filter(pl.col("stem").is_not_null())
    )
    bound = stems.filter(pl.col("before").is_not_null()).unique(["stem", "before"], keep="first", maintain_order=True)
    free = stems.filter(pl.col("before").is_null()).unique("stem", keep="first", maintain_order=True).drop("before")
    known = (
        parsed.join(bound.rename({"cue": "bound"}), on=["stem", "before"], how="left", maintain_order="left")
        .join(free, on="stem", how="left", maintain_order="left")
        .with_columns(cue=pl.coalesce("bound", "cue"), tense=_tense(tenses))
        .filter(pl.col("cue").is_not_null() & pl.col("tense").is_not_null())
    )
    stages = pl.DataFrame(
        [(c, t, s) for c, by in words["stage"].items() for t, s in by.items()],
        schema={"cue": pl.String, "tense": pl.String, "cue_status": pl.String},
        orient="row",
    )
    return (
        known.join(stages, on=["cue", "tense"], how="left", maintain_order="left")
        .with_columns(cue_status=_negated(), is_negated=pl.col("negated").is_not_null())
        .select("form-1", "form", "form1", "language", "cue", "cue_status", "tense", "is_negated")
    )


def _tense(tenses: Sequence[str]) -> pl.Expr:
    """The tense of the ending, or of the auxiliary after a converb; a converb in a vowel needs one."""
    auxiliary = toml("projects")["auxiliary"]
    short = ["а", "е", "й"]
    after = [pl.when(pl.col("form1").is_in(both(auxiliary[t]))).then(pl.lit(t)) for t in auxiliary]
    is_long = pl.col("converb").is_not_null() & ~pl.col("converb").is_in(short)
    plain = [pl.when(pl.col(t).is_not_null()).then(pl.lit(t)) for t in tenses if t != "converb"]
    return (
        pl.when(pl.col("converb").is_not_null())
        .then(pl.coalesce(*after, pl.when(is_long).then(pl.lit("past"))))
        .otherwise(pl.coalesce(*plain))
    )


def _negated() -> pl.Expr:
    """What isn't finished goes on; what isn't built, funded or planned has no stage."""
    return (
        pl.when(pl.col("negated").is_null())
        .then("cue_status")
        .when(pl.col("cue").is_in(["finish", "near"]))
        .then(pl.lit("implementation"))
    )


def _with_phrases(rows: pl.DataFrame) -> pl.DataFrame:
    """Cues of Russian and English."""
    listed = toml("projects")["phrase"]
    for language in ("ru", "en"):
        some = rows.filter(pl.col("language") == language)
        text = pl.concat_str("form", "form1", "form2", separator=" ")
        words = some.select(form=text).unique(maintain_order=True)
        number = {w: i for i, e in reversed(list(enumerate(listed))) for w in e.get(language, ())}
        longest = "|".join(map(re.escape, sorted(number, key=len, reverse=True)))
        table = words.with_columns(word=pl.col("form").str.extract(f"^({longest})")).drop_nulls()
        table = table.with_columns(phrase=pl.col("word").replace_strict(number, return_dtype=pl.Int32))
        found = some.select("row", form=text).join(table, on="form").select(
            "row",
            cue_new=pl.col("phrase").replace_strict({i: e["class"] for i, e in enumerate(listed)}, return_dtype=pl.String),
            status_new=pl.col("phrase").replace_strict(
                {i: e.get("status") for i, e in enumerate(listed)}, return_dtype=pl.String
            ),
        )
        rows = (
            rows.join(found, on="row", how="left", maintain_order="left")
            .with_columns(cue=pl.coalesce("cue", "cue_new"), cue_status=pl.coalesce("cue_status", "status_new"))
            .drop("cue_new", "status_new")
        )
    return rows
