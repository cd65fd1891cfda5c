"""Statements about projects: which objects count, how far along they are, what they are; and one project of many."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import polars as pl
import pytest
import short_articles

from tasks.facts import periods, places, project_mentions
from tasks.facts.projects import described, grouped, keys
from tasks.lexicon import codes, toml
from tasks.mentions import find
from tasks.schema import TABLES

CASES = Path(__file__).parent / "cases"
NO_MONEY = pl.DataFrame(
    schema={
        "sentence_id": pl.UInt32, "token_start": pl.UInt32, "token_end": pl.UInt32, "finance_id": pl.String,
        "amount": pl.Float64, "currency": pl.String, "role": pl.String, "per": pl.String, "statement_id": pl.String,
        "additive": pl.Boolean, "role_of_block": pl.String,
    }
)  # fmt: skip


def load(name):
    return tomllib.loads((CASES / f"projects_{name}.toml").read_text(encoding="utf-8"))["case"]


def parse(texts):
    named = ((f"{i:05}", t, lang) for i, (t, lang) in enumerate(texts))
    articles, sentences = short_articles.read(named, date(2026, 1, 5))
    return articles, sentences, find(sentences)


def derived(texts, money=NO_MONEY):
    _, sentences, found = parse(texts)
    here = places.around(sentences, found.tokens)
    when = periods.found(sentences, found.tokens, found.mentions)
    return project_mentions.derive(sentences, found.tokens, found.mentions, here, money, when)


STATUS = [
    c
    for name in (
        "status",
        "phrases",
        "objects",
        "frames",
        "none",
        "licences",
        "foreign",
        "sayings",
        "latin",
        "denied",
        "places",
    )
    for c in load(name)
]
CLASSES, DATES = load("classes"), load("dates")


@pytest.fixture(scope="module")
def by_status():
    rows = derived([(c["text"], c.get("language", "kk-Cyrl")) for c in STATUS])
    return rows.partition_by("article_id", as_dict=True)


@pytest.fixture(scope="module")
def by_class():
    return derived([(c["text"], c.get("language", "kk-Cyrl")) for c in CLASSES]).partition_by(
        "article_id", as_dict=True
    )


@pytest.mark.parametrize("i", range(len(STATUS)), ids=[c["text"] for c in STATUS])
def test_stage_by_cue_and_tense(by_status, i):
    got = by_status.get((f"{i:05}",))
    rows = got.select("count", "head_text", "status").rows() if got is not None else []
    want = [w.split("|") for w in STATUS[i]["rows"]]
    assert [(str(n or ""), s) for n, _, s in rows] == [(n, s) for n, _, s in want], rows
    assert all(h.lower().startswith(w[1]) for (_, h, _), w in zip(rows, want, strict=True)), rows


@pytest.mark.parametrize("i", range(len(CLASSES)), ids=[c["text"] for c in CLASSES])
def test_sector_and_kind(by_class, i):
    got = by_class[(f"{i:05}",)]
    if "sectors" in CLASSES[i]:
        assert got["sector"].to_list() == CLASSES[i]["sectors"]
    else:
        sector, kind = CLASSES[i]["row"].split("|")
        assert got.select("sector", "kind").rows() == [(sector, kind or None)]


@pytest.fixture(scope="module")
def by_date():
    return derived([(c["text"], c.get("language", "kk-Cyrl")) for c in DATES]).partition_by(
        "article_id", as_dict=True
    )


@pytest.mark.parametrize("i", range(len(DATES)), ids=[c["text"] for c in DATES])
def test_dates_of_beginning_and_end(by_date, i):
    got = by_date[(f"{i:05}",)]
    want = DATES[i].get("start"), DATES[i].get("end")
    assert got.select("start_date", "end_date").rows() == [want]


@pytest.mark.parametrize(
    ("text", "language", "quote"),
    [
        ("Ауылда 600 орындық мектеп салынды.", "kk-Cyrl", "600 орындық мектеп"),
        ("Далада қуаты 120 МВт жел электр станциясы салынды.", "kk-Cyrl", "120 МВт жел электр станциясы"),
        ("В городе строят школу на 600 мест.", "ru", "школу на 600 мест"),
        ("В степи построят ветропарк мощностью 100 МВт.", "ru", "ветропарк мощностью 100 МВт"),
        ("They opened a 1,200-seat school.", "en", "1,200-seat school"),
        ("Ал ауданда мәдениет үйі ашылды.", "kk-Cyrl", "мәдениет үйі"),
    ],
)
def test_spans_hold_the_size(text, language, quote):
    assert derived([(text, language)])["quote"].to_list() == [quote]


def test_two_of_one_kind_are_told_apart():
    text = "В селе Талды строят школу на 200 мест и школу на 150 мест. В Аксу возводят школу на 600 мест."
    assert derived([(text, "ru")]).height == 3
    text = "Қалада 600 орындық мектеп салынып жатыр. Мектептің құрылысы күзде аяқталады."
    assert derived([(text, "kk-Cyrl")]).height == 1


def test_quote_is_the_slice_and_columns_are_the_tables():
    text = "Облыста «Самал» мәдениет үйі ашылды. Тағы 20 аула абаттандырылып жатыр."
    rows = derived([(text, "kk-Cyrl")])
    assert rows["quote"].to_list() == [text[a:b] for a, b in rows.select("char_start", "char_end").rows()]
    assert rows["name"].to_list() == ["«Самал»", None]
    assert set(TABLES["project_mentions"].polars) - {"project_id", "run_id"} <= set(rows.columns)


def test_umbrella_and_its_parts():
    text = (
        "Қалада 60-тан астам жоба жүзеге асырылып жатыр. Оның 20 жобасы аяқталды. "
        "Тағы 32 жоба іске асырылуда. Келесі жылы 9 жоба басталады."
    )
    rows = derived([(text, "kk-Cyrl")])
    assert rows["count"].to_list() == [60, 20, 32, 9]
    assert rows["record_type"].to_list() == ["umbrella", "group", "group", "group"]
    assert set(rows["parent_mention_id"].drop_nulls()) == {rows["mention_id"][0]}


def test_said_twice_is_one_row():
    text = "Кентте 26 үй салынып жатыр. Барлығы 26 көпқабатты үйдің құрылысы жүргізілуде."
    assert derived([(text, "kk-Cyrl")])["count"].to_list() == [26]


def test_the_same_in_any_order():
    texts = [(c["text"], c.get("language", "kk-Cyrl")) for c in STATUS[:6]]
    one = derived(texts).drop("article_id", "mention_id", *("sentence_id", "mention_no"))
    two = derived(texts).drop("article_id", "mention_id", *("sentence_id", "mention_no"))
    assert one.equals(two)


def test_lexicon_codes_are_in_the_code_lists():
    words = toml("projects")
    for entry in (*words["head"], *words["modifier"]):
        assert entry.get("sector", "mixed") in codes("sector"), entry
        assert {entry.get("kind"), *entry.get("kinds", {}).values()} - {None} <= codes("kind"), entry
    stages = {s for by in words["stage"].values() for s in by.values()}
    assert stages | {p["status"] for p in words["phrase"] if "status" in p} <= codes("status")


def mention(i, **given):
    row = {
        "mention_id": f"m{i}", "article_id": f"a{i}", "record_type": "single", "head_text": "мектеп",
        "kind": "school", "sector": "education", "status": "implementation", "place_code": "751110000",
        "region_code": "KZ-75", "quote": "«Арай» мектебі", "sentence": "-", "char_start": 0, "char_end": 1,
        "language": "kk-Cyrl", "rule": "-", "confidence": 0.8,
    }  # fmt: skip
    return {**row, **given}


def projects_of(*rows):
    """The mentions with their project_id, and the projects."""
    mentions = TABLES["project_mentions"].cast(pl.DataFrame(rows, infer_schema_length=None))
    articles = mentions.select("article_id", story="article_id").unique(maintain_order=True)
    days = [date(2026, 1, 1 + i) for i in range(articles.height)]
    articles = articles.with_columns(published=pl.Series(days))
    ids = grouped(mentions["mention_id"], keys(mentions, articles))
    known = mentions.drop("project_id").join(ids, on="mention_id", maintain_order="left")
    return known, described(known.join(articles, on="article_id"), TABLES["finance"].empty())


def test_one_name_one_project_and_the_latest_stage():
    mentions, projects = projects_of(mention(1, name="«Арай»"), mention(2, name='"АРАЙ"', status="completed"))
    assert mentions["project_id"].n_unique() == 1
    assert projects.select("status", "n_mentions", "n_articles", "n_stories").rows() == [
        ("completed", 2, 2, 2)
    ]
    assert projects["status_date"].to_list() == [date(2026, 1, 2)]


def test_alike_is_not_the_same():
    mentions, _ = projects_of(mention(1, name="«Нұрлы жер»"), mention(2, name="«Нұрлы жол»"))
    assert mentions["project_id"].n_unique() == 2


def test_a_new_article_renames_nothing():
    old = projects_of(mention(5, name="«Арай»"))[0]["project_id"].to_list()
    mentions, _ = projects_of(mention(5, name="«Арай»"), mention(1, name="«Арай»"))
    assert mentions["project_id"].to_list() == old * 2


def test_later_articles_leave_a_project_its_name():
    first = mention(1, name="«Самал»", amount=5, currency="KZT")
    other = mention(2, name="«Арай»", amount=7, currency="KZT")
    old = projects_of(first, other)[0]["project_id"].to_list()
    # another name for the same sum that comes first in the alphabet; then an article that joins the two
    mentions, _ = projects_of(first, other, mention(3, name="«Алау»", amount=5, currency="KZT"))
    assert mentions["project_id"].to_list() == [*old, old[0]]
    mentions, _ = projects_of(first, other, mention(3, name="«Арай»", amount=5, currency="KZT"))
    assert mentions["project_id"].to_list() == [old[0]] * 3


def test_conflicts_are_named():
    rows = [
        mention(i, record_type="group", count=12, sector=s, place_code="751110000")
        for i, s in ((1, "education"), (2, "housing"))
    ]
    assert projects_of(*rows)[1]["conflicts"].to_list() == ["sector"]


def test_no_mentions_no_projects():
    empty = TABLES["project_mentions"].empty()
    articles = pl.DataFrame(schema={"article_id": pl.String, "published": pl.Date})
    assert grouped(empty["mention_id"], keys(empty, articles)).is_empty()
    assert described(empty, TABLES["finance"].empty()).is_empty()
