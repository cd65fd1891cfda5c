"""Patterns over the letters of tokens: a match stays in its sentence, and stands where its tokens do."""

import random
import re

import polars as pl
import pytest

from tasks.facts import period_items, place_units
from tasks.language.letters import matches
from tasks.mentions import numerals

PATTERNS = {
    "numbers": numerals._NUMBER,
    "periods kk": period_items._KAZAKH,
    "periods ru": period_items._RUSSIAN,
    "periods en": period_items._ENGLISH,
    **{f"places {family}": pattern for family, pattern in place_units._FAMILIES.items()},
}


def items(pattern: str, n_sentences: int) -> pl.DataFrame:
    """Sentences of one to six letters, those of the pattern and the plain word's."""
    signs = set("()?|*+[]{},0123456789^$\\\n")
    letters = [*sorted({*re.sub(r"\\[a-z]|\(\?[a-z]*[:)]", "", pattern)} - signs), "x"]
    rng, rows = random.Random(7), []
    for sentence in range(n_sentences):
        rows += [(sentence, rng.choice(letters)) for _ in range(rng.randint(1, 6))]
    return pl.DataFrame(
        rows, schema={"sentence_id": pl.UInt32, "letter": pl.String}, orient="row"
    ).with_row_index("row")


def astray(rows: pl.DataFrame, pattern: str) -> int:
    """How many matches aren't the letters of one sentence's items where they are said to stand."""
    letters, home = rows["letter"].to_list(), rows["sentence_id"].to_list()
    found = matches(rows, pattern)
    return sum(
        "".join(letters[row : row + width]) != match or len(set(home[row : row + width])) != 1
        for row, width, match in found.select("row", "width", "match").iter_rows()
    )


@pytest.mark.parametrize("name", PATTERNS)
def test_a_match_is_the_letters_of_one_sentence(name):
    rows = items(PATTERNS[name], 5000)
    assert matches(rows, PATTERNS[name]).height > 100
    assert astray(rows, PATTERNS[name]) == 0


def test_the_guard_sees_a_class_that_goes_over_the_end_of_a_sentence():
    rows = pl.DataFrame({"row": range(6), "sentence_id": [0, 1, 1, 2, 2, 2], "letter": list("nkxkxx")})
    assert astray(rows, "k|n[^k]") > 0
