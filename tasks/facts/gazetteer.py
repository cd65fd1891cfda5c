"""The names of places as entries to be looked up, and the places that each name may mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

import polars as pl

from tasks.language import Entry
from tasks.lexicon import rows, toml

CANDIDATES = pl.Schema(
    {
        "key": pl.String(),  # of the Entry
        "place_code": pl.String(),
        "region_code": pl.String(),
        "level": pl.String(),  # region | city | district | town
        "typed": pl.String(),  # letter of the only kind of place that the name is used for, else ''
        "is_adjective": pl.Boolean(),
    }
)


def plain(name: str) -> str:
    """A name as it is looked up: lower case, ё as е, hyphens as spaces."""
    return name.lower().translate(_merged()).replace("-", " ")


@cache
def _merged() -> dict[int, str]:
    return str.maketrans(toml("letters")["merged"])


@cache
def _kinds() -> re.Pattern[str]:
    return re.compile(toml("place_names")["ru_kind"]["beside"])


def _is_adjective(stem: str, endings: str) -> bool:
    """Whether a name in the notation of the lexicon ('Жамбылск: ая ой ую') is declined as an adjective."""
    adjective = toml("place_names")["ru_adjective"]
    is_noun = endings.split()[:1] == [adjective["noun_ending"]]
    return stem.endswith(adjective["stem"]) and not is_noun


@cache
def candidates() -> pl.DataFrame:
    """CANDIDATES: every name of the lexicon with every place that it may mean."""
    return pl.DataFrame(list(_named()), schema=CANDIDATES, orient="row").unique(maintain_order=True)


@cache
def entries() -> tuple[Entry, ...]:
    """Every name as a lexicon entry; its key is the language and the name."""
    out = []
    for key in candidates()["key"].unique(maintain_order=True):
        language, _, name = key.partition(":")
        out.append(Entry(key, **{language: (name,)}))
    return tuple(out)


@cache
def openers() -> frozenset[str]:
    """First words of the names of several words."""
    return frozenset(name.split()[0] for e in entries() for name in (*e.kk, *e.ru, *e.en) if " " in name)


@cache
def kind_openers() -> frozenset[str]:
    """First words of the kinds of several words."""
    every = (w for e in kinds() for w in (*e.kk, *e.exact, *e.ru, *e.en))
    return frozenset(w.split()[0] for w in every if " " in w and ":" not in w)


@cache
def kind_abbreviations() -> frozenset[str]:
    """Abbreviated kinds, which show no ending."""
    return frozenset(w for t in toml("place_names")["type"].values() for w in t.get("exact", ()))


@cache
def kinds() -> tuple[Entry, ...]:
    """The words that say what kind of place a name is, and the other closed classes."""
    lexicon = toml("place_names")
    types = [_entry(t["letter"], t) for t in lexicon["type"].values()]
    return (
        *types,
        _entry("E", lexicon["head"]),
        _entry("R", lexicon["road"]),
        _entry("G", lexicon["epithet"]),
        _entry("s", lexicon["abbreviation"]["settlement"]),
        _entry("a", {"exact": lexicon["and"]["kk"], **_foreign("and")}),
    )


def declined(name: str) -> tuple[list[str], bool]:
    """The forms of a Russian name, and whether it is an adjective."""
    vowels = toml("letters")["russian"]["vowels"]
    for rule in toml("place_names")["ru_declension"]:
        if name.endswith(rule["end"]) and not (rule.get("consonant") and name[-1] in vowels):
            stem = name[: len(name) - len(rule["cut"])]
            return [stem + e for e in rule["endings"]], bool(rule.get("is_adjective"))
    return [name], False


@cache
def nominatives() -> dict[str, str]:
    """The key of each form of a Russian name → the name as it is called: 'ru:семею' → 'Семей'."""
    out: dict[str, str] = {}
    for r in (*rows("places"), *rows("towns")):
        name = _kinds().sub("", r["name_ru"])
        head, _, last = plain(name).rpartition(" ")
        forms, is_adjective = declined(last)
        if not is_adjective:
            out |= {f"ru:{f'{head} {form}'.strip()}": name for form in forms}
    for notation in (n for a in toml("place_names")["alias"] for n in a.get("ru", ()) if ":" in n):
        stem, _, endings = notation.partition(":")
        if not _is_adjective(stem, endings):
            ends_itself = stem[-1] in toml("letters")["russian"]["consonants"]
            called = stem if ends_itself else stem + endings.split()[0]
            out |= {f"ru:{plain(stem + e)}": called for e in endings.split()}
    return out


def names_of(group: str) -> frozenset[str]:
    """The names of one list of homonyms, as they are looked up."""
    lists = toml("place_names")[group]
    return frozenset(plain(n) for key, names in lists.items() if key != "cases" for n in names)


def _entry(key: str, words: dict[str, list[str]]) -> Entry:
    return Entry(key, **{k: tuple(v) for k, v in words.items() if k in {"kk", "exact", "ru", "en"}})


def _foreign(name: str) -> dict[str, list[str]]:
    return {k: toml("place_names")[name][k] for k in ("ru", "en")}


def _named() -> Iterator[tuple[str, str, str, str, str, bool]]:
    region = {r["place_code"]: r["region_code"] for r in rows("places")}
    level = {r["place_code"]: _level(r["place_code"], r["type"], r["name_ru"]) for r in rows("places")}
    for r in rows("places"):
        yield from _spelled(r, r["place_code"], r["region_code"], level[r["place_code"]], "")
    for r in rows("towns"):
        yield from _spelled(r, r["place_code"], region[r["place_code"]], "town", r["typed"])
    for a in toml("place_names")["alias"]:
        code, typed = a["code"], a.get("typed", "")
        for name in (*a.get("kk", ()), *a.get("exact", ())):
            yield f"kk:{plain(name)}", code, region[code], level[code], typed, False
        for notation in a.get("ru", ()):
            stem, _, endings = plain(notation).partition(":")
            is_adjective = _is_adjective(stem, endings)
            for name in (stem.strip(), *(stem.strip() + e for e in endings.split())):
                yield f"ru:{name}", code, region[code], level[code], typed, is_adjective
        for name in a.get("en", ()):
            yield f"en:{plain(name)}", code, region[code], level[code], typed, False


def _spelled(
    r: Mapping[str, str], code: str, region: str, level: str, typed: str
) -> Iterator[tuple[str, str, str, str, str, bool]]:
    yield f"kk:{plain(r['name_kk'])}", code, region, level, typed, False
    yield f"en:{plain(r['name_en'])}", code, region, level, typed, False
    russian = _kinds().sub("", plain(r["name_ru"]))
    head, _, last = russian.rpartition(" ")
    forms, is_adjective = declined(last)
    for form in forms:
        yield f"ru:{f'{head} {form}'.strip()}", code, region, level, typed, is_adjective
    if not is_adjective:  # 'Степногорскіде': many are called so in Kazakh too
        yield f"kk:{russian}", code, region, level, typed, False


def _level(code: str, kind: str, russian: str) -> str:
    """KATO: cities have a small number after the region's two digits, districts one from 3 on, or an adjective."""
    if kind != "district_or_city":
        return {"oblast": "region", "city_rep": "city", "city_district": "district"}[kind]
    return (
        "city"
        if code[2] < "3" and not russian.endswith(toml("place_names")["ru_adjective"]["district"])
        else "district"
    )
