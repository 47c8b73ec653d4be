"""What supervisors see of lookups: who, when, from where and why; never about whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.accounts.roles import Role
from app.dossiers.models.dossier import Dossier
from app.kernel import clock
from app.kernel.audit.change_log import AuditEntry
from app.kernel.db import db
from app.organisation.models import Unit, UnitKind
from app.residents.models.oversight import PopulationAlarm, PopulationOutage
from harness.stage.databases import Database
from harness.stage.factories import ADossier, AnOfficer, a_commune, agency, browser_of
from harness.stage.factories.places import BA_VI, DONG_ANH
from harness.stage.factories.residents import AResident
from tests.residents.lookup_requests import HOA, an_asker

LOG = "/can-bo/nhat-ky/tra-cuu-dan-cu/list/"
ALARMS = "/can-bo/nhat-ky/canh-bao-tra-cuu/list/"
OUTAGES = "/can-bo/dan-cu/tam-ngung"


@pytest.fixture
def dossier(app: Flask, committed: Database) -> Dossier:
    """A dossier from which a decoy was looked up."""
    AResident(HOA, name="Khổng Tước Mồi", decoy=True)
    dossier = ADossier(commune=a_commune(0, district=BA_VI))
    an_asker(app, dossier).looks_up(HOA, dossier)
    db.session.rollback()
    return dossier


def a_browser(app: Flask, role: Role, dossier: Dossier) -> FlaskClient:
    kinds = {Role.CITY_JUSTICE: UnitKind.DEPARTMENT, Role.CITY_ADMIN: UnitKind.DEPARTMENT}
    if role in kinds:
        unit: Unit | None = agency(kinds[role], dossier.commune)
    elif role.startswith("district"):
        unit = dossier.commune.district
    else:
        unit = dossier.commune
    return browser_of(app, AnOfficer(role, unit))


@pytest.mark.parametrize(
    ("role", "reads_dossiers"),
    [
        (Role.CITY_JUSTICE, True),
        (Role.DISTRICT_JUSTICE, True),
        (Role.COMMUNE_LEADER, True),
        (Role.DISTRICT_IT, False),
        (Role.CITY_ADMIN, False),
    ],
)
def test_whoever_answers_for_people_reads_who_asked_and_why(
    app: Flask, dossier: Dossier, role: Role, reads_dossiers: bool
) -> None:
    page = a_browser(app, role, dossier).get(LOG).get_data(as_text=True)
    assert "So sánh" in page or "Đối chiếu" in page
    assert "Tìm thấy" in page
    assert dossier.commune.name.removeprefix("thị trấn ") in page
    assert (dossier.code in page) is reads_dossiers
    assert "Khổng Tước" not in page
    assert HOA not in page


def test_nobody_reads_the_log_of_others(app: Flask, dossier: Dossier) -> None:
    for role in (Role.COMMUNE_JUSTICE, Role.COMMUNE_RECEPTION, Role.POLICE):
        stranger = AnOfficer(role, dossier.commune if role != Role.POLICE else None)
        assert browser_of(app, stranger).get(LOG).status_code in {302, 403}
    far = AnOfficer(Role.COMMUNE_LEADER, a_commune(0, district=DONG_ANH))
    assert dossier.code not in browser_of(app, far).get(LOG).get_data(as_text=True)


def test_an_alarm_is_seen_by_supervisors_and_by_nobody_who_asked(
    app: Flask, dossier: Dossier
) -> None:
    for role in (Role.CITY_JUSTICE, Role.DISTRICT_JUSTICE, Role.DISTRICT_IT):
        browser = a_browser(app, role, dossier)
        assert "số kiểm soát" in browser.get(ALARMS).get_data(as_text=True)
        assert "Cảnh báo tra cứu chưa xử lý" in browser.get("/can-bo/").get_data(as_text=True)
    for role in (Role.COMMUNE_JUSTICE, Role.COMMUNE_LEADER):
        assert a_browser(app, role, dossier).get(ALARMS).status_code in {302, 403}


def test_a_supervisor_settles_an_alarm_in_words(app: Flask, dossier: Dossier) -> None:
    alarm_id = db.session.scalars(select(PopulationAlarm.id)).one()
    address = f"/can-bo/nhat-ky/canh-bao-tra-cuu/edit/{alarm_id}"
    browser = a_browser(app, Role.DISTRICT_JUSTICE, dossier)
    assert send(browser, address, finding="  ").status_code == 200
    assert db.session.scalars(select(PopulationAlarm.settled_at)).one() is None

    assert send(browser, address, finding="Gõ nhầm số, đã nhắc").status_code == 302
    db.session.rollback()
    alarm = db.session.get_one(PopulationAlarm, alarm_id)
    assert alarm.settled_at is not None
    assert alarm.finding == "Gõ nhầm số, đã nhắc"
    noted = select(AuditEntry.fields).where(AuditEntry.subject == "population_alarm")
    assert db.session.scalars(noted).one() == ["finding", "settled_at", "settled_by_id"]
    assert alarm.settled_by_name is not None


def test_the_city_says_when_nobody_is_looked_up_and_ends_it(app: Flask, dossier: Dossier) -> None:
    city = a_browser(app, Role.CITY_JUSTICE, dossier)
    assert 'value="20' in city.get(f"{OUTAGES}/add").get_data(as_text=True)  # from now on
    begun = clock.local(clock.real_now())
    since = begun.strftime("%Y-%m-%dT%H:%M")
    assert send(city, f"{OUTAGES}/add", since=since, reason="Bảo trì").status_code == 302
    db.session.rollback()
    outage = db.session.scalars(select(PopulationOutage)).one()
    assert (outage.until, outage.reason) == (None, "Bảo trì")

    page = send(city, f"{OUTAGES}/edit/{outage.id}", until=since, reason="Bảo trì")
    assert "phải sau thời điểm bắt đầu" in page.get_data(as_text=True)
    later = (begun + timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M")
    answer = send(city, f"{OUTAGES}/edit/{outage.id}", until=later, reason="Bảo trì")
    assert answer.status_code == 302
    assert a_browser(app, Role.DISTRICT_JUSTICE, dossier).get(f"{OUTAGES}/add").status_code in {
        302,
        403,
    }


def send(browser: FlaskClient, address: str, **fields: str) -> TestResponse:
    page = browser.get(address).get_data(as_text=True)
    token = page.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
    return browser.post(address, data={"csrf_token": token, **fields})
