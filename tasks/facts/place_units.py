"""Names with the word of their kind, as one unit: 'Ақсу қаласында', 'село Тепличное'."""

from __future__ import annotations

from functools import cache

import polars as pl

from tasks.facts.gazetteer import kind_abbreviations
from tasks.language.letters import matches
from tasks.language.runs import taken
from tasks.lexicon import toml

_NAME = "(?:[BPpHWU](?:-?[BPpHWU]){0,2}|i)"
_QUOTED = '(?:<[^<>\n]{1,6}>|"[^"\n]{1,6}")'
_ANY = f"(?:{_NAME}|{_QUOTED})"
_KIND, _MANY = "[OCDKVLTYMocdkvltym]", "[ocdkvltym]"
_BARE = "(?:[BpHWU](?:-?[BpHWU]){0,2})"  # a Kazakh name before the word of its kind is in no case
_AND = "[aj]"
_END = "(?:[BPpHhi]|[WU]{1,2})"  # of a road
_WAY = f'[<"]?{_END}(?:-{_END})+[>"]?'
_KNOWN_WAY = "[BPH](?:-[BPHh])+"
_NEW = f"U(?:j[WBP]){{2,}}(?:{_AND}[WBP])?"  # 'in Talbesik, Akmarjan, Borlisai and other villages'
_IS_ROUTE = rf'^(?:{_WAY}[Rr]|[Rr]\.?{_WAY}|[<"]?{_KNOWN_WAY}[>"]?)$'

KAZAKH = "|".join(
    [
        f'{_WAY}[Rr]|[<"]{_KNOWN_WAY}[>"]',
        rf"(?:{_BARE}|i)G{_KIND}",
        rf"(?:{_BARE}|i|{_QUOTED})-?[EeRrG]",
        rf"(?:{_BARE}|i|{_QUOTED})(?:-?{_AND}(?:{_BARE}|{_QUOTED}))+-?{_MANY}",
        rf"(?:{_BARE}|{_QUOTED})-?{_KIND}|i[DKVLTYMdkvltym]",
        rf"(?:{_BARE}|i)\(x?{_BARE}\){_KIND}",
        rf"(?:{_BARE}|i)-n-?[Mm]",
        rf"B(?:{_AND}B){{1,6}}n",
        r"n-?[xW]?-?[Mm]",
        _QUOTED,
        rf"[BHPhq](?:{_AND}[BHPhq]){{0,4}}{_AND}[Phq]",
        rf"(?:[BpHW](?:{_AND}[BpHW]){{0,3}}{_AND}|ia)U",
        r"[WHU]\.?-?[HhpPU]|H-?W",
        r"[WHpU]-?[WU]",
        f"{_KNOWN_WAY}|[BPHhAqU]",
    ]
)
"""The kind follows the name."""

RUSSIAN = "|".join(
    [
        rf'[Rr]\.?{_WAY}|{_WAY}[Rr]|[<"]{_KNOWN_WAY}[>"]',
        rf"[EeRr]\.?{_ANY}|A[EeRr]",
        rf"(?:[AWU]|P{_AND}A)(?:{_AND}A){{0,3}}[OCDKVLTYocdkvlty]",
        rf"[OoCcDd]\.?(?:[BPpH](?:{_AND}[BPH])*|{_QUOTED})",
        rf"(?:[KVLTYkvlty]\.?|s\.){_ANY}(?:{_AND}{_ANY})*",
        rf"[Mm]\.?(?:n[xW]?|{_ANY})|n-?x?[Mm]",
        r"[Pp](?:-?[Pp])*[ODd]",
        _QUOTED,
        rf"P(?:{_AND}P)+",
        r"[WH]\.?-?[Hp]|[WHp]-?W|U[WxU]?W",
        f"{_KNOWN_WAY}|[BPHAUq]",
    ]
)
"""An adjective before the kind, or the name after it."""

ENGLISH = "|".join(
    [
        f"{_WAY}[Rr]",
        rf"{_ANY}[EeRr]|[Ee]P",
        rf"[BPpH](?:{_AND}a?[BPpH])+[ocd]|[BPpH][OoCcDd]",
        r"[BPpHWU]{1,2}[VLTYDMv]|[LTY][BPpHWU]",
        r"[CVD]x[BPpHWU]",
        r"[Mm](?:n[xW]?|[WU])|n-?x?[Mm]",
        _QUOTED,
        rf"P(?:{_AND}a?P)+",
        r"[WUH]\.?-?[Hp]|[WUHp]-?W",
        f"{_NEW}|{_KNOWN_WAY}|[BPHAUq]",
    ]
)
"""The kind follows, or stands before it with 'of'."""

_FAMILIES = {"kk": KAZAKH, "ru": RUSSIAN, "en": ENGLISH}


