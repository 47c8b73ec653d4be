"""The calendar of a desk: who comes, how full an hour is, and another time for somebody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from app.accounts.roles import Role
from app.dossiers.operations import appointments
from app.dossiers.rules.appointments import VISITS_AT_ONCE, slots_of, week_of
from app.dossiers.workflow import State
from app.kernel import clock
from app.kernel.db import db
from app.kernel.deadlines.calendar import Calendar
from harness.stage.factories import ADossier
from harness.stage.factories import dossiers as walk
from harness.stage.factories.dossiers import RECEPTION
from tests.handoffs.conftest import Desk, desk

__all__ = ["desk"]

pytestmark = pytest.mark.usefixtures("database")
CALENDAR = "/can-bo/mot-cua/lich-hen/"


def test_the_calendar_shows_who_comes_by_week_and_by_day(desk: Callable[..., Desk]) -> None:
    dossier = ADossier(State.ACCEPTED)
    officer = desk(RECEPTION, dossier.commune)
    day = clock.local(walk.tomorrow_at_nine()).date()
    week = officer.see(f"{CALENDAR}?ngay={day}")
    assert dossier.applicant_name in week
    assert f"1/{VISITS_AT_ONCE}" in week
    one = officer.see(f"{CALENDAR}ngay?ngay={day}")
    assert dossier.applicant_name in one
    assert f"/ho-so/{dossier.id}/buoc/move-visit" in one
    other = officer.see(f"{CALENDAR}ngay?ngay={day + timedelta(days=7)}")
    assert dossier.applicant_name not in other
    assert officer.status(f"{CALENDAR}?ngay=khong") == 200
    assert officer.status(f"{CALENDAR}?ngay=9999-12-31") == 200


def test_a_commune_says_how_many_citizens_come_at_once(desk: Callable[..., Desk]) -> None:
    at = walk.tomorrow_at_nine()
    ADossier(State.ACCEPTED)
    waiting = ADossier(State.ACCEPTED, commune=walk.a_commune())
    assert at in appointments.free_moments(waiting)

    waiting.commune.visits_at_once = 1
    db.session.flush()

    assert at not in appointments.free_moments(waiting)
    week = desk(RECEPTION, waiting.commune).see(f"{CALENDAR}?ngay={clock.local(at).date()}")
    assert "2/1" in week


def test_another_commune_does_not_see_who_comes(desk: Callable[..., Desk]) -> None:
    dossier = ADossier(State.ACCEPTED)
    stranger = desk(RECEPTION, walk.a_commune(1))
    assert stranger.status(f"{CALENDAR}?xa={dossier.commune_id}") == 404


def test_a_moved_appointment_frees_its_hour_and_is_told(desk: Callable[..., Desk]) -> None:
    dossier = ADossier(State.ACCEPTED)
    before = dossier.visit_at
    officer = desk(Role.COMMUNE_JUSTICE, dossier.commune)
    page = f"/can-bo/mot-cua/ho-so/{dossier.id}/buoc/move-visit"
    sunday = before + timedelta(days=6 - before.weekday())  # type: ignore[operator, union-attr]
    closed = officer.send(page, page, version=dossier.row_version, other=f"{sunday:%Y-%m-%dT%H:%M}")
    assert "trong giờ làm việc" in closed.get_data(as_text=True)
    db.session.refresh(dossier)
    later = appointments.free_moments(dossier)[-1]
    officer.send(page, page, version=dossier.row_version, slot=later.isoformat())
    db.session.refresh(dossier)
    assert dossier.visit_at == later
    assert "Đã đặt lại lịch hẹn" in officer.see(f"/can-bo/mot-cua/ho-so/{dossier.id}")


def test_a_desk_takes_nobody_on_a_closed_day_or_a_closed_afternoon() -> None:
    monday, tuesday = date(2016, 12, 5), date(2016, 12, 6)
    calendar = Calendar({monday: "closed", tuesday: "half"})
    assert slots_of(monday, calendar) == ()
    assert [at.hour for at in slots_of(tuesday, calendar)] == [8, 9, 10, 11]
    assert slots_of(date(2016, 12, 10), calendar) == ()
    assert week_of(date(2016, 12, 10))[0] == monday
