"""Where clauses end: a running number per token, so that words of one clause are told from words of two."""

from __future__ import annotations

import polars as pl

from tasks.facts.cues import family
from tasks.language.once import select_once
from tasks.language.runs import by_word, neighbour, running
from tasks.lexicon import toml


def clauses(tokens: pl.DataFrame) -> pl.DataFrame:
    """Numbers the clauses of each sentence.

    A stop or a conjunction that opens a clause counts 1, a comma after a finite verb or converb 1 in Kazakh (it closes
    the verb's clause), any other comma, a bracket and a word that holds one thing against another a part of that.

    Args:
        tokens: TOKENS with `language`.

    Returns:
        `tokens` with `clause`: the bounds from the sentence's beginning up to the token, a float.
    """
    c = toml("roles")["clause"]
    code, form, name = pl.col("code"), pl.col("form"), family(pl.col("language"))
    # 'орындық' only ends like one
    verb = (name == "kk") & form.str.contains(c["verb_endings"]) & (form.str.len_chars() > 3) & (code != "U")
    opener = pl.any_horizontal((name == n) & form.is_in(c[f"openers_{n}"]) for n in ("kk", "ru", "en"))
    told = by_word(
        tokens,
        verb.alias("is_verb"),
        opener.alias("is_opener"),
        form.is_in(c["openers_anywhere"]).alias("is_free"),
        ((name != "kk") & form.is_in(c["against"])).alias("is_against"),
        (code.is_in([";", "."]) | form.is_in([":", "!", "?", "…"])).alias("is_end"),
        (code == ",").alias("is_comma"),
        (code == "n").alias("is_number"),
        (code == "P").alias("is_percent"),
        # '9 млрд теңгесі, яғни 75 пайызы игерілді': the same in other figures
        form.is_in(c["restating"]).alias("is_restating"),
        code.is_in(["(", ")"]).alias("is_bracket"),
        code.is_in([",", ";", "-"]).alias("is_stop"),
    ).hstack([tokens["sentence_id"]])
    closes_verb = neighbour("is_verb", -1).fill_null(False)
    opens = pl.col("is_opener") & (neighbour("is_stop", -1).fill_null(True) | pl.col("is_free"))
    restates = pl.col("is_restating") & neighbour("is_number", 1) & neighbour("is_percent", 2)
    opens &= ~restates.fill_null(False)
    step = (
        pl.when(pl.col("is_end") | (pl.col("is_comma") & closes_verb))
        .then(1.0)
        .when(pl.col("is_comma") | pl.col("is_against"))
        .then(c["comma"])
        .when("is_bracket")
        .then(c["paren"])
        .when(opens)
        .then(1.0 - c["comma"])
        .otherwise(0.0)
    )
    steps = told.select("sentence_id", step=step)
    return tokens.with_columns(select_once(steps, clause=running(pl.col("step"))).to_series())
