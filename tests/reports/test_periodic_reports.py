"""Reports on how dossiers were settled: their figures, their issue, and who still owes one."""

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
from sqlalchemy import select, text

from app.accounts.roles import Role
from app.dossiers.models.dossier import Channel, Dossier
from app.dossiers.operations import digest
from app.dossiers.workflow import State
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db, transaction
from app.kernel.errors import NotAllowed
from app.kernel.i18n.formatting import capitalize_first
from app.notifications.models.calls_and_preferences import DigestBy, NoticePreference
from app.notifications.models.outbox import Message
from app.notifications.vocabulary import MessageKind
from app.organisation.models import Unit, UnitKind
from app.procedures.rules.procedure_finder import BIRTH
from app.reports.models.issued_reports import StatisticsReport
from app.reports.operations import periodic_reports
from app.reports.queries import periodic_figures, reports_owed
from app.reports.queries.periodic_figures import Breakdown, PeriodicLine, ReportArea
from app.reports.vocabulary import ReportPeriod, ReportSpan
from harness.stage.factories import ADossier, AnOfficer, Officer, a_commune, browser_of
from harness.stage.factories import dossiers as walk
from harness.stage.factories.places import BA_VI, DONG_ANH, agency

pytestmark = pytest.mark.usefixtures("database")
PAGE = "/can-bo/bao-cao-dinh-ky/"
ISSUE = f"{PAGE}phat-hanh"
NOVEMBER = ReportPeriod(2016, ReportSpan.MONTH, 11)
DECEMBER = ReportPeriod(2016, ReportSpan.MONTH, 12)
CITY = Actor(staff_id=None, city=True)
CITYWIDE = ReportArea(Breakdown.DISTRICT)
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def on(day: date, hour: int = 9) -> Any:
    return clock.frozen(clock.at(day, hour))


@pytest.fixture(autouse=True)
def december() -> Any:
    with on(date(2016, 12, 2)):
        yield


def submitted(day: date, commune: Unit | None = None, **more: Any) -> Dossier:
    with on(day):
        return ADossier(commune=commune, **more)


def ready(day: date, commune: Unit | None = None, *, late: bool = False, **more: Any) -> Dossier:
    """Accepted on the day and settled there and then, or weeks later."""
    with on(day):
        dossier = ADossier(commune=commune, procedure=BIRTH, state=State.TO_SIGN, **more)
    with on(day if not late else date(2016, 12, 30), 16):
        walk.signed(dossier)
    assert dossier.ended_at is not None
    return dossier


def a_year() -> None:
    """Dossiers of three communes in two districts, on both sides of the borders of December."""
    for commune in (a_commune(0), a_commune(1), a_commune(0, district=DONG_ANH)):
        submitted(date(2016, 11, 28), commune)
        submitted(date(2016, 12, 30), commune, channel=Channel.FROM_PAPER, photos=False)
        submitted(date(2017, 1, 3), commune)
        ready(date(2016, 12, 14), commune)
        ready(date(2016, 11, 30), commune)
        carried = submitted(date(2016, 11, 30), commune, procedure=BIRTH)
        with on(date(2016, 12, 1)):
            walk.not_accepted(carried)
    ready(date(2016, 12, 7), late=True)
    with on(date(2016, 12, 8)):
        ADossier(State.REFUSED)
        ADossier(State.SUPPLEMENTING, late_supplement=True)
        ADossier(State.READY).is_rehearsal = True
        never_signed = ADossier(State.TO_SIGN, procedure=BIRTH)
    assert never_signed.due_at is not None
    db.session.flush()


def line(
    period: ReportPeriod = DECEMBER, area: ReportArea = CITYWIDE, actor: Actor = CITY
) -> PeriodicLine:
    with on(max(clock.today(), date(2017, 1, 4))):
        found = periodic_figures.figures(actor, period, area)
    return sum(found.values(), PeriodicLine())


