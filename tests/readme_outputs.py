"""The README's outputs, from real runs: `make docs` writes them there, tests/test_docs.py compares.

An output stands in a ```text block under a comment that names it: <!-- output: run -->. A ```python or ```sql
block is run as it stands; its output is the one named beneath it.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb
import polars as pl

from tasks.report import contents, dictionary, picture

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
DICTIONARY = ROOT / "docs" / "data-dictionary.md"
SAMPLE_SVG = ROOT / "docs" / "sample.svg"
CURRENT = "data/releases/sample/current"

_OUTPUT = re.compile(r"(<!-- output: ([a-z-]+) -->\n```text\n)(.*?)(^```)", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"```(python|sql)\n(.*?)\n```\n+<!-- output: ([a-z-]+) -->", re.DOTALL)
_TABLES = re.compile(r"(<!-- tables -->\n)(.*?)(^<!-- end -->)", re.DOTALL | re.MULTILINE)
# What another run, or another machine, says differently.
_VOLATILE = ((r"\d{6}-\d{8}T\d{6}Z-[0-9a-f]{6}", "RELEASE"), (r"in \d+\.\d s", "in N s"))
# The rows of the picture, by article and words: of every language, and of every way to say a number.
PICTURED = (
    ("baq_2026-03-11", "27,4 млрд"),
    ("aqtobe_2026-02-18", "369 200"),
    ("inform_2025-10-09", "бір жарым миллиард"),
    ("kaz_2025-11-20", "78–84 мың"),
    ("qazaqparat_2014", "1 млрд. 850 млн"),
    ("altai_2025-08-06", "jarty mıllıard"),
    ("ertis_2025-12-25", "21,5 млрд"),
    ("wire_2025", "half a trillion"),
)
_BAD = {
    "good.txt": " date 2025-11-20 Ақтауда екі мектепке 4,6 млрд теңге бөлінді, деп хабарлайды BAQ.KZ.\n",
    "empty.txt": "",
    "wire.jsonl": '{"id": "1", "text": "Ақтөбеде 12 шақырым жол жөнделді."}\n{"id": "2", "text": \n',
}


def esep(folder: Path, *args: str) -> str:
    """What `esep` says on stdout in that folder, without any server of the user's."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")}
    env["PREFECT_HOME"] = str(folder / "prefect")
    command = [str(Path(sys.executable).with_name("esep")), *args]
    done = subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=200
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def outputs(folder: Path, readme: str) -> dict[str, str]:
    """Name → output, made in `folder`, in which a release of the sample comes to stand as in a clone."""
    shutil.copytree(ROOT / "data" / "raw" / "sample", folder / "data" / "raw" / "sample")
    command = ("run", "data/raw/sample", "--out", "data/releases/sample")
    made = {"run": esep(folder, *command), "again": esep(folder, *command).partition("\n\nRows")[0]}
    (folder / "articles").mkdir()
    for name, text in _BAD.items():
        (folder / "articles" / name).write_text(text, encoding="utf-8")
    bad = esep(folder, "run", "articles", "--out", "out").split("\n\n")
    made["bad"] = "\n\n".join(part for part in bad if part.startswith(("Files", "Quarantine")))
    with contextlib.chdir(folder):
        for language, code, name in _CODE.findall(readme):
            made[name] = _run(language, code)
    return made


def _run(language: str, code: str) -> str:
    said = io.StringIO()
    with contextlib.redirect_stdout(said), pl.Config(tbl_width_chars=110):
        if language == "sql":
            print(duckdb.sql(code))
        else:
            exec(code, {})
    return "\n".join(line.rstrip() for line in said.getvalue().strip().splitlines())


def filled(readme: str, made: dict[str, str]) -> str:
    """The README with these outputs and the list of tables of today."""
    whole = _OUTPUT.sub(lambda m: m[1] + made[m[2]] + "\n" + m[4], readme)
    return _TABLES.sub(lambda m: m[1] + contents(page="docs/data-dictionary.md") + "\n" + m[3], whole)


def steady(text: str) -> str:
    """The text without what differs from run to run."""
    for pattern, name in _VOLATILE:
        text = re.sub(pattern, name, text)
    return text


def sample_svg(folder: Path) -> str:
    """The picture of rows of the release in `folder`.

    Raises:
        StopIteration: a row that the picture names isn't there.
    """
    current = folder / CURRENT
    articles = pl.read_parquet(current / "articles").select("article_id", "source_file")
    rows = pl.read_parquet(current / "finance").join(articles, on="article_id").to_dicts()
    for row in rows:
        row["source_file"] = Path(row["source_file"]).name
    shown = [
        next(r for r in rows if r["source_file"].startswith(file) and words in r["quote"])
        for file, words in PICTURED
    ]
    note = f"{len(shown)} of {len(rows)} rows that make run gives for data/raw/sample, whose articles are all invented"
    return picture(shown, "From sentences to rows: the table finance", note)


def main() -> None:
    """Write the dictionary, the README's outputs and the picture."""
    DICTIONARY.write_text(dictionary(), encoding="utf-8")
    readme = README.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        README.write_text(filled(readme, outputs(folder, readme)), encoding="utf-8")
        SAMPLE_SVG.write_text(sample_svg(folder), encoding="utf-8")


if __name__ == "__main__":
    main()
