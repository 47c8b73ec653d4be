"""A district in the roll-out: lists, classes, and phases with the test's own dates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import update

from app.accounts.models.staff import Staff
from app.accounts.operations import staff as accounts_staff
from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.db import db, transaction
from app.kernel.text.folding import fold
from app.organisation.models import Unit
from app.rollout.models.phases import Phase, StaffingNeed
from app.rollout.models.staff_lists import ListLine, ListState, StaffList
from app.rollout.operations import plan_seed
from app.training.models.classes import Attendance, AttendanceOutcome, TrainingClass
from app.training.models.courses import Course
from harness.stage.databases import Database
from harness.stage.factories import a_commune

FIRST_DAY = date(2016, 11, 1)
"""The day from which accounts of phase I are active in these tests; the clock of tests is long past
it."""


@dataclass
class Plan:
    """Sets up a person's progress through the plan."""

    commune: Unit
    district: Unit
    by: Staff

    def opens(self, day: date, n: int = 1) -> None:
        """Let accounts of the phase open on a day."""
        db.session.execute(
            update(Phase).where(Phase.n == n).values(lists_due=day, accounts_from=day, opens_on=day)
        )

    def trains(self, role: Role, needed: bool, n: int = 1) -> None:
        """Set whether the phase requires training for the role."""
        db.session.execute(
            update(StaffingNeed)
            .where(StaffingNeed.phase == n, StaffingNeed.role == role)
            .values(training=needed)
        )

    def lists(
        self,
        staff: Staff,
        role: Role,
        state: ListState = ListState.APPROVED,
        *,
        unit: Unit | None = None,
        n: int | None = None,
    ) -> ListLine:
        """A list of one person in a state."""
        approved = state is ListState.APPROVED
        kept = StaffList(
            unit=self.district,
            phase=1,
            n=n or 1 + db.session.query(StaffList).filter_by(unit_id=self.district.id).count(),
            state=state,
            version=1,
            made_at=clock.real_now(),
        )
        line = ListLine(
            id=uuid4(),
            staff_list=kept,
            n=1,
            full_name=staff.full_name,
            folded=fold(staff.full_name),
            unit=unit or self.commune,
            role=role,
            title="Công chức",
            phone=staff.phone or "0912345678",
            id_number=staff.id_number or "001180000001",
            staff_id=staff.id if approved else None,
        )
        db.session.add_all([kept, line])
        db.session.flush()
        return line

    def examines(
        self, staff: Staff, role: Role, outcome: AttendanceOutcome = AttendanceOutcome.PASSED
    ) -> Attendance:
        """A class of the role's course, with the person's outcome."""
        course = Course(
            name=f"Tập huấn {role}",
            role=role,
            questions_asked=1,
            pass_mark=60,
            minutes=20,
            tries=2,
            active=True,
        )
        held = TrainingClass(name="Lớp 1", held_on=FIRST_DAY, unit=self.district, course=course)
        attendance = Attendance(id=uuid4(), training_class=held, staff=staff, outcome=outcome)
        db.session.add_all([course, held, attendance])
        db.session.flush()
        return attendance

    def ready(self, name: str, role: Role, number: str, unit: Unit | None = None) -> Staff:
        """A person who is cleared, and has no posting yet."""
        staff = newcomer(unit or self.commune, name=name, number=number)
        self.lists(staff, role, unit=unit)
        self.examines(staff, role)
        return staff


def newcomer(unit: Unit, name: str = "Đỗ Thị Mới", number: str = "001180000001") -> Staff:
    """Staff of a unit, without posting or account."""
    staff = accounts_staff.create_staff(name, unit, phone="0912345678", id_number=number)
    db.session.flush()
    return staff


@pytest.fixture
def plan(database: Database) -> Plan:
    """The plan as it is loaded, its first phase open, in the first commune."""
    with transaction():
        plan_seed.load()
    commune = a_commune()
    assert commune.district is not None
    made = Plan(commune, commune.district, newcomer(commune.district, "Người Lập", "001180000009"))
    made.opens(FIRST_DAY)
    return made


Make = Callable[..., Staff]
