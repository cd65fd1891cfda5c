"""The code of a metric, where the lexicon knows it."""

from __future__ import annotations

import re
from functools import cache

import polars as pl

from tasks.language.normal import folded
from tasks.lexicon import toml


def coded(measured: pl.DataFrame) -> pl.DataFrame:
    """Adds metric_code.

    Args:
        measured: with language, unit, statistic and `told`: the normal forms of the metric, of what is counted and of
            the words beside them.
    """
    found = [
        _found(measured.select("no", "language", "unit", "statistic", "told"), x) for x in ("kk", "ru", "en")
    ]
    first = pl.concat(found).unique("no", keep="first", maintain_order=True)
    return measured.join(first, on="no", how="left", maintain_order="left")


def _found(measured: pl.DataFrame, family: str) -> pl.DataFrame:
    """no, metric_code of one language family: the first entry of the lexicon that fits."""
    own = measured.filter(pl.col("language").str.starts_with(family))
    rules, triggers = _rules(family)
    bare = pl.col("unit").is_in([u for r in rules if r[4] for u in r[1]])
    own = own.filter(bare | pl.col("told").str.contains(triggers))
    best = [
        pl.when(
            pl.col("unit").is_in(units),
            pl.lit(True) if not statistics else pl.col("statistic").is_in(statistics),
            pl.lit(True) if is_bare else pl.any_horizontal(_has(words) for words in alternatives),
        ).then(pl.lit(code))
        for code, units, statistics, alternatives, is_bare in rules
    ]
    return own.select("no", metric_code=pl.coalesce(*best)).drop_nulls()


def _has(words: tuple[str, ...]) -> pl.Expr:
    return pl.all_horizontal(pl.col("told").str.contains(w) for w in words)


Rule = tuple[str, list[str], list[str], list[tuple[str, ...]], bool]


@cache
def _rules(family: str) -> tuple[list[Rule], str]:
    """(code, units, statistics, alternatives of patterns, whether the unit says it) and a pattern of all first words."""
    rules: list[Rule] = []
    firsts: list[str] = []
    for m in toml("metrics")["metric"]:
        listed = [words.split() for words in m.get(family, ())]
        firsts += [words[0] for words in listed]
        patterns = [tuple(_begins(w) for w in words) for words in listed]
        rules.append((m["code"], m["units"], m.get("statistics", []), patterns, "kk" not in m))
    return rules, "|".join(sorted({_begins(w) for w in firsts}))


def _begins(word: str) -> str:
    """A word that begins so, in either script: the text of Latin script has its confusable letters merged."""
    both = dict.fromkeys([word, folded(word)])
    return r"(?:^|\s)(?:" + "|".join(map(re.escape, both)) + ")"
