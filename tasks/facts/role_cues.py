"""The cues of roles.toml in the text, with all that doesn't depend on the amount."""

from __future__ import annotations

from functools import cache
from typing import Any

import polars as pl

from tasks.facts.cue_company import accompanied, outspoken, unsilenced
from tasks.facts.cues import family
from tasks.language.runs import by_value, constant, flagged, rows_where, taken, values_of
from tasks.language.windows import window
from tasks.lexicon import LETTER, toml

_BESIDE = {"previous": -1, "following": 1, "second": 2}  # words around a cue
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
_LISTED = {
    "previous": ("complement_prepositions", "purposive_lead"),
    "following": ("purposive_end",),
}  # … and lists of forms
_UNBROKEN = 0.3  # … and to one with no comma between
_FLAT = ("next", "before", "after", "half", "half_after", "cross_before", "cross_after")
_OF_CUE = ("cue_id", "role", "kind", "weight", "is_picky", "echo", "is_of")
_CUE = (
    *("sentence_id", "token_no", "clause", "form", "case", "name", "cue"),
    *_OF_CUE,
    *("is_word_next", "is_participle", "is_passive", "is_complement", "is_purpose"),
)


@cache
def cue_table() -> pl.DataFrame:
    """The cues of roles.toml, a row for each number: cue_id, role, kind, weight and what it may have.

    amount: cases of the amount that it asks for (is_picky, where it does); echo; yields_to: ids of cues in whose
    clause it says nothing; beside: … of which one must be there, or it says nothing; unless: names of patterns in
    [silenced]; is_unit: a unit, which says nothing where several of it are told; is_of: said only of a sum that a noun
    of its clause is of.
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
    rows = [tuple(c.get(k, told.get(k)) for k in flat) for c in toml("roles")["cue"]]
    schema: dict[str, pl.DataType | type[pl.DataType]] = {
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
    table = pl.DataFrame(rows, schema=schema, orient="row")
    return table.with_columns(is_picky=pl.col("amount").is_not_null())


@cache
def _kinds() -> list[dict[str, Any]]:
    """What each kind of cue weighs by place: kind, name (language family), the numbers of [kind.*] and `cases`."""
    file: dict[str, Any] = dict(toml("roles"))
    other = file["other_languages"]
    rows = []
    for kind, k in file["kind"].items():
        base = {"kind": kind, "cases": k["cases"], **{c: float(k[c]) for c in _FLAT}}
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
    return rows


@cache
def _weights() -> tuple[dict[str, pl.Enum], pl.DataFrame]:
    """What a cue weighs by kind, name and case.

    Returns:
        The values of the three in the order of the rows; and the rows, in order of kind, then of name, then of case
        with one more for others: `case_factor` (null of others), `of_kind` (… or what other languages have instead)
        and the numbers of the kind.
    """
    kinds = _kinds()
    cases = sorted({case for k in kinds for case in k["cases"]})
    elsewhere = toml("roles")["other_languages"]["kinds"]
    rows = [
        {
            "case_factor": k["cases"].get(case),
            "of_kind": k["cases"].get(case, 1.0) if k["name"] == "kk" else elsewhere.get(k["kind"], 1.0),
            **{c: k[c] for c in _FLAT},
        }
        for k in kinds
        for case in (*cases, None)
    ]
    values = {
        "kind": pl.Enum(list(dict.fromkeys(k["kind"] for k in kinds))),
        "name": pl.Enum(list(dict.fromkeys(k["name"] for k in kinds))),
        "case": pl.Enum(cases),
    }
    schema = dict.fromkeys(("case_factor", "of_kind", *_FLAT), pl.Float64)
    return values, pl.DataFrame(rows, schema=schema, orient="row")


def cues_in(tokens: pl.DataFrame, hits: pl.DataFrame) -> pl.DataFrame:
    """Cues of the text, with all that doesn't depend on the amount.

    Args:
        tokens: TOKENS with `language`, `clause`.
        hits: those of roles.toml, as `cues.found` gives them.

    Returns:
        sentence_id, token_no, form, clause, cue, cue_id, role, kind, weight, is_picky (asks for cases of the amount),
        echo, is_of, name, case, `is_word_next` (no sign follows), `is_participle`, `is_passive`, `power` (weight ×
        case) and the kind's numbers; in order of the text.
    """
    cues = cue_table()
    hits = hits.with_columns(taken(tokens["clause"], hits["row"]))
    hits = accompanied(unsilenced(hits, tokens, cues), cues)
    hits = _alone(_no_units(hits, tokens, cues), tokens, cues)
    name = taken(tokens["language"], hits["row"]).to_frame().select(name=family(pl.col("language")))
    hits = hits.hstack(cues.select(_OF_CUE)[hits["cue"]]).hstack(name)
    hits = outspoken(_payees(hits, _paid_to(hits, tokens)), tokens, cues)
    hits = hits.hstack(_told(hits, tokens)).filter(~_is_auxiliary())
    # In 'субсидияның жалпы көлемі' the genitive is what the sum is called, as if it were the subject.
    has_measure_head = pl.col("following_genitive_heads") | pl.col("second_genitive_heads")
    case = pl.when((pl.col("case") == "gen") & has_measure_head).then(pl.lit("bare")).otherwise("case")
    hits = hits.with_columns(
        case=case,
        is_complement=_is_complement(),
        is_purpose=_is_purpose(),
        is_participle="form_participle_endings",
        is_passive="form_passive",
    )
    return _weighing(hits).with_columns(power=_power()).drop("is_complement", "is_purpose", "of_kind")


def _weighing(hits: pl.DataFrame) -> pl.DataFrame:
    """The cues of languages that are known, with what they weigh by kind, name and case."""
    values, table = _weights()
    kind, name, case = (
        hits[c].cast(of, strict=False).to_physical().cast(pl.UInt32) for c, of in values.items()
    )
    n_cases, n_names = (len(values[c].categories) for c in ("case", "name"))
    at = (kind * n_names + name) * (n_cases + 1) + case.fill_null(n_cases)
    # the second word of a pair may be of another language
    weighed = hits.select(_CUE).hstack(table[at])
    return weighed.filter(name.is_not_null()) if name.null_count() else weighed


def _paid_to(hits: pl.DataFrame, tokens: pl.DataFrame) -> pl.Series:
    """Words to the verb where recipients are who is paid: 'families were paid'; 0 for any: 'paid to 5,600 families'.

    Null where nothing shows who gets it: 'paid to build homes for families', 'детей'.
    """
    p = toml("roles")["payee"]
    reach = {"form": (-p["reach"], 2), "code": (-p["reach"], -1), "language": (0, 0)}
    some = hits.select("row", "form", "kind").with_row_index("hit").filter(pl.col("kind") == "recipient")
    if some.is_empty():
        return constant(None, hits.height, pl.Int64)
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
    return constant(None, hits.height, pl.Int64).scatter(found["hit"], found["words"])


def _payees(hits: pl.DataFrame, verb_in: pl.Series) -> pl.DataFrame:
    """The recipients in whose clause something is paid are of kind payee: they say what the payment is."""
    p = toml("roles")["payee"]
    rows = hits.select("sentence_id", "token_no", "clause", "name").with_row_index("hit")
    shown = rows.with_columns(verb_in=verb_in).drop_nulls("verb_in")
    if shown.is_empty():
        return hits
    paying = hits.filter(pl.col("cue_id").is_in(p["paying"])).select(
        "sentence_id", at="clause", to="token_no"
    )
    met = shown.join(paying, on="sentence_id")
    ahead = pl.col("to").cast(pl.Int64) - pl.col("token_no")
    is_anywhere = (pl.col("verb_in") == 0) & ((pl.col("name") == "ru") | (ahead < 0))
    met = met.filter(
        (pl.col("at") - pl.col("clause")).abs() < _UNBROKEN, is_anywhere | (ahead == pl.col("verb_in"))
    )
    is_payee = pl.lit(flagged(met["hit"], hits.height))
    return hits.with_columns(
        kind=pl.when(is_payee).then(pl.lit("payee")).otherwise("kind"),
        weight=pl.when(is_payee).then(float(p["weight"])).otherwise("weight"),
    )


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
    is_led = pl.col("previous_complement_prepositions") & ~pl.col("is_pair")
    return (pl.col("name") != "kk") & (pl.col("kind") == "noun") & is_led


@cache
def _is_purpose() -> pl.Expr:
    """'5 млрд теңгеге үй жөндеуге өтемақы берілді': so is a verb that itself says what for ('на ремонт')."""
    is_meant = (pl.col("kind") == "verb") & (pl.col("role") == "cost") & pl.col("form_purposive_verb")
    # '12 млрд теңге көпір салуға, 4 млрд теңге …': what is built, not put in
    is_listed = pl.col("form_purposive_verb") & pl.col("following_purposive_end")
    is_meant |= (pl.col("role") == "investment") & is_listed
    is_noun = (pl.col("kind") == "noun") & pl.col("following_purposive")
    is_works = (pl.col("kind") == "verb") & (pl.col("role") == "cost") & ~pl.col("is_pair")
    is_led = is_works & pl.col("previous_purposive_lead")
    return pl.when(pl.col("name") == "kk").then(is_noun | is_meant).otherwise(is_led)


@cache
def _power() -> pl.Expr:
    """What a cue weighs wherever its amount stands."""
    st = toml("roles")["structure"]
    return (
        pl.col("weight")
        * pl.when("is_complement").then(float(st["complement"])).otherwise(1.0)
        * pl.when("is_purpose").then(float(st["purposive_factor"])).otherwise(1.0)
        * pl.col("of_kind")
    )


def _told(hits: pl.DataFrame, tokens: pl.DataFrame) -> pl.DataFrame:
    """Which patterns of [structure] the cue and the words around it fit: `form_light`, `previous_converb` …

    They are asked once of each different word.
    """
    around = window(tokens, hits["row"], {"word": (-1, 2)})
    told = [by_value(hits, ["form"], *_fits("form"))]
    for column, place in _BESIDE.items():
        firsts, at = values_of(around, [f"word{place}"])
        rows = taken(hits["row"].cast(pl.Int64) + place, firsts)
        inside = taken(around[f"word{place}"], firsts).is_not_null()
        forms = taken(tokens["form"], rows.zip_with(inside, constant(None, rows.len(), pl.Int64)))
        told.append(forms.fill_null("").alias(column).to_frame().select(_fits(column))[at])
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
    lists = _LISTED.get(column, ())
    return fits + [form.is_in(st[name]).alias(f"{column}_{name}") for name in lists]


def _no_units(hits: pl.DataFrame, tokens: pl.DataFrame, cues: pl.DataFrame) -> pl.DataFrame:
    """Without the cues that are a unit of which several are told.

    In 'айыппұл 20 АЕК немесе 78 640 теңге' the sum is a fine, in '1 АЕК – 3 932 теңге' the index itself.
    """
    units = rows_where(taken(cues["is_unit"], hits["cue"]))
    if units.is_empty():
        return hits
    before = window(tokens, taken(hits["row"], units), {"form": (-2, -1)}).select(
        pl.concat_str(pl.col("form-2", "form-1").fill_null(""), separator=" ").str.strip_chars()
    )
    several = units.filter(before.to_series().str.contains(toml("roles")["structure"]["several"]))
    return hits if several.is_empty() else hits.filter(~flagged(several, hits.height))


def _alone(hits: pl.DataFrame, tokens: pl.DataFrame, cues: pl.DataFrame) -> pl.DataFrame:
    """Without the cues of a word that opens a pair of another role: 'салық' in 'салық берешегі' is no revenue."""
    opening = hits["row"] - (hits["token_no"] - hits["opening"])
    is_pair = opening < hits["row"]
    pairs, others = rows_where(is_pair), flagged(opening.filter(is_pair), tokens.height)
    opened = rows_where(taken(others, hits["row"]) & ~is_pair)
    columns = ("row", "role")
    roles = [
        pl.DataFrame([taken(row, of), taken(cues["role"], taken(hits["cue"], of))], schema=columns)
        for row, of in ((opening, pairs), (hits["row"], opened))
    ]
    alone = roles[1].with_columns(opened.alias("hit")).join(roles[0], on=columns, how="anti")["hit"]
    return hits if alone.is_empty() else hits.filter(~flagged(alone, hits.height))
