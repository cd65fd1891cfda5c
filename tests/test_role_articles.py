"""What the sums of whole articles are, read as the corridor reads them: a share that must not fall."""

import json
import tomllib
from pathlib import Path

import polars as pl
import pytest

from tasks import mentions, sentences, sources
from tasks.facts import roles
from tasks.facts.clauses import clauses

CASES = tomllib.loads((Path(__file__).parent / "cases" / "role_articles.toml").read_text(encoding="utf-8"))
ARTICLES = [line.rsplit("|", 1) for line in CASES["articles"]]
LEAST_RIGHT = 0.86  # of the sums
LEAST_SURE = 0.95  # of the sums of which the corridor is sure


@pytest.fixture(scope="module")
def judged(tmp_path_factory):
    """A row a sum: article, role, wanted roles, confidence."""
    file = tmp_path_factory.mktemp("roles") / "articles.jsonl"
    lines = [
        {"id": f"a{no}", "text": text.strip().replace("¶", "\n"), "published": "2026-03-01"}
        for no, (text, _) in enumerate(ARTICLES)
    ]
    file.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    records, _, _ = sources.read([file])
    articles, blocks, _ = sources.parse(records)
    split = sentences.split(articles, blocks)
    found = mentions.find(split)
    money = found.mentions.filter(pl.col("kind") == "money")
    nowhere = pl.Series([None] * money.height, dtype=pl.String)
    told = roles.decided(money, clauses(found.tokens), split, nowhere)
    rows = pl.concat([money, told], how="horizontal").join(
        split.join(articles, on="article_id").select("sentence_id", "source_id"), on="sentence_id"
    )
    out = []
    for no, (_, wanted) in enumerate(ARTICLES):
        own = rows.filter(pl.col("source_id") == f"a{no}").select("role", "role_confidence").rows()
        wishes = [w.strip().split("/") for w in wanted.split(",")]
        if len(own) == len(wishes):  # else a number was read otherwise, which other tests judge
            out += [(no, role, wish, sure) for (role, sure), wish in zip(own, wishes, strict=True)]
    return out


def test_nearly_every_article_is_counted(judged):
    assert len({no for no, *_ in judged}) >= 0.95 * len(ARTICLES)


def test_the_share_of_right_roles_holds(judged):
    right = sum(role in wish for _, role, wish, _ in judged)
    assert right >= LEAST_RIGHT * len(judged), f"{right} of {len(judged)}"


def test_what_is_sure_is_right(judged):
    sure = [role in wish for _, role, wish, confidence in judged if confidence > 0.93]
    assert len(sure) > 100
    assert sum(sure) >= LEAST_SURE * len(sure), f"{sum(sure)} of {len(sure)}"
