"""Which cue licenses an object as a project, and how far along the clause says it is."""

from __future__ import annotations

import polars as pl

from tasks.facts.project_classes import is_plan
from tasks.facts.project_foreign_licence import foreign_licence, is_active
from tasks.facts.project_forms import both
from tasks.facts.project_lists import gapped, listed
from tasks.language.runs import latest, neighbour
from tasks.lexicon import toml

_NEAR = 22  # words between an object and what is said of it
_PAPERED = [
    "ready",
    "finish",
    "near",
    "close",
    "done",
    "give",
    "begin",
]  # cues that papers take for objects
_REMARK = 10  # words from an object to its works, a remark in brackets between
_COUNTED = ["fund", "spend", "begin", "continue"]  # cues that license a counted object alone
_GOING = ["begin", "continue", "stop", "near", "finish"]  # what works in or on an object may do
_ENDING = ["finish", "near", "close", "done", "continue"]  # what the works of an object do
_FOLLOWING = 6  # words between an infinitive and the projects that it is about
_LONG = 10  # years since: history too
_MODERN = 2000  # years before it are history
_LISTED = 20  # sentences over which a list of shares still belongs to its group
_NEARLY = 90  # per cent of the work
_STRONG = {"cancelled": 5, "suspended": 4, "identification": 2}
_WORKING = [
    "build",
    "raise",
    "realise",
    "enter",
    "finish",
    "open",
    "near",
    "stop",
    "cancel",
    "propose",
    "plan",
    "works",
    "ready",
    "close",
    "must",
    "done",
]
_BEFORE = ["build", "finish", "open", "plan", "stop", "must", "realise", "begin", "fund"]
_MONEY = ["fund", "give", "spend", "must", "plan"]
_AFTER_GENITIVE = ["works", "paper", "price", "idea", "ready", "done"]


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
    cues = _cues(words)
    has_money = money.select("sentence_id").unique().with_columns(has_money=pl.lit(True))
    funded = words.filter("is_money_word")["sentence_id"].unique()
    following = neighbour("row", 1).cast(pl.Int64)
    objects = objects.with_columns(
        next_row=following, next_counted=neighbour(pl.col("is_counted") & (pl.col("family") == "general"), 1),
        next_clause=neighbour("clause", 1), next_led=neighbour("led_by", 1),
        is_divided=(pl.col("is_counted") & pl.col("row").is_in(_wholes(objects).implode())
                    & (pl.col("head_case").is_in(["gen", "pgen"]) | pl.col("led_by").is_in(["из", "of"]))
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
            has_verb=pl.col("clause").is_in(words.filter("is_verb")["clause"].unique().implode()),
            own=(pl.col("cue_clause") == pl.col("clause"))
            & ~(pl.col("is_divided") & (pl.col("distance") > 0)),
            kazakh=pl.col("language").str.starts_with("kk"),
            inside=(pl.col("distance") < 0)
            & (pl.col("cue_row") >= pl.col("start").cast(pl.Int64) - 3)
            & pl.col("is_attribute"),
        )
    )
    first = pl.col("is_attribute").filter(pl.col("own") & (pl.col("distance") > 0)).first().over("row")
    pairs = pairs.with_columns(is_taken=first.fill_null(False), is_barred=_barred() | _named_only())
    pairs = pairs.with_columns(licensed=_licence())
    licensed = pairs.group_by("row").agg(pl.col("licensed").any()).filter("licensed").select("row")
    direct = _stage(pairs.join(licensed, on="row", how="semi", maintain_order="left"))
    left = objects.join(licensed, on="row", how="anti", maintain_order="left")
    later = _later(pairs.join(left.select("row"), on="row", how="semi", maintain_order="left"))
    left = left.join(later, on="row", how="anti", maintain_order="left")
    divided = left.filter("is_divided").select(
        "row", cue_form=pl.lit("parts"), status=pl.lit("implementation"), is_direct=pl.lit(True)
    )
    left = left.filter(~pl.col("is_divided"))
    in_lists = listed(left, words, cues, money)
    known = pl.concat([direct, later, divided, in_lists], how="vertical_relaxed")
    known = pl.concat([known, gapped(objects, known, words)], how="vertical_relaxed")
    known = pl.concat(
        [known, _inherited(_shares(left, objects, known), known, words)], how="vertical_relaxed"
    )
    return pl.concat([known, _inherited(left.filter("is_part"), known, words)], how="vertical_relaxed")


