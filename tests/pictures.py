"""The pictures of the README: `make pictures` takes them anew from a run over the sample; needs Chromium.

The Prefect page is one of a server of our own, with a home of its own, which ends with this script.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from flows import server

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


def shot(address: str, to: Path, *, width: int, height: int, scale: float = 1, wait_ms: int = 0) -> None:
    """A page as PNG.

    Args:
        address: file or loopback address.
        to: the PNG.
        width: of the window, CSS pixels.
        height: of the window, CSS pixels.
        scale: device pixels a CSS pixel.
        wait_ms: for pages that fetch what they show.
    """
    with tempfile.TemporaryDirectory() as profile:
        size = (f"--window-size={width},{height}", f"--force-device-scale-factor={scale}")
        patience = (
            (f"--virtual-time-budget={wait_ms}", "--run-all-compositor-stages-before-draw") if wait_ms else ()
        )
        command = [
            "chromium",
            *_FLAGS,
            f"--user-data-dir={profile}",
            *size,
            *patience,
            f"--screenshot={to}",
            address,
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=120)


def sample() -> None:
    """docs/sample.png from docs/sample.svg."""
    svg = DOCS / "sample.svg"
    size = svg.read_text(encoding="utf-8").split('viewBox="0 0 ')[1].split('"')[0].split()
    shot(svg.as_uri(), DOCS / "sample.png", width=int(size[0]), height=int(size[1]), scale=1.5)


def prefect_ui() -> None:
    """docs/prefect-ui.png: a run over the sample, as its server shows it."""
    esep = str(Path(sys.executable).with_name("esep"))
    with tempfile.TemporaryDirectory() as home:
        clean = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")}
        os.environ.clear()
        os.environ.update(clean, PREFECT_HOME=home, PREFECT_SERVER_UI_V2_ENABLED="false", DO_NOT_TRACK="1",
                          PREFECT_SERVER_ANALYTICS_ENABLED="false")  # fmt: skip
        with server.running(has_ui=True) as own:
            own.wait()
            os.environ["PREFECT_API_URL"] = own.api_url
            command = [esep, "run", "data/raw/sample", "--out", f"{home}/out", "--json"]
            told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=300)
            address = told.stdout.split('"ui": "')[1].split('"')[0]
            shot(address, DOCS / "prefect-ui.png", width=1280, height=860, wait_ms=20_000)


if __name__ == "__main__":
    sample()
    prefect_ui()
