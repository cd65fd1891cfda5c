"""Statements of one article that speak of the same object are one row; pronouns and bare nouns point back to it."""

from __future__ import annotations

import polars as pl

from tasks.facts.project_forms import both
from tasks.facts.project_signs import LISTS, signed
from tasks.language.letters import one_of
from tasks.language.runs import any_of, latest, neighbour
from tasks.lexicon import toml

_HOPS = 3  # of following repetitions of repetitions
_LEADING = 2  # sentences after a title that tell it again
_SHORT = 4  # words and signs of a dateline
_BACKWARD = 3  # sentences over which 'the object' or 'the project' is still the one named before
_MANY = 10  # so many of one kind are hardly told of twice, unless they are the same
_ORDER = [
    "cancelled",
    "suspended",
    "completed",
    "completion",
    "implementation",
    "preparation",
    "identification",
]

# What is asked of objects that a title may name: lists of words cost most to copy.
_OF_TITLED = [
    "row", "article_id", "sentence_no", "role", "head_stem", "family", "kind", "status", "count", "is_part", "is_more",
    "is_kept", *LISTS,
]  # fmt: skip


def grouped(candidates: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """Finds which statements mean one object.

    Args:
        candidates: row, start, head_row, after, article_id, sentence_no, role, head, head_stem, count, is_kept (a row
            of its own right), is_bare (nothing tells it from others), is_more (others than those named before), kind;
            in order.
        words: as `project_phrases.marked` gives them.

    Returns:
        `candidates` with `thing`: the row of the first statement about the same object; null where there is none.
    """
    known = signed(candidates, words)
    kept = known.filter("is_kept")
    first = _same(kept)
    openings = known.select(_OF_TITLED).join(
        _openings(words), on="article_id", how="left", maintain_order="left"
    )
    retold = _titled(openings, first)
    kept_again = retold.join(kept.select("row"), on="row", how="semi", maintain_order="left")
    first = _followed(pl.concat([first, kept_again]))
    told = candidates.join(first, on="row", how="left", maintain_order="left").join(
        retold.select("row", titled="thing"), on="row", how="left", maintain_order="left"
    )
    told = told.with_columns(thing=pl.when("is_kept").then(pl.coalesce("thing", "row")))
    told = _with_last(told)
    near = pl.col("sentence_no") - pl.col("last_no") <= _BACKWARD
    # 'Станция оценена в …' after 'ТЭЦ-2'
    stands = one_of(pl.col("family"), "station", "building", "plant") & ~pl.col("is_plural").fill_null(False)
    stands = stands & ~pl.col("language").str.starts_with("kk") & ~pl.col("is_owned")
    is_back = (pl.col("family") == "general") | stands
    # 'Өндіріс ошағына 46 млн салынады' after 'зауыт'
    same_kind = (pl.col("kind") == pl.col("last_kind")) & (pl.col("family") == "plant")
    same_kind = same_kind & ~pl.col("is_plural").fill_null(False)
    is_back = pl.col("is_bare") & near & (is_back | same_kind) & ~pl.col("rival").fill_null(False)
    is_back = is_back & ~pl.col("of_rest").fill_null(False)
    back = pl.when(is_back).then("last")
    # 'the dams', said after 'nineteen dams', are those, and not only the last part of them.
    is_many = pl.col("is_plural").fill_null(False)
    wholes, every = (
        pl.when(of).then("thing").forward_fill().over("article_id", "head_stem")
        for of in (~pl.col("is_part"), pl.lit(True))
    )
    same_noun = pl.when(pl.col("count").is_null() & ~pl.col("is_kept")).then(
        pl.when(is_many).then(wholes).otherwise(every)
    )
    refers = is_many | (pl.col("is_bare") & near)
    refers = refers & ~pl.col("is_partitive")
    again = pl.when(refers).then(same_noun)
    # 'Кешен салынады. Жобаға …' is the complex, though a road's project was spoken of before it.
    one = (pl.col("family") == "general") & ~pl.col("is_plural").fill_null(False)
    meant = pl.when(one.fill_null(False)).then(pl.coalesce(back, again)).otherwise(pl.coalesce(again, back))
    return told.with_columns(thing=pl.coalesce("thing", "titled", meant)).drop(
        "last", "last_no", "last_kind", "of_rest", "rival", "titled"
    )


def _with_last(told: pl.DataFrame) -> pl.DataFrame:
    """Adds what was told last before each statement: its object, sentence and kind, and what speaks against it."""
    is_rest = pl.col("led_by").is_in(both(toml("projects")["sum_sides"]["rest"]))
    return told.with_columns(
        last=pl.col("thing").drop_nulls().first().over("sentence_id").forward_fill().over("article_id"),
        last_no=latest(pl.when("is_kept").then("sentence_no"), "article_id"),
        last_kind=latest(pl.when("is_kept").then("kind"), "article_id"),
        # 'Қалған 5 нысан келесі жылға қалдырылды. Жобаға …': the project is the whole, not the rest
        of_rest=latest(pl.when("is_kept").then(is_rest.fill_null(False)), "article_id"),
        # 'Фабриканың жолы болмады: жобадан бас тартты': the project is the factory, which has no row
        rival=neighbour(~pl.col("is_kept") & ~pl.col("is_bare") & pl.col("count").is_null(), -1),
    )


def _openings(words: pl.DataFrame) -> pl.DataFrame:
    """article_id, opening_no: the first sentence of the body that says something; a dateline doesn't."""
    long = words.select("article_id", "sentence_no", "token_no", "role").filter(pl.col("token_no") == _SHORT)
    long = long.filter(pl.col("role") == "body")
    return long.group_by("article_id", maintain_order=True).agg(opening_no=pl.col("sentence_no").min())


def _titled(known: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """row, thing: the one object of the lead that is of the sort of the title's one object, other words or not."""
    single = known.filter(pl.col("count").is_null() & ~pl.col("is_part") & ~pl.col("is_more"))
    titles = single.filter((pl.col("role") == "title") & pl.col("is_kept"))
    titles = titles.filter(pl.len().over("article_id", "kind") == 1).join(
        links.select(row="thing"), on="row", how="anti", maintain_order="left"
    )
    columns = ("head_stem", "kind", "status", "sentence_no", *LISTS)
    titles = titles.select("article_id", thing="row", **{f"first_{c}": c for c in columns})
    lead = single.filter(pl.col("role") == "body").join(links, on="row", how="anti", maintain_order="left")
    gap = pl.col("sentence_no") - pl.col("opening_no").cast(pl.Int64)
    # 'Роддом строят' over 'центр матери и ребёнка появится': a house of no known kind, in the same place
    unknown = pl.col("kind").is_null() & (pl.col("family") == "building") & (_shared("near") > 0)
    same = (pl.col("head_stem") == pl.col("first_head_stem")) | (
        pl.col("is_kept") & ((pl.col("kind") == pl.col("first_kind")) | unknown)
    )
    # What is planned in the title may be begun in the lead, and the other way round.
    later = {"unknown": None, "implementation": "preparation"}
    stage, first_stage = (pl.col(c).replace(later) for c in ("status", "first_status"))
    agree = (stage == first_stage) | stage.is_null() | first_stage.is_null()
    met = lead.join(titles, on="article_id", how="inner", maintain_order="left").filter(
        (gap < _LEADING) & same & agree & ~_apart("sizes", 0.0)
    )
    kept = pl.col("is_kept")
    alone = kept.sum().over("thing") <= 1
    return met.filter(alone & (kept | (pl.len().over("thing") == kept.sum().over("thing") + 1))).select(
        "row", "thing"
    )


def _same(kept: pl.DataFrame) -> pl.DataFrame:
    """row, thing: statements of which an earlier one of the article speaks of the same object."""
    columns = ("head", "head_stem", "kind", "count", "is_part", "sentence_no")
    kept = kept.with_columns(words=pl.concat_list("signs", "kinds")).with_row_index("at")
    right = kept.select("article_id", "row", "family", *columns, "at")
    left = kept.select("article_id", first="row", **{f"first_{c}": c for c in (*columns, "at")})
    pairs = right.join(left, on="article_id", how="inner", maintain_order="left").filter(
        pl.col("first") < pl.col("row")
    )
    same_stem = pl.col("head_stem") == pl.col("first_head_stem")
    # '889 баспана' after '889 тұрғын үй'; '2 көкөніс қоймасы' after '2 сүт фермасы' are others.
    general = (pl.col("family") == "general") & (pl.col("head") == pl.col("first_head"))
    may_repeat = (pl.col("count") >= _MANY) | pl.col("head_stem").is_in(
        toml("projects")["class_noun"]["stems"]
    )
    many = (pl.col("kind") == pl.col("first_kind")) & may_repeat
    other_word = (general | many).fill_null(False)
    counted = (
        (pl.col("count") == pl.col("first_count"))
        & ~pl.col("is_part")
        & ~pl.col("first_is_part")
        & (same_stem | other_word)
        & (pl.col("sentence_no") > pl.col("first_sentence_no"))
    ).fill_null(False)
    single = pl.col("count").is_null() & pl.col("first_count").is_null() & same_stem
    pairs = pairs.filter(counted | single)  # lists are compared, and copied, only where the rest fits
    more = ("role", "words", "is_at_large", *LISTS)
    pairs = pairs.hstack(kept.select(*more, "is_more", "language")[pairs["at"]])
    pairs = pairs.hstack(kept.select(pl.col(c).alias(f"first_{c}") for c in more)[pairs["first_at"]])
    # A title says roughly where: 'Семейде мектеп ашылды' may stand in a village near by.
    titled = (pl.col("first_role") == "title").fill_null(False)
    single = (
        single
        & ~_apart("words", 0.5)
        & ~_apart("names", 1.0)
        & ~_apart("sizes", 0.0)
        & (titled | ~_apart("near", 0.0))
    )
    shares = (_shared("signs") > 0) | (_shared("sizes") > 0) | (_shared("near") > 0)
    shares = shares | (titled & (_shared("kinds") > 0))
    bare, first_bare = _says_nothing(""), _says_nothing("first_")
    # 'Висячий мост построят' over the repair of another bridge, named by its river
    other = titled & ~pl.col("language").str.starts_with("kk") & (pl.col("first_signs").list.len() > 0)
    other = other & ((pl.col("signs").list.len() > 0) | (pl.col("near").list.len() > 0)) & ~shares
    pairs = pairs.filter((counted | (single & ~other)) & ~pl.col("is_more")).with_columns(
        is_sure=counted | shares, is_bare_pair=bare, first_bare=first_bare, is_titled=titled
    )
    return _followed(_taken_up(pairs))


def _taken_up(pairs: pl.DataFrame) -> pl.DataFrame:
    """row, thing: of the earlier statements that may speak of the same object the surest, else the last one."""
    titled = pl.col("is_titled")
    sure = pairs.filter("is_sure").group_by("row", maintain_order=True).agg(thing=pl.col("first").min())
    # 'Road repairs' are of many roads, in Kazakh perhaps of the one.
    large = (pl.col("is_at_large") | pl.col("first_is_at_large")) & (pl.col("language") == "en")
    loose = pairs.filter(
        (pl.col("sentence_no") > pl.col("first_sentence_no"))
        & ~large
        & (titled | pl.col("is_bare_pair") | pl.col("first_bare"))
    ).join(sure, on="row", how="anti", maintain_order="left")
    # The last one said before; a bare noun is taken up by the first statement that says more.
    loose = loose.sort("row", "first").unique("row", keep="last", maintain_order=True)
    later = pl.col("row") > pl.col("row").min().over("first", "is_bare_pair")
    loose = loose.filter(~((pl.col("first_bare") | titled) & ~pl.col("is_bare_pair") & later))
    return pl.concat([sure, loose.select("row", thing="first")])


def _followed(links: pl.DataFrame) -> pl.DataFrame:
    """A statement that repeats a repetition means the first of them all."""
    for _ in range(_HOPS if links.height else 0):
        links = links.with_columns(pl.col("thing").replace(links["row"], links["thing"]))
    return links


def _shared(column: str) -> pl.Expr:
    return pl.col(column).list.set_intersection(pl.col(f"first_{column}")).list.len()


def _apart(column: str, share: float) -> pl.Expr:
    """Both say something, and they share no more than `share` of what the shorter says."""
    least = pl.min_horizontal(pl.col(column).list.len(), pl.col(f"first_{column}").list.len())
    return (least > 0) & ((_shared(column) < least * share) | (_shared(column) == 0))


def _says_nothing(side: str) -> pl.Expr:
    return pl.all_horizontal(pl.col(f"{side}{c}").list.len() == 0 for c in ("signs", "sizes", "near"))


def merged_status(candidates: pl.DataFrame) -> pl.DataFrame:
    """The furthest stage that the statements about one object name: thing, status, cue_form."""
    order = {s: i for i, s in enumerate(_ORDER)}
    said = candidates.select("thing", "status", "cue_form", "is_kept").drop_nulls(["thing", "status"])
    # 'Бұл жоба былтыр басталды' says it where the project's own name doesn't.
    said = said.filter(pl.col("is_kept") | ~any_of("thing", pl.col("is_kept")))
    # 'Емхана 2028 жылы ашылады' doesn't say that it is being built, where its building is told to be planned
    to_come = f"(?:{'|'.join(both(toml('projects')['tense']['future']))})$"
    opens = (pl.col("status") == "implementation") & pl.col("cue_form").str.contains(to_come)
    said = said.filter(~opens | ~any_of("thing", pl.col("status") == "preparation"))
    return (
        said.with_columns(place=pl.col("status").replace_strict(order, default=99, return_dtype=pl.Int32))
        .sort("thing", "place", maintain_order=True)
        .group_by("thing", maintain_order=True)
        .agg(status=pl.col("status").first(), cue_form=pl.col("cue_form").first())
    )
