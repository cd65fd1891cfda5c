"""The linter of the lexicon: keys, codes, and no form under two codes of its class but those listed with reasons."""

from __future__ import annotations

import json
import re
import tomllib
from collections import defaultdict
from pathlib import Path

import number_cases
import polars as pl
import pytest
from words_in_code import words_in_code

from tasks.language.inflection import spelled
from tasks.lexicon import LETTER, codes, rows, toml

LEXICON = Path(__file__).parents[1] / "tasks" / "lexicon"
FILES = sorted(LEXICON.glob("*.toml"))
SAMPLES = sorted((LEXICON.parents[1] / "data" / "raw" / "sample").glob("*.txt"))
SOURCES = sorted((LEXICON.parent / "sources").glob("*.py"))
TOLD = {"schema", "report", "publish"}  # rooms that speak to people, of tables
CODE = [p for p in sorted(LEXICON.parent.rglob("*.py")) if p.parent.name not in TOLD]
KNOWN = tomllib.loads((Path(__file__).parent / "lexicon_known.toml").read_text(encoding="utf-8"))

OPEN = {"projects", "roles"}  # long lists of cues, where a form said twice does no harm

# (file, list) → keys that an entry must have, keys that it may have
ENTRIES = {
    ("attribution", "cue"): ("id side kk ru en", ""),
    ("calendar", "month"): ("number kk latin ru en", ""),
    ("comparators", "entry"): ("comparator position", "case needs kk exact kk_prefix ru en"),
    ("funding", "cue"): ("id source kk ru en", "unnamed"),
    ("indicators", "beside"): ("class of at", "becomes"),
    ("indicators", "cue"): ("class", "kk kk_not kk_ending kk_verbs kk_passive ru ru_not en en_not"),
    ("metrics", "metric"): ("code units", "statistics kk ru en"),
    ("money", "entry"): ("id ru", "factor kk exact en signs adjectives noun"),
    ("money", "index"): ("id kk ru en", ""),
    ("money", "namesake"): ("currency own other", ""),
    ("names", "hint"): ("letter words", ""),
    ("numerals", "entry"): ("code value", "kk exact ru en"),
    ("numerals", "multiple"): ("value ru en", "kk"),
    ("numerals", "ordinal"): ("value kk", "ru en"),
    ("periods", "class"): ("letter", "value kk exact prefix ru en"),
    ("place_names", "alias"): ("code", "typed kk exact ru en"),
    ("place_names", "ru_declension"): ("cut end endings", "consonant is_adjective"),
    ("projects", "head"): (
        "",
        "kind sector family is_plan is_work is_plural counted_only needs_words kk exact ru en",
    ),
    ("projects", "modifier"): ("sector kk prefix prefix_ru prefix_en", "kinds exact"),
    ("projects", "noun"): ("class", "status kk exact"),
    ("projects", "pair"): ("class exact", "status"),
    ("projects", "phrase"): ("class en", "status ru"),
    ("projects", "shift"): ("language from to", "before after word"),
    ("projects", "stem_stage"): ("stems tense status", ""),
    ("projects", "verb"): ("class kk", "prev"),
    ("publishers", "publisher"): ("code forms hosts", ""),
    ("rates", "cue"): ("id per reach kk ru en", ""),
    ("roles", "cue"): ("id role kind weight kk ru en", "amount echo yields_to unless beside is_unit is_of"),
    ("roles", "prior"): ("role weight", "above below given_to"),
    ("roles", "scale"): ("role factor", "above below"),
    ("sayings", "saying"): ("language class status", "whole first second within reach is_ordered"),
    ("units", "entry"): ("unit", "is_period kk exact kk_prefix ru en signs"),
    ("units", "subunit"): ("of unit factor", ""),
}


def load(name: str) -> dict:
    return tomllib.loads((LEXICON / f"{name}.toml").read_text(encoding="utf-8"))


def wrong_keys(entries: list[dict], must: str, may: str) -> list[str]:
    need, allowed = set(must.split()), set(must.split()) | set(may.split())
    return [f"{e}: lacks {sorted(need - set(e))}, has {sorted(set(e) - allowed)} too" for e in entries
            if not need <= set(e) <= allowed]  # fmt: skip


def collisions(entries: list[dict], code, keys: dict[str, str]) -> dict[str, set[str]]:
    """'language form' → the codes under which it stands, where these are several."""
    at: dict[str, set[str]] = defaultdict(set)
    for e in entries:
        for key, language in keys.items():
            for form in spelled(e.get(key, ())) if language in ("ru", "en") else e.get(key, ()):
                at[f"{language} {form.lower()}"].add(str(code(e)))
    return {form: found for form, found in at.items() if len(found) > 1}


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_file_is_toml_and_says_what_it_is(path):
    text = path.read_text(encoding="utf-8")
    assert tomllib.loads(text)
    assert text.startswith("#"), "the first line says what the file holds"


@pytest.mark.parametrize(("name", "part"), sorted(ENTRIES))
def test_entries_have_their_keys(name, part):
    entries = load(name)[part]
    assert entries
    assert wrong_keys(entries, *ENTRIES[name, part]) == []


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_every_list_of_entries_is_linted(path):
    lists = {k for k, v in load(path.stem).items() if isinstance(v, list) and v and isinstance(v[0], dict)}
    assert lists == {part for name, part in ENTRIES if name == path.stem}


