"""What each stage costs on a megabyte of articles; in the suite each runs once, unmeasured.

To measure: `pytest tests/benchmarks --benchmark-enable -n 0`.
"""

from functools import partial

import polars as pl
import pytest
from corpus import article

from tasks.facts import derive
from tasks.mentions import find
from tasks.schema.frames import RECORDS
from tasks.sentences import split
from tasks.sources import Record, parse

ARTICLES = 400  # of 2.6 kB


@pytest.fixture(scope="module")
def works():
    """Stage → its work on one batch, with what the stages before have made of it."""
    texts = (article(n) for n in range(ARTICLES))
    rows = [Record(f"{name}.txt", None, "", text) for name, text in texts]
    records = pl.DataFrame(rows, schema=RECORDS, orient="row")
    articles, blocks, _ = parse(records)
    sentences = split(articles, blocks)
    found = find(sentences)
    return {
        "parse": partial(parse, records),
        "sentences": partial(split, articles, blocks),
        "mentions": partial(find, sentences),
        "facts": partial(derive, articles, sentences, found.tokens, found.mentions),
    }


@pytest.mark.parametrize("stage", ["parse", "sentences", "mentions", "facts"])
def test_stage(benchmark, works, stage):
    made = benchmark.pedantic(works[stage], rounds=3, warmup_rounds=1)
    frames = {"parse": lambda: made[0], "sentences": lambda: made, "mentions": lambda: made.mentions,
              "facts": lambda: made["numbers"]}  # fmt: skip
    assert frames[stage]().height >= ARTICLES
