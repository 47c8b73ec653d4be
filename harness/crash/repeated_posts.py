"""One form sent twenty times at once must make one dossier.

Every response must be its receipt.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

from flask import Flask

from app.kernel.db import transaction
from harness.crash.citizens import RECEIPT, Citizen, families
from harness.crash.web_server import serving
from harness.stage import databases
from harness.stage.databases import Database

WORKERS = 4


@dataclass(frozen=True)
class Found:
    """The responses, and the stored dossiers."""

    times: int
    receipts: int
    codes: list[str]
    dossiers: int
    papers: int

    @property
    def is_sound(self) -> bool:
        """Whether every response is the receipt of the one dossier."""
        return self.receipts == self.times and len(self.codes) == self.dossiers == 1


def send_at_once(app: Flask, database: Database, times: int) -> Found:
    """Let one family press the last button this many times at once."""
    with serving(database, app.config, workers=WORKERS) as web:
        with app.app_context(), transaction():
            citizen = families(app, web.port, 1)[0]
        token = citizen.send_photos()
        start = threading.Barrier(times)

        def press(_n: int) -> str | None:
            window: Citizen = replace(citizen)
            start.wait()
            answer = window.submit(token)
            return window.receipt() if answer.leads_to == RECEIPT else None

        with ThreadPoolExecutor(times) as pool:
            told = list(pool.map(press, range(times)))
    with database.connect() as line:
        row = line.execute(
            "select (select count(*) from dossier),"
            " (select count(*) from paper where dossier_id is not null)"
        ).fetchone()
    dossiers, papers = row or (0, 0)
    receipts = [code for code in told if code]
    return Found(times, len(receipts), sorted(set(receipts)), dossiers, papers)


def measure(times: int = 20) -> dict[str, Any]:
    """Send in a database of its own."""
    with databases.own_database("once") as database:
        found = send_at_once(databases.filler_of(database), database, times)
    return {"posts": found.times, "posts_once": found.is_sound, "dossiers": found.dossiers}
