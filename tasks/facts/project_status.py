"""Which cue licenses an object as a project, and how far along the clause says it is."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.project_forms import beginning, both
from tasks.facts.project_groups import agreed, groups, made, of_group, shares, spoken_of, wholes
from tasks.facts.project_licence import NEAR, WORKING, barred, licensed, named_only
from tasks.facts.project_lists import gapped, inherited, lines_of, listed
from tasks.language.letters import one_of
from tasks.language.runs import gathered, neighbour
from tasks.lexicon import toml

_CHAINED = [
    "build",
    "finish",
    "open",
    "begin",
    "continue",
    "near",
    "stop",
]  # what may end a chain of converbs
_STRONG = {"cancelled": 5, "suspended": 4, "identification": 2}


def judged(
    objects: pl.DataFrame, words: pl.DataFrame, cues: pl.DataFrame, money: pl.DataFrame
) -> pl.DataFrame:
    """Decides for each object.

    Args:
        objects: row (of the head, or of the number of a part), start (row where the phrase begins), sentence_id,
            article_id, clause, head_case, language, is_counted; one row an object.
        words: as `project_phrases.marked` gives them.
        cues: as `project_said.said` gives them.
        money: finance rows: sentence_id, token_start.

    Returns:
        row, status, cue_form (the deciding word), is_direct (the cue stands in the object's own clause), for objects
        that a cue licenses.
    """
    has_money = money.select("sentence_id").unique().with_columns(has_money=pl.lit(True))
    funded = words["sentence_id"].filter(words["is_money_word"]).unique()
    verbal = words["clause"].filter(words["is_verb"]).unique()
    following = neighbour("row", 1).cast(pl.Int64)
    # 'В программе 96 объектов: 54 завершены'
    is_summed = gathered(words, objects["after"], ["form1"])[0] == ":"
    objects = objects.with_columns(
        next_row=following, next_counted=neighbour(pl.col("is_counted") & (pl.col("family") == "general"), 1),
        next_clause=neighbour("clause", 1), last_clause=neighbour("clause", -1), next_led=neighbour("led_by", 1),
        after_next=neighbour("row", 2).cast(pl.Int64),
        is_divided=(pl.col("is_counted") & pl.col("row").is_in(wholes(objects).implode())
                    & (one_of(pl.col("head_case"), "gen", "pgen") | one_of(pl.col("led_by"), "из", "of") | is_summed)
                    & ~pl.col("is_worked")).fill_null(False),
    )  # fmt: skip
    pairs = (
        objects.join(cues, on="sentence_id", how="inner", maintain_order="left")
        .join(has_money, on="sentence_id", how="left", maintain_order="left")
        .with_columns(
            pl.col("has_money").fill_null(False), distance=pl.col("cue_row") - pl.col("row").cast(pl.Int64)
        )
        .with_columns(
            has_fund=pl.col("sentence_id").is_in(funded.implode()),
            has_verb=pl.col("clause").is_in(verbal.implode()),
            own=(pl.col("cue_clause") == pl.col("clause"))
            & ~(pl.col("is_divided") & (pl.col("distance") > 0)),
            kazakh=pl.col("language").str.starts_with("kk"),
            inside=(pl.col("distance") < 0)
            & (pl.col("cue_row") >= pl.col("start").cast(pl.Int64) - 3)
            & pl.col("is_attribute"),
        )
    )
    firsts = pairs.select("row", "is_attribute", "own", "distance").filter(
        pl.col("own") & (pl.col("distance") > 0)
    )
    taken = firsts.unique("row", keep="first", maintain_order=True).filter("is_attribute")["row"]
    pairs = pairs.with_columns(
        is_taken=pl.col("row").is_in(taken.implode()), is_barred=barred() | named_only()
    )
    licensed_rows = licensed(pairs).to_frame("row")
    direct = _stage(pairs.join(licensed_rows, on="row", how="semi", maintain_order="left"))
    lines = lines_of(words, cues, money, groups(direct, objects))
    direct = inherited(direct, objects, lines)
    left = objects.join(licensed_rows, on="row", how="anti", maintain_order="left")
    later = _later(pairs.join(left.select("row"), on="row", how="semi", maintain_order="left"))
    left = left.join(later, on="row", how="anti", maintain_order="left")
    divided = left.filter(pl.col("is_divided") & pl.col("row").is_in(made(objects, direct).implode())).select(
        "row", cue_form=pl.lit("parts"), status=pl.lit("implementation"), is_direct=pl.lit(True)
    )
    left = left.filter(~pl.col("is_divided"))
    in_lists = listed(left, words, cues, lines)
    known = pl.concat([direct, later, divided, in_lists], how="vertical_relaxed")
    known = pl.concat([known, gapped(objects, known, words)], how="vertical_relaxed")
    spoken = spoken_of(words)
    for parts in (shares(left, objects, known), left.filter("is_part")):
        known = pl.concat([known, of_group(parts, known, spoken, words)], how="vertical_relaxed")
    return agreed(known, objects)


def _later(pairs: pl.DataFrame) -> pl.DataFrame:
    """The clause itself says nothing, the next one of the sentence does, and no other object stands between."""
    alone = pl.col("next_row").is_null() | (pl.col("next_row") > pl.col("cue_row"))
    # 'a terminal at the port of Kuryk has been frozen': what says where doesn't stand between
    aside = pl.col("next_led").is_in([*toml("projects")["place_preposition"]["forms"], "of"]) & ~pl.col(
        "kazakh"
    )
    free = pl.col("after_next").is_null() | (pl.col("after_next") > pl.col("cue_row"))
    alone = alone | (aside & free).fill_null(False)
    accusative = one_of(pl.col("head_case"), "acc", "pacc") & ~pl.col("is_taken")
    parted = one_of(pl.col("head_case"), "gen", "pgen") & pl.col("is_parted")
    fits = (one_of(pl.col("head_case"), "", "p") | accusative | parted) & (
        # 'Больница в Сарани: проект прошёл экспертизу'
        pl.col("cue").is_in(WORKING) | (pl.col("reach") == "wide")
    )
    # In Russian and English all cases look alike: a place is known by its preposition.
    stands = pl.col("led_by").is_in(toml("projects")["place_preposition"]["forms"]).fill_null(False)
    # 'мост повредило паводком и восстановят'
    ends = (pl.col("next_clause") != pl.col("cue_clause")).fill_null(True)
    shared = (
        pl.col("is_shared_verb")
        & ends
        & ~((pl.col("cue") == "other") & pl.col("own")).any().over("row")
        & (pl.col("cue_clause") == pl.col("clause") + 1)
    )
    fits = fits & (
        pl.col("kazakh")
        | (~stands & ~pl.col("is_owned") & (~pl.col("has_verb") | pl.col("is_described") | shared))
    )
    # 'Желі 26 шақырымға ұзарды, 3 қазандық ауыстырылды': its own clause has said something else.
    other = ((pl.col("cue") == "other") & pl.col("own") & (pl.col("distance") > 0)).any().over("row")
    return (
        pairs.filter(
            alone
            & fits
            & ~(other & pl.col("kazakh"))
            & ~pl.col("is_barred")
            & ~pl.col("is_attribute")
            & pl.col("distance").is_between(1, NEAR)
        )
        .filter(pl.col("cue_status").is_not_null())
        # 'комплекс, построенный за 4 млрд, простаивает'
        .sort(
            "row", pl.col("kazakh") | ~one_of(pl.col("cue"), "stop", "cancel"), "cue_row", maintain_order=True
        )
        .unique("row", keep="first", maintain_order=True)
        .select("row", "cue_form", status="cue_status", is_direct=pl.lit(False))
    )


@cache
def _turn() -> pl.Expr:
    """What a later clause says of the works outweighs what its own clause says of the object."""
    works = one_of(pl.col("cue"), "begin", "continue") & pl.col("is_work_said") & (pl.col("tense") == "past")
    return one_of(pl.col("cue"), "near", "stop", "close", "cancel") | works


@cache
def _ends_chain() -> pl.Expr:
    """'Құрылысы былтыр басталып, биыл аяқталды': the next clause has the verb that a converb waits for."""
    ahead, said = pl.col("own") & (pl.col("distance") > 0), pl.col("cue_status").is_not_null()
    is_converb = pl.col("is_converb").fill_null(False)
    # What begins next year isn't nearly done, whatever follows.
    to_come = (pl.col("cue") == "begin") & (pl.col("cue_status") == "preparation")
    waits = (ahead & is_converb & ~to_come).any().over("row") & ~(
        ahead & said & ~is_converb & ~pl.col("is_attribute")
    ).any().over("row")
    ends = pl.col("cue").is_in(_CHAINED) & ~is_converb & ~pl.col("is_attribute")
    return waits & ends & ~pl.col("own") & pl.col("kazakh")


@cache
def _resumed() -> pl.Expr:
    """'Тоқтап қалған құрылыс қайта жанданды': what has stopped goes on, if that is said after it."""
    goes_on = one_of(pl.col("cue"), "begin", "continue", "finish", "open") & (pl.col("tense") != "future")
    alone = pl.col("next_row").is_null() | (pl.col("next_row") > pl.col("cue_row"))
    goes_on = goes_on & pl.col("cue_status").is_not_null() & ~pl.col("is_attribute") & (pl.col("own") | alone)
    last = pl.col("cue_row").filter(goes_on).max().over("row")
    return pl.col("kazakh") & (pl.col("cue") == "stop") & (last > pl.col("cue_row")).fill_null(False)


@cache
def _needed() -> pl.Expr:
    """'Ауылға медпункт керек': nothing is said to be built yet."""
    bare = one_of(pl.col("head_case"), "", "p") & pl.col("distance").is_between(1, 2) & pl.col("kazakh")
    return (
        bare & (pl.col("cue") == "must") & pl.col("cue_form").is_in(both(toml("projects")["need"]["forms"]))
    )


@cache
def _handed_over() -> pl.Expr:
    """'Школу сдадут в декабре': one that is to be handed over is being built; many may be plans."""
    by = pl.col("cue_form").str.contains(beginning(toml("projects")["handing"]["forms"]))
    single = ~pl.col("is_counted") & (pl.col("language") == "ru")
    return single & by & (pl.col("cue_status") == "preparation")


def _stage(pairs: pl.DataFrame) -> pl.DataFrame:
    """The matrix verb comes last in a Kazakh clause; what halts or ends a project outweighs it."""
    is_said = pl.col("cue_status").is_not_null()
    strong = pl.col("cue_status").replace_strict(_STRONG, default=0, return_dtype=pl.Int32)
    strong = pl.when(pl.col("cue") == "idea").then(1).when(_resumed()).then(0).otherwise(strong)
    halts = one_of(pl.col("cue"), "stop", "cancel")
    ahead = pl.col("distance") > 0
    alone = pl.col("next_row").is_null() | (pl.col("next_row") > pl.col("cue_row"))
    planned = (
        (pl.col("tense") == "infinitive") & one_of(pl.col("cue"), "build", "open") & pl.col("own") & ahead
    )
    planned = planned & ~pl.col("is_during")
    participle = pl.col("cue_form").str.contains(toml("projects")["participle"]["ru"])
    rank = (
        pl.when(~is_said).then(0)
        .when(pl.col("is_before_dash") & ~ahead & one_of(pl.col("cue"), "must", "plan", "paper")).then(65)
        .when(pl.col("is_partial") & ahead & alone).then(160)
        .when(pl.col("cue") == "spend").then(50)
        .when(~pl.col("kazakh") & halts & ahead & alone & (
            pl.col("own") | ~pl.col("has_verb") | (pl.col("cue_clause") > pl.col("clause") + 1))).then(70)
        .when(~pl.col("kazakh") & pl.col("own") & one_of(pl.col("cue"), "paper", "fund")).then(25)
        # 'the circus building is finished'
        .when(~pl.col("kazakh") & pl.col("own") & (pl.col("distance") == 0)).then(15)
        # 'в заброшенный кинотеатр вдохнут жизнь': what it has been, not what becomes of it
        .when(~pl.col("kazakh") & pl.col("own") & ~ahead & participle).then(30)
        .when(~pl.col("kazakh") & pl.col("own")).then(60 - pl.col("distance").abs().clip(0, 40) + strong * 10)
        .when(pl.col("own") & ahead & ~pl.col("is_attribute")).then(100 + strong * 200 + pl.col("distance").clip(0, 50))
        .when(pl.col("own") & ahead).then(70)
        .when(pl.col("inside")).then(80)
        .when(ahead & _ends_chain() & alone).then(480 - pl.col("distance").clip(0, 40))
        .when(ahead & ~pl.col("own") & _turn() & alone & ~pl.col("is_attribute")).then(500)
        .when(ahead & ~pl.col("is_attribute")).then(60 - pl.col("distance").clip(0, 40))
        .otherwise(5)
    )  # fmt: skip
    best = (
        pairs.with_columns(
            rank=rank,
            is_planned=planned.fill_null(False).any().over("row"),
            is_ending=(
                (pl.col("tense") == "infinitive") & (pl.col("cue") == "finish") & pl.col("own") & ahead
            )
            .fill_null(False)
            .any()
            .over("row"),
            # 'мектептің жобасы дайын', 'проектирование тоннеля завершат'
            has_paper=(
                (pl.col("cue") == "paper") & (pl.col("distance") == pl.when("kazakh").then(1).otherwise(-1))
            )
            .any()
            .over("row"),
        )
        .sort("row", "rank", descending=[False, True], maintain_order=True)
        .unique("row", keep="first", maintain_order=True)
    )
    return best.select(
        "row",
        "cue_form",
        # A bare 'to build' is meant for later.
        # Money given to an object is for later, and so is an object whose papers alone are done.
        status=pl.when(
            (pl.col("cue") == "give") & (one_of(pl.col("head_case"), "dat", "pdat") | pl.col("has_money"))
        )
        .then(pl.lit("preparation"))
        .when(
            pl.col("has_paper")
            & pl.col("cue").is_in(["near", "finish", "ready", "close", "give", "done", "plan"])
        )
        .then(pl.lit("preparation"))
        .when(
            (pl.col("cue") == "spend")
            & (pl.col("tense") == "past")
            & pl.col("is_planned")
            & ~pl.col("is_partial")
        )
        .then(pl.lit("completed"))
        .when(_needed() & ~pl.col("is_planned"))
        .then(pl.lit("identification"))
        .when(_handed_over())
        .then(pl.lit("implementation"))
        .when(
            (pl.col("rank") > 5)
            & (pl.col("kazakh") | ~pl.col("is_works") | (pl.col("cue_status") != "unknown"))
        )
        .then("cue_status")
        .when("is_planned")
        .then(pl.lit("preparation"))
        # 'аяқтауға уәде берді'
        .when("is_ending")
        .then(pl.lit("implementation"))
        # Money that works have cost is spent on works done; works that are only spoken of go on.
        .when(~pl.col("kazakh") & pl.col("is_works") & (pl.col("cue") == "spend"))
        .then(pl.lit("completed"))
        .when(~pl.col("kazakh") & pl.col("is_works"))
        .then(pl.lit("implementation")),
        is_direct=pl.col("own") | pl.col("inside"),
    )