def _wholes(objects: pl.DataFrame) -> pl.Series:
    """Rows of the groups that a part of the same sentence divides: 'из 40 школ в программе готовы 31'."""
    home = objects.select("sentence_id", head_row="row")
    parts = objects.filter("is_part").select("sentence_id", "head_row")
    return parts.join(home, on=["sentence_id", "head_row"], how="semi")["head_row"].unique()


def _inherited(parts: pl.DataFrame, known: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """A part of which nothing is said but where it stands ('451-і – Оралда') is as far along as its group."""
    other = words.filter(pl.col("cue").is_not_null() & ~pl.col("is_attribute"))
    other = other.select("sentence_id", "clause").unique()
    group = known.select(head_row="row", status="status", cue_form="cue_form")
    return (
        parts.join(known.select("row"), on="row", how="anti", maintain_order="left")
        .join(other, on=["sentence_id", "clause"], how="anti", maintain_order="left")
        .join(group, on="head_row", how="inner", maintain_order="left")
        .select("row", "cue_form", "status", is_direct=pl.lit(False))
    )


def _shares(left: pl.DataFrame, objects: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """'Ақсу – 12 мектеп' after '40 мектеп салынды': the noun is said again; `head_row` is that of the group."""
    group = objects.filter(pl.col("is_counted") & ~pl.col("is_part")).join(
        known.select("row"), on="row", how="semi", maintain_order="left"
    )
    group = group.select(
        "article_id", "head_stem", "row", head_row="row", whole="count", whole_no="sentence_no"
    )
    share = left.filter(pl.col("is_counted") & ~pl.col("is_part") & pl.col("led_by").is_in(["—", "–", "-"]))
    return (
        share.drop("head_row")
        .sort("row")
        .join_asof(group.sort("row"), on="row", by=["article_id", "head_stem"], check_sortedness=False)
        .filter((pl.col("count") < pl.col("whole")) & (pl.col("sentence_no") - pl.col("whole_no") <= _LISTED))
    )


def _cues(words: pl.DataFrame) -> pl.DataFrame:
    """Every cue; a share of the work done says how far along it is."""
    done = pl.col("cue").is_in(["finish", "near", "ready", "build", "realise"]) & (
        pl.col("cue_status") == "completed"
    )
    share = (
        pl.when(pl.col("percent") < _NEARLY).then(pl.lit("implementation")).otherwise(pl.lit("completion"))
    )
    stage = pl.when(done & (pl.col("percent") < 100)).then(share).otherwise("cue_status")
    stage = (
        pl.when((pl.col("cue") == "done") & (pl.col("percent") >= _NEARLY))
        .then(pl.when(pl.col("percent") < 100).then(pl.lit("completion")).otherwise(pl.lit("completed")))
        .otherwise(stage)
    )
    # 'Құжаты дайын': the paper is, not the object.
    paper = (neighbour("cue", -1) == "paper") & pl.col("cue").is_in(_PAPERED) & pl.col("is_kazakh")
    stage = pl.when(paper.fill_null(False) & stage.is_not_null()).then(pl.lit("preparation")).otherwise(stage)
    # 'Жақсартуға бағытталған жоба' is meant for something; no money is sent there.
    aim = (pl.col("cue") == "fund") & pl.col("is_aim") & neighbour("is_purpose", -1) & pl.col("is_attribute")
    stage = pl.when(~aim.fill_null(False)).then(stage)
    row = pl.col("row").cast(pl.Int64)
    bare = pl.col("head").is_not_null() & ~pl.col("head_case").is_in(["acc", "pacc"])
    is_object = pl.col("is_object") & ~pl.col("is_idiom") & pl.col("cue").is_null() & ~bare.fill_null(False)
    words = words.with_columns(
        object_row=latest(pl.when(is_object).then(row)),
        works_row=latest(pl.when(pl.col("cue").is_in(["works", "paper"])).then(row)),
    )
    infinitive = pl.col("tense") == "infinitive"
    words = words.with_columns(
        is_nominal_end=(infinitive & neighbour("is_nominal", 1)).fill_null(False),
        is_work_said=pl.any_horizontal(neighbour("is_work_word", -k).fill_null(False) for k in (1, 2)),
        is_counting_end=(infinitive & neighbour("is_nominal_count", 1)).fill_null(False),
        # 'Мектеп салған компания': the participle has an object of its own.
        is_of_other=(pl.col("is_acting") & neighbour("head", -1).is_not_null()).fill_null(False),
    )
    words = words.with_columns(
        is_before_dash=(neighbour("code", 1) == "-").fill_null(False), is_active=is_active()
    )
    # 'Мектептің мәселесі шешілді': no longer asked for.
    solved = (pl.col("cue") == "idea") & (neighbour("cue", 1) == "other").fill_null(False)
    told = pl.col("cue").is_not_null() & ~_long_ago() & ~solved
    return words.filter(told).select(
        "sentence_id", "cue", "tense", "is_attribute", "is_negated", "is_before_dash",
        "is_active", "is_acting", "object_row", "works_row",
        "is_nominal_end", "is_work_said", "is_counting_end", "is_of_other",
        is_during=pl.col("form1").is_in(both(["кезінде", "барысында", "кезіндегі", "ісі", "үстінде"])),
        cue_status=stage,
        cue_row=pl.col("row").cast(pl.Int64), cue_form="form", cue_clause="clause",
        is_before_colon=~pl.col("is_after_colon"), article_id="article_id",
    )  # fmt: skip


def _long_ago() -> pl.Expr:
    """'Построена в 1978 году', 'built in 1978', '1978 жылы салынған': history, no project."""
    old = (pl.col("code") == "y") & (pl.col("value") < _MODERN)
    after = pl.any_horizontal(neighbour(old, k).fill_null(False) for k in (2, 3, 4)) & ~pl.col("is_kazakh")
    before = pl.any_horizontal(neighbour(old, -k).fill_null(False) for k in (1, 2)) & pl.col("is_kazakh")
    # '40 жыл бұрын салынған'
    ago = (pl.col("form") == "жыл") & (neighbour("form", 1) == "бұрын") & (neighbour("value", -1) >= _LONG)
    before = before | (neighbour(ago, -2).fill_null(False) & pl.col("is_kazakh"))
    return ((after | before) & (pl.col("cue_status") == "completed")).fill_null(False)


def _later(pairs: pl.DataFrame) -> pl.DataFrame:
    """The clause itself says nothing, the next one of the sentence does, and no other object stands between."""
    alone = pl.col("next_row").is_null() | (pl.col("next_row") > pl.col("cue_row"))
    accusative = pl.col("head_case").is_in(["acc", "pacc"]) & ~pl.col("is_taken")
    parted = pl.col("head_case").is_in(["gen", "pgen"]) & pl.col("is_parted")
    fits = (pl.col("head_case").is_in(["", "p"]) | accusative | parted) & pl.col("cue").is_in(_WORKING)
    # In Russian and English all cases look alike: a place is known by its preposition.
    stands = pl.col("led_by").is_in(toml("projects")["place_preposition"]["forms"]).fill_null(False)
    fits = fits & (
        pl.col("kazakh") | (~stands & ~pl.col("is_owned") & (~pl.col("has_verb") | pl.col("is_described")))
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
            & pl.col("distance").is_between(1, _NEAR)
        )
        .filter(pl.col("cue_status").is_not_null())
        # 'комплекс, построенный за 4 млрд, простаивает'
        .sort(
            "row", pl.col("kazakh") | ~pl.col("cue").is_in(["stop", "cancel"]), "cue_row", maintain_order=True
        )
        .unique("row", keep="first", maintain_order=True)
        .select("row", "cue_form", status="cue_status", is_direct=pl.lit(False))
    )


def _barred() -> pl.Expr:
    """The verb isn't said of the object as of something that works are done on."""
    case, row = pl.col("head_case"), pl.col("row").cast(pl.Int64)
    accusative = case.is_in(["acc", "pacc"])
    # 'Театр жаңа маусымын ашты': the object is what does something.
    doer = pl.col("is_acting") & (pl.col("object_row") > row) & ~(pl.col("works_row") > row).fill_null(False)
    # 'Мектепті бітірді': pupils finish it, not builders.
    graduated = pl.col("kind").is_in(toml("projects")["graduated"]["kinds"]) & pl.col("is_acting")
    graduated = graduated & (pl.col("cue") == "finish") & (pl.col("tense") == "past") & accusative
    # 'Курорттарды біріктіру': another verb takes it.
    taken = accusative & pl.col("is_grasped")
    return ((doer & case.is_in(["", "p"])) | graduated | taken).fill_null(False)


def _named_only() -> pl.Expr:
    """'Желі салу бойынша 11 жоба', 'желі салу арқылы': the infinitive says what something else is for."""
    near = pl.col("own") & pl.col("distance").is_between(1, 3)
    counted = pl.col("next_counted").fill_null(False) & (pl.col("next_row") - pl.col("cue_row") <= _FOLLOWING)
    named = pl.col("is_nominal_end") | (pl.col("is_counting_end") & counted)
    return (near & named & pl.col("kazakh")).any().over("row").fill_null(False)


def _licence() -> pl.Expr:
    """The cue governs the object: by the object's case, and by what kind of cue it is."""
    case, cue, distance = pl.col("head_case"), pl.col("cue"), pl.col("distance")
    ahead = distance > 0
    near = pl.col("distance").abs() <= _NEAR
    free = ahead & pl.col("own") & near & ~pl.col("is_attribute") & ~pl.col("is_barred")
    # 'курорттарды біріктіретін жоба': the participle before the cue has taken the object.
    free = free & ~(case.is_in(["acc", "pacc"]) & pl.col("is_taken"))
    repair = pl.col("cue_form").is_in(both(toml("projects")["repair"]["forms"]))
    alone = pl.col("next_row").is_null() | (pl.col("next_row") > pl.col("cue_row"))
    # '«Ақсай» нысанының (29,7 млрд теңге) құрылысы': the remark doesn't count
    reach = pl.when(pl.col("is_remarked")).then(_REMARK).otherwise(4)
    supplied = pl.col("is_supplied") & (pl.col("family") == "settlement").fill_null(False)
    locative = case.is_in(["loc", "ploc"])
    # 'мектептегі жөндеу': works in it are works on it
    nominative, genitive = case.is_in(["", "p"]), case.is_in(["gen", "pgen", "att", "patt"])
    works, counted = (pl.col("family") == "works").fill_null(False), pl.col("is_counted")
    accusative, dative = case.is_in(["acc", "pacc"]), case.is_in(["dat", "pdat"])
    return (
        (pl.col("kazakh") & (
            (free & (nominative | accusative) & cue.is_in(_WORKING))
            | (free & (nominative | accusative) & cue.is_in(_COUNTED) & pl.col("is_counted"))
            | (free & pl.col("is_part") & ~cue.is_in(["price", "other"]))
            | (free & nominative & pl.col("is_counted") & (cue == "paper"))
            | (free & nominative & (cue == "paper") & (pl.col("distance") == 1))
            | (free & case.is_in(["loc", "ploc"]) & (cue == "works") & pl.col("is_counted"))
            | (nominative & pl.col("is_before_dash") & cue.is_in(["must", "plan", "paper"]) & near)
            | (free & dative & (cue == "build") & (pl.col("distance") <= 3) & (pl.col("sector") == "transport"))
            | (free & dative & (pl.col("distance") <= 3) & repair)
            | (free & genitive & pl.col("is_parted") & cue.is_in(_WORKING))
            | (free & locative & cue.is_in(_GOING) & pl.col("is_work_said") & alone & (distance <= 6))
            | (free & genitive & (cue == "open") & (pl.col("distance") <= 4))
            | (free & dative & (cue == "paper") & (pl.col("distance") <= 2))
            | (free & dative & cue.is_in(["seek", "grant"]) & (pl.col("distance") <= 5))
            | (free & accusative & (cue == "begin") & (pl.col("n_quoted") > 0))
            | (free & (nominative | accusative) & works & cue.is_in([*_GOING, "works"]))
            | (free & case.is_in(["loc", "ploc"]) & is_plan() & (cue == "plan") & alone)
            | (free & supplied & cue.is_in(["build", "begin", "open", "finish", "supply"]))
            | (ahead & (pl.col("distance") == 1) & pl.col("is_attribute") & nominative & cue.is_in(["build", "open"]))
            | (free & nominative & (pl.col("family") == "programme") & (cue == "begin"))
            | (free & nominative & (cue == "give") & pl.col("is_counted"))
            | (free & genitive & cue.is_in(["build", "raise"]) & (pl.col("distance") <= 4))
            | (free & genitive & cue.is_in(_AFTER_GENITIVE) & (pl.col("distance") <= reach))
            | (free & genitive & pl.col("is_counted") & cue.is_in(_WORKING))
            | (free & genitive & pl.col("is_work_of") & (cue.is_in(_ENDING) | (counted & cue.is_in(_GOING))))
            | (free & dative & cue.is_in(_MONEY) & pl.col("has_money"))
            | (free & dative & (cue == "meant") & (pl.col("has_money") | pl.col("has_fund")))
            | (free & dative & cue.is_in(["build"]) & pl.col("is_counted") & (pl.col("sector") == "transport"))
            | (free & case.is_in(["abl", "pabl"]) & (cue == "cancel"))
            | (pl.col("inside") & cue.is_in(_BEFORE) & ~pl.col("is_of_other") & ~(pl.col("is_negated") & (cue == "build")))
        ))
        | (~pl.col("kazakh") & pl.col("own") & near & foreign_licence())
    ).fill_null(False)  # fmt: skip


def _turn() -> pl.Expr:
    """What a later clause says of the works outweighs what its own clause says of the object."""
    works = pl.col("cue").is_in(["begin", "continue"]) & pl.col("is_work_said") & (pl.col("tense") == "past")
    return pl.col("cue").is_in(["near", "stop", "close", "cancel"]) | works


def _stage(pairs: pl.DataFrame) -> pl.DataFrame:
    """The matrix verb comes last in a Kazakh clause; what halts or ends a project outweighs it."""
    said = pl.col("cue_status").is_not_null()
    strong = pl.col("cue_status").replace_strict(_STRONG, default=0, return_dtype=pl.Int32)
    strong = pl.when(pl.col("cue") == "idea").then(1).otherwise(strong)
    halts = pl.col("cue").is_in(["stop", "cancel"])
    ahead = pl.col("distance") > 0
    alone = pl.col("next_row").is_null() | (pl.col("next_row") > pl.col("cue_row"))
    planned = (
        (pl.col("tense") == "infinitive") & pl.col("cue").is_in(["build", "open"]) & pl.col("own") & ahead
    )
    planned = planned & ~pl.col("is_during")
    rank = (
        pl.when(~said).then(0)
        .when(pl.col("is_before_dash") & ~ahead & pl.col("cue").is_in(["must", "plan", "paper"])).then(65)
        .when(pl.col("cue") == "spend").then(50)
        .when(~pl.col("kazakh") & halts & ahead & alone & (
            pl.col("own") | ~pl.col("has_verb") | (pl.col("cue_clause") > pl.col("clause") + 1))).then(70)
        .when(~pl.col("kazakh") & pl.col("own") & pl.col("cue").is_in(["paper", "fund"])).then(25)
        .when(~pl.col("kazakh") & pl.col("own")).then(60 - pl.col("distance").abs().clip(0, 40) + strong * 10)
        .when(pl.col("own") & ahead & ~pl.col("is_attribute")).then(100 + strong * 200 + pl.col("distance").clip(0, 50))
        .when(pl.col("own") & ahead).then(70)
        .when(pl.col("inside")).then(80)
        .when(ahead & ~pl.col("own") & _turn() & alone & ~pl.col("is_attribute")).then(500)
        .when(ahead & ~pl.col("is_attribute")).then(60 - pl.col("distance").clip(0, 40))
        .otherwise(5)
    )  # fmt: skip
    best = (
        pairs.with_columns(
            rank=rank,
            is_planned=planned.fill_null(False).any().over("row"),
            has_paper=((pl.col("cue") == "paper") & (pl.col("distance") == 1)).any().over("row"),
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
            (pl.col("cue") == "give") & (pl.col("head_case").is_in(["dat", "pdat"]) | pl.col("has_money"))
        )
        .then(pl.lit("preparation"))
        .when(pl.col("has_paper") & pl.col("cue").is_in(["near", "finish", "ready", "close", "give", "done"]))
        .then(pl.lit("preparation"))
        .when((pl.col("cue") == "spend") & (pl.col("tense") == "past") & pl.col("is_planned"))
        .then(pl.lit("completed"))
        .when(
            (pl.col("rank") > 5)
            & (pl.col("kazakh") | ~pl.col("is_works") | (pl.col("cue_status") != "unknown"))
        )
        .then("cue_status")
        .when("is_planned")
        .then(pl.lit("preparation"))
        # Money that works have cost is spent on works done; works that are only spoken of go on.
        .when(~pl.col("kazakh") & pl.col("is_works") & (pl.col("cue") == "spend"))
        .then(pl.lit("completed"))
        .when(~pl.col("kazakh") & pl.col("is_works"))
        .then(pl.lit("implementation")),
        is_direct=pl.col("own") | pl.col("inside"),
    )
