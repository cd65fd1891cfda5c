"""What the sentences after an object say of it: 'Құрылысы былтыр басталған', 'Сейчас объект готов на 70%'."""

from __future__ import annotations

import polars as pl

from tasks.facts.project_forms import beginning, both
from tasks.language.letters import one_of
from tasks.language.runs import last_before, neighbour, of_sentences, taken
from tasks.language.windows import window
from tasks.lexicon import toml

_LEAD = 4  # words with which a sentence takes up the object before it
_AFTER = 2  # sentences over which works at large are those of the object before
_SEVERAL = -1  # more objects than one
_SAYING = [
    "begin",
    "continue",
    "raise",
    "build",
    "realise",
    "finish",
    "open",
    "near",
    "ready",
    "done",
    "close",
]
_HALTING = ["stop", "cancel"]
_PAPERED = ["finish", "near", "ready", "done", "close", "begin", "continue"]  # what may be said of papers
# What is said first must be less far than what is said later.
_BEFORE = {
    "preparation": ["implementation", "completion", "completed", "suspended", "cancelled"],
    "implementation": ["completion", "completed", "suspended", "cancelled"],
    "completion": ["completed", "suspended", "cancelled"],
}
_BEFORE |= {"unknown": ["preparation", *_BEFORE["preparation"]], "identification": _BEFORE["preparation"]}


def furthered(
    stages: pl.DataFrame, candidates: pl.DataFrame, words: pl.DataFrame, cues: pl.DataFrame
) -> pl.DataFrame:
    """A later sentence on the works of an object outweighs what was said of it before, where it is further.

    Args:
        stages: thing, status, cue_form.
        candidates: as `project_repeats.grouped` gives them.
        words: as `project_phrases.marked` gives them.
        cues: as `project_said.said` gives them.

    Returns:
        thing, status, cue_form; one row an object that has a stage.
    """
    later = _told(_lines(candidates, words), words, cues)
    moves = pl.any_horizontal(
        (pl.col("status").fill_null("unknown") == old) & pl.col("later_status").is_in(new)
        for old, new in _BEFORE.items()
    ).fill_null(False)
    return stages.join(later, on="thing", how="full", coalesce=True, maintain_order="left_right").select(
        "thing",
        status=pl.when(moves).then("later_status").otherwise("status"),
        cue_form=pl.when(moves).then("later_form").otherwise("cue_form"),
    )


