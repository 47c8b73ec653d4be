"""How long a write waits while the next release changes a table of 10,000,000 rows.

Its revisions (``changes``) run forwards and back in the stored city of ``harness/bench``, as they
would in production, while a row of that table is written again and again.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from typing import Any

from harness.bench.cluster import city_of
from harness.production.changes import next_release
from harness.stage.databases import Database
from harness.stage.threads import beside

ROWS = 10_000_000
WITHIN_MS = 1000.0
"""As long as a revision waits for a lock, and everybody else behind it."""
_HEAD = "select version_num from alembic_version"
_WRITE = (
    "update dossier set row_version = row_version"
    " where id = (select id from dossier order by id limit 1)"
)
_PAUSE_SECONDS = 0.005


def measure() -> dict[str, Any]:
    with city_of(ROWS) as city:
        return measure_in(city)


def measure_in(city: Database) -> dict[str, Any]:
    """Upgrade it and go back; rows of the table, writes meanwhile, and the longest of them."""
    with city.connect() as line:
        (head,) = line.execute(_HEAD).fetchone() or ("",)
        (rows,) = line.execute("select count(*) from dossier").fetchone() or (0,)
    waits: list[float] = []

    def write(over: threading.Event) -> None:
        with city.connect() as line:
            line.execute("set session_replication_role = replica")
            while not over.wait(_PAUSE_SECONDS):
                began = time.monotonic()
                line.execute(_WRITE)
                waits.append(time.monotonic() - began)

    began = time.monotonic()
    with next_release(head) as (root, revision), beside(write):
        for way in (("upgrade", revision), ("downgrade", head)):
            subprocess.run(
                [sys.executable, "-m", "flask", "--app", "run", "db", *way],
                cwd=root,
                env={**os.environ, **city.environment, "PYTHONPATH": ""},
                check=True,
            )
    return {
        "locks_rows": rows,
        "locks_writes": len(waits),
        "locks_longest_write_ms": round(max(waits) * 1000, 1),
        "locks_seconds": round(time.monotonic() - began, 1),
    }


def is_sound(found: Mapping[str, Any]) -> bool:
    whole = found["locks_rows"] >= ROWS and found["locks_writes"] > 0
    return bool(whole and found["locks_longest_write_ms"] <= WITHIN_MS)
