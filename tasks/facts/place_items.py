"""Tokens as items of the grammar of places: names made one, each with the letter of its class."""

from __future__ import annotations

import polars as pl

from tasks.facts.gazetteer import entries, kinds
from tasks.facts.place_letters import LETTERS, lettered
from tasks.facts.place_words import NAMES, classified
from tasks.language import match
from tasks.language.runs import flagged, neighbour, rows_where, taken, words_of
from tasks.language.windows import window
from tasks.lexicon import toml

SPAN = ("sentence_id", "token_start", "token_end", "char_start", "char_end")
_WORDS = 4  # the longest name, in words
_ONE = ["form", "language"]
_KNOWN = ["key", "name_case", "kind", "kind_case", "is_many"]
_OF_WORD = ["surface", "form", "language", "code", "case"]
_TAKEN = [
    *SPAN, "form", "code", "gap", "language", "letter", "key", "case", "same", "same_case", "nation", "also_case",
    "stem", "is_led",
]  # fmt: skip


def items(tokens: pl.DataFrame) -> pl.DataFrame:
    """Classifies the tokens of the sentences that may name a place.

    Args:
        tokens: TOKENS.

    Returns:
        one row an item: sentence_id, token_start, token_end, char_start, char_end, form, code, gap, language,
        key (of gazetteer names), case, same, same_case, nation, stem (as `place_words.classified` gives them), is_led
        (stands after 'в', 'in'), letter:

        B P  a name that is a place by itself, bare or in a case; H h the same, but people bear it too
        p q  a name that is a place only with a word of its kind, or in a case where its region is spoken of
        A    a name as an adjective; U an unknown name in the case of places ('Ақбұлақтағы')
        O C D K V L T Y M  region, city, district, rural district, settlement, lake, reservoir or mine, river,
             microdistrict; small letters in the plural
        E    what bears a name without being the place; G the end of a person's name; R a road; s an abbreviated village
        W    another capitalised word; i one that opens the sentence
        n    a number; a 'and'; j a comma; - a dash; < > quotes; x the rest
    """
    unique, at = words_of(tokens, _OF_WORD)
    words = classified(unique)
    may = tokens["sentence_id"].filter(taken(words["is_seed"], at)).unique().implode()
    wanted = tokens.select(pl.col("sentence_id").is_in(may)).to_series()
    rows = tokens.select("sentence_id", "token_no", "char_start", "char_end", "gap").filter(wanted)
    rows = rows.with_columns(w=at.filter(wanted)).with_row_index("row")
    return _spread(*_merged(rows, words, _groups(rows, words)))


