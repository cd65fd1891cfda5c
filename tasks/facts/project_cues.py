"""Cues: the verbs, nouns and phrases that say what is done with an object, and their tense."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

import polars as pl

from tasks.facts.project_forms import beginning, both, fits
from tasks.language import parts
from tasks.language.letters import one_of
from tasks.language.normal import folded
from tasks.language.runs import gathered, row_after, row_before, taken, window
from tasks.lexicon import toml

_AROUND = ["form-1", "form", "form1", "is_undone", "language"]
_OF_VERB = {
    **dict.fromkeys(("cue", "cue_status", "tense"), pl.String),
    **dict.fromkeys(("is_negated", "is_converb", "is_acting"), pl.Boolean),
}
_GOING, _END, _FUTURE, _PAST = range(4)  # what a word says of the time
_HANDED = 6  # words between 'for use' and 'was given'


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


def kazakh_cues(rows: pl.DataFrame) -> pl.DataFrame:
    """The cues of Kazakh words: verbs by stem and endings, nouns by stem, pairs of words at the second.

    Args:
        rows: as `project_words.tagged` has them before its cues; in order.

    Returns:
        row, cue, cue_status, tense, is_negated, is_acting (in the active voice); in order.
    """
    # 'жайын да көтерді'
    beyond = pl.when(pl.col("form-1").is_in(both(toml("projects")["particle"]["forms"]))).then("form-2")
    seen = _with_forms(rows.select("row", "language", "may_be_verb").filter("may_be_verb"), rows)
    seen = seen.select(
        "row", "form", "form1", "language", pl.coalesce(beyond, "form-1").alias("form-1"), is_undone=_denied()
    )
    pairs = seen.select(_AROUND).unique(maintain_order=True)
    by_script = pairs.partition_by("language", as_dict=True)
    parts = [_verbs(some, script == "kk-Latn") for (script,), some in by_script.items()]
    verbs = (
        pl.concat(parts)
        if parts
        else pairs.with_columns(pl.lit(None, t).alias(c) for c, t in _OF_VERB.items())
    )
    verbs = seen.join(verbs, on=_AROUND, maintain_order="left").drop(_AROUND)
    nouns = rows.select("row", "noun", "is_kazakh", "language").filter(
        pl.col("noun").is_not_null(), "is_kazakh"
    )
    nouns = _with_forms(nouns, rows).select("row", is_undone=_denied(), **_told("noun", "noun", "noun_"))
    # 'жоспарда жоқ' says nothing, 'дайын болған жоқ' that it goes on
    nouns = nouns.filter(~pl.col("is_undone") | (pl.col("noun_cue") != "must")).select(
        "row",
        "noun_cue",
        noun_cue_status=pl.when(pl.col("is_undone") & (pl.col("noun_cue") == "ready"))
        .then(pl.lit("implementation"))
        .otherwise("noun_cue_status"),
    )
    cues = _paired(rows).join(nouns, on="row", how="full", coalesce=True)
    cues = cues.join(verbs, on="row", how="full", coalesce=True).sort("row")
    cues = cues.with_columns(
        cue=pl.coalesce("pair_cue", "cue", "noun_cue"),
        cue_status=pl.coalesce("pair_cue_status", "cue_status", "noun_cue_status"),
    )
    return _chained(_handed(cues.drop("^(pair|noun)_.*$"), rows), rows)


def _with_forms(some: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Adds `form` and those of the words around, `form-2` … `form2`; empty outside the sentence, but `form-2` null."""
    near = window(rows, some["row"], {"form": (-2, 2)}).rename({"form0": "form"})
    return some.hstack(near.with_columns(pl.col("form-1", "form1", "form2").fill_null("")))


@cache
def _denied() -> pl.Expr:
    """A word is denied by the one after it, or by what stands behind its auxiliary: 'жүріп жатқан жоқ'."""
    words = both(toml("projects")["negators"])
    return pl.col("form1").is_in(words) | (
        fits("form1", toml("endings")["kk"]["participle_once"]) & pl.col("form2").is_in(words)
    )


def _told(section: str, number: str, prefix: str) -> dict[str, pl.Expr]:
    """What the lexicon's entry of that number says: class and status, under names that begin with `prefix`."""
    listed = toml("projects")[section]
    told = {"cue": "class", "cue_status": "status"}
    return {
        f"{prefix}{name}": pl.col(number).replace_strict(
            {i: e[key] for i, e in enumerate(listed) if key in e}, default=None, return_dtype=pl.String
        )
        for name, key in told.items()
    }


