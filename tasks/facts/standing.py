"""What the words around an amount say of how it stands to those beside it: a part, a share, a grand total, no sum."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts import denials, portions, purses, umbrellas
from tasks.facts.nearest import beside
from tasks.language.runs import flagged, neighbour, row_before, rows_where, taken, words_of
from tasks.language.windows import rows_of, window, window_noted
from tasks.lexicon import toml

_AVERAGE = 6  # words from 'average' to the amount
_PORTION = 5  # … from a portion, told by its amount
_KIND = 6  # … from a kind of income
_ADDED = 4  # … from what it is added to
_MOVED = 8  # words from what rose or fell to the amount behind 'by'
_SAID = ["is_of_part", "is_running", "is_of_total", "is_share"]
_OWN = ["is_running", "is_of_total", "is_pair", "is_kazakh"]  # … and what else is asked of such a word
_WORDED = {
    "is_running": "running",
    "is_of_total": "total",
    "is_average": "average",
    "is_medium": "medium",
    "is_difference": "difference",
    "is_reached": "reached",
    "is_rise": "rise",
    "is_rise_en": "rise_en",
    "is_agent_en": "agent_en",
    "is_besides": "besides",
    "is_piece_of": "portion",
    "is_portion_of": "portion_of",
    "is_portion_led": "portion_led",
    "is_other": "portion_other",
    "is_people": "portion_people",
    "is_aside": "portion_aside",
    "is_kind": "income_kind",
    "is_rest": "rest",
    "is_difference_noun": "difference_noun",
}  # words or patterns of [additive]
_BEFORE = {
    "form": (-1, -1),
    "is_comma": (-_MOVED, -1),
    "is_dash": (-1, -1),
    "is_difference_noun": (-2, -1),
    "is_average": (-_AVERAGE, -1),
    "is_medium": (-_AVERAGE, -1),
    "is_rise": (-4, -2),
    "is_rise_en": (-_MOVED, -2),
    "is_agent_en": (-2, -2),
    "is_besides": (-_ADDED, -1),
    "is_piece_of": (-_PORTION, -1),
    "is_portion_of": (-_PORTION, -1),
    "is_portion_led": (-_PORTION - 1, -2),
    "is_aside": (-_PORTION, -1),
    "is_kind": (-_KIND, -1),
    "is_rest": (-2, -1),
}  # words before an amount


def standing(near: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """How each amount stands to those beside it.

    Args:
        near: as `votes.amounts` gives them, with `is_converted`.
        words: TOKENS with `clause`.

    Returns:
        belongs: a part of a sum said before, or that sum in another currency; opens_parts: a part worded as such, so
        that what its sentence goes on with may be parts too; is_added: … but what is said to stand beside isn't;
        is_share: what one purse gives of a sum; is_total: worded as a grand total; is_summing: … at the head
        of its sentence; is_split: what it is made up of may follow, behind a colon, in brackets or behind
        'that is'; has_purse: one who pays is named beside it; is_kind: a kind of income; is_rest: what is
        left of a sum; is_end: a total running since some day, how far a change went, or money that was denied
        or withheld, never to be summed; is_moved: an end of a change; is_by: how far one went, or how far two
        figures are apart; a row an amount, in order.
    """
    unique, at = words_of(words, ["form", "language", "code"])
    noted = denials.marked(unique.with_columns(*_asked()), at)
    hits = beside(near, _said(words, noted, at))
    said = hits.filter(_is_told())
    worded = {
        c: flagged(said["no"].filter(said[c]), near.height) for c in ("is_of_part", "is_running", "is_share")
    }
    totals = said["no"].filter(said["is_of_total"] & (said["between"] == 0))
    opens_list, is_again = purses.opens_list(near, words), near["is_converted"]
    is_total = flagged(totals, near.height) | opens_list
    around = _beside(near, words, noted, at)
    worded["is_of_part"] |= around["is_portion"]
    worded["is_of_part"] &= ~around["is_added"]
    denied = hits["no"].filter(hits.select(denials.is_denied()).to_series())
    is_none = flagged(denied, near.height) | around["is_average"] | around["is_by"] | _planned(near)
    return pl.DataFrame(
        {
            "belongs": worded["is_of_part"] | near["is_part"] | is_again,
            "is_share": worded["is_share"],
            "opens_parts": worded["is_of_part"] & ~is_again,
            "is_added": around["is_added"],
            "is_total": is_total & ~worded["is_of_part"] & ~is_again,
            "is_kind": around["is_kind"],
            "is_rest": around["is_rest"],
            "is_split": opens_list | purses.opens_bracket(near, words) | purses.opens_namely(near, words),
            "has_purse": purses.has_purse(near, words, taken(noted["is_purse"], at)),
            "is_summing": umbrellas.opens(near, words),
            "is_end": worded["is_running"] | is_none,
            "is_moved": near["is_change"] | near["value_from"].is_not_null(),
            "is_by": around["is_by"] | around["is_by_kk"],
        }
    )


@cache
def _asked() -> tuple[pl.Expr, ...]:
    """What is asked of every word."""
    a, form, code = toml("roles")["additive"], pl.col("form"), pl.col("code")
    worded = (
        (form.is_in(a[key]) if isinstance(a[key], list) else form.str.contains(a[key])).alias(name)
        for name, key in (_WORDED | portions.WORDED).items()
    )
    return (
        *worded,
        *denials.asked(),
        purses.is_purse(),
        (form == ",").alias("is_comma"),
        (code == "-").alias("is_dash"),
        code.is_in(["n", "N", "S", ",", "-"]).alias("is_number"),
        pl.col("language").str.starts_with("kk").alias("is_kazakh"),
    )


@cache
def _is_told() -> pl.Expr:
    """What stands before an amount in its clause, and some words right behind it."""
    a = toml("roles")["additive"]
    is_in_total = (pl.col("language") == "en") & pl.col("is_of_total") & (pl.col("distance") <= 1)
    # '7 млрд тенге из них – трансферты'
    is_of_it = pl.col("is_of_part") & pl.col("form").is_in(a["part_after"]) & (pl.col("distance") <= 1)
    is_of_it &= pl.col("bounds") == 0
    # 'work, including the roof, cost 5 bn' isn't 'work cost 8 bn, including 5 bn for the roof'
    near = pl.when(pl.col("form").str.contains(a["part_open"])).then(0.0).otherwise(1.0)
    is_close = pl.when("is_of_part").then(pl.col("bounds") <= near).otherwise(pl.col("bounds") < 0.8)
    return (~pl.col("is_after") | is_in_total | is_of_it) & is_close


def _said(words: pl.DataFrame, noted: pl.DataFrame, at: pl.Series) -> pl.DataFrame:
    """The words that say one of `_SAID` or of `denials.TOLD`, with what `denials.is_denied` and `_is_told` need.

    Args:
        words: TOKENS with `clause`.
        noted: what `_asked` asks of each word.
        at: the row of each token's word.
    """
    some = noted.select(pl.any_horizontal(*_SAID, *portions.ASKED, *denials.ASKED)).to_series()
    rows = rows_where(taken(some, at))
    own = words.select("sentence_id", "token_no", "clause")[rows].hstack(
        noted.select("language", "form", *_OWN, *portions.ASKED, *denials.ASKED)[taken(at, rows)]
    )
    around = window_noted(words, noted, at, rows, portions.AROUND | denials.AROUND).fill_null(value=False)
    parted = denials.parted(words, noted, at, rows)
    return (
        own.hstack([*around.get_columns(), *parted.get_columns()])
        .with_columns(*denials.told(), is_of_part=portions.is_of_part(), is_share=portions.is_share())
        .filter(pl.any_horizontal(*_SAID, *denials.TOLD))
        .select(
            "sentence_id",
            "token_no",
            "clause",
            *_SAID,
            *denials.TOLD,
            "language",
            "form",
            "is_kazakh",
            *parted.columns,
        )
    )


def _beside(near: pl.DataFrame, words: pl.DataFrame, noted: pl.DataFrame, at: pl.Series) -> pl.DataFrame:
    """is_average ('орташа жалақы 320 мың теңге'), is_by ('на 3 млрд больше', '3 млрд теңгеге көп'), is_by_kk.

    And is_added ('оған тағы 3 млрд теңге'), is_portion, is_kind ('собственные доходы – 3 млрд'), is_rest.
    """
    home = near["sentence_id"]
    first = rows_of(words, home, near["token_start"])
    last = rows_of(words, home, near["token_end"].cast(pl.Int64) - 1)
    around = window_noted(words, noted, at, first, _BEFORE)
    behind = window_noted(words, noted, at, last, {"is_difference": (1, 1), "is_reached": (1, 1)})
    around = around.with_columns(behind).with_columns(_pieces(words, noted, at, first))
    is_end = near["is_change"] & (near["case"] == "end") & near["value_from"].is_null()
    led = around["is_difference_noun-1"] | (around["is_dash-1"] & around["is_difference_noun-2"])
    around = around.with_columns(is_difference1=pl.lit(_differs(near, around["is_difference1"], led)))
    return around.fill_null(value=False).select(
        is_average=_is_average(),
        is_by=pl.col("is_difference1") | _is_by(),
        is_by_kk=pl.lit(is_end & ~_reached(near)) & ~pl.col("is_reached1"),
        is_added=pl.any_horizontal(f"is_besides-{k}" for k in range(1, _ADDED + 1)),
        is_portion=_is_portion(),
        is_rest=pl.col("is_rest-1") | pl.col("is_rest-2"),
        is_kind=pl.any_horizontal(f"is_kind-{k}" for k in range(1, _KIND + 1)),
    )


def _reached(near: pl.DataFrame) -> pl.Series:
    """'320 млрд теңгеге (12% артық) жетті': the verb behind a second measure says where a change ended."""
    return near["turn"].str.contains(toml("roles")["additive"]["reached"]).fill_null(value=False)


def _planned(near: pl.DataFrame) -> pl.Series:
    """Whether an amount was planned and the next one is what of it was carried out."""
    a, turn = toml("roles")["additive"], pl.col("turn")
    ratio = neighbour("value", 1) / pl.col("value")
    is_next = neighbour("turn", 1).str.contains(a["carried_out"]) & ratio.is_between(0.5, 1.5)
    return near.select((turn.str.contains(a["planned"]) & is_next).fill_null(value=False)).to_series()


def _differs(near: pl.DataFrame, said: pl.Series, led: pl.Series) -> pl.Series:
    """Whether an amount is how far two figures are apart, by the words behind and before: 'өсім – 21 млрд теңге'.

    Of two joined amounts, it is as the last one is: '3 және 5 млрд кем'.
    """
    # '3 млрд теңгеге, яғни 12 пайызға көп', not '3 млрд теңге, яғни 12 пайызға көп қаржы'
    turns = near["turn"].str.contains(toml("roles")["additive"]["difference"])
    is_told = said | (turns & near["case"].is_in(["dat", "end"])) | led
    told = near.select("sentence_id", "token_start", "token_end", is_told=is_told.fill_null(value=False))
    gap = neighbour("token_start", 1) - pl.col("token_end")
    is_joined = (neighbour("is_told", 1) & (gap <= 1)).fill_null(value=False)
    return told.select(pl.col("is_told") | is_joined).to_series()


def _pieces(words: pl.DataFrame, noted: pl.DataFrame, at: pl.Series, rows: pl.Series) -> list[pl.Series]:
    """`is_piece_of` before the amounts, but the other half where the half before is one of people.

    Theirs is no piece of the sum before.
    """
    is_piece = taken(noted["is_piece_of"], at)
    halves = rows_where(is_piece)
    is_behind = taken(noted["is_other"], taken(at, halves.filter(halves > 0) - 1))
    others = halves.filter(halves > 0).filter(is_behind)
    if others.is_empty():  # as in most batches
        return []
    first = row_before(words, halves, others)
    around = window_noted(words, noted, at, first, {"is_people": (-3, 3)}).fill_null(value=False)
    theirs = others.filter(around.select(pl.any_horizontal(pl.all())).to_series())
    own = words.select("sentence_id", is_piece_of=is_piece & ~flagged(theirs, words.height))
    return window(own, rows, {"is_piece_of": _BEFORE["is_piece_of"]}).get_columns()


@cache
def _is_portion() -> pl.Expr:
    """'Большую часть – 60 млрд', 'қаржының жартысы, яғни 50 млрд', 'about half, 50 bn': nothing else between."""
    found, going = pl.lit(value=False), pl.lit(value=True)
    for k in range(1, _PORTION + 1):
        led = pl.col(f"is_portion_of-{k}") & pl.col(f"is_portion_led-{k + 1}")
        found |= going & (pl.col(f"is_piece_of-{k}") | led)
        going &= pl.col(f"is_aside-{k}")
    return found


@cache
def _is_average() -> pl.Expr:
    return pl.col("is_average-1") | pl.any_horizontal(
        pl.col(f"is_average-{k}") & ~pl.col(f"is_medium-{k - 1}") for k in range(2, _AVERAGE + 1)
    )


def _is_by() -> pl.Expr:
    """'выросла на 3 млрд', 'inflated the cost of a clinic by 3 bn'; not 'backed by 3 bn'."""
    a, before = toml("roles")["additive"], pl.col("form-1")
    rises = pl.any_horizontal(f"is_rise-{k}" for k in (2, 3, 4))
    moved, going = pl.lit(value=False), pl.lit(value=True)
    for k in range(2, _MOVED + 1):
        moved |= going & pl.col(f"is_rise_en-{k}")
        going &= ~pl.col(f"is_comma-{k}")
    done = pl.col("is_agent_en-2") & ~pl.col("is_rise_en-2")
    is_by: pl.Expr = ((before == a["by"]) & moved & ~done) | ((before == a["by_ru"]) & rises)
    return is_by.fill_null(value=False)


def converted(near: pl.DataFrame, words: pl.DataFrame) -> pl.Series:
    """Amounts in brackets after one in another currency: '34 млн АҚШ доллары (шамамен 6,2 млрд теңге)'."""
    opening = words.filter(pl.col("code") == "(").select(
        "sentence_id", end_before="token_no", is_bracket=True
    )
    return (
        near.with_columns(
            end_before=neighbour("token_end", -1),
            currency_before=neighbour("currency", -1),
        )
        .join(opening, on=["sentence_id", "end_before"], how="left", maintain_order="left")
        .filter(
            pl.col("is_bracket"),
            pl.col("currency") != pl.col("currency_before"),
            pl.col("token_start") - pl.col("end_before") <= 3,
        )["no"]
        .implode()
    )
