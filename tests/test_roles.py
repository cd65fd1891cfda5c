"""What an amount is, what it is per, for and of, and who said it: cases as data, and the lexicon's own lint."""

import tomllib
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from tasks import mentions
from tasks.facts import roles
from tasks.facts.clauses import clauses
from tasks.lexicon import codes, toml
from tasks.schema.frames import SENTENCES

CASES = tomllib.loads((Path(__file__).parent / "cases" / "roles.toml").read_text(encoding="utf-8"))
ROLES = [[part.strip() for part in line.split("|")] for line in CASES["cases"]]
LEXICONS = {"roles": ("role", "role"), "rates": ("per", "per"), "funding": ("source", "funding_source")}


def sentences_of(lines, article=None):
    """(language, text, block role) → SENTENCES; each its own article unless `article` is named."""
    rows = [
        {
            "sentence_id": i,
            "article_id": article or f"a{i}",
            "sentence_no": i,
            "block_no": i,
            "role": role,
            "language": language,
            "published": None,
            "char_start": 1000 * i,
            "char_end": 1000 * i + len(text),
            "sentence": text,
        }
        for i, (language, text, role) in enumerate(lines)
    ]
    return pl.DataFrame(rows, schema=dict(SENTENCES))


def decided(lines, article=None):
    sentences = sentences_of(lines, article)
    found = mentions.find(sentences)
    money = found.mentions.filter(pl.col("kind") == "money")
    nowhere = pl.Series([None] * money.height, dtype=pl.String)
    out = roles.decided(money, clauses(found.tokens), sentences, nowhere)
    assert out.height == money.height
    return pl.concat([money.select("sentence_id", "value"), out], how="horizontal")


@pytest.fixture(scope="module")
def all_roles():
    return decided([(language, text, "body") for language, text, _ in ROLES])


@pytest.mark.parametrize("no", range(len(ROLES)), ids=[r[1][:40] for r in ROLES])
def test_role(all_roles, no):
    got = all_roles.filter(pl.col("sentence_id") == no)
    wanted = [r.strip().split("/") for r in ROLES[no][2].split(",")]
    assert [r for r, w in zip(got["role"], wanted, strict=True) if r not in w] == [], got["cue"].to_list()


def test_every_role_has_cases():
    count = Counter(r.strip() for case in ROLES for wanted in case[2].split(",") for r in wanted.split("/"))
    assert set(count) == codes("role")
    assert {case[0] for case in ROLES} == {"kk-Cyrl", "kk-Latn", "ru", "en"}


@pytest.mark.parametrize("field", ["per", "purpose", "funding_source", "attributed_to", "additive"])
def test_particulars(field):
    cases = [c for c in CASES["particular"] if field in c]
    got = decided([(c["language"], c["text"], "body") for c in cases])
    for no, case in enumerate(cases):
        found = got.filter(pl.col("sentence_id") == no)[field].to_list()
        assert found == [None if v == "" else v for v in case[field]], case["text"]


def test_a_clear_cue_is_sure_and_a_bare_amount_is_not(all_roles):
    assert all_roles["role_confidence"].is_between(0.3, 1.0).all()
    bare = all_roles.filter(pl.col("cue") == "no cue")
    assert bare.height
    assert (bare["role_confidence"] < 0.5).all()
    assert (all_roles["role_confidence"] >= 0.95).mean() > 0.5


def test_the_cue_names_the_word_and_where_it_stood(all_roles):
    first = all_roles.filter(
        pl.col("sentence_id")
        == [r[1] for r in ROLES].index("Мектеп салуға республикалық бюджеттен 2 млрд теңге бөлінді.")
    )
    assert first["cue"].to_list() == ["allotted next «бөлінді»"]


def test_a_list_takes_its_role_from_the_line_above():
    lines = [
        ("kk-Cyrl", "Әкімшілік айыппұлдың мөлшері мынадай:", "body"),
        ("kk-Cyrl", "– жеке тұлғаға – 40 мың теңге;", "body"),
        ("kk-Cyrl", "– шағын кәсіпке – 90 мың теңге.", "body"),
    ]
    assert decided(lines, "one")["role"].to_list() == ["fine", "fine"]


def test_a_sentence_without_a_cue_goes_on_from_the_last_amount():
    lines = [
        ("kk-Cyrl", "Облыста жол жөндеуге 9 млрд теңге бөлінді.", "body"),
        ("kk-Cyrl", "Ең көбі – Жаркент бағыты, 3 млрд теңге.", "body"),
    ]
    got = decided(lines, "one")
    assert got["role"].to_list() == ["allocation", "allocation"]
    assert got["role_confidence"][1] < got["role_confidence"][0]


def test_words_at_the_end_of_a_quotation_hold_for_all_of_it():
    lines = [
        ("kk-Cyrl", "– Биыл көпірге 2 млрд теңге бөлдік.", "body"),
        ("kk-Cyrl", "Жұмыс күзде бітеді, – деді қала әкімі.", "body"),
    ]
    assert decided(lines, "one")["attributed_to"].to_list() == ["деді қала әкімі"]


def test_no_money_gives_no_rows():
    assert decided([("kk-Cyrl", "Мектеп ашылды.", "body")]).height == 0


@pytest.mark.parametrize("name", LEXICONS)
def test_lexicon_cues_have_codes_and_no_form_twice(name):
    key, codelist = LEXICONS[name]
    cues = toml(name)["cue"]
    assert [i for i, n in Counter(c["id"] for c in cues).items() if n > 1] == []
    for cue in cues:
        assert cue[key] in codes(codelist), cue["id"]
        for language in ("kk", "ru", "en"):
            stems = cue.get(language, [])
            assert [s for s, n in Counter(stems).items() if n > 1] == [], (cue["id"], language)
            assert all(s == s.lower().strip() and len(s.split()) <= 2 for s in stems), cue["id"]


def test_role_cues_are_well_formed():
    file = toml("roles")
    company = {other for cue in file["cue"] for other in cue.get("beside", ())}
    assert company <= {cue["id"] for cue in file["cue"]}
    assert {name for cue in file["cue"] for name in cue.get("unless", ())} == set(file["silenced"]) - {
        "anywhere",
        "besides",
    }
    for cue in file["cue"]:
        assert cue["kind"] in file["kind"]
        assert 0 < cue["weight"] <= 6 or cue["id"] in company, cue["id"]
    assert [s["confidence"] for s in file["confidence"]["step"]] == sorted(
        (s["confidence"] for s in file["confidence"]["step"]), key=float
    ) or all(0.3 <= s["confidence"] <= 1 for s in file["confidence"]["step"])