def strings(node: object) -> list[list[str]]:
    if isinstance(node, dict):
        return [x for v in node.values() for x in strings(v)]
    if isinstance(node, list) and all(isinstance(x, str) for x in node):
        return [node]
    return [x for v in node for x in strings(v)] if isinstance(node, list) else []


@pytest.mark.parametrize("path", [p for p in FILES if p.stem not in OPEN], ids=lambda p: p.stem)
def test_no_form_twice_in_one_list(path):
    twice = {x for items in strings(load(path.stem)) for x in items if items.count(x) > 1}
    assert twice - set(KNOWN["twice"].get(path.stem, [])) == set()


def texts(node: object) -> list[str]:
    if isinstance(node, str):
        return [node]
    inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    return [text for part in inner for text in texts(part)]


def word_boundaries(node: object) -> list[str]:
    """Patterns with a word boundary, for which Rust's automaton gives up on text that isn't ASCII."""
    return [text for text in texts(node) if r"\b" in text]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_no_pattern_has_a_word_boundary(path):
    assert not word_boundaries(load(path.stem)), r"seventy times as slow as (?:^|\W) and (?:\W|$)"


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.stem)
def test_no_pattern_of_the_sources_has_a_word_boundary(path):
    assert not word_boundaries(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_forms_are_trimmed_and_not_empty(path):
    # an empty ending is one of the endings
    bad = [
        x
        for items in strings(load(path.stem))
        for x in items
        if (not x and path.stem != "place_names") or "  " in x
    ]
    assert bad == []


@pytest.mark.parametrize("path", CODE, ids=lambda p: p.relative_to(LEXICON.parent).as_posix())
def test_no_words_in_code(path):
    assert words_in_code(path.read_text(encoding="utf-8")) == [], "words and endings stand in tasks/lexicon"


KAZAKH = {"kk": "kk", "exact": "kk", "ru": "ru", "en": "en", "signs": "sign"}
CLASSES = {
    "money": lambda: (load("money")["entry"] + load("money")["index"], lambda e: e["id"]),
    "numerals": lambda: (load("numerals")["entry"], lambda e: (e["code"], e["value"])),
    "units": lambda: (load("units")["entry"], lambda e: e["unit"]),
    "comparators": lambda: (
        load("comparators")["entry"],
        lambda e: (e["comparator"], e["position"], e.get("case", "")),
    ),
    "calendar": lambda: (load("calendar")["month"], lambda e: e["number"]),
    "units and money": lambda: (
        load("units")["entry"] + load("money")["entry"],
        lambda e: f"unit {e['unit']}" if "unit" in e else f"money {e['id']}",
    ),
    "numerals and units": lambda: (
        load("numerals")["entry"] + load("units")["entry"],
        lambda e: f"unit {e['unit']}" if "unit" in e else f"numeral {e['value']}",
    ),
}


def found_collisions(name: str) -> dict[str, set[str]]:
    entries, code = CLASSES[name]()
    inner = {} if " and " not in name else {k: v for part in ("money", "numerals", "units")
                                            for k, v in found_collisions(part).items()}  # fmt: skip
    return {k: v for k, v in collisions(entries, code, KAZAKH).items() if k not in inner}


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_no_form_under_two_codes(name):
    known = KNOWN["collisions"].get(name, {})
    assert all(len(reason) > 10 for reason in known.values())
    found = found_collisions(name)
    assert {k: sorted(v) for k, v in found.items() if k not in known} == {}
    assert sorted(set(known) - set(found)) == [], "no longer collide: take them off tests/lexicon_known.toml"


def test_endings_of_the_notation_are_endings():
    """'процентн: ый ого пункт' makes 'процентнпункт' and lets 'процентный' alone through."""
    long = [
        f"{path.stem} {item}"
        for path in FILES
        if path.stem in ("money", "units", "numerals", "comparators", "calendar")
        for items in strings(load(path.stem))
        for item in items
        if ": " in item and any(len(x) > 4 for x in item.split(": ")[1].split())
    ]
    assert sorted(set(long) - set(KNOWN["endings"])) == []


def test_codes_are_of_the_code_lists():
    index = {e["id"] for e in load("money")["index"]}
    assert {e["unit"] for e in load("units")["entry"]} <= codes("unit") | {"pp"}
    assert {e["comparator"] for e in load("comparators")["entry"]} <= codes("comparator")
    assert {e["role"] for e in load("roles")["cue"]} <= codes("role") | {"void"}
    assert {s for e in load("units")["subunit"] for s in (e["of"], e["unit"])} <= codes("unit")
    assert all(len(e["id"].split(".")[0]) == 3 and e["id"][:3].isupper() for e in load("money")["entry"])
    assert "MCI" in index
    listed = {r["codelist"] for r in rows("codelists")}
    if "currency" in listed:
        assert {e["id"].split(".")[0] for e in load("money")["entry"]} <= codes("currency")


def test_numbers_are_numbers():
    for e in load("numerals")["entry"] + load("numerals")["ordinal"]:
        assert isinstance(e["value"], int | float) and e["value"] >= 0
    assert sorted(m["number"] for m in load("calendar")["month"]) == list(range(1, 13))
    assert all(0 < e["factor"] < 1 for e in load("units")["subunit"])


def without_a_case() -> dict[str, list[str]]:
    """Codes of which no case expects a fact."""
    wanted = [f for _, c in number_cases.load() for f in c.get("expect", [])]
    return {
        "money": sorted(
            {e["id"].split(".")[0] for e in load("money")["entry"]} - {f.get("currency") for f in wanted}
        ),
        "units": sorted(
            {e["unit"] for e in load("units")["entry"] if not e.get("is_period")}
            - {f.get("unit") for f in wanted}
        ),
        "comparators": sorted(
            {e["comparator"] for e in load("comparators")["entry"]} - {f.get("comparator") for f in wanted}
        ),
    }


def test_every_code_has_a_case():
    assert without_a_case() == {k: sorted(v) for k, v in KNOWN["without_a_case"].items()}


def test_words_in_code_are_found():
    docs, cyrillic = '"""Доступ."""\nx = 1', 'x = f(["дейін"])'
    form = 'y = pl.col("form-1") {}'
    assert words_in_code(docs) == [] and words_in_code(cyrillic) == ["1: дейін"]
    assert words_in_code(form.format('== "to"')) == ["1: to"] and words_in_code(form.format('== ":"')) == []
    assert words_in_code('z = word.str.contains("(?:ed|ing)$")') == ["1: (?:ed|ing)$"]
    assert words_in_code('z = "to" == form') == ["1: to"] and words_in_code('z = form.eq("to")') == ["1: to"]
    assert words_in_code('z = word.str.contains(f"^(?:{x})ing$")') == ["1: )ing$"]
    assert words_in_code(r'z = form.str.contains(r"^\p{L}")') == []
    assert words_in_code('z = one_of(form, "a", "an")') and words_in_code('z = next_form.is_in(["of"])')
    assert words_in_code('z = one_of(pl.col("code"), "a", "x")') == []
    assert words_in_code('L = ["of", "on"]\nz = form.is_in(L)') == ["1: of", "1: on"]


def test_the_linter_can_fail():
    assert word_boundaries({"a": [{"b": r"\bнет\b"}, {"b": "да"}]}) == [r"\bнет\b"]
    assert wrong_keys([{"id": "X"}], "id ru", "") and wrong_keys([{"id": "X", "y": 1}], "id", "")
    twice = [{"id": "A", "ru": ["фунт: а ов"]}, {"id": "B", "ru": ["фунтов"]}]
    assert collisions(twice, lambda e: e["id"], KAZAKH) == {"ru фунтов": {"A", "B"}}
    assert collisions(twice[:1] * 2, lambda e: e["id"], KAZAKH) == {}


if __name__ == "__main__":  # what stands to be listed or mended
    print(
        json.dumps(
            {n: {k: sorted(v) for k, v in found_collisions(n).items()} for n in CLASSES},
            ensure_ascii=False,
            indent=1,
        )
    )
    print(without_a_case())


def test_no_list_has_a_word_twice():
    def twice(value):
        if isinstance(value, dict):
            return [w for v in value.values() for w in twice(v)]
        if not isinstance(value, list):
            return []
        words = [v for v in value if isinstance(v, str)]
        return [w for w in set(words) if words.count(w) > 1] + [w for v in value for w in twice(v)]

    folder = Path(__file__).resolve().parents[1] / "tasks" / "lexicon"
    told = {
        p.name: twice(tomllib.loads(p.read_text(encoding="utf-8"))) for p in sorted(folder.glob("*.toml"))
    }
    assert {name: words for name, words in told.items() if words} == {}


@pytest.mark.parametrize("path", [*LEXICON.glob("*.*"), *SAMPLES], ids=lambda p: p.name)
def test_every_letter_that_is_written_is_a_letter_of_patterns(path):
    letters = pl.Series([*{c for c in path.read_text(encoding="utf-8") if c.isalpha()}])
    assert letters.filter(~letters.str.contains(f"^{LETTER}$")).to_list() == []


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_patterns_are_read_with_letters_and_digits_that_are_fast_to_build(path):
    assert not re.search(r"\\p\{L\}|\\d", str(dict(toml(path.stem))))


def test_letters_and_digits_mean_the_same_in_every_place_of_a_pattern(tmp_path, monkeypatch):
    (tmp_path / "some.toml").write_text(r"a = [{b = '^\p{L}+[^\p{L}\d]\d$'}]" + '\nc = "^[\\\\p{L}-]+$"')
    monkeypatch.setattr("tasks.lexicon._HERE", tmp_path)
    read, said = toml.__wrapped__("some"), pl.Series(["қала-7", "қала77", "-7", "Ёж-ǵ", "7"])
    assert said.str.contains(read["a"][0]["b"]).to_list() == [True, False, False, False, False]
    assert said.str.contains(read["c"]).to_list() == [False, False, False, True, False]
