"""What a percentage behind an amount of money is of: 'инвестиция 118 млрд теңге болып, 24 пайызға артты'."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts import number_phrases
from tasks.facts.project_forms import both
from tasks.language.runs import row_before, rows_where, spread, taken, within
from tasks.language.windows import window
from tasks.lexicon import toml

_NEAR = 3  # words from a phrase to its amount: fillers may stand between
_FAR = 9  # … and from the amount to what has changed by so much


def beyond_amounts(
    near: pl.DataFrame, before: pl.DataFrame, shapes: pl.DataFrame, words: pl.DataFrame, placed: pl.Series
) -> pl.DataFrame:
    """The noun phrases of changes that have none of their own, and stand right behind an amount.

    Args:
        near: quantities as `movement.moved` gives them.
        before: the nearest noun phrase before each: `first`, `last` (rows; null where there is none).
        shapes: as `word_shapes.shaped` gives them.
        words: as `word_windows.lined` gives them.
        placed: rows of the words of places.

    Returns:
        `before`, filled for such rows: the phrase before the amount or, if there is none, the noun right behind it.
        Who gives, gets or spends it is no such phrase, nor what else is told before the number.
    """
    asked = _asked(near, before, words)
    if asked.is_empty():
        return before
    number = near["row_start"][asked]
    begins = words["passed"].search_sorted(near["passed_start"][asked] - 1).cast(pl.Int64)
    currency = row_before(words, pl.col("code") == "C", number)
    is_one = (currency >= begins).fill_null(value=False)
    # of levels only what brackets say of the amount: '41 млрд теңге (107,9 %)', '41 млрд теңгеге жетті (107,9 %)'
    said = (currency == number - 3) & (taken(shapes["shape"], number - 2) == "v")
    opens = (taken(words["code"], number - 1) == "(") & ((currency == number - 2) | said)
    is_one &= (near["statistic"][asked] != "level") | opens.fill_null(value=False)
    asked, begins, currency = asked.filter(is_one), begins.filter(is_one), currency.filter(is_one)
    own = near.select("name", "number_at", "number_noun", number="row_start")[asked].with_columns(
        row_start=begins, opens=opens.fill_null(value=False).filter(is_one)
    )
    links = _links(own, currency, shapes, words)
    told = number_phrases.before(own, shapes).with_columns(own["name"])
    told = _where(told, _is_beside(told, own, shapes, words, placed) & links["amounts"])
    found = spread(_or_behind(told, currency, links["moves"]), asked, near.height)
    return before.with_columns(pl.coalesce(found[c], c).alias(c) for c in ("first", "last"))


def _asked(near: pl.DataFrame, before: pl.DataFrame, words: pl.DataFrame) -> pl.Series:
    """Rows of changes without a noun phrase; 'өсім 38 пайыз' says nothing of what has grown."""
    rows = rows_where(near.select(_may_be_of_money()).to_series())
    first, last = before["first"][rows], before["last"][rows]
    is_stray = taken(words["form"], first).str.contains(toml("indicators")["words"]["stray"]) & (
        first == last
    )
    return rows.filter(first.is_null() | is_stray.fill_null(value=False))


def _links(own: pl.DataFrame, currency: pl.Series, shapes: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """What stands between an amount and the number, if only fillers do beside it.

    Returns:
        `amounts` (the verb of so much being the amount, which stands before it but in Kazakh, or brackets) and
        `moves` (how many nouns stand behind the amount, 0 where no verb says that they came).
    """
    w, verbs = toml("indicators")["words"], toml("indicators")["amounting"]
    kk = pl.col("name") == "kk"
    around = [
        window(words, currency, {"form": (1, _FAR), "code": (1, _FAR)}),
        window(shapes, currency, {"shape": (1, _FAR)}),
    ]
    far = (own["number"] - currency).alias("far")
    ahead = pl.concat([own.select("name", "opens", far), *around], how="horizontal")
    free = {
        k: (pl.col("far") <= k)
        | ((pl.col(f"shape{k}") == "f") | pl.col(f"code{k}").is_in([",", "("]))
        | pl.col(f"form{k}").str.contains(w["stray"])
        # … of '$5 billion' the numeral
        | (~kk & (pl.col(f"shape{k}").is_in(["p", "g"]) | pl.col(f"code{k}").is_in(list(w["number_codes"]))))
        for k in range(1, _FAR + 1)
    }

    def from_(first: int) -> pl.Expr:
        return pl.all_horizontal(free[k] for k in range(first, _FAR + 1)).fill_null(value=False)

    amounts = pl.col("form1").is_in(both(verbs["verbs"]))
    moved = {k: pl.col(f"form{k}").str.contains(verbs["moved_kk"]) & from_(k + 1) for k in (2, 3)}
    nouns = {k: (pl.col(f"shape{k}") == "n") & (pl.col("far") > k) for k in (1, 2)}
    is_near = pl.col("far") <= _FAR
    return ahead.select(
        amounts=is_near & (pl.col("opens") | pl.when(kk).then(amounts & from_(2)).otherwise(from_(1))),
        moves=pl.when(kk & is_near & nouns[1] & moved[2])
        .then(1)
        .when(kk & is_near & nouns[1] & nouns[2] & moved[3])
        .then(2)
        .otherwise(0),
    )


def _where(told: pl.DataFrame, is_so: pl.Series) -> pl.DataFrame:
    return told.with_columns(
        pl.when(pl.lit(is_so.fill_null(value=False))).then(c).alias(c) for c in ("first", "last")
    )


def _or_behind(told: pl.DataFrame, currency: pl.Series, moves: pl.Series) -> pl.DataFrame:
    """'118 млрд теңге инвестиция тартылып': in Kazakh the noun behind an amount is what it is an amount of."""
    ends = {"first": currency + 1, "last": currency + moves.cast(pl.Int64)}
    return told.select(pl.when(pl.lit(moves > 0)).then(at).otherwise(c).alias(c) for c, at in ends.items())


def _is_beside(
    told: pl.DataFrame, own: pl.DataFrame, shapes: pl.DataFrame, words: pl.DataFrame, placed: pl.Series
) -> pl.Series:
    """Phrases that stand beside their amounts: in 'ақылы жолдардан 72 млрд теңге' one is of roads, and not owned.

    In Russian and English a verb of amounting stands between, or nothing but brackets say of what has changed. The
    owner alone ('revenue of the company'), places and who does something are not measured.
    """
    w, verbs, begins = toml("indicators")["words"], toml("indicators")["amounting"], own["row_start"]
    form = both(verbs["verbs"])
    between = pl.concat(
        [
            own.select("name", "opens", far=begins - told["last"]),
            window(shapes, begins, {"shape": (-_NEAR, -1)}),
            window(words, begins, {"form": (-_NEAR - 1, -1)}),
        ],
        how="horizontal",
    )
    kk, inside = pl.col("name") == "kk", {k: pl.col("far") > k for k in range(1, _NEAR + 1)}
    amounts = {k: pl.col(f"form-{k}").is_in(form) for k in range(1, _NEAR + 2)}
    free = pl.all_horizontal(
        ~inside[k]
        | (pl.col(f"shape-{k}") == "f")
        | (~kk & (amounts[k] | ((pl.col(f"shape-{k}") == "p") & amounts[k + 1])))
        for k in inside
    )
    said = kk | pl.col("opens") | pl.any_horizontal(inside[k] & amounts[k] for k in inside)
    last = taken(words["form"], told["last"])
    led = window(shapes, told["first"], {"shape": (-2, -1)}).select(
        pl.col("shape-1").is_in(["l", "p"])
        | ((pl.col("shape-1") == "f") & pl.col("shape-2").is_in(["l", "p"]))
    )
    is_other = led.to_series().fill_null(value=False) | last.is_in(verbs["no_metric"])
    is_other |= last.str.contains(w["doers"]) | within(placed, told["last"].fill_null(0), 0, 0)
    return (
        between.select((free & said & (pl.col("far") <= _NEAR)).fill_null(value=False)).to_series()
        & ~is_other
    )


@cache
def _may_be_of_money() -> pl.Expr:
    """Changes; and levels that are near a hundred, as indices of growth are."""
    index = toml("metrics")["index"]
    is_change = pl.col("statistic").is_in(["change_pct", "multiple"])
    is_index = (
        (pl.col("kind") == "percent")
        & (pl.col("statistic") == "level")
        & pl.col("value").is_between(index["from"], index["below"])
    )
    return (is_change | is_index).fill_null(value=False)
