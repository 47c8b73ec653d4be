"""Detection of tampering with sealed journals: 1,000 changes made as a superuser.

Every change must be detected, and no false alarm raised.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from typing import Any

from psycopg import Connection

from app.kernel.audit import verification
from app.kernel.audit.seal_archive import Shelf
from harness.stage.sealed_journals import seal_all, sealed
from harness.stage.tamperings import DEEDS, tampered

TIMES, SEED = 1000, 20161121
MANY = 200_000
"""Rows for the measurement of the speed."""


def tamper(times: int = TIMES, *, rounds: int = 20, rows: int = 100) -> dict[str, Any]:
    """Tamper this many times and count the detections."""
    began = time.monotonic()
    with sealed(f"t_{os.getpid()}_tampered", rounds=rounds, rows=rows, seed=SEED) as made:
        whole = verification.verify(made.connection, made.shelf)
        missed, faults = Counter[str](), Counter[str]()
        done = made.chance.choices([*DEEDS], [*DEEDS.values()], k=times)
        for deed in done:
            verdict = tampered(made, deed)
            faults[str(verdict.fault)] += 1
            if verdict.fault is None:
                missed[deed.__name__] += 1
        again = verification.verify(made.connection, made.shelf)
    return {
        "tamperings": times,
        "tamperings_found": times - missed.total(),
        "missed": dict(missed),
        "found_as": dict(faults),
        "false_alarms": [str(v.fault) for v in (whole, again) if v.fault],
        "rows": whole.rows,
        "seals": whole.seals,
        "seconds": round(time.monotonic() - began, 1),
    }


def speed(connection: Connection[Any], shelf: Shelf, rows: int = MANY) -> int:
    """Rows verified per second."""
    connection.execute(
        "insert into audit_entry (at, action, subject, key, fields)"
        " select now(), 'edit', 'staff', gen_random_uuid(), '[\"full_name\", \"phone\"]'"
        " from generate_series(1, %s)",
        [rows],
    )
    seal_all(connection, shelf)
    began = time.monotonic()
    looked_at = verification.verify(connection, shelf).rows
    return round(looked_at / (time.monotonic() - began))
