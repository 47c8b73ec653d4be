"""The page of a record is titled by its name and leads back; lists keep their place."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.roles import Role
from app.kernel.db import db
from app.organisation.models import CalendarDay, Unit, UnitKind
from harness.stage.factories import AnOfficer, browser_of
from tests.accounts.conftest import csrf

pytestmark = pytest.mark.usefixtures("database")
DAYS = "/can-bo/lich-lam-viec"


@pytest.fixture
def admin(app: Flask) -> FlaskClient:
    return browser_of(app, AnOfficer(Role.CITY_ADMIN))


def test_a_page_is_titled_by_its_record_and_leads_to_the_list(admin: FlaskClient) -> None:
    commune = db.session.scalars(select(Unit).where(Unit.kind == UnitKind.COMMUNE).limit(1)).one()
    page = admin.get(f"/can-bo/xa-phuong/show/{commune.id}").text
    name = commune.name[0].upper() + commune.name[1:]
    assert f'<h1 class="panel-title">{name}</h1>' in page
    assert f"<title>{name} – " in page
    crumbs = page.partition('class="mc-crumb"')[2].partition("</ol>")[0]
    assert "/can-bo/xa-phuong/list/" in crumbs
    assert f'<li aria-current="page">{name}</li>' in crumbs
    assert page.index("mc-rowactions") < page.index("mc-show"), "buttons stand above the data"
    for related in ("StaffView", "OpeningView"):
        assert f'id="{related}"' in page


def test_the_record_that_a_row_belongs_to_stands_in_its_crumbs(admin: FlaskClient) -> None:
    procedures = admin.get("/can-bo/thu-tuc/list/").text
    key = procedures.partition("/can-bo/thu-tuc/show/")[2].partition('"')[0]
    versions = admin.get(f"/can-bo/thu-tuc/show/{key}").text
    version = versions.partition("/can-bo/thu-tuc/phien-ban/show/")[2].partition('"')[0]
    crumbs = admin.get(f"/can-bo/thu-tuc/phien-ban/show/{version}").text
    crumbs = crumbs.partition('class="mc-crumb"')[2].partition("</ol>")[0]
    assert crumbs.index("/can-bo/thu-tuc/list/") < crumbs.index(f"/can-bo/thu-tuc/show/{key}")


def test_after_deleting_the_list_is_as_narrow_as_before(admin: FlaskClient) -> None:
    day = CalendarDay(date=date(2031, 3, 5), kind="closed", certain=True, source="thử")
    db.session.add(day)
    db.session.flush()
    narrowed = f"{DAYS}/list/?{urlencode({'_flt_0_kind': 'closed'})}"
    answer = admin.post(
        f"{DAYS}/delete/{day.date.isoformat()}",
        data={"csrf_token": csrf(admin, f"{DAYS}/add")},
        headers={"Referer": f"http://localhost{narrowed}"},
    )
    assert (answer.status_code, answer.location) == (302, narrowed)


@pytest.mark.parametrize("elsewhere", ["http://evil.example/can-bo/x", "http://localhost//evil"])
def test_a_foreign_page_is_not_returned_to(admin: FlaskClient, elsewhere: str) -> None:
    day = CalendarDay(date=date(2031, 3, 6), kind="closed", certain=True, source="thử")
    db.session.add(day)
    db.session.flush()
    token = csrf(admin, f"{DAYS}/add")
    address = f"{DAYS}/delete/{day.date.isoformat()}"
    answer = admin.post(address, data={"csrf_token": token}, headers={"Referer": elsewhere})
    assert answer.location == f"{DAYS}/list/"


def test_one_holiday_after_another_is_entered(admin: FlaskClient) -> None:
    token = csrf(admin, f"{DAYS}/add")
    form = {"csrf_token": token, "date": "07/03/2031", "kind": "closed", "source": "thử"}
    answer = admin.post(f"{DAYS}/add", data={**form, "_another": "1"})
    assert (answer.status_code, answer.location.rstrip("?")) == (302, f"{DAYS}/add")
    assert db.session.get(CalendarDay, date(2031, 3, 7))


def test_a_page_beyond_the_last_shows_the_last(admin: FlaskClient) -> None:
    last, beyond = (admin.get(f"/can-bo/xa-phuong/list/?page_CommuneView={n}") for n in (16, 99))
    assert beyond.status_code == 200, "416 communes, 25 on a page"
    shown = [
        re.findall(r'class="mc-rowlink"[^>]*href="([^"]+)"', page.text) for page in (last, beyond)
    ]
    assert shown[0]
    assert shown[0] == shown[1]
