"""The votes of cues for the role of an amount: weight × place × case × distance × clause, all kept in a frame."""

from __future__ import annotations

import polars as pl

from tasks.facts.nearest import beside
from tasks.language.runs import gathered, rows_of, window
from tasks.lexicon import toml

_CUES = 1 << 16  # more than a lexicon has


def amounts(money: pl.DataFrame, tokens: pl.DataFrame) -> pl.DataFrame:
    """What the scorer needs to know of each amount.

    Args:
        money: MENTIONS of kind money, in order.
        tokens: TOKENS with `language`.

    Returns:
        `no` (0 … in order), sentence_id, token_start, token_end, `ordinal` within the sentence, `case` (bare gen dat
        acc abl adj …; 'end' for the dative of a rise or fall), `is_part` ('соның 5 миллионы': an amount of something
        said before), `is_change`, `is_start` (its last word is 'begins at'), `is_given_to` (a dative before it),
        `is_dashed` (a dash follows), `has_share` (a number follows: "5 млрд теңгенің 9 пайызы"), `is_whole` (of
        which a part is to be said: "из 5 млрд"), `clause_start`, `clause_end`.
    """
    start, end = (money[c].cast(pl.Int64) for c in ("token_start", "token_end"))
    first, last = (rows_of(tokens, money["sentence_id"], at) for at in (start, end - 1))
    before = window(tokens, first, {"form": (-2, -1), "code": (-1, -1)})
    after = window(tokens, last, {"form": (0, 1), "code": (1, 1)})
    st = toml("roles")["structure"]
    following = after["form1"]
    beneath = pl.when(before["code-1"] == "-").then(before["form-2"])
    own = pl.col("ending").fill_null("")
    foreign = {k: float(v) for k, v in toml("roles")["exchange"].items()}
    worth = pl.col("value") * pl.col("currency").replace_strict(foreign, default=1.0, return_dtype=pl.Float64)
    bare_case = own.str.strip_prefix("p").replace({"": "bare", "att": "adj", "equ": "bare"})
    return (
        money.select(
            "sentence_id", "token_start", "token_end", "value", "currency", "value_from", "comparator"
        )
        .with_row_index("no")
        .with_columns(ordinal=pl.int_range(pl.len()).over("sentence_id"))
        .with_columns(
            *gathered(tokens, first, {"clause_start": "clause"}),
            *gathered(tokens, last, {"clause_end": "clause", "ending": "case"}),
            is_given_to=beneath.otherwise(before["form-1"]).str.contains(st["dative"]).fill_null(False),
            is_change=following.str.contains(st["change"]),
            carries=following.str.contains(st["carrier"]).fill_null(False),
            owns=following.str.contains(st["genitive"]).fill_null(False),
            is_dashed=(after["code1"] == "-").fill_null(False),
            has_share=(after["code1"] == "n").fill_null(False),
            is_start=after["form0"].str.contains(st["starting"]),
            is_whole=before["form-1"].is_in(st["of_whole"]),
        )
        .with_columns(
            worth=worth,
            case=bare_case,
            # 'АҚШ доллары', 'Ресей рублі' are compounds: their ending names no whole
            is_part=own.str.starts_with("p") & ~pl.col("currency").is_in(list(foreign)),
            is_change=pl.col("is_change").fill_null(False),
            is_whole=pl.col("is_whole").fill_null(False),
        )
        .with_columns(
            case=pl.when((pl.col("case") == "bare") & pl.col("carries"))
            .then(pl.lit("dat"))
            .when((own == "") & pl.col("owns"))
            .then(pl.lit("gen"))
            .otherwise("case")
        )
        .with_columns(
            case=pl.when(
                (pl.col("is_change") | pl.col("value_from").is_not_null()) & (pl.col("case") == "dat")
            )
            .then(pl.lit("end"))
            .otherwise("case")
        )
        .drop("ending", "carries", "owns")
    )


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
    pairs = beside(near, cues.rename({"amount": "asks"}).with_columns(hit=word)).filter(
        pl.col("asks").is_null()
        | pl.col("asks").list.contains(pl.col("amount_case"))
        | (pl.col("name") != "kk")
    )
    return _weighed(pairs)


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
    st, clause = toml("roles")["structure"], toml("roles")["clause"]
    place = pl.col("place")
    far = pl.when(place == "predicate").then(0).otherwise("distance")
    kk = pl.col("name") == "kk"
    share = (
        pl.when(place.is_in(["next", "predicate"]))
        .then("next")
        .when(place == "after")
        .then("after")
        .when(place == "attribute")
        .then(pl.when(kk).then(st["participle"]).otherwise(st["participle_other"]))
        .otherwise("before")
        * pl.lit(0.5).pow(far / pl.when("is_after").then("half_after").otherwise("half"))
        * pl.lit(clause["factor"]).pow(pl.col("bounds"))
        * pl.when("is_after").then("cross_after").otherwise("cross_before").pow(pl.col("between"))
    )
    is_late_noun = (place == "after") & ~pl.col("kind").is_in(["verb", "near"])
    owned = is_late_noun & (pl.col("amounts_after") > 0) & kk
    said_of_head = (place == "after") & (pl.col("amount_case") == "adj") & kk
    said_of_part = pl.col("is_whole") & pl.col("is_after") & (pl.col("kind") == "verb")
    # '400 мың теңге жәрдемақы мен 6 млн теңге …': a noun right after a sum is that sum's
    taken = (place == "before") & (pl.col("kind") == "noun") & kk
    taken &= (place == "next").any().over("hit")
    # 'қалған 6 млрд, негізсіз төленген 4 млн': a participle before an amount says nothing of the amount before
    of_another = (place == "after") & (place == "attribute").any().over("hit")
    said_of_part |= (
        (place == "after")
        & (pl.col("amount_case") == "gen")
        & kk
        & ((pl.col("between") > 0) | pl.col("has_share"))
    )
    of_cue = pl.col("no").cast(pl.Int64) * _CUES + pl.col("cue")
    cast = pairs.with_columns(place=_place(), of_cue=of_cue).with_columns(
        vote=pl.col("power")
        * share
        * pl.when(owned).then(st["owned"]).otherwise(1.0)
        * pl.when(said_of_head).then(st["attributive"]).otherwise(1.0)
        * pl.when(said_of_part).then(st["partitive"]).otherwise(1.0)
        * pl.when(taken).then(st["taken"]).otherwise(1.0)
        * pl.when(of_another).then(st["of_another"]).otherwise(1.0)
    )
    is_head = (
        (pl.col("kind") == "noun")
        & (place == "before")
        & (pl.col("bounds") < 0.5)
        & (pl.col("weight") >= st["head_weight"])
    )
    nominative = is_head & (~kk | (pl.col("case_factor").fill_null(1.0) > 0.9))
    nearest = pl.when(nominative).then(pl.col("distance")).min().over("no")
    has_verb = (
        (
            (pl.col("kind") == "verb")
            & pl.col("is_after")
            & (pl.col("vote") >= st["agent_verb"])
            & ~(kk & pl.col("is_passive"))
        )
        .any()
        .over("no")
    )
    return (
        cast.with_columns(
            vote=pl.when((pl.col("kind") == "stock") & (place == "before") & has_verb)
            .then(pl.col("vote") * st["agent"])
            .when(is_head & (pl.col("distance") > nearest))
            .then(pl.col("vote") * st["another_head"])
            .otherwise("vote")
        )
        .filter(pl.col("vote") > 0.01)
        .sort("no", "vote", descending=[False, True], maintain_order=True)
        .unique("of_cue", keep="first", maintain_order=True)
        .select("no", "role", "cue_id", "form", "place", "vote")
    )
