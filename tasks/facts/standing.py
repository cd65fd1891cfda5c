"""What the words around an amount say of how it stands to those beside it: a part, a share, a grand total, no sum."""

from __future__ import annotations

import polars as pl

from tasks.facts.nearest import beside
from tasks.language.runs import by_word, neighbour, row_after, rows_of, taken, window
from tasks.lexicon import toml

_AVERAGE = 6  # words from 'average' to the amount
_MOVED = 8  # words from what rose or fell to the amount behind 'by'
_SAID = ["is_of_part", "is_running", "is_of_total", "is_denied", "is_share"]
_COMPLEMENT = 4  # words from a share to what it is in
_WORTH = 6  # … and to the word that it is worth so much
_COLON = 8  # words from a sum to the colon that opens the list of its parts


def _no_sum(near: pl.DataFrame, words: pl.DataFrame) -> pl.Series:
    """Averages ('орташа жалақы 320 мың теңге') and differences ('на 3 млрд больше', '3 млрд теңгеге көп')."""
    a, home = toml("roles")["additive"], near["sentence_id"]
    first = rows_of(words, home, near["token_start"])
    last = rows_of(words, home, near["token_end"].cast(pl.Int64) - 1)
    around = window(words, first, {"form": (-_MOVED, -1)}).hstack(
        window(words, last, {"form": (1, 1)}).rename({"form1": "next"})
    )
    of_medium = {k: pl.col(f"form-{k}").str.contains(a["medium"]) for k in range(1, _AVERAGE)}
    average = pl.any_horizontal(
        (pl.col(f"form-{k}").str.contains(a["average"]) & ~of_medium.get(k - 1, pl.lit(False))).fill_null(
            False
        )
        for k in range(1, _AVERAGE + 1)
    )
    difference = pl.col("next").str.contains(a["difference"]).fill_null(False)
    return around.select(is_none=average | difference | _is_by()).to_series()


def _is_by() -> pl.Expr:
    """'выросла на 3 млрд', 'inflated the cost of a clinic by 3 bn'; not 'backed by 3 bn'."""
    a, before = toml("roles")["additive"], pl.col("form-1").fill_null("")

    def is_told(k: int, what: str) -> pl.Expr:
        return pl.col(f"form-{k}").str.contains(a[what]).fill_null(False)

    rises = pl.any_horizontal(is_told(k, "rise") for k in (2, 3, 4))
    moved, going = pl.lit(value=False), pl.lit(value=True)
    for k in range(2, _MOVED + 1):
        moved |= going & is_told(k, "rise_en")
        going &= (pl.col(f"form-{k}") != ",").fill_null(False)
    done = is_told(2, "agent_en") & ~is_told(2, "rise_en")
    is_by: pl.Expr = ((before == a["by"]) & moved & ~done) | ((before == a["by_ru"]) & rises)
    return is_by


