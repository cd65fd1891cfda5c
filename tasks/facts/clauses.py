"""Where clauses end: a running number per token, so that words of one clause are told from words of two."""

from __future__ import annotations

import polars as pl

from tasks.facts.cues import family
from tasks.language.runs import by_word, neighbour, running
from tasks.lexicon import toml


def clauses(tokens: pl.DataFrame) -> pl.DataFrame:
    """Numbers the clauses of each sentence.

    A stop or a conjunction that opens a clause counts 1, a comma after a finite verb or converb 1 in Kazakh (it closes
    the verb's clause), any other comma and a bracket a part of that.

    Args:
        tokens: TOKENS with `language`.

    Returns:
        `tokens` with `clause`: the bounds from the sentence's beginning up to the token, a float.
    """
    c = toml("roles")["clause"]
    code, form, name = pl.col("code"), pl.col("form"), family(pl.col("language"))
    told = by_word(
        tokens,
        ((name == "kk") & form.str.contains(c["verb_endings"]) & (form.str.len_chars() > 3)).alias("is_verb"),
        pl.any_horizontal((name == n) & form.is_in(c[f"openers_{n}"]) for n in ("kk", "ru", "en")).alias(
            "opens"
        ),
    )
    is_verb, opener = pl.lit(told["is_verb"]), pl.lit(told["opens"])
    closes_verb = neighbour(is_verb, -1).fill_null(False)
    follows_stop = neighbour("code", -1).is_in([",", ";", "-"]).fill_null(True)
    opens = opener & (follows_stop | (form == "ал"))
    step = (
        pl.when(code.is_in([";", "."]) | form.is_in([":", "!", "?", "…"]))
        .then(1.0)
        .when(code == ",")
        .then(pl.when(closes_verb).then(1.0).otherwise(c["comma"]))
        .when(code.is_in(["(", ")"]))
        .then(c["paren"])
        .when(opens)
        .then(1.0 - c["comma"])
        .otherwise(0.0)
    )
    return tokens.with_columns(clause=running(step))
