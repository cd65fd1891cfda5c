"""The objects that may be projects: counted groups, parts of groups, single ones."""

from __future__ import annotations

import polars as pl

from tasks.facts.project_classes import counted_only, is_line, is_settlement
from tasks.facts.project_counts import counted
from tasks.facts.project_described import described
from tasks.facts.project_forms import both
from tasks.language.letters import one_of
from tasks.language.runs import last_before, latest, neighbour, row_before
from tasks.language.windows import gathered, rows_of, window
from tasks.lexicon import toml

_MEASURED = 8  # words before a measure that may name the object
_LENGTHS = ["km", "m"]
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
        is_parted (a part of it follows), is_supplied (water or the like is brought there), is_raised (it is built
        before that), is_grasped (a verb that is no cue takes it), led_by, is_works, is_more and how many words before
        the head are n_content,
        n_anaphor, n_quoted, n_capital, n_programme; in order.
    """
    groups = _groups(words, counted(words, mentions))
    singles = _sized(_singles(words, groups), words, mentions)
    groups = groups.with_columns(is_sized=pl.lit(False), is_measured=pl.lit(False), is_length=pl.lit(False))
    columns = [*_COLUMNS, "is_sized", "is_measured", "is_length"]
    found = _one_each(pl.concat([groups.select(columns), singles.select(columns)]).sort("row"))
    home = gathered(words, found["row"], ["article_id", "sentence_no", "clause", "language", "role"])
    return described(found.hstack(home), words)


def _one_each(found: pl.DataFrame) -> pl.DataFrame:
    """'Үш ауылда емхана ашылды': one in each village, so as many as there are villages."""
    places = is_settlement() & (pl.col("count") > 1) & one_of(pl.col("head_case"), "loc") & ~pl.col("is_part")
    beside = neighbour(places, -1) & (neighbour("row", -1) + 1 == pl.col("start"))
    alike = neighbour("sentence_id", -1) == pl.col("sentence_id")
    one = (
        pl.col("count").is_null() & ~pl.col("is_measured") & ~is_line() & one_of(pl.col("head_case"), "", "p")
    )
    each = (beside & alike & one).fill_null(False)
    return found.with_columns(
        pl.when(each).then(neighbour(c, -1)).otherwise(c).alias(c)
        for c in ("count", "comparator", "mention_no")
    )


def _groups(words: pl.DataFrame, numbers: pl.DataFrame) -> pl.DataFrame:
    """Counted heads, and parts that take the head of the group before them."""
    whole = (
        numbers.filter(pl.col("row").is_not_null())
        .sort("number_row")
        .unique("row", keep="last", maintain_order=True)
        .with_columns(head_row=pl.col("row"))
    )
    begins = words["phrase_start"].gather(whole["row"]).cast(pl.UInt32)
    # 'салынған мектеп саны – 12': the number follows
    behind = pl.col("number_row") > pl.col("row")
    whole = whole.with_columns(start=pl.when(behind).then(begins).otherwise("number_row"))
    whole = whole.hstack(gathered(words, whole["row"], ["head", "head_case"])).with_columns(lead=pl.lit(""))
    parts = numbers.filter(pl.col("is_part"))
    parts = (
        parts.hstack(gathered(words, parts["number_row"], {"head_case": "number_case"}))
        .with_columns(
            window(words, parts["number_row"], {"form": (-1, -1)})["form-1"].fill_null("").alias("lead"),
            pl.col("head_case").cast(pl.Categorical),
            row=pl.col("number_row"), start=pl.col("number_row"), head=pl.lit(None, dtype=pl.Int32),
            head_row=pl.lit(None, dtype=pl.UInt32),
        )
    )  # fmt: skip
    columns = [*_COLUMNS, "is_ahead", "next_last", "lead"]
    both = pl.concat([whole.select(columns), parts.select(columns)], how="vertical_relaxed").sort("row")
    both = both.hstack(gathered(words, both["row"], ["article_id", "sentence_no"]))
    known = _remembered(both)
    fits = (
        (pl.col("sentence_no") - pl.col("memory") <= _MEMORY)
        # 'Тағы он екісі': others than those, so it may be more of them.
        & ((pl.col("count") < pl.col("total")) | pl.col("lead").is_in(toml("projects")["more"]["kk"]))
        & ~pl.col("is_ahead")
    )
    # … or of the largest group so far: '14 нысан, оның ішінде төрт мектеп … тоғызы'
    whole_too = (pl.col("sentence_no") - pl.col("memory") <= _MEMORY) & (
        pl.col("count") < pl.col("count_most")
    )
    whole_too = whole_too & ~fits & ~pl.col("is_ahead")
    near = pl.col("is_ahead") & (pl.col("next_last").cast(pl.Int64) - pl.col("row") <= _LIST)
    return (
        known.hstack(gathered(words, known["next_last"], {"head_ahead": "head", "case_ahead": "head_case"}))
        .with_columns(
            head=pl.coalesce(
                "head",
                pl.when(fits).then("head_all"),
                pl.when(near).then("head_ahead"),
                pl.when(whole_too).then("head_most"),
            ),
            head_row=pl.coalesce(
                "head_row",
                pl.when(fits).then("row_all"),
                pl.when(near).then("next_last"),
                pl.when(whole_too).then("row_most"),
            ),
            head_case=pl.when(near).then("case_ahead").otherwise("head_case"),
        )
        .filter(pl.col("head").is_not_null())
    )


def _remembered(counted: pl.DataFrame) -> pl.DataFrame:
    """Adds the groups that a part may belong to: the last one, the largest of its noun, the largest of all."""
    is_group = pl.col("count") > 1
    known = counted.with_columns(
        count_all=latest(pl.when(pl.col("head").is_not_null()).then("count"), "article_id"),
        head_all=latest(pl.when(is_group).then("head"), "article_id"),
        row_all=latest(pl.when(is_group).then("head_row"), "article_id"),
    )
    # Each part keeps the group in mind: a list of parts may be long.
    heard = pl.col("head").is_not_null() & is_group
    known = known.with_columns(
        memory=last_before(
            pl.when(heard | (pl.col("count") < pl.col("count_all"))).then("sentence_no"), "article_id"
        )
    )
    known = known.with_columns(
        total=pl.when(pl.col("head").is_not_null() & is_group)
        .then("count")
        .otherwise(0)
        .cum_max()
        .over("article_id", "head_all")
    )
    most = pl.when(pl.col("head").is_not_null() & is_group).then("count").cum_max().forward_fill()
    known = known.with_columns(count_most=most.over("article_id"))
    is_most = pl.col("head").is_not_null() & (pl.col("count") == pl.col("count_most"))
    return known.with_columns(
        head_most=latest(pl.when(is_most).then("head"), "article_id"),
        row_most=latest(pl.when(is_most).then("head_row"), "article_id"),
    )


def _singles(words: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """Heads that no number counts."""
    taken = groups.filter(~pl.col("is_part"))["row"]
    heads_at = words.select("row", "sentence_id", "head", "head_case", "phrase_start", "is_last").filter(
        "is_last"
    )
    alone = heads_at.filter(~pl.col("row").is_in(taken.implode()) & ~counted_only())
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
    begins = singles.select("row", "start", "sentence_id").hstack(
        gathered(words, singles["start"], ["token_no", "code", "language", "is_sized_by"])
    )
    before = window(words, singles["start"], {"form": (-1, -1)})["form-1"]
    begins = begins.with_columns(
        is_of=one_of(before, *toml("projects")["works_to"]["of"]) & (pl.col("language") == "en")
    )
    foreign = one_of(pl.col("language"), "ru", "en")
    begins = begins.filter(one_of(pl.col("code"), "U", "W", "-", "A") | foreign)
    sizes = mentions.filter(pl.col("kind") == "quantity").select(
        "sentence_id", "token_start", "token_end", "unit", attributive_of=pl.col("attributive")
    )
    inside = (pl.col("token_start") < pl.col("token_no")) & (pl.col("token_no") < pl.col("token_end"))
    # '19 км водопровода', '14 km of heating mains'
    beside = foreign & (pl.col("token_end") + pl.col("is_of").cast(pl.UInt32) == pl.col("token_no"))
    by_suffix = pl.col("is_sized_by") & pl.col("language").str.starts_with("kk")
    met = (
        begins.join(sizes, on="sentence_id", how="inner", maintain_order="left")
        .filter(inside | beside)
        .with_columns(
            size_kind=pl.col("attributive_of") | by_suffix | ((pl.col("language") == "en") & inside)
        )
        .unique("row", keep="last", maintain_order=True)
    )
    met = met.with_columns(number_row=rows_of(words, met["sentence_id"], met["token_start"]))
    met = met.with_columns(opens=_names_before(words, met["number_row"]))
    return (
        singles.join(
            met.select("row", "number_row", "size_kind", "unit", "opens"),
            on="row",
            how="left",
            maintain_order="left",
        )
        .with_columns(
            start=pl.coalesce(pl.col("opens"), pl.col("number_row").cast(pl.UInt32), "start"),
            is_sized=pl.col("number_row").is_not_null() & pl.col("size_kind").fill_null(False),
            is_measured=pl.col("number_row").is_not_null(),
            is_length=pl.col("unit").is_in(_LENGTHS).fill_null(False),
        )
        .drop("number_row", "size_kind", "unit", "opens")
    )


def _names_before(words: pl.DataFrame, rows: pl.Series) -> pl.Series:
    """'Қорғалжын – Сабынды бағытындағы 34 шақырым жол': where the names begin that a length stands after, else null."""
    near = window(words, rows, {"form": (-1, -1), "token_no": (0, 0)})
    stop = row_before(words, pl.col("is_stop") & (pl.col("token_no") > 0), rows - 1)
    number = pl.lit(rows).cast(pl.Int64)
    first = number - pl.col("token_no0").cast(pl.Int64)
    begin = pl.max_horizontal(pl.lit(stop).cast(pl.Int64) + 1, first, number - _MEASURED)
    leads = pl.col("form-1").is_in(both(toml("projects")["stretch_of"]["forms"]))
    return near.select(pl.when(leads).then(begin).cast(pl.UInt32)).to_series()
