"""Languages and scripts, as whole texts and as short lines."""

from __future__ import annotations

import tomllib
from pathlib import Path

import polars as pl
import pytest

from tasks.language import identify

CASES = tomllib.loads((Path(__file__).parent / "samples" / "languages.toml").read_text(encoding="utf-8"))


def one(text: str | None) -> str | None:
    return pl.DataFrame({"t": [text]}, schema={"t": pl.String}).select(identify(pl.col("t"))).item()


@pytest.mark.parametrize(
    ("language", "text"), [(language, text) for language in CASES for text in CASES[language]]
)
def test_languages(language: str, text: str) -> None:
    assert one(text) == language


def test_nothing_and_null() -> None:
    assert (one(""), one("2024, 12!"), one(None)) == ("other", "other", None)


def test_the_answer_does_not_depend_on_the_neighbours() -> None:
    pairs = [(language, text) for language in CASES for text in CASES[language]]
    frame = pl.DataFrame({"t": [text for _, text in pairs]})
    assert frame.select(identify(pl.col("t"))).to_series().to_list() == [language for language, _ in pairs]
    assert frame.lazy().select(identify(pl.col("t"))).collect().height == len(pairs)
