"""What all tests need of the process that they run in."""

import signal

import pytest


@pytest.fixture(scope="session", autouse=True)
def _ctrl_c_is_heard():
    """A shell has what it starts with '&' ignore Ctrl-C, and so would all that the tests start and stop."""
    was = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, was)
