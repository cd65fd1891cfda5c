"""What must be in the environment before Prefect is imported: silence, and no word to anyone outside."""

from __future__ import annotations

import gc
import os
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_DEFAULTS = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_UI_V2_ENABLED": "false",  # that UI asks an analytics host even with analytics off
    "DO_NOT_TRACK": "1",
    "GX_ANALYTICS_ENABLED": "false",
    "PREFECT_CLI_PROMPT": "false",
}
_QUIET = {"PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL", "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL"}


def home() -> Path:
    """Prefect's folder: the user's, or its default."""
    return Path(os.environ.get("PREFECT_HOME") or "~/.prefect").expanduser()


def prepare(*, is_quiet: bool = True) -> None:
    """Set what the user hasn't set.

    Args:
        is_quiet: Prefect's log stays off the terminal; the API gets it all the same.
    """
    for name, value in (_DEFAULTS | (_QUIET if is_quiet else {})).items():
        os.environ.setdefault(name, value)


@contextmanager
def loading() -> Iterator[None]:
    """Import large libraries in the block: nothing that stays is looked through for garbage, then or later.

    Otherwise a fifth of the import goes to that, and 0.3 s at the end of the process.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def same_modules() -> dict[str, str]:
    """What has a child find the modules that this process has, whatever folder it begins in.

    `python -m` alone looks in the working folder first, where the user may have a package `tasks` too.
    """
    return {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONSAFEPATH": "1"}


def api_url() -> str | None:
    """The Prefect server that the user named, in the environment or the profile; Prefect isn't imported."""
    if url := os.environ.get("PREFECT_API_URL"):
        return url
    profiles = Path(os.environ.get("PREFECT_PROFILES_PATH") or home() / "profiles.toml").expanduser()
    try:
        known = tomllib.loads(profiles.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError):
        return None
    profile = known.get("profiles", {}).get(os.environ.get("PREFECT_PROFILE") or known.get("active"), {})
    url = profile.get("PREFECT_API_URL")
    return str(url) if url else None
