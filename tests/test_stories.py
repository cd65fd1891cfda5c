"""Stories: one text twice, one event on two sites, and what only looks like one."""

from datetime import date

import polars as pl

from tasks.facts.stories import with_stories

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


def stories(table, finance=None, indicators=None):
    out = with_stories(
        table,
        pl.DataFrame(schema=FINANCE) if finance is None else finance,
        pl.DataFrame(schema=INDICATORS) if indicators is None else indicators,
        pl.DataFrame(schema=PROJECTS),
    )
    assert out["article_id"].to_list() == table["article_id"].to_list()
    return dict(zip(out["article_id"], out["story_id"], strict=True))


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
    first = articles(("m", date(2025, 5, 1), WORDS + "м"))
    name = stories(first)["m"]
    both = articles(("m", date(2025, 5, 1), WORDS + "м"), ("a", date(2025, 5, 3), WORDS + "а"))
    assert set(stories(both).values()) == {name}


def test_a_name_once_given_stays_even_if_an_earlier_article_turns_up():
    old = articles(("m", date(2025, 5, 2), WORDS + "м")).with_columns(story_id=pl.lit("kept"))
    new = articles(("a", date(2025, 5, 1), WORDS + "а")).with_columns(story_id=pl.lit(None, dtype=pl.String))
    assert set(stories(pl.concat([old, new])).values()) == {"kept"}


def test_no_articles():
    assert stories(articles()) == {}
