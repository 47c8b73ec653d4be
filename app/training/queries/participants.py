"""Queries on participants: who is trained, who is in which class, conflicts."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import false, func, or_, select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models.staff import Staff
from app.accounts.roles import Role
from app.kernel.actor import Actor
from app.kernel.db import db, managed
from app.kernel.errors import NotFound
from app.kernel.text.folding import fold
from app.training.models.classes import Attendance, AttendanceOutcome, ClassSession, TrainingClass
from app.training.models.courses import Course
from app.training.rules.outcomes import SITS


class Clash(NamedTuple):
    """Somebody who has another class, and which."""

    person: str
    other: str


def trained(staff_ids: Collection[UUID], role: Role) -> set[UUID]:
    query = (
        select(Attendance.staff_id)
        .join(TrainingClass, TrainingClass.id == Attendance.class_id)
        .join(Course, Course.id == TrainingClass.course_id)
        .where(
            Attendance.staff_id.in_(staff_ids),
            Attendance.outcome == AttendanceOutcome.PASSED,
            Course.role == role,
        )
    )
    return set(db.session.scalars(query))


def in_class(class_id: int, staff_ids: Collection[UUID]) -> dict[UUID, Attendance]:
    """The attendances of these people in the class, including cancelled ones."""
    query = select(Attendance).where(
        Attendance.class_id == class_id, Attendance.staff_id.in_(staff_ids)
    )
    return {each.staff_id: each for each in db.session.scalars(query)}


def seats_taken(class_id: int) -> int:
    """How many have a seat, including people whom the user may not see."""
    return int(db.session.scalar(select(func.mc_seats_taken(class_id))) or 0)


def is_full(training_class: TrainingClass) -> bool:
    seats = training_class.seats
    return seats is not None and seats_taken(training_class.id) >= seats


def clashes(
    class_id: int, times: Sequence[Range[datetime]], staff_ids: Collection[UUID]
) -> Sequence[Clash]:
    query = (
        select(Staff.full_name, TrainingClass.name)
        .join(Attendance, Attendance.staff_id == Staff.id)
        .join(TrainingClass, TrainingClass.id == Attendance.class_id)
        .join(ClassSession, ClassSession.class_id == TrainingClass.id)
        .where(
            or_(false(), *(ClassSession.during.overlaps(time) for time in times)),
            TrainingClass.id != class_id,
            Staff.id.in_(staff_ids),
            Attendance.outcome.in_(SITS),
        )
        .order_by(Staff.folded)
    )
    return [Clash(*row) for row in db.session.execute(query)]


def sitting_in(class_id: int) -> Sequence[UUID]:
    """People with a seat or on the waiting list of a class that is not over."""
    query = select(Attendance.staff_id).where(
        Attendance.class_id == class_id, Attendance.outcome.in_(SITS)
    )
    return db.session.scalars(query).all()


def doubled(training_class: TrainingClass, staff_ids: Collection[UUID]) -> Sequence[Clash]:
    """Who of them has a place in another class of the same course that is not over."""
    query = (
        select(Staff.full_name, TrainingClass.name)
        .join(Attendance, Attendance.staff_id == Staff.id)
        .join(TrainingClass, TrainingClass.id == Attendance.class_id)
        .where(
            TrainingClass.course_id == training_class.course_id,
            TrainingClass.id != training_class.id,
            Staff.id.in_(staff_ids),
            Attendance.outcome.in_(SITS),
        )
        .order_by(Staff.folded)
    )
    return [Clash(*row) for row in db.session.execute(query)]


def holders_of_seats(class_id: int) -> Sequence[Attendance]:
    """Everyone with a seat in the class, by name, with their check-ins."""
    query = (
        select(Attendance)
        .join(Staff, Staff.id == Attendance.staff_id)
        .where(
            Attendance.class_id == class_id,
            Attendance.outcome.not_in((AttendanceOutcome.WAITING, AttendanceOutcome.CANCELLED)),
        )
        .options(
            joinedload(Attendance.staff).joinedload(Staff.unit),
            selectinload(Attendance.check_ins),
        )
        .order_by(Staff.folded, Staff.id)
    )
    return db.session.scalars(query).unique().all()


def people_of(class_id: int, sought: str = "") -> Sequence[Attendance]:
    """Everyone of a class; waiting and cancelled ones last."""
    query = (
        select(Attendance)
        .join(Staff, Staff.id == Attendance.staff_id)
        .where(Attendance.class_id == class_id)
        .options(
            joinedload(Attendance.staff).joinedload(Staff.unit),
            selectinload(Attendance.check_ins),
        )
        .order_by(
            Attendance.outcome == AttendanceOutcome.CANCELLED,
            Attendance.outcome == AttendanceOutcome.WAITING,
            Staff.folded,
            Staff.id,
        )
    )
    if sought:
        query = query.where(Staff.folded.contains(fold(sought), autoescape=True))
    return db.session.scalars(query).unique().all()


def at_the_door(attendance_id: UUID, actor: Actor) -> Attendance:
    """The attendance, for a user who manages the class or the person.

    Raises:
        NotFound: there is none, or it is managed by others.
    """
    query = (
        select(Attendance)
        .join(TrainingClass, TrainingClass.id == Attendance.class_id)
        .join(Staff, Staff.id == Attendance.staff_id)
        .where(
            Attendance.id == attendance_id,
            or_(managed(TrainingClass.unit_id, actor), managed(Staff.unit_id, actor)),
        )
        .options(
            joinedload(Attendance.staff).joinedload(Staff.unit),
            joinedload(Attendance.training_class).selectinload(TrainingClass.sessions),
            selectinload(Attendance.check_ins),
        )
    )
    found = db.session.scalars(query).unique().first()
    if found is None:
        raise NotFound
    return found


def classes_of_person(staff_id: UUID) -> set[int]:
    query = select(Attendance.class_id).where(
        Attendance.staff_id == staff_id, Attendance.outcome != AttendanceOutcome.CANCELLED
    )
    return set(db.session.scalars(query))


def absent_of(class_id: int) -> Sequence[UUID]:
    query = select(Attendance.staff_id).where(
        Attendance.class_id == class_id, Attendance.outcome == AttendanceOutcome.ABSENT
    )
    return db.session.scalars(query).all()
