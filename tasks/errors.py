"""One root error. Every message says the file, the place, the value and the mend."""

from __future__ import annotations


class EsepError(Exception):
    """What a user may see in place of a traceback.

    Args:
        message: what was wrong, with the file, the place and the value.
        mend: what the reader can do about it.
    """

    exit_code = 1

    def __init__(self, message: str, mend: str) -> None:
        super().__init__(f"{message} — {mend}")
        self.message = message
        self.mend = mend

    def __reduce__(self) -> tuple[type[EsepError], tuple[str, str]]:
        """As a worker in another process sends it home."""
        return type(self), (self.message, self.mend)


class UsageError(EsepError):
    """The call itself is wrong (a path that isn't there, an option that doesn't fit); exit code 2."""

    exit_code = 2


class RefusedError(EsepError):
    """The run refuses to publish; the previous release still stands; exit code 1."""


class LexiconError(EsepError):
    """A lexicon file breaks its own rules: the message names file, entry and form."""


def nowhere(*names: str) -> UsageError:
    """The error for input that isn't there."""
    return UsageError(f"{', '.join(names)}: no such file or folder", "check the spelling of the path")