def units(items: pl.DataFrame) -> pl.DataFrame:
    """Finds the units.

    Args:
        items: as `place_items.items` gives them.

    Returns:
        unit (0.. in order of the text), sentence_id, item (row of the first item), item_end, token_start,
        token_end, char_start, char_end, letters, kind ('' | O C D K V L T Y M), keys (of the gazetteer, one a name),
        is_known (no other name in it), is_list, is_weak (an adjective without a noun), is_unsure (a place only where
        its region is spoken of), is_new (an unknown name), case.
    """
    found = []
    lettered = items.select("sentence_id", "letter", "language").with_row_index("item")
    for family, pattern in _FAMILIES.items():
        of_family = lettered.filter(pl.col("language").str.starts_with(family))
        hits = matches(of_family.select("sentence_id", "letter").with_row_index("row"), pattern)
        first = taken(of_family["item"], hits["row"])
        found.append(
            hits.select(
                "match", item=first, item_end=first.cast(pl.Int64) + hits["width"], family=pl.lit(family)
            )
        )
    raw = pl.concat(found).sort("item").with_row_index("unit")
    # 'Шымкент, Тараз және Кентау 40 автобус алады': the number behind says that no kind follows
    beyond = pl.col("match").str.contains(f"^B(?:{_AND}B)+n$")
    raw = raw.with_columns(
        match=pl.when(beyond).then(pl.col("match").str.head(-1)).otherwise("match"),
        item_end=pl.col("item_end") - beyond.cast(pl.Int64),
    )
    # 'Тоқаев Атырау облысына барды', 'Олжас Бектенов Семей, Абай қалаларына': who stands before a known name is no
    # part of it; an initial is.
    is_name = taken(items["form"], raw["item"]).str.len_chars() > 2
    people = raw["match"].str.extract(f"^(W{{1,2}})[BH](?:{_KIND}$|{_AND})").str.len_chars().cast(pl.Int64)
    led = people.fill_null(0) * is_name.cast(pl.Int64)
    raw = raw.with_columns(item=raw["item"].cast(pl.Int64) + led, match=raw["match"].str.slice(led))
    return _described(raw.filter(_is_place()), items).filter(~_is_counted())


@cache
def _is_counted() -> pl.Expr:
    """'9 шағын ауданда', '12 микрорайонов': so many of them; '9-шағын ауданда', '9 шағын ауданында' is one."""
    one = pl.col("case").str.starts_with("p") | pl.col("last_form").is_in(list(kind_abbreviations()))
    many = pl.col("last_form").str.contains(toml("place_names")["so_many"]["foreign"])
    kazakh = pl.col("language").str.starts_with("kk")
    return pl.col("letters").str.contains("(?:^|-)nx?[Mm]$") & pl.when(kazakh).then(~one).otherwise(many)


@cache
def _is_place() -> pl.Expr:
    """What names no place was matched so as to be passed over: streets, people, quoted names."""
    m = pl.col("match").str.replace_all(_QUOTED, "Q")
    has_kind = m.str.contains(f"^{_KIND}|{_KIND}$|^s")
    is_alone = m.str.contains(
        rf"^[BPHhAqU]$|^B(?:{_AND}B)+$|^[BHPhq](?:{_AND}[BHPhq]){{0,4}}{_AND}[Phq]$|{_AND}U$|^P(?:{_AND}a?P)+$|^{_NEW}$"
    )
    is_route = pl.col("match").str.contains(_IS_ROUTE)
    return is_route | (~m.str.contains("[EeRr]|G$") & (has_kind | is_alone))


def _described(raw: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    last = pl.col("item_end") - 1
    at = raw.with_columns(last=last)
    spans = at.select(
        "unit",
        pl.col("item").cast(pl.Int64),
        "item_end",
        letters="match",
        kind=pl.when(~pl.col("match").str.contains(_IS_ROUTE))
        .then(pl.col("match").str.replace("^s", "V").str.replace_all(_QUOTED, "Q").str.extract(f"({_KIND})"))
        .str.to_uppercase()
        .fill_null(""),
    ).with_columns(
        sentence_id=taken(items["sentence_id"], at["item"]),
        token_start=taken(items["token_start"], at["item"]),
        token_end=taken(items["token_end"], at["last"]),
        char_start=taken(items["char_start"], at["item"]),
        char_end=taken(items["char_end"], at["last"]),
        language=taken(items["language"], at["item"]),
        case=taken(items["case"], at["last"]).fill_null(""),
        last_form=taken(items["form"], at["last"]),
    )
    members = spans.select("unit", row=pl.int_ranges("item", "item_end")).explode("row")
    members = members.with_columns(key=taken(items["key"], members["row"]))
    keys = members.drop_nulls("key").group_by("unit", maintain_order=True).agg(keys=pl.col("key"))
    other = pl.col("letters").str.contains('[WUinG<"]')
    return spans.join(keys, on="unit", how="left", maintain_order="left").with_columns(
        keys=pl.col("keys").fill_null([]),
        is_known=~other
        & (pl.col("keys").list.len() > 0)
        & ~pl.col("letters").str.contains("[BPpHh]-?[BPpHh]"),
        is_route=pl.col("letters").str.contains(_IS_ROUTE),
        is_list=pl.col("letters").str.contains(_AND),
        is_weak=pl.col("letters") == "A",
        is_unsure=pl.col("letters").str.ends_with("q"),
        is_new=pl.col("letters").str.contains(f"^U$|{_AND}U$|^{_NEW}$"),
    )