def _lines(candidates: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """sentence_id, thing, gap, lead: sentences that name no object of their own, and the one they take up."""
    kept = candidates.filter(pl.col("is_kept") & pl.col("thing").is_not_null())
    of = kept.group_by("sentence_id", maintain_order=True).agg(
        own=pl.when(pl.col("thing").n_unique() == 1)
        .then(pl.col("thing").first().cast(pl.Int64))
        .otherwise(_SEVERAL)
    )
    # 'Жаңа ғимарат' is another than the one before.
    beside = window(words, candidates["row"], {"form": (-1, -1)})["form-1"]
    other = beside.is_in(both(toml("projects")["another"]["forms"])).fill_null(False)
    candidates = candidates.with_columns(is_again=candidates["is_bare"] & ~other)
    is_again = pl.col("is_again")
    bare = candidates.filter(is_again)
    again = bare.drop_nulls("thing").unique("sentence_id", keep="first", maintain_order=True)
    again = again.select("sentence_id", again=pl.col("thing").cast(pl.Int64))
    named = pl.col("sentence_id").is_in(candidates.filter(~is_again)["sentence_id"].unique().implode())
    lines = words.select("sentence_id", "article_id", "sentence_no", "role", "token_no")
    lines = lines.filter(pl.col("token_no") == 0)
    lines = lines.join(of, on="sentence_id", how="left", maintain_order="left")
    no, body = pl.col("sentence_no").cast(pl.Int64), pl.col("role") == "body"
    lines = lines.with_columns(
        before=last_before(pl.col("own"), "article_id"),
        gap=no - last_before(pl.when(pl.col("own").is_not_null()).then(no), "article_id"),
        # Another object, or a heading, stands between.
        rival=no - last_before(pl.when(named | ~body).then(no), "article_id"),
    )
    near = (pl.col("gap") <= _AFTER) & (pl.col("rival") == pl.col("gap"))
    lines = lines.filter(body & ~named & near)
    lines = lines.join(again, on="sentence_id", how="left", maintain_order="left")
    # A noun that means something named further back is no sentence on the last object.
    agree = pl.col("again").is_null() | (pl.col("again") == pl.col("before"))
    thing = pl.when(pl.col("before") == _SEVERAL).then("again").when(agree).then("before")
    lines = lines.with_columns(thing=thing)
    return lines.filter(pl.col("thing").is_not_null()).join(
        _leads(words, bare["row"]), on="sentence_id", how="inner", maintain_order="left"
    )


def _leads(words: pl.DataFrame, bare: pl.Series) -> pl.DataFrame:
    """sentence_id, lead: the word near a sentence's beginning that takes up what is spoken of."""
    # 'Реконструкция ТМ-1 приостановлена' is of ТМ-1.
    named = pl.any_horizontal(neighbour("is_capital", k).fill_null(False) for k in (1, 2)) & ~pl.col(
        "is_kazakh"
    )
    named = named | (neighbour("is_capital", -1).fill_null(False) & (pl.col("token_no") > 1))
    told = ("sentence_id", "token_no", "row", "form", "cue", "is_work_word", "is_capital", "is_kazakh")
    early = words.select(told).filter(pl.col("token_no") <= _LEAD + 2).with_columns(is_named=named)
    early = early.filter(pl.col("token_no") <= _LEAD)
    takes = (
        (((pl.col("cue") == "works") | pl.col("is_work_word")) & ~pl.col("is_named"))
        | pl.col("row").is_in(bare.implode())
        | pl.col("form").is_in(both(toml("projects")["taken_up"]["forms"]))
    )
    return early.filter(takes).group_by("sentence_id", maintain_order=True).agg(lead=pl.col("row").first())


def _told(lines: pl.DataFrame, words: pl.DataFrame, cues: pl.DataFrame) -> pl.DataFrame:
    """thing, later_status, later_form: what those sentences say, halts before all else, else the last verb."""
    part = beginning(toml("projects")["foreign_part"]["prefix"])
    some = of_sentences(words.select("sentence_id", "form", "is_part_word"), lines["sentence_id"])
    parted = some.filter(pl.col("is_part_word") | pl.col("form").str.contains(part))["sentence_id"].unique()
    halts, kk = pl.col("cue").is_in(_HALTING), toml("endings")["kk"]
    unsaid = f"{kk['participle_when']}|{kk['conditional']}"
    goes_on = one_of(pl.col("cue"), "begin", "continue", "finish", "open") & (pl.col("tense") != "future")
    last = pl.col("cue_row").filter(goes_on.fill_null(False)).max().over("thing")
    # 'Құрылыс екі рет тоқтады, қазір қайта басталды'
    stays = halts & ~(last > pl.col("cue_row")).fill_null(False)
    told = (
        cues.filter(
            pl.col("cue_status").is_not_null()
            & ~pl.col("is_attribute")
            & (pl.col("cue").is_in(_SAYING) | halts)
        )
        .join(
            lines.select("sentence_id", "thing", "lead"), on="sentence_id", how="inner", maintain_order="left"
        )
        # 'Желі қосылғанда қуаты өседі' says when, not that it was.
        .filter((pl.col("cue_row") >= pl.col("lead")) & ~pl.col("cue_form").str.contains(unsaid))
        .with_columns(is_halt=stays)
        .sort("thing", "is_halt", "cue_row", maintain_order=True)
        .unique("thing", keep="last", maintain_order=True)
    )
    # 'Бірінші кезеңі аяқталды': a part of the works is done.
    some_done = pl.col("sentence_id").is_in(parted.implode()) & (pl.col("cue_status") == "completed")
    # 'Жобасы дайын': the design is, not the object
    form = taken(words["form"], told["lead"])
    drawn = form.is_in(both(toml("projects")["paper_heads"]["owned"])) & told["cue"].is_in(_PAPERED)
    status = pl.when(some_done).then(pl.lit("implementation")).otherwise("cue_status")
    return told.select(
        pl.col("thing").cast(words.schema["row"]),
        later_status=pl.when(drawn).then(pl.lit("preparation")).otherwise(status),
        later_form="cue_form",
    )
