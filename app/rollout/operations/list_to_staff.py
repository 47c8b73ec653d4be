"""Staff records for the people of an approved list, one a person, however many roles."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, select, update

from app.accounts.models.staff import Staff
from app.kernel.actor import Actor
from app.kernel.audit import change_log
from app.kernel.db import db, managed
from app.kernel.text.folding import fold
from app.rollout.models.staff_lists import ListLine, StaffList
from app.rollout.rules.checked_list import CheckedList, CheckedListRow

FACTS = ("full_name", "phone", "id_number")


def take_in(staff_list: StaffList, judged: CheckedList, *, by: Actor) -> None:
    """Create or find the staff record of every line, and link it.

    Somebody who is staff of a unit that the decider does not manage is linked, not changed.
    """
    persons: dict[str, list[CheckedListRow]] = {}
    for row in judged.rows:
        persons.setdefault(row.values["id_number"], []).append(row)
    found = {number: rows[0].staff_id for number, rows in persons.items()}
    keys = {number: key or uuid4() for number, key in found.items()}
    fresh = [number for number, key in found.items() if key is None]
    _add([_person(keys[number], persons[number]) for number in fresh], by)
    _correct({keys[n]: persons[n] for n, key in found.items() if key is not None}, by)
    db.session.flush()
    links = [
        {"id": row.line.id, "staff_id": keys[row.values["id_number"]], "remark": None}
        for row in judged.rows
        if row.line is not None
    ]
    db.session.execute(update(ListLine), links)
    db.session.expire(staff_list, ["lines"])


def _person(key: UUID, rows: Sequence[CheckedListRow]) -> dict[str, Any]:
    values = rows[0].values
    name = values["full_name"]
    return {
        "id": key,
        "full_name": name,
        "folded": fold(name),
        "unit_id": values["unit_id"],
        "phone": values["phone"],
        "id_number": values["id_number"],
    }


def _add(people: list[dict[str, Any]], by: Actor) -> None:
    if people:
        db.session.execute(insert(Staff), people)
    for person in people:
        change_log.record(by, change_log.AuditAction.ADD, Staff(**person), FACTS)


def _correct(people: Mapping[UUID, Sequence[CheckedListRow]], by: Actor) -> None:
    mine = select(Staff).where(Staff.id.in_(people), managed(Staff.unit_id, by))
    for staff in db.session.scalars(mine).all() if people else ():
        rows = people[staff.id]
        person = _person(staff.id, rows)
        if staff.unit_id in {row.values["unit_id"] for row in rows}:
            person["unit_id"] = staff.unit_id
        for column, value in person.items():
            if getattr(staff, column) != value:
                setattr(staff, column, value)
        if changed := change_log.changed_fields(staff):
            change_log.record(by, change_log.AuditAction.EDIT, staff, changed)
