"""Cues that say nothing beside another, and cues that say something only beside another."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.language.runs import neighbour, of_sentences, running
from tasks.lexicon import toml

_SAME_CLAUSE = 0.5  # clause bounds to a word of the same clause: a comma is more
_COMPANY = 1.7  # … to the word that a cue must stand beside: one clause may be between


def accompanied(hits: pl.DataFrame) -> pl.DataFrame:
    """Without the cues that say nothing alone: 'материалы на 2 млрд' are a case where law enforcement has them.

    Args:
        hits: cues with sentence_id, cue_id, clause, weight and `beside`.

    Returns:
        the others, without `beside`; nor those of no weight, which are company only.
    """
    numbered = hits.with_row_index("hit")
    asking = numbered.filter(pl.col("beside").is_not_null()).select("hit", "sentence_id", "beside", "clause")
    others = asking["beside"].explode().unique()
    company = hits.filter(pl.col("cue_id").is_in(others.implode())).select(
        "sentence_id", other="cue_id", at="clause"
    )
    met = asking.join(company, on="sentence_id").filter(
        pl.col("beside").list.contains(pl.col("other")),
        (pl.col("at") - pl.col("clause")).abs() < _COMPANY,
    )
    is_alone = pl.col("beside").is_not_null() & ~pl.col("hit").is_in(met["hit"].implode())
    return numbered.filter(~is_alone & (pl.col("weight") > 0)).drop("hit", "beside")


def unsilenced(hits: pl.DataFrame, tokens: pl.DataFrame) -> pl.DataFrame:
    """Without the cues that words beside them silence: 'материалы на 2 млрд' that the police bought are no case.

    What silences is said of the same sum: in 'аудит охватил 2 млрд, которые потратили школы' the sum stands between.

    Args:
        hits: cues with sentence_id, token_no, clause and `unless`, names of patterns in [silenced].
        tokens: TOKENS with `code`, `clause`.

    Returns:
        the others, without `unless`.
    """
    shy = hits.with_row_index("hit").filter(pl.col("unless").is_not_null())
    shy = shy.select("hit", "sentence_id", "token_no", "unless", "clause")
    words = tokens.select("sentence_id", "token_no", "code", "form", "clause")
    words = of_sentences(words, shy["sentence_id"]).with_columns(
        sums=running((pl.col("code") == "C").cast(pl.Int32))
    )
    shy = shy.join(words.select("sentence_id", "token_no", "sums"), on=["sentence_id", "token_no"])
    patterns = dict(toml("roles")["silenced"])
    anywhere = patterns.pop("anywhere")
    silent = [shy["hit"].clear()]
    for name, pattern in patterns.items():
        asked = shy.filter(pl.col("unless").list.contains(name))
        if asked.is_empty():
            continue
        two = pl.concat_str("form", pl.lit(" "), neighbour("form", 1).fill_null(""))
        met = of_sentences(words, asked["sentence_id"]).filter(two.str.contains(pattern))
        met = asked.join(met.select("sentence_id", of="sums", at="clause"), on="sentence_id")
        is_said = (pl.col("at") - pl.col("clause")).abs() < _COMPANY
        if name not in anywhere:
            is_said &= pl.col("of") == pl.col("sums")
        silent.append(met.filter(is_said)["hit"])
    rest = ~pl.int_range(hits.height, eager=True).is_in(pl.concat(silent).implode())
    return hits.filter(rest).drop("unless")


def outspoken(hits: pl.DataFrame, tokens: pl.DataFrame) -> pl.DataFrame:
    """Without the cues that say nothing beside another: 'дивиденд төледі' is no revenue of whoever pays.

    The other must be said of the same sum: in 'получила дивиденды 6 млрд и выплатила кредит 3 млрд' it is of the next.

    Args:
        hits: cues with sentence_id, token_no, cue_id, clause, name and `yields_to`.
        tokens: TOKENS with `code`.

    Returns:
        the others, without `yields_to`.
    """
    shy = hits.with_row_index("hit").filter(pl.col("yields_to").is_not_null())
    shy = shy.select("hit", "sentence_id", "token_no", "yields_to", "clause", "name")
    words = of_sentences(tokens, shy["sentence_id"])
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
    rest = pl.int_range(hits.height, eager=True).is_in(silent["hit"].implode()).not_()
    return hits.filter(rest).drop("yields_to")


@cache
def _of_another_sum() -> pl.Expr:
    """Whether two sums stand between, or one does and the verb behind has its own behind it, as none has in Kazakh."""
    between = pl.col("sums_of") - pl.col("sums")
    has_own = (pl.col("all") > pl.col("sums_of")) & (pl.col("name") != "kk")
    return (between.abs() > 1) | ((between == 1) & has_own)
