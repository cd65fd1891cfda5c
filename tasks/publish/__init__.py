"""Releases: what is new (ledger), what is written (store), and who may write (lock)."""

from __future__ import annotations

from tasks.publish.ledger import Input, Ledger, Plan, State, fingerprint, plan
from tasks.publish.lock import hold
from tasks.publish.store import Release, current, load, publish, table_path

__all__ = [
    "Input",
    "Ledger",
    "Plan",
    "Release",
    "State",
    "current",
    "fingerprint",
    "hold",
    "load",
    "plan",
    "publish",
    "table_path",
]
