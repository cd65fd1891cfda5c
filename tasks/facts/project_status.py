"""Which cue licenses an object as a project, and how far along the clause says it is."""

from __future__ import annotations

import polars as pl

_NEAR = 22  # words between an object and what is said of it
_STRONG = {"cancelled": 5, "suspended": 4}
_WORKING = ["build", "realise", "finish", "near", "stop", "cancel", "propose", "plan", "works", "ready", "close", "must"]
_MONEY = ["fund", "spend", "must", "plan"]
_AFTER_GENITIVE = ["works", "paper", "price", "idea", "ready"]


def judged(objects: pl.DataFrame, words: pl.DataFrame, money: pl.DataFrame) -> pl.DataFrame:
    """Decides for each object.

    Args:
        objects: row (of the head, or of the number of a part), start (row where the phrase begins), sentence_id,
            article_id, clause, head_case, language, is_counted; one row an object.
        words: as `project_phrases.marked` gives them.
        money: finance rows: sentence_id, token_start.

    Returns:
        row, status, cue_form (the deciding word), is_direct (the cue stands in the object's own clause), for objects
        that a cue licenses.
    """
    cues = words.filter(pl.col("cue").is_not_null()).select(
        "sentence_id", "cue", "cue_status", "tense", "is_attribute", "is_negated",
        cue_row=pl.col("row").cast(pl.Int64), cue_form="form", cue_clause="clause",
    )  # fmt: skip
    has_money = money.select("sentence_id").unique().with_columns(has_money=pl.lit(True))
    pairs = (
        objects.join(cues, on="sentence_id", how="inner", maintain_order="left")
        .join(has_money, on="sentence_id", how="left", maintain_order="left")
        .with_columns(pl.col("has_money").fill_null(False), distance=pl.col("cue_row") - pl.col("row").cast(pl.Int64))
        .with_columns(
            own=pl.col("cue_clause") == pl.col("clause"),
            kazakh=pl.col("language").str.starts_with("kk"),
            inside=(pl.col("distance") < 0) & (pl.col("cue_row") >= pl.col("start").cast(pl.Int64) - 3) & pl.col("is_attribute"),
        )
    )
    pairs = pairs.with_columns(licensed=_licence())
    licensed = pairs.group_by("row").agg(pl.col("licensed").any()).filter("licensed").select("row")
    return _stage(pairs.join(licensed, on="row", how="semi", maintain_order="left"))


def _licence() -> pl.Expr:
    """The cue governs the object: by the object's case, and by what kind of cue it is."""
    case, cue, ahead = pl.col("head_case"), pl.col("cue"), pl.col("distance") > 0
    near = pl.col("distance").abs() <= _NEAR
    free = ahead & pl.col("own") & near
    nominative, genitive = case.is_in(["", "p"]), case.is_in(["gen", "pgen"])
    accusative, dative = case.is_in(["acc", "pacc"]), case.is_in(["dat", "pdat"])
    return (
        (pl.col("kazakh") & (
            (free & (nominative | accusative) & cue.is_in(_WORKING))
            | (free & (nominative | accusative) & cue.is_in(["fund", "spend", "begin"]) & pl.col("is_counted"))
            | (free & genitive & cue.is_in(_AFTER_GENITIVE) & (pl.col("distance") <= 4))
            | (free & genitive & pl.col("is_counted") & cue.is_in(_WORKING))
            | (free & dative & cue.is_in(_MONEY) & pl.col("has_money"))
            | (free & dative & cue.is_in(["build"]) & pl.col("is_counted"))
            | (free & case.is_in(["abl", "pabl"]) & (cue == "cancel"))
            | (pl.col("inside") & cue.is_in(["build", "finish", "plan", "stop", "must", "realise"]))
        ))
        | (~pl.col("kazakh") & pl.col("own") & near & (cue != "price"))
    ).fill_null(False)  # fmt: skip


def _stage(pairs: pl.DataFrame) -> pl.DataFrame:
    """The matrix verb comes last in a Kazakh clause; what halts or ends a project outweighs it."""
    said = pl.col("cue_status").is_not_null()
    strong = pl.col("cue_status").replace_strict(_STRONG, default=0, return_dtype=pl.Int32)
    ahead = pl.col("distance") > 0
    rank = (
        pl.when(~said).then(0)
        .when(~pl.col("kazakh") & pl.col("own")).then(60 - pl.col("distance").abs().clip(0, 40))
        .when(pl.col("own") & ahead & ~pl.col("is_attribute")).then(100 + strong * 200 + pl.col("distance").clip(0, 50))
        .when(pl.col("own") & ahead).then(70)
        .when(pl.col("inside")).then(80)
        .when(ahead & ~pl.col("is_attribute")).then(60 - pl.col("distance").clip(0, 40))
        .otherwise(5)
    )  # fmt: skip
    best = (
        pairs.with_columns(rank=rank)
        .sort("row", "rank", descending=[False, True], maintain_order=True)
        .unique("row", keep="first", maintain_order=True)
    )
    return best.select(
        "row",
        "cue_form",
        status=pl.when(pl.col("rank") > 5).then("cue_status"),
        is_direct=pl.col("own") | pl.col("inside"),
    )
