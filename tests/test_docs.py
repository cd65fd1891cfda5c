"""The documents say what is so: the dictionary is fresh, the README's outputs are those of a real release."""

import difflib
import re
import tomllib

import polars as pl
import pytest
import readme_outputs as docs
from test_cases_shape import CASE_KEYS, FACT_KEYS

from expectations.checks import in_set
from expectations.rule import Rule, Where
from tasks.report import dictionary
from tasks.schema import TABLES, Column
from tasks.sources import text
from tasks.sources.registry import READERS

TEXT = docs.README.read_text(encoding="utf-8")


def same(before, now, mend):
    diff = "\n".join(
        difflib.unified_diff(before.splitlines(), now.splitlines(), "there", "now", n=1, lineterm="")
    )
    if diff:
        pytest.fail(f"stale: {mend}\n{diff}", pytrace=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("read me")


@pytest.fixture(scope="module")
def made(folder):
    return docs.outputs(folder, TEXT)


def test_the_dictionary_is_fresh():
    same(docs.DICTIONARY.read_text(encoding="utf-8"), dictionary(), "run `make docs`")


def test_the_dictionary_tells_every_column_and_its_codes():
    page = dictionary()
    for table in TABLES.values():
        section = page.split(f"\n## {table.name}\n")[1].split("\n## ")[0]
        assert all(f"`{c.name}`" in section and c.description in section for c in table.columns)
        assert all(w in section for w in table.warnings)
    targets = set(re.findall(r"\]\(#([\w-]+)\)", page))
    headings = {h.lower().replace(" ", "-") for h in re.findall(r"^#+ (.+)$", page, re.MULTILINE)}
    assert targets <= headings


def test_the_readmes_outputs_are_real(made):
    assert set(made) == set(re.findall(r"<!-- output: ([a-z-]+) -->", TEXT))
    same(docs.steady(TEXT), docs.steady(docs.filled(TEXT, made)), "run `make docs`, and read what changed")


def test_the_picture_is_fresh(made, folder):
    assert made
    before = docs.SAMPLE_SVG.read_text(encoding="utf-8")
    same(before, docs.sample_svg(folder), "run `make docs`, then `make pictures`, and look at them")


def test_what_the_readme_names_is_there():
    for link in re.findall(r"\]\(((?!https?:)[^)#]+)", TEXT):
        assert (docs.ROOT / link).is_file(), link
    for path in re.findall(r"`((?:tasks|flows|expectations|tests|data/raw|docs)/[\w./-]*)`", TEXT):
        assert (docs.ROOT / path).exists(), path
    targets = re.findall(r"`make (\w+)`", TEXT)
    makefile = (docs.ROOT / "Makefile").read_text(encoding="utf-8")
    assert targets and all(re.search(rf"^{t}:", makefile, re.MULTILINE) for t in targets)
    assert len(TEXT.splitlines()) <= 260


def test_the_examples_of_adding_work():
    reader, column, rule = re.findall(r"```py\n(.*?)\n```", TEXT, re.DOTALL)
    readers = dict(READERS)
    exec(reader, {"READERS": readers, "text": text})
    assert readers[".md"]("a.md", "Ауылға жол салынды.".encode()).records
    names = {"Column": Column, "pl": pl}
    exec(column, names)
    assert pl.DataFrame({"amount_max": [None, 5]}).select(names["is_range"]).to_series().to_list() == [
        False,
        True,
    ]
    assert isinstance(eval(rule, {"Rule": Rule, "Where": Where, "in_set": in_set}), Rule)
    case = tomllib.loads(re.findall(r"```toml\n(.*?)\n```", TEXT, re.DOTALL)[0])["case"][0]
    assert set(case) <= CASE_KEYS and set(case["expect"][0]) <= FACT_KEYS


def test_the_sample_is_said_to_be_invented():
    assert "**are invented**" in TEXT
    assert "invented" in docs.SAMPLE_SVG.read_text(encoding="utf-8")
