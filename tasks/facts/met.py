"""Money that was wanted and is there: asked for and then given, or needed for what has been done with it."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.language.runs import constant, flagged, neighbour, of_sentences
from tasks.lexicon import toml


def met(
    near: pl.DataFrame, roles: pl.DataFrame, own: pl.DataFrame, words: pl.DataFrame, sentences: pl.DataFrame
) -> pl.Series:
    """Whether money of which its cue says that it is wanted, or nothing, was given all the same: by the words around.

    Args:
        near: as `votes.amounts` gives them.
        roles: as `roles.ranked` gives them.
        own: TOKENS of the sentences with money.
        words: TOKENS of the articles with money.
        sentences: SENTENCES.
    """
    u = toml("roles")["ungiven"]
    asked = near.select(
        "no",
        "sentence_id",
        "token_start",
        "token_end",
        since=neighbour("token_end", -1).fill_null(0),
        is_last=neighbour("token_start", 1).is_null(),
        form=roles["form"],
        cue_id=roles["cue_id"],
    ).filter(pl.col("cue_id").is_in([*u["wanted"], u["again"]]))
    if asked.is_empty():  # as in most batches of a few articles
        return constant(False, near.height, pl.Boolean)
    around = asked.join(of_sentences(own, asked["sentence_id"]).select(_WORD), on="sentence_id")
    at = pl.col("token_no")
    before = at < pl.col("token_start")
    told = _joined(
        around, before=before, latest=before & (at >= pl.col("since")), behind=at >= pl.col("token_end")
    )
    homes = sentences.select("sentence_id", "article_id")
    following = asked.filter("is_last").join(homes, on="sentence_id").with_columns(pl.col("sentence_id") + 1)
    following = following.join(homes, on=["sentence_id", "article_id"])
    following = following.join(of_sentences(words, following["sentence_id"]).select(_WORD), on="sentence_id")
    told = asked.join(told, on="no", how="left", maintain_order="left").join(
        _joined(following, following=pl.lit(value=True)), on="no", how="left", maintain_order="left"
    )
    return flagged(told.filter(_is_got() | _is_answered() | _is_past())["no"], near.height)


_WORD = ("sentence_id", "token_no", pl.col("form").alias("word"))


def _joined(words: pl.DataFrame, **parts: pl.Expr) -> pl.DataFrame:
    """no and the words of each part, in order, with a space around each."""
    joined = (
        pl.format(" {} ", pl.col("word").filter(is_in).str.join(" ")).alias(c) for c, is_in in parts.items()
    )
    return words.group_by("no", maintain_order=True).agg(joined)


@cache
def _is_got() -> pl.Expr:
    """'Запросили 3 млрд и получили 2 млрд': behind what is wanted, and right before the sum, a verb of getting it."""
    m = toml("roles")["met"]
    got = pl.col("latest").str.extract(f"^.* (?:{m['gives']})((?: [^ ]+)*?) $")
    is_behind = pl.col("before").str.contains(f" (?:{m['wants']})[^ ]* (?:[^ ]+ )*?(?:{m['gives']}) ")
    is_no = pl.col("latest").str.contains(f" (?:{m['no']}) (?:[^ ]+ ){{0,2}}?(?:{m['gives']}) ")
    is_near = (got.str.count_matches(" ") <= int(m["near"])) & ~got.str.contains(f" (?:{m['wants']})")
    is_got_kk = pl.col("behind").str.contains(m["got_behind"])
    return (is_near & is_behind & ~is_no).fill_null(value=False) | is_got_kk.fill_null(value=False)


@cache
def _is_answered() -> pl.Expr:
    """'Запросили 3 млрд, и их выделили': the same sentence or the next one tells that just that money was given."""
    m = toml("roles")["met"]

    def tells(text: str, answer: str) -> pl.Expr:
        is_so, is_no = (pl.col(text).str.contains(p) for p in (answer, f" (?:(?:{m['no']}) |{m['part']})"))
        return (is_so & ~is_no).fill_null(value=False)

    return pl.col("is_last") & (tells("behind", m["answer"]) | tells("following", m["answer"]))


@cache
def _is_past() -> pl.Expr:
    """'На ремонт потребовалось 3 млрд': what was needed for a thing done is what went into it."""
    m = toml("roles")["met"]
    is_past = pl.col("form").str.contains(m["past"]) | pl.col("behind").str.contains(m["past_behind"])
    is_of_works = pl.col("form").str.contains(m["past_of_works"]) & pl.col("before").str.contains(m["works"])
    is_if = pl.col("before").str.contains(m["if"]) | pl.col("behind").str.contains(m["if"])
    return ((is_past | is_of_works) & ~is_if).fill_null(value=False)
