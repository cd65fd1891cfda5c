"""The votes of cues for the role of an amount: weight × place × case × distance × clause, all kept in a frame."""

from __future__ import annotations

from functools import cache, reduce
from operator import mul

import polars as pl

from tasks.facts.nearest import beside
from tasks.facts.role_cues import cue_table
from tasks.language.once import fits
from tasks.language.runs import any_of, place
from tasks.language.windows import gathered, rows_of, window
from tasks.lexicon import toml

_VOTED = ("no", "role", "cue_id", "form", "place")
_MEASURES = 7  # words behind an amount in which another measure of the same and their verb stand
_SAME_CLAUSE = 0.3  # clause bounds between two words of one clause: a comma is more
_TOUCHES = 2  # words from a sum to the verb of its noun: '3 млн тенге нарушений устранено'
_OF_CUE = (
    "sentence_id",
    "token_no",
    "clause",
    "cue",
    "name",
    "is_picky",
    "is_of",
)  # asked of each pair first
_CUES = 1 << 16  # more than a lexicon has


def amounts(money: pl.DataFrame, tokens: pl.DataFrame) -> pl.DataFrame:
    """What the scorer needs to know of each amount.

    Args:
        money: MENTIONS of kind money, in order.
        tokens: TOKENS with `language`.

    Returns:
        `no` (0 … in order), sentence_id, token_start, token_end, `ordinal` within the sentence, `case` (bare gen dat
        acc abl adj …; 'end' for the dative of a rise or fall), `is_part` ('соның 5 миллионы': an amount of something
        said before), `turn` (the word behind that may tell of a rise), `is_change`, `is_start` (its last word is
        'begins at'), `is_given_to` (a dative before it), `is_told_of` (a noun may stand before it that it is the size
        of), `is_dashed` (a dash follows), `has_share` (a number follows: "5 млрд теңгенің 9 пайызы"), `is_whole` (of
        which a part is to be said: "из 5 млрд"), `clause_start`, `clause_end`.
    """
    start, end = (money[c].cast(pl.Int64) for c in ("token_start", "token_end"))
    first, last = (rows_of(tokens, money["sentence_id"], at) for at in (start, end - 1))
    before = window(tokens, first, {"form": (-2, -1), "code": (-1, -1)})
    after = window(tokens, last, {"form": (0, _MEASURES), "code": (1, 1), "case": (0, 0)})
    st = toml("roles")["structure"]
    following = after.select(_word_behind()).to_series()
    beneath = pl.when(before["code-1"] == "-").then(before["form-2"])
    own = pl.col("ending").fill_null("")
    foreign = {k: float(v) for k, v in toml("roles")["exchange"].items()}
    rate = pl.col("currency").replace_strict(foreign, default=1.0, return_dtype=pl.Float64)
    return (
        money.select(
            "sentence_id", "token_start", "token_end", "value", "currency", "value_from", "comparator"
        )
        .with_row_index("no")
        .with_columns(ordinal=place().cast(pl.Int64))
        .with_columns(
            *gathered(tokens, first, {"clause_start": "clause"}),
            *gathered(tokens, last, {"clause_end": "clause", "ending": "case"}),
            is_given_to=beneath.otherwise(before["form-1"]).str.contains(st["dative"]).fill_null(False),
            is_change=following.str.contains(st["change"]),
            turn=following,
            carries=following.str.contains(st["carrier"]).fill_null(False),
            owns=following.str.contains(st["genitive"]).fill_null(False),
            is_told_of=before["form-1"].str.contains(st["told_of"]).fill_null(False),
            is_dashed=(after["code1"] == "-").fill_null(False),
            has_share=(after["code1"] == "n").fill_null(False),
            is_start=after["form0"].str.contains(st["starting"]),
            is_whole=before["form-1"].is_in(st["of_whole"]),
        )
        .with_columns(
            pl.col("is_change", "is_whole").fill_null(False),
            worth=pl.col("value") * rate,
            # 'АҚШ доллары', 'Ресей рублі' are compounds: their ending names no whole
            is_part=own.str.starts_with("p") & ~pl.col("currency").is_in(list(foreign)),
        )
        .with_columns(case=_case())
        .drop("ending", "carries", "owns")
    )


