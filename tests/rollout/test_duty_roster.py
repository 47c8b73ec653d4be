"""The duty roster: shown by the week, and nobody in two places at once."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range

from app.accounts.models.staff import Absence
from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.db import db
from app.rollout.models.outreach import AssistedPoint, Duty
from harness.stage.factories import a_commune
from tests.accounts.conftest import statements
from tests.rollout.office import OUTREACH, POINTS, ROSTER, Desk, a_point

pytestmark = pytest.mark.usefixtures("database")

MONDAY = date(2016, 11, 21)


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk(app, Role.COMMUNE_RECEPTION)


@pytest.fixture
def point() -> AssistedPoint:
    return a_point(a_commune())


def week(desk: Desk, day: str = "2016-11-23") -> str:
    return desk.see(f"{OUTREACH}{a_commune().code}/lich-truc?tuan={day}")


def put_on(desk: Desk, point: AssistedPoint, begins: str, ends: str, day: date = MONDAY) -> str:
    return desk.send(
        f"{ROSTER}add",
        point=point.id,
        staff=desk.officer.staff.id,
        day=day.isoformat(),
        begins=begins,
        ends=ends,
    ).text


def test_a_duty_stands_on_its_day_of_the_week(desk: Desk, point: AssistedPoint) -> None:
    page = put_on(desk, point, "08:00", "11:30")
    assert "21/11/2016" in page
    monday = page.split("21/11/2016</h2>", 1)[1].split("</section>", 1)[0]
    assert desk.officer.staff.full_name in monday
    assert "08:00–11:30" in monday
    assert point.name in monday
    assert page.count(desk.officer.staff.full_name + '<span class="mc-line2">') == 1
    assert "08:00–11:30" not in week(desk, "2016-11-28")


def test_the_roster_on_the_page_of_a_point_does_not_repeat_its_name(
    desk: Desk, point: AssistedPoint
) -> None:
    put_on(desk, point, "08:00", "11:30")
    page = desk.see(f"{POINTS}show/{point.id}")
    assert "08:00–11:30" in page
    assert desk.officer.staff.full_name in page
    assert page.count('data-label="Điểm hỗ trợ"') == 0
    assert 'data-label="Điểm hỗ trợ"' in desk.see(f"{ROSTER}list/")


def test_nobody_is_in_two_places_at_once(desk: Desk, point: AssistedPoint) -> None:
    put_on(desk, point, "08:00", "11:30")
    page = put_on(desk, a_point(a_commune(), "Bưu điện"), "11:00", "12:00")
    told = page.split('id="staff-error"', 1)[1]
    assert f"{point.name} từ 08:00 đến 11:30" in told
    assert len(db.session.scalars(select(Duty)).all()) == 1
    assert 'value="11:00"' in page
    put_on(desk, a_point(a_commune(), "Nhà văn hóa"), "11:30", "12:00")
    assert len(db.session.scalars(select(Duty)).all()) == 2


def test_whoever_is_away_is_not_put_on_the_roster(desk: Desk, point: AssistedPoint) -> None:
    absence = Absence(
        id=uuid4(),
        staff_id=desk.officer.staff.id,
        unit_id=a_commune().id,
        during=Range(MONDAY, date(2016, 11, 23)),
        noted_by_id=desk.officer.staff.id,
        noted_at=clock.now(),
    )
    db.session.add(absence)
    assert 'id="staff-error"' in put_on(desk, point, "08:00", "11:30")
    assert 'id="staff-error"' not in put_on(desk, point, "08:00", "11:30", date(2016, 11, 23))


@pytest.mark.parametrize("ends", ["08:00", "07:30"])
def test_a_duty_ends_after_it_begins(desk: Desk, point: AssistedPoint, ends: str) -> None:
    assert 'id="ends-error"' in put_on(desk, point, "08:00", ends)


def test_a_time_that_is_none_is_told_at_its_field(desk: Desk, point: AssistedPoint) -> None:
    page = put_on(desk, point, "tám giờ", "11:30")
    assert 'id="begins-error"' in page
    assert not db.session.scalars(select(Duty)).all()


def test_a_shut_point_is_not_offered(desk: Desk) -> None:
    shut = a_point(a_commune(), "Điểm đã đóng", active=False)
    assert 'id="point-error"' in put_on(desk, shut, "08:00", "11:30")


def test_a_duty_is_taken_off_from_the_week(desk: Desk, point: AssistedPoint) -> None:
    put_on(desk, point, "08:00", "11:30")
    duty = db.session.scalars(select(Duty)).one()
    address = f"{OUTREACH}{a_commune().code}/lich-truc?tuan=2016-11-21"
    page = desk.send(address, f"{ROSTER}delete/{duty.id}").text
    assert "08:00–11:30" not in page
    assert not db.session.scalars(select(Duty)).all()


def test_the_roster_of_another_commune_is_nobodys_business(app: Flask, desk: Desk) -> None:
    other = a_commune(1)
    theirs = Desk(app, Role.COMMUNE_RECEPTION, other)
    put_on(theirs, a_point(other), "08:00", "11:30")
    duty = db.session.scalars(select(Duty)).one()
    assert desk.client.get(f"{ROSTER}show/{duty.id}").status_code == 404
    assert desk.client.get(f"{OUTREACH}{other.code}/lich-truc").status_code == 404
    assert theirs.officer.staff.full_name not in desk.see(f"{ROSTER}list/")


def test_the_week_asks_little_however_many_help(
    app: Flask, desk: Desk, point: AssistedPoint
) -> None:
    for n in range(8, 12):
        put_on(desk, point, f"{n:02}:00", f"{n:02}:45")
    with statements(app) as sent:
        week(desk)
    assert len(sent) <= 8, sent
