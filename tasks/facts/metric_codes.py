"""The code of a metric, where the lexicon knows it."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import polars as pl

from tasks.language.normal import folded
from tasks.language.once import fits
from tasks.lexicon import toml

_FAMILIES = ("kk", "ru", "en")
_PLACE = {"name": pl.String, "unit": pl.String, "rule": pl.UInt32}


class _Rules(NamedTuple):
    """The entries of metrics.toml as tables; `rule` is an entry's place, the first that fits being meant."""

    codes: pl.DataFrame
    """rule, metric_code, statistics (null: any)."""
    worded: pl.DataFrame
    """begins (a space and the beginning of a word), name, unit, rule, alternative, word, n_words: an alternative fits
    where all of its words are met."""
    bare: pl.DataFrame
    """name, unit, rule of entries without words in a language: the unit says it."""
    begins: list[str]


def coded(measured: pl.DataFrame) -> pl.DataFrame:
    """Adds metric_code: the first entry of the lexicon that fits.

    Args:
        measured: with name (family of the language), unit, statistic and `told`: the normal forms of the metric, of
            what is counted and of the words beside them; is_hurt: it has been damaged, and is dropped.
    """
    rules, word = _rules(), ["no", "alternative", "n_words", "rule", "statistic"]
    rows = measured.select("no", "name", "unit", "statistic", "told")
    units = pl.concat([rules.worded["unit"], rules.bare["unit"]]).unique()
    rows = rows.filter(pl.col("unit").is_in(units.implode()))
    text = pl.lit(" ") + pl.col("told").str.replace_all(r"\s", " ")
    met = (
        rows.with_columns(begins=text.str.extract_many(rules.begins, overlapping=True))
        .explode("begins")
        .drop_nulls("begins")
        .join(rules.worded, on=["begins", "name", "unit"])
        .select(*word, "word")
        .unique()
        .group_by(word)
        .len()
        .filter(pl.col("len") == pl.col("n_words"))
    )
    fits = [met, rows.join(rules.bare, on=["name", "unit"])]
    best = (
        pl.concat(some.select("no", "statistic", "rule") for some in fits)
        .join(rules.codes, on="rule")
        .filter(pl.col("statistics").is_null() | pl.col("statistics").list.contains(pl.col("statistic")))
        .sort("rule")
        .unique("no", keep="first", maintain_order=True)
        .select("no", "metric_code")
    )
    return _with_indices(measured.join(best, on="no", how="left", maintain_order="left"))


def _with_indices(rows: pl.DataFrame) -> pl.DataFrame:
    """'Өндіріс 112 %-ға өсті' is an index, no growth of 112 %; 'выросло на 112 %' is one."""
    index, hurt = toml("metrics")["index"], toml("metrics")["hurt"]["codes"]
    is_so_high = pl.col("value").is_between(index["above"], index["below"], closed="none")
    is_growth = pl.col("statistic") == "change_pct"
    is_index = (
        pl.col("metric_code").is_in(index["codes"]) & is_so_high & (~is_growth | (pl.col("name") == "kk"))
    )
    # 'нақты жалақы индексі 98,7 пайыз': called one
    named = pl.col("metric_code").is_in([*index["codes"], *index["also"]]) & ~is_growth
    is_near = pl.col("value").is_between(index["from"], index["below"])
    is_named = fits(rows, (named & is_near).fill_null(False), pl.col("metric").str.contains(index["said"]))
    is_index = is_index.fill_null(False) | is_named
    # '63 km of roads were washed away' are none that were repaired
    is_lost = (pl.col("is_hurt") & pl.col("metric_code").is_in(hurt)).fill_null(False)
    # nor is how long all of them are
    stock = toml("metrics")["stock"]
    is_stock = pl.col("told").str.contains(stock["said"]) & ~pl.col("told").str.contains(stock["works"])
    is_lost |= fits(rows, (pl.col("metric_code") == stock["code"]).fill_null(False), is_stock)
    # 'құрылыс жұмыстарының көлемі 115,7 %': no works are done by more than all
    is_lost |= ((pl.col("metric_code") == index["done"]) & (pl.col("value") > index["above"])).fill_null(
        False
    )
    return rows.with_columns(
        statistic=pl.when(is_index & is_growth).then(pl.lit("level")).otherwise("statistic"),
        metric_code=pl.when(~is_index & ~is_lost).then("metric_code"),
    ).drop("is_hurt")


@cache
def _rules() -> _Rules:
    codes, worded, bare = [], [], []
    for rule, m in enumerate(toml("metrics")["metric"]):
        codes.append((rule, m["code"], m.get("statistics") or None))
        for name, unit in ((name, unit) for name in _FAMILIES for unit in m["units"]):
            listed = [words.split() for words in m.get(name, ())]
            worded += [
                (begins, name, unit, rule, alternative, i, len(set(words)))
                for alternative, words in enumerate(listed)
                for i, word in enumerate(dict.fromkeys(words))
                for begins in _begins(word)
            ]
            bare += [] if listed else [(name, unit, rule)]
    numbers = {"alternative": pl.UInt32, "word": pl.UInt32, "n_words": pl.UInt32}
    table = pl.DataFrame(worded, schema={"begins": pl.String, **_PLACE, **numbers}, orient="row")
    return _Rules(
        pl.DataFrame(
            codes,
            schema={"rule": pl.UInt32, "metric_code": pl.String, "statistics": pl.List(pl.String)},
            orient="row",
        ),
        table,
        pl.DataFrame(bare, schema=_PLACE, orient="row"),
        table["begins"].unique(maintain_order=True).to_list(),
    )


def _begins(word: str) -> list[str]:
    """A word that begins so, in either script: the text of Latin script has its confusable letters merged."""
    return [f" {w}" for w in dict.fromkeys([word, folded(word)])]
