"""What a quantity measures, as written: the noun phrase that is measured, before its number or after it."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts import adjuncts, number_phrases
from tasks.facts.metric_amounts import beyond_amounts
from tasks.facts.metric_references import as_referred
from tasks.facts.number_phrases import AHEAD, LONGEST
from tasks.facts.project_forms import fits
from tasks.facts.word_shapes import shaped
from tasks.language.runs import flagged, neighbour, taken
from tasks.language.windows import window
from tasks.lexicon import toml

_SOWN_WITHIN = 8  # words from the hectares to the verb of sowing


def with_metric(
    near: pl.DataFrame, words: pl.DataFrame, sentences: pl.DataFrame, when: pl.DataFrame, named: pl.DataFrame
) -> pl.DataFrame:
    """Adds what each quantity measures.

    Args:
        near: quantities as `counting.counted` and `movement.moved` give them.
        words: as `word_windows.lined` gives them.
        sentences: SENTENCES.
        when: periods found; their words are no part of a metric.
        named: places found; nor are theirs behind a preposition.

    Returns:
        `near` with `metric` (as written; null where no noun says what it is) and `told` (the normal forms of its words
        and of what is counted).
    """
    shapes = number_phrases.parted(adjuncts.set_aside(shaped(words, when), words, named), near, words)
    placed = adjuncts.place_rows(words, named)
    before = beyond_amounts(near, number_phrases.before(near, shapes), shapes, words, placed)
    after = number_phrases.after(near, shapes, words)
    rows = near.with_columns(
        before_first=before["first"],
        before_last=before["last"],
        after_first=pl.select(
            pl.when(after["width"] > 0).then(near["row_last"] + 1 + after["skipped"])
        ).to_series(),
        after_last=near["row_last"] + after["skipped"] + after["width"],
        skipped=after["skipped"],
        is_sown=_is_sown(near, words),
    ).with_columns(side=_side())
    side = pl.col("side")
    # '118 млн дана жұмыртқа': eggs are measured, pieces only count them
    pieces = fits("next_word", toml("indicators")["words"]["pieces"])
    behind = pl.col("bounds") + (pieces & (pl.col("counted") != pl.col("next_word"))).cast(pl.Int64)
    own = {"first": pl.col("number_last") + 1 + behind, "last": pl.lit(_own_last(near, words))}
    rows = rows.with_columns(
        is_own=side == "own",
        **{
            end: pl.when(side == "before")
            .then(f"before_{end}")
            .when(side == "after")
            .then(f"after_{end}")
            .otherwise(mine)
            for end, mine in own.items()
        },
    )
    rows = _told(rows, words)
    last = taken(words["form"], rows["last"].clip(0, words.height - 1))
    rows = rows.with_columns(last_word=last).with_columns(is_stray=_is_stray() | _is_doer())
    told = [f"told{k}" for k in range(LONGEST)]
    told += [f"{where}{end}" for where in ("before_", "after_", "") for end in ("first", "last")]
    told += ["side", "is_sown", "is_said_of", "is_own", "is_of_gdp", "is_stray", "last_word", "skipped"]
    return as_referred(_written(rows, words, sentences), words, shapes, placed).drop(*told, "article_id")


def _own_last(near: pl.DataFrame, words: pl.DataFrame) -> pl.Series:
    """Row of the last word of what is counted, without the words that bound it: '500 адамнан астам'."""
    codes = window(words, near["row_last"], {"code": (-1, 0)})
    first = pl.col("code0").is_in(["A", "V"]).fill_null(False)
    second = first & pl.col("code-1").is_in(["A", "V"]).fill_null(False)
    return codes.select(pl.lit(near["row_last"]) - first.cast(pl.Int64) - second.cast(pl.Int64)).to_series()


def _told(rows: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """Adds `told`, and told0 … (the words of the metric): those of it and beside it that say of what it is."""
    side = pl.col("side")
    pieces = {f"form{k}": f"told{k}" for k in range(LONGEST)}
    own_words = window(words, rows["first"].clip(0, words.height - 1), {"form": (-2, LONGEST - 1)})
    inside = [pl.when(pl.col("first") + k <= pl.col("last")).then(f"told{k}") for k in range(LONGEST)]
    # the words beside say of which network, share or works it is
    around = window(words, rows["row_last"], {"form": (1, AHEAD), "code": (1, AHEAD + 1)})
    near_by = _clause_behind(
        around.with_columns(has_own=rows.select((side == "after") | (pl.col("kind") == "count")).to_series())
    )
    rows = pl.concat([rows, near_by, own_words.rename(pieces)], how="horizontal")
    # '14 km of sewers and 9 km of roads': behind 'and' another object is told than before it
    joints = list(toml("indicators")["words"]["joint_codes"])
    is_joint = window(words, rows["row_start"], {"code": (-1, -1)})["code-1"].is_in(joints)
    joined = (side == "after") & pl.lit(is_joint)
    rows = rows.with_columns(pl.when(~joined).then(c).alias(c) for c in ("form-2", "form-1"))
    ahead = ["form-2", "form-1", *[f"form{k}" for k in range(1, AHEAD + 1)]]
    # a ratio to GDP is no figure of it
    behind = [pl.when(~pl.col("is_of_gdp")).then(c) for c in ahead]
    text = pl.concat_str(*inside, "head", "numbered", *behind, separator=" ", ignore_nulls=True)
    return rows.with_columns(told=text).drop(ahead)


def _clause_behind(ahead: pl.DataFrame) -> pl.DataFrame:
    """The words behind a number up to the next comma, or number in a list of objects (`has_own`)."""
    w = toml("indicators")["words"]
    stops, joints, numbers = (list(w[c]) for c in ("ahead_stops", "joint_codes", "number_codes"))
    going, kept = pl.lit(True), {}
    for k in range(1, AHEAD + 1):
        lists = pl.col("has_own") & pl.col(f"code{k}").is_in(joints) & pl.col(f"code{k + 1}").is_in(numbers)
        going = going & ~(pl.col(f"code{k}").is_in(stops) | lists).fill_null(False)
        kept[f"form{k}"] = pl.when(going).then(f"form{k}")
    return ahead.select(**kept)


@cache
def _is_stray() -> pl.Expr:
    """A word of change alone ('рост', 'up', 'бұл өсім') says nothing of what has changed."""
    w, width = toml("indicators")["words"], pl.col("last") - pl.col("first")
    first, second = (fits(f"told{k}", w["stray"]) for k in (0, 1))
    return ((width == 0) & first) | ((width == 1) & second & fits("told0", w["stray_led"]))


@cache
def _is_doer() -> pl.Expr:
    """'Шаруалар 9,5 мың гектарға қызылша екті': who does it isn't what is measured; nor is a bank that lends at 5 %."""
    w, kind = toml("indicators")["words"], pl.col("kind")
    measures = (kind == "quantity") & ~pl.col("unit").is_in([*toml("indicators")["telling_units"], "unit"])
    lends = (kind == "percent") & (pl.col("statistic") == "level")
    is_before = pl.col("side") == "before"
    led = (pl.col("name") == "ru") & pl.col("told0").str.contains(w["doers_led"]).fill_null(False)
    return is_before & (
        (measures & (fits("last_word", w["doers"]) | led)) | (lends & fits("last_word", w["lenders"]))
    )