def standing(near: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """How each amount stands to those beside it.

    Args:
        near: as `votes.amounts` gives them, with `is_converted`.
        words: TOKENS with `clause`.

    Returns:
        belongs: a part of a sum said before, or that sum in another currency; opens_parts: a part worded as such, so
        that what its sentence goes on with may be parts too; is_share: what one purse gives of a sum; is_total: worded
        as a grand total;
        is_end: a total running since some day, how far a change went, or money that was denied or withheld, never to
        be summed; is_moved: an end of a change; a row an amount, in order.
    """
    a, hits = toml("roles")["additive"], _said(words)
    is_in_total = (pl.col("language") == "en") & pl.col("is_of_total") & (pl.col("distance") <= 1)
    # '7 млрд тенге из них – трансферты'
    is_of_it = pl.col("is_of_part") & pl.col("form").is_in(a["part_after"]) & (pl.col("distance") <= 1)
    is_of_it &= pl.col("bounds") == 0
    said = beside(near, hits).filter(
        ~pl.col("is_after") | is_in_total | is_of_it,
        pl.when("is_of_part").then(pl.col("bounds") <= 1.0).otherwise(pl.col("bounds") < 0.8),
    )
    no = pl.col("no")
    worded = {c: no.is_in(said.filter(c)["no"].implode()) for c in ("is_of_part", "is_running", "is_share")}
    denied = beside(near, hits).filter("is_denied", (pl.col("bounds") < 1.0) & (pl.col("between") == 0))
    is_total = no.is_in(said.filter(pl.col("is_of_total") & (pl.col("between") == 0))["no"].implode())
    return near.select(
        belongs=worded["is_of_part"] | pl.col("is_part") | pl.col("is_converted"),
        is_share=worded["is_share"],
        opens_parts=worded["is_of_part"] & ~pl.col("is_converted"),
        is_total=(is_total | _is_opening(near, words)) & ~worded["is_of_part"] & ~pl.col("is_converted"),
        is_end=worded["is_running"] | no.is_in(denied["no"].implode()) | _no_sum(near, words),
        is_moved=pl.col("is_change") | pl.col("value_from").is_not_null(),
    )


def _said(words: pl.DataFrame) -> pl.DataFrame:
    """The words that say one of `_SAID`, with sentence_id, token_no, clause, language, form."""
    a = toml("roles")["additive"]
    form = pl.col("form")
    told = by_word(
        words,
        form.str.contains(a["part"]).alias("is_of_part"),
        form.str.contains(a["running"]).alias("is_running"),
        form.str.contains(a["total"]).alias("is_of_total"),
        form.str.contains(a["denied"]).alias("is_denied"),
        form.str.contains(a["undone"]).alias("is_undone"),
        form.is_in(a["negations"]).alias("is_no"),
        form.str.contains(a["part_money"]).alias("is_money"),
        form.is_in(a["part_led"]).alias("is_led"),
        form.is_in(a["part_from"]).alias("is_from"),
        form.str.contains(a["part_from_alone"]).alias("is_pronoun"),
        form.str.contains(a["no_part"]).alias("is_price"),
        form.str.contains(a["share"]).alias("is_share"),
        form.str.contains(a["share_owner"]).alias("is_owner"),
        form.is_in(a["share_into"]).alias("is_into"),
        form.str.contains(a["share_whole"]).alias("is_whole"),
        form.str.contains(a["share_worth"]).alias("is_worth"),
        (form == "of").alias("is_of"),
        pl.col("code").is_in(["n", "N", "S", ",", "-"]).alias("is_number"),
        (pl.col("language").str.starts_with("kk")).alias("is_kazakh"),
    )
    # 'опроверг выделение 9 млн', '9 млн теңге бөлінбеді', '9 млн так и не выделили'
    undone = pl.col("is_undone") & neighbour("is_no", -1).fill_null(False)
    return (
        words.hstack(told)
        .with_columns(is_denied=pl.col("is_denied") | undone, is_of_part=_is_of_part(), is_share=_is_share())
        .filter(pl.any_horizontal(_SAID))
        .select("sentence_id", "token_no", "clause", *_SAID, "language", "form")
    )


def _is_of_part() -> pl.Expr:
    """'оның 5 миллиарды', 'из этой суммы', 'of this, 5 bn'; not 'оның құны', 'the cost of this bridge'."""
    led, money = neighbour("is_led", -1).fill_null(False), pl.col("is_money")
    before = [neighbour("is_from", -k).fill_null(False) for k in (1, 2, 3)]
    foreign = before[0] | (led & (before[1] | before[2]))
    of_money = money & pl.when("is_kazakh").then(led).otherwise(foreign)
    of_it = pl.col("is_pronoun") & before[0] & neighbour("is_number", 1).fill_null(False)
    return (pl.col("is_of_part") & ~neighbour("is_price", 1).fill_null(False)) | of_money | of_it


def _is_share() -> pl.Expr:
    """'бюджеттің үлесі', 'доля бюджета', "the state's share": of one who pays, by the words beside.

    Not of what isn't the sum before: 'доля банка в компании', 'contribution to the victims', 'share is worth …'.
    """

    def told(what: str, k: int) -> pl.Expr:
        return neighbour(what, k).fill_null(False)

    led = told("is_owner", -1)
    is_foreign = pl.lit(value=False)
    for k in range(1, _COMPLEMENT + 1):
        own = told("is_number", k + 1) | told("is_whole", k + 1) | told("is_whole", k + 2)
        own |= told("is_of", k) & ~led & (told("is_owner", k + 1) | told("is_owner", k + 2))
        is_foreign |= told("is_into", k) & ~own
    is_foreign |= pl.any_horizontal(told("is_worth", k) for k in range(1, _WORTH + 1))
    owners = pl.any_horizontal(told("is_owner", k) for k in (1, 2, 3))
    return pl.col("is_share") & (led | (~pl.col("is_kazakh") & owners)) & ~is_foreign


def _is_opening(near: pl.DataFrame, words: pl.DataFrame) -> pl.Series:
    """Whether a colon follows: '6,6 млрд теңге: салық – 0,8, …', '12 bn will be spent: 7 bn from …, 5 bn from …'."""
    home, end = near["sentence_id"], near["token_end"].cast(pl.Int64)
    following = taken(words["form"], rows_of(words, home, end))
    colon = taken(words["token_no"], row_after(words, pl.col("form") == ":", rows_of(words, home, end - 1)))
    ahead = [pl.col("sentence_id").shift(-k) == pl.col("sentence_id") for k in (1, 2)]
    closing = taken(words["token_no"], row_after(words, pl.col("code") == ")", rows_of(words, home, end - 1)))
    is_aside = pl.lit(closing < colon).fill_null(False)  # '535 млн (былтыр 607 млн), соның ішінде: …'
    between = pl.lit(colon.cast(pl.Int64)).is_between(end - 1, end + _COLON) & ~is_aside
    is_list = between & (pl.lit(colon) < pl.col("token_start").shift(-1)) & ahead[0] & ahead[1]
    return near.select((pl.lit(following == ":") | is_list).fill_null(False)).to_series()


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
