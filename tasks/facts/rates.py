"""What an amount is per: a month, a year, a day, a person, an item. Only where the sentence words it."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.nearest import beside
from tasks.facts.rate_behind import behind
from tasks.facts.rate_heads import EACH, heads, opens_heads, opens_others
from tasks.facts.rate_units import NUMBERS, units
from tasks.language.runs import by_word, constant, neighbour, of_sentences, rows_where, running, taken
from tasks.language.windows import gathered, rows_of, window
from tasks.lexicon import toml

_OF_WORD = ["sentence_id", "token_no", "word", "clause", "code", "form", "language"]


def per(
    near: pl.DataFrame, words: pl.DataFrame, roles: pl.DataFrame, lines: pl.DataFrame, hits: pl.DataFrame
) -> pl.DataFrame:
    """The rate of each amount.

    Args:
        near: as `votes.amounts` gives them.
        words: TOKENS with `language`.
        roles: no, role, cue; in order.
        lines: as `surroundings.frames_of` gives them.
        hits: the cues of rates.toml in the words, as `cues.found` gives them.

    Returns:
        `per`; a row for each amount, in order.
    """
    # what stands between an amount and the words of a rate matters only in its own sentence
    own = of_sentences(words.select(_OF_WORD), near["sentence_id"])
    rates = _said(words, hits)
    nearest = _alike(_nearest(near, own, rates), roles)
    lead = lines.select("sentence_id", "article_id", "lead")
    unbound = rates.filter(pl.col("most").is_null())
    above = unbound.group_by("sentence_id", maintain_order=True).agg(above=pl.col("per").last())
    return (
        near.select("no", "sentence_id")
        .join(nearest, on="no", how="left", maintain_order="left")
        .join(_distributive(near, own, roles), on="no", how="left", maintain_order="left")
        .with_columns(stroke=_slashed(near, own), led=_led(near, own), behind=behind(near, own, words))
        .join(lead, on="sentence_id", how="left", maintain_order="left")
        .join(above.rename({"sentence_id": "lead"}), on="lead", how="left", maintain_order="left")
        .join(roles.select("no", "role", "cue"), on="no", how="left", maintain_order="left")
        .with_columns(per=pl.coalesce("stroke", "per", "each", "led", "behind", "above"))
        .with_columns(per=pl.when(pl.col("per") == EACH).then(_of_role()).otherwise("per"))
        .select(per=pl.coalesce("per", pl.when(_goes_on()).then(neighbour("per", -1, "article_id"))))
    )


def _said(words: pl.DataFrame, hits: pl.DataFrame) -> pl.DataFrame:
    """Every wording of a rate: sentence_id, token_no, per, reach, most."""
    costs = pl.col("form").str.contains(toml("rates")["of_units"]["costs"])
    marked = by_word(words, opens_heads(), costs.alias("costs"), opens_others())
    leads, verbs, others = (rows_where(c) for c in marked.get_columns())
    worded = _rates(hits.join(_cues(), on="cue", maintain_order="left"), words)
    kinds = [worded, units(words, verbs), heads(words, leads, verbs, others)]
    told = ["sentence_id", "token_no", "per", "reach", "most"]
    return pl.concat((f.select(pl.col(c) for c in told if c in f.columns) for f in kinds), how="diagonal")


@cache
def _cues() -> pl.DataFrame:
    """The cues of rates.toml: cue, per, reach."""
    return pl.DataFrame(
        [(i, c["per"], float(c["reach"])) for i, c in enumerate(toml("rates")["cue"])],
        schema={"cue": pl.Int64, "per": pl.String, "reach": pl.Float64},
        orient="row",
    )


def _nearest(near: pl.DataFrame, own: pl.DataFrame, rates: pl.DataFrame) -> pl.DataFrame:
    """no, per of the nearest rate to each amount: after it only what touches it ('5 000 тенге в месяц')."""
    marked = _marked(own)
    told = rows_of(own, rates["sentence_id"], rates["token_no"])
    rates = rates.with_columns(gathered(marked, told, ["clause", "counted", "totals", "follows_number"]))
    begins = rows_of(own, near["sentence_id"], near["token_start"])
    # '300 тысяч на ученика, всего 3 млрд': what is so much larger is no rate of the same
    largest = neighbour("worth", -1) * toml("rates")["further"]["times"]
    starts = near.select(
        "no",
        "worth",
        *gathered(marked, begins, {"ahead": "counted", "totals_ahead": "totals"}),
        larger_than=pl.when(pl.col("worth") >= largest).then(neighbour("token_end", -1)),
    )
    is_span = pl.col("per").is_in(["month", "year", "day"])
    # A span of time before another number is of that number ('жылына 40 мың тонна өңдейтін зауытқа 5 млрд теңге'), as
    # is one behind it in Russian and English; and a total is of no one.
    others = pl.col("ahead") - pl.col("counted") - pl.col("between") - 1
    is_anothers = is_span & ((others > 0) | pl.col("follows_number"))
    is_total = pl.col("totals_ahead") > pl.col("totals")
    return (
        beside(near, rates)
        .join(starts, on="no", how="left", maintain_order="left")
        .filter(
            (pl.col("worth") <= pl.col("most")).fill_null(True),
            (pl.col("token_no") < pl.col("larger_than")).fill_null(value=True) | pl.col("is_after"),
            pl.when("is_after")
            .then((pl.col("distance") <= 2) & (pl.col("between") == 0) & (pl.col("bounds") < 0.3))
            .otherwise((pl.col("bounds") <= pl.col("reach")) & ~is_anothers & ~is_total),
        )
        .sort("no", "distance", maintain_order=True)
        .unique("no", keep="first", maintain_order=True)
        .select("no", "per", "between")
    )


def _alike(nearest: pl.DataFrame, roles: pl.DataFrame) -> pl.DataFrame:
    """no, per: 'литр стоит 250 тенге, на топливо ушло 3 млрд': what is spent is no price of a litre."""
    further = toml("rates")["further"]["roles"]
    told = roles.select(
        "no", is_alike=pl.col("role").is_in(further) | (pl.col("role") == pl.col("role").shift(1))
    )
    met = nearest.join(told, on="no", how="left", maintain_order="left")
    return met.filter((pl.col("between") == 0) | pl.col("is_alike").fill_null(False)).select("no", "per")


def _led(near: pl.DataFrame, own: pl.DataFrame) -> pl.Series:
    """'по 5 млн тенге': so much each; not 'дело по 5 млн', 'ревизия по 5 млн', which nobody got."""
    e, no = toml("rates")["each"], pl.col("no")
    before = taken(own["form"], rows_of(own, near["sentence_id"], near["token_start"].cast(pl.Int64) - 1))
    led = near.filter(before.is_in(e["led"]).fill_null(False))
    if led.is_empty():  # as in most batches of a few articles
        return constant(None, near.height, pl.String).alias("led")
    words = of_sentences(own, led["sentence_id"])
    marks = by_word(words, *(pl.col("form").str.contains(e[c]).alias(c) for c in ("concerns", "gives")))
    said = beside(led, words.select("sentence_id", "token_no", "clause").hstack(marks))
    said = said.filter(pl.col("bounds") < 1)
    told = {c: no.is_in(said.filter(c)["no"].implode()) for c in ("concerns", "gives")}
    is_each = no.is_in(led["no"].implode()) & ~(told["concerns"] & ~told["gives"])
    return near.select(led=pl.when(is_each).then(pl.lit(EACH))).to_series()


@cache
def _of_role() -> pl.Expr:
    """Whether a sum said to be of each is a person's or an item's."""
    is_person = pl.col("role").is_in(toml("rates")["each"]["roles"])
    return pl.when(is_person).then(pl.lit("person")).otherwise(pl.lit("item"))


def _rates(worded: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """The words of a rate that are one: not '2 тонны', 'за один год', 'каждый второй'."""
    reach = {"form": (-1, 1), "code": (-1, 1), "stem": (0, 1), "language": (0, 0)}
    around = window(words, worded["row"], reach)
    u = toml("rates")["of_units"]
    no_rate = pl.col("form1").str.contains(u["no_rate"]).fill_null(False)
    no_rate &= ~pl.col("form0").str.contains(u["adverb"])
    # a Kazakh unit in the possessive ('10 данасы') has its price all the same
    is_stretch = pl.col("form0").str.contains(u["stretch"])
    is_counted = (
        (pl.col("per") == "item")
        & (pl.col("opening") == pl.col("token_no"))
        & pl.col("code-1").is_in(NUMBERS)
        & (pl.col("form-1") != "1")
        & (~pl.col("language0").str.starts_with("kk") | is_stretch)
    )
    of_place = pl.any_horizontal(
        (pl.col(f"code{k}") == "U") & pl.col(f"stem{k}").is_in(toml("rates")["of_units"]["places"])
        for k in (0, 1)
    )
    told = worded.drop("form").hstack(around)
    return told.filter(~no_rate & ~is_counted.fill_null(False)).with_columns(
        per=pl.when((pl.col("per") == "person") & of_place).then(pl.lit("item")).otherwise("per")
    )


def _slashed(near: pl.DataFrame, own: pl.DataFrame) -> pl.Series:
    """'1 200 теңге/Гкал', '2 млн тенге/год': what stands behind the stroke after the amount."""
    home, end = near["sentence_id"], near["token_end"].cast(pl.Int64)
    stroke, behind = (rows_of(own, home, end + k) for k in (0, 1))
    told = {form: per for per, forms in toml("rates")["slash"].items() for form in forms}
    found = pl.DataFrame(
        {
            "stroke": taken(own["form"], stroke),
            "form": taken(own["form"], behind),
            "code": taken(own["code"], behind),
        }
    )
    per = pl.coalesce(
        pl.col("form").replace_strict(told, default=None, return_dtype=pl.String),
        pl.when(pl.col("code") == "U").then(pl.lit("item")),
    )
    return found.select(pl.when(pl.col("stroke") == "/").then(per)).to_series()


def _marked(words: pl.DataFrame) -> pl.DataFrame:
    """Of each token: clause, `counted` numbers and `totals` up to it, and whether it `follows_number` of a measure."""
    told = by_word(
        words,
        pl.col("code").is_in(["n", "y", "N"]).alias("is_number"),
        pl.col("code").is_in(["U", "P"]).alias("is_unit"),
        pl.col("language").str.starts_with("kk").alias("is_kazakh"),
        _is_total().cast(pl.Int32).alias("total"),
    ).hstack(words.select("sentence_id", "clause"))
    behind = pl.any_horizontal(neighbour("is_number", -k).fill_null(False) for k in (1, 2, 3))
    unit_behind = pl.any_horizontal(neighbour("is_unit", -k).fill_null(False) for k in (1, 2))
    return told.select(
        "clause",
        counted=running(pl.col("is_number").cast(pl.Int32)),
        totals=running(pl.col("total")),
        follows_number=~pl.col("is_kazakh") & behind & unit_behind,
    )


@cache
def _is_total() -> pl.Expr:
    words = (toml("roles")["additive"]["total"], toml("rates")["each"]["whole"])
    return pl.any_horizontal(pl.col("form").str.contains(w) for w in words)


@cache
def _goes_on() -> pl.Expr:
    """A price whose sentence names nothing anew: it is a price of the same unit as the one before."""
    return (
        (pl.col("role") == "price")
        & pl.col("cue").str.starts_with("as before")
        & (pl.col("role").shift(1) == "price")
    )


def _distributive(near: pl.DataFrame, words: pl.DataFrame, roles: pl.DataFrame) -> pl.DataFrame:
    """'100 000 теңгеден берілді', '140 теңгеден сатылады': the ablative of an amount that nothing bounds."""
    d = toml("rates")["distributive"]
    flat = near.filter(
        (pl.col("case") == "abl")
        & pl.col("comparator").is_in(["eq", "range", "approx"])
        & pl.col("value_from").is_null()
    )
    if flat.is_empty():
        return flat.select("no", each=pl.lit(None, dtype=pl.String))
    is_verb = pl.col("form").str.contains(d["verbs"]) | pl.col("form").str.contains(d["goods"])
    is_told = by_word(words, is_verb.alias("is_told")).to_series()
    verbs = words.select("sentence_id", "token_no", "clause", "form").filter(is_told)
    near_verb = beside(flat, verbs).filter(
        pl.col("is_after") & (pl.col("distance") <= 3) & (pl.col("bounds") < 0.5)
    )
    is_person = pl.col("role").is_in(d["person_roles"])
    told = (
        near_verb.join(roles.select("no", "role"), on="no", maintain_order="left")
        .filter(
            pl.when(is_person)
            .then(pl.col("form").str.contains(d["verbs"]))
            .otherwise(pl.col("form").str.contains(d["goods"]))
        )
        .unique("no", keep="first", maintain_order=True)
        .select("no", each=pl.lit(EACH))
    )
    # 'еуро 513 теңгеден, рубль 5 теңгеден саудаланды': the verb behind a list is that of all
    each = flat.select("no", "sentence_id").join(told, on="no", how="left", maintain_order="left")
    listed = pl.coalesce("each", *(neighbour("each", k) for k in (1, 2)))
    return each.select("no", each=listed).drop_nulls("each")
