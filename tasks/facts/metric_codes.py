"""The code of a metric, where the lexicon knows it."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

import polars as pl

from tasks.language.normal import folded
from tasks.lexicon import toml


class _Rule(NamedTuple):
    """One metric in one language: `alternatives` of patterns that must all be found; none: the unit says it."""

    code: str
    statistics: list[str]
    alternatives: list[tuple[str, ...]]


def coded(measured: pl.DataFrame) -> pl.DataFrame:
    """Adds metric_code: the first entry of the lexicon that fits.

    Args:
        measured: with name (family of the language), unit, statistic and `told`: the normal forms of the metric, of
            what is counted and of the words beside them.
    """
    units = sorted({u for m in toml("metrics")["metric"] for u in m["units"]})
    rows = measured.select("no", "name", "unit", "statistic", "told").filter(pl.col("unit").is_in(units))
    parts = rows.partition_by("name", "unit", as_dict=True, maintain_order=True)
    found = [_found(part, str(name), str(unit)) for (name, unit), part in parts.items()]
    empty = pl.DataFrame(schema={"no": measured.schema["no"], "metric_code": pl.String})
    return measured.join(pl.concat([empty, *found]), on="no", how="left", maintain_order="left")


def _found(rows: pl.DataFrame, family: str, unit: str) -> pl.DataFrame:
    """no, metric_code of rows of one language family and unit."""
    rules, triggers = _rules(family, unit)
    if triggers:
        rows = rows.filter(pl.col("told").str.contains(triggers))
    best = [pl.when(_fits(rule)).then(pl.lit(rule.code)) for rule in rules]
    return rows.select("no", metric_code=pl.coalesce(*best)).drop_nulls()


def _fits(rule: _Rule) -> pl.Expr:
    told = pl.col("told")
    words = [pl.all_horizontal(told.str.contains(w) for w in each) for each in rule.alternatives]
    says = pl.any_horizontal(words) if words else pl.lit(True)
    return says & pl.col("statistic").is_in(rule.statistics) if rule.statistics else says


@cache
def _rules(family: str, unit: str) -> tuple[list[_Rule], str]:
    """The rules for a unit, and a pattern of the words one of which each needs ('' where one needs none)."""
    rules: list[_Rule] = []
    firsts: set[str] = set()
    for m in toml("metrics")["metric"]:
        if unit in m["units"]:
            listed = [words.split() for words in m.get(family, ())]
            firsts |= {_begins(words[0]) for words in listed}
            patterns = [tuple(_begins(w) for w in words) for words in listed]
            rules.append(_Rule(m["code"], m.get("statistics", []), patterns))
    return rules, "|".join(sorted(firsts)) if all(rule.alternatives for rule in rules) else ""


def _begins(word: str) -> str:
    """A word that begins so, in either script: the text of Latin script has its confusable letters merged."""
    both = dict.fromkeys([word, folded(word)])
    return r"(?:^|\s)(?:" + "|".join(map(re.escape, both)) + ")"
