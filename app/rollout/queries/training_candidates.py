"""Candidates for a class: people of approved lists who are not trained yet."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import aliased

from app.kernel.actor import Actor
from app.kernel.db import db, managed
from app.organisation.models import Unit, UnitKind
from app.rollout.models.staff_lists import ListLine, ListState, StaffList
from app.training.models.classes import Attendance, AttendanceOutcome, TrainingClass
from app.training.models.courses import Course
from app.training.rules.outcomes import SITS


class TrainingCandidate(NamedTuple):
    """One person of an approved list."""

    staff_id: UUID
    name: str
    unit: str
    title: str


def candidates(
    training_class: TrainingClass, course: Course, actor: Actor
) -> Sequence[TrainingCandidate]:
    """People whom the user manages, on approved lists with the role of the course.

    Excluded are the user, and people who have passed a course of the role or have a place in a
    class of this course. A class of a district is for people of that district.
    """
    query = (
        select(ListLine.staff_id, ListLine.full_name, Unit.name, ListLine.title)
        .join(StaffList, StaffList.id == ListLine.list_id)
        .join(Unit, Unit.id == ListLine.unit_id)
        .where(
            StaffList.state == ListState.APPROVED,
            ListLine.staff_id.is_not(None),
            ListLine.staff_id.is_distinct_from(actor.staff_id),
            ListLine.role == course.role,
            managed(ListLine.unit_id, actor),
            *_where(training_class),
            ~_knows(course),
            ~_sits(course),
        )
        .order_by(Unit.folded, ListLine.folded, ListLine.staff_id)
    )
    found = {
        key: TrainingCandidate(key, *told)
        for key, *told in db.session.execute(query)
        if key is not None
    }
    return list(found.values())


def _where(training_class: TrainingClass) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if training_class.phase is not None:
        conditions.append(StaffList.phase == training_class.phase)
    if training_class.unit.kind is UnitKind.DISTRICT:
        district = training_class.unit_id
        conditions.append(or_(Unit.id == district, Unit.district_id == district))
    return conditions


def _knows(course: Course) -> ColumnElement[bool]:
    taught = aliased(Course)
    return exists().where(
        Attendance.staff_id == ListLine.staff_id,
        Attendance.outcome == AttendanceOutcome.PASSED,
        TrainingClass.id == Attendance.class_id,
        taught.id == TrainingClass.course_id,
        taught.role == course.role,
    )


def _sits(course: Course) -> ColumnElement[bool]:
    return exists().where(
        Attendance.staff_id == ListLine.staff_id,
        Attendance.outcome.in_(SITS),
        TrainingClass.id == Attendance.class_id,
        TrainingClass.course_id == course.id,
    )