def _is_sown(near: pl.DataFrame, words: pl.DataFrame) -> pl.Series:
    """Hectares before a verb of sowing: '420 мың гектарға арпа егілді', not '40 мың гектарға субсидия берілді'."""
    sows = toml("indicators")["words"]["kk_sows"]
    rows = near.select((pl.col("unit") == "ha").fill_null(value=False).arg_true()).to_series()
    ahead = window(words, taken(near["row_last"], rows), {"form": (1, _SOWN_WITHIN)})
    said = pl.any_horizontal(pl.col(f"form{k}").str.contains(sows) for k in range(1, _SOWN_WITHIN + 1))
    return flagged(rows.filter(ahead.select(said.fill_null(value=False)).to_series()), near.height)


@cache
def _side() -> pl.Expr:
    """Which noun phrase is measured: the one before the number, the one after it, or what the number counts."""
    kk, kind = pl.col("name") == "kk", pl.col("kind")
    has_before, has_after = pl.col("before_first").is_not_null(), pl.col("after_first").is_not_null()
    # what stands behind a part ('из них 412 признаны') is said of it: its noun is that of the whole
    has_after &= ~pl.col("is_of_gdp") & ~(pl.col("is_part") & (kind == "count"))
    # … but not of the second that 'and' joins: '30,8 дәрігер мен 47,2 төсек'
    rate = pl.col("is_rate") & (pl.col("code_before") != "a").fill_null(True)
    own = (
        (kind == "count")
        & ~((rate | pl.col("is_said_of")) & has_before)
        & pl.col("numbered").is_null()
        & ~pl.col("is_part")
        & pl.col("counted").is_not_null()
    )
    # 'ірі қара саны 642 мың басқа жетті': heads and pieces say nothing of what they are
    own &= ~(fits("counted", toml("indicators")["words"]["pieces"]) & has_before)
    # 'қуаты жылына 60 мың тонна май': how much can be made of it
    can_make = pl.col("is_capacity") & kk & has_before & kind.is_in(["quantity", "count"])
    own &= ~can_make
    telling = [*toml("indicators")["telling_units"], "unit"]
    named = (kind == "quantity") & pl.col("unit").is_in(telling) & ~pl.col("is_measure")
    # '37 шақырым желі', '95% жителей': a plain measure before a noun is a measure of that noun
    plain = pl.col("statistic").is_in(["level", "share"]) & pl.col("value_from").is_null()
    # … whose case its comparator asks for: '6 шақырымға жуық су құбыры'
    case, bounds = pl.col("case"), pl.col("comparator")
    bounded = case.str.ends_with("abl") & bounds.is_in(["gt", "ge", "lt"])
    bounded |= case.str.ends_with("dat") & bounds.is_in(["approx", "le"])
    free = (case.is_in(["", "adj"]) | bounded) & (kind != "percent")
    bare = pl.when(kk).then(free).otherwise(kind != "count")
    # '8 пайыздық өсім': what grew stands before the number
    grows = kk & (kind == "percent") & (pl.col("statistic") == "change_pct")
    forward = (plain & bare) | (pl.col("attributive") & ~grows)
    # '420 мың гектарға арпа егілді'
    sown = kk & pl.col("is_sown") & case.str.ends_with("dat") & (bounds == "eq") & plain
    sown &= (pl.col("skipped") == 0) & pl.col("direction").is_null()
    moved = kk & case.str.ends_with("dat") & (bounds != "approx") & (pl.col("skipped") == 0)
    return (
        pl.when(can_make)
        .then(pl.lit("before"))
        .when(own | (named & ~has_before))
        .then(pl.lit("own"))
        .when(named & plain & ~((pl.col("is_said_of") | rate) & has_before))
        .then(pl.lit("own"))
        .when((forward | sown) & has_after & (kind != "count"))
        .then(pl.lit("after"))
        .when(has_before)
        .then(pl.lit("before"))
        .when(
            has_after
            & ~(kk & kind.is_in(["percent", "times"]) & (pl.col("statistic") != "change_pct"))
            & ~moved
        )
        .then(pl.lit("after"))
        .otherwise(pl.lit("own"))
    )


