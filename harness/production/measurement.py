"""Production of this machine, brought up with the demonstration: what it survives."""

from __future__ import annotations

from typing import Any

from harness import failover
from harness.production import alerts, changes, slow_clients, standby_reads
from harness.production.service import in_service, seconds_from_nothing


def up() -> dict[str, Any]:
    """From nothing, first."""
    return {"up_seconds": seconds_from_nothing()}


def restart() -> dict[str, Any]:
    return changes.restart(in_service())


def clients() -> dict[str, Any]:
    """Slow ones beside quick ones."""
    return slow_clients.measure(in_service())


def standby() -> dict[str, Any]:
    return standby_reads.measure(in_service())


def crashes(kills: int = 10) -> dict[str, Any]:
    """Of the primary."""
    return failover.measure(in_service(), kills)


def upgrade() -> dict[str, Any]:
    return changes.upgrade(in_service())


def causes() -> dict[str, Any]:
    """Of every alert."""
    return alerts.measure(in_service())
