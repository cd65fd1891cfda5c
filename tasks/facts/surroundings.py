"""Votes from outside the sentence: what was named last, the line that opens a list, the title; and of mere size."""

from __future__ import annotations

import polars as pl

from tasks.language.runs import by_word, latest, taken
from tasks.language.windows import rows_of
from tasks.lexicon import LETTER, toml

_BULLET = r"^\s*(?:[-–—•*·▪●]|\d{1,2}[.)])"


def topics(near: pl.DataFrame, cues: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
    """What was named last before each amount, in its sentence or the one before: 'субсидия', 'несие', 'айыппұл'.

    Args:
        near: as `votes.amounts` gives them.
        cues: as `role_cues.cues_in` gives them, of the sentence before too.
        sentences: SENTENCES.

    Returns:
        votes of the cue 'topic'.
    """
    c, e = toml("roles")["context"], toml("roles")["echo"]
    order = sentences.select("sentence_id", "article_id", "sentence_no")
    said = (
        cues.select("sentence_id", "token_no", "role", "kind", "weight")
        .filter(
            (pl.col("kind") == "noun") & (pl.col("weight") >= e["least"]) & pl.col("role").is_in(e["roles"])
        )
        .join(order, on="sentence_id", maintain_order="left")
        .select("article_id", "role", said_no="sentence_no", at=_position("token_no"))
        .sort("at")
    )
    placed = near.select("no", "sentence_id", "token_start").join(
        order, on="sentence_id", how="left", maintain_order="left"
    )
    last = placed.with_columns(at=_position("token_start")).join_asof(
        said, on="at", by="article_id", strategy="backward", check_sortedness=False
    )
    far = pl.col("sentence_no").cast(pl.Int64) - pl.col("said_no").cast(pl.Int64)
    return last.filter(pl.col("role").is_not_null() & (far <= 1)).select(
        "no",
        "role",
        cue_id=pl.lit("topic"),
        form=pl.lit(""),
        place=pl.lit("context"),
        vote=pl.lit(float(c["topic"])) * pl.lit(c["fade"]).pow(far),
    )


def _position(token: str) -> pl.Expr:
    """A number that grows through an article."""
    return pl.col("sentence_no").cast(pl.Int64) * 100_000 + pl.col(token)


def echoed(own: pl.DataFrame, around: pl.DataFrame, cues: pl.DataFrame) -> pl.DataFrame:
    """Verbs of giving say how money moves, not what it is: a share of their votes goes to what it was before.

    Args:
        own: votes of the amounts' own sentences.
        around: votes as `inherited` and `framed` give them.
        cues: as `role_cues.cues_in` gives them; `echo` marks such verbs.

    Returns:
        `own` with the votes of such verbs shared out; the columns of `own`.
    """
    e = toml("roles")["echo"]
    is_part = pl.col("cue_id") == "part of it"
    told = (
        around.filter(
            (is_part & ~pl.col("role").is_in(e["not_part"]))
            | (pl.col("cue_id").is_in(["as before", "topic"]) & pl.col("role").is_in(e["roles"]))
            | (pl.col("place").is_in(["title", "lead"]) & pl.col("role").is_in(e["roles"]))
        )
        .with_columns(
            share=pl.when(is_part)
            .then(float(e["part"]))
            .when(pl.col("cue_id") == "topic")
            .then(float(e["topic"]))
            .when(pl.col("place") == "context")
            .then(float(e["before"]))
            .otherwise(float(e["above"]))
        )
        .sort("no", "share", "vote", descending=[False, True, True], maintain_order=True)
        .unique("no", keep="first", maintain_order=True)
        .select("no", "share", again="role")
    )
    moving = cues.filter("echo").select("cue_id").unique()
    given = own.join(moving, on="cue_id", how="semi", maintain_order="left").join(
        told, on="no", maintain_order="left"
    )
    kept = own.join(given.select("no", "cue_id"), on=["no", "cue_id"], how="anti", maintain_order="left")
    rest = given.with_columns(vote=pl.col("vote") * (1 - pl.col("share"))).select(own.columns)
    there = given.with_columns(
        role="again", cue_id=pl.lit("again, ") + pl.col("cue_id"), vote=pl.col("vote") * pl.col("share")
    ).select(own.columns)
    return pl.concat([kept, rest, there])


def frames_of(sentences: pl.DataFrame) -> pl.DataFrame:
    """The lines that stand above each sentence.

    Args:
        sentences: SENTENCES.

    Returns:
        sentence_id, article_id, `lead` (the line ending in a colon that opens the list which the sentence is in),
        `heading`, `title`: sentence_ids or null.
    """
    text = pl.col("sentence")
    lines = sentences.select(
        "sentence_id",
        "article_id",
        lead=pl.when(text.str.contains(r":\s*$")).then("sentence_id"),
        heading=pl.when(pl.col("role") == "heading").then("sentence_id"),
        title=pl.when(pl.col("role") == "title").then("sentence_id"),
        is_item=text.str.contains(_BULLET) | text.str.contains(r"[;:]\s*$"),
    )
    # A list begins with the line before its first item, or with the article.
    begins = ~pl.col("is_item") | pl.col("lead").is_not_null()
    begins = begins | (pl.col("article_id") != pl.col("article_id").shift(1)).fill_null(True)
    row = pl.int_range(pl.len(), dtype=pl.UInt32)
    return lines.with_columns(
        lead=pl.col("lead").gather(pl.when(begins).then(row).forward_fill()),
        heading=latest(pl.col("heading"), "article_id"),
        title=latest(pl.col("title"), "article_id"),
    ).drop("is_item")


def framed(near: pl.DataFrame, best: pl.DataFrame, cues: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Votes of the line with a colon above a list, of the heading and of the title, where the sentence is silent.

    Args:
        near: as `votes.amounts` gives them.
        best: no, role, total.
        cues: as `role_cues.cues_in` gives them, of these lines too.
        lines: as `frames_of` gives them.

    Returns:
        votes with the place 'lead', 'heading' or 'title'.
    """
    c = toml("roles")["context"]
    marked = (
        near.select("no", "sentence_id", "ordinal")
        .join(best, on="no", how="left", maintain_order="left")
        .join(lines, on="sentence_id", maintain_order="left")
        .with_columns(is_open=pl.col("total").fill_null(0.0) < c["enough"])
    )
    told = cues.filter(pl.col("kind").is_in(["noun", "verb"]) & ~pl.col("is_picky")).select(
        "role", "cue_id", "form", "power", source="sentence_id"
    )
    out = []
    for place, weight in (("lead", c["lead"]), ("heading", c["title"]), ("title", c["title"])):
        there = marked.filter(
            pl.col(place).is_not_null() & (pl.col(place) != pl.col("sentence_id")),
            (pl.col("is_open") & (pl.col("ordinal") == 0)) | pl.lit(place == "lead"),
        ).select("no", source=place)
        out.append(
            there.join(told, on="source", maintain_order="left").select(
                "no", "role", "cue_id", "form", place=pl.lit(place), vote=pl.col("power") * weight * 0.35
            )
        )
    return pl.concat(out).unique(["no", "cue_id", "place"], keep="first", maintain_order=True)


def received(
    own: pl.DataFrame,
    near: pl.DataFrame,
    cues: pl.DataFrame,
    sentences: pl.DataFrame,
    lines: pl.DataFrame,
) -> pl.DataFrame:
    """Votes for what another budget gives as revenue, where a list of revenue names it.

    Args:
        own: votes of the amounts' own sentences.
        near: as `votes.amounts` gives them.
        cues: as `role_cues.cues_in` gives them, of the lines above too.
        sentences: SENTENCES.
        lines: as `frames_of` gives them.

    Returns:
        the votes of such transfers, for the role of the list.
    """
    w = toml("roles")["within"]
    given = own.filter(pl.col("cue_id") == w["of"])
    if given.is_empty():
        return given
    is_head = (pl.col("cue_id") == "revenue") & pl.col("form").str.contains(w["heads"])
    heads = cues.filter(is_head)["sentence_id"].unique()
    headed = sentences.filter(pl.col("sentence_id").is_in(heads.implode()))
    lists = headed.filter(pl.col("sentence").str.contains(w["lists"]))
    items = lines.filter(pl.col("lead").is_in(heads.implode()))
    within = pl.concat([lists["sentence_id"], items["sentence_id"]])
    there = near.filter(pl.col("sentence_id").is_in(within.implode()))["no"]
    return given.filter(pl.col("no").is_in(there.implode())).with_columns(
        role=pl.lit(w["role"]), cue_id=pl.lit("received"), vote=pl.col("vote") * w["factor"]
    )


def priors(near: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """Weak votes of the sum's own size and form; none where nothing but the amount is said.

    Args:
        near: as `votes.amounts` gives them.
        words: TOKENS of the sentences with money.

    Returns:
        votes with the place 'size'.
    """
    is_word = by_word(words, pl.col("form").str.contains(rf"^{LETTER}{{2}}").alias("is_word"))
    counted = (
        words.select("sentence_id")
        .hstack(is_word)
        .with_columns(upto=pl.col("is_word").cum_sum().cast(pl.Int64))
    )
    letters = counted.group_by("sentence_id").agg(words=pl.col("is_word").sum().cast(pl.Int64))
    home, last = near["sentence_id"], near["token_end"].cast(pl.Int64) - 1
    first, upto = rows_of(words, home, near["token_start"]), counted["upto"]
    inside = taken(upto, rows_of(words, home, last)) - taken(upto, first) + taken(counted["is_word"], first)
    near = near.join(letters, on="sentence_id", how="left", maintain_order="left").filter(
        pl.col("words") > pl.lit(inside)
    )
    worth = pl.col("worth")
    out = []
    for p in toml("roles")["prior"]:
        fits = (worth >= p.get("above", 0)) & (worth < p.get("below", float("inf")))
        if "given_to" in p:
            fits &= pl.col("is_given_to") == p["given_to"]
        out.append(_voting(near.filter(fits), p["role"], f"size, {p['role']}", p["weight"]))
    st = toml("roles")["structure"]
    of_price = near.filter((pl.col("case") == "adj") & (worth >= st["attributive_least"]))
    out.append(_voting(of_price, "cost", "an adjective of price", st["attributive_cost"]))
    starting = near.filter(pl.col("is_start") & (worth < st["attributive_least"]))
    out.append(_voting(starting, "price", "begins at", st["starting_price"]))
    return pl.concat(out)


def _voting(near: pl.DataFrame, role: str, cue: str, vote: float) -> pl.DataFrame:
    return near.select(
        "no",
        role=pl.lit(role),
        cue_id=pl.lit(cue),
        form=pl.lit(""),
        place=pl.lit("size"),
        vote=pl.lit(float(vote)),
    )
