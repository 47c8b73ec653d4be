"""The readiness board: computed from evidence, for those responsible."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from app.accounts.roles import Role
from app.dossiers.workflow import State
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db
from app.organisation.models import Unit
from app.rollout.models.outreach import Duty, PlaceKind
from app.rollout.models.readiness import SiteCheckKind
from app.rollout.queries import readiness_board as boards
from app.rollout.rules.readiness import Check, Light
from app.training.models.classes import AttendanceOutcome
from harness.stage.factories import ADossier, AnOfficer, a_commune
from harness.stage.factories.people import Officer
from harness.stage.factories.places import DONG_ANH
from tests.accounts.conftest import statements
from tests.rollout import evidence

pytestmark = pytest.mark.usefixtures("database")
CITY = Actor(staff_id=None, city=True)


def of(commune: Unit, actor: Actor = CITY) -> boards.BoardCommune:
    """The commune's readiness today."""
    found = boards.standing(actor, commune, clock.today())
    assert found is not None
    return found


def blockers(commune: Unit) -> tuple[Check, ...]:
    return of(commune).readiness.blockers


def test_a_commune_turns_green_when_everything_has_happened() -> None:
    commune, beside = a_commune(), a_commune(1)
    assert of(commune).readiness.light is Light.NOT_READY
    evidence.everything(commune)
    found = of(commune)
    assert (found.readiness.blockers, found.readiness.score) == ((), 100)
    assert found.readiness.light is Light.READY
    # the agencies of the district serve both; everything else is the commune's own
    assert set(blockers(beside)) == {*Check} - {Check.AGENCIES}


def _closes(officer: Officer) -> None:
    officer.user.active = False


def _never_came(officer: Officer) -> None:
    officer.user.last_login = None


def _left(officer: Officer) -> None:
    officer.posting.during = type(officer.posting.during)(
        officer.posting.during.lower, clock.today()
    )


@pytest.mark.parametrize(
    ("undo", "missing"),
    [
        (_closes, (Check.ACCOUNTS, Check.SIGNED_IN)),
        (_never_came, (Check.SIGNED_IN,)),
        (_left, (Check.TRAINED, Check.ACCOUNTS, Check.SIGNED_IN)),
    ],
    ids=["account closed", "never came in", "left the commune"],
)
def test_people_count_as_long_as_they_work_there(
    undo: Callable[[Officer], None], missing: tuple[Check, ...]
) -> None:
    commune = a_commune()
    people = evidence.everything(commune)
    undo(people[Role.COMMUNE_JUSTICE])
    db.session.flush()
    assert blockers(commune) == missing


def test_a_course_of_another_role_trains_nobody_for_this_one() -> None:
    commune = a_commune()
    officer = AnOfficer(Role.COMMUNE_JUSTICE, commune)
    evidence.passed(officer, Role.COMMUNE_RECEPTION)
    evidence.passed(officer, Role.COMMUNE_JUSTICE, AttendanceOutcome.FAILED)
    assert of(commune).evidence.people[Role.COMMUNE_JUSTICE].trained == 0
    evidence.passed(officer, Role.COMMUNE_JUSTICE)
    assert of(commune).evidence.people[Role.COMMUNE_JUSTICE].trained == 1


def test_the_newest_reading_counts_and_an_old_one_no_longer() -> None:
    commune, kind = a_commune(), SiteCheckKind.WAN
    officer = AnOfficer(Role.COMMUNE_LEADER, commune)
    evidence.reading(commune, kind, officer, on=clock.today() - timedelta(days=61))
    assert Check.WAN in blockers(commune)
    evidence.reading(commune, kind, officer)
    assert Check.WAN not in blockers(commune)
    evidence.reading(commune, kind, officer, met=False)
    assert Check.WAN in blockers(commune)


def test_a_rehearsal_counts_when_both_agencies_have_answered() -> None:
    commune = a_commune()
    evidence.rehearsed(commune, State.AT_AGENCIES)
    assert Check.REHEARSAL in blockers(commune)
    assert Check.RECEIPT not in blockers(commune)
    through = evidence.rehearsed(commune)
    assert Check.REHEARSAL not in blockers(commune)
    found = of(commune).evidence.rehearsal
    assert found is not None
    assert found.code == through.code


def test_real_work_is_no_rehearsal() -> None:
    commune = a_commune()
    ADossier(State.READY, commune=commune)
    assert {Check.REHEARSAL, Check.RECEIPT} <= set(blockers(commune))


def test_the_service_is_announced_when_a_notice_hangs_in_each_place_of_the_plan() -> None:
    commune = a_commune()
    officer = AnOfficer(Role.COMMUNE_RECEPTION, commune)
    for place in (PlaceKind.ONE_STOP, PlaceKind.RESIDENTIAL, PlaceKind.CULTURAL):
        evidence.posted(officer, place)
        evidence.posted(officer, place)
    assert Check.POSTING in blockers(commune)
    notice = evidence.posted(officer, PlaceKind.COMMUNITY)
    assert Check.POSTING not in blockers(commune)
    notice.removed_on = clock.today()
    db.session.flush()
    assert Check.POSTING in blockers(commune)


def test_citizens_are_helped_by_somebody_at_a_computer() -> None:
    commune = a_commune()
    officer = AnOfficer(Role.COMMUNE_RECEPTION, commune)
    point = evidence.helped(officer, computers=0)
    assert Check.POINT in blockers(commune), "staff without equipment"
    point.computers = 1
    db.session.flush()
    assert Check.POINT not in blockers(commune)
    db.session.execute(delete(Duty))
    assert Check.POINT in blockers(commune), "equipment without staff"


def test_everybody_sees_the_communes_they_answer_for() -> None:
    commune, elsewhere = a_commune(), a_commune(district=DONG_ANH)
    for role, most in (
        (Role.COMMUNE_RECEPTION, {commune.id}),
        (Role.DISTRICT_LEADER, _of_district(commune)),
        (Role.DISTRICT_IT, _of_district(commune)),
    ):
        actor = AnOfficer(role, account=False).actor
        found = boards.board(actor, clock.today())
        assert {each.unit.id for each in found.standings} == most
        assert boards.standing(actor, elsewhere, clock.today()) is None


def _of_district(commune: Unit) -> set[int]:
    query = select(Unit.id).where(Unit.district_id == commune.district_id, Unit.kind == "commune")
    return set(db.session.scalars(query))


def test_a_kept_board_outlives_the_transaction_that_counted_it() -> None:
    kept = boards.board(CITY, clock.today())
    db.session.expire_all()  # as a commit does
    db.session.expunge_all()
    again = boards.board(CITY, clock.today())
    assert again is kept
    assert [phase.name for phase in again.phases] == ["Giai đoạn I", "Giai đoạn II"]


def test_the_board_of_the_city_takes_as_few_statements_for_416_communes_as_for_one(
    app: Flask,
) -> None:
    evidence.everything(a_commune())
    db.session.expire_all()
    with statements(app) as sent:
        found = boards.board(CITY, clock.today())
        told = [
            (each.unit.name, each.unit.district and each.unit.district.name, each.readiness.score)
            for each in found.standings
        ]
    assert len(told) == 416
    assert len(sent) <= 5, sent
    assert {n: len(found.by_district(n)) for n in (1, 2)} == {1: 6, 2: 12}
    assert boards.lights(found.standings)[Light.READY] == 1
    assert db.session.scalars(select(func.count()).select_from(Unit)).one() > 416
