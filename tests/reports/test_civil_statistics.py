"""Statistics of civil status: what is counted, who sees it, what lies behind a figure."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from typing import Any

import pypdf
import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from app.accounts.roles import Role
from app.dossiers.workflow import State
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.audit.access_log import AccessEntry
from app.kernel.db import db
from app.kernel.i18n.formatting import capitalize_first
from app.organisation.models import Unit, UnitKind
from app.procedures.rules.procedure_finder import BIRTH, LINKED_A
from app.registers.models.entries import Entry, RegisterKind
from app.registers.operations.entry_facts import age, cause
from app.registers.vocabulary import CauseOfDeath
from app.reports.models.issued_reports import StatisticsReport
from app.reports.queries import civil_statistics
from app.reports.queries.civil_figures import FIGURES
from app.reports.views import civil_statistics as views
from app.reports.vocabulary import ReportPeriod, ReportSpan
from harness.stage.factories import ADossier, AnOfficer, a_commune, browser_of
from harness.stage.factories import dossiers as walk
from harness.stage.factories.places import BA_VI, DONG_ANH, agency

pytestmark = pytest.mark.usefixtures("database")
PAGE = "/can-bo/thong-ke-ho-tich/"
LISTED = "/can-bo/thong-ke-ho-tich/danh-sach"
DEATH, MARRIAGE = "1.000656", "1.000894"
YEAR = ReportPeriod(2016, ReportSpan.YEAR)
CITY = Actor(staff_id=None, city=True)
_SEARCHED = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@pytest.fixture(autouse=True)
def november() -> Any:
    with clock.frozen(clock.at(date(2016, 11, 21), 9)):
        yield


def registered(procedure: str = BIRTH, commune: Unit | None = None, **said: Any) -> Entry:
    dossier = ADossier(State.READY, commune, procedure, **said)
    return db.session.scalars(select(Entry).where(Entry.dossier_id == dossier.id)).one()


def figures(actor: Actor = CITY, period: ReportPeriod = YEAR, **how: Any) -> dict[str, int]:
    """The figures together, without those that are 0."""
    lines = civil_statistics.counts(actor, period, **how)
    together = civil_statistics.total([*lines.values()])
    return {key: n for key, n in zip(FIGURES, together, strict=True) if n}


def token(browser: FlaskClient, page: str) -> str:
    found = _SEARCHED.search(browser.get(page).get_data(as_text=True))
    assert found
    return found[1]


def test_a_birth_is_counted_by_sex_place_and_time_of_registration() -> None:
    registered(child_sex="female")
    registered(child_sex="male", child_born="2016-05-02", birth_proof_date="2016-05-03")
    registered(LINKED_A, child_sex="male")
    assert figures() == {
        "birth": 3,
        "birth.sex.male": 2,
        "birth.sex.female": 1,
        "birth.timing.on_time": 2,
        "birth.timing.late": 1,
        "birth.place.facility": 3,
        "birth.linked": 1,
    }


def test_a_marriage_is_counted_by_the_ages_of_both_and_whether_it_is_the_first() -> None:
    registered(
        MARRIAGE,
        bride_born="1995-03-27",
        bride_marriages=1,
        groom_born="1980",
        groom_marriages=2,
    )
    assert figures() == {
        "marriage": 1,
        "marriage.timing.on_time": 1,
        "bride.bride_marriages.first": 1,
        "bride.bride_age.20_24": 1,
        "groom.groom_marriages.again": 1,
        "groom.groom_age.35_39": 1,
    }


def test_a_death_is_counted_by_age_sex_and_cause() -> None:
    registered(
        DEATH,
        deceased_born="1956-11-22",
        deceased_sex="female",
        death_day="2016-11-19",
        death_cause="Tai nạn giao thông",
        death_proof_date="2016-11-20",
    )
    assert figures() == {
        "death": 1,
        "death.sex.female": 1,
        "death.timing.on_time": 1,
        "age.age.15_59": 1,
        "women.female.age.15_59": 1,
        "cause.cause.traffic": 1,
    }


@pytest.mark.parametrize(
    ("born", "day", "years"),
    [
        ("2016-11-22", "2016-11-21", None),
        ("2015-11-22", "2016-11-21", 0),
        ("2015-11-21", "2016-11-21", 1),
        ("1956", "2016-11-21", 60),
        ("", "2016-11-21", None),
    ],
)
def test_an_age_is_in_completed_years(born: str, day: str, years: int | None) -> None:
    assert age(born, day) == years


@pytest.mark.parametrize(
    ("words", "group"),
    [
        ("Ung thư phổi", CauseOfDeath.ILLNESS),
        ("Tuổi già", CauseOfDeath.ILLNESS),
        ("Tai nạn lao động", CauseOfDeath.ACCIDENT),
        ("Tự tử", CauseOfDeath.SUICIDE),
        ("Thi hành án", CauseOfDeath.OTHER),
        ("Chưa xác định được", None),
        ("", None),
    ],
)
def test_a_cause_is_grouped_by_its_words(words: str, group: CauseOfDeath | None) -> None:
    assert cause(words) == group


def test_practice_and_other_periods_do_not_count() -> None:
    entry = registered()
    rehearsal = ADossier(State.TO_SIGN, procedure=BIRTH)
    rehearsal.is_rehearsal = True
    walk.signed(rehearsal)
    kinds = set(db.session.scalars(select(Entry.kind)))
    assert kinds == {RegisterKind.BIRTH, RegisterKind.PRACTICE}
    assert figures()["birth"] == 1
    assert entry.registered_on == date(2016, 11, 21)
    assert figures(period=ReportPeriod(2016, ReportSpan.HALF)) == {}
    assert figures(period=ReportPeriod(2015, ReportSpan.YEAR)) == {}
    assert figures(Actor(staff_id=None, city=True, is_rehearsal=True)) == {}


def test_communes_add_up_to_the_district_and_districts_to_the_city() -> None:
    for n, district in ((0, BA_VI), (1, BA_VI), (0, DONG_ANH)):
        registered(commune=a_commune(n, district=district))
    city = figures()
    assert figures(by_district=True) == city
    districts = {a_commune(district=code).district_id for code in (BA_VI, DONG_ANH)}
    parts = [figures(district_id=district) for district in districts]
    assert sorted(part["birth"] for part in parts) == [1, 2]
    assert {key: sum(part.get(key, 0) for part in parts) for key in city} == city


def test_a_district_sees_its_communes_alone(app: Flask) -> None:
    here, far = a_commune(), a_commune(district=DONG_ANH)
    registered(commune=here)
    stranger = registered(commune=far, child_name="Hoàng Yến Xa")
    browser = browser_of(app, AnOfficer(Role.DISTRICT_JUSTICE, agency(UnitKind.DISTRICT, here)))
    said = browser.get(PAGE).get_data(as_text=True)
    assert far.name.partition(" ")[2] not in said
    listed = browser.get(LISTED, query_string={"nam": 2016, "ky": "year", "chi-tieu": "birth"})
    assert stranger.subject_name not in listed.get_data(as_text=True)
    asked = {"nam": 2016, "ky": "year", "chi-tieu": "birth", "don-vi": far.code}
    assert browser.get(LISTED, query_string=asked).status_code == 404


def test_a_figure_opens_the_list_of_as_many_entries(app: Flask) -> None:
    for sex in ("male", "male", "female"):
        registered(child_sex=sex)
    browser = browser_of(app, AnOfficer(Role.COMMUNE_JUSTICE, a_commune()))
    page = browser.get(PAGE, query_string={"nam": 2016, "ky": "year"}).get_data(as_text=True)
    links = re.findall(r'href="([^"]+danh-sach[^"]+)">(\d+)</a>', page)
    assert len(links) == 5
    for address, number in links:
        listed = browser.get(address.replace("&amp;", "&")).get_data(as_text=True)
        assert listed.count("/can-bo/so-ho-tich/dang-ky/show/") == int(number), address
    looks = select(AccessEntry.fields).where(AccessEntry.subject == "register_entry")
    assert ["statistics"] in list(db.session.scalars(looks))
    assert browser.get(LISTED, query_string={"chi-tieu": "nothing"}).status_code == 404


def test_what_else_stands_in_the_address_of_a_list_stays_out_of_its_links(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "ROWS", 1)
    for _birth in range(2):
        registered()
    officer = AnOfficer(Role.COMMUNE_LEADER, a_commune(0))
    more = "&_scheme=javascript&_external=1&endpoint=Desk.queue"
    browser = browser_of(app, officer)
    answer = browser.get(f"{LISTED}?chi-tieu=birth{more}")
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    assert "trang=2" in page
    assert "javascript:" not in page
    assert browser.get(f"{LISTED}?chi-tieu=birth&trang={'9' * 30}").status_code == 200


def test_the_files_state_the_figures_of_the_page(app: Flask) -> None:
    registered(child_sex="male")
    browser = browser_of(app, AnOfficer(Role.COMMUNE_LEADER, a_commune()))
    asked = "?nam=2016&ky=year"
    sheet = load_workbook(BytesIO(browser.get(f"{PAGE}tai-ve.xlsx{asked}").data)).active
    heads, row = ([cell.value for cell in line] for line in list(sheet.rows)[:2])
    said = dict(zip(heads, row, strict=True))
    assert said["Đơn vị"] == capitalize_first(a_commune().name)
    assert len(heads) == 1 + len(FIGURES)
    assert sum(value for value in row[1:] if value) == 4
    form = browser.get(f"{PAGE}tai-ve.pdf{asked}")
    text = " ".join(pypdf.PdfReader(BytesIO(form.data)).pages[0].extract_text().split())
    assert "THỐNG KÊ SỐ LIỆU HỘ TỊCH Năm 2016" in text
    assert browser.get(f"{PAGE}tai-ve.csv{asked}").status_code == 404


def test_a_report_stays_as_it_was_issued(app: Flask) -> None:
    registered()
    leader = AnOfficer(Role.COMMUNE_LEADER, a_commune())
    browser = browser_of(app, leader)
    issue = f"{PAGE}phat-hanh?nam=2016&ky=year"
    early = browser.get(f"{PAGE}?nam=2016&ky=year").get_data(as_text=True)
    assert "phat-hanh?" not in early
    form = {"csrf_token": token(browser, "/can-bo/so-ho-tich/tra-cuu/")}
    browser.post(issue, data=form)
    assert db.session.scalars(select(StatisticsReport)).all() == []

    with clock.frozen(clock.at(date(2017, 1, 3), 9)):
        browser.post(issue, data=form)
        report = db.session.scalars(select(StatisticsReport)).one()
        assert (report.number, report.signer_name) == (
            "01/BC-TKHT-2017",
            leader.staff.full_name,
        )
        assert report.figures["together"]["birth"] == 1
        page = browser.get(f"{PAGE}?nam=2016&ky=year").get_data(as_text=True)
        assert report.number in page
        address = f"{PAGE}da-phat-hanh/{report.id}"
        before = [browser.get(f"{address}.{kind}").data for kind in ("pdf", "xlsx")]
        assert before == [report.pdf, report.xlsx]
        with clock.frozen(clock.at(date(2016, 12, 30), 9)):
            registered()
        assert figures()["birth"] == 2
        assert [browser.get(f"{address}.{kind}").data for kind in ("pdf", "xlsx")] == before
        browser.post(issue, data=form)
        again = db.session.scalars(select(StatisticsReport).order_by(StatisticsReport.n)).all()
        assert [each.figures["together"]["birth"] for each in again] == [1, 2]

        stranger = browser_of(app, AnOfficer(Role.COMMUNE_LEADER, a_commune(1)))
        assert stranger.get(f"{address}.pdf").status_code == 404
        officer = browser_of(app, AnOfficer(Role.COMMUNE_JUSTICE, a_commune()))
        assert officer.get(f"{address}.pdf").status_code == 200
        form = {"csrf_token": token(officer, "/can-bo/so-ho-tich/tra-cuu/")}
        assert officer.post(issue, data=form).status_code in {302, 403}
        assert len(db.session.scalars(select(StatisticsReport)).all()) == 2
