"""When a project begins and ends: the periods that stand by a verb of beginning or of ending."""

from __future__ import annotations

import polars as pl

from tasks.facts.project_forms import beginning
from tasks.language.letters import one_of
from tasks.language.runs import neighbour, taken
from tasks.language.windows import gathered, rows_of, window
from tasks.lexicon import toml

_ENDING = ["finish", "open", "near"]
_LEAD = 3  # words with which a sentence may refer to the object before it
_SAID = ("thing", "at", "is_start", "is_done", "period_start", "period_end")
_OPENS = 1  # where a period stands that opens its sentence: 'In 2025, …', 'Last year, …'
_NEAR = 8  # words between a period and its verb


def dated(candidates: pl.DataFrame, words: pl.DataFrame, when: pl.DataFrame) -> pl.DataFrame:
    """Finds the dates of each object.

    Args:
        candidates: row, thing, sentence_id, clause, article_id, sentence_no; statements about objects.
        words: as `project_phrases.marked` gives them.
        when: the periods found.

    Returns:
        thing, start_date, end_date; only where one is known, the beginning never after the end; is_ended: a verb of
        what is done says the end.
    """
    said = _verbs(_periods(words, when), words, candidates)
    near = pl.concat([_beside(said, candidates), _before(said, candidates, words)])
    near = near.unique(["thing", "at", "is_start"], keep="first", maintain_order=True).sort("thing", "at")
    start = pl.col("period_start").filter(pl.col("is_start")).drop_nulls().first()
    end = pl.col("period_end").filter(~pl.col("is_start")).drop_nulls().last()
    ended = pl.col("is_done").filter(~pl.col("is_start") & pl.col("period_end").is_not_null()).last()
    found = near.group_by("thing", maintain_order=True).agg(start_date=start, end_date=end, is_ended=ended)
    in_order = pl.col("start_date").is_null() | (pl.col("end_date") >= pl.col("start_date"))
    return found.with_columns(end_date=pl.when(in_order).then("end_date")).filter(
        pl.col("start_date").is_not_null() | pl.col("end_date").is_not_null()
    )


def _periods(words: pl.DataFrame, when: pl.DataFrame) -> pl.DataFrame:
    """The periods in their clauses; 'In 2025, the region built …' is of the clause that its comma opens."""
    rows = rows_of(words, when["sentence_id"], when["token_start"])
    behind = rows_of(words, when["sentence_id"], when["token_end"])
    near = window(words, behind, {"form": (0, 1), "clause": (1, 1), "language": (0, 0)})
    is_other = pl.col("form1").is_in(toml("projects")["dates"]["subordinate"])
    heads = pl.lit(when["token_start"]) <= _OPENS
    opens = (pl.col("form0") == ",") & (pl.col("language0") == "en") & heads & ~is_other
    leads = near.select(opens.fill_null(value=False)).to_series()
    home = gathered(words, rows, ["article_id", "sentence_no", "language"])
    own = taken(words["clause"], rows)
    clause = pl.select(clause=pl.when(leads).then(near["clause1"]).otherwise(own))
    at = pl.select(pl.when(leads).then(behind).otherwise(rows)).to_series()
    told = when.select("sentence_id", "token_start", "period_start", "period_end", at=at)
    return told.hstack([*home, *clause]).filter(pl.col("at").is_not_null())


def _verbs(periods: pl.DataFrame, words: pl.DataFrame, candidates: pl.DataFrame) -> pl.DataFrame:
    """Each period with the verb of beginning or ending it stands by: in Kazakh the next one, else the nearest."""
    lists = toml("projects")["dates"]
    said = words.select("clause", "row", "form", "cue", "cue_status", "is_negated").filter(
        pl.col("cue").is_not_null()
    )
    verbs = said.filter(~pl.col("is_negated").fill_null(False)).select(
        "clause", "row", "form", "cue", "cue_status"
    )
    starts = pl.col("form").str.contains(beginning(lists["start"]))
    ends = pl.col("cue").is_in(_ENDING) | ((pl.col("cue") == "build") & (pl.col("cue_status") == "completed"))
    ends = ends | pl.col("form").str.contains(beginning(lists["end"]))
    verbs = verbs.filter(starts | ends).select(
        "clause",
        is_start=starts,
        is_done=(pl.col("cue_status") == "completed").fill_null(value=False),
        verb=pl.col("row").cast(pl.Int64),
    )
    away = pl.col("verb") - pl.col("at")
    kazakh = pl.col("language").str.starts_with("kk")
    near = (
        periods.join(verbs, on="clause", how="inner", maintain_order="left")
        .filter((away > 0) | ~kazakh)
        .sort("at", away.abs(), maintain_order=True)
        .unique("at", keep="first", maintain_order=True)
    )
    return _in_reach(near, candidates)


