"""A file of invented people is imported, killed on its way, and imported again.

The work is done in a separate process, as by the worker, whose memory is measured. One row in a
hundred is invalid, and has to be in the file of refused rows.
"""

from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import TextIOWrapper
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from uuid import UUID

import psycopg

from app.kernel.db import db, transaction
from app.kernel.files import storage
from app.residents.models.residents import ImportState, ResidentImport
from app.residents.operations import imports
from harness.residents.people import Person, people, write_file
from harness.stage.application import own_application
from harness.stage.databases import ROOT, Database
from harness.stage.running_system import SECRET

WRONG_EACH = 100
"""One row in this many is invalid."""
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
MB = 1024 * 1024
LONGEST_SECONDS = 900
_LINES = "md5(string_agg(ctid::text || xmin::text, ',' order by {}))"
VERSIONS = (
    f"select (select {_LINES.format('number')} from resident),"
    f" (select {_LINES.format('code')} from household)"
)
"""A checksum that changes with any row that is written again."""
BUSY = (
    "select count(*) from pg_stat_activity where datname = current_database()"
    " and state = 'active' and pid <> pg_backend_pid() and query ilike %s"
)


class Work(NamedTuple):
    """What a process took for one phase of a file."""

    seconds: float
    peak_mb: float
    """Peak memory, above that at the start of the work."""
    ended: int
    """Its exit status; negative: a signal."""


@dataclass
class Population:
    """A database, the file, and the processes that work on it."""

    database: Database
    line: psycopg.Connection[Any]
    path: Path

    def upload(self) -> UUID:
        """Upload the file once more."""
        with self.path.open("rb") as stream, transaction():
            key: UUID = imports.take_in(
                stream, self.path.name, source="Dữ liệu minh họa", as_of=date(2016, 11, 1), by=None
            ).id
        return key

    def work(self, phase: str, key: UUID, kill_at: str = "") -> Work:
        """Let a process read or apply the file; kill it while it executes such a statement."""
        process = subprocess.Popen(
            [sys.executable, "-m", "harness.residents.worker", phase, str(key)],
            cwd=ROOT,
            env=self._environment(),
            stdout=subprocess.PIPE,
        )
        with process:
            require(process.stdout and process.stdout.readline(), b"ready\n")
            begun, first = time.monotonic(), _memory(process.pid)
            most = first
            while process.poll() is None and time.monotonic() - begun < LONGEST_SECONDS:
                most = max(most, _memory(process.pid))
                if kill_at and self.is_busy_with(kill_at):
                    process.kill()
                time.sleep(0.05)
            process.kill()
        return Work(time.monotonic() - begun, (most - first) / MB, process.wait())

    def kill(self, phase: str, key: UUID, statement: str) -> None:
        """Kill a process within the statement, and wait until the database has noticed.

        The lock keeps even a short insert into the residents open until it was seen.
        """
        with self.database.connect() as blocker, blocker.transaction():
            blocker.execute("lock table resident in share mode")
            require(self.work(phase, key, statement).ended, -signal.SIGKILL)
        until = time.monotonic() + 60
        while self.is_busy_with("resident_row") and time.monotonic() < until:
            time.sleep(0.1)

    def bring_in(self) -> ResidentImport:
        """Upload and import the file once more."""
        key = self.upload()
        self.work("read", key)
        with transaction():
            imports.order(key)
        self.work("apply", key)
        return self.now(key)

    def now(self, key: UUID) -> ResidentImport:
        """The current state of the import."""
        db.session.remove()
        return db.session.get_one(ResidentImport, key)

    def rows(self, table: str) -> int:
        """How many rows other sessions see."""
        return int(self._one(f"select count(*) from {table}"))

    def versions(self) -> Any:
        return self.line.execute(VERSIONS).fetchone()

    def is_busy_with(self, words: str) -> bool:
        """Whether the process is executing such a statement right now."""
        return bool(self._one(BUSY, f"%{words}%"))

    def _one(self, query: str, *values: Any) -> Any:
        [(found,)] = self.line.execute(query.encode(), values or None).fetchall()
        return found

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            **self.database.environment,
            "DATABASE_URL": self.database.url("mc_worker"),
            "SECRET_KEY": SECRET,
            "FILES_DIR": str(storage.default_store().directory),
        }


def measure(rows: int = 300_000) -> dict[str, Any]:
    with (
        TemporaryDirectory(prefix="residents-", dir=ROOT / "var") as folder,
        own_application("imports") as (_app, database),
        database.connect() as line,
    ):
        return import_under_kills(Population(database, line, Path(folder, "dan-cu.csv")), rows)


def import_under_kills(population: Population, rows: int) -> dict[str, Any]:
    """Import this many rows, killed while reading and while applying, and then once more.

    Raises:
        AssertionError: a row was lost, half done, or written again.
    """
    write_file(population.path, _with_mistakes(people(rows)))
    wrong = len(range(0, rows, WRONG_EACH))
    key = population.upload()
    population.kill("read", key, "copy resident_row")
    require(population.now(key).state, ImportState.READING)
    require((population.rows("resident_row"), population.rows("resident")), (0, 0))
    read = population.work("read", key)
    file = population.now(key)
    checked = file.state, file.rows, file.new, file.refused
    require(checked, (ImportState.CHECKED, rows, rows - wrong, wrong))
    require((_refused_rows(file), population.rows("resident")), (wrong, 0))
    with transaction():
        imports.order(key)
    population.kill("apply", key, "insert into resident ")
    require(population.now(key).state, ImportState.APPLYING)
    require((population.rows("resident"), population.rows("household")), (0, 0))
    applied = population.work("apply", key)
    file = population.now(key)
    require((file.state, file.new), (ImportState.APPLIED, rows - wrong))
    require(population.rows("resident"), rows - wrong)
    import_again(population, rows - wrong)
    return {
        "import_rows": rows,
        "import_seconds": round(read.seconds + applied.seconds, 1),
        "import_read_seconds": round(read.seconds, 1),
        "import_apply_seconds": round(applied.seconds, 1),
        "import_peak_mb": round(max(read.peak_mb, applied.peak_mb), 1),
        "import_file_mb": round(population.path.stat().st_size / MB),
        "import_refused": wrong,
        "import_kills": 2,
    }


def import_again(population: Population, residents: int) -> None:
    """Import the same file again.

    Raises:
        AssertionError: a row was written.
    """
    before = population.versions()
    file = population.bring_in()
    found = file.state, file.new, file.changed, file.same
    require(found, (ImportState.APPLIED, 0, 0, residents))
    require(population.versions(), before)


def require(found: Any, wanted: Any) -> None:
    if found != wanted:
        raise AssertionError(f"{found} instead of {wanted}")


def _with_mistakes(rows: Iterator[Person]) -> Iterator[Person]:
    """Every hundredth person has an impossible date of birth."""
    for at, person in enumerate(rows):
        yield person | {"born": "31/02/1990"} if at % WRONG_EACH == 0 else person


def _refused_rows(file: ResidentImport) -> int:
    kept = storage.open_stored(file.refused_key or "")
    with TextIOWrapper(kept, "utf-8-sig", newline="") as stored:
        return sum("Ngày sinh: " in row[2] for row in csv.reader(stored))


def _memory(pid: int) -> int:
    """Resident memory of the process, in bytes."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_BYTES
    except (OSError, IndexError):  # it has ended
        return 0
