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
from dataclasses import dataclass, field
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
from app.accounts.roles import Role, sits_in
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
from app.rollout.rules.role_words import ROLES_LISTED, role_words
from harness.stage.factories import AnOfficer, open_session
from harness.stage.factories.staff_lists import a_person
from harness.stage.running_system import at_work

FORK = multiprocessing.get_context("fork")
LONGEST_SECONDS = 300
WRONG_EACH = 100
"""One row in this many has an invalid phone number."""
WRITTEN = (
    "select (select count(*) from staff_list_line),"
    " (select count(*) from staff_list_upload where applied_at is not null),"
    " (select count(*) from staff_list_event), (select max(version) from staff_list),"
    " (select md5(string_agg(ctid::text || xmin::text, ',' order by id)) from staff_list_line)"
)
"""A checksum that changes with any row that is written, or written again."""


def workbook(staff_list: StaffList, rows: int, *, wrong_each: int = 0) -> bytes:
    """The template of a list with invented people in all its units and roles."""
    seats = [
        (place.written, role_words()[role])
        for place in places(staff_list.unit).own
        for role in ROLES_LISTED
        if sits_in(role, place.kind)
    ]
    book = load_workbook(BytesIO(exports.template(staff_list)))
    for n in range(rows):
        phone = "0912" if wrong_each and n % wrong_each == 0 else f"0912{n:06d}"
        number = f"0010{80 + n % 15}{n:06d}"
        row = a_person(n), *seats[n % len(seats)], "Công chức", phone, number, ""
        book.worksheets[0].append(row)
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def measure(rows: int = 5_000) -> dict[str, Any]:
    with at_work("uploads") as (app, database), database.connect() as line:
        return apply_under_kills(District.open_list(app, line), rows)


@dataclass
class District:
    """An officer of a district with a draft list, and the database."""

    app: Flask
    line: psycopg.Connection[Any]
    staff_id: UUID
    token: str
    list_id: int
    judged: dict[ListRowVerdict, int] = field(default_factory=dict)

    @classmethod
    def open_list(cls, app: Flask, line: psycopg.Connection[Any]) -> District:
        officer, token = AnOfficer(Role.DISTRICT_IT), new_token()
        with transaction():
            open_session(officer.user, token)
            made = staff_lists.open_list(officer.posting.unit, 1, by=officer.actor)
            return cls(app, line, officer.staff.id, token, made.id)

    @property
    def actor(self) -> Actor:
        """The officer with today's postings."""
        return people_at_work.actor_of(self.staff_id, clock.today())

    @contextmanager
    def request(self) -> Iterator[StaffList]:
        """The list, as the officer sees it in one transaction of a request."""
        with self.app.test_request_context():
            session["_user_id"] = self.token
            with transaction():
                yield db.session.get_one(StaffList, self.list_id)

    def check(self, content: bytes) -> UUID:
        """Upload the file and validate its rows; nothing else is written."""
        with self.request() as staff_list:
            sheets = exports.sheets_in(BytesIO(content))
            upload = list_uploads.keep_upload(staff_list, "danh-sach.xlsx", sheets, by=self.actor)
            self.judged = dict(list_uploads.judged(upload).counts)
            return upload.id

    def apply(self, key: UUID) -> Applied:
        """Write the valid rows of a file."""
        with self.request():
            return list_uploads.apply(db.session.get_one(ListUpload, key), by=self.actor)

    def written(self) -> Any:
        """The content of the tables, as other sessions see it."""
        return self.line.execute(WRITTEN).fetchone()

    def apply_until(self, key: UUID, moment: int) -> float | None:
        """Seconds of a process that applies the file; none if it came to this statement, and was
        killed.
        """
        db.session.remove()  # the process must inherit no open transaction
        told, tell = FORK.Pipe(duplex=False)
        process = FORK.Process(target=self._apply_and_die, args=(key, moment, tell))
        process.start()
        process.join(LONGEST_SECONDS)
        _require(process.exitcode in {0, -signal.SIGKILL}, True)
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


def apply_under_kills(district: District, rows: int) -> dict[str, Any]:
    """Validate this many rows, apply them under kills and again, and upload them once more.

    Raises:
        AssertionError: something was half done, lost, or written twice.
    """
    wrong = len(range(0, rows, WRONG_EACH))
    with district.request() as staff_list:
        content = workbook(staff_list, rows, wrong_each=WRONG_EACH)
    begun = time.monotonic()
    key = district.check(content)
    dry_run = time.monotonic() - begun
    said = district.judged
    _require((said[ListRowVerdict.NEW], said[ListRowVerdict.WRONG]), (rows - wrong, wrong))
    before, kills = district.written(), 0
    while (apply := district.apply_until(key, kills + 1)) is None:
        _require(district.written(), before)
        kills += 1
    whole = district.written()
    _require(whole[0], rows - wrong)
    second = district.apply(key)
    _require((second.same, district.written()), (rows - wrong, whole))
    third = district.apply(district.check(content))
    _require((third.same, district.written()[-1]), (rows - wrong, whole[-1]))
    return {
        "upload_rows": rows,
        "wrong_rows": wrong,
        "dry_run_seconds": round(dry_run, 2),
        "apply_seconds": round(apply, 2),
        "kills": kills,
        "second_apply_changes": second.made + second.changed + third.made + third.changed,
    }


def _require(found: Any, wanted: Any) -> None:
    if found != wanted:
        raise AssertionError(f"{found} instead of {wanted}")
