"""What English tells with 'to' and 'on' behind a verb: what money is for, and who only gets it."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.slices import ENDS
from tasks.language.letters import one_of
from tasks.language.runs import constant, row_before, rows_where
from tasks.language.windows import window
from tasks.lexicon import toml

_RECIPIENT = 4  # words from 'to' to who gets it
_CAPITAL = r"^\p{Lu}"
OF_MONEY = ["C", "S", "M", "G", "T", "k"]  # codes of currencies and multipliers


def led_by_verbs(words: pl.DataFrame) -> pl.DataFrame:
    """'31 bn will go to roads, 12 bn to parks': a preposition behind its verb, or a sum once that is said.

    Args:
        words: tokens of Russian and English, with what purposes.toml says of each (led, leading, spending, …).

    Returns:
        at (row numbers), is_whom: what follows is who gets it.
    """
    rows = rows_where(words["led"])
    if rows.is_empty():  # as in batches without English
        return pl.DataFrame({"at": rows, "is_whom": constant(False, 0, pl.Boolean)})
    beside_it = dict.fromkeys(("leading", "spending"), (-1, -1))
    behind_it = dict.fromkeys(("surface", "recipients"), (1, _RECIPIENT))
    ends = {"goes_on": (2, _RECIPIENT + 1), "code": (-1, _RECIPIENT + 1)}
    near = window(words, rows, {**beside_it, **behind_it, **ends, "form": (0, 1)})
    is_to, is_on = (one_of(pl.col("form0"), *toml("purposes")["en"][k]) for k in ("led_to", "led_on"))
    near = near.select(
        at=rows,
        is_whom=is_to & _to_whom(),
        opened=(is_to & pl.col("leading-1")) | (is_on & pl.col("spending-1")),
        is_on=is_on,
        is_next=pl.col("code-1").is_in(OF_MONEY),
    )
    opened = rows.filter(near["opened"].fill_null(False))
    said = {
        "begun": opened,
        "spends": rows_where(words["spending"]),
        "closed": rows_where(words["closing"]),
        "sums": rows_where(words["code"] == "C"),
    }
    near = near.with_columns(row_before(words, ones, rows).alias(name) for name, ones in said.items())
    none = pl.col("closed").fill_null(-1)
    is_next = (pl.col("begun") > none) | (pl.col("is_on") & (pl.col("spends") > none))
    is_led = pl.col("opened").fill_null(False) | (pl.col("is_next") & is_next).fill_null(False)
    return near.filter(is_led, pl.col("sums").is_not_null()).select("at", "is_whom")


@cache
def _to_whom() -> pl.Expr:
    """'To Turkestan', 'to the treasury', 'to local farmers who': a name, or who gets it where the phrase ends there."""
    is_name = pl.col("surface1").str.contains(_CAPITAL)
    is_name |= pl.col("form1").is_in(toml("purposes")["en"]["articles"]) & pl.col("surface2").str.contains(
        _CAPITAL
    )
    ends = (
        pl.col(f"recipients{k}")
        & (
            pl.col(f"goes_on{k + 1}")
            | pl.col(f"code{k + 1}").is_in([e for e in ENDS if e != "-"])
            | pl.col(f"code{k + 1}").is_null()
        )
        & ~pl.any_horizontal(pl.lit(False), *(pl.col(f"goes_on{n}") for n in range(2, k)))
        for k in range(1, _RECIPIENT + 1)
    )
    return pl.any_horizontal(c.fill_null(False) for c in (is_name, *ends))
