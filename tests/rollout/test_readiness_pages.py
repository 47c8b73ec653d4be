"""Readiness by its pages: the board, a commune's page, decisions, the test message."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select, update

from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.db import db
from app.notifications.models.calls_and_preferences import CallTask
from app.notifications.models.outbox import Message
from app.notifications.vocabulary import MessageKind
from app.organisation import queries as organisation
from app.organisation.models import Unit
from app.organisation.rules import AT_GO_LIVE
from app.procedures.rules.procedure_finder import LINKED_A
from app.rollout.models.outreach import PlaceKind, PublicNotice
from app.rollout.models.readiness import (
    GoLiveDecision,
    GoLiveVerdict,
    ReadinessDay,
    SiteCheck,
    SiteCheckKind,
    SmsCheck,
)
from app.rollout.operations import readiness_history
from app.rollout.rules.readiness import Check
from harness.stage.factories import AnOfficer, a_commune, browser_of
from harness.stage.factories.places import DONG_ANH
from tests.accounts.conftest import csrf, statements
from tests.rollout import evidence

pytestmark = pytest.mark.usefixtures("database")
BOARD = "/can-bo/san-sang/"
OF_CITY = pytest.mark.parametrize("role", [Role.CITY_JUSTICE, Role.CITY_ADMIN])


def page_of(commune: Unit, rest: str = "") -> str:
    return f"/can-bo/san-sang/xa/{commune.id}{rest}"


def text(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def send(client: FlaskClient, address: str, page: str | None = None, **typed: str) -> str:
    """Fill in the form of a page and send it; returns the next page."""
    shown = client.get(page or address).get_data(as_text=True)
    seen = re.search(r'name="seen"[^>]*value="([^"]*)"', shown)
    token = csrf(client, page or address)
    data = {"csrf_token": token, "seen": seen[1] if seen else "", **typed}
    answer = client.post(address, data=data, follow_redirects=True)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


@OF_CITY
def test_the_board_of_the_city_shows_each_change_at_once(app: Flask, role: Role) -> None:
    city, commune = browser_of(app, AnOfficer(role)), a_commune()

    def score() -> int:
        found = re.search(rf'href="{page_of(commune)}"[^>]*?(\d+) điểm', text(city, BOARD))
        assert found
        return int(found[1])

    people = {role: evidence.at_work(role, commune) for role in evidence.NEEDED}
    leader, desk = people[Role.COMMUNE_LEADER], people[Role.COMMUNE_RECEPTION]
    scores = [score()]
    for kind in SiteCheckKind:
        evidence.reading(commune, kind, leader)
        scores.append(score())
    texted = evidence.texted(desk)
    scores.append(score())
    notice, *_others = [evidence.posted(desk, place) for place in PlaceKind]
    scores.append(score())
    evidence.rehearsed(commune)
    scores.append(score())
    evidence.helped(desk)
    scores.append(score())
    assert scores == sorted(set(scores)), "each piece of evidence adds to the score"
    assert scores[-1] == 100
    desk.user.active = False
    db.session.flush()
    scores.append(score())
    desk.user.active, texted.confirmed_at = True, None
    db.session.flush()
    scores.append(score())
    texted.confirmed_at, notice.removed_on = clock.now(), clock.today()
    db.session.flush()
    scores.append(score())
    assert max(scores[-3:]) < 100


@OF_CITY
def test_an_unchanged_board_is_not_counted_again(app: Flask, role: Role) -> None:
    city = browser_of(app, AnOfficer(role))
    text(city, BOARD)
    text(city, BOARD)
    with statements(app) as sent:
        text(city, BOARD)
    assert [each for each in sent if "mc_readiness" in each] == []


def citizen_may_begin(client: FlaskClient, commune: Unit) -> bool:
    """Whether the public page of the commune offers its form."""
    page = text(client, f"/nop-ho-so/xa/{commune.code}")
    return "chưa nhận hồ sơ trực tuyến" not in page


# ---- the board ----------------------------------------------------------------------------------


def test_the_board_of_the_city_stays_within_eight_statements(app: Flask) -> None:
    evidence.everything(a_commune())
    client = browser_of(app, AnOfficer(Role.CITY_ADMIN))
    text(client, BOARD)
    with statements(app) as sent:
        page = text(client, BOARD)
    assert len(sent) <= 8, sent
    assert page.count("/can-bo/san-sang/xa/") == 416
    assert "Giai đoạn II" in page
    assert re.search(r"Còn thiếu nhiều nhất: [^<]+, [^<]+, [^<]+ và \d+ nơi khác\.", page)


def test_a_district_finds_who_has_no_line(app: Flask) -> None:
    commune = a_commune()
    people = evidence.everything(commune)
    evidence.reading(commune, SiteCheckKind.WAN, people[Role.COMMUNE_LEADER], met=False)
    client = browser_of(app, AnOfficer(Role.DISTRICT_IT))
    listed = text(client, f"{BOARD}?vuong_mac=wan&thu_tu=cao")
    first = listed.split("mc-rowlink", 1)[1]
    assert page_of(commune) in first[:200]
    assert "Chưa có đường truyền WAN" in first[:1500]
    assert page_of(commune) not in text(client, f"{BOARD}?vuong_mac=printer")
    assert page_of(a_commune(district=DONG_ANH)) not in text(client, BOARD)
    assert client.get(page_of(a_commune(district=DONG_ANH))).status_code == 404


def test_the_board_goes_along_as_a_table(app: Flask) -> None:
    commune = a_commune()
    evidence.everything(commune)
    client = browser_of(app, AnOfficer(Role.DISTRICT_LEADER))
    answer = client.get(f"{BOARD}tai-ve.xlsx?muc=ready")
    rows = list(load_workbook(BytesIO(answer.data)).active.values)
    assert [row[0] for row in rows[1:]] == [commune.code]
    assert rows[1][4] == 100
    lines = client.get(f"{BOARD}tai-ve.csv").get_data(as_text=True).splitlines()
    assert len(lines) > 20


def test_the_list_has_pages_and_is_searched_by_name(app: Flask) -> None:
    client = browser_of(app, AnOfficer(Role.CITY_ADMIN))
    first = client.get(f"{BOARD}?thu_tu=thap").text
    assert first.count("mc-rowlink") == 50
    assert "416 đơn vị" in first
    second = client.get(f"{BOARD}?thu_tu=thap&trang=2").text
    assert second.count("mc-rowlink") == 50
    assert "trang=3" in second
    assert client.get(f"{BOARD}?thu_tu=thap&trang=9").text.count("mc-rowlink") == 16
    found = client.get(f"{BOARD}?tim=kim+chung").text
    assert 0 < found.count("mc-rowlink") < 5
    assert "Xã Kim Chung" in found


# ---- one commune --------------------------------------------------------------------------------


def test_a_commune_reads_what_is_missing_and_where_to_do_it(app: Flask) -> None:
    commune = a_commune()
    people = evidence.everything(commune)
    people[Role.COMMUNE_JUSTICE].user.active = False
    db.session.execute(update(PublicNotice).values(removed_on=clock.today()))
    evidence.reading(commune, SiteCheckKind.PRINTER, people[Role.COMMUNE_LEADER], met=False)
    client = browser_of(app, people[Role.COMMUNE_LEADER])
    text(client, page_of(commune))
    with statements(app) as sent:
        page = text(client, page_of(commune))
    assert len(sent) <= 12, sent
    assert "Còn thiếu: Công chức tư pháp – hộ tịch (1)" in page
    assert "12/BB-KT" in page
    assert f"/can-bo/dieu-kien/add?_flt_0_unit={commune.id}" in page
    posting = f"/can-bo/niem-yet/add?_flt_0_unit={commune.id}"
    assert posting in page
    text(client, posting)


def test_the_leader_of_a_commune_records_a_reading(app: Flask) -> None:
    commune, party = a_commune(), evidence.a_party()
    leader = AnOfficer(Role.COMMUNE_LEADER, commune)
    db.session.flush()
    client = browser_of(app, leader)
    typed = {
        "unit": str(commune.id), "kind": "wan", "met": "y", "proof": "7/BB", "party": str(party.id),
    }  # fmt: skip
    tomorrow = clock.today() + timedelta(days=1)
    page = send(client, "/can-bo/dieu-kien/add", checked_on=f"{tomorrow}", **typed)
    assert "Ngày này chưa đến" in page
    send(client, "/can-bo/dieu-kien/add", checked_on=f"{clock.today()}", **typed)
    row = db.session.scalars(select(SiteCheck)).one()
    assert (row.unit_id, row.met, row.by_id) == (commune.id, True, leader.staff.id)
    other = {**typed, "unit": str(a_commune(1).id)}
    send(client, "/can-bo/dieu-kien/add", checked_on=f"{clock.today()}", **other)
    assert len(db.session.scalars(select(SiteCheck)).all()) == 1


# ---- decisions ----------------------------------------------------------------------------------


def test_a_go_in_spite_of_blockers_needs_its_reason(app: Flask) -> None:
    commune = a_commune()
    leader = AnOfficer(Role.COMMUNE_LEADER, commune)
    client, address = browser_of(app, leader), page_of(commune, "/quyet-dinh")
    page = send(client, address, verdict="go")
    assert "Ghi lý do" in page
    assert db.session.scalars(select(GoLiveDecision)).all() == []
    page = send(client, address, verdict="go", reason="Máy in mượn của huyện")
    assert "Máy in mượn của huyện" in page
    kept = db.session.scalars(select(GoLiveDecision)).one()
    assert (kept.verdict, kept.known["printer"], kept.by_id) == (
        GoLiveVerdict.GO,
        False,
        leader.staff.id,
    )
    assert kept.title.startswith("Chủ tịch")


def test_nobody_signs_what_has_changed_under_the_pen(app: Flask) -> None:
    commune = a_commune()
    leader = AnOfficer(Role.COMMUNE_LEADER, commune)
    client, address = browser_of(app, leader), page_of(commune, "/quyet-dinh")
    shown = csrf(client, address)
    evidence.reading(commune, SiteCheckKind.WAN, leader)
    old = " ".join(Check)
    client.post(
        address,
        data={
            "csrf_token": shown,
            "seen": old,
            "verdict": "no_go",
            "reason": "Chưa có đường truyền",
        },
    )
    assert db.session.scalars(select(GoLiveDecision)).all() == []


def test_only_leaders_decide_and_only_the_city_opens(app: Flask) -> None:
    commune = a_commune()
    for role, may in (
        (Role.COMMUNE_RECEPTION, set()),
        (Role.DISTRICT_IT, set()),
        (Role.COMMUNE_LEADER, {"/quyet-dinh"}),
        (Role.DISTRICT_LEADER, {"/quyet-dinh"}),
        (Role.CITY_ADMIN, {"/mo", "/dong"}),
    ):
        client = browser_of(app, AnOfficer(role))
        opened = {
            rest
            for rest in ("/quyet-dinh", "/mo", "/dong")
            if client.get(page_of(commune, rest)).status_code == 200
        }
        assert opened == may, role


def test_closing_shuts_the_public_form_and_opening_opens_it_again(app: Flask) -> None:
    commune, today = a_commune(), clock.today()
    city, citizen = browser_of(app, AnOfficer(Role.CITY_ADMIN)), app.test_client()
    if not citizen_may_begin(citizen, commune):
        send(city, page_of(commune, "/mo"), day=f"{today}", reason="Thử nghiệm trước")
    assert citizen_may_begin(citizen, commune)
    page = send(city, page_of(commune, "/dong"), day=f"{today}")
    assert "Ghi lý do" in page
    send(city, page_of(commune, "/dong"), day=f"{today}", reason="Đứt cáp")
    assert not citizen_may_begin(citizen, commune)
    page = send(city, page_of(commune, "/dong"), day=f"{today}", reason="Đứt cáp")
    assert "đã đóng" in page

    page = send(city, page_of(commune, "/mo"), day=f"{today}")
    assert "Ghi lý do" in page
    past = today - timedelta(days=1)
    page = send(city, page_of(commune, "/mo"), day=f"{past}", reason="Đã nối lại cáp")
    assert "Ngày này đã qua" in page
    send(city, page_of(commune, "/mo"), day=f"{today}", reason="Đã nối lại cáp")
    assert citizen_may_begin(citizen, commune)
    opened = organisation.opened_codes([commune.id], today)
    assert set(AT_GO_LIVE) <= opened
    verdicts = [
        row.verdict
        for row in db.session.scalars(select(GoLiveDecision).order_by(GoLiveDecision.id))
    ]
    assert verdicts[-2:] == [GoLiveVerdict.CLOSED, GoLiveVerdict.OPENED]


def test_a_commune_is_opened_earlier_than_planned(app: Flask) -> None:
    with clock.frozen(clock.at(organisation.rules.GO_LIVE[1] - timedelta(days=5), 9)):
        day = clock.today() + timedelta(days=1)
        phase_one = next(
            unit
            for unit in organisation.communes()
            if unit.phase == 1 and not organisation.opened_codes([unit.id], clock.today())
        )
        evidence_ = AnOfficer(Role.CITY_ADMIN)
        send(browser_of(app, evidence_), page_of(phase_one, "/mo"), day=f"{day}", reason="Sớm hơn")
        assert organisation.opens_on(phase_one.id, LINKED_A) == day


# ---- the test message ---------------------------------------------------------------------------


def test_an_officer_types_back_the_number_that_came(app: Flask) -> None:
    commune = a_commune()
    officer = AnOfficer(Role.COMMUNE_RECEPTION, commune)
    officer.staff.phone = "0912345678"
    db.session.flush()
    client, address = browser_of(app, officer), page_of(commune, "/tin-nhan")
    send(client, f"{address}/gui", page=address)
    message = db.session.scalars(
        select(Message).where(Message.template == MessageKind.OFFICE_CHECK)
    ).one()
    number = str(message.facts["number"])
    assert message.recipient == "0912345678"
    wrong = "111111" if number != "111111" else "222222"
    assert "không phải số đã gửi" in send(client, address, number=wrong)
    send(client, address, number=f"{number[:3]} {number[3:]}")
    check = db.session.scalars(select(SmsCheck)).one()
    assert (check.tries, check.confirmed_at is not None) == (2, True)
    assert db.session.scalars(select(CallTask)).all() == []


def test_a_number_is_tried_five_times_at_most_and_holds_ten_minutes(app: Flask) -> None:
    commune = a_commune()
    officer = AnOfficer(Role.COMMUNE_RECEPTION, commune)
    officer.staff.phone = "0912345678"
    db.session.flush()
    client, address = browser_of(app, officer), page_of(commune, "/tin-nhan")
    send(client, f"{address}/gui", page=address)
    check = db.session.scalars(select(SmsCheck)).one()
    check.tries = 5
    db.session.flush()
    number = str(db.session.scalars(select(Message)).one().facts["number"])
    send(client, address, number=number)
    assert check.confirmed_at is None
    check.tries, check.sent_at = 0, clock.now() - timedelta(minutes=11)
    db.session.flush()
    send(client, address, number=number)
    assert check.confirmed_at is None


def test_whoever_has_no_mobile_telephone_is_told_so(app: Flask) -> None:
    commune = a_commune()
    officer = AnOfficer(Role.COMMUNE_RECEPTION, commune)
    officer.staff.phone = None
    db.session.flush()
    client, address = browser_of(app, officer), page_of(commune, "/tin-nhan")
    assert "số điện thoại di động" in send(client, f"{address}/gui", page=address)
    assert client.get(page_of(a_commune(1), "/tin-nhan")).status_code == 404


# ---- every night --------------------------------------------------------------------------------


def test_the_night_writes_a_line_for_every_commune_and_the_start_page_counts_them(
    app: Flask,
) -> None:
    commune = a_commune()
    people = evidence.everything(commune)
    readiness_history.record_readiness()
    readiness_history.record_readiness()
    rows = {row.unit_id: row for row in db.session.scalars(select(ReadinessDay))}
    assert len(rows) == 416
    assert (rows[commune.id].score, rows[commune.id].blockers) == (100, [])
    assert rows[a_commune(1).id].blockers[0] == Check.WAN
    assert "chờ quyết định" in text(browser_of(app, people[Role.COMMUNE_LEADER]), "/can-bo/")
    assert "còn vướng mắc" in text(browser_of(app, AnOfficer(Role.DISTRICT_IT)), "/can-bo/")