def _paired(rows: pl.DataFrame) -> pl.DataFrame:
    """Cues of two words stand at the second."""
    listed = toml("projects")["pair"]
    words = {convert(w): i for i, e in enumerate(listed) for w in e["exact"] for convert in (str, folded)}
    text = pl.concat_str("form-1", "form", separator=" ")
    some = rows.select("row", "form", "is_pair_end", "is_kazakh").filter("is_pair_end", "is_kazakh")
    return (
        some.select("row", "form")
        .hstack(window(rows, some["row"], {"form": (-1, -1)}))
        .filter(text.is_in(list(words)))
        .select("row", pair=text.replace_strict(words, default=None, return_dtype=pl.Int32))
        .select("row", **_told("pair", "pair", "pair_"))
    )


def _handed(cues: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """'Пайдалануға он мектеп берілді': given for use, though the object stands between."""
    said = row_before(rows, pl.col("is_handover"), cues["row"], itself=True)
    near = (pl.col("row").cast(pl.Int64) - said <= _HANDED).fill_null(False)
    return cues.with_columns(
        cue=pl.when((pl.col("cue") == "give") & near).then(pl.lit("finish")).otherwise("cue")
    )


def _chained(cues: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """'Ферманы іске қосып, сүтті арттырамыз': a converb says no time; the verb that ends its chain does.

    So do participles before 'once': 'ферма салынған соң сүт сатылады'.
    """
    to_come = {c: by["future"] for c, by in toml("projects")["stage"].items() if "future" in by}
    works = one_of(pl.col("cue"), "build", "raise")
    near = window(rows, cues["row"], {"form": (0, 1)}).rename({"form0": "form"})
    cues = cues.hstack([_ahead(cues, rows), *near, *gathered(rows, cues["row"], ["language"])])
    kk = toml("endings")["kk"]
    once = fits("form", kk["participle_once"]) & pl.col("form1").is_in(
        both(toml("projects")["once"]["forms"])
    )
    once = once | fits("form", kk["participle_when"])
    cues = cues.with_columns(is_once=once)
    is_open = pl.col("is_converb").fill_null(False) | pl.col("is_once")
    begun = is_open & (pl.col("cue") == "begin") & (pl.col("cue_status") == "implementation")
    built = is_open & (pl.col("cue_status") == "completed")
    soon = pl.col("ahead").is_between(_END, _FUTURE)
    is_going = built & works & ~pl.col("is_once") & (pl.col("ahead") == _GOING)
    return cues.with_columns(
        cue_status=pl.when((built & soon) | (begun & (pl.col("ahead") == _FUTURE)))
        .then(pl.col("cue").replace_strict(to_come, default=None, return_dtype=pl.String))
        .when(is_going)
        .then(pl.lit("implementation"))
        .otherwise("cue_status")
    ).drop("ahead", "is_once", "form", "form1", "language")


def _ahead(cues: pl.DataFrame, rows: pl.DataFrame) -> pl.Series:
    """`ahead`: what the next word behind each Kazakh cue says of the time: going, end, future or past."""
    ends = ~pl.col("is_converb").fill_null(False)
    later, is_end = ends & (pl.col("tense") == "future"), pl.col("cue") == "finish"
    is_going = one_of(pl.col("cue"), "build", "raise") & ends & (pl.col("tense") == "progressive")
    # 'Былтыр басталып, биыл аяқталады': the end is to come, not the beginning.
    says = pl.when(is_going).then(_GOING).when(later & is_end).then(_END).when(later).then(_FUTURE)
    told = cues.select("row", says=says.cast(pl.Int8)).drop_nulls()
    plain = pl.when("is_future").then(_FUTURE).when(pl.col("is_past") | (pl.col("code") == ";")).then(_PAST)
    said = rows.select(pl.when("is_kazakh").then(plain).cast(pl.Int8)).to_series()
    said = said.scatter(told["row"], told["says"])
    return taken(said, row_after(rows, said.is_not_null().arg_true(), cues["row"])).alias("ahead")


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
            cue=pl.when(_ordered(convert)).then(pl.lit("plan")).otherwise(pl.coalesce("bound", "cue"))
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
        .select(*_AROUND, *_OF_VERB)
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
    """What isn't finished goes on, what isn't begun is to come; what isn't built, funded or planned has no stage."""
    unbegun, unresumed = (
        pl.col("stem").is_in([convert(s) for s in toml("projects")[k]["stems"]])
        for k in ("unbegun", "unresumed")
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
        .when(one_of(pl.col("cue"), "finish", "near") | unopened)
        .then(pl.lit("implementation"))
        # 'Бюджетке кірмеді': it stays a wish.
        .when(pl.col("cue") == "enter")
        .then(pl.lit("identification"))
    )
