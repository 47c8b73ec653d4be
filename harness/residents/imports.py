"""A file of a million invented people is imported, killed on its way, and imported again.

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
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date
from io import TextIOWrapper
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from app.kernel.db import db, transaction
from app.kernel.files import storage
from app.residents.models import ImportState, ResidentImport
from app.residents.operations import imports
from harness.residents.people import Person, people, write_file
from harness.stage.databases import ROOT, Database

DAY = date(2016, 11, 1)
WRONG_EACH = 100
"""One row in this many is invalid."""
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
MB = 1024 * 1024
LONGEST_SECONDS = 900
_LIES = "md5(string_agg(ctid::text || xmin::text, ',' order by {}))"
VERSIONS = (
    f"select (select {_LIES.format('number')} from resident),"
    f" (select {_LIES.format('code')} from household)"
)


class NotSo(AssertionError):
    """A requirement on the population database is violated."""


@dataclass
class Worked:
    """What a process took for one phase of a file."""

    seconds: float
    peak_mb: float
    """Peak memory, above that at the start of the work."""
    ended: int
    """Its exit status; negative: a signal."""


@dataclass
class Stage:
    """A database, the file, and the processes that work on it."""

    database: Database
    line: psycopg.Connection[Any]
    path: Path
    found: dict[str, Any] = field(default_factory=dict)

    def taken(self) -> UUID:
        """Upload the file once more."""
        with self.path.open("rb") as stream, transaction():
            key: UUID = imports.take_in(
                stream, self.path.name, source="Dữ liệu minh họa", as_of=DAY, by=None
            ).id
        return key

    def work(self, phase: str, key: UUID, kill_when: Callable[[], bool] | None = None) -> Worked:
        """Let a process read or apply the file; kill it when the condition holds."""
        process = subprocess.Popen(
            [sys.executable, "-m", "harness.residents.worker", phase, str(key)],
            cwd=ROOT,
            env=self._environment(),
            stdout=subprocess.PIPE,
        )
        _until_ready(process)
        begun, first = time.monotonic(), _memory(process.pid)
        most = first
        while process.poll() is None and time.monotonic() - begun < LONGEST_SECONDS:
            most = max(most, _memory(process.pid))
            if kill_when is not None and kill_when():
                process.kill()
            time.sleep(0.05)
        process.kill()
        seconds = time.monotonic() - begun
        return Worked(seconds, (most - first) / MB, process.wait())

    def bring_in(self) -> ResidentImport:
        """Upload and import the file once more."""
        key = self.taken()
        self.work("read", key)
        with transaction():
            imports.order(key)
        self.work("apply", key)
        return self.now(key)

    def now(self, key: UUID) -> ResidentImport:
        """The current state of the import."""
        db.session.remove()
        return db.session.get_one(ResidentImport, key)

    def residents(self) -> int:
        """How many people other sessions see."""
        return int(self._one("select count(*) from resident"))

    def versions(self) -> Any:
        """A checksum that changes with any row that is written again."""
        return self.line.execute(VERSIONS).fetchone()

    def busy_with(self, words: str) -> bool:
        """Whether the process is executing such a statement right now."""
        query = (
            "select count(*) from pg_stat_activity where datname = current_database()"
            " and state = 'active' and pid <> pg_backend_pid() and query ilike %s"
        )
        row = self.line.execute(query, (f"%{words}%",)).fetchone()
        return bool(row and row[0])

    def _one(self, query: str) -> Any:
        row = self.line.execute(query.encode()).fetchone()
        return row[0] if row else None

    def _environment(self) -> dict[str, str]:
        store = str(storage.default_store().directory)
        return {
            **os.environ,
            **self.database.environment,
            "DATABASE_URL": self.database.url("mc_worker"),
            "SECRET_KEY": "for tests alone, long enough, and no secret at all",
            "FILES_DIR": store,
        }


def measure(database: Database, line: psycopg.Connection[Any], path: Path, rows: int) -> Any:
    """Import this many rows; returns the metrics by name.

    Raises:
        NotSo: a row was lost, half done, or written again.
    """
    write_file(path, with_mistakes(people(rows)))
    stage = Stage(database, line, path)
    wrong = len(range(0, rows, WRONG_EACH))
    key = stage.taken()
    _killed_while_reading(stage, key)
    read = stage.work("read", key)
    file = stage.now(key)
    _so(
        (file.state, file.rows, file.new, file.refused),
        (ImportState.CHECKED, rows, rows - wrong, wrong),
    )
    _so(_refused_rows(file), wrong)
    _so(stage.residents(), 0)
    _killed_while_applying(stage, key)
    applied = stage.work("apply", key)
    file = stage.now(key)
    _so(
        (file.state, file.new, stage.residents()), (ImportState.APPLIED, rows - wrong, rows - wrong)
    )
    again(stage, rows - wrong)
    return {
        "import_rows": rows,
        "import_seconds": round(read.seconds + applied.seconds, 1),
        "import_read_seconds": round(read.seconds, 1),
        "import_apply_seconds": round(applied.seconds, 1),
        "import_peak_mb": round(max(read.peak_mb, applied.peak_mb), 1),
        "import_file_mb": round(path.stat().st_size / MB),
        "import_refused": wrong,
        "import_kills": 2,
    }


def with_mistakes(rows: Iterator[Person]) -> Iterator[Person]:
    """Every hundredth person has an impossible date of birth."""
    for at, person in enumerate(rows):
        yield person | {"born": "31/02/1990"} if at % WRONG_EACH == 0 else person


def _killed_while_reading(stage: Stage, key: UUID) -> None:
    """Kill the process within its COPY: the import is unchanged, and no row is staged."""
    worked = stage.work("read", key, lambda: stage.busy_with("copy resident_row"))
    _so(worked.ended, -signal.SIGKILL)
    _quiet(stage)
    _so(stage.now(key).state, ImportState.READING)
    _so((stage._one("select count(*) from resident_row"), stage.residents()), (0, 0))


def _killed_while_applying(stage: Stage, key: UUID) -> None:
    """Kill the process after some rows of the one transaction: nobody sees any of them."""
    with transaction():
        imports.order(key)
    worked = stage.work("apply", key, lambda: stage.busy_with("insert into resident "))
    _so(worked.ended, -signal.SIGKILL)
    _quiet(stage)
    _so((stage.now(key).state, stage.residents()), (ImportState.APPLYING, 0))
    _so(stage._one("select count(*) from household"), 0)


def again(stage: Stage, residents: int) -> None:
    """Import the same file again: no row is written.

    Raises:
        NotSo: one was.
    """
    before = stage.versions()
    file = stage.bring_in()
    _so((file.state, file.new, file.changed, file.same), (ImportState.APPLIED, 0, 0, residents))
    _so(stage.versions(), before)


def _quiet(stage: Stage) -> None:
    """Wait until the database has noticed the end of the process."""
    until = time.monotonic() + 60
    while stage.busy_with("resident_row") and time.monotonic() < until:
        time.sleep(0.1)


def _refused_rows(file: ResidentImport) -> int:
    kept = storage.open_stored(file.refused_key or "")
    with TextIOWrapper(kept, "utf-8-sig", newline="") as stored:
        return sum("Ngày sinh: " in row[2] for row in csv.reader(stored))


def _until_ready(process: subprocess.Popen[bytes]) -> None:
    with process.stdout or nullcontext() as said:  # it prints one line, and nothing after it
        if said is None or said.readline() != b"ready\n":
            raise NotSo("the process did not begin")


def _memory(pid: int) -> int:
    """Resident memory of the process, in bytes."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_BYTES
    except (OSError, IndexError):  # it has ended
        return 0


def _so(found: Any, wanted: Any) -> None:
    if found != wanted:
        raise NotSo(f"{found} instead of {wanted}")
