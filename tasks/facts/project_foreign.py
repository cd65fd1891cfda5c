"""Cues in Russian and English: phrases of up to three words, and what the words before them make of their stage."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.project_forms import START, begun
from tasks.facts.project_sayings import sayings
from tasks.language.once import only
from tasks.language.windows import window
from tasks.lexicon import toml

_LANGUAGES = ("ru", "en")
_CUE = {
    "row": pl.UInt32, "cue": pl.String, "cue_status": pl.String, "n_words": pl.UInt32, "language": pl.String,
}  # fmt: skip


def foreign_cues(rows: pl.DataFrame) -> pl.DataFrame:
    """The cues of Russian and English sentences; the words of a longer phrase make no cue of their own.

    Args:
        rows: as `project_words.tagged` has them before its cues; in order.

    Returns:
        row, cue, cue_status, reach.
    """
    parts = [pl.DataFrame(schema=_CUE)]
    for language in _LANGUAGES:
        some = rows.select("row", opens=f"opens_{language}").filter("opens").select("row")
        if some.is_empty():
            continue
        some = some.hstack(window(rows, some["row"], {"form": (0, 2)}).select(pl.all().fill_null("")))
        met = _met(some, language)
        reach = (pl.col("row") + pl.col("n_words") - 1).shift(1)
        # What is done stays what it is within a longer phrase: 'завершили реконструкцию моста'.
        own = ~(reach >= pl.col("row")).fill_null(False) | (pl.col("cue") == "works")
        parts.append(met.filter(own).with_columns(language=pl.lit(language)))
    return _shifted(_with_sayings(pl.concat(parts), rows), rows)


def _with_sayings(plain: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """The words of a saying make no cue of their own; works stay works."""
    told = sayings(rows)
    works = plain.filter(pl.col("cue") == "works")["row"].implode()
    told = told.with_columns(row=pl.when(pl.col("row").is_in(works)).then("from_row").otherwise("row"))
    told = told.filter(~pl.col("row").is_in(works)).unique("row", keep="last", maintain_order=True)
    inside = told.select(row=pl.int_ranges("from_row", pl.col("to_row") + 1)).explode("row")["row"]
    within = pl.col("row").is_in(inside.cast(plain.schema["row"]).implode()) & (pl.col("cue") != "works")
    kept = plain.filter(~within & ~pl.col("row").is_in(told["row"].implode()))
    return pl.concat([kept, told.drop("from_row", "to_row")], how="diagonal_relaxed").sort("row")


def opening(language: str) -> pl.Expr:
    """Whether a word may open a phrase."""
    firsts = {START + w.split(" ")[0] for e in toml("projects")["phrase"] for w in e.get(language, ())}
    word = pl.concat_str(pl.lit(START), "form")
    return only(word, pl.col("language") == language).str.contains_any(sorted(firsts))


def _met(some: pl.DataFrame, language: str) -> pl.DataFrame:
    """row, cue, cue_status, n_words: the longest phrase that begins at each row."""
    text, known = pl.concat_str("form0", "form1", "form2", separator=" "), _phrases(language)
    table = begun(some.select(form=text).unique(), known["word"], toml("projects")["phrase_end"][language])
    return (
        some.select("row", form=text)
        .join(table.join(known, on="word"), on="form", maintain_order="left")
        .select("row", "cue", "cue_status", "n_words")
    )


@cache
def _phrases(language: str) -> pl.DataFrame:
    """word, cue, cue_status, n_words: the phrases of a language, of those with the same words the first."""
    listed = reversed(toml("projects")["phrase"])
    told = {
        w: (w, e["class"], e.get("status"), w.count(" ") + 1) for e in listed for w in e.get(language, ())
    }
    schema = {"word": pl.String, "cue": pl.String, "cue_status": pl.String, "n_words": pl.UInt32}
    return pl.DataFrame(list(told.values()), schema=schema, orient="row")


def _shifted(cues: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """'Will be built' isn't built yet, 'не достроен' isn't finished; 'to repair' is a verb, 'a repair' isn't."""
    told = cues.hstack(window(rows, cues["row"], {"form": (-3, 4)}))
    for name, places in (("before", (-3, -2, -1)), ("after", (1, 2, 3, 4))):
        words = [pl.col(f"form{k}").fill_null("") for k in places]
        told = told.with_columns(pl.concat_str(words, separator=" ").str.strip_chars().alias(name))
    plain = toml("projects")["bare_verb"]
    bare, is_told = pl.col("cue") == "bare", pl.col("before").str.contains(plain["before"])
    # 'чтобы укрепить дамбу' says what for
    told = told.filter(~pl.col("before").str.contains(toml("projects")["what_for"]["before"]))
    told = told.filter(~bare | is_told | pl.col("form0").is_in(plain["nouns"])).with_columns(
        cue=pl.when(bare & is_told).then(pl.lit("plan")).when(bare).then(pl.lit("works")).otherwise("cue"),
        cue_status=pl.when(bare & ~is_told).then(None).otherwise("cue_status"),
    )
    said = ("row", "cue", "reach")
    parts = [told.filter(pl.col("cue_status").is_null()).select(*said, "cue_status")]
    for language in _LANGUAGES:
        own = told.filter(pl.col("language") == language, pl.col("cue_status").is_not_null())
        # The patterns of a language are compiled anew for each batch: only where it has a word of it.
        parts.append(own.select(*said, "cue_status" if own.is_empty() else _stage(language)))
    return pl.concat(parts)


@cache
def _stage(language: str) -> pl.Expr:
    """The stage by the words around a cue, each rule over those before it."""
    stage = pl.col("cue_status")
    for e in (e for e in toml("projects")["shift"] if e["language"] == language):
        fits = pl.col("cue_status").is_in(e["from"])
        for where, column in (("before", "before"), ("word", "form0"), ("after", "after")):
            if where in e:
                fits = fits & pl.col(column).str.contains(e[where])
        stage = pl.when(fits).then(pl.lit(e["to"] or None, dtype=pl.String)).otherwise(stage)
    return stage.alias("cue_status")
