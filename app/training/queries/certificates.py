"""Queries on certificates, for printing and for public verification."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import Date, column, func, select

from app.accounts.roles import Role
from app.kernel.db import db
from app.training.models.classes import Attendance
from app.training.models.results import Certificate


class Genuine(NamedTuple):
    """What anyone with the code of a certificate may see."""

    year: int
    n: int
    full_name: str
    unit_name: str
    course_name: str
    role: str
    held_on: date
    issued_on: date

    @property
    def number(self) -> str:
        return Certificate(year=self.year, n=self.n).number

    @property
    def role_label(self) -> str:
        return str(Role(self.role).label)


def public_certificate(code: str) -> Genuine | None:
    days = (column("held_on", Date), column("issued_on", Date))
    texts = ("year", "n", "full_name", "unit_name", "course_name", "role")
    found = func.mc_certificate(code).table_valued(*(column(name) for name in texts), *days)
    row = db.session.execute(select(found)).first()
    return None if row is None else Genuine(*row)


def certificates_of(class_id: int) -> Sequence[Certificate]:
    query = (
        select(Certificate)
        .join(Attendance, Attendance.id == Certificate.attendance_id)
        .where(Attendance.class_id == class_id)
        .order_by(Certificate.year, Certificate.n)
    )
    return db.session.scalars(query).all()
