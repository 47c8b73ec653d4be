"""Courses and attendances: who manages them, who sees whose."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from flask import Flask

from app.accounts import queries
from app.accounts.operations import staff as accounts_staff
from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.db import db
from app.organisation import queries as organisation
from app.training.models.classes import Attendance, AttendanceOutcome, TrainingClass
from app.training.views.admin import AttendanceView

pytestmark = pytest.mark.usefixtures("database")


def _record(commune_code: str) -> Attendance:
    commune = organisation.commune_by_code(commune_code)
    assert commune is not None
    assert commune.district is not None
    staff = accounts_staff.create_staff("Nguyễn Thị Học Viên", commune)
    accounts_staff.grant_posting(
        staff, commune, Role.COMMUNE_RECEPTION, title="Công chức", since=date(2016, 1, 1)
    )
    course = TrainingClass(
        name="Tiếp nhận hồ sơ trực tuyến", held_on=clock.today(), unit=commune.district, phase=1
    )
    attendance = Attendance(
        id=uuid4(), training_class=course, staff=staff, outcome=AttendanceOutcome.ATTENDED
    )
    db.session.add(attendance)
    db.session.flush()
    return attendance


def test_an_officer_sees_the_records_of_the_own_unit_only(app: Flask) -> None:
    own, other = _record("00454"), _record("00457")
    actor = queries.actor_of(own.staff.id, clock.today())
    view = next(v for v in app.appbuilder.baseviews if isinstance(v, AttendanceView))  # type: ignore[attr-defined]
    seen = db.session.query(Attendance).filter(*view.scope(actor)).all()
    assert own in seen
    assert other not in seen


def test_one_person_is_in_a_course_once() -> None:
    first = _record("00454")
    again = Attendance(
        id=uuid4(),
        training_class=first.training_class,
        staff=first.staff,
        outcome=AttendanceOutcome.ENROLLED,
    )
    db.session.add(again)
    with pytest.raises(Exception, match="uq_attendance"):
        db.session.flush()
