"""Of whom or of what a sum is: 'әр мектепке', 'бір алаңның құны', 'каждой семье', 'every town', '… 500 tenge each'."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.language.runs import row_after
from tasks.language.windows import gathered, window
from tasks.lexicon import toml

EACH = "each"  # 'по 5 млн', '5 млн each': a person or an item, which the role tells
_AFTER = 4  # words in which the noun stands
_COSTS = {"kk": 7, "foreign": 5}  # … and the verb that says what it costs: in Kazakh behind the sum
_WORKS = 3  # words in which something that is built is named
_NO_WORD = ["n", "y", "N", "u", "t", "h", "H", "k", "M", "G", "T", "C", "S", ",", ".", ";", "(", ")", "-"]


@cache
def opens_heads() -> pl.Expr:
    """Whether a word is one for each, or for one."""
    e = toml("rates")["each"]
    return pl.col("form").is_in([*e["every"], *e["alone"], *e["one"], *e["one_costs"]]).alias("opens_heads")


@cache
def opens_others() -> pl.Expr:
    """Whether a word is one for another of the same: 'второй', 'екіншісі', 'the other'."""
    return pl.col("form").is_in(toml("rates")["each"]["others"]).alias("opens_others")


def heads(words: pl.DataFrame, rows: pl.Series, costs: pl.Series, others: pl.Series) -> pl.DataFrame:
    """Every word for each, with what its noun says.

    Args:
        words: TOKENS with `language`, whole sentences in order.
        rows: row numbers of the words that `opens_heads`.
        costs: row numbers of the verbs of cost.
        others: row numbers of the words that `opens_others`.

    Returns:
        sentence_id, token_no (of the word itself), per: person | item | each; reach; `most` (tenge of one that costs;
        null where nothing bounds it).
    """
    e = toml("rates")["each"]
    near = window(words, rows, {"form": (-2, _AFTER), "code": (-1, _AFTER), "stem": (-1, _AFTER)})
    near = near.hstack(gathered(words, rows, ["sentence_id", "token_no", "language", "clause"]))
    verb = row_after(words, costs, rows)
    led = gathered(words, verb, {"verb": "form", "verb_clause": "clause"}) + gathered(
        words, verb - 1, {"before_verb": "form"}
    )
    near = near.hstack(led).with_columns(
        **_marks(), costs=verb - rows, is_only=row_after(words, others, rows).is_null()
    )
    near = near.with_columns(_costs().alias("is_cost"), at=_noun_at())
    most = pl.when("is_cost").then(float(e["most"]))
    rates = near.select("sentence_id", "token_no", per=_per(), reach=pl.lit(float(e["reach"])), most=most)
    return rates.filter(pl.col("per").is_not_null())


@cache
def _marks() -> dict[str, pl.Expr]:
    """What is asked more than once of the words behind: `person1`, `end1` (no word), `case1` …"""
    e, form = toml("rates")["each"], {k: pl.col(f"form{k}") for k in range(1, _AFTER + 1)}
    return {
        **{f"person{k}": is_person(k) for k in form},
        **{f"end{k}": pl.col(f"code{k}").is_in(_NO_WORD) | of.is_null() for k, of in form.items()},
        **{f"case{k}": of.str.contains(e["case"]) & ~of.str.contains(e["no_head"]) for k, of in form.items()},
    }


@cache
def _noun_at() -> pl.Expr:
    """In Kazakh the first word in a case is the noun; else the word right behind."""
    at = pl.lit(1)
    for k in range(_AFTER, 0, -1):
        going = ~pl.any_horizontal(f"end{n}" for n in range(1, k + 1))
        at = pl.when(pl.col(f"case{k}") & going).then(k).otherwise(at)
    return at


@cache
def _per() -> pl.Expr:
    e, at = toml("rates")["each"], pl.col("at")
    kazakh, form = pl.col("language").str.starts_with("kk"), pl.col("form0")
    person, is_end = ([pl.col(f"{c}{k}") for k in range(1, _AFTER + 1)] for c in ("person", "end"))
    # an adjective stands before its noun: 'каждой многодетной семье'
    is_adjective = pl.col("form1").str.contains(e["adjective_ru"]) & ~person[0] & ~is_end[1]
    of = pl.col("form1").is_in(e["of"])
    foreign = (
        pl.when(of)
        .then(pl.any_horizontal(person[1:]))
        .when(is_adjective | (pl.col("language") == "en"))
        .then(person[0] | person[1])
        .otherwise(person[0])
    )
    chosen = pl.coalesce(pl.when(at == k).then(person[k - 1]) for k in range(1, _AFTER + 1))
    of_people = pl.when(kazakh).then(chosen).otherwise(foreign)
    # a noun of no list: the role tells
    measures = [pl.col(f"code{k}") == "U" for k in range(1, _AFTER + 1)]
    is_measure = pl.coalesce(pl.when(at == k).then(measures[k - 1]) for k in range(1, _AFTER + 1))
    unknown = pl.when(pl.when(kazakh).then(is_measure).otherwise(measures[0])).then(pl.lit("item"))
    noun = pl.when(of_people).then(pl.lit("person")).otherwise(unknown.otherwise(pl.lit(EACH)))
    is_none = pl.col("form1").str.contains(e["no_rate"]).fill_null(False)
    is_bare = is_end[0] | pl.col("form1").str.contains(e["verbs"])
    alone = pl.when(is_person(-1)).then(pl.lit("person")).otherwise(pl.lit(EACH))
    behind = pl.coalesce(pl.when(at == k).then(f"form{k + 1}") for k in range(1, _AFTER))
    genitive = pl.coalesce(
        pl.when(at == k).then(pl.col(f"form{k}").str.contains(e["genitive"])) for k in range(1, _AFTER)
    )
    priced = behind.str.contains(e["priced"]) & genitive
    led = pl.any_horizontal(pl.col(f"form-{k}").str.contains(e["priced"]) for k in (1, 2))
    led = form.is_in(e["one"]) & led.fill_null(False)
    priced = pl.when(kazakh).then(priced.fill_null(False)).otherwise(led) | pl.col("is_cost")
    priced &= kazakh | ~of
    return (
        pl.when(form.is_in(e["alone"]))
        .then(alone)
        .when(form.is_in([*e["one"], *e["one_costs"]]))
        .then(pl.when(priced & ~is_end[0] & ~is_none).then(noun))
        .when(is_none)
        .then(None)
        .when(is_bare)
        .then(pl.lit(EACH))
        .otherwise(noun)
    )


@cache
def _costs() -> pl.Expr:
    """'Один автобус стоит 45 млн', 'бір автобус 45 млн теңге тұрады'; nothing built, and no other told of."""
    e = toml("rates")["each"]
    reach = pl.when(pl.col("language").str.starts_with("kk")).then(_COSTS["kk"]).otherwise(_COSTS["foreign"])
    told = (pl.col("costs") <= reach) & (pl.col("verb_clause") == pl.col("clause")) & pl.col("is_only")
    is_work = pl.any_horizontal(pl.col(f"form{k}").str.contains(e["works"]) for k in range(1, _WORKS + 1))
    is_another = pl.col("form-1").is_in(e["another"])
    of_other = pl.col("before_verb").str.contains(e["told_of"]) | pl.col("verb").str.contains(e["participle"])
    barred = pl.any_horizontal(c.fill_null(False) for c in (is_work, is_another, of_other))
    return pl.col("form0").is_in(e["one_costs"]) & told.fill_null(False) & ~barred


def is_person(place: int) -> pl.Expr:
    """Whether the word some places on is one for people."""
    units, form = toml("units"), pl.col(f"form{place}")
    by_ending = form.str.contains(units["person_ending"]) & ~form.str.contains(units["no_person"])
    by_ending |= form.str.contains(toml("rates")["each"]["people"])
    of_people = (pl.col(f"code{place}") == "U") & pl.col(f"stem{place}").is_in(
        toml("rates")["of_units"]["people"]
    )
    return (of_people | by_ending).fill_null(False)
