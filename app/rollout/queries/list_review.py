"""Queries for the decision on a staff list, one statement each."""

from typing import NamedTuple

from sqlalchemy import func, or_, select

from app.accounts.models.staff import Staff
from app.accounts.roles import Role
from app.kernel.actor import Actor
from app.kernel.db import db, managed
from app.organisation.models import Unit
from app.rollout.models.staff_lists import ListLine

SHOWN = 200
"""Maximum of changed people that the page names."""


class StaffChange(NamedTuple):
    """A staff member whose data differ from the list."""

    line: int
    name: str
    new_name: str
    phone: str | None
    new_phone: str
    unit: str
    new_unit: str


def by_role(list_id: int) -> list[tuple[Role, int, int]]:
    rows = db.session.execute(
        select(ListLine.role, func.count(), func.count(ListLine.unit_id.distinct()))
        .where(ListLine.list_id == list_id)
        .group_by(ListLine.role)
        .order_by(func.count().desc(), ListLine.role)
    )
    return [(role, lines, units) for role, lines, units in rows]


def staff_changes(list_id: int, actor: Actor) -> list[StaffChange]:
    """People of the units that the decider manages whose data the list would change."""
    there, here = Unit.__table__.alias("there"), Unit.__table__.alias("here")
    rows = db.session.execute(
        select(
            ListLine.n,
            Staff.full_name,
            ListLine.full_name,
            Staff.phone,
            ListLine.phone,
            there.c.name,
            here.c.name,
        )
        .join(Staff, Staff.id_number == ListLine.id_number)
        .join(there, there.c.id == Staff.unit_id)
        .join(here, here.c.id == ListLine.unit_id)
        .where(
            ListLine.list_id == list_id,
            managed(Staff.unit_id, actor),
            or_(
                Staff.full_name != ListLine.full_name,
                Staff.phone.is_distinct_from(ListLine.phone),
                Staff.unit_id != ListLine.unit_id,
            ),
        )
        .order_by(ListLine.n)
        .limit(SHOWN)
    )
    return [StaffChange(*row) for row in rows]
