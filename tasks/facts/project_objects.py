"""The objects that may be projects: counted groups, parts of groups, single ones."""

from __future__ import annotations

import polars as pl

from tasks.facts.project_classes import counted_only, heads
from tasks.facts.project_counts import counted
from tasks.facts.project_forms import beginning, both, fits
from tasks.language.runs import neighbour
from tasks.lexicon import toml

_LIST = 12  # words to the noun at the end of a list
_MEMORY = 2  # sentences after which a part no longer finds its group
_COLUMNS = [
    "row", "head_row", "start", "sentence_id", "mention_no", "count", "comparator", "is_part", "head_case", "head",
]  # fmt: skip


def objects(words: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """Finds them all, licensed or not.

    Args:
        words: as `project_phrases.marked` gives them.
        mentions: MENTIONS.

    Returns:
        row (unique: of the head, or of the number of a part), head_row (of the head; for a part, of its group's),
        start, sentence_id, article_id, sentence_no, clause, language, role, head, head_case, head_stem, is_plural,
        after, family, count, comparator, mention_no, is_part, is_counted, is_place, is_authority, is_named_by_gerund,
        is_parted (a part of it follows), is_supplied (water or the like is brought there), led_by, is_works, is_more and
        how many words before the head are n_content, n_anaphor, n_quoted, n_capital, n_programme; in order.
    """
    groups = _groups(words, counted(words, mentions))
    singles = _sized(_singles(words, groups), words, mentions)
    groups = groups.with_columns(is_sized=pl.lit(False), is_measured=pl.lit(False))
    columns = [*_COLUMNS, "is_sized", "is_measured"]
    found = pl.concat([groups.select(columns), singles.select(columns)]).sort("row")
    home = words.select("row", "article_id", "sentence_no", "clause", "language", "role")
    return _described(found.join(home, on="row", how="left", maintain_order="left"), words)


def _groups(words: pl.DataFrame, numbers: pl.DataFrame) -> pl.DataFrame:
    """Counted heads, and parts that take the head of the group before them."""
    heads_at = words.select("row", "head", "head_case")
    whole = (
        numbers.filter(pl.col("row").is_not_null())
        .sort("number_row")
        .unique("row", keep="last", maintain_order=True)
        .join(heads_at, on="row", how="left", maintain_order="left")
        .with_columns(head_row=pl.col("row"), start=pl.col("number_row"))
    )
    at = words.select(number_row="row", head_case="number_case")
    parts = (
        numbers.filter(pl.col("is_part"))
        .join(at, on="number_row", how="left", maintain_order="left")
        .with_columns(
            row=pl.col("number_row"), start=pl.col("number_row"), head=pl.lit(None, dtype=pl.Int32),
            head_row=pl.lit(None, dtype=pl.UInt32),
        )
    )  # fmt: skip
    columns = [*_COLUMNS, "is_ahead", "next_last"]
    both = pl.concat([whole.select(columns), parts.select(columns)], how="vertical_relaxed").sort("row")
    home = words.select("row", "article_id", "sentence_no")
    both = both.join(home, on="row", how="left", maintain_order="left")
    is_group = pl.col("count") > 1
    known = both.with_columns(
        count_all=pl.when(pl.col("head").is_not_null()).then("count").forward_fill().over("article_id"),
        head_all=pl.when(is_group).then("head").forward_fill().over("article_id"),
        row_all=pl.when(is_group).then("head_row").forward_fill().over("article_id"),
    )
    # Each part keeps the group in mind: a list of parts may be long.
    heard = pl.col("head").is_not_null() & is_group
    known = known.with_columns(
        memory=pl.when(heard | (pl.col("count") < pl.col("count_all")))
        .then("sentence_no")
        .shift(1)
        .forward_fill()
        .over("article_id")
    )
    known = known.with_columns(
        total=pl.when(pl.col("head").is_not_null() & is_group)
        .then("count")
        .otherwise(0)
        .cum_max()
        .over("article_id", "head_all")
    )
    fits = (
        (pl.col("sentence_no") - pl.col("memory") <= _MEMORY)
        & (pl.col("count") < pl.col("total"))
        & ~pl.col("is_ahead")
    )
    ahead = known.select("next_last").join(
        words.select(next_last="row", head_ahead="head", case_ahead="head_case"),
        on="next_last",
        how="left",
        maintain_order="left",
    )
    near = pl.col("is_ahead") & (pl.col("next_last").cast(pl.Int64) - pl.col("row") <= _LIST)
    return (
        known.with_columns(ahead["head_ahead"], ahead["case_ahead"])
        .with_columns(
            head=pl.coalesce("head", pl.when(fits).then("head_all"), pl.when(near).then("head_ahead")),
            head_row=pl.coalesce("head_row", pl.when(fits).then("row_all"), pl.when(near).then("next_last")),
            head_case=pl.when(near).then("case_ahead").otherwise("head_case"),
        )
        .filter(pl.col("head").is_not_null())
    )


def _singles(words: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """Heads that no number counts."""
    taken = groups.filter(~pl.col("is_part"))["row"]
    alone = words.filter(pl.col("is_last") & ~pl.col("row").is_in(taken.implode()) & ~counted_only())
    return alone.select(
        "row",
        "sentence_id",
        "head",
        "head_case",
        head_row="row",
        start=pl.col("phrase_start").cast(pl.UInt32),
        mention_no=pl.lit(None, dtype=pl.UInt32),
        count=pl.lit(None, dtype=pl.Int64),
        comparator=pl.lit(None, dtype=pl.String),
        is_part=pl.lit(False),
    )


def _sized(singles: pl.DataFrame, words: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """A size belongs to the object from its number on: '600 орындық мектеп', '120 MW solar plant'."""
    first = words.select(start="row", token_no="token_no", code=pl.col("code"))
    begins = singles.select("row", "start", "sentence_id").join(
        first, on="start", how="left", maintain_order="left"
    )
    before = neighbour("form", -1)
    is_of = words.select(
        start="row", is_of=(before == "of") & (pl.col("language") == "en"), language="language"
    )
    begins = begins.join(is_of, on="start", how="left", maintain_order="left")
    foreign = pl.col("language").is_in(["ru", "en"])
    begins = begins.filter(pl.col("code").is_in(["U", "W", "-"]) | foreign)
    sizes = mentions.filter(pl.col("kind") == "quantity").select(
        "sentence_id", "token_start", "token_end", attributive_of=pl.col("attributive")
    )
    number = words.select("sentence_id", token_start="token_no", number_row="row")
    inside = (pl.col("token_start") < pl.col("token_no")) & (pl.col("token_no") < pl.col("token_end"))
    # '19 км водопровода', '14 km of heating mains'
    beside = foreign & (pl.col("token_end") + pl.col("is_of").cast(pl.UInt32) == pl.col("token_no"))
    met = (
        begins.join(sizes, on="sentence_id", how="inner", maintain_order="left")
        .filter(inside | beside)
        .with_columns(size_kind=pl.col("attributive_of") | ((pl.col("language") == "en") & inside))
        .join(number, on=["sentence_id", "token_start"], how="inner", maintain_order="left")
        .unique("row", keep="last", maintain_order=True)
    )
    return (
        singles.join(
            met.select("row", "number_row", "size_kind"), on="row", how="left", maintain_order="left"
        )
        .with_columns(
            start=pl.coalesce(pl.col("number_row").cast(pl.UInt32), "start"),
            is_sized=pl.col("number_row").is_not_null() & pl.col("size_kind").fill_null(False),
            is_measured=pl.col("number_row").is_not_null(),
        )
        .drop("number_row", "size_kind")
    )


def _described(found: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """What stands between the start of the phrase and its head."""
    measured = (pl.col("code") == "U") & ~pl.col("code").shift(1).is_in(["n", "u", "t", "k", "A"]).fill_null(
        False
    )
    content = (
        ((pl.col("code") == "x") | measured)
        & ~pl.col("is_plain")
        & ~pl.col("is_anaphor")
        & ~pl.col("is_stop")
    )
    named = (pl.col("token_no") > 0) | fits("form", "..(?:[ндт][ыі]ң|[дт]ағы|[дт]егі)$")
    capital = pl.col("surface").str.contains(r"^\p{Lu}") & named & (pl.col("code") == "x")
    sums = words.select(
        upto=pl.col("row").cast(pl.Int64),
        n_content=content.cast(pl.Int32).cum_sum(),
        n_anaphor=pl.col("is_anaphor").cast(pl.Int32).cum_sum(),
        n_quoted=(pl.col("is_quoted") & pl.col("surface").is_in(["»", "”", '"'])).cast(pl.Int32).cum_sum(),
        n_capital=capital.cast(pl.Int32).cum_sum(),
        n_programme=pl.col("is_programme").cast(pl.Int32).cum_sum(),
    )
    counts = ["n_content", "n_anaphor", "n_quoted", "n_capital", "n_programme"]
    family = heads()[0]
    after = both(toml("projects")["postposition"]["kk"])
    lexical = beginning(toml("projects")["not_object"]["kk_prefix"])
    pair = pl.concat_str("form-1", "form", separator=" ")
    at_head = words.select(
        "is_plural", "head_start", "head_stem", "after", head_row="row",
        is_place=pl.col("form1").is_in(after) | _address(),
        is_named_by_gerund=pl.col("form-1").str.contains("..[^ы]у$"),
        is_authority=pair.str.contains(lexical),
        is_parted=pl.col("head_case").is_in(["gen", "pgen"])
        & pl.any_horizontal(
            neighbour("form", k).fill_null("").str.contains(beginning(toml("projects")["part_of_object"]["prefix"]))
            for k in (1, 2, 3)
        ),
        is_supplied=pl.col("head_case").is_in(["dat", "pdat", "loc", "ploc"])
        & pl.any_horizontal(neighbour("is_utility", k).fill_null(False) for k in (1, 2, 3, 4)),
    )  # fmt: skip
    found = found.join(at_head, on="head_row", how="left", maintain_order="left").with_columns(
        a=pl.col("start").cast(pl.Int64) - 1, b=pl.col("head_start").cast(pl.Int64) - 1, family=family
    )
    found = _led(found, words)
    earlier = found.select(upto=pl.col("a") - 3).join(sums, on="upto", how="left", maintain_order="left")[
        "n_capital"
    ]
    before = found.select(upto="a").join(sums, on="upto", how="left", maintain_order="left")
    until = found.select(upto="b").join(sums, on="upto", how="left", maintain_order="left")
    return (
        found.with_columns(
            **{c: (until[c] - before[c].fill_null(0)).fill_null(0) for c in counts},
            is_counted=pl.col("count").is_not_null(),
        )
        .with_columns(
            n_capital=until["n_capital"] - earlier.fill_null(0),
            # A size or a noun of several words tells an object apart: 'access road', 'жылу желісі'.
            n_content=pl.col("n_content")
            + pl.col("is_sized").cast(pl.Int32)
            + (pl.col("head_start") < pl.col("head_row")).fill_null(False).cast(pl.Int32),
        )
        .drop("a", "b")
    )


def _led(found: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """`led_by`, the word before the phrase; `is_works` where works lead to it; `is_more`: not one named before."""
    works = (pl.col("cue") == "works").fill_null(False)
    at = words.select(
        start="row",
        led_by=pl.when(neighbour("form", -1).is_in(["a", "an", "the"]))
        .then(neighbour("form", -2))
        .otherwise(neighbour("form", -1)),
        is_works=pl.any_horizontal(neighbour(works, -k).fill_null(False) for k in (1, 2)),
    )
    return found.join(at, on="start", how="left", maintain_order="left").with_columns(
        is_more=pl.col("led_by").is_in(both(toml("projects")["more"]["forms"])).fill_null(False)
    )


def _address() -> pl.Expr:
    """'… даңғылы, 19/1'."""
    number = neighbour("code", 2).is_in(["n", "i", "o", "y"])
    return (pl.col("form1") == ",") & number & (pl.col("head_case") == "p") & (pl.col("form2") != "")
