"""What an article states twice is one row; equal figures of different things are rows of their own."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
import short_articles

from tasks import mentions
from tasks.facts import derive

TOLD = [
    # text, language, rows of finance
    ("Семейде мектепке 5 млрд теңге бөлінді. Аягөзде ауруханаға 5 млрд теңге бөлінді.", "kk-Cyrl", 2),
    ("В Таразе на школу выделили 70 млн тенге. В Жаркенте на больницу потратили 70 млн тенге.", "ru", 2),
    ("Аким Аксая оштрафован на 4 млн тенге. На сквер в Аксае выделили 4 млн тенге.", "ru", 2),
    ("Мектепке 5 млрд теңге бөлінді. Бұл мектепке 5 млрд теңге бөлінді.", "kk-Cyrl", 1),
    ("Мектепке 5 млрд теңге бөлінді. Семейдегі мектепке 5 млрд теңге бөлінді.", "kk-Cyrl", 1),
]
SUMMED = [
    ("Аким опроверг выделение 900 млн тенге.", "ru", False),
    ("Деньги в размере 250 млн тенге так и не выделили.", "ru", False),
    ("The ministry denied that 900 million tenge had been allocated.", "en", False),
    ("Көпірге 700 млн теңге бөлінбеді.", "kk-Cyrl", False),
    ("Көпірге 700 млн теңге бөлінді.", "kk-Cyrl", True),
    ("Жолға 2 млрд теңге жұмсалды, бірақ жөндеу бітпеді.", "kk-Cyrl", True),
    ("Из бюджета выделили 300 млн тенге, но рабочих не хватает.", "ru", True),
]


def finance(text: str, language: str) -> pl.DataFrame:
    articles, told = short_articles.read(
        short_articles.of_cases([{"id": "a", "text": text, "language": language}]), date(2026, 3, 1)
    )
    found = mentions.find(told)
    return derive(articles, told, found.tokens, found.mentions)["finance"]


@pytest.mark.parametrize(("text", "language", "rows"), TOLD)
def test_equal_figures_are_one_row_only_where_they_say_the_same(text, language, rows):
    assert finance(text, language).height == rows


@pytest.mark.parametrize(("text", "language", "additive"), SUMMED)
def test_money_that_was_denied_or_withheld_is_not_summed(text, language, additive):
    assert finance(text, language)["additive"].to_list() == [additive]
