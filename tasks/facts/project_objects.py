"""The objects that may be projects: counted groups, parts of groups, single ones."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.project_classes import counted_only, heads
from tasks.facts.project_counts import counted
from tasks.facts.project_forms import beginning, both
from tasks.facts.project_leads import led
from tasks.language.letters import one_of
from tasks.language.runs import gathered, last_before, latest, neighbour, row_before, rows_of, window
from tasks.lexicon import toml

_NAMED, _MEASURED = 3, 8  # words before an object, and before its measure, that may name it
_LENGTHS = ["km", "m"]
_LIST = 12  # words to the noun at the end of a list
_MEMORY = 2  # sentences after which a part no longer finds its group
_AT_HEAD = {c: c for c in ("is_plural", "head_start", "head_stem", "after")}
_JOINED = {"is_shared": "is_shared", "at_case": "head_case"}
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
        is_parted (a part of it follows), is_supplied (water or the like is brought there), is_grasped (a verb
        that is no cue takes it), led_by, is_works, is_more and how many words before the head are n_content,
        n_anaphor, n_quoted, n_capital, n_programme; in order.
    """
    groups = _groups(words, counted(words, mentions))
    singles = _sized(_singles(words, groups), words, mentions)
    groups = groups.with_columns(is_sized=pl.lit(False), is_measured=pl.lit(False), is_length=pl.lit(False))
    columns = [*_COLUMNS, "is_sized", "is_measured", "is_length"]
    found = pl.concat([groups.select(columns), singles.select(columns)]).sort("row")
    home = gathered(words, found["row"], ["article_id", "sentence_no", "clause", "language", "role"])
    return _described(found.hstack(home), words)


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
        parts.hstack(gathered(words, parts["number_row"], {"head_case": "number_case", "lead": "form-1"}))
        .with_columns(
            row=pl.col("number_row"), start=pl.col("number_row"), head=pl.lit(None, dtype=pl.Int32),
            head_row=pl.lit(None, dtype=pl.UInt32),
        )
    )  # fmt: skip
    columns = [*_COLUMNS, "is_ahead", "next_last", "lead"]
    both = pl.concat([whole.select(columns), parts.select(columns)], how="vertical_relaxed").sort("row")
    both = both.hstack(gathered(words, both["row"], ["article_id", "sentence_no"]))
    is_group = pl.col("count") > 1
    known = both.with_columns(
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
    known = known.with_columns(
        head_most=latest(pl.when(is_most).then("head"), "article_id"),
        row_most=latest(pl.when(is_most).then("head_row"), "article_id"),
    )
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
    begins = begins.with_columns(is_of=(before == "of") & (pl.col("language") == "en"))
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


def _described(found: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """What stands between the start of the phrase and its head."""
    measured = (pl.col("code") == "U") & ~one_of(pl.col("code").shift(1), "n", "u", "t", "k", "A").fill_null(
        False
    )
    numbered = (pl.col("code") == "#") & pl.col("is_kazakh")
    ordinal = (pl.col("code") == "o") & pl.col("is_kazakh")  # 'екінші кешені'
    content = (
        ((pl.col("code") == "x") | measured | numbered)
        & ~pl.col("is_plain")
        & ~pl.col("is_anaphor")
        & ~pl.col("is_stop")
    )
    # What opens a sentence, or a quotation in it, is capital by its place.
    opens = (pl.col("token_no") == 1) & neighbour("is_dash", -1).fill_null(False)
    named = ((pl.col("token_no") > 0) & ~opens) | pl.col("is_of_place")
    capital = pl.col("is_capital") & (named | pl.col("is_abbreviation")) & (pl.col("code") == "x")
    capital = capital | numbered  # '№ 12 және № 15 үйлер'
    sums = words.select(
        n_content=content.cast(pl.Int32).cum_sum(),
        n_anaphor=pl.col("is_anaphor").cast(pl.Int32).cum_sum(),
        n_ordinal=ordinal.cast(pl.Int32).cum_sum(),
        n_quoted=(pl.col("is_quoted") & (pl.col("is_closer") | pl.col("is_quote"))).cast(pl.Int32).cum_sum(),
        n_capital=capital.cast(pl.Int32).cum_sum(),
        n_programme=pl.col("is_programme").cast(pl.Int32).cum_sum(),
    )
    counts = ["n_content", "n_ordinal", "n_anaphor", "n_quoted", "n_capital", "n_programme"]
    family = heads()[0]
    lexical = beginning([w for words in toml("projects")["not_object"].values() for w in words])
    near = {
        "form": (-1, 2),
        "cue": (1, 1),
        "is_grasping": (1, 1),
        "is_partitive": (1, 1),
        "is_beside": (1, 1),
    }
    near |= {"code": (2, 2), "is_postposition": (1, 1), "is_plain_gerund": (-1, -1)}
    near |= {"is_part_word": (1, 3), "is_utility": (1, 4), "is_settling": (1, 5), "is_covering": (1, 5)}
    at_head = window(words, found["head_row"], near).hstack(
        gathered(words, found["head_row"], {**_AT_HEAD, **_JOINED})
    )
    at_head = at_head.select(
        *_AT_HEAD,
        # 'стадион мен жаңа драма театрының құрылысы': the works stand behind the second
        is_remarked=((pl.col("form1") == "(") | pl.col("is_shared")).fill_null(False),
        is_put_up=_put_up(),
        is_work_of=pl.col("form1").str.contains(beginning(toml("projects")["work_of"]["prefix"])).fill_null(False),
        is_worked=(pl.col("cue1") == "works").fill_null(False),
        is_grasped=pl.col("is_grasping1").fill_null(False) & pl.col("cue1").is_null(),
        is_partitive=(pl.col("is_partitive1") | pl.col("is_beside1")).fill_null(False)
        & one_of(pl.col("at_case"), "gen", "pgen"),
        is_beside_of=pl.col("is_beside1").fill_null(False) & one_of(pl.col("at_case"), "gen", "pgen"),
        is_place=pl.col("is_postposition1").fill_null(False) | _address() | _meant_for() | _having(),
        is_measure_of=_measured_of(),
        form_next="form1",
        is_paired=(pl.col("form1").is_in(both(toml("projects")["joining"]["pairs"]))).fill_null(False),
        is_named_by_gerund=pl.col("is_plain_gerund-1").fill_null(False),
        is_authority=pl.concat_str(pl.col("form-1").fill_null(""), "form0", separator=" ").str.contains(lexical),
        is_parted=one_of(pl.col("at_case"), "gen", "pgen")
        & pl.any_horizontal(pl.col(f"is_part_word{k}").fill_null(False) for k in (1, 2, 3)),
        is_supplied=_supplied(),
    )  # fmt: skip
    found = found.hstack(at_head).with_columns(
        a=pl.col("start").cast(pl.Int64) - 1, b=pl.col("head_start").cast(pl.Int64) - 1, family=family
    )
    found = led(found.with_columns(is_counted=pl.col("count").is_not_null()), words)
    earlier = sums["n_capital"].gather(_within(found["a"] - _ahead(found, words)))
    before = pl.DataFrame(gathered(sums, _within(found["a"]), counts))
    until = pl.DataFrame(gathered(sums, _within(found["b"]), counts))
    return (
        found.with_columns(
            **{c: (until[c] - before[c].fill_null(0)).fill_null(0) for c in counts},
            count=pl.coalesce("count", pl.when(_one_of_list(words, found)).then(1)),
        )
        .with_columns(is_counted=pl.col("count").is_not_null())
        .with_columns(
            n_capital=until["n_capital"] - earlier.fill_null(0),
            # A size or a noun of several words tells an object apart: 'access road', 'жылу желісі'.
            n_content=pl.col("n_content")
            + pl.when(pl.col("family").ne_missing("general")).then("n_ordinal").otherwise(0)
            + pl.col("is_sized").cast(pl.Int32)
            + (pl.col("head_start") < pl.col("head_row")).fill_null(False).cast(pl.Int32),
        )
        .drop("a", "b")
    )


@cache
def _put_up() -> pl.Expr:
    """'Жарық жүйесін орнату': a device."""
    verbs = beginning(toml("projects")["installed"]["verbs"])
    near = pl.col("form1").str.contains(verbs) | pl.col("form2").str.contains(verbs)
    return near.fill_null(False) & pl.col("head_stem").is_in(toml("projects")["installed"]["heads"])


@cache
def _supplied() -> pl.Expr:
    """'Ауылға су тартылды', 'ауыл сумен қамтылды', 'ауыл газдандырылды'."""

    def follows(trait: str, upto: int) -> pl.Expr:
        return pl.any_horizontal(pl.col(f"{trait}{k}").fill_null(False) for k in range(1, upto + 1))

    utility = follows("is_utility", 4)
    whole = one_of(pl.col("at_case"), "", "p", "acc", "pacc")
    return (one_of(pl.col("at_case"), "dat", "pdat", "loc", "ploc") & utility) | (
        whole & (follows("is_settling", 5) | (utility & follows("is_covering", 5)))
    )


def _one_of_list(words: pl.DataFrame, found: pl.DataFrame) -> pl.Series:
    """'Үш сквер мен бір саябақ': 'a' is a count beside other counts."""
    beside = [
        (pl.col("sentence_id") == pl.col("sentence_id").shift(k)) & pl.col("count").shift(k).is_not_null()
        for k in (1, -1)
    ]
    before = window(words, found["start"], {"form": (-1, -1)})["form-1"]
    is_one = before.is_in(both(toml("projects")["one"]["kk"]))
    return is_one.fill_null(False) & found.select(pl.any_horizontal(beside).fill_null(False)).to_series()


def _ahead(found: pl.DataFrame, words: pl.DataFrame) -> pl.Series:
    """How many words before the phrase may name it: more before a measure, none of another sentence."""
    places = words["token_no"].gather(found["start"]).cast(pl.Int64)
    far = found.select(pl.when("is_measured").then(_MEASURED).otherwise(_NAMED)).to_series()
    return pl.select(pl.min_horizontal(places, far)).to_series()


def _within(rows: pl.Series) -> pl.Series:
    """Row numbers; null before the first."""
    return pl.select(pl.when(rows >= 0).then(rows)).to_series()


@cache
def _measured_of() -> pl.Expr:
    """'Жақсы жолдардың үлесі 92 пайызға жетті': a measure of what there is."""
    measure = pl.col("form1").str.contains(beginning(toml("projects")["measure_of"]["prefix"]))
    return (measure & one_of(pl.col("at_case"), "gen", "pgen")).fill_null(False)


@cache
def _having() -> pl.Expr:
    """'Паркингі бар автовокзал ашылды': the noun after it has it."""
    noun = one_of(pl.col("code2"), "x", "n", "u")
    has = pl.col("form1").is_in(both(toml("projects")["having"]["forms"])) & one_of(
        pl.col("at_case"), "", "p"
    )
    return (has & noun).fill_null(False)


@cache
def _meant_for() -> pl.Expr:
    """'Газдандыруға арналған 7 жоба': another noun is what is spoken of."""
    meant = pl.col("form1").is_in(both(toml("projects")["meant_for"]["forms"]))
    noun = pl.col("code2").is_in(["x", "n", "u", "M", "U", "A"]) & ~pl.col("form2").is_in(
        both(toml("projects")["meant_for"]["copulas"])
    )
    # 'Емханаға қосымша қанат салу': what is built on to
    annex = pl.col("form1").str.contains(beginning(toml("projects")["annex"]["stems"]))
    return (((meant & noun) | annex) & one_of(pl.col("at_case"), "dat", "pdat")).fill_null(False)


@cache
def _address() -> pl.Expr:
    """'… даңғылы, 19/1'."""
    number = one_of(pl.col("code2"), "n", "i", "o", "y")
    return ((pl.col("form1") == ",") & number & (pl.col("at_case") == "p")).fill_null(False)
