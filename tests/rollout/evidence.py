"""A commune with everything that it needs, made piece by piece."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from sqlalchemy.dialects.postgresql import Range

from app.accounts.roles import Role
from app.dossiers.models.dossier import Dossier
from app.dossiers.workflow import State
from app.kernel import clock
from app.kernel.db import db
from app.organisation.models import Unit
from app.rollout.models.outreach import AssistedPoint, Duty, PlaceKind, PublicNotice
from app.rollout.models.readiness import Party, SiteCheck, SiteCheckKind, SmsCheck
from app.training.models.classes import Attendance, AttendanceOutcome, TrainingClass
from app.training.models.courses import Course
from harness.stage.factories import ADossier, AnOfficer
from harness.stage.factories.people import Officer, seat_of

NEEDED = (
    Role.COMMUNE_LEADER, Role.COMMUNE_RECEPTION, Role.COMMUNE_JUSTICE, Role.COMMUNE_LABOUR,
    Role.POLICE, Role.INSURANCE,
)  # fmt: skip


def a_party() -> Party:
    """The party responsible for the line."""
    party = Party(name=f"Đơn vị {uuid4()}", answers_for="Đường truyền", active=True)
    db.session.add(party)
    return party


def reading(
    commune: Unit, kind: SiteCheckKind, by: Officer, *, met: bool = True, on: date | None = None
) -> SiteCheck:
    """A reading of a condition."""
    row = SiteCheck(
        unit=commune,
        kind=kind,
        met=met,
        proof="12/BB-KT",
        party=a_party(),
        checked_on=on or clock.today(),
        at=clock.now(),
        by_id=by.staff.id,
    )
    db.session.add(row)
    db.session.flush()
    return row


def passed(
    officer: Officer, role: Role, outcome: AttendanceOutcome = AttendanceOutcome.PASSED
) -> Attendance:
    """The person's attendance in a class of the role's course."""
    course = Course(
        name=f"Khóa {role}", role=role, questions_asked=10, pass_mark=60, minutes=20, tries=2,
        active=True,
    )  # fmt: skip
    held = TrainingClass(
        name="Lớp 1", course=course, held_on=clock.today(), unit=officer.posting.unit, phase=1,
        seats=30,
    )  # fmt: skip
    row = Attendance(id=uuid4(), training_class=held, staff=officer.staff, outcome=outcome)
    db.session.add(row)
    db.session.flush()
    return row


def at_work(role: Role, commune: Unit) -> Officer:
    """A trained user with an account who has signed in."""
    officer = AnOfficer(role, seat_of(role, commune))
    officer.user.last_login = clock.now().replace(tzinfo=None)
    passed(officer, role)
    return officer


def rehearsed(commune: Unit, state: State = State.READY) -> Dossier:
    """A rehearsal that came this far; its receipt was issued on the way."""
    return ADossier(state, commune=commune, is_rehearsal=True)


def everything(commune: Unit) -> dict[Role, Officer]:
    """Everything a commune needs; returns the people by role."""
    people = {role: at_work(role, commune) for role in NEEDED}
    for kind in SiteCheckKind:
        reading(commune, kind, people[Role.COMMUNE_LEADER])
    texted(people[Role.COMMUNE_RECEPTION])
    for place in PlaceKind:
        posted(people[Role.COMMUNE_RECEPTION], place)
    helped(people[Role.COMMUNE_RECEPTION])
    rehearsed(commune)
    return people


def texted(officer: Officer) -> SmsCheck:
    """A confirmed test SMS of the officer."""
    row = SmsCheck(
        id=uuid4(), unit_id=officer.posting.unit_id, staff_id=officer.staff.id, code_hash=b"-",
        sent_at=clock.now(), tries=1, confirmed_at=clock.now(),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def posted(officer: Officer, kind: PlaceKind = PlaceKind.ONE_STOP) -> PublicNotice:
    """A current notice with its photo."""
    row = PublicNotice(
        id=uuid4(), unit=officer.posting.unit, kind=kind, place="Bảng tin", size=1,
        posted_on=clock.today(), storage_key=f"{uuid4()}", sha256="0" * 64, mime="image/jpeg",
        at=clock.now(), by_id=officer.staff.id,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def helped(officer: Officer, *, computers: int = 1) -> AssistedPoint:
    """A point in the officer's commune, and the officer on its roster this morning."""
    point = AssistedPoint(
        unit=officer.posting.unit, name="Bộ phận một cửa", place="Trụ sở UBND", hours="8:00–11:00",
        computers=computers, active=True,
    )  # fmt: skip
    morning = Range(clock.at(clock.today(), 8), clock.at(clock.today(), 11))
    db.session.add(Duty(point=point, staff=officer.staff, during=morning))
    db.session.flush()
    return point
