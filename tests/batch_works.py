"""Works that a process of the crew is given in tests: they are sent by name."""

from __future__ import annotations

import os
import time
from pathlib import Path

from tasks.errors import RefusedError


def process(folder: Path) -> int:
    """Who does it."""
    return os.getpid()


def refuse(folder: Path) -> None:
    """As a gate would."""
    raise RefusedError(f"{folder} isn't fit", "mend it")


def fill_the_disk(folder: Path) -> None:
    """As a full disk would."""
    raise OSError(28, "No space left on device", str(folder))


def break_down(folder: Path) -> None:
    """As a fault of ours would."""
    raise ZeroDivisionError(folder.name)


def chatter(folder: Path) -> str:
    """As a library that prints."""
    print("so many words")
    os.write(1, b"and bytes\n")
    return folder.name


def write_slowly(folder: Path) -> None:
    """A file after a while, unless the process is ended before."""
    (folder / "begun").touch()
    time.sleep(3)
    (folder / "over").touch()


def panic(folder: Path) -> None:
    """As Polars does: no Exception."""
    raise KeyboardInterrupt(folder.name)


class Odd(OSError):
    """An error that can be packed but not unpacked."""

    def __init__(self, one: int, *, two: int) -> None:
        super().__init__(f"odd {one} {two}")


def fail_oddly(folder: Path) -> None:
    """With such an error."""
    raise Odd(1, two=2)


class Unheard:
    """What the other side can't unpack."""

    def __reduce__(self):
        return (_not_there, ())


def _not_there() -> None:
    raise ImportError("no such thing on this side")
