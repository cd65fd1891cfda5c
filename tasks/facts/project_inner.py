"""What an object only has inside: no project of its own; what is done with it is done with the object."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.project_forms import beginning, both
from tasks.language.letters import one_of
from tasks.language.runs import any_of, latest, neighbour
from tasks.language.windows import gathered
from tasks.lexicon import toml

_CLOSE = 4  # words after its owner
_OWNING = ["gen", "pgen"]
_BESIDE = [":", ",", ";", "—", "–"]


def with_inner(found: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """Finds the Kazakh objects that are only a part of another, and lends their stage to the one they are in.

    Args:
        found: objects in order, with is_one, is_paid, is_licensed, status, cue_form, is_direct and clause.
        words: as `project_phrases.marked` gives them.

    Returns:
        `found` with is_inner; the owners are licensed by what is done inside them.
    """
    kazakh = pl.col("language").str.starts_with("kk")
    names = pl.col("n_capital") + pl.col("n_quoted")
    site = kazakh & one_of(pl.col("head_case"), "loc", "ploc") & pl.col("is_one") & ~pl.col("is_counted")
    site = site & ~pl.col("is_authority")
    found = found.with_columns(owner=latest(pl.when(site).then("row"), "clause"))
    # 'Үшінші ЖЭО-да екі турбина жөнделуде', 'мұнда төрт қазандық ауыстырылды'
    gear = kazakh & pl.col("head_stem").is_in(toml("projects")["gear"]["stems"])
    wide = ~pl.col("is_counted") & (pl.col("head_start") < pl.col("row"))
    # … but '№ 7 қазандық', 'төртінші турбина', 'жаңа қазандық' is one of its own
    first = pl.DataFrame(gathered(words, found["start"], ["code", "form"]))
    numbered = first.select(
        (pl.col("code") == "#") | pl.col("form").is_in(both(toml("projects")["gear"]["own"]))
    ).to_series()
    own = (pl.col("n_ordinal") > 0) | pl.lit(numbered)
    gear = gear & ~pl.col("is_paid") & ~pl.col("is_sized") & ~wide & ~own
    # A capital letter close by is the owner's.
    close = pl.col("row").cast(pl.Int64) - pl.col("owner") <= _CLOSE
    inside = gear & (pl.col("owner") != pl.col("row")) & ((names == 0) | (close & (pl.col("n_quoted") == 0)))
    inside = inside.fill_null(False)
    there = pl.col("form").is_in(both(toml("projects")["gear"]["there"])) & (pl.col("token_no") < 3)
    sites = words["sentence_id"].filter(words.select(there).to_series()).unique()
    here = gear & (names == 0) & pl.col("is_counted") & pl.col("sentence_id").is_in(sites.implode())
    found = found.with_columns(
        is_inside=inside, is_inner=inside | here | (kazakh & (_owned() | _ends() | _supply()))
    )
    lent = found.filter(pl.col("is_inside") & pl.col("is_licensed").fill_null(False))
    lent = lent.select(row="owner", status_in="status", form_in="cue_form").unique("row", keep="first")
    bare = pl.col("is_licensed").is_null() & pl.col("form_in").is_not_null()
    return (
        found.join(lent, on="row", how="left", maintain_order="left")
        .with_columns(
            status=pl.when(bare).then("status_in").otherwise("status"),
            cue_form=pl.when(bare).then("form_in").otherwise("cue_form"),
            is_direct=pl.when(bare).then(pl.lit(False)).otherwise("is_direct"),
            is_licensed=pl.col("is_licensed") | pl.col("form_in").is_not_null(),
        )
        .drop("owner", "is_inside", "status_in", "form_in")
    )


@cache
def _ends() -> pl.Expr:
    """'Абай көшесі мен Әйтеке би даңғылын жалғайтын жол': the ends of what joins them."""
    joins = pl.col("form_next").str.contains(beginning(toml("projects")["joining"]["prefix"]))
    end = joins & one_of(pl.col("head_case"), "acc", "pacc") & neighbour("row", 1, "clause").is_not_null()
    end = end.fill_null(False)
    return end | (pl.col("is_paired") & neighbour(end, 1, "clause")).fill_null(False)


@cache
def _supply() -> pl.Expr:
    """'19 ауылға байланыс желісі тартылды': the villages are counted, not what they get."""
    village = (pl.col("family") == "settlement") & pl.col("is_counted") & pl.col("is_supplied")
    village = village & pl.col("is_licensed").fill_null(False)
    goes = latest(pl.when(village).then("row"), "clause").is_not_null()
    network = pl.col("head_stem").is_in(both(toml("projects")["supply_line"]["stems"]))
    plain = ~pl.col("is_counted") & (pl.col("n_capital") == 0) & ~pl.col("is_paid") & ~pl.col("is_measured")
    # 'Сегіз ауылға 74 шақырым су құбыры тартылады': the pipe has a row of its own, the villages only say where
    line = pl.col("is_measured") & pl.col("is_one") & pl.col("is_licensed").fill_null(False) & network
    line = any_of("clause", line.fill_null(False))
    return ((goes & plain & network) | (village & line)).fill_null(False)


@cache
def _owned() -> pl.Expr:
    """'Шлюзі ауыстырылды', 'каналының 96 шақырымы …, екі торабы …': whose it is was said before."""
    owned = pl.col("head_case").cat.starts_with("p") & (pl.col("head_start") == pl.col("row"))
    alone = owned & (pl.col("start") == pl.col("row")) & pl.col("led_by").is_in(_BESIDE)
    whole = pl.col("head_case").is_in(_OWNING) & ~pl.col("is_counted")
    owner = latest(pl.when(whole & (pl.col("family") != "settlement").fill_null(True)).then("row"))
    counted = owned & pl.col("is_counted") & (pl.col("start").cast(pl.Int64) + 1 == pl.col("row"))
    counted = counted & ~pl.col("is_part") & (owner < pl.col("row"))
    counted = counted & ~pl.col("led_by").str.contains(toml("endings")["kk"]["genitive"]).fill_null(False)
    return ((alone & ~pl.col("is_counted")) | counted).fill_null(False)
