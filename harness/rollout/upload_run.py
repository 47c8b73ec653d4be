"""A district's workbook of thousands of people: validated, applied under kills, applied again.

Everything runs as the officer, with row-level security. A process that applies the file is killed
before its first statement, the next one before its second, until there is none left.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from itertools import count
from multiprocessing.connection import Connection
from typing import Any
from uuid import UUID

import psycopg
from flask import Flask, session
from openpyxl import load_workbook
from sqlalchemy import event

from app.accounts import queries as people_at_work
from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db, transaction
from app.kernel.security.tokens import new_token
from app.rollout import exports
from app.rollout.models.staff_lists import ListUpload, StaffList
from app.rollout.operations import list_uploads, staff_lists
from app.rollout.operations.list_uploads import Applied
from app.rollout.queries.staff_lists import places
from app.rollout.rules.checked_list import ListRowVerdict
from harness.rollout.people import WRONG_EACH, people, with_mistakes
from harness.stage.factories import AnOfficer, open_session

FORK = multiprocessing.get_context("fork")
LONGEST_SECONDS = 300
WRITTEN = (
    "select (select count(*) from staff_list_line),"
    " (select count(*) from staff_list_upload where applied_at is not null),"
    " (select count(*) from staff_list_event), (select max(version) from staff_list),"
    " (select md5(string_agg(ctid::text || xmin::text, ',' order by id)) from staff_list_line)"
)
"""A checksum that changes with any row that is written, or written again."""


class NotSo(AssertionError):
    """A requirement on the list is violated."""


@dataclass
class Stage:
    """A district's officer with a draft list, and the database."""

    app: Flask
    line: psycopg.Connection[Any]
    staff_id: UUID
    token: str
    list_id: int

    @property
    def actor(self) -> Actor:
        """The officer with today's postings."""
        return people_at_work.actor_of(self.staff_id, clock.today())

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """As the officer, in one transaction of a request."""
        with self.app.test_request_context():
            session["_user_id"] = self.token
            with transaction():
                yield

    def workbook(self, rows: int) -> bytes:
        """The template of the list, filled in."""
        with self.at_work():
            staff_list = db.session.get_one(StaffList, self.list_id)
            book = load_workbook(BytesIO(exports.template(staff_list)))
            found = with_mistakes(people(rows, places(staff_list.unit).own))
        for row in found:
            book.worksheets[0].append(row)
        written = BytesIO()
        book.save(written)
        return written.getvalue()

    def look_at(self, content: bytes) -> UUID:
        """Upload the file and validate its rows; nothing else is written."""
        with self.at_work():
            staff_list = db.session.get_one(StaffList, self.list_id)
            sheets = exports.sheets_in(BytesIO(content))
            upload = list_uploads.keep_upload(staff_list, "danh-sach.xlsx", sheets, by=self.actor)
            self.judged = list_uploads.judged(upload).counts
            return upload.id

    def apply(self, key: UUID) -> Applied:
        """Write the valid rows of a file."""
        with self.at_work():
            upload = db.session.get_one(ListUpload, key)
            return list_uploads.apply(upload, by=self.actor)

    def written(self) -> Any:
        """The content of the tables, as other sessions see it."""
        return self.line.execute(WRITTEN).fetchone()

    def work(self, key: UUID, moment: int) -> float | None:
        """Let a separate process apply the file, and be killed before one of its statements.

        Returns:
            The seconds that the work took; None when the process was killed.

        Raises:
            NotSo: it ended in another way.
        """
        db.session.remove()  # the process must inherit no open transaction
        told, tell = FORK.Pipe(duplex=False)
        process = FORK.Process(target=self._apply_and_die, args=(key, moment, tell))
        process.start()
        process.join(LONGEST_SECONDS)
        if process.exitcode not in {0, -signal.SIGKILL}:
            raise NotSo(f"the work ended with {process.exitcode}")
        return float(told.recv()) if process.exitcode == 0 else None

    def _apply_and_die(self, key: UUID, moment: int, tell: Connection) -> None:
        """In a separate process, over its own connections."""
        db.engine.dispose(close=False)
        sent = count(1)

        def look(*_told: Any) -> None:
            if next(sent) == moment:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(db.engine, "before_cursor_execute", look)
        begun = time.monotonic()
        self.apply(key)
        tell.send(time.monotonic() - begun)


def begin(app: Flask, line: psycopg.Connection[Any]) -> Stage:
    """A district's officer starts the list of the first phase."""
    officer, token = AnOfficer(Role.DISTRICT_IT), new_token()
    with transaction():
        open_session(officer.user, token)
        made = staff_lists.open_list(officer.posting.unit, 1, by=officer.actor)
        list_id, staff_id = made.id, officer.staff.id
    return Stage(app, line, staff_id, token, list_id)


def measure(stage: Stage, rows: int) -> dict[str, Any]:
    """Validate this many rows, apply them under kills and again; returns the metrics.

    Raises:
        NotSo: something was half done, lost, or written twice.
    """
    wrong = len(range(0, rows, WRONG_EACH))
    content = stage.workbook(rows)
    begun = time.monotonic()
    key = stage.look_at(content)
    dry_run = time.monotonic() - begun
    _so(
        (stage.judged[ListRowVerdict.NEW], stage.judged[ListRowVerdict.WRONG]),
        (rows - wrong, wrong),
    )
    kills, apply = apply_under_kills(stage, key)
    _so(stage.written()[0], rows - wrong)
    return {
        "rows": rows,
        "wrong_rows": wrong,
        "file_kb": len(content) // 1024,
        "dry_run_seconds": round(dry_run, 2),
        "apply_seconds": round(apply, 2),
        "kills": kills,
        "second_apply_changes": again(stage, key, content, rows - wrong),
    }


def apply_under_kills(stage: Stage, key: UUID) -> tuple[int, float]:
    """Kill the work before its first statement, its second, and so on, until it has none left.

    Returns:
        The number of kills, and the seconds of the run that was not killed.

    Raises:
        NotSo: a killed run has left something visible.
    """
    before = stage.written()
    for moment in count(1):
        seconds = stage.work(key, moment)
        if seconds is not None:
            return moment - 1, seconds
        _so(stage.written(), before)
    raise NotSo("it never ended")


def again(stage: Stage, key: UUID, content: bytes, there: int) -> int:
    """Apply the file once more, and upload it again; returns how many rows that changed.

    Raises:
        NotSo: a row was written again.
    """
    before = stage.written()
    second = stage.apply(key)
    _so((second.same, stage.written()), (there, before))
    third = stage.apply(stage.look_at(content))
    _so((third.same, stage.written()[-1]), (there, before[-1]))
    return second.made + second.changed + third.made + third.changed


def _so(found: Any, wanted: Any) -> None:
    if found != wanted:
        raise NotSo(f"{found} instead of {wanted}")