@cache
def _word_behind() -> pl.Expr:
    """The word behind an amount, or behind another measure of the same: 'N теңгеге немесе 16,6 пайызға көбейді'.

    A comma or bracket joins the two only behind a dative: in '5 млрд теңге, 12 пайызға артты' the share alone rose.
    """
    st = toml("roles")["structure"]
    forms = [pl.col(f"form{k}") for k in range(2, _MEASURES + 1)]
    is_measured = pl.any_horizontal(form.str.contains(st["change_of"]) for form in forms[:4])
    verb = pl.coalesce(pl.when(~form.str.contains(st["change_aside"])).then(form) for form in forms)
    is_sign = pl.col("form1").is_in(st["change_or_sign"]) & pl.col("case0").str.ends_with("dat")
    is_or = (pl.col("form1").is_in(st["change_or"]) | is_sign) & is_measured
    return pl.when(is_or.fill_null(value=False)).then(verb).otherwise("form1").alias("turn")


@cache
def _case() -> pl.Expr:
    """The case of an amount: of its last word, or what the word behind it shows; a change's dative is its end."""
    own = pl.col("ending").fill_null("")
    bare = own.str.strip_prefix("p").replace({"": "bare", "att": "adj", "equ": "bare"})
    case = (
        pl.when((bare == "bare") & pl.col("carries"))
        .then(pl.lit("dat"))
        .when((own == "") & pl.col("owns"))
        .then(pl.lit("gen"))
        .otherwise(bare)
    )
    is_change = pl.col("is_change") | pl.col("value_from").is_not_null()
    return pl.when(is_change & (case == "dat")).then(pl.lit("end")).otherwise(case)


def votes(near: pl.DataFrame, cues: pl.DataFrame) -> pl.DataFrame:
    """The vote of each cue of a sentence for each of its amounts.

    Args:
        near: as `amounts` gives them.
        cues: as `role_cues.cues_in` gives them.

    Returns:
        no, role, cue_id, form, place (as `_place` gives it), vote; the strongest vote of a cue on an amount only.
    """
    # a word may be several cues
    word = pl.struct("sentence_id", "token_no").rle_id()
    told = cues.select(*_OF_CUE, hit=word).with_row_index("row")
    pairs = beside(near, told)
    is_asked = pl.col("is_picky") & (pl.col("name") == "kk")
    asks = pl.lit(cue_table()["amount"]).gather("cue")
    unasked = fits(pairs, is_asked, ~asks.list.contains(pl.col("amount_case")))
    touches = pl.col("is_after") & (pl.col("distance") <= _TOUCHES)
    pairs = pairs.filter(
        ~unasked,
        ~pl.col("is_of") | ((pl.col("bounds") < _SAME_CLAUSE) & (pl.col("is_told_of") | touches)),
    )
    return _weighed(pairs.hstack(cues.drop(_OF_CUE)[pairs["row"]]))


@cache
def _place() -> pl.Expr:
    """Where the cue stands: next | predicate | after | attribute | before."""
    is_next = (
        pl.col("is_after") & (pl.col("distance") <= 1) & (pl.col("between") == 0) & (pl.col("bounds") == 0)
    )
    # '5 миллиарды – былтырғы инвестициялық табыс': what closes the clause after a dash is what the sum is
    is_predicate = (
        pl.col("is_after")
        & pl.col("is_dashed")
        & (pl.col("kind") == "noun")
        & (pl.col("case") == "bare")
        & (pl.col("between") == 0)
        & (pl.col("bounds") == 0)
        & ~pl.col("is_word_next")
    )
    is_attribute = (
        ~pl.col("is_after") & (pl.col("kind") == "verb") & (pl.col("distance") <= 1) & pl.col("is_participle")
    )
    return (
        pl.when(is_next)
        .then(pl.lit("next"))
        .when(is_predicate)
        .then(pl.lit("predicate"))
        .when("is_after")
        .then(pl.lit("after"))
        .when(is_attribute)
        .then(pl.lit("attribute"))
        .otherwise(pl.lit("before"))
    )


