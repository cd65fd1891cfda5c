"""The noun phrases beside a number: the nearest one before it, and the one right behind it."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.project_forms import fits
from tasks.language.letters import one_of
from tasks.language.windows import window
from tasks.lexicon import toml

LONGEST = 6  # words of a phrase
AHEAD = 4  # words looked at behind a number
_BACK = 10  # … and before it


def parted(shapes: pl.DataFrame, near: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """'101 тыс. человек – на 26 % меньше': what the first number counts isn't what the second measures."""
    by = toml("indicators")["sides"]["by"]
    around = window(words, near["row_last"], {"code": (1, 1), "form": (2, 2)})
    parts = around.select((pl.col("code1") == "-") & pl.col("form2").is_in(by)).to_series().fill_null(False)
    return shapes.with_columns(shapes["shape"].scatter(near["row_last"].filter(parts) + 1, "s"))


def before(near: pl.DataFrame, shapes: pl.DataFrame) -> pl.DataFrame:
    """The nearest noun phrase before each number: rows of its first and last word, null without one."""
    around = window(shapes, near["row_start"], {"shape": (-_BACK, -1)})
    state = pl.concat([near.select("name", row="row_start"), around], how="horizontal").with_columns(
        first=pl.lit(None, dtype=pl.Int64),
        last=pl.lit(None, dtype=pl.Int64),
        done=pl.lit(False),
        n_owned=pl.lit(0),
    )
    for k in range(1, _BACK + 1):
        state = state.with_columns(*_step_back(k))
        if state["done"].all():
            break
    # 'the number of schools in the city reached 231': of a number it is that noun and what it counts
    at, noun = (pl.lit(near[c].cast(pl.Int64)) for c in ("number_at", "number_noun"))
    is_number = (pl.col("name") != "kk") & noun.is_not_null() & (at < pl.col("first").fill_null(at + 1))
    return state.select(
        first=pl.when(is_number).then(at).otherwise("first"),
        last=pl.when(is_number).then(noun).otherwise("last"),
    )


@cache
def _step_back(k: int) -> tuple[pl.Expr, ...]:
    """What the word k places before a number makes of the phrase: first, last, done, n_owned."""
    shape, taken = pl.col(f"shape-{k}").fill_null("s"), pl.col("first").is_not_null()
    links = (shape == "l") & (pl.col(f"shape-{k + 1}") == "n") if k < _BACK else pl.lit(False)
    takes = (
        ~pl.col("done")
        & (((shape == "n") & (pl.col("n_owned") == 0)) | (((shape == "g") | links) & taken))
        & (pl.col("last").fill_null(0) - pl.col("row") + k < LONGEST)
    )
    # a preposition turns what was taken into an adjunct
    resets = ~pl.col("done") & (shape == "p") & taken
    ends = (
        (shape == "s")
        | (taken & (one_of(shape, "f", "o", "w", "u", "v") | ((shape == "l") & ~links)))
        | ((pl.col("name") == "kk") & (shape == "v"))
    )
    at = pl.col("row") - k
    return (
        pl.when(takes).then(at).when(resets).then(None).otherwise("first").alias("first"),
        pl.when(takes).then(pl.coalesce("last", at)).when(resets).then(None).otherwise("last").alias("last"),
        pl.col("done") | ends,
        # 'Қостанай облысында 40 мың гектар': the name is the region's; 'табыс жан басына 40 мың': only 'жан' is
        pl.when(taken)
        .then(0)
        .when(shape == "w")
        .then(_BACK)
        .when(shape == "u")
        .then(1)
        .when(one_of(shape, "n", "g"))
        .then((pl.col("n_owned") - 1).clip(0))
        .otherwise(0)
        .alias("n_owned"),
    )  # fmt: skip


def after(near: pl.DataFrame, shapes: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """The noun phrase after each number's: its `width` in words, and how many words are `skipped` before it."""
    around = window(shapes, near["row_last"], {"shape": (1, AHEAD), "is_owner": (1, AHEAD)})
    of_owner = (pl.col("name") == "kk") & (pl.col("kind") == "quantity")
    reached = pl.concat(
        [near.select(of_owner=of_owner, may_decline=_may_decline()), around], how="horizontal"
    ).select(*_reach_ahead())
    return _without_led(reached, near, shapes, words)


def _without_led(
    reached: pl.DataFrame, near: pl.DataFrame, shapes: pl.DataFrame, words: pl.DataFrame
) -> pl.DataFrame:
    """'19 шақырым жол күрделі жөндеуден өтеді': an adjective is of the declined noun behind it, not of the phrase."""
    asked = ((reached["width"] > 1) & (near["name"] == "kk")).arg_true()
    last = near["row_last"][asked] + reached["skipped"][asked] + reached["width"][asked]
    adjective = toml("nouns")["adjective"]
    ahead = pl.concat(
        [window(shapes, last, {"shape": (1, 1)}), words.select("form", "language")[last.cast(pl.UInt32)]],
        how="horizontal",
    )
    is_led = (fits("form", adjective["kk_endings"]) | fits("form", adjective["kk_words"])) & (
        pl.col("shape1") == "o"
    )
    is_led &= ~fits("form", adjective["kk_nouns"]) & ~fits("form", toml("nouns")["cased_kk"])
    rows = asked.filter(ahead.select(is_led.fill_null(value=False)).to_series())
    return reached.with_columns(reached["width"].scatter(rows, reached["width"][rows] - 1))


@cache
def _may_decline() -> pl.Expr:
    """'9 километр автожолға': a Kazakh measure without a case is of the noun right behind, in any case."""
    telling = [*toml("indicators")["telling_units"], "unit"]
    bare = pl.col("case").is_in(["", "adj"]) & ~pl.col("unit").is_in(telling)
    # '5 пайыздық мөлшерлемемен'
    is_rate = (pl.col("kind") == "percent") & pl.col("attributive")
    return (pl.col("name") == "kk") & (((pl.col("kind") == "quantity") & bare) | is_rate).fill_null(False)


@cache
def _reach_ahead() -> tuple[pl.Expr, pl.Expr]:
    """width, skipped: by the shapes of the words behind a number."""
    # '15 пайызға көп астық', '15 tonnes of rice': one word may stand between
    skips = (one_of(pl.col("shape1"), "f", "l") & (pl.col("shape2") == "n")).fill_null(False)
    going, width = pl.lit(True), -skips.cast(pl.Int64)
    for k in range(1, AHEAD + 1):
        links = (
            (pl.col(f"shape{k}") == "l") & (pl.col(f"shape{k + 1}") == "n") if k < AHEAD else pl.lit(False)
        )
        inside = (pl.col(f"shape{k}") == "n") | (skips & (k == 1)) | (links & (k > 1))
        # '9 шақырым жолдың сапасы': so long is the road
        owned = pl.col("of_owner") & pl.col(f"is_owner{k - 1}") if k > 1 else pl.lit(False)
        going = going & inside.fill_null(False) & ~owned.fill_null(False)
        width = width + going.cast(pl.Int64)
    declined = pl.col("may_decline") & (pl.col("shape1") == "o").fill_null(False)
    return pl.when(declined).then(1).otherwise(width).alias("width"), skips.cast(pl.Int64).alias("skipped")
