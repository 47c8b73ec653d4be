"""Courses and the people who attended them."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Staff
from app.kernel.db import Base, PersonalData, checked, stored
from app.organisation.models import Unit


class Outcome(StrEnum):
    """How a person came out of a course (kết quả tập huấn)."""

    ENROLLED = "enrolled"
    ATTENDED = "attended"
    PASSED = "passed"
    ABSENT = "absent"


class Course(Base):
    """A course on the system, given in one of the two phases (lớp tập huấn, Kế hoạch 198)."""

    __tablename__ = "course"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    held_on: Mapped[date]
    phase: Mapped[int | None]
    place: Mapped[str | None] = mapped_column(String(200))
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    """The unit that holds the course."""
    note: Mapped[str | None] = mapped_column(Text)

    unit: Mapped[Unit] = relationship()
    attendances: Mapped[list[Attendance]] = relationship(back_populates="course")

    __table_args__ = (CheckConstraint("phase IN (1, 2)", name="phase"),)

    def __repr__(self) -> str:
        return self.name


class Attendance(PersonalData, Base):
    """One person in one course (học viên lớp tập huấn)."""

    __tablename__ = "attendance"

    course_id: Mapped[int] = mapped_column(ForeignKey(Course.id))
    staff_id: Mapped[UUID] = mapped_column(ForeignKey(Staff.id), index=True)
    outcome: Mapped[Outcome] = mapped_column(stored(Outcome))
    note: Mapped[str | None] = mapped_column(Text)

    course: Mapped[Course] = relationship(back_populates="attendances")
    staff: Mapped[Staff] = relationship()

    __table_args__ = (checked("outcome", Outcome), UniqueConstraint("course_id", "staff_id"))

    def __repr__(self) -> str:
        return f"{self.course}: {self.staff}"
