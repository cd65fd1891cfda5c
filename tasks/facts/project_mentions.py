"""Statements about projects: counted groups, named projects, single definite objects."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts import places, project_money, project_repeats
from tasks.facts.evidence import evident, stable_id
from tasks.facts.place_choice import Here
from tasks.facts.project_classes import classified, counted_only
from tasks.facts.project_dates import dated
from tasks.facts.project_definite import with_definiteness
from tasks.facts.project_foreign_parts import is_crossing
from tasks.facts.project_forms import beginning, both
from tasks.facts.project_inner import with_inner
from tasks.facts.project_later import furthered
from tasks.facts.project_objects import objects
from tasks.facts.project_parents import with_parents
from tasks.facts.project_phrases import marked
from tasks.facts.project_quotes import columned, head_text, spanned
from tasks.facts.project_said import said
from tasks.facts.project_status import judged
from tasks.facts.project_words import tagged
from tasks.language.letters import one_of
from tasks.language.runs import last_before, neighbour, rows_where, taken
from tasks.language.windows import rows_of, window
from tasks.lexicon import toml

# «…»; № 21; К-30, ЖЭО-2
_DONE = ["implementation", "completion", "completed", "unknown"]  # stages: a length alone is a quantity
_AHEAD = ["preparation", "identification"]
_KIND = 4  # words from the number of a part to the noun that says what it is


def derive(
    sentences: pl.DataFrame,
    tokens: pl.DataFrame,
    mentions: pl.DataFrame,
    here: Here,
    money: pl.DataFrame,
    when: pl.DataFrame,
) -> pl.DataFrame:
    """One row per statement about a project or a counted group.

    Args:
        sentences: SENTENCES.
        tokens: TOKENS.
        mentions: MENTIONS.
        here: places named and spoken of.
        money: the finance rows, with sentence_id, token_start, token_end.
        when: periods found.

    Returns:
        the columns of `project_mentions` but project_id and run_id, with sentence_id, token_start, token_end,
        mention_no (of the count, else null) and again (a list: those of the statements that say it again).
    """
    words = _with_place_names(marked(tagged(tokens, sentences)), here.named)
    cues = said(words)
    found = _stated(words, cues, mentions, money, here)
    things = _begun(_things(found, words, cues, money, when), sentences)
    rows = spanned(things, words)
    rows = pl.concat([rows, places.of(rows, here)], how="horizontal")
    rows = evident(rows.drop("article_id", "language"), sentences)
    rows = rows.with_columns(head_text=head_text()).with_columns(
        mention_id=stable_id("article_id", "char_start", "char_end", "count", "head_text")
    )
    return columned(with_parents(rows))


def _with_place_names(words: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    """Adds is_place_name: a place is named from here on, its capital letter its own where it opens a sentence too."""
    places_at = named.filter(pl.col("level") != "country")
    at = rows_of(words, places_at["sentence_id"], places_at["token_start"]).drop_nulls()
    none = pl.Series("is_place_name", [False]).new_from_index(0, words.height)
    return words.with_columns(none.scatter(at, True))


def _stated(
    words: pl.DataFrame, cues: pl.DataFrame, mentions: pl.DataFrame, money: pl.DataFrame, here: Here
) -> pl.DataFrame:
    """Every object with its licence: `is_kept` has a row of its own right, `is_bare` refers to another."""
    found = classified(objects(words, mentions), words)
    found = with_definiteness(found, words, money, here.named)
    verdict = judged(found, words, cues, money)
    found = found.join(
        verdict.with_columns(is_licensed=pl.lit(True)), on="row", how="left", maintain_order="left"
    )
    found = with_inner(found, words)
    # 'Олар — су желілерін салу …' says what the projects named before are made of.
    opens = rows_where(words.select((pl.col("token_no") == 0) & pl.col("is_anaphor")).to_series())
    behind = window(words, opens, {"form": (1, 1)})["form1"]
    explains = taken(words["sentence_id"], opens.filter(one_of(behind, "—", "–", "-")))
    is_explained = pl.col("sentence_id").is_in(explains.implode())
    found = found.with_columns(is_explained=is_explained).with_columns(is_never=_never())
    one = pl.col("is_one")
    kept = pl.col("is_licensed").fill_null(False) & (pl.col("is_counted") | one) & ~pl.col("is_never")
    near_object = neighbour("row", -1).cast(pl.Int64) + 8 >= pl.col("row")
    named = (pl.col("n_quoted") > 0) & (pl.col("is_counted").sum().over("sentence_id") == 0)
    kept = kept & ((pl.col("family") != "programme") | named).fill_null(True)
    kept = kept & ~(pl.col("is_loose") & pl.col("status").is_in(_DONE)).fill_null(False)
    # 'Комфортные школы' over '21 школа' are those; 'жаңартылған бөгеттердің ұзындығы' after '19 бөгет', too.
    foreign = ~pl.col("language").str.starts_with("kk") | (pl.col("n_capital") == 0)
    plain = pl.col("is_plural").fill_null(False) & ~pl.col("is_counted") & (pl.col("n_quoted") == 0)
    counted_too = pl.col("is_counted").any().over("article_id", "head_stem")
    kept = kept & ~(foreign & plain & counted_too)
    echo = pl.col("is_named_by_gerund") & near_object & (pl.col("family") == "general")
    kept = kept & ~echo.fill_null(False)
    found = found.with_columns(is_kept=kept)
    kept = pl.col("is_kept")
    found = found.with_columns(
        is_bare=~kept
        & ~pl.col("is_counted")
        & ~pl.col("is_at_large")
        & (~pl.col("is_told") | echo.fill_null(False)),
        is_definite=one & ~pl.col("is_never") & ~pl.col("is_counted") & ~pl.col("is_owned"),
    )
    return _recalled(found.drop("is_explained", "is_never"))


@cache
def _never() -> pl.Expr:
    """What is no project, whatever is said of it."""
    # 'Тасжолдың 117 шақырымдық учаскесі': a part of the road, which has its row.
    is_piece = (
        neighbour("is_parted", -1)
        & (neighbour("head_row", -1) + 1 == pl.col("start"))
        & ~pl.col("is_counted")
    )
    # '227-сі – медициналық пункт': the noun says what the part is.
    says_kind = (
        neighbour("is_part", -1)
        & (pl.col("start").cast(pl.Int64) - neighbour("row", -1) <= _KIND)
        & one_of(pl.col("led_by"), "—", "–", "-")
        & ~pl.col("is_counted")
    )
    # '33 терминал орнатылды': put up, not built
    installed = toml("projects")["installed"]
    by = pl.col("cue_form").str.contains(beginning(installed["verbs"]))
    device = pl.col("family").is_not_null() & (
        pl.col("is_put_up") | (pl.col("head_stem").is_in(installed["heads"]) & by)
    )
    parts = pl.col("sector").is_in(toml("projects")["components"]["sectors"])
    parts = parts & pl.any_horizontal("is_counted", "is_measured", "is_joined")
    # 'Другой объект в посёлке остаётся долгостроем': which is said next
    foreign = ~pl.col("language").str.starts_with("kk")
    other = foreign & (pl.col("family") == "general").fill_null(False) & pl.col("is_other")
    other = other & ~pl.col("is_counted") & (pl.col("n_quoted") + pl.col("n_capital") == 0)
    return (
        says_kind.fill_null(False)
        | (pl.col("is_explained") & (~pl.col("is_counted") | pl.col("is_part")))
        | device.fill_null(False)
        | pl.col("is_authority")
        | is_piece.fill_null(False)
        | pl.col("is_beside_of")
        | (pl.col("is_partitive") & ~pl.col("is_counted"))
        | (pl.col("is_component") & parts)
        | pl.col("is_inner")
        | is_crossing()
        | (other & ~pl.col("is_measured"))
        | _each()
        # '2 600 үй газдандырылды': gas is brought, no house is built, unless they are built first
        | (
            (pl.col("kind") == "housing")
            & pl.col("is_counted")
            & pl.col("is_supplied")
            & ~pl.col("is_raised")
        ).fill_null(False)
        | ((pl.col("family") == "settlement") & ~pl.col("is_supplied")).fill_null(False)
        | ((pl.col("is_place") | counted_only()) & ~pl.col("is_counted"))
    )


@cache
def _each() -> pl.Expr:
    """'Бір депоның бағасы – 1,2 млрд': what one of them costs."""
    priced = one_of(pl.col("head_case"), "gen", "pgen") & pl.col("status").is_null() & ~pl.col("is_counted")
    return (pl.col("led_by").is_in(both(toml("projects")["one"]["kk"])) & priced).fill_null(False)


@cache
def _stands() -> pl.Expr:
    """'На складе станции 84 тысячи тонн угля', 'қоймасында': only where something lies or happens."""
    by = pl.col("led_by").is_in(toml("projects")["place_preposition"]["forms"]) | pl.col("is_on")
    foreign = by.fill_null(False) & ~pl.col("is_works").fill_null(False)
    kazakh = pl.col("language").str.starts_with("kk")
    return pl.when(kazakh).then(one_of(pl.col("head_case"), "loc", "ploc", "abl", "pabl")).otherwise(foreign)


def _recalled(found: pl.DataFrame) -> pl.DataFrame:
    """'Ғимарат ашылды' after a definite object that nothing was said of: it is that object that opened."""
    # 'желіге қосылмағандықтан': what it is brought to isn't spoken of next
    goal = (pl.col("family") == "network") & one_of(pl.col("head_case"), "dat", "pdat", "ins", "pins")
    goal = (goal & pl.col("language").str.starts_with("kk")).fill_null(False)
    named = pl.col("is_definite") & (pl.col("role") != "heading") & ~_stands() & ~goal
    told = found.with_columns(
        before=last_before(pl.when(named).then("row"), "article_id"),
        before_no=last_before(pl.when(named).then("sentence_no"), "article_id"),
    )
    near = (pl.col("sentence_no") - pl.col("before_no")).is_between(1, 2)
    refers = (
        pl.col("is_bare")
        & pl.col("is_licensed").fill_null(False)
        & near
        & one_of(pl.col("family"), "general", "station", "building")
    )
    recalled = (
        told.filter(refers)
        .select(row="before", status_new="status", form_new="cue_form")
        .unique("row", keep="first")
    )
    return (
        found.join(recalled, on="row", how="left", maintain_order="left")
        .with_columns(
            status=pl.when(pl.col("is_kept")).then("status").otherwise("status_new"),
            cue_form=pl.when(pl.col("is_kept")).then("cue_form").otherwise("form_new"),
            is_kept=pl.col("is_kept") | pl.col("status_new").is_not_null(),
        )
        .drop("status_new", "form_new")
    )


def _things(
    found: pl.DataFrame, words: pl.DataFrame, cues: pl.DataFrame, money: pl.DataFrame, when: pl.DataFrame
) -> pl.DataFrame:
    """One row an object of an article, with its stage, money and dates."""
    grouped = project_repeats.grouped(found, words)
    stage = furthered(project_repeats.merged_status(grouped), grouped, words, cues)
    sums = project_money.linked(grouped, money, words)
    dates = dated(grouped, words, when)
    kept = grouped.filter("is_kept").drop("status", "cue_form")
    says_most = (pl.col("n_content") + pl.col("n_quoted")) - (pl.col("role") == "title").cast(pl.Int64) * 2
    says_most = says_most - (pl.col("family") == "general").fill_null(False).cast(pl.Int64) * 4
    first = (
        kept.select("thing", "row", says_most=says_most)
        .with_row_index("at")
        .sort("thing", "says_most", descending=[False, True], maintain_order=True)
        .unique("thing", keep="first", maintain_order=True)
        .sort("row")
    )
    again = kept.group_by("thing").agg(again=pl.col("mention_no").drop_nulls().cast(pl.UInt32))
    return (
        kept[first["at"]]
        .join(again, on="thing", how="left", maintain_order="left")
        .join(stage, on="thing", how="left", maintain_order="left")
        .join(sums, on="thing", how="left", maintain_order="left")
        .join(dates, on="thing", how="left", maintain_order="left")
        .with_columns(
            pl.col("status").fill_null("unknown"),
            pl.col("cue_form").fill_null("licence"),
            # what was repaired last year isn't what will be
            end_date=pl.when(~(one_of(pl.col("status"), *_AHEAD) & pl.col("is_ended")).fill_null(False)).then(
                "end_date"
            ),
        )
        .drop("is_ended")
    )


def _begun(things: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
    """'Құрылысы келер жылы басталып, 2029 жылы аяқталады': what begins after the article's day isn't under way."""
    day = sentences.select("sentence_id", "published")
    told = things.join(day, on="sentence_id", how="left", maintain_order="left")
    later = (pl.col("start_date") > pl.col("published")) & pl.col("end_date").is_not_null()
    later = later & one_of(pl.col("status"), "implementation", "completion")
    status = pl.when(later.fill_null(False)).then(pl.lit("preparation")).otherwise("status")
    return told.with_columns(status=status).drop("published")
