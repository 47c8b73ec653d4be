"""Sealed journals that were tampered with."""

from __future__ import annotations

import os
from typing import Any

from harness.audit_tampering import SEED, TIMES, speed, tamper
from harness.stage.sealed_journals import sealed


def measure(times: int = TIMES) -> dict[str, Any]:
    """Tamper so often, and tell how fast whole journals are verified."""
    with sealed(f"t_{os.getpid()}_speed", rounds=2, rows=100, seed=SEED) as made:
        return tamper(times) | {"rows_per_second": speed(made.connection, made.shelf)}
