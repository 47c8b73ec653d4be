"""Courses, classes and participants."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import count

from sqlalchemy.dialects.postgresql import Range

from app.accounts.models.staff import Staff
from app.accounts.operations import staff as accounts_staff
from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.db import db
from app.organisation.models import Unit, UnitKind
from app.training.models.classes import ClassSession, TrainingClass
from app.training.models.courses import Course, ExamChoice, ExamQuestion
from harness.stage.factories.places import agency

_numbers = count(1)


def a_course(role: Role = Role.COMMUNE_RECEPTION, *, asked: int = 4, bank: int = 6) -> Course:
    """A course whose right choices say so in their text."""
    course = Course(
        name=f"Khóa thử {next(_numbers)}",
        role=role,
        questions_asked=asked,
        pass_mark=50,
        minutes=20,
        tries=2,
        active=True,
    )
    for n in range(bank):
        choices = [ExamChoice(text=f"Sai {k}", right=False) for k in range(3)]
        choices.append(ExamChoice(text="Đúng", right=True))
        course.questions.append(ExamQuestion(text=f"Câu {n}?", active=True, choices=choices))
    db.session.add(course)
    db.session.flush()
    return course


def a_class(
    course: Course | None = None,
    *,
    seats: int | None = None,
    at: datetime | None = None,
    sittings: int = 1,
    unit: Unit | None = None,
) -> TrainingClass:
    """A class of the district of the first commune, with sessions of two hours, one a day."""
    n = next(_numbers)
    begins = at or clock.at(clock.today() + timedelta(days=n), hour=8)
    found = TrainingClass(
        name=f"Lớp thử {n}",
        course=course,
        held_on=clock.local(begins).date(),
        phase=1,
        seats=seats,
        unit=unit or agency(UnitKind.DISTRICT),
    )
    for day in range(sittings):
        start = begins + timedelta(days=day)
        found.sessions.append(
            ClassSession(
                during=Range(start, start + timedelta(hours=2)),
                place=f"Phòng {n}",
                trainer=f"Giảng viên {n}",
            )
        )
    db.session.add(found)
    db.session.flush()
    return found


def learners(unit: Unit, how_many: int, *, phone: str | None = "0912345678") -> Sequence[Staff]:
    """People of a unit without an account, named in the order of creation."""
    found = []
    for n in range(how_many):
        staff = accounts_staff.create_staff(f"Học Viên {chr(ord('A') + n)}", unit)
        staff.phone = phone
        accounts_staff.grant_posting(
            staff, unit, Role.COMMUNE_RECEPTION, title="Công chức", since=date(2016, 1, 1)
        )
        found.append(staff)
    db.session.flush()
    return found
