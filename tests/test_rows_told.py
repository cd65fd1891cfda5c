"""What a reader sums, groups and maps: columns of short articles, read as the corridor reads them."""

import json
import tomllib
from collections import defaultdict
from pathlib import Path

import pytest

from tasks import facts, mentions, sentences, sources

FILES = sorted((Path(__file__).parent / "cases").glob("rows_*.toml"))
CASES = [case for path in FILES for case in tomllib.loads(path.read_text(encoding="utf-8")).get("case", [])]


def as_written(value):
    """Numbers, days and null as a case writes them."""
    if value is None:
        return "-"
    return value if isinstance(value, bool) else str(value).removesuffix(".00").removesuffix(".0")


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """case id → table → its rows in order of the text."""
    file = tmp_path_factory.mktemp("rows") / "articles.jsonl"
    lines = [
        {"id": case["id"], "text": case["text"].replace("¶", "\n\n"), "published": case.get("published")}
        for case in CASES
    ]
    file.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    records, _, _ = sources.read([file])
    articles, blocks, _ = sources.parse(records)
    split = sentences.split(articles, blocks)
    found = mentions.find(split)
    ids = articles.select("article_id", "source_id")
    out = defaultdict(lambda: defaultdict(list))
    for table, rows in facts.derive(articles, split, found.tokens, found.mentions).items():
        for row in rows.join(ids, on="article_id").sort("source_id", "char_start").iter_rows(named=True):
            out[row["source_id"]][table].append(row)
    return out


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["id"])
def test_rows_say_what_the_text_says(case, read):
    rows = read[case["id"]][case.get("table", "finance")]
    got = [" | ".join(str(as_written(row[c])) for c in case["columns"]) for row in rows]
    assert got == [" | ".join(str(v) for v in row) for row in case["rows"]]