def _groups(rows: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """Names and kinds of several words: row of the first and the last, form, language, and what they are."""
    hyphen = taken(words["is_hyphen"], rows["w"])
    glued = hyphen & ~rows["gap"] & ~rows["gap"].shift(1).fill_null(True)
    solid = rows.select("row", "sentence_id", "w").filter(~glued)
    at = rows_where(taken(words["is_opener"], solid["w"]))
    frame = (
        solid[at].select("row", "w").with_columns(language=taken(words["language"], taken(solid["w"], at)))
    )
    text, found = taken(words["form"], frame["w"]), []
    for k in range(1, _WORDS):
        there = (at + k).clip(upper_bound=max(solid.height - 1, 0))
        same = taken(solid["sentence_id"], there) == taken(solid["sentence_id"], at)
        form = taken(words["form"], taken(solid["w"], there))
        text = pl.select(pl.when(same).then(pl.concat_str(text, pl.lit(" "), form))).to_series()
        found.append(frame.select("row", "w", "language", form=text, last=taken(solid["row"], there)))
    probes = pl.concat(found).filter(pl.col("form").is_not_null())
    unique = probes.select(_ONE).unique(maintain_order=True)
    known = pl.concat(
        [
            match(unique, entries()).select(*_ONE, "key", name_case="case", is_many=pl.lit(False)),
            match(unique, kinds()).select(*_ONE, kind="key", kind_case="case", is_many="is_plural"),
        ],
        how="diagonal",
    ).unique(_ONE, keep="first", maintain_order=True)
    return (
        probes.join(known, on=_ONE, maintain_order="left")
        .sort("row", "last")
        .unique("row", keep="last", maintain_order=True)
        .filter(pl.col("row") > pl.col("last").cast(pl.Int64).shift(1).cum_max().fill_null(-1))
    )


def _merged(
    rows: pl.DataFrame, words: pl.DataFrame, groups: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One row for each group of words, and the words with the groups put to them."""
    opening = taken(words.select("surface").to_series(), groups["w"]).str.slice(0, 1)
    unique = groups.select(*_ONE, *_KNOWN).with_columns(surface=pl.concat_str(opening, pl.lit("x x")))
    new = lettered(unique.with_columns(code=pl.lit(None, pl.String), nation=pl.lit(None, pl.String)))
    more = new.select(c if c in new.columns else pl.lit(None).alias(c) for c in words.columns)
    inside = groups.select(row=pl.int_ranges(pl.col("row") + 1, pl.col("last") + 1)).explode("row")["row"]
    dropped = flagged(inside.drop_nulls(), rows.height)
    last = groups["last"]
    ends = {c: rows[c].scatter(groups["row"], taken(rows[c], last)) for c in ("char_end", "gap")}
    w = rows["w"].scatter(groups["row"], pl.int_range(words.height, words.height + more.height, eager=True))
    merged = rows.with_columns(**ends, w=w).filter(~dropped)
    return merged, pl.concat([words, more.cast(words.schema)])


def _spread(rows: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """Items with what is known of their words."""
    listed = toml("place_names")["unknown"]
    dash = words["is_hyphen"].fill_null(False) | words["form"].is_in(["•", ":"])
    opens = (pl.col("token_no") == 0) | pl.Series(taken(dash, rows["w"]).shift(1).fill_null(False))
    led, near = (
        pl.Series(taken(words["form"].is_in(listed[k]), rows["w"]).shift(1).fill_null(False))
        for k in ("led", "led_near")
    )
    led &= ~_in_title_case(rows, words)
    width = neighbour("token_no", 1).fill_null(pl.col("token_no") + 1)
    n = words.height
    shown = pl.when(opens).then(n).when(led).then(2 * n).when(near).then(3 * n).otherwise(0)
    # in one piece: to gather from several is slower
    known = pl.concat([_shown(words, how) for how in LETTERS], rechunk=True)
    table = rows.select(
        "sentence_id",
        "char_start",
        "char_end",
        "gap",
        token_start="token_no",
        token_end=width,
        is_led=led | near,
    )
    table = pl.concat([table, known[rows.select(pl.col("w") + shown).to_series()]], how="horizontal")
    table = table.with_columns(letter=_alone(table))
    told = {k: taken(words["form"].str.contains(listed[k]), rows["w"]) for k in ("surname", "title")}
    return table.select(_TAKEN).with_columns(letter=_without_people(table, told["surname"], told["title"]))


def _without_people(table: pl.DataFrame, is_surname: pl.Series, is_title: pl.Series) -> pl.Series:
    """Letters, where a person stands before a place: 'депутат Сәуле Мұқашева Құрманғазы ауданында'.

    A surname right before the kind is a place's own: 'Мағжан Жұмабаев ауданы'.
    """
    rows = rows_where(is_surname | is_title.shift(2))
    known = table.with_columns(is_title=is_title)
    near = window(known, rows, {"letter": (-1, 1), "language": (0, 0), "is_title": (-2, -2)})
    following = pl.col("letter1").is_in([*NAMES, "W", "U", "q"])
    named = (pl.col("letter0") == "W") & following & pl.col("language0").str.starts_with("kk")
    titled = pl.col("is_title-2") & pl.col("letter-1").is_in(list("WHh"))
    ends = named & (pl.lit(taken(is_surname, rows)) | titled)
    told = near.select(ends=ends.fill_null(False), leads=(pl.col("letter-1") == "W").fill_null(False))
    last = rows.filter(told["ends"])
    return (
        table["letter"].scatter(last, "x").scatter(last.filter(told["leads"].filter(told["ends"])) - 1, "x")
    )


def _in_title_case(rows: pl.DataFrame, words: pl.DataFrame) -> pl.Series:
    """'Attracts $1.1 Billion in Investment': where English headlines have capitals throughout, none names a place."""
    is_capital = words["surface"].str.contains(r"^\p{Lu}").fill_null(False) & (words["language"] == "en")
    inside = taken(is_capital, rows["w"]) & (rows["token_no"] > 0)
    return inside.shift(2).fill_null(False)


def _shown(words: pl.DataFrame, how: str) -> pl.DataFrame:
    """What a word is inside a sentence, at its opening, after 'в' or after 'возле'."""
    named = pl.col(how).is_in([*NAMES, "q"])
    return words.select(
        "form", "code", "language", "same", "same_case", "nation", "also_case", "stem",
        letter=how,
        key=pl.when(named).then("key"),
        case=pl.coalesce(
            pl.when(named).then("name_case"), pl.when(pl.col(how) == "U").then(pl.lit("att")), "kind_case", "case"
        ),
    )  # fmt: skip


def _alone(table: pl.DataFrame) -> pl.Series:
    """Letters, where a Russian adjective with no noun after it stands for its district: 'в Есильском — 55'."""
    rows = rows_where((table["letter"] == "A") & table["is_led"])
    following = window(table, rows, {"letter": (1, 1)})
    is_last = following.select(pl.col("letter1").is_in(list("-n.)")).fill_null(True)).to_series()
    return table["letter"].scatter(rows.filter(is_last), "P")
