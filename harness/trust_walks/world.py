"""The world in which one account tries to let itself in: people, lists, classes, dossiers.

Everybody whom others have cleared for something is in it, the walkers themselves among them: a
second person has done their part already, and what is missing is the part of the walker.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple
from uuid import uuid4

from sqlalchemy import select, text, update
from sqlalchemy.dialects.postgresql import Range

from app.accounts.models.staff import Posting, Staff
from app.accounts.operations import account_links
from app.accounts.operations import accounts as accounts_operations
from app.accounts.roles import Role
from app.dossiers.workflow import State
from app.kernel import clock
from app.kernel.db import db, transaction
from app.kernel.security.tokens import new_token
from app.organisation.models import Unit, UnitKind
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
    waiver_of,
)
from harness.stage.factories.places import DONG_ANH
from harness.stage.factories.staff_lists import a_list, a_row, bring_in
from harness.stage.factories.training import a_class, a_course

LONG_AGO = date(2016, 1, 1)
RECEPTION = Role.COMMUNE_RECEPTION
KEEPERS = frozenset({"it", "it2", "far_it", "admin", "admin2", "leader"})
"""Whoever keeps accounts, postings or lists can do more, so walks more often."""


class Walker(NamedTuple):
    """An account that walks: its name in stories, the token of its session, its person."""

    name: str
    token: str
    staff: str
    user: int
    weight: int


class World(NamedTuple):
    """Who walks, and among which units; the same in every copy of the database."""

    walkers: tuple[Walker, ...]
    units: tuple[int, ...]


def build() -> World:
    """Fill an empty city; called in an application context that sees every row."""
    here, next_door, far = a_commune(0), a_commune(1), a_commune(0, district=DONG_ANH)
    district, far_district = agency(UnitKind.DISTRICT, here), agency(UnitKind.DISTRICT, far)
    department = agency(UnitKind.DEPARTMENT)
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
        "far_it": (Role.DISTRICT_IT, far_district),
        "far_leader": (Role.COMMUNE_LEADER, far),
    }
    people = {name: AnOfficer(role, unit) for name, (role, unit) in seats.items()}
    with transaction():
        for n, officer in enumerate(people.values()):
            officer.staff.phone, officer.staff.id_number = f"09120001{n:02d}", f"0011800001{n:02d}"
        ending = people["it"].posting  # an administrator whose posting ends soon
        ending.during = Range(LONG_AGO, clock.today() + timedelta(days=3))
        for commune in (here, next_door, far):
            ADossier(State.PREPARED, commune)
        ADossier(State.AT_AGENCIES, here)
    with transaction():
        _lists(here, next_door, people)
    with transaction():
        _training(district, people)
        _consents(here, department, people)
        db.session.execute(update(Phase).values(accounts_from=LONG_AGO, lists_due=LONG_AGO))
    with transaction():  # a slip that another administrator gave, for the head to hand over
        reception = people["reception"]
        account_links.give_link(reception.staff, reception.user, by=people["it2"].actor)
    units = (here, next_door, district, far, far_district, department)
    return World(_walkers(people), tuple(each.id for each in units))


def _lists(here: Unit, next_door: Unit, people: Mapping[str, Officer]) -> None:
    """One approved by others, one that waits for a decision, one that is being written."""
    it, it2, leader, leader2 = (people[name] for name in ("it", "it2", "leader", "leader2"))
    own = {name: getattr(it.staff, name) for name in ("full_name", "id_number", "phone")}
    done, waits = a_list(here, leader), a_list(next_door, leader2)
    bring_in(done, [a_row(n, here) for n in range(4)], leader)
    bring_in(done, [a_row(9, here, RECEPTION, **own)], leader)
    staff_lists.submit(done, by=leader.actor, version=done.version)
    staff_lists.approve(done, by=it2.actor, version=done.version)
    bring_in(waits, [a_row(n, next_door) for n in range(10, 13)], leader2)
    staff_lists.submit(waits, by=leader2.actor, version=waits.version)
    begun = staff_lists.open_list(here, 2, by=leader.actor)
    bring_in(begun, [a_row(n, here) for n in range(20, 22)], leader)
    for n, letter in enumerate("AB"):  # nobody has approved them
        newcomer = Staff(id=uuid4(), full_name=f"Người Mới {letter}", folded="moi", unit=here)
        newcomer.phone, newcomer.id_number = f"093400003{n}", f"00118000073{n}"
        db.session.add(newcomer)


def _training(district: Unit, people: Mapping[str, Officer]) -> None:
    """Two of the list have passed; the others sit in an open class, an administrator too."""
    course = a_course(RECEPTION)
    held, open_class = a_class(course, unit=district), a_class(course, unit=district)
    listed = select(Staff).where(Staff.id_number.like("00100000000_")).order_by(Staff.id_number)
    first, second, *others = db.session.scalars(listed)
    _attend(held, (first, second), AttendanceOutcome.PASSED)
    others += [people[name].staff for name in ("it", "reception")]
    _attend(open_class, others, AttendanceOutcome.ENROLLED)
    for staff in (first, second):
        accounts_operations.open_account(staff)
    choose_password(accounts_operations.account_of(first))
    during = Range(LONG_AGO, None)
    posting = Posting(
        id=uuid4(), staff=first, unit=first.unit, role=RECEPTION, title="x", during=during
    )
    db.session.add(posting)


def _attend(held: TrainingClass, people: Iterable[Staff], outcome: AttendanceOutcome) -> None:
    now = clock.real_now()
    db.session.add_all(
        Attendance(id=uuid4(), training_class=held, staff=each, outcome=outcome, nominated_at=now)
        for each in people
    )


def _consents(here: Unit, department: Unit, people: Mapping[str, Officer]) -> None:
    """Waivers by another administrator: for the walkers themselves, and for a newcomer."""
    newcomer = db.session.scalars(select(Staff).where(Staff.full_name == "Người Mới A")).one()
    for waiver in (
        waiver_of(people["it"].staff, here, RECEPTION),
        waiver_of(people["admin"].staff, department, Role.CITY_JUSTICE),
        waiver_of(people["far_it"].staff, here, Role.COMMUNE_LEADER),
        waiver_of(newcomer, department, Role.CITY_JUSTICE),
    ):
        waiver.by_id = people["admin2"].staff.id
        db.session.add(waiver)


def _walkers(people: Mapping[str, Officer]) -> tuple[Walker, ...]:
    found = []
    with transaction():
        for name, officer in people.items():
            token, weight = new_token(), 3 if name in KEEPERS else 1
            open_session(officer.user, token)
            found.append(Walker(name, token, str(officer.staff.id), officer.user.id, weight))
        # nobody is idle while many walk
        db.session.execute(text("update session set seen = now() + interval '5 hours'"))
    return tuple(found)
