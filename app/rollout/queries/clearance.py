"""Queries on clearance: who may hold which role, and what is missing."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, ColumnElement, Select, Text, and_, cast, exists, func, or_, select

from app.accounts.models.staff import Staff
from app.accounts.roles import Role
from app.kernel.db import db
from app.rollout.models.account_rounds import Waiver
from app.rollout.models.phases import Phase, StaffingNeed
from app.rollout.models.staff_lists import ListLine, ListState, StaffList
from app.rollout.rules.clearance import Listed
from app.training.models.classes import Attendance, AttendanceOutcome, TrainingClass
from app.training.models.courses import Course


def is_cleared(staff_id: UUID, unit_id: int, role: Role, day: date) -> bool:
    """Whether the person may have the role there from the day on, decided by the database."""
    asked = func.mc_cleared(staff_id, unit_id, cast(str(role), Text), day, type_=Boolean)
    return bool(db.session.scalar(select(asked)))


def is_waived_by_oneself(staff_id: UUID, unit_id: int, role: Role) -> bool:
    own = exists().where(
        Waiver.staff_id == staff_id,
        Waiver.unit_id == unit_id,
        Waiver.role == role,
        Waiver.by_id == func.mc_staff(),
    )
    return bool(db.session.scalar(select(own)))


def has_waiver(staff_id: UUID) -> bool:
    return bool(db.session.scalar(select(exists().where(Waiver.staff_id == staff_id))))


def listed(staff: Staff) -> list[Listed]:
    """All lines of the person, approved or not, by phase."""
    whose: ColumnElement[bool] = ListLine.staff_id == staff.id
    if staff.id_number:
        not_yet = and_(ListLine.staff_id.is_(None), ListLine.id_number == staff.id_number)
        whose = or_(whose, not_yet)
    return [Listed(*row) for row in db.session.execute(lines().where(whose))]


def passed(staff_id: ColumnElement[UUID | None], role: ColumnElement[Role]) -> ColumnElement[bool]:
    return (
        exists()
        .where(
            Attendance.staff_id == staff_id,
            Attendance.outcome == AttendanceOutcome.PASSED,
            TrainingClass.id == Attendance.class_id,
            Course.id == TrainingClass.course_id,
            Course.role == role,
        )
        .correlate(ListLine)
    )


def lines(*more: Any) -> Select[Any]:
    """The columns of ``Listed`` for every line, followed by others."""
    approved = and_(StaffList.state == ListState.APPROVED, ListLine.staff_id.is_not(None))
    return (
        select(
            ListLine.unit_id,
            ListLine.role,
            approved,
            func.coalesce(StaffingNeed.training, True),
            passed(ListLine.staff_id.expression, ListLine.role.expression),
            Phase.accounts_from,
            Phase.name,
            *more,
        )
        .join(StaffList, StaffList.id == ListLine.list_id)
        .join(Phase, Phase.n == StaffList.phase)
        .outerjoin(
            StaffingNeed,
            and_(StaffingNeed.phase == StaffList.phase, StaffingNeed.role == ListLine.role),
        )
        .order_by(StaffList.phase, ListLine.id)
    )