INDEPENDENT = """
with known as (
  select d.*, timezone('Asia/Ho_Chi_Minh', d.submitted_at)::date as came,
    timezone('Asia/Ho_Chi_Minh', d.ended_at)::date as went,
    (select bool_or((e.facts ->> 'late')::boolean) from dossier_event e
      where e.dossier_id = d.id and e.leg_id is null and e.facts ? 'late') as was_late
  from dossier d where not d.is_rehearsal
)
select
  (select count(*) from known where came < :first and (went is null or went >= :first)),
  (select count(*) from known where came between :first and :last
     and channel in ('self', 'assisted')),
  (select count(*) from known where came between :first and :last
     and channel in ('on_behalf', 'from_paper')),
  (select count(*) from known where went between :first and :last
     and state in ('ready', 'returned', 'refused') and not was_late),
  (select count(*) from known where went between :first and :last
     and state in ('ready', 'returned', 'refused') and was_late),
  (select count(*) from known where went between :first and :last and state = 'refused'),
  (select count(*) from known where went between :first and :last
     and state not in ('ready', 'returned', 'refused'))
"""


def test_figures_are_those_of_an_independent_count() -> None:
    a_year()
    for period in (DECEMBER, DECEMBER.before, ReportPeriod(2016, ReportSpan.QUARTER, 4)):
        found = line(period)
        days = {"first": period.first, "last": period.last}
        expected = db.session.execute(text(INDEPENDENT), days).one()
        numbers = (found.carried, found.online, found.desk, found.in_time, found.late)
        assert (*numbers, found.refused, found.closed) == tuple(expected), period
        assert found.total == found.settled + found.closed + found.in_hand
    december = line()
    assert (december.late, december.refused, december.closed, december.desk) == (1, 1, 3, 3)
    assert december.overdue == 1


def test_communes_are_the_district_districts_the_city_and_months_the_quarter() -> None:
    a_year()
    city = line()
    assert line(area=ReportArea(Breakdown.COMMUNE)) == city
    places = [a_commune(district=code).district_id for code in (BA_VI, DONG_ANH)]
    districts = [line(area=ReportArea(Breakdown.COMMUNE, place)) for place in places]
    assert sum(districts, PeriodicLine()) == city
    assert all(each.total for each in districts)
    communes = [
        line(area=ReportArea(Breakdown.PROCEDURE, commune.id))
        for commune in (a_commune(0), a_commune(1))
    ]
    assert sum(communes, PeriodicLine()) == districts[0]
    months = [line(ReportPeriod(2016, ReportSpan.MONTH, n)) for n in (10, 11, 12)]
    quarter = line(ReportPeriod(2016, ReportSpan.QUARTER, 4))
    for name in ("online", "desk", "in_time", "late", "refused", "closed"):
        assert sum(getattr(each, name) for each in months) == getattr(quarter, name), name
    assert months[2].carried == months[1].in_hand


def test_what_was_late_at_the_end_stays_late_in_that_report_when_it_is_settled_later() -> None:
    with on(date(2016, 12, 7)):
        dossier = ADossier(State.TO_SIGN, procedure=BIRTH)
    with on(date(2017, 1, 4)):
        assert line().overdue == 1
        walk.signed(dossier)
        assert (line().overdue, line().settled) == (1, 0)
        january = line(ReportPeriod(2017, ReportSpan.MONTH, 1))
        assert (january.carried, january.late) == (1, 1)


def test_a_dossier_is_in_the_report_of_the_commune_that_has_it() -> None:
    dossier = submitted(date(2016, 12, 9))
    there = a_commune(1)
    with transaction():
        db.session.execute(
            text("update dossier set commune_id = :there where id = :id"),
            {"there": there.id, "id": dossier.id},
        )
    assert line(area=ReportArea(Breakdown.PROCEDURE, a_commune(0).id)).total == 0
    assert line(area=ReportArea(Breakdown.PROCEDURE, there.id)).online == 1


