"""Where and how long ago something was measured: words beside a quantity that are no part of what it measures."""

from __future__ import annotations

import polars as pl

from tasks.facts.project_forms import both
from tasks.language.runs import by_word, rows_where, taken
from tasks.language.windows import rows_of
from tasks.lexicon import toml

_MOST_OTHERS = 4  # names of a list behind a place that is known


def set_aside(shaped: pl.DataFrame, words: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    """Makes them fillers, or parts of the adjunct that they are in.

    'В Алматы инфляция составила', 'in Almaty inflation reached': where it is so ends before what is measured.

    Args:
        shaped: sentence_id and `shape` (as `word_shapes` tells it), a row for each of `words`.
        words: as `word_windows.lined` gives them.
        named: places found, in order of the text.

    Returns:
        `shaped`, mended.
    """
    places = _places(shaped, words, named)
    shapes = shaped["shape"].scatter(_inside(places.filter(~pl.col("is_apart"))), "n")
    form = pl.col("form")
    said = by_word(
        words,
        form.is_in(both([*toml("periods")["held"]["ago"], *toml("indicators")["words"]["kk_within"]])).alias(
            "ago"
        ),
        form.is_in(both(toml("indicators")["words"]["kk_spans"])).alias("span"),
        form.is_in(both(toml("indicators")["words"]["kk_by"])).alias("by"),
    )
    fillers = pl.concat(
        [_inside(places.filter("is_apart")), _ago(words, said["ago"]), _spans(words, said["span"])]
    )
    return shaped.with_columns(_by_what(shapes.scatter(fillers, "f"), words, said["by"]))


def place_rows(words: pl.DataFrame, named: pl.DataFrame) -> pl.Series:
    """The rows of all words of places found, of whatever they are a part."""
    first = rows_of(words, named["sentence_id"], named["token_start"])
    return _inside(pl.DataFrame({"first": first, "end": first + (named["token_end"] - named["token_start"])}))


def _inside(places: pl.DataFrame) -> pl.Series:
    rows = places.select(row=pl.int_ranges("first", "end")).explode("row")["row"]
    return rows.drop_nulls().cast(pl.UInt32)


def _places(shaped: pl.DataFrame, words: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    """The places that are adjuncts, or parts of one: first, end (rows, exclusive), is_apart (no noun before owns it).

    'Театр в Туркестане сдан на 40 %': behind a noun a place says which one; of a list all its members do.
    """
    w = toml("indicators")["words"]
    shape, form = shaped["shape"], words["form"]
    first = rows_of(words, named["sentence_id"], named["token_start"])
    end = first + (named["token_end"] - named["token_start"]).cast(pl.Int64)
    # 'in the Abai and Kostanay regions'; beside the batch's first and last words stands nothing
    article = taken(form, first - 1).is_in(w["articles"]).fill_null(value=False).cast(pl.Int64)
    headed = _at(form, end).is_in(w["place_heads"]).fill_null(value=False).cast(pl.Int64)
    is_list, is_led = named["level"] == "list", taken(shape, first - 1 - article) == "p"
    is_alone = (taken(shape, first - 2 - article) != "n") | (named["token_start"] == 1)
    # in Kazakh only the last of a list is declined, and of a name: 'Батыс Қазақстанда'
    last, is_kazakh = taken(shape, end - 1), taken(words["language"], first).str.starts_with("kk")
    is_declined = is_kazakh & ((is_list & last.is_in(["o", "w"])) | ((last == "o") & (end - first > 1)))
    end, is_long = _with_others(end, words)
    is_list |= is_long
    told = pl.DataFrame({"first": first - article, "end": end + headed, "is_apart": is_alone | is_declined})
    return told.filter((is_led & (is_alone | is_list) | is_declined).fill_null(value=False))


def _with_others(end: pl.Series, words: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """The ends of lists that go on with names no gazetteer has: 'в Казахстане, России и Узбекистане'; and whether."""
    joints = toml("indicators")["words"]["joint_codes"]
    at, last = end, end
    for _ in range(_MOST_OTHERS):
        joint = _at(words["code"], at)
        is_name = _at(words["surface"], at + 1).str.contains(r"^\p{Lu}\p{Ll}")
        goes_on = joint.is_in(list(joints)) & is_name
        at = (at + 2).zip_with(goes_on.fill_null(value=False), pl.Series([None], dtype=pl.Int64))
        # what 'and' joins is the last
        last = at.zip_with((joint == joints[-1]).fill_null(value=False) & at.is_not_null(), last)
    return last, last > end


def _at(column: pl.Series, rows: pl.Series) -> pl.Series:
    """The values in some rows; null behind the last one, too: a batch may end with a place."""
    return taken(column, rows.set(rows >= column.len(), None))


def _ago(words: pl.DataFrame, said: pl.Series) -> pl.Series:
    """Rows of 'бір жыл бұрын', 'two years ago': the number before the unit is none of a quantity's.

    Args:
        words: as `word_windows.lined` gives them.
        said: whether each of them is a word that says how long ago.
    """
    units, codes = both(toml("periods")["held"]["unit"]), list(toml("indicators")["words"]["number_codes"])
    ago = rows_where(said).cast(pl.Int64)
    ago = ago.filter(taken(words["form"], ago - 1).is_in(units).fill_null(value=False))
    counted = taken(words["code"], ago - 2).is_in(codes).fill_null(value=False)
    return pl.concat([ago, ago - 1, (ago - 2).filter(counted)]).cast(pl.UInt32)


def _spans(words: pl.DataFrame, said: pl.Series) -> pl.Series:
    """Rows of 'бір жылда', 'екі айда': how long it took is no part of what is measured."""
    codes, rows = list(toml("indicators")["words"]["number_codes"]), rows_where(said).cast(pl.Int64)
    rows = rows.filter(taken(words["code"], rows - 1).is_in(codes).fill_null(value=False))
    return pl.concat([rows, rows - 1]).cast(pl.UInt32)


def _by_what(shapes: pl.Series, words: pl.DataFrame, said: pl.Series) -> pl.Series:
    """'Жоспар бойынша 60 пайыз': what stands before it is no figure's, nor is 'облыс' in 'облыс бойынша'."""
    rows = rows_where(said).cast(pl.Int64)
    whole = both(toml("indicators")["words"]["kk_whole"])
    one = taken(words["form"], rows - 1).is_in(whole).fill_null(value=False)
    return shapes.scatter(rows.filter(~one), "w").scatter(rows.filter(one), "u")
