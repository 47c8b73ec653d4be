"""Reminders to a district without a list: before, on the due date, and when late."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.db import db
from app.notifications.models.outbox import Message
from app.organisation.models import UnitKind
from app.rollout.models.phases import Phase
from app.rollout.operations import plan_seed, staff_lists
from app.rollout.operations.list_reminders import remind
from app.rollout.queries import staff_lists as queries
from harness.stage.factories.people import AnOfficer, Officer
from harness.stage.factories.places import a_commune, agency
from harness.stage.factories.staff_lists import a_row, bring_in

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def due() -> date:
    """The day on which the list of Ba Vì is due."""
    plan_seed.load()
    phase = db.session.get(Phase, agency(UnitKind.DISTRICT).phase)
    assert phase is not None
    return phase.lists_due


def _officer(phone: str | None = "0912345678") -> Officer:
    officer = AnOfficer(Role.DISTRICT_IT, agency(UnitKind.DISTRICT))
    officer.staff.phone = phone
    db.session.flush()
    return officer


def _told_on(day: date) -> int:
    before = len(db.session.scalars(select(Message.id)).all())
    with clock.frozen(clock.at(day, 9)):
        remind()
        remind()
        db.session.flush()
    return len(db.session.scalars(select(Message.id)).all()) - before


@pytest.mark.parametrize(
    ("days", "told"), [(-4, 0), (-3, 1), (-1, 0), (0, 1), (1, 0), (3, 1), (30, 1), (33, 0)]
)
def test_it_is_said_three_days_before_on_the_day_and_while_late(
    due: date, days: int, told: int
) -> None:
    _officer()
    assert _told_on(due + timedelta(days=days)) == told


def test_nobody_is_reminded_of_a_list_that_was_handed_in(due: date) -> None:
    district = _officer()
    unit = district.staff.unit
    assert [each.id for each, _ in queries.owed(due, [unit.id])] == [unit.id]
    staff_list = staff_lists.open_list(unit, unit.phase or 1, by=district.actor)
    bring_in(staff_list, [a_row(1, a_commune())], district)
    assert _told_on(due) == 1, "a list that is only begun is still owed"
    staff_lists.submit(staff_list, by=district.actor, version=staff_list.version)
    assert _told_on(due + timedelta(days=3)) == 0
    assert queries.owed(due, [unit.id]) == []