@pytest.mark.parametrize(
    ("span", "day", "first", "last"),
    [
        (ReportSpan.WEEK, date(2016, 12, 31), date(2016, 12, 26), date(2017, 1, 1)),
        (ReportSpan.WEEK, date(2017, 1, 1), date(2016, 12, 26), date(2017, 1, 1)),
        (ReportSpan.WEEK, date(2017, 1, 2), date(2017, 1, 2), date(2017, 1, 8)),
        (ReportSpan.WEEK, date(2015, 12, 31), date(2015, 12, 28), date(2016, 1, 3)),
        (ReportSpan.MONTH, date(2016, 2, 29), date(2016, 2, 1), date(2016, 2, 29)),
        (ReportSpan.QUARTER, date(2016, 12, 31), date(2016, 10, 1), date(2016, 12, 31)),
        (ReportSpan.HALF, date(2016, 7, 1), date(2016, 7, 1), date(2016, 12, 31)),
        (ReportSpan.YEAR, date(2016, 12, 31), date(2016, 1, 1), date(2016, 12, 31)),
    ],
)
def test_a_day_is_in_the_period_between_its_borders(
    span: ReportSpan, day: date, first: date, last: date
) -> None:
    period = ReportPeriod.of(span, day)
    assert (period.first, period.last) == (first, last)
    assert period.before.last == date.fromordinal(first.toordinal() - 1)


def test_what_came_on_the_last_evening_is_of_that_period() -> None:
    with on(date(2016, 12, 31), 23):
        ADossier()
    with on(date(2017, 1, 2), 0):
        ADossier()
    with on(date(2017, 1, 9)):
        found = [line(ReportPeriod.of(span, date(2016, 12, 31))) for span in ReportSpan]
        monday = line(ReportPeriod.of(ReportSpan.WEEK, date(2017, 1, 2)))
    assert [each.online for each in found] == [1] * 5
    assert (monday.carried, monday.online) == (1, 1)


# ---- issued --------------------------------------------------------------------------------------


def leader(commune: Unit | None = None) -> Officer:
    return AnOfficer(Role.COMMUNE_LEADER, commune or a_commune())


def token(browser: FlaskClient) -> str:
    found = _TOKEN.search(browser.get(f"{PAGE}?ky={NOVEMBER.code}").get_data(as_text=True))
    assert found
    return found[1]


def issued_by(browser: FlaskClient, period: ReportPeriod = NOVEMBER, **said: str) -> int:
    form = {"csrf_token": token(browser), **said}
    return browser.post(f"{ISSUE}?ky={period.code}", data=form).status_code


def reports() -> list[StatisticsReport]:
    return list(db.session.scalars(select(StatisticsReport).order_by(StatisticsReport.n)))


def test_a_report_stays_as_it_was_issued(app: Flask) -> None:
    ready(date(2016, 11, 14))
    head = leader()
    browser = browser_of(app, head)
    assert issued_by(browser, reasons="Đường truyền hỏng ba ngày.") == 302
    (report,) = reports()
    assert (report.number, report.signer_name) == ("01/BC-TTHC-2016", head.staff.full_name)
    assert report.figures["together"]["in_time"] == 1
    address = f"{PAGE}da-phat-hanh/{report.id}"
    before = [browser.get(f"{address}.{kind}").data for kind in ("pdf", "xlsx")]
    assert before == [report.pdf, report.xlsx]
    said = " ".join(
        page.extract_text() for page in pypdf.PdfReader(BytesIO(report.pdf)).pages
    ).split()
    words = " ".join(said)
    for part in ("Tháng 11 năm 2016", report.number, head.staff.full_name, "Đường truyền hỏng"):
        assert part in words, part
    sheet = load_workbook(BytesIO(report.xlsx)).active
    assert [cell.value for cell in list(sheet.rows)[1]][1:] == [1, 0, 1, 0, 1, 1, 0, 0, 0, 0, 0, 0]
    ready(date(2016, 11, 15))
    assert [browser.get(f"{address}.{kind}").data for kind in ("pdf", "xlsx")] == before
    assert issued_by(browser) == 302
    assert [each.figures["together"]["in_time"] for each in reports()] == [1, 2]
    listed = browser.get("/can-bo/bao-cao-da-phat-hanh/list/").get_data(as_text=True)
    assert "02/BC-TTHC-2016" in listed


