"""What an amount is per: a month, a year, a day, a person, an item. Only where the sentence words it."""

from __future__ import annotations

import polars as pl

from tasks.facts.clauses import clauses
from tasks.facts.cues import found
from tasks.facts.nearest import beside
from tasks.lexicon import toml


def per(near: pl.DataFrame, words: pl.DataFrame, roles: pl.DataFrame) -> pl.DataFrame:
    """The rate of each amount.

    Args:
        near: as `votes.amounts` gives them.
        words: TOKENS with `language`.
        roles: no, role; in order.

    Returns:
        `per`; a row for each amount, in order.
    """
    file = toml("rates")
    table = pl.DataFrame(
        [(i, c["per"], float(c["reach"])) for i, c in enumerate(file["cue"])],
        schema={"cue": pl.Int64, "per": pl.String, "reach": pl.Float64},
        orient="row",
    )
    marked = clauses(words).select("sentence_id", "token_no", "clause")
    hits = (
        found(words, "rates")
        .join(table, on="cue", maintain_order="left")
        .join(marked, on=["sentence_id", "token_no"], maintain_order="left")
    )
    # After the amount only what touches it: '5 000 тенге в месяц'; before it, the nearest.
    worded = (
        beside(near, hits)
        .filter(
            pl.when("is_after")
            .then((pl.col("distance") <= 2) & (pl.col("between") == 0) & (pl.col("bounds") < 0.3))
            .otherwise(pl.col("bounds") <= pl.col("reach"))
        )
        .sort("no", "distance", maintain_order=True)
        .unique("no", keep="first", maintain_order=True)
        .select("no", "per")
    )
    return (
        near.select("no")
        .join(worded, on="no", how="left", maintain_order="left")
        .join(_distributive(near, words, roles), on="no", how="left", maintain_order="left")
        .select(per=pl.coalesce("per", "each"))
    )


def _distributive(near: pl.DataFrame, words: pl.DataFrame, roles: pl.DataFrame) -> pl.DataFrame:
    """'100 000 теңгеден берілді', '140 теңгеден сатылады': the ablative of an amount that nothing bounds."""
    d = toml("rates")["distributive"]
    flat = near.filter(
        (pl.col("case") == "abl") & pl.col("comparator").is_in(["eq", "range", "approx"]) & pl.col("value_from").is_null()
    )
    verbs = clauses(words).filter(pl.col("form").str.contains(d["verbs"]) | pl.col("form").str.contains(d["goods"]))
    near_verb = beside(flat, verbs.select("sentence_id", "token_no", "clause", "form")).filter(
        pl.col("is_after") & (pl.col("distance") <= 3) & (pl.col("bounds") < 0.5)
    )
    is_person = pl.col("role").is_in(d["person_roles"])
    return (
        near_verb.join(roles.select("no", "role"), on="no", maintain_order="left")
        .filter(
            pl.when(is_person).then(pl.col("form").str.contains(d["verbs"])).otherwise(pl.col("form").str.contains(d["goods"]))
        )
        .unique("no", keep="first", maintain_order=True)
        .select("no", each=pl.when(is_person).then(pl.lit("person")).otherwise(pl.lit("item")))
    )
