"""Classes, their sessions and participants."""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import CheckConstraint, DateTime, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import TSTZRANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.conditions import everywhere_or
from app.accounts.models.staff import Staff
from app.kernel.db import Base, PersonalData, checked, named, stored
from app.kernel.row_security.conditions import ABOUT_ANOTHER, IS_USER, Rows, managed, there
from app.kernel.row_security.grants import READ, Granted
from app.organisation.models import Unit
from app.training.models.courses import Course

MOMENT = DateTime(timezone=True)


class AttendanceOutcome(StrEnum):
    """State of a participant in a class (tình trạng học viên)."""

    WAITING = "waiting"
    """On the waiting list: the class is full (danh sách chờ)."""
    ENROLLED = "enrolled"
    CANCELLED = "cancelled"
    ATTENDED = "attended"
    PASSED = "passed"
    FAILED = "failed"
    ABSENT = "absent"


class Way(StrEnum):
    """How a participant was checked in (cách điểm danh)."""

    QR = "qr"
    HAND = "hand"


KEEPS_RECORD = there("attendance", "there.id = attendance_id and mc_keeps_record(there.id)")


class TrainingClass(Base):
    """One class of a course, with its seats (lớp tập huấn)."""

    __tablename__ = "training_class"
    __noun__ = _("Training class"), _("Training classes")
    __rows__ = Rows.written(see=IS_USER, write=managed("unit_id"))
    __granted__ = Granted(worker=READ)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int | None] = mapped_column(
        ForeignKey(Course.id), index=True, info=named(_("Course"))
    )
    """None for classes from before courses existed for each role."""
    name: Mapped[str] = mapped_column(String(200), info=named(_("Class")))
    held_on: Mapped[date] = mapped_column(info=named(_("Held on")))
    """The day of the first session."""
    phase: Mapped[int | None] = mapped_column(info=named(_("Phase")))
    place: Mapped[str | None] = mapped_column(String(200), info=named(_("Place")))
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True, info=named(_("Held by")))
    """The unit that organises the class."""
    seats: Mapped[int | None] = mapped_column(info=named(_("Seats")))
    make_up_of_id: Mapped[int | None] = mapped_column(
        ForeignKey("training_class.id"), index=True, info=named(_("Makes up for"))
    )
    """The class whose absent participants repeat it in this one (lớp học bù)."""
    test_opens_at: Mapped[datetime | None] = mapped_column(MOMENT)
    test_closes_at: Mapped[datetime | None] = mapped_column(MOMENT)
    closed_at: Mapped[datetime | None] = mapped_column(MOMENT, info=named(_("Closed at")))
    """When the class was closed and everyone who had not come was marked absent."""
    note: Mapped[str | None] = mapped_column(Text, info=named(_("Note")))

    course: Mapped[Course | None] = relationship()
    unit: Mapped[Unit] = relationship()
    make_up_of: Mapped[TrainingClass | None] = relationship(remote_side="TrainingClass.id")
    sessions: Mapped[list[ClassSession]] = relationship(
        back_populates="training_class", order_by="ClassSession.during", passive_deletes="all"
    )
    attendances: Mapped[list[Attendance]] = relationship(
        back_populates="training_class", passive_deletes="all"
    )

    __table_args__ = (
        CheckConstraint("phase IN (1, 2)", name="phase"),
        CheckConstraint("seats BETWEEN 1 AND 2000", name="seats"),
    )

    def __repr__(self) -> str:
        return self.name