def _same_statistic(told_before: pl.Expr) -> pl.Expr:
    """'Износ – 45 % против 60 %': a percentage of what was measured just before is a share as that one is."""
    is_same = pl.col("metric").is_null() & told_before.is_not_null() & (pl.col("kind") == "percent")
    is_share = (pl.col("statistic") == "level") & (neighbour("statistic", -1) == "share")
    return pl.when(is_same & is_share).then(pl.lit("share")).otherwise("statistic")


@cache
def _of_whole() -> pl.Expr:
    """The metric of the number before, of which this is a part, unless that counts something else."""
    whole, counted = neighbour("metric", -1, "article_id"), pl.col("counted")
    same = counted.is_null() | (neighbour("counted", -1, "article_id") == counted)
    same |= whole.str.contains(counted, literal=True)
    return pl.when((pl.col("name") == "kk") | same.fill_null(value=False)).then(whole)


def _written(rows: pl.DataFrame, words: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
    """Adds `metric`: the words from row `first` to row `last` as they stand."""
    height = words.height - 1
    start = taken(words["char_start"], rows["first"].clip(0, height)).cast(pl.Int64)
    end = taken(words["char_end"], rows["last"].clip(0, height)).cast(pl.Int64)
    home = sentences.select("sentence_id", "sentence", "article_id", base=pl.col("char_start").cast(pl.Int64))
    cut = rows.with_columns(_from=start, _to=end).join(
        home, on="sentence_id", how="left", maintain_order="left"
    )
    length = pl.col("_to") - pl.col("_from")
    text = pl.col("sentence").str.slice(pl.col("_from") - pl.col("base"), length.clip(0))
    has_words = (
        (pl.col("first") <= pl.col("last"))
        & (length > 0)
        & ~pl.col("is_stray")
        & ~(
            pl.col("is_own")
            & (pl.col("kind") != "count")
            & ~pl.col("unit").is_in([*toml("indicators")["telling_units"], "unit"])
        )
    )
    text = pl.when(has_words).then(text.str.strip_chars(' –—-:•«»"“”'))
    # '345 км дорог, что на 12 % больше': more of what was measured just before
    cut = cut.with_columns(metric=text.replace("", None))
    # 'Теңізде 39 млн тонна, Қашағанда 18 млн тонна мұнай өндірілді': the last has the noun of all
    ahead = [(neighbour("side", k), neighbour("unit", k) == pl.col("unit")) for k in (1, 2)]
    alike = ahead[0][1] & (
        (ahead[0][0] == "after") | ((ahead[0][0] == "own") & (ahead[1][0] == "after") & ahead[1][1])
    )
    alike &= (pl.col("name") == "kk") & (pl.col("kind") == "quantity") & (pl.col("side") == "own")
    for _ in range(2):  # two numbers on end may lean on one before them
        told_before = neighbour("metric", -1)
        before = pl.when("is_part").then(_of_whole()).otherwise(told_before)
        after = pl.when(pl.col("next_unit").is_not_null() | alike).then(pl.col("metric").shift(-1))
        cut = cut.with_columns(statistic=_same_statistic(told_before))
        cut = cut.with_columns(metric=pl.coalesce("metric", after, before))
    told = pl.when(text.is_null()).then(neighbour("told", -1))
    cut = cut.with_columns(told=pl.concat_str("told", told, separator=" ", ignore_nulls=True))
    # 'прирост – 14 тысяч человек': of people and dwellings the unit's own noun still says what they are
    noun = pl.lit(taken(words["surface"], rows["row_last"]))
    own_noun = pl.when(pl.col("unit").is_in(toml("indicators")["telling_units"])).then(noun)
    measured = cut.with_columns(metric=pl.coalesce("metric", "counted", own_noun))
    return measured.drop("_from", "_to", "base", "sentence")
