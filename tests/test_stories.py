"""Stories: one text twice, one event on two sites, and what only looks like one."""

import random
from datetime import date, timedelta

import polars as pl
import pytest

from tasks.facts.fingerprints import figures, fingerprints
from tasks.facts.stories import Known, links_all, links_updated, named, own_story

ARTICLES = {"article_id": pl.String, "published": pl.Date, "text": pl.String}
FINANCE = {
    "article_id": pl.String,
    "amount": pl.Decimal(24, 2),
    "amount_from": pl.Decimal(24, 2),
    "currency": pl.String,
    "place_code": pl.String,
    "region_code": pl.String,
}
INDICATORS = {
    "article_id": pl.String,
    "value": pl.Float64,
    "value_from": pl.Float64,
    "unit": pl.String,
    "place_code": pl.String,
    "region_code": pl.String,
}
PROJECTS = {
    "article_id": pl.String,
    "count": pl.Int64,
    "kind": pl.String,
    "place_code": pl.String,
    "region_code": pl.String,
}
WORDS = (
    "көпір салынды қала тұрғындары қуанды әкім айтты жұмыс жалғасады қаржы бөлінді мердігер келді жол ашылды "
    * 3
)


def articles(*rows):
    return pl.DataFrame([dict(zip(ARTICLES, r, strict=True)) for r in rows], schema=ARTICLES)


def money(*rows):
    return pl.DataFrame(
        [
            {"article_id": a, "amount": v, "currency": "KZT", "place_code": p, "region_code": "KZ-55"}
            for a, v, p in rows
        ],
        schema=FINANCE,
    )


def lengths(*rows):
    return pl.DataFrame(
        [{"article_id": a, "value": v, "unit": u, "region_code": "KZ-55"} for a, v, u in rows],
        schema=INDICATORS,
    )


def known(table, finance=None, indicators=None):
    parts = [
        pl.DataFrame(schema=FINANCE) if finance is None else finance,
        pl.DataFrame(schema=INDICATORS) if indicators is None else indicators,
        pl.DataFrame(schema=PROJECTS),
    ]
    table = table.with_columns(source_file="article_id", path="article_id", line=0)
    return Known(fingerprints(table, *parts).lazy(), figures(table, *parts).lazy())


def stories(table, finance=None, indicators=None):
    own = dict(zip(table["article_id"], own_story(table["article_id"]), strict=True))
    all_ = known(table, finance, indicators)
    return own | dict(named(links_all(all_), all_.prints).rows())


def test_an_edited_text_is_the_same_story():
    text = " ".join(f"сөз{i}" for i in range(120))
    got = stories(
        articles(("a", None, text), ("b", None, text.replace("сөз60", "басқа")), ("c", None, WORDS))
    )
    assert got["a"] == got["b"] != got["c"]


def test_one_event_in_two_languages():
    table = articles(("a", date(2025, 5, 1), "қазақша мәтін"), ("b", date(2025, 5, 2), "русский текст"))
    finance = money(("a", 4_630_000_000, "551600000"), ("b", 4_630_000_000, "551600000"))
    got = stories(table, finance, lengths(("a", 12.5, "km"), ("b", 12.5, "km")))
    assert got["a"] == got["b"]


def test_figures_of_other_days_tell_another_story():
    table = articles(("a", date(2025, 5, 1), "бір"), ("b", date(2025, 6, 1), "екі"))
    finance = money(("a", 4_630_000_000, "551600000"), ("b", 4_630_000_000, "551600000"))
    got = stories(table, finance, lengths(("a", 12.5, "km"), ("b", 12.5, "km")))
    assert got["a"] != got["b"]


def test_one_shared_figure_is_not_enough():
    table = articles(("a", date(2025, 5, 1), "бір"), ("b", date(2025, 5, 1), "екі"))
    got = stories(table, money(("a", 4_630_000_000, "551000000"), ("b", 4_630_000_000, "551000000")))
    assert got["a"] != got["b"]


def test_a_later_article_renames_nothing():
    first = articles(("e", date(2025, 5, 1), WORDS + "м"))
    name = stories(first)["e"]
    both = articles(("e", date(2025, 5, 1), WORDS + "м"), ("a", date(2025, 5, 3), WORDS + "а"))
    assert set(stories(both).values()) == {name}


@pytest.mark.parametrize("seed", range(12))
def test_updated_stories_are_those_of_a_new_start(seed):
    rng = random.Random(seed)
    n = 120
    ids = [f"{i:016x}" for i in rng.sample(range(10**6), n)]
    days = [date(2025, 5, 1) + timedelta(days=rng.randrange(25)) for _ in ids]
    pages = [" ".join(f"сөз{rng.randrange(40)}" for _ in range(60)) for _ in range(20)]
    texts = [rng.choice(pages).replace(f"сөз{rng.randrange(40)} ", "басқа ") + f" {i % 7}" for i in range(n)]
    table = articles(*zip(ids, days, texts, strict=True))
    amounts = [1_000_000, 1_004_000, 290_000_000, 291_000_000, 12_340, 55_000, 7_000_000]
    sums = money(*[(i, rng.choice(amounts), f"55{rng.randrange(4)}600000") for i in ids for _ in range(4)])
    sizes = lengths(*[(i, rng.choice([12.5, 80, 4, 310]), "km") for i in ids for _ in range(2)])
    everyone = set(ids)
    here = set(rng.sample(ids, 80))
    links = links_all(cut(table, sums, sizes, here))
    for _ in range(4):
        gone = set(rng.sample(sorted(here), rng.randrange(6)))
        new = set(rng.sample(sorted(everyone - here), rng.randrange(1, 8)))
        left, here = cut(table, sums, sizes, gone), (here - gone) | new
        now = cut(table, sums, sizes, here)
        update = links_updated(links, now, left, cut(table, sums, sizes, new))
        assert set(update.lost.rows()) <= set(links.rows())
        assert not set(update.come.rows()) & set(links.rows())
        links, fresh = update.applied(links), links_all(now)
        assert fresh.height and links.equals(fresh)


def cut(table, sums, sizes, ids):
    return known(*(f.filter(pl.col("article_id").is_in(list(ids))) for f in (table, sums, sizes)))


def test_no_articles():
    assert stories(articles()) == {}
