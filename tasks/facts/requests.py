"""Money asked for or promised in vain: 'просил 3 млрд, но заявку отклонили', '3 млрд сұраған, бірақ бөлінбеді'."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.nearest import beside
from tasks.language.runs import by_word, constant, flagged, neighbour, of_sentences, window
from tasks.lexicon import toml

_ASKED = 10  # words between the asking and the sum
_SOON = 9  # words of the next sentence in which the answer stands
_AROUND = {"form": (-1, 3)}
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
    rows = pl.int_range(words.height, eager=True)
    said = words.select("sentence_id", "token_no", "language").hstack(window(words, rows, _AROUND))
    refers = pl.concat_str("form0", pl.lit(" "), pl.col("form1").fill_null("")).str.contains(r["refers"])
    opening = said.filter(pl.col("token_no") == 0).select("sentence_id", refers=refers)
    told = said.select("sentence_id", "token_no", *_noes()).filter(
        pl.any_horizontal("is_refused", "is_withheld", "is_contrast")
    )
    return told.join(opening, on="sentence_id", how="left", maintain_order="left")


@cache
def _noes() -> tuple[pl.Expr, ...]:
    """is_refused: of a request only; is_withheld: of money promised too; is_contrast: of what was got instead."""
    r, d = toml("roles")["requests"], toml("roles")["denied"]
    form, last = pl.col("form0"), pl.col("form-1").fill_null("")
    ahead = [pl.col(f"form{k}").fill_null("") for k in (1, 2, 3)]
    isnt = last.str.contains(d["negation"])
    saying = pl.any_horizontal(w.str.contains(d["saying"]) for w in ahead)
    two = pl.concat_str(last, pl.lit(" "), form)
    gave_up = pl.col("form-1").is_in(d["first"]) & form.str.contains(d["second"])
    refused = (form.str.contains(d["refused"]) | form.str.contains(r["refused"]) | gave_up) & ~isnt & ~saying
    negated = form.str.contains(d["negation"])

    def undone(key: str) -> pl.Expr:
        met = [w.str.contains(r[key]) for w in ahead]
        light = [w.is_in(d["light"]) for w in ahead]
        return negated & (met[0] | (light[0] & (met[1] | (light[1] & met[2]))))

    none = form.is_in(d["none"]) & last.str.contains(d["given"])
    ungiven = form.str.contains(r["ungiven"])
    return (
        ((refused | undone("unmet")) & ~ahead[0].is_in(d["none"])).fill_null(False).alias("is_refused"),
        (undone("unpaid") | none | ungiven | two.str.contains(r["two"]))
        .fill_null(False)
        .alias("is_withheld"),
        form.str.contains(r["contrast"]).alias("is_contrast"),
    )
