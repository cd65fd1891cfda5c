"""Numbers that count objects, and numbers that stand for a part of a counted group."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.project_classes import heads, is_settlement
from tasks.facts.project_forms import beginning, both
from tasks.language.letters import one_of
from tasks.language.once import fits
from tasks.language.runs import last_before, row_after, rows_where, taken
from tasks.language.windows import gathered, rows_of, window
from tasks.lexicon import toml

_AHEAD = 8  # words between a number and its head
_PREDICATE = 3  # words from a part to what is done with it
_OF_NUMBER = ["token_no", "code", "number_case", "is_capital", "is_ru", "is_en"]
_AROUND = {
    "code": (-2, 2), "is_dash": (-1, 1), "gap": (-1, 1), "is_collective": (2, 2), "is_after_number": (1, 1),
    "cue": (1, 1), "is_plain": (1, 1), "form": (-2, 2), "is_opener": (-1, -1), "is_quote": (-1, -1),
    "is_owner": (-1, -1), "head": (-1, -1),
}  # fmt: skip

_BEHIND_NUMBER = {
    **dict.fromkeys(("is_dash", "gap", "is_kazakh", "code", "form"), (1, 1)),
    **dict.fromkeys(("is_ru", "is_en"), (0, 1)),
}


def counted(words: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """Numbers that count objects.

    Args:
        words: as `marked` gives them.
        mentions: MENTIONS.

    Returns:
        mention_no, count, comparator, number_row (of the number's first token), row (of the head), sentence_id; for a
        part of a group whose noun isn't repeated ('соның бесеуі') `row` is null.
    """
    found = _counting(words, mentions)
    near = _is_near()
    # 'девять из десяти школ'
    out_of = toml("projects")["out_of"]
    adds = one_of(pl.col("next_code"), ",", "a") | one_of(
        pl.col("next_form"), *out_of["forms"], *out_of["opens"]
    )
    listed = adds & (pl.col("kind") == "count") & pl.col("is_counted_next")
    # 'nine of the facilities', 'две из школ'
    apart = pl.col("next_last").cast(pl.Int64) - pl.col("after").cast(pl.Int64)
    listed = listed | (
        one_of(pl.col("next_form"), *out_of["forms"]) & (pl.col("kind") == "count") & (apart <= 4)
    )
    listed = listed.fill_null(False)
    near = near & ~pl.col("is_of_them")
    listed = listed & ~pl.col("is_of_them")
    alone = (
        (pl.col("is_alone") | pl.col("is_of_them"))
        & (pl.col("kind") == "count")
        & ~listed
        & ~near.fill_null(False)
    )
    found = found.with_columns(is_part=pl.col("is_part") | alone, row_behind=_behind(found, words))
    # 'Все четыре уже сданы': those named before, no part of them
    is_other = pl.col("row_behind").is_not_null() | pl.col("is_all") | pl.col("is_of_people")
    is_other |= pl.col("is_of_thing")
    found = found.with_columns(is_part=pl.col("is_part") & ~is_other)
    return found.select(
        "mention_no", "sentence_id", "comparator", "number_row",
        is_part=pl.col("is_part") | (listed & ~near.fill_null(False)),
        is_ahead=listed & ~near.fill_null(False) & ~pl.col("is_part"),
        # 'Екіншісі': one of them
        count=pl.when("is_ranked").then(1).otherwise(pl.col("value").cast(pl.Int64)),
        row=pl.coalesce("row_behind", pl.when(near & ~pl.col("is_part")).then("next_last")),
        next_last="next_last",
    ).filter(pl.col("row").is_not_null() | pl.col("is_part")).vstack(_one_of_them(words))  # fmt: skip


def _counting(words: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """The numbers that may count objects, with number_row, after (row of the last word) and what stands around."""
    listed = toml("projects")["counted_feature"]
    feature = beginning([*listed["kk_prefix"], *listed["kk_people"]])
    counts = (
        (pl.col("kind") == "count")
        | (pl.col("unit") == "household")
        | ((pl.col("kind") == "ordinal") & pl.col("is_part"))
        # 'Бесеуі қарашада ашылады', '12-сі жыл соңында бітеді': no fifth of November, no year 12
        | ((pl.col("kind") == "date") & pl.col("is_part") & pl.col("is_before_time"))
    )
    close = (pl.col("head_next") == pl.col("after") + 1) | (
        (pl.col("unit") == "person")
        & (pl.col("head_next") == pl.col("after") + 2)  # '6 дәрігерлік амбулатория'
    )
    whole = pl.col("value") == pl.col("value").round(0)
    exact = ~pl.col("attributive") | pl.col("next_form").is_in(
        both(toml("projects")["not_capacity"]["forms"])
    )
    # What its neighbours say is asked only of numbers that may count.
    single = pl.col("value_from").is_null() & pl.col("value_max").is_null() & (pl.col("value") > 0)
    may_count = one_of(pl.col("kind"), "count", "quantity", "ordinal", "date") | (
        pl.col("unit") == "household"
    )
    found = mentions.hstack([_of_people(mentions, words)]).filter(whole & single & may_count)
    found = found.with_columns(
        number_row=rows_of(words, found["sentence_id"], found["token_start"]).cast(pl.UInt32),
        after=rows_of(words, found["sentence_id"], found["number_end"].cast(pl.Int64) - 1).cast(pl.UInt32),
    )
    found = found.filter(pl.col("number_row").is_not_null() & pl.col("after").is_not_null())
    found = pl.concat(
        [found, _beside(words, found["after"]), _ahead(words, found["after"])], how="horizontal"
    )
    return (
        found.filter((exact & ~pl.col("is_name")).fill_null(False))
        .filter(~pl.col("next_form").str.contains(feature) & ~pl.col("is_payee"))
        # '889 тұрғын үй': the number's measure is the first word of the head itself.
        .filter((counts | ((pl.col("kind") == "quantity") & close)).fill_null(False))
    )


def _of_people(mentions: pl.DataFrame, words: pl.DataFrame) -> pl.Series:
    """Whether people were counted last in the sentence: '40 отбасы көшті, соның 12-сі көпбалалы'.

    Where works follow ('…, соның 2-і жөнделді'), the part is of what is built all the same.
    """
    ends = (mentions["token_start"].cast(pl.Int64) - 1, mentions["token_end"].cast(pl.Int64) - 1)
    before, last = (rows_of(words, mentions["sentence_id"], end) for end in ends)
    # '20 школ на 5 тысяч учеников', and 'үй' are households and houses
    is_for = taken(words["form"], before).is_in(toml("indicators")["words"]["prepositions"])
    is_object = taken(words["head"], last).is_not_null() | is_for.fill_null(False)
    them = one_of(pl.col("counted"), *toml("projects")["out_of"]["forms"]).fill_null(False)
    is_part = pl.col("case").str.starts_with("p") | them
    says = (pl.col("unit").is_not_null() | pl.col("counted").is_not_null()) & ~is_part
    is_people = one_of(pl.col("unit"), "person", "household").fill_null(False) & ~pl.col("is_object")
    is_worked = pl.any_horizontal(pl.all().is_not_null())
    is_built = window(words, last, {"cue": (0, _PREDICATE)}).select(is_worked).to_series()
    told = mentions.hstack([is_object.alias("is_object"), is_built.alias("is_built")]).select(
        is_of_people=last_before(pl.when(says).then(is_people)) & ~pl.col("is_built").fill_null(False)
    )
    return told["is_of_people"].fill_null(False)


@cache
def _is_near() -> pl.Expr:
    """The next object is the one that the number counts."""
    near = (pl.col("next_last").cast(pl.Int64) - pl.col("after").cast(pl.Int64) <= _AHEAD) & (
        pl.col("next_last") < pl.col("next_stop").fill_null(4_000_000_000)
    )
    # '60 мың көлік шығаратын зауыт': the number counts what the participle governs.
    governed = (pl.col("next_participle") > pl.col("after") + 1) & (
        pl.col("next_participle") < pl.col("next_last")
    )
    governed = governed & ~pl.col("next_form").is_in(both(toml("projects")["between_number"]["forms"]))
    near = near & ~governed.fill_null(False)
    # '96 шам және субұрқақ': the number counts the first noun, unless both make one: '5 спорт және мәдениет нысаны'
    near = near & ~pl.col("is_of_first")
    # 'Сегіз ауылдың желісі', 'екі қаладағы мектеп': the number counts what comes before the object.
    return near & ~(pl.min_horizontal("next_owner", "next_village") < pl.col("next_last")).fill_null(False)


def _one_of_them(words: pl.DataFrame) -> pl.DataFrame:
    """'Тағы біреуі', 'олардың бірі': a part that no numeral counts; columns as `counted` gives them."""
    said = toml("projects")["one_of_them"]
    form, before = pl.col("form"), pl.col("form-1")
    is_one = form.is_in(both(said["alone"])) | (
        form.is_in(both(said["after"])) & before.is_in(both(said["leads"]))
    )
    # 'Солардың бірі – мектеп': the noun follows.
    named = one_of(pl.col("form1"), "—", "–", "-")
    some = words.select("row", "form", "is_kazakh", "may_be_part").filter("may_be_part", "is_kazakh")
    near = window(words, some["row"], {"form": (-1, 1)}).select(pl.all().fill_null(""))
    rows = some.hstack(near).filter(is_one & ~named)["row"]
    at = pl.DataFrame(gathered(words, rows, ["sentence_id"])).with_columns(number_row=rows.cast(pl.UInt32))
    return at.select(
        pl.lit(None, dtype=pl.UInt32).alias("mention_no"), "sentence_id", pl.lit("eq").alias("comparator"),
        "number_row", is_part=pl.lit(True), is_ahead=pl.lit(False), count=pl.lit(1, dtype=pl.Int64),
        row=pl.lit(None, dtype=pl.UInt32), next_last=pl.lit(None, dtype=pl.UInt32),
    )  # fmt: skip


def _beside(words: pl.DataFrame, rows: pl.Series) -> pl.DataFrame:
    """What the words beside the last word of each number say: is_part, is_alone, is_name, next_form, next_code …"""
    near = window(words, rows, _AROUND).hstack(gathered(words, rows, _OF_NUMBER))
    return near.select(
        is_part=_part(), is_alone=_alone(),
        is_before_time=(pl.col("code1") == "Q") | pl.col("form1").str.contains(
            beginning(toml("projects")["year_word"]["prefix"])
        ),
        next_form="form1", next_code="code1", is_of_them=_of_them(),
        is_all=pl.col("form-1").is_in(toml("projects")["alone"]["all"]).fill_null(False),
        is_of_thing=_of_thing(),
        is_ranked=pl.col("form0").str.contains(toml("projects")["ranked"]["part"]).fill_null(False),
        # 'Біріншісіне 3 млрд, екіншісіне 1 млрд': shares of a sum
        is_payee=pl.col("form0").str.contains(toml("projects")["ranked"]["payee"]).fill_null(False),
        # 'five-star'
        is_name=(pl.col("is_capital") & (pl.col("token_no") > 0) & ~_opened()) | (
            pl.col("is_en") & pl.col("is_dash1") & ~pl.col("gap1")
        ).fill_null(False) | (
            # '$340-million smelter', but 'twenty-six'
            pl.col("is_en") & pl.col("is_dash-1") & ~pl.col("gap-1")
            & ~((pl.col("code-2") == "t") & (pl.col("code") == "u"))
        ).fill_null(False),
    )  # fmt: skip


def _ahead(words: pl.DataFrame, rows: pl.Series) -> pl.DataFrame:
    """What comes next in the sentence after the last word of each number: rows of an object, a participle …"""
    next_last = row_after(words, pl.col("is_last"), rows)
    may_stop = words.select(pl.col("is_stop") & ~pl.col("is_plain") & pl.col("head").is_null()).to_series()
    stops = rows_where(may_stop.scatter(_sizing(words), False))
    counts = pl.any_horizontal(one_of(pl.col(f"code-{k}"), "n", "u", "t").fill_null(False) for k in (1, 2))
    nets = ["water_network", "gas_network", "sewer_network"]
    is_net = ((heads()[0] == "network") & heads()[1].is_null()) | heads()[2].is_in(nets)
    villages = rows_where(fits(words, pl.col("head_case") == "gen", is_settlement()))
    near = window(words, next_last, {"code": (-2, -1), "head": (0, 0)}).rename({"head0": "head"})
    return near.select(
        # villages that own one network together: 'сегіз ауылдың желісі'
        next_village=pl.when(is_net.fill_null(False)).then(row_after(words, villages, rows)),
        next_last=next_last.cast(pl.UInt32),
        is_counted_next=counts,
        head_next=taken(words["head_start"], next_last),
        next_participle=row_after(words, pl.col("is_participle"), rows),
        next_owner=row_after(words, _owner(), rows),
        next_stop=row_after(words, stops, rows),
        is_of_first=pl.lit(_of_first(words, rows, next_last)),
    )


def _of_first(words: pl.DataFrame, rows: pl.Series, heads_at: pl.Series) -> pl.Series:
    """'96 шам және субұрқақ': a noun and 'and' stand between the number's end and a head without a possessive."""
    adjective = toml("nouns")["adjective"]
    said = f"{adjective['kk_words']}|{adjective['kk_endings']}"
    near = window(words, rows, {"form": (1, 2), "code": (1, 1)}).with_columns(
        is_far=heads_at.cast(pl.Int64) > rows.cast(pl.Int64) + 2,
        case=taken(words["head_case"], heads_at).cast(pl.String),
    )
    joined = pl.col("form2").is_in(both(toml("projects")["joining"]["pairs"]))
    noun = (pl.col("code1") == "x") & ~pl.col("form1").str.contains(said)
    plain = ~pl.col("case").str.starts_with("p")
    return near.select((noun & joined & pl.col("is_far") & plain).fill_null(False)).to_series()


def _behind(found: pl.DataFrame, words: pl.DataFrame) -> pl.Series:
    """Row of the object before its number: 'салынған мектеп саны – 12', 'саны 12-ге жетті'."""
    before = window(words, found["number_row"], {"form": (-2, -1), "is_dash": (-1, -1)})
    says = both(toml("projects")["how_many"]["kk"])
    direct = pl.col("form-1").is_in(says)
    back = pl.when(direct).then(2).when(pl.col("is_dash-1") & pl.col("form-2").is_in(says)).then(3)
    number = pl.lit(found["number_row"].cast(pl.Int64))
    rows = before.select(pl.when(number >= back).then(number - back)).to_series()
    named = taken(words["is_last"], rows) & (taken(words["sentence_id"], rows) == found["sentence_id"])
    return pl.select(pl.when(named).then(rows).cast(pl.UInt32)).to_series()


@cache
def _owner() -> pl.Expr:
    """A noun in the genitive or locative attribute, of which the object is a part."""
    return (pl.col("is_owner") & pl.col("head").is_null()) | (pl.col("head_case") == "att")


@cache
def _part() -> pl.Expr:
    """The number stands for its noun: '7-еуі', 'жетеуі', '36-сы'."""
    collective = pl.col("is_collective2").fill_null(False)
    return pl.col("number_case").str.starts_with("p") | (
        (pl.col("code") == "o") & pl.col("is_dash1") & collective
    ).fill_null(False)


@cache
def _of_thing() -> pl.Expr:
    """'8 автобустың 3-еуі': a part of the noun right before it, which is no object, and not of those before."""
    them = pl.col("form-1").is_in(both(toml("projects")["out_of"]["whose"]))
    place = pl.col("form-1").str.contains(toml("endings")["kk"]["attribute_of_place"])
    return (pl.col("is_owner-1") & pl.col("head-1").is_null() & ~them & ~place).fill_null(value=False)


@cache
def _alone() -> pl.Expr:
    """No noun follows the number: 'из них четыре возведут', 'Ten more will open', '— Актау — 8;'."""
    foreign = pl.col("is_ru") | pl.col("is_en")
    code = pl.col("code1")
    ends = code.is_null() | one_of(code, ";", ")", ".")
    stops = ends | one_of(code, ",", "-") | pl.col("is_after_number1")
    says = pl.col("cue1").is_not_null() & (pl.col("cue1") != "works")
    # 'Теміртауда – 3, Балқашта – 2 және Шахтинскіде – 5'
    line = pl.col("is_dash-1") & (ends | one_of(code, ",", "a")) & pl.col("gap-1")
    # 'строят три новых'
    new = pl.col("is_ru") & pl.col("is_plain1") & (one_of(pl.col("code2"), ";", ")", ".", ","))
    # 'Үлескерлер саны – 214': of what else there are so many
    other = pl.col("form-2").is_in(both(toml("projects")["how_many"]["kk"])).fill_null(False)
    return ((foreign & (stops | says | new)) | (line & ~other)).fill_null(False)


@cache
def _of_them() -> pl.Expr:
    """'Six of them in villages', 'четыре из которых в сёлах': what follows isn't what is counted."""
    lists = toml("projects")
    of = one_of(pl.col("form1"), *lists["out_of"]["forms"])
    return (of & pl.col("form2").is_in(lists["alone"]["them"])).fill_null(False)


@cache
def _opened() -> pl.Expr:
    """“Sixteen blocks …”: capital because a quotation, a line or a list begins there."""
    return (pl.col("is_opener-1") | pl.col("is_quote-1") | pl.col("is_dash-1")).fill_null(False)


def _sizing(words: pl.DataFrame) -> pl.Series:
    """Rows of numbers that are joined to a measure, and of the measures: these stop no phrase."""
    numbers = rows_where(words.select(one_of(pl.col("code"), "n", "o", "u", "t")).to_series())
    near = window(words, numbers, _BEHIND_NUMBER)
    measure = pl.col("is_kazakh1") & one_of(pl.col("code1"), "U", "x")
    # 'екі 600 орындық мектеп'
    is_sized = fits(near, measure, pl.col("form1").str.contains(toml("projects")["sizing"]["kk"]))
    # 'Пять 9-этажных домов', 'three 60-unit blocks': a hyphen joins them
    is_joined = near["is_dash1"] & ~near["gap1"]
    first, second = (
        numbers.filter(is_sized | (is_joined & (near[f"is_ru{k}"] | near[f"is_en{k}"]))) for k in (0, 1)
    )
    return pl.concat([first, second + 1])
