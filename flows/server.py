"""A Prefect server of our own, for as long as this process lives.

Prefect can start a temporary server itself, but kills leave that one behind for good. This one listens before
it is ready (so its port is never another's), starts while the rest is imported, and ends as its parent does.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flows import database, environment
from tasks.errors import EsepError

_PATIENCE_S = 90.0


@dataclass(frozen=True)
class Server:
    """A server that is starting, or has started.

    Args:
        url: of its pages; the API is at `url/api`.
        process: our child.
    """

    url: str
    process: subprocess.Popen[bytes]

    @property
    def api_url(self) -> str:
        """The address for PREFECT_API_URL."""
        return f"{self.url}/api"

    def wait(self) -> None:
        """Return when the server answers.

        Raises:
            EsepError: it has ended, or doesn't answer in time.
        """
        end = time.monotonic() + _PATIENCE_S
        while self.process.poll() is None and time.monotonic() < end:
            if is_alive(self.api_url, timeout_s=end - time.monotonic()):
                return
            time.sleep(0.1)
        raise EsepError(
            "Prefect's local server didn't start",
            "try `prefect server start` for its own words; then set PREFECT_API_URL to it",
        )


def is_alive(api_url: str, timeout_s: float = 2.0) -> bool:
    """Whether a Prefect server answers there."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # this machine needs no proxy
    try:
        with opener.open(f"{api_url}/health", timeout=max(timeout_s, 0.1)) as answer:
            return bool(answer.status == 200)
    except (OSError, ValueError):
        return False


@contextmanager
def running(port: int = 0, *, has_ui: bool = False) -> Iterator[Server]:
    """Start a server on this machine and end it with the block; it may not answer yet (see `Server.wait`).

    Args:
        port: 0 for any free one.
        has_ui: with pages and the scheduler; else the bare API.

    Raises:
        EsepError: the port is taken.
    """
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError as e:
            raise EsepError(f"port {port} is taken: {e}", "name another one with --port") from e
        listener.listen(128)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        process = _spawn(listener.fileno(), url, has_ui)
    try:
        yield Server(url, process)
    finally:
        _end(process)


def _spawn(fd: int, url: str, has_ui: bool) -> subprocess.Popen[bytes]:
    database.provide()
    env = {k: v for k, v in os.environ.items() if k != "PREFECT_API_URL"}
    env |= environment.same_modules()
    env |= {"PREFECT_UI_ENABLED": "1" if has_ui else "0", "PREFECT_SERVER_UI_API_URL": f"{url}/api"}
    if not has_ui:
        env.setdefault("PREFECT_API_BLOCKS_REGISTER_ON_START", "false")  # 1.5 s for what only the pages show
        env.setdefault("PREFECT_MEMOIZE_BLOCK_AUTO_REGISTRATION", "false")  # this imports prefect-dask
    # The child reads our end of the pipe until it closes: so it learns that we are gone, even by kill -9.
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-m", "flows.server", str(fd), "full" if has_ui else "ephemeral"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL if not os.environ.get("ESEP_DEBUG") else None,
        pass_fds=(fd,),
        env=env,
        start_new_session=True,  # Ctrl-C is ours to handle: the server must still be there for the last words
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        process.stdin.close()
    process.terminate()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _child(fd: int, is_ephemeral: bool) -> None:
    """The child's whole life."""

    def outlive_nobody() -> None:
        sys.stdin.buffer.read()
        os._exit(0)

    threading.Thread(target=outlive_nobody, daemon=True).start()
    with environment.loading():
        import uvicorn  # noqa: PLC0415 - only the child needs it
        from prefect.server.api.server import create_app  # noqa: PLC0415

        app = create_app(ephemeral=is_ephemeral, final=True)
    config = uvicorn.Config(app, log_level="error", lifespan="on", timeout_graceful_shutdown=2)
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=fd)])


if __name__ == "__main__":
    _child(int(sys.argv[1]), sys.argv[2] == "ephemeral")
