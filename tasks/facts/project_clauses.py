"""Where one statement ends and the next begins: clauses, and the objects that a comma or an 'and' only adds up."""

from __future__ import annotations

import polars as pl

from tasks.facts.project_classes import counted_only, is_programme
from tasks.language.letters import one_of
from tasks.language.once import fits
from tasks.language.runs import flagged, neighbour, row_after, row_before, rows_where, taken, tally
from tasks.language.windows import window

_NOUNS = ["works", "price", "paper", "idea"]  # classes of cues that are no verbs
_ENDING = ["plan", "must", "propose", "stop", "ready"]  # cues that end a Kazakh clause without a finite verb


def with_clauses(words: pl.DataFrame) -> pl.DataFrame:
    """Numbers the clauses.

    Args:
        words: head, cue, code, gap and the traits, in order.

    Returns:
        `words` with `clause` (a number), `is_verb` (Russian and English: a verb by its cue or by its ending) and
        `is_linked` (Russian and English: a comma or 'and' between objects of one list: 'школа, детсад и больница').
    """
    foreign = pl.col("is_ru") | pl.col("is_en")
    said = pl.col("cue").is_not_null() & ~pl.col("cue").is_in(_NOUNS) & foreign
    words = words.with_columns(
        is_verb=(said | (pl.col("is_verb_shaped") & pl.col("head").is_null())).fill_null(False)
    )
    # 'to shut down'
    plain = neighbour("is_en_word", 1) & ~neighbour("is_capital", 1) & neighbour("head", 1).is_null()
    infinitive = (pl.col("is_to") & plain & ~neighbour("is_plural_shaped", 1)).fill_null(False)
    words = words.with_columns(is_verb=pl.col("is_verb") | infinitive)
    words = words.with_columns(_linked(words) & foreign)
    verbal = (neighbour("is_finite", -1).fill_null(False) & pl.col("head").shift(1).is_null()) | pl.col(
        "cue"
    ).shift(1).is_in(_ENDING).fill_null(False)
    # 'Мектеп салынғанын, емхана ашылатынын айтты'
    verbal = verbal | (neighbour("is_told_clause", -1) & pl.col("is_kazakh")).fill_null(False)
    dash = pl.col("is_dash") & pl.col("gap") & pl.col("gap").shift(1)
    # 'закроет старый цех и построит новый'
    next_is_verb = neighbour("is_verb", 1) | (neighbour("is_verb_lead", 1) & neighbour("is_verb", 2))
    # '21 are finished and two have been postponed'
    next_is_verb = next_is_verb | (neighbour("is_number", 1) & neighbour("is_verb", 2))
    joins = (pl.col("code") == "a") & next_is_verb & foreign
    comma = (pl.col("code") == ",") & (verbal | foreign) & ~pl.col("is_linked")
    # 'Құрылыс аяқталуға жақын: мердігер ауыстырылған'
    ends = (
        comma
        | (pl.col("code") == ";")
        | ((dash | (pl.col("is_colon") & pl.col("is_kazakh"))) & verbal)
        | joins
    )
    return words.with_columns(clause=tally(ends | (pl.col("token_no") == 0)))


def _linked(words: pl.DataFrame) -> pl.Series:
    """`is_linked`: a comma or 'and' with an object on each side, and no verb or relative pronoun between them."""
    other = (
        pl.col("is_verb") | pl.col("is_relative") | one_of(pl.col("code"), ";", "(", ")") | pl.col("is_colon")
    )
    # 'Under the programme, 27 streets': no list of two
    is_head = pl.col("head").is_not_null()
    programme, uncounted = (pl.lit(fits(words, is_head, kind)) for kind in (is_programme(), counted_only()))
    is_object = is_head & ~uncounted & ~programme
    anchors = words.select(
        "sentence_id", "is_contrast", object=pl.when(is_object).then(True).when(other | programme).then(False)
    )
    rows = rows_where(words["code"].is_in([",", "a"]))
    known = rows_where(anchors["object"].is_not_null())
    near = window(anchors, rows, {"is_contrast": (0, 1)}).select(
        pl.lit(taken(anchors["object"], row_before(anchors, known, rows)))
        & pl.lit(taken(anchors["object"], row_after(anchors, known, rows)))
        & ~pl.col("is_contrast0")
        & ~pl.col("is_contrast1").fill_null(False)
    )
    return flagged(rows.filter(near.to_series()), words.height).alias("is_linked")
