"""Sums that are those of each of many: 'помощь в размере 400 тысяч тенге получили 900 семей'."""

from __future__ import annotations

import polars as pl

from tasks.facts.nearest import beside
from tasks.language.runs import constant, flagged, of_sentences, rows_where
from tasks.language.windows import rows_of, window
from tasks.lexicon import toml

_NEAR = 0.7  # clause bounds between the sum and who got it: a comma at most
_COUNTED = 2  # words from the number to the noun that it counts: '840 көпбалалы отбасы'


def of_each(near: pl.DataFrame, words: pl.DataFrame, role: pl.Series) -> pl.Series:
    """Whether an amount would be next to nothing, shared by those who are counted nearest to it.

    Args:
        near: as `votes.amounts` gives them.
        words: TOKENS with `clause`, of the sentences with money.
        role: of each amount, in order.
    """
    r = toml("roles")["recipients"]
    some = near.filter(role.is_in(r["roles"]) & (near["worth"] < r["below"]))
    if some.is_empty():
        return constant(False, near.height, pl.Boolean)
    people = _counted(of_sentences(words, some["sentence_id"]))
    met = beside(some, people).filter((pl.col("bounds") < _NEAR) & (pl.col("between") == 0))
    met = met.sort("no", "distance", maintain_order=True).unique("no", keep="first", maintain_order=True)
    met = met.join(some.select("no", "token_start", "worth"), on="no", how="left", maintain_order="left")
    share = pl.col("worth") / pl.col("people")
    least = pl.when(pl.col("no").is_in(_sized(some, words).implode())).then(r["share_worded"])
    return flagged(met.filter(share < least.otherwise(r["share"]))["no"], near.height)


def _counted(words: pl.DataFrame) -> pl.DataFrame:
    """sentence_id, token_no, clause, `people`: the people or homes that a number counts."""
    r = toml("roles")["recipients"]
    rows = rows_where((words["code"] == "U") & words["stem"].is_in(r["units"]))
    around = window(words, rows, {"code": (-_COUNTED, -1), "value": (-_COUNTED, -1)})
    n = [pl.when(pl.col(f"code-{k}").is_in(["n", "N"])).then(f"value-{k}") for k in range(1, _COUNTED + 1)]
    told = (
        words[rows].select("sentence_id", "token_no", "clause").hstack(around.select(people=pl.coalesce(n)))
    )
    return told.filter(pl.col("people") >= r["least"])


def _sized(some: pl.DataFrame, words: pl.DataFrame) -> pl.Series:
    """The amounts told as a size: 'в размере 100 МРП, или 400 тысяч', '400 мың теңге мөлшерінде', 'of 400,000'."""
    r = toml("roles")["recipients"]
    first = rows_of(words, some["sentence_id"], some["token_start"].cast(pl.Int64))
    last = rows_of(words, some["sentence_id"], some["token_end"].cast(pl.Int64) - 1)
    before = window(words, first, {"form": (-r["size_reach"], -1)})
    behind = window(words, last, {"form": (0, 1)}).rename({"form0": "last", "form1": "next"})
    said = before.hstack(behind).select(pl.any_horizontal(pl.all().is_in(r["size"]))).to_series()
    return some["no"].filter(said.fill_null(value=False))