def test_a_period_that_runs_is_not_issued(app: Flask) -> None:
    browser = browser_of(app, leader())
    running = ReportPeriod.of(ReportSpan.MONTH, date(2016, 12, 2))
    page = browser.get(f"{PAGE}?ky={running.code}").get_data(as_text=True)
    assert "31/12/2016" in page
    assert issued_by(browser, running) == 422
    assert issued_by(browser, reasons="x" * 5000) == 422
    assert reports() == []


def test_only_who_answers_for_the_unit_issues(app: Flask) -> None:
    officer = browser_of(app, AnOfficer(Role.COMMUNE_JUSTICE, a_commune()))
    assert officer.get(PAGE).status_code == 200
    assert issued_by_reader(officer) in {302, 403}
    head = leader().actor
    stranger = leader(a_commune(1)).actor
    with pytest.raises(NotAllowed), transaction():
        periodic_reports.issue(head, stranger.postings[0], NOVEMBER)
    assert reports() == []


def issued_by_reader(browser: FlaskClient) -> int:
    page = browser.get("/can-bo/so-ho-tich/tra-cuu/").get_data(as_text=True)
    found = _TOKEN.search(page)
    assert found
    return browser.post(f"{ISSUE}?ky={NOVEMBER.code}", data={"csrf_token": found[1]}).status_code


def test_a_unit_sees_its_own_numbers_and_reports_alone(app: Flask) -> None:
    here, next_door, far = a_commune(0), a_commune(1), a_commune(district=DONG_ANH)
    for commune in (here, next_door, next_door, far, far, far):
        submitted(date(2016, 11, 10), commune)
    for commune in (next_door, far):
        assert issued_by(browser_of(app, leader(commune))) == 302
    mine = browser_of(app, leader(here))
    of_district = browser_of(app, AnOfficer(Role.DISTRICT_JUSTICE, agency(UnitKind.DISTRICT, here)))
    page = of_district.get(f"{PAGE}?ky={NOVEMBER.code}").get_data(as_text=True)
    assert capitalize_first(next_door.name) in page
    assert capitalize_first(far.name) not in page
    by_unit = {report.unit_id: report for report in reports()}
    assert by_unit[next_door.id].figures["together"]["online"] == 2
    for browser, seen in ((mine, set()), (of_district, {next_door.id})):
        for unit_id, report in by_unit.items():
            answer = browser.get(f"{PAGE}da-phat-hanh/{report.id}.pdf")
            assert answer.status_code == (200 if unit_id in seen else 404)
    assert mine.get(f"{PAGE}don-vi").status_code == 404
    units = of_district.get(f"{PAGE}don-vi?ky={NOVEMBER.code}").get_data(as_text=True)
    assert str(by_unit[next_door.id].id) in units
    assert str(by_unit[far.id].id) not in units


@pytest.mark.parametrize(
    ("role", "kind"),
    [
        (Role.CITY_JUSTICE, UnitKind.DEPARTMENT),
        (Role.DISTRICT_OFFICE, UnitKind.DISTRICT),
        (Role.DISTRICT_JUSTICE, UnitKind.JUSTICE),
    ],
)
def test_offices_above_issue_theirs_by_unit(app: Flask, role: Role, kind: UnitKind) -> None:
    submitted(date(2016, 11, 10))
    browser = browser_of(app, AnOfficer(role, agency(kind)))
    assert issued_by(browser) == 302
    assert "so-lieu" not in browser.get(PAGE).get_data(as_text=True)
    (report,) = reports()
    place = a_commune().district_id if role is Role.CITY_JUSTICE else a_commune().id
    assert report.figures["lines"][str(place)]["online"] == 1
    assert browser.get(f"{PAGE}don-vi").status_code == 200
    assert browser.get(f"{PAGE}tai-ve.pdf?ky={NOVEMBER.code}").status_code == 200


