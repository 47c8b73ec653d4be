"""The citizen reads which office and function opened the dossier, on which day; never a name."""

from __future__ import annotations

import pytest
from flask import Flask

from app.accounts.roles import Role
from app.dossiers.workflow import State
from app.handoffs.models import Leg
from app.kernel import clock
from app.kernel.db import db
from app.kernel.i18n.formatting import weekday_date
from harness.stage.citizen import Citizen
from harness.stage.factories import ADossier, AnOfficer, a_commune, browser_of
from harness.stage.factories.people import seat_of
from tests.dossiers.citizen.test_tracking import tracking

pytestmark = pytest.mark.usefixtures("database")

PAGE = "/tra-cuu/ai-da-xem"


@pytest.fixture
def citizen(app: Flask) -> Citizen:
    return Citizen(app.test_client(), a_commune())


def words(citizen: Citizen) -> str:
    return " ".join(citizen.get(PAGE).text.split())


def test_the_page_of_the_dossier_leads_to_who_opened_it(citizen: Citizen) -> None:
    tracking(citizen, ADossier(State.ACCEPTED))
    assert f'href="{PAGE}"' in citizen.text
    assert "Chưa có cán bộ nào mở hồ sơ" in words(citizen)


def test_office_function_day_and_purpose_are_told_and_no_name(app: Flask, citizen: Citizen) -> None:
    dossier = ADossier(State.ACCEPTED)
    here = AnOfficer(Role.COMMUNE_JUSTICE, dossier.commune)
    leader = AnOfficer(Role.DISTRICT_LEADER, seat_of(Role.DISTRICT_LEADER, dossier.commune))
    for officer, times in ((here, 2), (leader, 1)):
        client = browser_of(app, officer)
        for _time in range(times):
            assert client.get(f"/can-bo/mot-cua/ho-so/{dossier.id}").status_code == 200
    tracking(citizen, dossier)
    seen = words(citizen)
    assert weekday_date(clock.local(clock.real_now()).date()).lower() in seen.lower()
    own = dossier.commune.name[:1].upper() + dossier.commune.name[1:]
    assert (
        f"<strong>{own}</strong>, {Role.COMMUNE_JUSTICE.label}: mở trang (2 lần),"
        " để giải quyết hồ sơ của ông/bà."
    ) in seen
    assert "để theo dõi, kiểm tra việc giải quyết hồ sơ." in seen
    for officer in (here, leader):
        assert officer.staff.full_name not in seen
        assert officer.user.username not in seen


def test_who_opened_another_dossier_is_not_told(app: Flask, citizen: Citizen) -> None:
    mine, other = ADossier(State.ACCEPTED), ADossier(State.ACCEPTED)
    client = browser_of(app, AnOfficer(Role.COMMUNE_JUSTICE, other.commune))
    assert client.get(f"/can-bo/mot-cua/ho-so/{other.id}").status_code == 200
    tracking(citizen, mine)
    assert "Chưa có cán bộ nào mở hồ sơ" in words(citizen)


def test_who_was_refused_has_not_seen_it(app: Flask, citizen: Citizen) -> None:
    dossier = ADossier(State.ACCEPTED)
    stranger = browser_of(app, AnOfficer(Role.COMMUNE_JUSTICE, a_commune(1)))
    assert stranger.get(f"/can-bo/mot-cua/ho-so/{dossier.id}").status_code == 404
    tracking(citizen, dossier)
    assert "Chưa có cán bộ nào mở hồ sơ" in words(citizen)


def test_the_police_are_told_with_their_part(app: Flask, citizen: Citizen) -> None:
    dossier = ADossier(State.AT_AGENCIES)
    leg = db.session.query(Leg).filter_by(dossier_id=dossier.id, kind="police").one()
    client = browser_of(app, AnOfficer(Role.POLICE, leg.holder))
    assert client.get(f"/can-bo/ho-so-lien-thong/{leg.id}").status_code == 200
    tracking(citizen, dossier)
    assert "để giải quyết phần việc của cơ quan này." in words(citizen)


def test_without_the_codes_nothing_is_told(citizen: Citizen) -> None:
    assert citizen.get(PAGE).path == "/tra-cuu"
