"""Releases: what is new (ledger), what is written (parts, store; remote: to object stores), who may write (lock)."""

from __future__ import annotations

from tasks.publish import remote
from tasks.publish.ledger import LEDGER, Plan, digest, digests, plan
from tasks.publish.lock import hold
from tasks.publish.parts import Parts, save
from tasks.publish.store import Release, Staging, current, load, publish, stage

__all__ = [
    "LEDGER",
    "Parts",
    "Plan",
    "Release",
    "Staging",
    "current",
    "digest",
    "digests",
    "hold",
    "load",
    "plan",
    "publish",
    "remote",
    "save",
    "stage",
]
