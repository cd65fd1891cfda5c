"""What a quantity measures, as written, and whether it is a level or a change, measured or planned."""

from __future__ import annotations

import polars as pl

from tasks.lexicon import toml

_LONGEST = 8  # words of a metric
_FEW = 10  # a count up to this is as likely a mere mention


def described(measured: pl.DataFrame, tokens: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
    """Adds what the clause says of each quantity; drops what only describes a noun.

    Args:
        measured: MENTIONS of quantities.
        tokens: TOKENS.
        sentences: SENTENCES.

    Returns:
        the rows kept, with unit filled, metric, metric_code, statistic, direction, actuality.
    """
    is_person = pl.col("counted").str.contains(toml("units")["person_ending"])
    around = _around(measured, tokens, sentences)
    rows = pl.concat([measured, around], how="horizontal")
    rows = _partitive(rows).with_columns(
        counted=pl.when(pl.col("kind") == "count").then(pl.coalesce("numbered", "counted")),
        unit=pl.coalesce("unit", "numbered_unit"),
    )
    rows = rows.filter((pl.col("kind") != "count") | _counts())
    return rows.with_columns(
        metric=pl.coalesce(pl.col("words_before"), pl.col("words_after"), "counted", "unit", pl.lit("—")),
        metric_code=pl.lit(None, dtype=pl.String),
        statistic=_statistic(),
        direction="trend",
        actuality=pl.when("is_forecast")
        .then(pl.lit("forecast"))
        .when("is_target")
        .then(pl.lit("target"))
        .otherwise(pl.lit("actual")),
        unit=pl.coalesce("unit", pl.when(is_person).then(pl.lit("person")).otherwise(pl.lit("unit"))),
    )


def _counts() -> pl.Expr:
    """Whether a bare number counts something that can be measured."""
    words = toml("indicators")
    after = pl.col("next_word")
    empty = pl.any_horizontal(
        after.str.contains(words[k]).fill_null(False) for k in ("describing", "no_counts", "no_nouns")
    )
    verb = (pl.col("language") == "ru") & after.str.contains(words["no_nouns_ru"]).fill_null(False)
    ranged = pl.col("value_max").is_not_null() | pl.col("words_before").str.contains(r"\d$")
    grade = ranged.fill_null(False) & after.str.contains(words["grades"]).fill_null(False)
    # 'үш көшеге', 'екі ауылда', 'в двух сёлах': where something goes or is, not how much there is
    away = pl.col("counted").str.contains(words["away"]) | (
        (pl.col("language") == "ru") & pl.col("number_word").str.contains(words["oblique_ru"])
    )
    goal = (pl.col("value") <= _FEW) & (pl.col("comparator") == "eq") & away.fill_null(False)
    # 'екеуіне', 'тоғыздағы': a number in words that stands for what was named before
    pronoun = pl.col("is_spoken") & (pl.col("case") != "") & (pl.col("comparator") == "eq")
    part = ~pl.col("is_spoken") & pl.col("case").str.starts_with("p")
    counts = (pl.col("counted").is_not_null() | part) & ~empty & ~verb & ~grade & ~goal & ~pronoun
    return counts | pl.col("value_from").is_not_null() | pl.col("numbered").is_not_null()


def _partitive(rows: pl.DataFrame) -> pl.DataFrame:
    """'35 іс-шара …, оның 19-ы': the part is of what was counted last in the sentence."""
    last = pl.col("counted").forward_fill().over("sentence_id")
    is_part = (
        (pl.col("kind") == "count") & pl.col("case").str.starts_with("p") & pl.col("value_from").is_null()
    )
    return rows.with_columns(counted=pl.when(is_part).then(last.shift(1)).otherwise("counted"))


def _statistic() -> pl.Expr:
    """A level, unless the number is how far something moved: dative or bare before a word of rise or fall."""
    moves = pl.col("trend").is_not_null() & pl.col("value_from").is_null() & ~pl.col("is_limit")
    return (
        pl.when(pl.col("kind") == "times")
        .then(pl.lit("multiple"))
        .when((pl.col("kind") == "percent") & moves)
        .then(pl.lit("change_pct"))
        .when(moves & pl.col("case").str.ends_with("dat"))
        .then(pl.lit("change"))
        .when((pl.col("kind") == "percent") & pl.col("is_share"))
        .then(pl.lit("share"))
        .otherwise(pl.lit("level"))
    )


def _around(measured: pl.DataFrame, tokens: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
    """The words before the number back to a stop, the words after, and the cues of the sentence's end."""
    words = toml("indicators")
    begins = {
        name: "^(?:"
        + "|".join(p for k in ("kk_prefix", "ru_prefix", "en_prefix") for p in words[name][k])
        + ")"
        for name in ("target", "forecast", "share")
    }
    spoken = _numbered(tokens).select(
        "sentence_id", "token_no", "code", "form", "numbered", "numbered_unit",
        word_start="char_start", word_end="char_end",
    )  # fmt: skip
    near = (
        measured.select("mention_no", "sentence_id", "token_start", "token_end")
        .join(spoken, on="sentence_id", maintain_order="left")
        .with_columns(distance=pl.col("token_no").cast(pl.Int64) - pl.col("token_start").cast(pl.Int64))
    )
    is_before, is_after = pl.col("distance") < 0, pl.col("token_no") >= pl.col("token_end")
    stop = pl.col("code").is_in(words["metric_stops"])
    last_stop = pl.col("distance").filter(is_before & stop).max().fill_null(-1000)
    near = near.with_columns(last_stop=last_stop.over("mention_no")).with_columns(
        is_metric=is_before & (pl.col("distance") > pl.col("last_stop")) & (pl.col("distance") >= -_LONGEST),
        is_tail=is_after & (pl.col("token_no") < pl.col("token_end") + 3) & (pl.col("code") == "x"),
    )
    found = near.group_by("mention_no", maintain_order=True).agg(
        metric_start=pl.col("word_start").filter("is_metric").min(),
        metric_end=pl.col("word_end").filter(pl.col("is_metric") & (pl.col("code") != "-")).max(),
        tail_start=pl.col("word_start").filter("is_tail").min(),
        tail_end=pl.col("word_end").filter("is_tail").max(),
        next_word=pl.col("form").filter(is_after | pl.col("distance").is_between(1, 3)).first(),
        numbered=pl.col("numbered")
        .filter(pl.col("distance").is_between(-6, -1) & (pl.col("distance") > pl.col("last_stop")))
        .drop_nulls()
        .last(),
        numbered_unit=pl.col("numbered_unit")
        .filter(pl.col("distance").is_between(-6, -1) & (pl.col("distance") > pl.col("last_stop")))
        .drop_nulls()
        .last(),
        number_word=pl.col("form").filter(~is_before & ~is_after).first(),
        is_spoken=~(pl.col("form").str.contains(r"\d") & ~is_before & ~is_after).any(),
        is_target=(
            pl.col("form").str.contains(begins["target"])
            | pl.col("form").str.contains(words["future_ending"])
        ).any(),
        is_forecast=pl.col("form").str.contains(begins["forecast"]).any(),
        is_share=(pl.col("form").str.contains(begins["share"]) & (pl.col("distance").abs() < 6)).any(),
    )
    home = sentences.select("sentence_id", "sentence", "language", base=pl.col("char_start").cast(pl.Int64))
    joined = (
        measured.select("mention_no", "sentence_id")
        .join(found, on="mention_no", how="left", maintain_order="left")
        .join(home, on="sentence_id", how="left", maintain_order="left")
    )
    return joined.select(
        "next_word",
        "is_target",
        "is_forecast",
        "is_share",
        "numbered",
        "numbered_unit",
        "is_spoken",
        "number_word",
        "language",
        words_before=_slice("metric_start", "metric_end"),
        words_after=_slice("tail_start", "tail_end"),
    )


def _numbered(tokens: pl.DataFrame) -> pl.DataFrame:
    """At the word 'number' ('оқушылар саны'): what it is the number of, and its unit."""
    words = toml("indicators")
    after, before = words["number_nouns_after"], words["number_nouns_before"]
    is_after, is_before = pl.col("form").is_in(after), pl.col("form").is_in(before)
    noun: pl.Expr = (
        pl.when(is_after).then(pl.col("form").shift(1)).when(is_before).then(pl.col("form").shift(-1))
    )
    people_named = pl.col("form").is_in(words["population"])
    noun = pl.when(people_named).then("form").otherwise(noun)
    unit = (
        pl.when(people_named)
        .then(pl.lit("person"))
        .when(is_after & (pl.col("code").shift(1) == "U"))
        .then(pl.col("stem").shift(1))
        .when(is_before & (pl.col("code").shift(-1) == "U"))
        .then(pl.col("stem").shift(-1))
    )
    people = toml("units")["person_ending"]
    return tokens.with_columns(numbered=noun).with_columns(
        numbered_unit=pl.coalesce(
            unit, pl.when(pl.col("numbered").str.contains(people)).then(pl.lit("person"))
        )
    )


def _slice(start: str, end: str) -> pl.Expr:
    length = pl.col(end).cast(pl.Int64) - pl.col(start).cast(pl.Int64)
    text = pl.col("sentence").str.slice(pl.col(start).cast(pl.Int64) - pl.col("base"), length.clip(0))
    return pl.when(length > 0).then(text.str.strip_chars(' –—-:•«»"“”')).replace("", None)
