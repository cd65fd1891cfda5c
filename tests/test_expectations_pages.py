"""The validation report opens offline: nothing is fetched, nothing runs, and it looks like something."""

from __future__ import annotations

import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import polars as pl
import pytest
from expectations_cases import BREACHES, DAY, broken

from expectations import certify, gate, judge, pages
from expectations.datadocs import strip

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
EVIL = '<script src="https://evil.example/x.js"></script><img src=//evil.example/p.png>'
FORBIDDEN = {"script", "link", "img", "iframe", "object", "embed", "video", "audio", "source", "base", "form"}


class Remote(HTMLParser):
    """Collects what a browser would fetch, run or leave the folder for."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.is_style = False

    def handle_starttag(self, tag, attrs):
        self.is_style = tag == "style"
        if tag in FORBIDDEN:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            text = (value or "").strip().lower()
            is_address = name in {"src", "srcset", "href", "action", "data", "poster", "background"}
            if (is_address and re.match(r"(https?:)?//|javascript:", text)) or "url(" in text:
                self.found.append(f"{name}={value}")

    def handle_endtag(self, tag):
        self.is_style = False

    def handle_data(self, data):
        if self.is_style and re.search(r"url\(|@import|//", data):
            self.found.append(data)


def remote(page: str) -> list[str]:
    parser = Remote()
    parser.feed(page)
    return parser.found


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A report with every sort of line: met, warning, quarantined rows, a rejected input, hostile values."""
    names = ("articles", "finance", "project_mentions", "numbers")
    evil = {"table": "finance", "rule": "x", "set": {"currency": EVIL}}
    tables, _ = broken([*[b for b in BREACHES if b["table"] in names][::5], evil])
    verdict = gate(tables, DAY)
    file = {
        "stage": "read",
        "record_key": "b.txt",
        "reason": "empty_text",
        "message": f"b.txt is empty {EVIL}",
    }
    rejected = pl.concat([verdict.quarantine, pl.DataFrame([file], schema=verdict.quarantine.schema)])
    certificate = certify(judge(verdict.passed, DAY, only=names), DAY, verdict, run_id="r1")
    out = tmp_path_factory.mktemp("pages with spaces")
    index = pages(
        certificate.results,
        out,
        quarantine=rejected,
        gx=certificate.pages(),
        title="Validation of r1",
    )
    assert index == out / "index.html"
    return out


def test_there_is_a_page_for_each_table(folder: Path):
    names = {p.relative_to(folder).as_posix() for p in folder.rglob("*.html")}
    assert {"index.html", "articles.html", "finance.html", "gx/finance.html", "gx/numbers.html"} <= names


def test_the_guard_sees_what_it_must():
    assert len(remote(EVIL)) == 4
    assert remote("<p style='background:url(x)'>") and remote('<a href="https://x.y">')
    assert remote("<style>@import 'x'</style>") and remote('<a href="javascript:go()">')
    assert not remote('<a href="index.html">//</a>')


def test_no_page_fetches_anything(folder: Path):
    for page in folder.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert remote(text) == [], page
        assert "default-src 'none'" in text


def test_every_link_leads_to_a_page(folder: Path):
    for page in folder.rglob("*.html"):
        for href in re.findall(r"href=[\"']([^\"'#]+)[\"']", page.read_text(encoding="utf-8")):
            assert (page.parent / href).exists(), (page, href)


def test_pages_say_rule_why_and_reason(folder: Path):
    text = (folder / "finance.html").read_text(encoding="utf-8")
    for part in (
        "amount_possible",
        "drowns every sum",
        "expect_column_pair_values",
        "mend:",
        "codelist",
        "f1.",
    ):
        assert part in text, part
    assert "b.txt is empty" in (folder / "index.html").read_text(encoding="utf-8")
    assert "Evaluated Expectations" in (folder / "gx" / "finance.html").read_text(encoding="utf-8")


def test_strip_leaves_the_words():
    body = (
        '<body class="x"><link href="a"><a href="https://x.y/z">word</a> <a href="#s">in</a> //cdn.x/y</body>'
    )
    assert strip(body) == 'word <a href="#s">in</a> '


@pytest.mark.browser
@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium")
@pytest.mark.parametrize("name", ["index.html", "gx/finance.html"])
def test_a_browser_shows_it(folder: Path, tmp_path: Path, name: str):
    shot = tmp_path / "shot.png"
    command = [
        str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
        f"--user-data-dir={tmp_path / 'profile'}", "--window-size=1240,1400", f"--screenshot={shot}",
        "--host-resolver-rules=MAP * ~NOTFOUND", (folder / name).as_uri(),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    png = shot.read_bytes()
    assert png.startswith(b"\x89PNG") and len(png) > 30_000, "an empty page makes a smaller picture"
