"""Reports on the roll-out: what they count, who issues them, and until when they are owed."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from typing import Any

import pypdf
import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db
from app.organisation.models import UnitKind
from app.reports.models.issued_reports import StatisticsReport
from app.reports.operations import periodic_reports
from app.reports.queries import reports_owed, rollout_state
from app.reports.queries.periodic_figures import Breakdown, ReportArea
from app.reports.queries.rollout_state import RolloutLine
from app.reports.vocabulary import ReportKind, ReportPeriod, ReportSpan
from harness.stage.factories import AnOfficer, Officer, a_commune, browser_of
from harness.stage.factories.places import DONG_ANH, agency
from tests.rollout import evidence

pytestmark = pytest.mark.usefixtures("database")
PAGE = "/can-bo/bao-cao-trien-khai/"
CITY = Actor(staff_id=None, city=True)
WHOLE = ReportArea(Breakdown.DISTRICT)
OF_PHASE_2 = "269"
LAST_WEEK = ReportPeriod.of(ReportSpan.WEEK, date(2016, 12, 2)).before


@pytest.fixture(autouse=True)
def december() -> Any:
    with clock.frozen(clock.at(date(2016, 12, 2), 9)):
        yield


def of_city(day: date | None = None) -> RolloutLine:
    found = rollout_state.state(CITY, WHOLE, day or clock.today())
    return sum(found.lines.values(), RolloutLine())


def an_it_officer(district: str) -> Officer:
    there = agency(UnitKind.DISTRICT, a_commune(district=district))
    return AnOfficer(Role.DISTRICT_IT, there)


def issue(app: Flask, officer: Officer, **said: str) -> int:
    browser = browser_of(app, officer)
    token = re.search(
        r'name="csrf_token"[^>]*value="([^"]+)"', browser.get(PAGE).get_data(as_text=True)
    )
    assert token
    form = {"csrf_token": token[1], **said}
    return browser.post(f"{PAGE}phat-hanh?ky={LAST_WEEK.code}", data=form).status_code


def test_communes_are_the_district_and_districts_the_city() -> None:
    ready = a_commune()
    evidence.everything(ready)
    AnOfficer(Role.COMMUNE_LEADER, a_commune(1), account=False)
    city = of_city()
    assert (city.communes, city.open, city.ready) == (416, 139, 1)
    assert city.needed == 416 * 4
    districts = rollout_state.state(CITY, WHOLE, clock.today())
    for district_id, line in districts.lines.items():
        area = ReportArea(Breakdown.COMMUNE, district_id)
        below = rollout_state.state(CITY, area, clock.today())
        assert sum(below.lines.values(), RolloutLine()) == line
    own = rollout_state.state(CITY, ReportArea(Breakdown.COMMUNE, ready.district_id), clock.today())
    assert own.lines[ready.id].ready == own.lines[ready.id].open == 1
    assert own.lines[ready.id].missing == 0
    line = own.lines[a_commune(1).id]
    assert (line.registered, line.trained, line.accounts, line.needed) == (1, 0, 0, 4)


def test_phases_are_added_up_by_themselves() -> None:
    found = rollout_state.state(CITY, WHOLE, clock.today())
    assert [len(keys) for keys in found.phases.values()] == [6, 12]
    first, second = (
        sum((found.lines[key] for key in keys), RolloutLine()) for keys in found.phases.values()
    )
    assert (first.communes, first.open, first.near) == (139, 139, 0)
    # on 2/12 the second phase opens within a fortnight
    assert (second.communes, second.open, second.near) == (277, 0, 277)
    assert of_city(date(2016, 11, 20)).near == 0


def test_the_report_of_a_district_is_kept_as_it_was(app: Flask) -> None:
    officer = an_it_officer(OF_PHASE_2)
    assert issue(app, officer, reasons="Chưa có đường truyền.") == 302
    (report,) = db.session.scalars(select(StatisticsReport)).all()
    assert (report.number, report.kind) == ("01/BC-TKKH-2016", ReportKind.ROLLOUT)
    said = " ".join(
        " ".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(report.pdf)).pages).split()
    )
    for part in ("198/KH-UBND", report.number, "Chưa có đường truyền.", "15/12/2016", "Sở Thông"):
        assert part in said, part
    rows = list(load_workbook(BytesIO(report.xlsx)).active.values)
    communes = report.figures["together"]["communes"]
    assert len(rows) == communes + 2
    assert rows[-1][:4] == ("Cộng", communes, 0, 0)
    evidence.everything(a_commune(district=OF_PHASE_2))
    browser = browser_of(app, officer)
    for kind in ("pdf", "xlsx"):
        address = f"{PAGE}da-phat-hanh/{report.id}.{kind}"
        assert browser.get(address).data == getattr(report, kind)
    listed = browser.get("/can-bo/bao-cao-trien-khai-da-phat-hanh/list/").get_data(as_text=True)
    assert report.number in listed


def test_the_department_sees_who_has_sent_and_reads_the_report(app: Flask) -> None:
    sender, stranger = an_it_officer(OF_PHASE_2), an_it_officer(DONG_ANH)
    assert issue(app, sender) == 302
    (report,) = db.session.scalars(select(StatisticsReport)).all()
    address = f"{PAGE}da-phat-hanh/{report.id}.pdf"
    admin = browser_of(app, AnOfficer(Role.CITY_ADMIN, agency(UnitKind.DEPARTMENT)))
    assert str(report.id) in admin.get(f"{PAGE}don-vi").get_data(as_text=True)
    assert admin.get(address).status_code == 200
    assert browser_of(app, stranger).get(address).status_code == 404
    # a report of another kind is not found under this address
    assert admin.get(f"/can-bo/bao-cao-dinh-ky/da-phat-hanh/{report.id}.pdf").status_code != 200
    page = admin.get(PAGE).get_data(as_text=True)
    assert "Cộng (Giai đoạn I)" in page
    assert "15/12/2016" in page


def test_a_district_owes_it_until_its_communes_are_open() -> None:
    second, first = an_it_officer(OF_PHASE_2), an_it_officer(DONG_ANH)

    def owes(officer: Officer) -> int:
        return reports_owed.count_owed(officer.actor, ReportKind.ROLLOUT)

    assert (owes(first), owes(second)) == (0, 1)
    with clock.frozen(clock.at(date(2016, 11, 14), 9)):
        assert owes(first) == 1  # the week in which it opened
    with clock.frozen(clock.at(date(2016, 10, 24), 9)):
        assert owes(second) == 0  # the Plan was not issued yet
    with clock.frozen(clock.at(date(2016, 12, 26), 9)):
        assert owes(second) == 0
    posting = second.actor.postings[0]
    periodic_reports.issue(second.actor, posting, LAST_WEEK, ReportKind.ROLLOUT)
    db.session.flush()
    assert owes(second) == 0


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.CITY_JUSTICE, 200), (Role.DISTRICT_LEADER, 200), (Role.COMMUNE_LEADER, 403)],
)
def test_others_read_or_do_not_see_it(app: Flask, role: Role, status: int) -> None:
    answer = browser_of(app, AnOfficer(role)).get(PAGE)
    assert answer.status_code == status
    assert "phat-hanh?ky" not in answer.get_data(as_text=True)