def _weighed(pairs: pl.DataFrame) -> pl.DataFrame:
    of_cue = pl.col("no").cast(pl.Int64) * _CUES + pl.col("cue")
    return (
        pairs.with_columns(place=_place(), of_cue=of_cue)
        .with_columns(vote=pl.col("power") * _share() * _factor())
        .select(*_VOTED, "of_cue", vote=_beside_others())
        .filter(pl.col("vote") > 0.01)
        .sort("no", "vote", descending=[False, True], maintain_order=True)
        .unique("of_cue", keep="first", maintain_order=True)
        .select(*_VOTED, "vote")
    )


@cache
def _share() -> pl.Expr:
    """What the place of a cue leaves of its vote: by kind and side, distance, clauses and amounts between."""
    st, clause, place = toml("roles")["structure"], toml("roles")["clause"], pl.col("place")
    far = pl.when(place == "predicate").then(0).otherwise("distance")
    participle = pl.when(pl.col("name") == "kk").then(st["participle"]).otherwise(st["participle_other"])
    return (
        pl.when(place.is_in(["next", "predicate"]))
        .then("next")
        .when(place == "after")
        .then("after")
        .when(place == "attribute")
        .then(participle)
        .otherwise("before")
        * pl.lit(0.5).pow(far / pl.when("is_after").then("half_after").otherwise("half"))
        * pl.lit(clause["factor"]).pow(pl.col("bounds"))
        * pl.when("is_after").then("cross_after").otherwise("cross_before").pow(pl.col("between"))
    )


@cache
def _factor() -> pl.Expr:
    """What weakens a cue that is rather said of another amount, or of what the amount belongs to."""
    st, place, kk = toml("roles")["structure"], pl.col("place"), pl.col("name") == "kk"
    is_late_noun = (place == "after") & ~pl.col("kind").is_in(["verb", "near"])
    said_of_part = pl.col("is_whole") & pl.col("is_after") & (pl.col("kind") == "verb")
    said_of_part |= (
        (place == "after")
        & (pl.col("amount_case") == "gen")
        & kk
        & ((pl.col("between") > 0) | pl.col("has_share"))
    )
    # '400 мың теңге жәрдемақы мен 6 млн теңге …': a noun right after a sum is that sum's
    taken = (place == "before") & (pl.col("kind") == "noun") & kk
    taken &= any_of("hit", place == "next")
    weakened = {
        "owned": is_late_noun & (pl.col("amounts_after") > 0) & kk,
        "attributive": (place == "after") & (pl.col("amount_case") == "adj") & kk,
        "partitive": said_of_part,
        "taken": taken,
        # 'қалған 6 млрд, негізсіз төленген 4 млн': a participle before an amount says nothing of the amount before
        "of_another": (place == "after") & any_of("hit", place == "attribute"),
        # 'ущерб составил 5 млрд, возмещено 4 млрд': behind a comma, a verb with a sum right behind it is that sum's
        "of_next": (place == "after")
        & (pl.col("kind") == "verb")
        & ~kk
        & (pl.col("bounds") > 0)
        & any_of("hit", (place == "before") & (pl.col("distance") <= 1)),
    }
    return reduce(mul, (pl.when(has).then(st[name]).otherwise(1.0) for name, has in weakened.items()))


@cache
def _beside_others() -> pl.Expr:
    """The vote beside those of other cues: a nearer head noun, or a verb of which a stock is only the agent."""
    st, place, kk = toml("roles")["structure"], pl.col("place"), pl.col("name") == "kk"
    is_head = (
        (pl.col("kind") == "noun")
        & (place == "before")
        & (pl.col("bounds") < 0.5)
        & (pl.col("weight") >= st["head_weight"])
    )
    nominative = is_head & (~kk | (pl.col("case_factor").fill_null(1.0) > 0.9))
    nearest = pl.when(nominative).then(pl.col("distance")).min().over("no")
    is_verb = (
        (pl.col("kind") == "verb")
        & pl.col("is_after")
        & (pl.col("vote") >= st["agent_verb"])
        & ~(kk & pl.col("is_passive"))
    )
    is_agent = (pl.col("kind") == "stock") & (place == "before") & any_of("no", is_verb)
    return (
        pl.when(is_agent)
        .then(pl.col("vote") * st["agent"])
        .when(is_head & (pl.col("distance") > nearest))
        .then(pl.col("vote") * st["another_head"])
        .otherwise("vote")
    )
