"""Ledgers that were made untrue, found by the reconciliation."""

from __future__ import annotations

from typing import Any

from harness.reconciliation import compare
from harness.stage.application import own_application


def measure(times: int = 200) -> dict[str, Any]:
    """So many faults, each in a database of its own: found, and nothing else."""
    with own_application("reconciled") as (_app, database), database.connect() as line:
        return compare(times, line)
