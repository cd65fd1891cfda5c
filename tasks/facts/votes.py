"""The votes of cues for the role of an amount: weight × place × case × distance × clause, all kept in a frame."""

from __future__ import annotations

from functools import cache
from typing import Any

import polars as pl

from tasks.facts.clauses import clauses
from tasks.facts.cues import family, found
from tasks.facts.nearest import beside
from tasks.lexicon import toml

_FLAT = ("next", "before", "after", "half", "cross_before", "cross_after")


@cache
def cue_table() -> pl.DataFrame:
    """The cues of roles.toml: cue, cue_id, role, kind, weight, amount (cases of the amount that it asks for)."""
    rows = [
        (i, c["id"], c["role"], c["kind"], float(c["weight"]), c.get("amount"))
        for i, c in enumerate(toml("roles")["cue"])
    ]
    schema = {
        "cue": pl.Int64,
        "cue_id": pl.String,
        "role": pl.String,
        "kind": pl.String,
        "weight": pl.Float64,
        "amount": pl.List(pl.String),
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


@cache
def _kinds() -> pl.DataFrame:
    """What each kind of cue weighs by place: kind, name (language family) and the numbers of [kind.*]."""
    file: dict[str, Any] = dict(toml("roles"))
    other = file["other_languages"]
    rows = []
    for kind, k in file["kind"].items():
        base = {"kind": kind, **{c: float(k[c]) for c in _FLAT}}
        rows.append({**base, "name": "kk"})
        moved = dict(base)
        if kind == "verb":
            moved |= {
                "before": other["before"],
                "after": other["after"],
                "cross_before": other["cross"],
                "cross_after": other["cross"],
            }
        elif kind != "near":
            moved["after"] = other["after_noun"]
        rows += [{**moved, "name": n} for n in ("ru", "en")]
    return pl.DataFrame(rows)


@cache
def _cases() -> pl.DataFrame:
    rows = [
        (kind, case, float(factor))
        for kind, k in toml("roles")["kind"].items()
        for case, factor in k["cases"].items()
    ]
    return pl.DataFrame(
        rows, schema={"kind": pl.String, "case": pl.String, "case_factor": pl.Float64}, orient="row"
    )


def cues_in(tokens: pl.DataFrame) -> pl.DataFrame:
    """Every cue in the text, with all that doesn't depend on the amount.

    Args:
        tokens: TOKENS with `language`.

    Returns:
        sentence_id, token_no, form, clause, cue_id, role, kind, amount, `power` (weight × case) and the kind's numbers.
    """
    marked = clauses(tokens).select("sentence_id", "token_no", "clause", name=family(pl.col("language")))
    return (
        found(tokens, "roles")
        .join(cue_table(), on="cue", maintain_order="left")
        .join(_cases(), on=["kind", "case"], how="left", maintain_order="left")
        .join(marked, on=["sentence_id", "token_no"], maintain_order="left")
        .join(_kinds(), on=["kind", "name"], maintain_order="left")
        .with_columns(
            power=pl.col("weight")
            * pl.when(pl.col("name") == "kk").then(pl.col("case_factor").fill_null(1.0)).otherwise(1.0)
        )
    )


def amounts(money: pl.DataFrame, tokens: pl.DataFrame) -> pl.DataFrame:
    """What the scorer needs to know of each amount.

    Args:
        money: MENTIONS of kind money, in order.
        tokens: TOKENS with `language`.

    Returns:
        `no` (0 … in order), sentence_id, token_start, token_end, `ordinal` within the sentence, `case` (bare gen dat
        acc abl adj …), `is_part` ('соның 5 миллионы': an amount of something said before), `clause_start`,
        `clause_end`.
    """
    marks = clauses(tokens).select("sentence_id", "token_no", "clause", "code", "case")
    first = marks.select("sentence_id", token_start="token_no", clause_start="clause")
    last = marks.select("sentence_id", token_end=pl.col("token_no") + 1, clause_end="clause", ending="case")
    own = pl.col("ending").fill_null("")
    bare_case = own.str.strip_prefix("p").replace({"": "bare", "att": "adj", "equ": "bare"})
    return (
        money.select("sentence_id", "token_start", "token_end", "value", "currency", "value_from", "comparator")
        .with_row_index("no")
        .with_columns(ordinal=pl.int_range(pl.len()).over("sentence_id"))
        .join(first, on=["sentence_id", "token_start"], how="left", maintain_order="left")
        .join(last, on=["sentence_id", "token_end"], how="left", maintain_order="left")
        .with_columns(case=bare_case, is_part=own.str.starts_with("p"))
        .drop("ending")
    )


def votes(near: pl.DataFrame, cues: pl.DataFrame) -> pl.DataFrame:
    """The vote of each cue of a sentence for each of its amounts.

    Args:
        near: as `amounts` gives them.
        cues: as `cues_in` gives them.

    Returns:
        no, role, cue_id, form, place (next | before | after), vote; the strongest vote of a cue on an amount only.
    """
    pairs = beside(near, cues.rename({"amount": "asks"})).filter(
        pl.col("asks").is_null() | pl.col("asks").list.contains(pl.col("amount_case")) | (pl.col("name") != "kk")
    )
    return _weighed(pairs)


def _weighed(pairs: pl.DataFrame) -> pl.DataFrame:
    factor = toml("roles")["clause"]["factor"]
    is_next = pl.col("is_after") & (pl.col("distance") <= 1) & (pl.col("between") == 0) & (pl.col("bounds") == 0)
    place = pl.when(is_next).then(pl.lit("next")).when("is_after").then(pl.lit("after")).otherwise(pl.lit("before"))
    share = (
        pl.when(is_next).then("next").when("is_after").then("after").otherwise("before")
        * pl.lit(0.5).pow(pl.col("distance") / pl.col("half"))
        * pl.lit(factor).pow(pl.col("bounds"))
        * pl.when("is_after").then("cross_after").otherwise("cross_before").pow(pl.col("between"))
    )
    return (
        pairs.with_columns(place=place, vote=pl.col("power") * share)
        .filter(pl.col("vote") > 0.01)
        .sort("no", "vote", descending=[False, True], maintain_order=True)
        .unique(["no", "cue_id"], keep="first", maintain_order=True)
        .select("no", "role", "cue_id", "form", "place", "vote")
    )