# ---- owed ----------------------------------------------------------------------------------------


def test_a_reminder_appears_when_the_period_ends_and_goes_with_the_report(app: Flask) -> None:
    head = leader()
    justice = AnOfficer(Role.DISTRICT_JUSTICE, agency(UnitKind.DISTRICT))
    with on(date(2016, 12, 2)):
        assert reports_owed.count_owed(head.actor) == 1
        assert reports_owed.count_owed(justice.actor) == 1
        browser = browser_of(app, head)
        assert "Báo cáo định kỳ phải phát hành" in browser.get("/can-bo/").get_data(as_text=True)
        assert issued_by(browser) == 302
        assert reports_owed.count_owed(head.actor) == 0
        assert reports_owed.count_owed(justice.actor) == 1
    with on(date(2017, 1, 3)):
        # the month, the quarter and the year
        assert reports_owed.count_owed(head.actor) == 3


def test_the_morning_mail_tells_who_signs_what_is_owed() -> None:
    head, justice = leader(), AnOfficer(Role.DISTRICT_JUSTICE, agency(UnitKind.JUSTICE))
    office = AnOfficer(Role.DISTRICT_OFFICE, agency(UnitKind.DISTRICT))
    clerk = AnOfficer(Role.COMMUNE_RECEPTION)
    for n, officer in enumerate((head, justice, office, clerk)):
        db.session.add(
            NoticePreference(
                staff_id=officer.staff.id,
                digest_by=DigestBy.EMAIL,
                email=f"can.bo{n}@example.vn",
                at=clock.now(),
            )
        )
    db.session.flush()
    with on(date(2016, 12, 2), 7):
        digest.tell()
    told = {
        message.subject_id: message.facts["queues"]
        for message in db.session.scalars(
            select(Message).where(Message.template == MessageKind.MORNING)
        )
    }
    line = "Báo cáo định kỳ phải phát hành: Tháng 11 năm 2016, hạn gửi"
    assert f"{line} 05/12/2016 http" in told[head.staff.id]
    assert f"{line} 08/12/2016 http" in told[justice.staff.id]
    assert f"{line} 08/12/2016 http" in told[office.staff.id]
    assert line not in told.get(clerk.staff.id, "")
    with on(date(2016, 12, 5), 7), transaction():
        periodic_reports.issue(head.actor, head.actor.postings[0], NOVEMBER)
        digest.tell()
    later = [
        message.facts["queues"]
        for message in db.session.scalars(
            select(Message).where(Message.subject_id == head.staff.id)
        )
    ]
    assert later == [told[head.staff.id]]


def test_no_report_is_owed_for_before_the_opening_or_without_a_schedule(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    head = leader()
    monkeypatch.setattr(reports_owed, "_schedules", {each: {} for each in reports_owed._schedules})
    assert reports_owed.count_owed(head.actor) == 0
    monkeypatch.undo()
    with on(date(2015, 2, 2)):
        assert reports_owed.owed() == {}


def test_the_district_sees_who_has_not_sent(app: Flask) -> None:
    assert issued_by(browser_of(app, leader(a_commune(1)))) == 302
    actor = AnOfficer(Role.DISTRICT_OFFICE, agency(UnitKind.DISTRICT)).actor
    area = ReportArea(Breakdown.COMMUNE, a_commune().district_id)
    states = {each.unit.id: each for each in reports_owed.states(actor, NOVEMBER, area)}
    sent, silent = states[a_commune(1).id], states[a_commune(0).id]
    assert sent.report is not None
    assert (silent.report, silent.due_on, silent.is_late) == (None, date(2016, 12, 5), False)
    with on(date(2016, 12, 6)):
        assert silent.is_late
        assert not sent.is_late
