"""Web processes are killed while families send photos and dossiers: nothing may be lost.

It is not sound when an acknowledged dossier is missing, exists twice, or lacks a file; nor when too
few requests were broken to prove anything.
"""

from __future__ import annotations

import random
import statistics
import threading
import time
from collections import Counter, deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from flask import Flask

from app.kernel.db import transaction
from harness.crash.acknowledged import compare
from harness.crash.citizens import Citizen, families
from harness.crash.web_server import Web, serving
from harness.stage import databases
from harness.stage.databases import Database, files_of
from harness.stage.running_system import forgiving

AT_ONCE, WORKERS = 8, 3
FORMS_EACH = 2
EVERYTHING_EACH = 8
"""One kill in this many takes the master and all workers."""
FIRST_SECONDS = 0.12
"""What a form takes to be received, stored and answered, before one was."""
RECENT = 20
"""Answers of which the median says how long a form takes: a kill falls anywhere within."""


@dataclass
class Killer:
    """Kills a web process whenever this many forms are on their way."""

    web: Web
    wanted: int
    every: int
    done: int = 0
    _sent: int = 0
    _took: deque[float] = field(default_factory=lambda: deque([FIRST_SECONDS], maxlen=RECENT))
    _strikes: list[threading.Thread] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def told(self) -> None:
        """A form is on its way."""
        with self._lock:
            self._sent += 1
            if self.done >= self.wanted or self._sent < self.every:
                return
            self._sent, self.done = 0, self.done + 1
            strike = threading.Thread(target=self._strike, args=(self.done,))
            self._strikes.append(strike)
            strike.start()

    def heard(self, seconds: float) -> None:
        """A form was answered."""
        with self._lock:
            self._took.append(seconds)

    def rest(self) -> None:
        """Wait for the end of the last kill."""
        for strike in self._strikes:
            strike.join()

    def _strike(self, turn: int) -> None:
        with self._lock:
            latest = statistics.median(self._took)
        time.sleep(random.uniform(0, latest))
        if turn % EVERYTHING_EACH:
            self.web.kill_a_worker()
        else:
            self.web.kill_everything()


@dataclass(frozen=True)
class Found:
    """The stored state compared with what the families remember."""

    families: int
    acknowledged: int
    stored: int
    lost: int
    twice: int
    bad_files: int
    orphan_files: int
    kills: dict[str, int]
    wanted_kills: int
    met: dict[str, int]
    seconds: float

    @property
    def is_sound(self) -> bool:
        """Whether nothing was lost or doubled, although enough was broken."""
        kept = self.acknowledged == self.families == self.stored
        broken = sum(self.kills.values()) >= self.wanted_kills and sum(self.met.values()) > 0
        return kept and broken and not (self.lost or self.twice or self.bad_files)


def send_while_killing(app: Flask, database: Database, many: int, kills: int) -> Found:
    """Let the families send, kill, and count."""
    with forgiving(database), serving(database, app.config, workers=WORKERS) as web:
        with app.app_context(), transaction():
            people = families(app, web.port, many)
        killer = Killer(web, kills, max(1, many * FORMS_EACH // (kills + 1)))
        begun = time.monotonic()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for citizen in people:
                citizen.tell, citizen.hear = killer.told, killer.heard
            list(pool.map(Citizen.send_everything, people))
        seconds = time.monotonic() - begun
        killer.rest()
    return _found(database, people, dict(web.kills), kills, seconds)


def _found(
    database: Database, people: list[Citizen], kills: dict[str, int], wanted: int, seconds: float
) -> Found:
    """Compare what the families remember with the database and the disk."""
    with database.connect() as line:
        compared = compare(line, files_of(database), people)
    met: Counter[str] = sum((citizen.met for citizen in people), Counter())
    return Found(
        families=len(people),
        acknowledged=compared.acknowledged,
        stored=compared.stored,
        lost=compared.lost,
        twice=compared.twice,
        bad_files=compared.bad_files,
        orphan_files=_files_of(database) - compared.papers,
        kills=kills,
        wanted_kills=wanted,
        met=dict(met),
        seconds=seconds,
    )


def _files_of(database: Database) -> int:
    return sum(path.is_file() for path in files_of(database).glob("??/*"))


def measure(many: int = 400, kills: int = 40) -> dict[str, Any]:
    """Send and kill in a database of its own."""
    with databases.own_database("kills") as database:
        found = send_while_killing(databases.filler_of(database), database, many, kills)
    return {
        "crash_sound": found.is_sound,
        "crash_lost": found.lost,
        "crash_twice": found.twice,
        "bad_files": found.bad_files,
        "crash_kills": found.kills,
    }
