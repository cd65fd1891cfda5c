"""An input in which no article can be read, and amounts larger than a float holds to the hundredth."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from tasks.facts import derive
from tasks.mentions import find
from tasks.schema import TABLES
from tasks.schema.frames import SENTENCES


def test_no_articles_give_no_facts():
    sentences = pl.DataFrame(schema=SENTENCES)
    found = find(sentences)
    articles = pl.DataFrame(
        schema={
            "article_id": pl.String,
            "text": pl.String,
            "duplicate_of": pl.String,
            "language": pl.String,
            "published": pl.Date,
        }
    )
    facts = derive(articles, sentences, found.tokens, found.mentions)
    assert {name: rows.height for name, rows in facts.items()} == {
        "finance": 0,
        "project_mentions": 0,
        "indicators": 0,
        "numbers": 0,
    }


@pytest.mark.parametrize("amount", [999_999_999_999_990.0, 489_606_631_773_595.0, 98_450.5, 0.2, 8.7e12])
def test_money_is_cast_to_the_hundredth(amount):
    row = pl.DataFrame({"amount": [amount], "period_start": [date(2026, 1, 1)]})
    got = TABLES["finance"].cast(row)["amount"].item()
    assert got == Decimal(str(amount)).quantize(Decimal("0.01"))
