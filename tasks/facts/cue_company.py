"""Cues that say nothing beside another, and cues that say something only beside another."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.language.runs import flagged, neighbour, of_sentences, rows_where, running, taken, tally
from tasks.lexicon import toml

_SAME_CLAUSE = 0.5  # clause bounds to a word of the same clause: a comma is more
_COMPANY = 1.7  # … to the word that a cue must stand beside: one clause may be between
_WORDS = 1 << 32  # more than there are


def accompanied(hits: pl.DataFrame, cues: pl.DataFrame) -> pl.DataFrame:
    """Without the cues that say nothing alone: 'материалы на 2 млрд' are a case where law enforcement has them.

    Args:
        hits: cues with sentence_id, token_no, clause and cue.
        cues: all there are, a row for each number in `cue`: cue_id, weight and `beside`.

    Returns:
        the others; nor those of no weight, which are company only.
    """
    asking = _having(hits, cues, "beside")
    is_kept = taken(cues["weight"] > 0, hits["cue"])
    if not asking.is_empty():
        is_company = cues["cue_id"].is_in(cues["beside"].explode().implode())
        company = hits.select("sentence_id", "cue", at="clause").filter(taken(is_company, hits["cue"]))
        met = asking.join(
            company.with_columns(taken(cues["cue_id"], company["cue"]).alias("other")), on="sentence_id"
        ).filter(
            pl.col("beside").list.contains(pl.col("other")),
            (pl.col("at") - pl.col("clause")).abs() < _COMPANY,
        )
        is_kept = is_kept.scatter(asking["hit"].filter(~asking["hit"].is_in(met["hit"].implode())), False)
    return hits if is_kept.all() else hits.filter(is_kept)


def _having(hits: pl.DataFrame, cues: pl.DataFrame, column: str) -> pl.DataFrame:
    """The hits of cues that have something: hit (its row), sentence_id, token_no, cue, clause and what they have."""
    rows = rows_where(taken(cues[column].is_not_null(), hits["cue"]))
    some = hits.select("sentence_id", "token_no", "cue", "clause")[rows]
    return some.with_columns(rows.alias("hit"), taken(cues[column], some["cue"]))


def unsilenced(hits: pl.DataFrame, tokens: pl.DataFrame, cues: pl.DataFrame) -> pl.DataFrame:
    """Without the cues that words beside them silence: 'материалы на 2 млрд' that the police bought are no case.

    What silences is said of the same sum: in 'аудит охватил 2 млрд, которые потратили школы' the sum stands between.

    Args:
        hits: cues with row, sentence_id, token_no, clause and cue.
        tokens: TOKENS with `code`, `clause`.
        cues: all there are, a row for each number in `cue`: `unless`, names of patterns in [silenced].

    Returns:
        the others.
    """
    shy = _having(hits, cues, "unless")
    if shy.is_empty():
        return hits
    shy = shy.drop("unless").with_columns(taken(hits["row"], shy["hit"]))
    sums = tokens.select(tally(pl.col("code") == "C")).to_series()
    words = _with_next(tokens, shy["sentence_id"])
    patterns = dict(toml("roles")["silenced"])
    anywhere, besides = patterns.pop("anywhere"), patterns.pop("besides")
    silent = [shy["hit"].clear()]
    for name in taken(cues["unless"], shy["cue"].unique()).explode().unique():
        asked = shy.filter(taken(cues["unless"].list.contains(name), shy["cue"]))
        there = of_sentences(words, asked["sentence_id"])
        met = _fitting(there, tokens["form"], patterns[name])
        met = asked.join(met.select("sentence_id", said="row", at="clause"), on="sentence_id")
        met = met.filter((pl.col("at") - pl.col("clause")).abs() < _COMPANY)
        if name not in anywhere:
            met = met.filter(taken(sums, met["said"]) == taken(sums, met["row"]))
        if name in besides and not met.is_empty():
            met = _in_clause(met, _fitting(there, tokens["form"], besides[name]))
        silent.append(met["hit"])
    told = pl.concat(silent)
    return hits if told.is_empty() else hits.filter(~flagged(told, hits.height))


def _in_clause(met: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """What stands, at the clause `at`, beside another word of that clause."""
    beside = met.join(others.select("sentence_id", there="clause"), on="sentence_id")
    beside = beside.filter((pl.col("at") - pl.col("there")).abs() < _SAME_CLAUSE)
    return met.filter(pl.col("hit").is_in(beside["hit"].implode()))


def _with_next(tokens: pl.DataFrame, some: pl.Series) -> pl.DataFrame:
    """The words of some sentences: row, sentence_id, clause and `pair`, a number of the word and the next one."""
    words = of_sentences(tokens.select("sentence_id", "clause", "word").with_row_index("row"), some)
    after = neighbour(pl.col("word").cast(pl.UInt64) + 1, 1).fill_null(0)
    return words.with_columns(pair=pl.col("word").cast(pl.UInt64) * _WORDS + after)


def _fitting(words: pl.DataFrame, forms: pl.Series, pattern: str) -> pl.DataFrame:
    """The words that fit a pattern together with the next one; it is asked once of each different two.

    Args:
        words: as `_with_next` gives them.
        forms: of all tokens.
        pattern: over the two forms, with a space between.
    """
    pairs = words.select("row", "pair")[words["pair"].arg_unique()]
    is_alone = pairs["pair"] % _WORDS == 0
    second = taken(forms, pairs["row"] + (~is_alone).cast(pl.UInt32)).set(is_alone, "")
    two = pl.DataFrame([taken(forms, pairs["row"]).alias("one"), second.alias("two")])
    fits = two.select(pl.concat_str("one", pl.lit(" "), "two").str.contains(pattern)).to_series()
    return (
        words.filter(pl.col("pair").is_in(pairs["pair"].filter(fits).implode()))
        if fits.any()
        else words.clear()
    )


def outspoken(hits: pl.DataFrame, tokens: pl.DataFrame, cues: pl.DataFrame) -> pl.DataFrame:
    """Without the cues that say nothing beside another: 'дивиденд төледі' is no revenue of whoever pays.

    The other must be said of the same sum: in 'получила дивиденды 6 млрд и выплатила кредит 3 млрд' it is of the next.

    Args:
        hits: cues with sentence_id, token_no, cue, cue_id, clause and name.
        tokens: TOKENS with `code`.
        cues: all there are, a row for each number in `cue`: `yields_to`.

    Returns:
        the others.
    """
    shy = _having(hits, cues, "yields_to")
    if shy.is_empty():
        return hits
    shy = shy.with_columns(taken(hits["name"], shy["hit"]))
    words = tokens.select("sentence_id", "token_no", "code", "form", "clause")
    words = of_sentences(words, shy["sentence_id"])
    words = words.with_columns(sums=running((pl.col("code") == "C").cast(pl.Int32)))
    is_got = pl.col("form").str.contains(toml("roles")["heard"]["received"])
    got = words.filter(is_got).select("sentence_id", at="clause")
    got = shy.join(got, on="sentence_id").filter((pl.col("at") - pl.col("clause")).abs() < _SAME_CLAUSE)
    passed = words.select("sentence_id", "token_no", "sums")
    others = hits.select("sentence_id", "token_no", other="cue_id", at="clause").join(
        passed.with_columns(all=pl.col("sums").max().over("sentence_id")), on=["sentence_id", "token_no"]
    )
    silent = shy.join(passed, on=["sentence_id", "token_no"]).join(others, on="sentence_id", suffix="_of")
    silent = silent.filter(
        pl.col("yields_to").list.contains(pl.col("other")),
        (pl.col("at") - pl.col("clause")).abs() < 1,
        ~_of_another_sum(),
        ~pl.col("hit").is_in(got["hit"].implode()),
    )
    return hits if silent.is_empty() else hits.filter(~flagged(silent["hit"], hits.height))


@cache
def _of_another_sum() -> pl.Expr:
    """Whether two sums stand between, or one does and the verb behind has its own behind it, as none has in Kazakh."""
    between = pl.col("sums_of") - pl.col("sums")
    has_own = (pl.col("all") > pl.col("sums_of")) & (pl.col("name") != "kk")
    return (between.abs() > 1) | ((between == 1) & has_own)
