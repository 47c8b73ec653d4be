"""Citizens choose among the free times of the desk, within its capacity and its limits."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.dossiers.models.dossier import Dossier
from app.dossiers.operations import appointments
from app.dossiers.rules import APPLICANT
from app.dossiers.rules.appointments import OWN_MOVES, why_not_own
from app.dossiers.workflow import State
from app.kernel import clock
from app.kernel.db import db, transaction
from app.notifications.models.outbox import Message
from app.notifications.vocabulary import MessageKind
from harness.stage.citizen import Citizen
from harness.stage.factories import ADossier
from tests.dossiers.citizen.test_tracking import tracking
from tests.refusals import expect_refusal

pytestmark = pytest.mark.usefixtures("database")
PAGE = "/tra-cuu/lich-hen"


def in_three_days(dossier: Dossier) -> datetime:
    """An appointment far enough away to be moved."""
    at = appointments.free_moments(dossier)[20]
    with transaction():
        dossier.visit_at = at
    return at


def choose(citizen: Citizen, at: datetime) -> Citizen:
    return citizen.get(PAGE).post(PAGE, slot=at.isoformat())


def test_the_appointment_moves_to_a_free_time_and_is_told(citizen: Citizen) -> None:
    dossier = ADossier(State.ACCEPTED)
    in_three_days(dossier)
    tracking(citizen, dossier)
    assert PAGE in citizen.text
    chosen = appointments.own_moments(dossier)[-1]
    choose(citizen, chosen)
    assert citizen.path == "/tra-cuu/ho-so", citizen.text
    assert "Ông/bà đã đổi giờ hẹn." in citizen.text
    db.session.refresh(dossier)
    assert dossier.visit_at == chosen
    told = db.session.scalars(
        select(Message).where(
            Message.subject_id == dossier.id, Message.template == MessageKind.VISIT_SOON
        )
    ).all()
    assert [each.facts["visit"] for each in told] == [chosen.isoformat()] * len(told)
    assert told


def test_a_full_hour_is_not_offered_and_not_given(citizen: Citizen) -> None:
    dossier, others = ADossier(State.ACCEPTED), [ADossier(State.ACCEPTED) for _n in range(2)]
    in_three_days(dossier)
    wanted = appointments.own_moments(dossier)[-1]
    with transaction():
        dossier.commune.visits_at_once = 2
    tracking(citizen, dossier).get(PAGE)
    assert wanted.isoformat() in citizen.text
    with transaction():
        for other in others:
            other.visit_at = wanted
    citizen.post(PAGE, slot=wanted.isoformat())
    assert citizen.status == 422
    assert "Giờ này vừa có người đặt" in citizen.text
    assert wanted.isoformat() not in citizen.get(PAGE).text


def test_no_later_than_the_promised_day(citizen: Citizen) -> None:
    dossier = ADossier(State.ACCEPTED)
    in_three_days(dossier)
    free = appointments.free_moments(dossier)
    with transaction():
        dossier.promised_at = free[10]
    assert max(appointments.own_moments(dossier)) <= free[10]


@pytest.mark.parametrize(("hours", "said"), [(2, "chưa đầy 24 giờ"), (-2, None), (200, None)])
def test_how_late_it_may_still_be_moved(citizen: Citizen, hours: int, said: str | None) -> None:
    dossier = ADossier(State.ACCEPTED)
    with transaction():
        dossier.visit_at = clock.now() + timedelta(hours=hours)
    tracking(citizen, dossier).get(PAGE)
    assert (said or "Lấy giờ này") in citizen.text
    assert ("Lấy giờ này" in citizen.text) is (said is None)


def test_it_may_be_moved_twice(citizen: Citizen) -> None:
    dossier = ADossier(State.ACCEPTED)
    in_three_days(dossier)
    for _n in range(OWN_MOVES):
        with transaction():
            appointments.move_own(dossier, appointments.own_moments(dossier)[-1])
    tracking(citizen, dossier).get(PAGE)
    assert "đã đổi giờ hẹn hai lần" in citizen.text
    with expect_refusal("You have moved the appointment twice"):
        appointments.move_own(dossier, appointments.free_moments(dossier)[-1])
    with transaction():  # the desk still moves it
        appointments.move(dossier, appointments.free_moments(dossier)[-1], by=APPLICANT)


def test_who_is_visited_at_home_telephones() -> None:
    dossier = ADossier(State.ACCEPTED, procedure="1.003583")
    assert "gọi điện cho xã" in str(why_not_own(dossier, clock.now()))


def test_before_acceptance_and_after_the_visit_there_is_nothing_to_move(citizen: Citizen) -> None:
    for state in (State.SUBMITTED, State.TO_SIGN):
        tracking(citizen, ADossier(state))
        assert PAGE not in citizen.text
        assert citizen.get(PAGE).path == "/tra-cuu/ho-so"
