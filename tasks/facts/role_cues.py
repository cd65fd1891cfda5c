"""The cues of roles.toml in the text, with all that doesn't depend on the amount."""

from __future__ import annotations

from functools import cache
from typing import Any

import polars as pl

from tasks.facts.cue_company import accompanied, outspoken, unsilenced
from tasks.facts.cues import family
from tasks.language.runs import by_value, taken, window
from tasks.lexicon import LETTER, toml

_BESIDE = {"previous": "form-1", "following": "form1", "second": "form2"}  # words around a cue
_FITTED = {
    "form": (
        "light",
        "copula",
        "past_copula",
        "intention",
        "intention_other",
        "purposive_verb",
        "participle_endings",
        "passive",
    ),
    "previous": ("converb", "participle_endings", "verbal_noun", "quotative"),
    "following": ("infinitive", "purposive", "genitive_heads"),
    "second": ("genitive_heads",),
}  # patterns of [structure]
_UNBROKEN = 0.3  # … and to one with no comma between
_FLAT = ("next", "before", "after", "half", "half_after", "cross_before", "cross_after")


@cache
def cue_table() -> pl.DataFrame:
    """The cues of roles.toml: cue, cue_id, role, kind, weight and what it may have.

    amount: cases of the amount that it asks for; echo; yields_to: ids of cues in whose clause it says nothing; beside:
    … of which one must be there, or it says nothing; unless: names of patterns in [silenced]; is_unit: a unit, which
    says nothing where several of it are told; is_of: said only of a sum that a noun of its clause is of.
    """
    flat = (
        "id",
        "role",
        "kind",
        "weight",
        "amount",
        "echo",
        "yields_to",
        "beside",
        "unless",
        "is_unit",
        "is_of",
    )
    told = {"echo": False, "is_unit": False, "is_of": False}
    rows = [(i, *(c.get(k, told.get(k)) for k in flat)) for i, c in enumerate(toml("roles")["cue"])]
    schema: dict[str, pl.DataType | type[pl.DataType]] = {
        "cue": pl.Int64,
        "cue_id": pl.String,
        "role": pl.String,
        "kind": pl.String,
        "weight": pl.Float64,
        "amount": pl.List(pl.String),
        "echo": pl.Boolean,
        "yields_to": pl.List(pl.String),
        "beside": pl.List(pl.String),
        "unless": pl.List(pl.String),
        "is_unit": pl.Boolean,
        "is_of": pl.Boolean,
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
            moved["half_after"] = other["half_after"]
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


def cues_in(tokens: pl.DataFrame, hits: pl.DataFrame) -> pl.DataFrame:
    """Cues of the text, with all that doesn't depend on the amount.

    Args:
        tokens: TOKENS with `language`, `clause`.
        hits: those of roles.toml, as `cues.found` gives them.

    Returns:
        sentence_id, token_no, form, clause, cue, cue_id, role, kind, amount, echo, is_of, `is_word_next` (no sign
        follows), `is_participle`, `is_passive`, `power` (weight × case) and the kind's numbers; in order of the text.
    """
    placed = hits.with_columns(taken(tokens["clause"], hits["row"]))
    hits = placed.join(cue_table(), on="cue", maintain_order="left")
    hits = _alone(_no_units(accompanied(unsilenced(hits, tokens)), tokens))
    around = window(tokens, hits["row"], {"form": (-1, 2), "language": (0, 0)})
    verb_in = _paid_to(hits, tokens)
    hits = hits.drop("row").hstack(
        around.select(
            name=family(pl.col("language0")),
            **{name: pl.col(c).fill_null("") for name, c in _BESIDE.items()},
        )
    )
    hits = outspoken(_payees(hits, verb_in), tokens)
    told = _told(hits)
    hits = hits.hstack(told)
    # In 'субсидияның жалпы көлемі' the genitive is what the sum is called, as if it were the subject.
    has_measure_head = pl.col("following_genitive_heads") | pl.col("second_genitive_heads")
    case = pl.when((pl.col("case") == "gen") & has_measure_head).then(pl.lit("bare")).otherwise("case")
    return (
        hits.with_columns(
            case=case,
            is_complement=_is_complement(),
            is_purpose=_is_purpose(),
            is_participle="form_participle_endings",
            is_passive="form_passive",
        )
        .filter(~_is_auxiliary())
        .drop(*_BESIDE, set(told.columns) - {"is_word_next"})
        .join(_cases(), on=["kind", "case"], how="left", maintain_order="left")
        .join(_kinds(), on=["kind", "name"], maintain_order="left")
        .with_columns(power=_power())
    )


def _paid_to(hits: pl.DataFrame, tokens: pl.DataFrame) -> pl.Series:
    """Words to the verb where recipients are who is paid: 'families were paid'; 0 for any: 'paid to 5,600 families'.

    Null where nothing shows who gets it: 'paid to build homes for families', 'детей'.
    """
    p = toml("roles")["payee"]
    reach = {"form": (-p["reach"], 2), "code": (-p["reach"], -1), "language": (0, 0)}
    some = hits.with_row_index("hit").filter(pl.col("kind") == "recipient").select("hit", "row", "form")
    around = some.hstack(window(tokens, some["row"], reach))
    is_english, is_russian = (pl.col("language0") == name for name in ("en", "ru"))
    is_led, going = pl.lit(value=False), pl.lit(value=True)
    for k in range(1, p["reach"] + 1):
        form = pl.col(f"form-{k}")
        is_led |= going & form.is_in(p["led_by"]).fill_null(False)
        # what else stands there is another thing that is paid, or done
        going &= (form.is_in(p["between"]) | pl.col(f"code-{k}").is_in(["n", "N"])).fill_null(False)
    is_dative = pl.col("form").str.contains(p["dative"])
    is_dative |= pl.any_horizontal(
        pl.col(f"form-{k}").str.contains(p["dative_number"]).fill_null(False) for k in (1, 2)
    )
    is_perfect = pl.col("form1").is_in(p["perfect"]).fill_null(False)
    is_passive = pl.when(is_perfect).then("form2").otherwise("form1").is_in(p["passive"]).fill_null(False)
    found = around.select(
        "hit",
        words=pl.when((is_english & is_led) | (is_russian & is_dative))
        .then(0)
        .when(is_english & is_passive)
        .then(pl.when(is_perfect).then(3).otherwise(2)),
    ).drop_nulls("words")
    nothing = pl.repeat(None, hits.height, dtype=pl.Int64, eager=True)
    return nothing.scatter(found["hit"], found["words"])


def _payees(hits: pl.DataFrame, verb_in: pl.Series) -> pl.DataFrame:
    """The recipients in whose clause something is paid are of kind payee: they say what the payment is."""
    p = toml("roles")["payee"]
    rows = hits.with_row_index("hit").with_columns(verb_in=verb_in)
    paying = rows.filter(pl.col("cue_id").is_in(p["paying"])).select(
        "sentence_id", at="clause", to="token_no"
    )
    met = rows.drop_nulls("verb_in").join(paying, on="sentence_id")
    ahead = pl.col("to").cast(pl.Int64) - pl.col("token_no")
    is_anywhere = (pl.col("verb_in") == 0) & ((pl.col("name") == "ru") | (ahead < 0))
    met = met.filter(
        (pl.col("at") - pl.col("clause")).abs() < _UNBROKEN, is_anywhere | (ahead == pl.col("verb_in"))
    )
    is_payee = pl.col("hit").is_in(met["hit"].implode())
    return rows.with_columns(
        kind=pl.when(is_payee).then(pl.lit("payee")).otherwise("kind"),
        weight=pl.when(is_payee).then(float(p["weight"])).otherwise("weight"),
    ).drop("hit", "verb_in")


@cache
def _is_auxiliary() -> pl.Expr:
    """Whether another verb says what is done: the one before in Kazakh, the one behind in 'plans to invest'."""
    kazakh = ~pl.col("is_pair") & (
        (pl.col("form_light") & pl.col("previous_converb"))
        | (pl.col("form_copula") & pl.col("previous_participle_endings"))
        | (pl.col("form_past_copula") & ~pl.col("is_word_next"))
        | (pl.col("form_intention") & (pl.col("previous_verbal_noun") | pl.col("previous_quotative")))
    )
    # 'plans to invest', 'намерен вложить': the verb that follows decides.
    other = pl.col("form_intention_other") & pl.col("following_infinitive")
    return ((pl.col("name") == "kk") & kazakh) | ((pl.col("name") != "kk") & other)


@cache
def _is_complement() -> pl.Expr:
    """'долг по алиментам', 'debt for gas': the noun after a preposition belongs to the one before it."""
    prepositions = toml("roles")["structure"]["complement_prepositions"]
    is_led = pl.col("previous").is_in(prepositions) & ~pl.col("is_pair")
    return (pl.col("name") != "kk") & (pl.col("kind") == "noun") & is_led


@cache
def _is_purpose() -> pl.Expr:
    """'5 млрд теңгеге үй жөндеуге өтемақы берілді': so is a verb that itself says what for ('на ремонт')."""
    is_meant = (pl.col("kind") == "verb") & (pl.col("role") == "cost") & pl.col("form_purposive_verb")
    # '12 млрд теңге көпір салуға, 4 млрд теңге …': what is built, not put in
    is_listed = pl.col("following").is_in(toml("roles")["structure"]["purposive_end"])
    is_meant |= (pl.col("role") == "investment") & pl.col("form_purposive_verb") & is_listed
    is_noun = (pl.col("kind") == "noun") & pl.col("following_purposive")
    is_works = (pl.col("kind") == "verb") & (pl.col("role") == "cost") & ~pl.col("is_pair")
    is_led = is_works & pl.col("previous").is_in(toml("roles")["structure"]["purposive_lead"])
    return pl.when(pl.col("name") == "kk").then(is_noun | is_meant).otherwise(is_led)


@cache
def _power() -> pl.Expr:
    """What a cue weighs wherever its amount stands."""
    st, other = toml("roles")["structure"], toml("roles")["other_languages"]["kinds"]
    of_kind = pl.col("kind").replace_strict(
        {k: float(v) for k, v in other.items()}, default=1.0, return_dtype=pl.Float64
    )
    return (
        pl.col("weight")
        * pl.when("is_complement").then(float(st["complement"])).otherwise(1.0)
        * pl.when("is_purpose").then(float(st["purposive_factor"])).otherwise(1.0)
        * pl.when(pl.col("name") == "kk").then(pl.col("case_factor").fill_null(1.0)).otherwise(of_kind)
    )


def _told(hits: pl.DataFrame) -> pl.DataFrame:
    """Which patterns of [structure] the cue and the words around it fit: `form_light`, `previous_converb` …"""
    told = [by_value(hits, [column], *_fits(column)) for column in _FITTED]
    return pl.concat(told, how="horizontal")


@cache
def _fits(column: str) -> list[pl.Expr]:
    """What is asked of the cue, or of a word beside it."""
    st, form = toml("roles")["structure"], pl.col(column)
    fits = [form.str.contains(st[name]).alias(f"{column}_{name}") for name in _FITTED[column]]
    if column == "form":
        fits.append(form.str.contains(" ", literal=True).alias("is_pair"))
    if column == "following":
        fits.append(form.str.contains(rf"^{LETTER}").alias("is_word_next"))
    return fits


def _no_units(hits: pl.DataFrame, tokens: pl.DataFrame) -> pl.DataFrame:
    """Without the cues that are a unit of which several are told; 'is_unit' goes.

    In 'айыппұл 20 АЕК немесе 78 640 теңге' the sum is a fine, in '1 АЕК – 3 932 теңге' the index itself.
    """
    units = hits.with_row_index("hit").filter("is_unit").select("hit", "row")
    before = window(tokens, units["row"], {"form": (-2, -1)}).select(
        pl.concat_str(pl.col("form-2", "form-1").fill_null(""), separator=" ").str.strip_chars()
    )
    is_several = before.to_series().str.contains(toml("roles")["structure"]["several"])
    rest = ~pl.int_range(hits.height, eager=True).is_in(units["hit"].filter(is_several).implode())
    return hits.filter(rest).drop("is_unit")


def _alone(hits: pl.DataFrame) -> pl.DataFrame:
    """Without the cues of a word that opens a pair of another role: 'салық' in 'салық берешегі' is no revenue."""
    opened = (
        hits.filter(pl.col("opening") < pl.col("token_no"))
        .group_by("sentence_id", pl.col("opening").alias("token_no"))
        .agg(pair_roles=pl.col("role").unique())
    )
    return (
        hits.join(opened, on=["sentence_id", "token_no"], how="left", maintain_order="left")
        .filter(
            pl.col("pair_roles").is_null()
            | (pl.col("opening") < pl.col("token_no"))
            | pl.col("pair_roles").list.contains(pl.col("role"))
        )
        .drop("pair_roles", "opening")
    )
