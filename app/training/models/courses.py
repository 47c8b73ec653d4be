"""Courses: one for each role, with the questions of its test."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.conditions import ADMINISTERS
from app.accounts.roles import Role
from app.kernel.db import Base, checked, named, stored
from app.kernel.row_security.conditions import IS_USER, Rows
from app.kernel.row_security.grants import KEEP, READ, Granted


class Course(Base):
    """What people of one role learn before they get an account (khoá tập huấn, Kế hoạch 198)."""

    __tablename__ = "training_course"
    __noun__ = _("Training course"), _("Training courses")
    __rows__ = Rows.written(see=IS_USER, write=ADMINISTERS)
    __granted__ = Granted(web=KEEP, worker=READ)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200), info=named(_("Course")))
    role: Mapped[Role] = mapped_column(stored(Role), info=named(_("Role")))
    """The one role for which passing it counts."""
    summary: Mapped[str | None] = mapped_column(Text, info=named(_("What is taught")))
    questions_asked: Mapped[int] = mapped_column(info=named(_("Questions of one test")))
    """Questions of one paper, drawn from those of the course."""
    pass_mark: Mapped[int] = mapped_column(info=named(_("Right answers wanted, in percent")))
    """Minimum of right answers, in percent."""
    minutes: Mapped[int] = mapped_column(info=named(_("Minutes for one attempt")))
    """Time for one paper."""
    tries: Mapped[int] = mapped_column(info=named(_("Attempts that one person may make")))
    """Attempts of one person in one class, including the first."""
    active: Mapped[bool] = mapped_column(info=named(_("In use")))

    questions: Mapped[list[ExamQuestion]] = relationship(
        back_populates="course", order_by="ExamQuestion.id"
    )

    __table_args__ = (
        checked("role", Role),
        CheckConstraint("questions_asked BETWEEN 1 AND 60", name="questions_asked"),
        CheckConstraint("pass_mark BETWEEN 1 AND 100", name="pass_mark"),
        CheckConstraint("minutes BETWEEN 5 AND 180", name="minutes"),
        CheckConstraint("tries BETWEEN 1 AND 5", name="tries"),
    )

    def __repr__(self) -> str:
        return self.name


class ExamQuestion(Base):
    """A question of a course's test, with one right choice (câu hỏi trắc nghiệm)."""

    __tablename__ = "training_question"
    __noun__ = _("Question of a test"), _("Questions of tests")
    __rows__ = Rows.written(see=IS_USER, write=ADMINISTERS)
    __granted__ = Granted(worker=READ)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(
        ForeignKey(Course.id), index=True, info=named(_("Course"))
    )
    text: Mapped[str] = mapped_column(String(500), info=named(_("Test question")))
    active: Mapped[bool] = mapped_column(info=named(_("In use")))

    course: Mapped[Course] = relationship(back_populates="questions")
    choices: Mapped[list[ExamChoice]] = relationship(
        back_populates="question",
        order_by="ExamChoice.id",
        cascade="all, delete-orphan",
        info=named(_("Answers")),
    )

    def __repr__(self) -> str:
        return self.text


class ExamChoice(Base):
    """One answer to choose from (phương án trả lời)."""

    __tablename__ = "training_choice"
    __rows__ = Rows.written(see=IS_USER, write=ADMINISTERS)
    __granted__ = Granted(worker=READ)

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey(ExamQuestion.id), index=True)
    text: Mapped[str] = mapped_column(String(300))
    right: Mapped[bool]

    question: Mapped[ExamQuestion] = relationship(back_populates="choices")

    def __repr__(self) -> str:
        return self.text
