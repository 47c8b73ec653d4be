"""Results of training: exam papers and certificates."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.conditions import everywhere_or
from app.accounts.models.staff import Staff
from app.accounts.roles import Role
from app.kernel.audit.change_log import Sealed
from app.kernel.db import Base, PersonalData, checked, named, stored
from app.kernel.row_security.conditions import Rows, there
from app.kernel.row_security.grants import KEEP, PURGE, Granted
from app.kernel.row_security.triggers import Frozen
from app.training.models.classes import KEEPS_RECORD, MOMENT, Attendance


class PaperState(StrEnum):
    """Whether an exam paper can still be answered (tình trạng bài kiểm tra)."""

    OPEN = "open"
    DONE = "done"


class ExamPaper(PersonalData, Base):
    """One attempt of one person at the test (bài kiểm tra trắc nghiệm).

    People take it before they have an account: the token is the access key. The paper holds
    questions and ticks, no name, and is immutable once submitted.
    """

    __tablename__ = "training_exam_paper"
    __without_rows__ = "written on by whoever holds its token; questions and ticks, no name"
    __granted__ = Granted(web=KEEP, worker=PURGE)
    __set_once__ = ("id", "attendance_id", "n", "token_hash", "questions", "closes_at")
    __frozen__ = Frozen(open_word=PaperState.OPEN, purged=True)

    attendance_id: Mapped[UUID] = mapped_column(ForeignKey(Attendance.id))
    n: Mapped[int]
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    questions: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    """As drawn: ``[{"text": …, "choices": [text, …], "right": index}]``."""
    state: Mapped[PaperState] = mapped_column(stored(PaperState))
    ticks: Mapped[list[int | None] | None] = mapped_column(JSONB)
    """Index of the ticked choice, question by question."""
    closes_at: Mapped[datetime] = mapped_column(MOMENT)
    done_at: Mapped[datetime | None] = mapped_column(MOMENT)
    score: Mapped[int | None]
    """Right answers in percent."""
    passed: Mapped[bool | None]

    attendance: Mapped[Attendance] = relationship()

    __table_args__ = (
        checked("state", PaperState),
        UniqueConstraint("attendance_id", "n"),
        CheckConstraint("n > 0", name="n"),
        CheckConstraint("score BETWEEN 0 AND 100", name="score"),
    )


class Certificate(Sealed, PersonalData, Base):
    """Proof that somebody was trained for a role, as printed (chứng nhận tập huấn)."""

    __tablename__ = "training_certificate"
    __noun__ = _("Training certificate"), _("Training certificates")
    __rows__ = Rows(
        see=everywhere_or(there("attendance", "there.id = attendance_id")), add=KEEPS_RECORD
    )
    __append_only__ = True

    attendance_id: Mapped[UUID] = mapped_column(ForeignKey(Attendance.id), unique=True)
    year: Mapped[int]
    n: Mapped[int]
    code: Mapped[str] = mapped_column(String(32), unique=True)
    """Random; anyone with the paper can verify it by this."""
    full_name: Mapped[str] = mapped_column(String(120), info=named(_("Person")))
    unit_name: Mapped[str] = mapped_column(String(120), info=named(_("Unit")))
    course_name: Mapped[str] = mapped_column(String(200), info=named(_("Course")))
    role: Mapped[Role] = mapped_column(stored(Role), info=named(_("Role")))
    held_on: Mapped[date] = mapped_column(info=named(_("Held on")))
    score: Mapped[int | None] = mapped_column(info=named(_("Right answers, in percent")))
    issued_on: Mapped[date] = mapped_column(info=named(_("Issued on")))
    issued_by_id: Mapped[UUID | None] = mapped_column(ForeignKey(Staff.id), index=True)

    attendance: Mapped[Attendance] = relationship()

    __table_args__ = (
        checked("role", Role),
        UniqueConstraint("year", "n"),
        CheckConstraint("n > 0", name="n"),
    )

    @property
    def number(self) -> str:
        """As printed: ``015/2016/CN-TH``."""
        return f"{self.n:03d}/{self.year}/CN-TH"

    def __repr__(self) -> str:
        return self.number
