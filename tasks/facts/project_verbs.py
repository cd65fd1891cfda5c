"""Kazakh verbs of the lexicon by stem, voice, negation and ending: what is done with an object, and when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import polars as pl

from tasks.facts.project_forms import beginning, both
from tasks.language import parts
from tasks.language.letters import one_of
from tasks.language.normal import folded
from tasks.lexicon import toml

AROUND = ["form-1", "form", "form1", "is_undone", "language"]
_OF_VERB = {
    **dict.fromkeys(("cue", "cue_status", "tense"), pl.String),
    **dict.fromkeys(("is_negated", "is_converb", "is_acting"), pl.Boolean),
}


@cache
def _verb_pattern(is_folded: bool) -> str:
    """stem, negation and ending of a Kazakh verb as groups."""
    convert = folded if is_folded else str
    stems = sorted({convert(s) for e in toml("projects")["verb"] for s in e["kk"]}, key=len, reverse=True)
    tenses = toml("projects")["tense"]
    ends = [
        f"(?P<{t}>{'|'.join(convert(x) for x in sorted(tenses[t], key=len, reverse=True))})" for t in tenses
    ]
    kk = toml("endings")["kk"]
    voices, negation = convert(kk["voices"]), kk["negation"]
    return rf"^(?P<stem>{'|'.join(stems)})(?P<voice>{voices})(?P<negated>{negation})?(?:{'|'.join(ends)})$"


@cache
def may_be_verb(is_folded: bool) -> pl.Expr:
    """Whether a Kazakh word, in Latin letters or in Cyrillic, has the stem and the ending of a verb of the lexicon."""
    language = pl.col("language") == ("kk-Latn" if is_folded else "kk-Cyrl")
    return language & pl.col("form").str.contains(_verb_pattern(is_folded))


def parsed(pairs: pl.DataFrame) -> pl.DataFrame:
    """Parses Kazakh verbs in both scripts.

    Args:
        pairs: words that may be verbs, with AROUND: those beside them, `is_undone` (they are denied), language.

    Returns:
        AROUND, cue, cue_status, tense, is_negated, is_converb, is_acting of those that are.
    """
    by_script = pairs.partition_by("language", as_dict=True)
    found = [_verbs(some, script == "kk-Latn") for (script,), some in by_script.items()]
    if not found:
        return pairs.with_columns(pl.lit(None, t).alias(c) for c, t in _OF_VERB.items())
    return pl.concat(found)


def _verbs(pairs: pl.DataFrame, is_folded: bool) -> pl.DataFrame:
    """Parses verbs: form-1, form, form1, language → cue, cue_status, tense."""
    convert = folded if is_folded else str
    words, tenses = toml("projects"), list(toml("projects")["tense"])
    bound, free = _listed_verbs(is_folded)
    parsed = (
        pairs.with_columns(probe=pl.col("form"), before=pl.col("form-1"))
        .with_columns(g=parts("probe", _verb_pattern(is_folded)))
        .unnest("g")
        .filter(
            pl.col("stem").is_not_null()
            & ~pl.col("probe").str.contains(beginning(words["not_verbs"]["prefix"]))
            & ~_only_begins(convert)
            & ~_is_latin_other(is_folded)
        )
        # 'әлі аяқталған жоқ'
        .with_columns(
            negated=pl.coalesce(
                "negated",
                pl.when(pl.col("form1").is_in(both(words["negators"]))).then("form1"),
                pl.when(pl.col("is_undone") & pl.col("converb").is_not_null()).then("form1"),
            )
        )
    )
    known = (
        parsed.join(bound, on=["stem", "before"], how="left", maintain_order="left")
        .join(free, on="stem", how="left", maintain_order="left")
        .with_columns(
            cue=pl.when(_ordered(convert))
            .then(pl.lit("plan"))
            .when(_dwelt_on(convert))
            .then(pl.lit("other"))
            .otherwise(pl.coalesce("bound", "cue"))
        )
        .with_columns(tense=_tense(tenses))
        .filter(pl.col("cue").is_not_null() & pl.col("tense").is_not_null())
    )
    return (
        known.join(_stages(), on=["cue", "tense"], how="left", maintain_order="left")
        .with_columns(
            cue_status=_staged(convert), is_negated=pl.col("negated").is_not_null(), is_converb=_is_open_converb(),
            is_acting=_in_active_voice() & ~pl.col("stem").is_in([convert(s) for s in words["intransitive"]["stems"]])
            & ~one_of(pl.col("before"), *map(convert, words["idle"]["kk"])),
        )
        .select(*AROUND, *_OF_VERB)
    )  # fmt: skip


@cache
def _listed_verbs(is_folded: bool) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The lexicon's verbs: those bound to a word before them (stem, before, bound), and the others (stem, cue)."""
    convert = folded if is_folded else str
    stems = pl.DataFrame(
        [
            (convert(s), convert(p) if p else None, e["class"])
            for e in toml("projects")["verb"]
            for s in e["kk"]
            for p in e.get("prev", [None])
        ],
        schema={"stem": pl.String, "before": pl.String, "cue": pl.String},
        orient="row",
    )
    bound = stems.filter(pl.col("before").is_not_null()).unique(
        ["stem", "before"], keep="first", maintain_order=True
    )
    free = stems.filter(pl.col("before").is_null()).unique("stem", keep="first", maintain_order=True)
    return bound.rename({"cue": "bound"}), free.drop("before")


