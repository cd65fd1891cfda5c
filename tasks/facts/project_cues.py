"""Cues: verbs, nouns and pairs of words that say what is done with an object, and when a chain of verbs ends."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.project_forms import both, fits
from tasks.facts.project_verbs import AROUND, parsed
from tasks.language.letters import one_of
from tasks.language.normal import folded
from tasks.language.runs import row_after, row_before, rows_where, taken
from tasks.language.windows import window
from tasks.lexicon import toml

_GOING, _END, _FUTURE, _PAST = range(4)  # what a word says of the time
_YEAR_BACK, _YEAR_AHEAD = 12, 6  # words to a year set against another
_UNREAL = 14  # words from a condition to the verb that says what would have been
_HANDED = 6  # words between 'for use' and 'was given'


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
    told = parsed(seen.select(AROUND).unique(maintain_order=True))
    verbs = seen.join(told, on=AROUND, maintain_order="left")
    verbs = _compared(_calling_off(verbs, rows), rows).drop(AROUND)
    nouns = rows.select("row", "noun", "is_kazakh").filter(pl.col("noun").is_not_null(), "is_kazakh")
    nouns = _with_forms(nouns, rows).select("row", is_undone=_denied(), **_told("noun", "noun", "noun_"))
    # 'жоспарда жоқ' says nothing, 'дайын болған жоқ' that it goes on
    unmeant = nouns.filter(pl.col("is_undone") & (pl.col("noun_cue") == "must"))["row"]
    unmeant = unmeant.append(verbs.filter((pl.col("cue") == "plan") & pl.col("is_negated"))["row"])
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
    cues = _without_unmeant(cues, unmeant)
    return _chained(_handed(cues.drop("^(pair|noun)_.*$"), rows), rows)


def _without_unmeant(cues: pl.DataFrame, denied: pl.Series) -> pl.DataFrame:
    """'Мектеп салу жоспарланбаған', 'құрылысы жоспарда жоқ': nobody means to do it; `denied`: rows of denied plans."""
    wanted = (pl.col("tense") == "infinitive").fill_null(False) | (pl.col("cue") == "works")
    before = cues.filter(wanted & (pl.col("row") + 1).is_in(denied.implode()))["row"]
    return cues.filter(~pl.col("row").is_in(pl.concat([before, before + 1]).implode()))


def _calling_off(verbs: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Without 'бас тартты' of who refuses something else than works: 'ақшаны қайтарудан бас тартты'."""
    says = toml("projects")["refusing"]
    rejects = (pl.col("cue") == "cancel") & pl.col("form-1").is_in(both(says["word"]))
    refused = verbs.select("row", "language").filter(verbs.select(is_so=rejects)["is_so"])
    if refused.is_empty():
        return verbs
    near = window(rows, refused["row"], {"form": (-3, -2)})
    refused = refused.with_columns(
        of=near.select(pl.concat_str(pl.all().fill_null(""), separator=" ")).to_series()
    )
    elsewhere = (fits("of", says["gerund"]) & ~fits("of", says["works"])) | fits("of", says["nouns"])
    return verbs.filter(~pl.col("row").is_in(refused.filter(elsewhere)["row"].implode()))


def _compared(verbs: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """'Былтыр 58 көше жөнделсе, биыл 72 көше жөнделеді': a conditional that sets a year against another has been.

    Without what never was: 'былтыр 5 мектеп салынса (салынған болса), тапшылық болмас еді'.
    """
    words, kk = toml("projects")["set_against"], toml("endings")["kk"]
    asks = (pl.col("tense") == "future") & pl.col("form").str.contains(kk["conditional"])
    supposed = pl.col("form1").is_in(both(words["supposed"]))
    asked = verbs.select("row", asks=asks.fill_null(False), supposed=supposed).with_row_index("at")
    asked = asked.filter(pl.col("asks") | pl.col("supposed"))
    if asked.is_empty():
        return verbs
    near = window(rows, asked["row"], {"form": (-_YEAR_BACK, _UNREAL)})
    before, behind, end = (
        pl.concat_str([pl.col(f"form{k}").fill_null("") for k in places], separator=" ")
        for places in (range(-_YEAR_BACK, 0), range(1, _YEAR_AHEAD + 1), range(1, _UNREAL + 1))
    )
    year = before.str.contains(words["year"]) & behind.str.contains(words["now"])
    told = asked.hstack(
        near.select(
            is_past=before.str.contains(words["then"]) | year,
            is_condition=before.str.contains(words["condition"]),
            is_unreal=end.str.contains(words["unreal"]),
        )
    )
    been = told.filter("asks", "is_past", ~pl.col("is_condition"), ~pl.col("is_unreal"))["at"]
    never = told.filter("is_unreal", pl.col("is_past") | pl.col("supposed"))["row"]
    stages = {c: by["past"] for c, by in toml("projects")["stage"].items() if "past" in by}
    was = verbs[been].select(
        tense=pl.lit("past"),
        cue_status=pl.when(~pl.col("is_negated")).then(
            pl.col("cue").replace_strict(stages, default=None, return_dtype=pl.String)
        ),
    )
    verbs = verbs.with_columns(verbs[c].scatter(been, was[c]) for c in was.columns)
    return verbs.filter(~pl.col("row").is_in(never.implode()))


def _with_forms(some: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Adds `form` and those of the words around, `form-2` … `form2`; empty outside the sentence, but `form-2` null.

    Also whether the next one is shaped as a participle before 'once'.
    """
    near = window(rows, some["row"], {"form": (-2, 2), "is_once_shaped": (1, 1)}).rename({"form0": "form"})
    return some.hstack(near.with_columns(pl.col("form-1", "form1", "form2").fill_null("")))


@cache
def _denied() -> pl.Expr:
    """A word is denied by the one after it, or by what stands behind its auxiliary: 'жүріп жатқан жоқ'."""
    words = both(toml("projects")["negators"])
    return pl.col("form1").is_in(words) | (
        pl.col("is_once_shaped1").fill_null(False) & pl.col("form2").is_in(words)
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
    near = window(rows, cues["row"], {"form": (1, 1), "is_once_shaped": (0, 0), "is_when_shaped": (0, 0)})
    before_once = pl.col("form1").is_in(both(toml("projects")["once"]["forms"])).fill_null(False)
    once = near.select(is_once=(pl.col("is_once_shaped0") & before_once) | pl.col("is_when_shaped0"))
    cues = cues.hstack([_ahead(cues, rows), *once])
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
    ).drop("ahead", "is_once")


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
    return taken(said, row_after(rows, rows_where(said.is_not_null()), cues["row"])).alias("ahead")
