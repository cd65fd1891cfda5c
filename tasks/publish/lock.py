"""One run at a time may write to an output folder."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tasks.errors import EsepError, RefusedError, UsageError


@contextmanager
def hold(out: Path) -> Iterator[None]:
    """Keep every other run away from `out` until the block ends.

    The lock belongs to the process: the system lets it go when the process dies, however it dies.

    Raises:
        UsageError: `out` is a file.
        RefusedError: another run holds the lock, or `out` can't be made or written.
    """
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file, not a folder", "name another folder with --out")
    try:
        out.mkdir(parents=True, exist_ok=True)
        fd = os.open(out / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as e:
        raise unwritable(out, e) from e
    try:
        _lock(fd, out)
        yield
    finally:
        os.close(fd)


def _lock(fd: int, out: Path) -> None:
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as e:
        holder = os.pread(fd, 32, 0).decode("ascii", "replace").strip() or "unknown"
        raise RefusedError(
            f"another run (process {holder}) is writing to {out}", "wait until it has ended, then run again"
        ) from e
    except OSError as e:
        raise unwritable(out, e) from e
    os.ftruncate(fd, 0)
    os.pwrite(fd, f"{os.getpid()}\n".encode(), 0)


def unwritable(out: Path, cause: OSError) -> EsepError:
    """The error for an output folder that the system won't write to."""
    mends = {
        errno.ENOSPC: "free some space, then run again",
        errno.EDQUOT: "free some space within your quota, then run again",
        errno.EFBIG: "raise the limit on file sizes (ulimit -f), then run again",
        errno.EROFS: "name a folder on a disk that can be written to with --out",
        errno.EACCES: "name a folder that you may write to with --out, or change its permissions",
    }
    mend = mends.get(cause.errno or 0, "name another folder with --out")
    why = (
        os.strerror(cause.errno) if cause.errno in mends else cause.strerror or str(cause)
    )  # Arrow's are long
    return RefusedError(
        f"can't write to {out}: {why} (the last release still stands)",
        mend,
    )