@cache
def _stages() -> pl.DataFrame:
    """cue, tense → cue_status."""
    return pl.DataFrame(
        [(c, t, s) for c, by in toml("projects")["stage"].items() for t, s in by.items()],
        schema={"cue": pl.String, "tense": pl.String, "cue_status": pl.String},
        orient="row",
    )


def _only_begins(convert: Callable[[str], str]) -> pl.Expr:
    """'Оқырмандарды қабылдай бастады': another verb's auxiliary, no beginning of works."""
    kk = toml("endings")["kk"]
    converb = pl.col("before").str.contains(convert(kk["converb_in_vowel"]))
    cased = pl.col("before").str.contains(convert(kk["case_in_vowel"]))
    begins = one_of(pl.col("stem"), *map(convert, toml("projects")["begun_doing"]["stems"]))
    return begins & converb & ~cased


@cache
def _in_active_voice() -> pl.Expr:
    return ~pl.col("voice").fill_null("").str.contains(toml("endings")["kk"]["voice_no_active"])


def _tense(tenses: Sequence[str]) -> pl.Expr:
    """The tense of the ending, or of the auxiliary after a converb; a converb in a vowel needs one."""
    auxiliary = toml("projects")["auxiliary"]
    short = toml("projects")["short_converbs"]["endings"]
    after = [pl.when(pl.col("form1").is_in(both(auxiliary[t]))).then(pl.lit(t)) for t in auxiliary]
    is_long = pl.col("converb").is_not_null() & ~pl.col("converb").is_in(short)
    plain = [pl.when(pl.col(t).is_not_null()).then(pl.lit(t)) for t in tenses if t != "converb"]
    # 'салғалы жатыр' is about to be; 'салғалы бері' has been
    going = pl.col("form1").is_in(both(auxiliary["progressive"]))
    intends = pl.col("past").is_in(both(toml("projects")["intending"]["endings"])) & going
    return (
        pl.when(pl.col("converb").is_not_null())
        .then(pl.coalesce(*after, pl.when(is_long).then(pl.lit("past"))))
        .when(intends)
        .then(pl.lit("future"))
        .otherwise(pl.coalesce(*plain))
    )


@cache
def _is_open_converb() -> pl.Expr:
    """A converb without an auxiliary: another verb will say when."""
    auxiliary = [w for words in toml("projects")["auxiliary"].values() for w in words]
    return pl.col("converb").is_not_null() & ~pl.col("form1").is_in(both(auxiliary))


