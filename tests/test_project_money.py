"""Which sum of a short article belongs to which project, read as the corridor reads articles."""

import json
import tomllib
from pathlib import Path

import polars as pl
import pytest

from tasks import facts, mentions, sentences, sources

FILE = Path(__file__).parent / "cases" / "projects_money.toml"
CASES = tomllib.loads(FILE.read_text(encoding="utf-8"))["case"]


@pytest.fixture(scope="module")
def by_case(tmp_path_factory):
    """case number: its projects in order, as "noun|sum in millions"."""
    file = tmp_path_factory.mktemp("sums") / "articles.jsonl"
    lines = [
        {"id": f"a{no}", "text": case["text"].replace("¶", "\n\n"), "published": "2026-01-05"}
        for no, case in enumerate(CASES)
    ]
    file.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    records, _, _ = sources.read([file])
    articles, blocks, _ = sources.parse(records)
    split = sentences.split(articles, blocks)
    found = mentions.find(split)
    told = facts.derive(articles, split, found.tokens, found.mentions)["project_mentions"]
    ids = articles.select("article_id", "source_id")
    rows = told.join(ids, on="article_id").sort("article_id", "char_start")
    by: dict[int, list[str]] = {no: [] for no in range(len(CASES))}
    for source, noun, amount in rows.select(
        "source_id", "head_text", pl.col("amount").cast(float)
    ).iter_rows():
        by[int(source[1:])].append(f"{noun}|{'-' if amount is None else f'{amount / 1e6:g}'}")
    return by


@pytest.mark.parametrize("no", range(len(CASES)), ids=[c["text"][:50] for c in CASES])
def test_every_sum_finds_its_project(by_case, no):
    assert by_case[no] == CASES[no]["rows"]
