"""The world in which one account tries to let itself in: people, lists, classes, dossiers.

Everybody whom others have cleared for something is in it, the walkers themselves among them: a
second person has done their part already, and what is missing is the part of the walker.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import Range

from app.accounts.models import Posting, Staff
from app.accounts.operations import account_links
from app.accounts.operations import accounts as accounts_operations
from app.accounts.roles import Role
from app.dossiers.workflow import State
from app.kernel import clock
from app.kernel.db import db, transaction
from app.kernel.security.tokens import new_token
from app.organisation.models import Unit, UnitKind
from app.rollout.models.account_rounds import Waiver
from app.rollout.models.phases import Phase
from app.rollout.operations import staff_lists
from app.training.models.classes import Attendance, AttendanceOutcome, TrainingClass
from harness.stage.factories import (
    ADossier,
    AnOfficer,
    Officer,
    a_commune,
    agency,
    choose_password,
    open_session,
)
from harness.stage.factories.places import DONG_ANH
from harness.stage.factories.staff_lists import a_list, a_row, bring_in
from harness.stage.factories.training import a_class, a_course

LONG_AGO = date(2016, 1, 1)
RECEPTION = Role.COMMUNE_RECEPTION
FAR = DONG_ANH
"""A district other than the first."""
KEEPERS = frozenset({"it", "it2", "far_it", "admin", "admin2", "leader"})


@dataclass(frozen=True)
class Walker:
    """An account that walks: its name in stories, the token of its session, its person."""

    name: str
    token: str
    staff: str
    user: int

    @property
    def weight(self) -> int:
        """How often it walks: whoever keeps accounts, postings or lists can do more."""
        return 3 if self.name in KEEPERS else 1


@dataclass(frozen=True)
class World:
    """Who walks, and among which units; the same in every copy of the database."""

    walkers: tuple[Walker, ...]
    units: tuple[int, ...]


def build() -> World:
    """Fill an empty city; called in an application context that sees every row."""
    here, next_door, far = a_commune(0), a_commune(1), a_commune(0, district=FAR)
    district, far_district = agency(UnitKind.DISTRICT, here), agency(UnitKind.DISTRICT, far)
    people = _people(here, next_door, far)
    with transaction():
        _dossiers(here, next_door, far)
    with transaction():
        _lists(here, next_door, people)
    with transaction():
        _training(district, people)
        _consents(here, people)
        db.session.execute(update(Phase).values(accounts_from=LONG_AGO, lists_due=LONG_AGO))
    with transaction():
        _slip(people)
    units = (here, next_door, district, far, far_district, people["admin"].staff.unit)
    return World(_walkers(people), tuple(each.id for each in units))


def _people(here: Unit, next_door: Unit, far: Unit) -> dict[str, Officer]:
    department, district = agency(UnitKind.DEPARTMENT), agency(UnitKind.DISTRICT, here)
    seats = {
        "it": (Role.DISTRICT_IT, district),
        "it2": (Role.DISTRICT_IT, district),
        "admin": (Role.CITY_ADMIN, department),
        "admin2": (Role.CITY_ADMIN, department),
        "justice": (Role.CITY_JUSTICE, department),
        "district_leader": (Role.DISTRICT_LEADER, district),
        "district_justice": (Role.DISTRICT_JUSTICE, district),
        "leader": (Role.COMMUNE_LEADER, here),
        "leader2": (Role.COMMUNE_LEADER, next_door),
        "reception": (RECEPTION, here),
        "commune_justice": (Role.COMMUNE_JUSTICE, here),
        "far_it": (Role.DISTRICT_IT, agency(UnitKind.DISTRICT, far)),
        "far_leader": (Role.COMMUNE_LEADER, far),
    }
    found = {name: AnOfficer(role, unit, name=None) for name, (role, unit) in seats.items()}
    with transaction():
        for n, officer in enumerate(found.values()):
            officer.staff.phone, officer.staff.id_number = f"09120001{n:02d}", f"0011800001{n:02d}"
        ending = found["it"].posting  # an administrator whose posting ends soon
        ending.during = Range(LONG_AGO, clock.today() + timedelta(days=3))
    return found


def _dossiers(*communes: Unit) -> None:
    for commune in communes:
        ADossier(State.PREPARED, commune)
    ADossier(State.AT_AGENCIES, communes[0])


def _lists(here: Unit, next_door: Unit, people: Mapping[str, Officer]) -> None:
    """One approved by others, one that waits for a decision, one that is being written."""
    done = a_list(here, people["leader"])
    it = people["it"].staff
    own = {"full_name": it.full_name, "id_number": it.id_number or "", "phone": it.phone or ""}
    bring_in(done, [a_row(n, here) for n in range(4)], people["leader"])
    bring_in(done, [a_row(9, here, RECEPTION, **own)], people["leader"])
    staff_lists.submit(done, by=people["leader"].actor, version=done.version)
    staff_lists.approve(done, by=people["it2"].actor, version=done.version)
    waits = a_list(next_door, people["leader2"])
    bring_in(waits, [a_row(n, next_door) for n in range(10, 13)], people["leader2"])
    staff_lists.submit(waits, by=people["leader2"].actor, version=waits.version)
    begun = staff_lists.open_list(here, 2, by=people["leader"].actor)
    bring_in(begun, [a_row(n, here) for n in range(20, 22)], people["leader"])
    for n in (30, 31):
        db.session.add(
            Staff(
                id=uuid4(),
                full_name=f"Người Chưa Ai Duyệt {'AB'[n - 30]}",
                folded="nguoi chua ai duyet",
                unit=here,
                phone=f"09340000{n}",
                id_number=f"0011800007{n}",
            )
        )


def _training(district: Unit, people: Mapping[str, Officer]) -> None:
    """Two of the list have passed; the others sit in an open class, an administrator too."""
    course = a_course(RECEPTION)
    held, open_class = a_class(course, unit=district), a_class(course, unit=district)
    listed = list(
        db.session.scalars(
            select(Staff).where(Staff.id_number.like("00100000000_")).order_by(Staff.id_number)
        )
    )
    for n, staff in enumerate(listed):
        passed = n < 2
        _attends(held if passed else open_class, staff, passed=passed)
    for name in ("it", "reception"):
        _attends(open_class, people[name].staff, passed=False)
    first, second, *_rest = listed
    for staff in (first, second):
        accounts_operations.open_account(staff)
    choose_password(accounts_operations.account_of(first))
    db.session.add(
        Posting(
            id=uuid4(),
            staff=first,
            unit=first.unit,
            role=RECEPTION,
            title="Phó Chủ tịch",
            during=Range(LONG_AGO, None),
        )
    )


def _attends(training_class: TrainingClass, staff: Staff, *, passed: bool) -> None:
    outcome = AttendanceOutcome.PASSED if passed else AttendanceOutcome.ENROLLED
    db.session.add(
        Attendance(
            id=uuid4(),
            training_class=training_class,
            staff=staff,
            outcome=outcome,
            nominated_at=clock.real_now(),
        )
    )


def _consents(here: Unit, people: Mapping[str, Officer]) -> None:
    """Waivers by another administrator: for the walkers themselves, and for a newcomer."""
    department = people["admin"].staff.unit
    stranger = db.session.scalars(
        select(Staff).where(Staff.full_name.like("Người Chưa%")).order_by(Staff.id_number)
    ).first()
    wanted = (
        (people["it"].staff, here, RECEPTION),
        (people["admin"].staff, department, Role.CITY_JUSTICE),
        (people["far_it"].staff, here, Role.COMMUNE_LEADER),
        (stranger, department, Role.CITY_JUSTICE),
    )
    for staff, unit, role in wanted:
        db.session.add(
            Waiver(
                id=uuid4(),
                staff=staff,
                unit=unit,
                role=role,
                reason="Thay",
                at=clock.real_now(),
                by_id=people["admin2"].staff.id,
            )
        )


def _slip(people: Mapping[str, Officer]) -> None:
    """A slip that another administrator gave, for the head of the unit to hand over."""
    reception = people["reception"]
    account_links.give_link(reception.staff, reception.user, by=people["it2"].actor)


def _walkers(people: Mapping[str, Officer]) -> tuple[Walker, ...]:
    found = []
    for name, officer in people.items():
        token = new_token()
        with transaction():
            open_session(officer.user, token)
        found.append(Walker(name, token, str(officer.staff.id), officer.user.id))
    with transaction():  # nobody is idle while many walk
        db.session.execute(text("update session set seen = now() + interval '5 hours'"))
    return tuple(found)