def _ordered(convert: Callable[[str], str]) -> pl.Expr:
    """'Мектеп салуды тапсырды': told to build, not handed over."""
    stems = [convert(s) for s in toml("projects")["order"]["stems"]]
    return pl.col("stem").is_in(stems) & pl.col("form-1").str.contains(
        convert(toml("endings")["kk"]["gerund_accusative"])
    )


def _dwelt_on(convert: Callable[[str], str]) -> pl.Expr:
    """'Құрылысына тоқталды', 'тоқталып өтті': spoken of, not halted."""
    says = toml("projects")["dwelt_on"]
    stems, after, how = ([convert(w) for w in says[k]] for k in ("stems", "after", "how"))
    reflexive = pl.col("form").str.contains(f"^{convert(says['stems'][1])}")
    to = pl.col("form-1").str.contains(convert(says["dative"])) & pl.col("bound").is_null()
    long = pl.col("form-1").str.contains(convert(says["until"]))
    speaks = (to & ~long) | pl.col("form1").is_in(after) | pl.col("form-1").is_in(how)
    return pl.col("stem").is_in(stems) & reflexive & speaks


def _is_latin_other(is_folded: bool) -> pl.Expr:
    """'Bolyp' is 'being'; only accents would make it 'giving'."""
    forms = [folded(f) for f in toml("projects")["latin_other"]["forms"]] if is_folded else []
    return pl.col("probe").is_in(forms)


def _staged(convert: Callable[[str], str]) -> pl.Expr:
    """The stage by class and tense, but for single verbs, for what somebody means to open, and for what is denied."""
    # 'Зауыт ашпақ' is meant, 'мектеп есігін ашпақ' soon happens.
    doors = [convert(w) for w in toml("projects")["doors"]["forms"]]
    acting = _in_active_voice() & ~pl.col("before").is_in(doors).fill_null(False)
    means = (pl.col("cue") == "open") & (pl.col("tense") == "future") & acting
    # 'Зауыт іске қосылса': if it happens
    unsure = (pl.col("tense") == "future") & pl.col("probe").str.contains(
        toml("endings")["kk"]["conditional"]
    )
    unsure = unsure & one_of(pl.col("cue_status"), "implementation", "completion")
    said = pl.when(means | unsure).then(pl.lit("preparation")).otherwise("cue_status")
    for e in toml("projects")["stem_stage"]:
        one = pl.col("stem").is_in([convert(s) for s in e["stems"]]) & (pl.col("tense") == e["tense"])
        said = pl.when(one).then(pl.lit(e["status"])).otherwise(said)
    return _negated(said, convert)


def _negated(said: pl.Expr, convert: Callable[[str], str]) -> pl.Expr:
    """What isn't finished or halted goes on, what isn't begun is to come; what isn't built or funded has no stage."""
    unbegun, unresumed, unhalted = (
        pl.col("stem").is_in([convert(s) for s in toml("projects")[k]["stems"]])
        for k in ("unbegun", "unresumed", "unhalted")
    )
    # 'әлі ашылған жоқ', but 'жұмысын бастаған жоқ' may be of its builders
    unopened = (pl.col("cue") == "open") & ~unbegun
    return (
        pl.when(pl.col("negated").is_null())
        .then(said)
        .when((pl.col("cue") == "begin") & unbegun)
        .then(pl.lit("preparation"))
        .when(one_of(pl.col("cue"), "begin", "continue") & unresumed)
        .then(pl.lit("suspended"))
        .when(one_of(pl.col("cue"), "finish", "near") | unopened | ((pl.col("cue") == "stop") & unhalted))
        .then(pl.lit("implementation"))
        # 'Бюджетке кірмеді': it stays a wish.
        .when(pl.col("cue") == "enter")
        .then(pl.lit("identification"))
    )
