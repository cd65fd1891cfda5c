"""Money asked for or promised in vain: 'просил 3 млрд, но заявку отклонили', '3 млрд сұраған, бірақ бөлінбеді'."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.nearest import beside
from tasks.language.runs import (
    by_word,
    constant,
    flagged,
    neighbour,
    of_sentences,
    rows_where,
    taken,
    words_of,
)
from tasks.language.windows import window_noted
from tasks.lexicon import LETTER, toml

_ASKED = 10  # words between the asking and the sum
_SOON = 9  # words of the next sentence in which the answer stands
_AROUND = {
    "form": (-1, 4),
    "is_negation": (-1, 0),
    "is_saying": (1, 3),
    "is_unmet": (1, 3),
    "is_unpaid": (1, 3),
    "is_light": (1, 3),
    "is_no_given": (0, 0),
    "is_ungiven": (0, 0),
    "is_contrast": (0, 0),
    "is_none": (0, 1),
    "is_given": (-1, -1),
    "is_first": (-1, -1),
    "is_second": (0, 0),
}
_SAYING = (
    "is_no_given",
    "is_second",
    "is_negation",
    "is_none",
    "is_ungiven",
    "is_contrast",
)  # what may say no
_NO_END = 1_000_000


def refused(near: pl.DataFrame, own: pl.DataFrame, words: pl.DataFrame, sentences: pl.DataFrame) -> pl.Series:
    """Whether an amount was asked for or promised in vain, by what its sentence goes on with or the next one says.

    Args:
        near: as `votes.amounts` gives them.
        own: TOKENS with `clause`, of the sentences with money.
        words: TOKENS of the articles with money.
        sentences: SENTENCES.
    """
    asked = _asked(near, own)
    if asked.is_empty():  # as in most batches of a few articles
        return constant(False, near.height, pl.Boolean)
    homes = sentences.select("sentence_id", "article_id")
    asked = asked.join(homes, on="sentence_id", how="left", maintain_order="left")
    told = _answers(of_sentences(words, pl.concat([asked["sentence_id"], asked["sentence_id"] + 1])))
    told = told.join(homes, on="sentence_id", how="left", maintain_order="left")
    goes_on = asked.join(told, on=["sentence_id", "article_id"]).filter(
        pl.col("token_no").is_between("from", "upto", closed="none")
    )
    following = asked.filter("is_last").with_columns(pl.col("sentence_id") + 1)
    following = following.join(told, on=["sentence_id", "article_id"]).filter(
        pl.col("refers") & (pl.col("token_no") < _SOON)
    )
    is_no = (pl.col("is_asked") & pl.col("is_refused")) | pl.col("is_withheld")
    less = pl.col("is_asked") & pl.col("gets_less") & pl.col("is_contrast")
    told_no = pl.concat([goes_on.filter(is_no | less)["no"], following.filter(is_no)["no"]])
    return flagged(told_no, near.height)


def _asked(near: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """The amounts that were asked for or promised: no, sentence_id, is_asked; from, upto: where an answer may stand.

    is_last: no amount of the sentence follows; gets_less: a smaller one does.
    """
    r, form = toml("roles")["requests"], pl.col("form")
    marks = by_word(
        words,
        form.str.contains(r["asked"]).alias("is_asked"),
        form.str.contains(r["promised"]).alias("is_promised"),
    )
    cues = words.select("sentence_id", "token_no", "clause").hstack(marks)
    cues = cues.filter(pl.col("is_asked") | pl.col("is_promised"))
    near = near.with_columns(
        upto=neighbour("token_start", 1).cast(pl.Int64).fill_null(_NO_END),
        gets_less=(
            (neighbour("value", 1) < pl.col("value")) & (neighbour("currency", 1) == pl.col("currency"))
        ).fill_null(False),
    )
    met = beside(near, cues).filter(
        pl.col("between") == 0, pl.col("bounds") < 1, pl.col("distance") <= _ASKED
    )
    return (
        met.group_by("no", maintain_order=True)
        .agg(pl.col("sentence_id").first(), pl.col("is_asked").any(), after=pl.col("token_no").max())
        .join(near.select("no", "token_end", "upto", "gets_less"), on="no", how="left", maintain_order="left")
        .with_columns(
            **{
                "from": pl.max_horizontal(
                    pl.col("token_end").cast(pl.Int64) - 1, pl.col("after").cast(pl.Int64)
                )
            },
            is_last=pl.col("upto") == _NO_END,
        )
        .drop("after", "token_end")
    )


def _answers(words: pl.DataFrame) -> pl.DataFrame:
    """sentence_id, token_no of what says no to a request, with is_refused, is_withheld, is_contrast.

    And `refers`: whether its sentence opens with what may be said of a request.
    """
    r = toml("roles")["requests"]
    unique, at = words_of(words, ["form"])
    noted = unique.with_columns(*_asked_of_words())
    two = pl.concat_str(neighbour("form", -1).fill_null(""), pl.lit(" "), "form").str.contains(r["two"])
    told = words.select("sentence_id", "token_no", is_two=two)
    says = noted.select(pl.any_horizontal(_SAYING)).to_series()
    rows = rows_where(taken(says, at) | told["is_two"])
    said = told[rows].hstack(window_noted(words, noted, at, rows, _AROUND))
    said = said.select("sentence_id", "token_no", *_noes()).filter(
        pl.any_horizontal("is_refused", "is_withheld", "is_contrast")
    )
    firsts = rows_where(words["token_no"] == 0)
    refers = pl.concat_str("form0", pl.lit(" "), pl.col("form1").fill_null("")).str.contains(r["refers"])
    opening = told.select("sentence_id")[firsts].hstack(
        window_noted(words, noted, at, firsts, {"form": (0, 1)}).select(refers=refers)
    )
    return said.join(opening, on="sentence_id", how="left", maintain_order="left")


@cache
def _asked_of_words() -> tuple[pl.Expr, ...]:
    r, d, form = toml("roles")["requests"], toml("roles")["denied"], pl.col("form")
    listed = (form.is_in(d[k]).alias(f"is_{k}") for k in ("light", "none", "first"))
    denied = (form.str.contains(d[k]).alias(f"is_{k}") for k in ("negation", "saying", "given", "second"))
    own = (form.str.contains(r[k]).alias(f"is_{k}") for k in ("unmet", "unpaid", "ungiven", "contrast"))
    refused = form.str.contains(d["refused"]) | form.str.contains(r["refused"])
    return *listed, *denied, *own, refused.alias("is_no_given")


@cache
def _noes() -> tuple[pl.Expr, ...]:
    """is_refused: of a request only; is_withheld: of money promised too; is_contrast: of what was got instead."""
    saying = pl.any_horizontal("is_saying1", "is_saying2", "is_saying3")
    gave_up = pl.col("is_first-1") & pl.col("is_second0")
    refused = (
        (pl.col("is_no_given0") | gave_up)
        & ~pl.col("is_negation-1").fill_null(False)
        & ~saying.fill_null(False)
    )

    def undone(key: str) -> pl.Expr:
        met, light = (
            [pl.col(f"{c}{k}").fill_null(False) for k in (1, 2, 3)] for c in (f"is_{key}", "is_light")
        )
        if key == "unpaid":
            met = [is_one & ~_of_things(k) for k, is_one in enumerate(met, 1)]
        return pl.col("is_negation0") & (met[0] | (light[0] & (met[1] | (light[1] & met[2]))))

    none = pl.col("is_none0") & pl.col("is_given-1")
    return (
        ((refused | undone("unmet")) & ~pl.col("is_none1").fill_null(False))
        .fill_null(False)
        .alias("is_refused"),
        (undone("unpaid") | none | (pl.col("is_ungiven0") & ~_of_things_kk()) | pl.col("is_two"))
        .fill_null(False)
        .alias("is_withheld"),
        pl.col("is_contrast0").alias("is_contrast"),
    )


def _of_things(verb: int) -> pl.Expr:
    """'Школы не получили учебников': what wasn't given is named right behind the verb, and is no money."""
    r, thing = toml("roles")["requests"], pl.col(f"form{verb + 1}")
    is_thing = thing.str.contains(rf"^{LETTER}") & ~thing.str.contains(r["money"])
    return (is_thing & pl.col(f"form{verb}").str.contains(r["hands"])).fill_null(False)


def _of_things_kk() -> pl.Expr:
    """'Мектептер оқулық алмады': … right before it in Kazakh."""
    r, thing = toml("roles")["requests"], pl.col("form-1")
    is_thing = thing.str.contains(rf"^{LETTER}") & ~thing.str.contains(r["money_kk"])
    return (is_thing & pl.col("form0").str.contains(r["hands_kk"])).fill_null(False)
