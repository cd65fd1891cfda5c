"""Who said it: 'әкімнің айтуынша', 'деп хабарлайды ведомство', 'по словам акима', 'the minister said'; as written."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.slices import marks, quotation, stretch, written
from tasks.language.letters import one_of
from tasks.language.runs import coming, latest, neighbour, of_sentences
from tasks.language.windows import gathered, rows_of
from tasks.lexicon import toml

_OF_WORD = ("sentence_id", "char_start", "char_end", "word", "gap", "token_no", "surface", "form")
_LONGEST = 9  # words in the name of a sayer
_QUOTE = r"^\s*[-–—«“\"„]"
_OTHERS_QUOTE = r"^[^«“„]*[»”]\s*"  # the end of a quotation whose beginning was cut off
_OPEN_QUOTE = r"^\s*[«“„\"]+([^»”\"]*)$|[«“„][^»”]*$"  # … and a beginning whose end was


def attributed(
    near: pl.DataFrame, words: pl.DataFrame, sentences: pl.DataFrame, hits: pl.DataFrame
) -> pl.DataFrame:
    """The attribution of each amount.

    A quotation may run over several sentences: the words of saying at its end hold for all of it. Where only a pronoun
    stands ('деді ол'), the sayer last named is meant.

    Args:
        near: as `votes.amounts` gives them.
        words: TOKENS with `language`, of the articles with money.
        sentences: SENTENCES.
        hits: the cues of attribution.toml in the words, as `cues.found` gives them.

    Returns:
        `attributed_to`; a row for each amount, in order.
    """
    said = _said(words, sentences, hits).select("sentence_id", "attributed_to", "is_closing", "is_pronoun")
    named = latest(pl.when(~pl.col("is_pronoun")).then("attributed_to"), "article_id")
    opens = (pl.col("article_id") != pl.col("article_id").shift(1)).fill_null(True)
    lines = (
        sentences.select("sentence_id", "article_id", starts=pl.col("sentence").str.contains(_QUOTE))
        .join(said, on="sentence_id", how="left", maintain_order="left")
        .with_columns(named.alias("named"), (pl.col("starts") | opens).alias("begins"))
        .with_columns(
            attributed_to=pl.when("is_pronoun").then("named").otherwise("attributed_to"),
            speech=pl.col("begins").cum_sum(),
            is_speech=pl.when("begins").then("starts").forward_fill(),
        )
    )
    later = coming(pl.when(pl.col("is_closing")).then("attributed_to"), "speech")
    told = lines.select(
        "sentence_id", attributed_to=pl.coalesce("attributed_to", pl.when("is_speech").then(later))
    )
    return (
        near.select("sentence_id")
        .join(told, on="sentence_id", how="left", maintain_order="left")
        .select("attributed_to")
    )


def _said(words: pl.DataFrame, sentences: pl.DataFrame, hits: pl.DataFrame) -> pl.DataFrame:
    """The phrase of each sentence that names a sayer, the last one where there are several."""
    told = hits.drop("row").join(_cues(), on="cue", maintain_order="left")
    words = of_sentences(words.select(_OF_WORD), told["sentence_id"])
    # a name may be in quotation marks and have an initial: '«Су арнасы» мекемесінің, С. Ахметовтің айтуынша'
    is_initial = (pl.col("form") == ".") & neighbour("surface", -1).str.contains(r"^\p{Lu}$").fill_null(False)
    # … but behind a comma they end what is quoted: '… a month,” said the minister'
    is_end = pl.col("form").is_in(["»", "”", '"']) & neighbour("is_mark", -1).fill_null(False)
    opens = one_of(pl.col("form"), *toml("attribution")["content"]["forms"])
    stop = (pl.col("is_mark") & (~quotation() | is_end) & ~is_initial) | opens
    rows = rows_of(words, told["sentence_id"], told["token_no"])
    told = told.hstack(stretch(words.with_columns(marks(words)), stop, rows))
    at = pl.col("token_no").cast(pl.Int64)
    own = pl.col("opening").cast(pl.Int64)
    after, before = pl.col("last") - at, own - pl.col("first")
    is_after = (pl.col("side") == "after") | ((pl.col("side") == "either") & (after > 0) & (before == 0))
    spans = told.filter(pl.when(is_after).then(after > 0).otherwise(before > 0)).with_columns(
        first=pl.when(is_after).then(own).otherwise(pl.max_horizontal("first", own - _LONGEST)),
        last=pl.when(is_after).then(pl.min_horizontal("last", at + _LONGEST)).otherwise(at),
        is_closing=pl.col("id").is_in(["said", "reported", "passed on", "passed on by"]),
        is_passed_on=pl.col("id").str.starts_with("passed on"),
        sayer=pl.when(is_after)
        .then(at + 1)
        .otherwise(pl.max_horizontal("first", own - _LONGEST))
        .cast(pl.UInt32),
    )
    said = spans.sort("sentence_id", ~pl.col("is_passed_on"), maintain_order=True)
    latest = said.unique("sentence_id", keep="last", maintain_order=True)
    sayer = gathered(words, rows_of(words, latest["sentence_id"], latest["sayer"]), {"sayer": "form"})
    latest = latest.with_columns(sayer).with_columns(
        is_pronoun=pl.col("sayer").is_in(toml("attribution")["pronouns"]["forms"])
    )
    text = pl.col("attributed_to").str.replace(_OTHERS_QUOTE, "").str.replace(_OPEN_QUOTE, "$1")
    return written(latest, words, sentences, "attributed_to").with_columns(
        attributed_to=text.str.strip_chars()
    )


@cache
def _cues() -> pl.DataFrame:
    """The cues of attribution.toml: cue, side, id."""
    cues = toml("attribution")["cue"]
    return pl.DataFrame(
        {"cue": range(len(cues)), "side": [c["side"] for c in cues], "id": [c["id"] for c in cues]},
        schema={"cue": pl.Int64, "side": pl.String, "id": pl.String},
    )
