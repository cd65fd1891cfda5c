"""A newcomer's Prefect database, without the wait.

Prefect builds its SQLite database by hundreds of migrations: 8 to 15 s of processor time, once per home. What
they come to is always the same empty tables, so `database.sql` holds them for the pinned version, and a home
without a database gets them in milliseconds. With another version or database Prefect does as always.
`python -m flows.database` writes the file anew; a test compares the two.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

from flows import environment

SNAPSHOT = Path(__file__).with_name("database.sql")
_URLS = ("PREFECT_API_DATABASE_CONNECTION_URL", "PREFECT_SERVER_DATABASE_CONNECTION_URL")


def provide() -> bool:
    """Give a home that has no database one; True if that was done.

    Never an error: where it can't be done, the server says what is wrong, or migrates.
    """
    target = environment.home() / "prefect.db"
    if target.exists() or any(os.environ.get(u) for u in _URLS) or not _is_ours(target.parent):
        return False
    try:
        return _restore(target)
    except (OSError, sqlite3.Error):
        return False


def _is_ours(folder: Path) -> bool:
    """Whether the snapshot fits the installed Prefect, and the profiles name no database of their own."""
    with contextlib.suppress(OSError):
        if "DATABASE" in (folder / "profiles.toml").read_text(encoding="utf-8"):
            return False
    with contextlib.suppress(OSError), SNAPSHOT.open(encoding="utf-8") as f:
        return f.readline().strip() == _header()
    return False


def _header() -> str:
    return f"-- Empty database of Prefect {version('prefect')} (Apache-2.0), by python -m flows.database"


def _restore(target: Path) -> bool:
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".esep-") as folder:
        draft = Path(folder) / target.name
        with contextlib.closing(sqlite3.connect(draft)) as db:
            db.executescript(SNAPSHOT.read_text(encoding="utf-8"))
        try:
            os.link(draft, target)  # unlike a rename, never over one that appeared meanwhile
        except FileExistsError:
            return False
    return True


def migrated() -> str:
    """What the migrations come to, as SQL; takes as long as they do."""
    with tempfile.TemporaryDirectory() as folder:
        env = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")}
        command = [sys.executable, "-m", "prefect", "server", "database", "upgrade", "-y"]
        subprocess.run(  # noqa: S603 - our own interpreter and module
            command, check=True, env=env | {"PREFECT_HOME": folder, "DO_NOT_TRACK": "1"}, capture_output=True
        )
        with contextlib.closing(sqlite3.connect(Path(folder) / "prefect.db")) as db:
            return "\n".join([_header(), *db.iterdump(), ""])


if __name__ == "__main__":
    SNAPSHOT.write_text(migrated(), encoding="utf-8")