def _in_reach(near: pl.DataFrame, candidates: pl.DataFrame) -> pl.DataFrame:
    """Periods by their verb, and those whose counted object stands between them and the next one of that verb.

    Args:
        near: one row a period, with at, verb, language; in order.
        candidates: as `dated` takes them.

    Returns:
        rows of `near` with is_led: only its object leads to the verb, far away: '2023 жылы 2 мектеп, 2024 жылы …'.
    """
    counted = candidates.filter("is_counted").select("clause", own=pl.col("row").cast(pl.Int64)).sort("own")
    near = near.with_columns(pl.col("at").cast(pl.Int64).set_sorted())
    for side in ("forward", "backward"):
        near = near.join_asof(
            counted.rename({"own": side}), left_on="at", right_on=side, by="clause", strategy=side,
            tolerance=_NEAR, check_sortedness=False,
        )  # fmt: skip
    at, is_near = pl.col("at"), (pl.col("verb") - pl.col("at")).abs() <= _NEAR
    kazakh = pl.col("language").str.starts_with("kk")
    # periods of one verb follow each other
    before, behind = (neighbour("at", k, "verb") for k in (-1, 1))
    led_back = (pl.col("verb") < at) & (pl.col("backward") > before)
    leads = (kazakh & (pl.col("forward") < behind)) | (~kazakh & led_back)
    near = near.filter(is_near | leads.fill_null(value=False))
    return near.with_columns(is_led=~is_near).drop("forward", "backward")


def _beside(said: pl.DataFrame, candidates: pl.DataFrame) -> pl.DataFrame:
    """The object of the same clause, or else the nearest of the sentence; of a list, each object that was counted.

    'В 2024 году построили 5 школ, в 2025-м — 7': of a list each has its own (`_is_own`).
    """
    own = {"object_row": pl.col("row").cast(pl.Int64), "object_clause": pl.col("clause")}
    things = candidates.filter(pl.col("thing").is_not_null()).select(
        "thing",
        "sentence_id",
        "status",
        "cue_form",
        is_listed=pl.col("is_counted") & pl.col("is_kept"),
        **own,
    )
    is_apart = pl.col("object_clause") != pl.col("clause")
    away = (pl.col("object_row") - pl.col("verb")).abs() + is_apart.cast(pl.Int64) * 100
    pairs = said.join(things, on="sentence_id", how="inner", maintain_order="left").with_columns(away=away)
    pairs = pairs.sort("at", "away", maintain_order=True)
    is_first = pl.col("at").is_first_distinct()
    first = pl.when(is_first).then(pl.int_range(pl.len())).forward_fill()
    alike = [pl.col(c).eq_missing(pl.col(c).gather(first)) for c in ("status", "cue_form", "is_listed")]
    pairs = pairs.with_columns(
        is_nearest=is_first,
        is_alike=pl.all_horizontal("is_listed", ~is_apart, *alike),
        is_behind=pl.col("object_row") > pl.col("at"),
    ).filter(pl.col("is_nearest") | pl.col("is_alike"))
    return pairs.filter(_is_own()).select(*_SAID)


def _is_own() -> pl.Expr:
    """Of a list each object has the last period before it, or else the next one behind it.

    In Kazakh none has a period that stands before another object: 'Ауданда 2 мектеп, былтыр 3 балабақша салынды'.
    """
    verb, listed, at = ["verb", "is_start"], pl.col("object_row").filter("is_alike"), pl.col("at")
    are_many = (pl.col("thing").filter("is_alike").n_unique() > 1) & (at.n_unique() > 1)
    # … but '2023 жылы жобаланған 2 мектеп пен 3 балабақша 2024 жылы салынды'
    follow = are_many & (listed.max() > at.max())
    # '2 мектеп 2023 жылы, 3 балабақша 2024 жылы салынды'
    lead = are_many & (listed.min() < at.min()) & (at.min() < listed.max()) & ~follow
    last = at.filter("is_behind").max().over(*verb, "thing")
    following = at.filter(~pl.col("is_behind")).min().over(*verb, "thing")
    of_next = (listed.max() > at.first()) & (listed.max() < pl.col("verb").first())
    of_next = of_next.over("at") & pl.col("language").str.starts_with("kk") & ~pl.col("is_behind")
    return (
        pl.when(follow.over(verb))
        .then(at == last)
        .when(lead.over(verb))
        .then(at == following)
        .otherwise(~pl.col("is_led") & ~of_next.fill_null(value=False))
    )


def _before(said: pl.DataFrame, candidates: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """'Құрылысы 2024 жылы басталды': a sentence on the works that names no object speaks of the one before it."""
    early = (pl.col("token_no") <= _LEAD) & (one_of(pl.col("cue"), "works", "build") | pl.col("is_anaphor"))
    speaks = (
        words.select("sentence_id", "token_no", "cue", "is_anaphor")
        .filter(early)
        .select("sentence_id")
        .unique()
    )
    free = said.join(speaks, on="sentence_id", how="semi", maintain_order="left").join(
        candidates.filter(pl.col("thing").is_not_null()), on="sentence_id", how="anti", maintain_order="left"
    )
    things = candidates.filter(pl.col("thing").is_not_null()).select(
        "article_id", "thing", object_no=pl.col("sentence_no").cast(pl.Int64), object_row="row"
    )
    return (
        free.join(things, on="article_id", how="inner", maintain_order="left")
        .filter(pl.col("sentence_no").cast(pl.Int64) - pl.col("object_no") == 1)
        .sort("at", "object_row", descending=[False, True], maintain_order=True)
        .unique("at", keep="first", maintain_order=True)
        .select(*_SAID)
    )
