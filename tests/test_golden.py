"""The facts of the sample articles are those of the golden files, to the letter."""

import difflib
import json

import pytest
from golden_files import GOLDEN, golden


@pytest.fixture(scope="module")
def found():
    return golden()


def test_every_article_has_its_file(found):
    assert {p.name for p in GOLDEN.glob("*.json")} == set(found)


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.json")), ids=lambda p: p.stem)
def test_facts_are_as_before(found, path):
    before, now = path.read_text(encoding="utf-8"), found[path.name]
    json.loads(now)
    diff = list(
        difflib.unified_diff(before.splitlines(), now.splitlines(), "golden", "now", n=2, lineterm="")
    )
    if diff:
        told = "\n".join(diff)
        pytest.fail(
            f"{path.name} differs. If this is meant: make golden, read the diff, commit it.\n{told}",
            pytrace=False,
        )
