"""Production of this machine, brought up with the demonstration: what it survives."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from devstack.production.__main__ import is_up
from devstack.production.layout import System
from harness import failover
from harness.production import alerts, changes, slow_clients, standby_reads
from harness.production.service import in_service, seconds_from_nothing, stop


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


def drill(at: str = "") -> dict[str, Any]:
    """Backups restored into an empty place, to the second ``at``, and compared.

    Production is started for it where none runs, and then stopped again.
    """
    ran = is_up(System.of(os.environ))
    if not ran:
        in_service()
    command = [sys.executable, "-m", "devstack.backup", "drill", *at.split()]
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    finally:
        if not ran:
            stop()
    sys.stdout.write(done.stdout)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def causes() -> dict[str, Any]:
    """Of every alert."""
    return alerts.measure(in_service())