class ClassSession(Base):
    """One session of a class: time, place, trainer (buổi học)."""

    __tablename__ = "training_session"
    __noun__ = _("Sitting"), _("Sittings")
    __rows__ = Rows.written(
        see=IS_USER,
        write=there("training_class", f"there.id = class_id and {managed('there.unit_id')}"),
    )
    __granted__ = Granted(worker=READ)

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(
        ForeignKey(TrainingClass.id), index=True, info=named(_("Class"))
    )
    during: Mapped[Range[datetime]] = mapped_column(TSTZRANGE, info=named(_("Time")))
    place: Mapped[str] = mapped_column(String(200), info=named(_("Place")))
    trainer: Mapped[str] = mapped_column(String(120), info=named(_("Trainer")))

    training_class: Mapped[TrainingClass] = relationship(back_populates="sessions")

    @property
    def begins(self) -> datetime:
        """The database refuses a session without beginning."""
        return self.during.lower or datetime.min.replace(tzinfo=UTC)

    @property
    def ends(self) -> datetime:
        """The database refuses a session without end."""
        return self.during.upper or datetime.max.replace(tzinfo=UTC)

    __table_args__ = (
        ExcludeConstraint(
            ("place", "="), ("during", "&&"), name="ex_training_session_place", using="gist"
        ),
        ExcludeConstraint(
            ("trainer", "="), ("during", "&&"), name="ex_training_session_trainer", using="gist"
        ),
        CheckConstraint(
            "NOT isempty(during) AND NOT lower_inf(during) AND NOT upper_inf(during)",
            name="during",
        ),
    )

    def __repr__(self) -> str:
        return f"{self.training_class}: {self.during}"


class Attendance(PersonalData, Base):
    """One person in one class (học viên lớp tập huấn)."""

    __tablename__ = "attendance"
    __noun__ = _("Training record"), _("Training records")
    __rows__ = Rows.written(
        see=everywhere_or(there("staff", "there.id = staff_id")),
        write=f"{ABOUT_ANOTHER} and "
        + there("staff", f"there.id = staff_id and {managed('there.unit_id')}"),
    )
    __granted__ = Granted(worker=READ)
    __set_once__ = ("id", "class_id", "staff_id")

    class_id: Mapped[int] = mapped_column(ForeignKey(TrainingClass.id), info=named(_("Class")))
    staff_id: Mapped[UUID] = mapped_column(
        ForeignKey(Staff.id), index=True, info=named(_("Person"))
    )
    outcome: Mapped[AttendanceOutcome] = mapped_column(
        stored(AttendanceOutcome), info=named(_("Outcome of the course"))
    )
    nominated_at: Mapped[datetime | None] = mapped_column(MOMENT, info=named(_("Nominated at")))
    invited_at: Mapped[datetime | None] = mapped_column(MOMENT, info=named(_("Invited at")))
    note: Mapped[str | None] = mapped_column(Text, info=named(_("Note")))

    training_class: Mapped[TrainingClass] = relationship(back_populates="attendances")
    staff: Mapped[Staff] = relationship()
    check_ins: Mapped[list[CheckIn]] = relationship(back_populates="attendance")

    __table_args__ = (
        checked("outcome", AttendanceOutcome),
        UniqueConstraint("class_id", "staff_id"),
    )

    def __repr__(self) -> str:
        return f"{self.training_class}: {self.staff}"


class CheckIn(PersonalData, Base):
    """A participant came to one session, and who recorded it (điểm danh)."""

    __tablename__ = "training_check_in"
    __rows__ = Rows.written(
        see=everywhere_or(there("attendance", "there.id = attendance_id")), write=KEEPS_RECORD
    )
    __granted__ = Granted(worker=READ)

    attendance_id: Mapped[UUID] = mapped_column(ForeignKey(Attendance.id))
    session_id: Mapped[int] = mapped_column(ForeignKey(ClassSession.id), index=True)
    at: Mapped[datetime] = mapped_column(MOMENT)
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey(Staff.id), index=True)
    way: Mapped[Way] = mapped_column(stored(Way))

    attendance: Mapped[Attendance] = relationship(back_populates="check_ins")
    session: Mapped[ClassSession] = relationship()

    __table_args__ = (checked("way", Way), UniqueConstraint("attendance_id", "session_id"))
