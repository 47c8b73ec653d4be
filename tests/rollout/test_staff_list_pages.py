"""The pages of staff lists, with row-level security: for a district, a commune and the city."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.accounts.models.staff import Staff
from app.accounts.roles import Role
from app.kernel.db import db
from app.organisation.models import UnitKind
from app.rollout.models.staff_lists import ListLine, ListState, StaffList
from app.rollout.operations import staff_lists
from harness.stage.factories.people import AnOfficer, Officer, browser_of
from harness.stage.factories.places import DONG_ANH, a_commune, agency
from harness.stage.factories.staff_lists import a_list, a_row, bring_in

pytestmark = pytest.mark.usefixtures("database")
LISTS, LINES = "/can-bo/danh-sach-can-bo", "/can-bo/dong-danh-sach"


@pytest.fixture
def district() -> Officer:
    return AnOfficer(Role.DISTRICT_IT, agency(UnitKind.DISTRICT))


@pytest.fixture
def staff_list(district: Officer) -> StaffList:
    found = a_list(district.staff.unit, district)
    bring_in(found, [a_row(0, a_commune()), a_row(1, a_commune(1))], district)
    return found


def _said(answer: TestResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)).split())


def _send(browser: FlaskClient, page: str, to: str, **fields: object) -> TestResponse:
    """Fill in the form of a page; the token and the version are those that the page shows."""
    shown = browser.get(page).get_data(as_text=True)
    hidden = dict(re.findall(r'name="(csrf_token|version)"[^>]*? value="([^"]*)"', shown))
    return browser.post(to, data={**hidden, **fields}, content_type="multipart/form-data")


def _state(staff_list: StaffList) -> ListState:
    db.session.expire_all()
    found = db.session.get(StaffList, staff_list.id)
    assert found is not None
    return found.state


def test_a_file_is_shown_row_by_row_and_then_brought_in(
    app: Flask, district: Officer, staff_list: StaffList
) -> None:
    browser, address = browser_of(app, district), f"{LISTS}/{staff_list.id}/tai-len"
    template = browser.get(f"{LISTS}/{staff_list.id}/mau.xlsx")
    book = load_workbook(BytesIO(template.data))
    book.active["D2"] = "Chuyên viên"
    book.active.append(a_row(2, a_commune(), phone="12"))
    book.active.append(a_row(3, a_commune()))
    written = BytesIO()
    book.save(written)
    written.seek(0)
    sent = _send(browser, address, address, file=(written, "Danh sách.xlsx"))
    assert sent.status_code == 302
    shown = browser.get(sent.location)
    assert "Tệp có 4 dòng" in _said(shown)
    assert "trước: Cán bộ một cửa" in _said(shown)
    assert "Đây không phải số di động Việt Nam" in _said(shown)
    assert "Chuyên viên" not in _said(browser.get(f"{sent.location}?loc=wrong"))
    marked = browser.get(sent.location.replace("show/", "") + "/loi.xlsx")
    assert load_workbook(BytesIO(marked.data)).active.max_row == 2
    apply = sent.location.replace("show/", "") + "/ap-dung"
    for told in ("Đã thêm 1 người, sửa 1 người", "Đã thêm 0 người, sửa 0 người"):
        done = _send(browser, address, apply)
        assert told in _said(browser.get(done.location))
    assert db.session.scalars(
        select(ListLine.title).filter_by(list_id=staff_list.id).order_by(ListLine.n)
    ).all() == ["Chuyên viên", "Cán bộ một cửa", "Cán bộ một cửa"]


def test_a_foreign_file_is_refused_at_the_field(
    app: Flask, district: Officer, staff_list: StaffList
) -> None:
    address = f"{LISTS}/{staff_list.id}/tai-len"
    page = _send(
        browser_of(app, district), address, address, file=(BytesIO(b"a,b"), "danh-sach.csv")
    )
    assert page.status_code == 200
    assert "không phải tệp Excel" in _said(page)


def test_the_city_returns_a_list_with_a_remark_on_a_line_and_approves_it_later(
    app: Flask, district: Officer, staff_list: StaffList
) -> None:
    page, decide = f"{LISTS}/show/{staff_list.id}", f"{LISTS}/{staff_list.id}/quyet-dinh"
    step = f"{LISTS}/{staff_list.id}/buoc"
    ours, city = browser_of(app, district), browser_of(app, AnOfficer(Role.CITY_ADMIN))
    _send(ours, page, step, action="submit")
    assert _state(staff_list) is ListState.SUBMITTED
    line = db.session.scalars(select(ListLine).filter_by(list_id=staff_list.id)).first()
    assert line is not None
    remark = f"{LINES}/{line.id}/nhan-xet"
    _send(city, remark, remark, remark="Sai chức danh")
    without = _send(city, decide, decide, remarks="", action="return")
    assert "Hãy ghi nội dung cần sửa." in _said(without)
    _send(city, decide, decide, remarks="Thiếu cán bộ LĐTBXH", action="return")
    assert _state(staff_list) is ListState.RETURNED
    seen = _said(ours.get(page))
    assert "Thiếu cán bộ LĐTBXH" in seen
    assert "Sai chức danh" in seen
    _send(ours, page, step, action="submit")
    _send(city, decide, decide, remarks="", action="approve")
    assert _state(staff_list) is ListState.APPROVED
    names = db.session.scalars(select(Staff.full_name).where(Staff.id_number.like("0010000%")))
    assert sorted(names) == ["Nguyễn Văn An", "Trần Văn An"]


def test_a_commune_leader_draws_up_a_list_by_hand_and_the_district_approves(
    app: Flask, district: Officer, staff_list: StaffList
) -> None:
    leader = AnOfficer(Role.COMMUNE_LEADER)
    browser, commune = browser_of(app, leader), leader.staff.unit_id
    made = _send(browser, f"{LISTS}/add", f"{LISTS}/add", unit=str(commune), of_phase="1")
    key = made.location.rsplit("/", 1)[1]
    person = {
        "staff_list": key, "full_name": "Lê Thị Mới", "unit": str(commune), "title": "Cán bộ",
        "role": "commune_labour", "id_number": "123 456 789", "note": "",
    }  # fmt: skip
    add = f"{LINES}/add?_flt_0_staff_list={key}"
    wrong = _send(browser, add, f"{LINES}/add", **person, phone="0433881234")
    assert "Đây không phải số di động Việt Nam" in _said(wrong)
    assert "0433881234" in wrong.get_data(as_text=True), "what was typed stays"
    taken = _send(browser, add, f"{LINES}/add", **person, phone="0930000000")
    assert "Số điện thoại này đã có cho người khác." in _said(taken)
    assert _send(browser, add, f"{LINES}/add", **person, phone="0912 345 678").status_code == 302
    page = f"{LISTS}/show/{key}"
    _send(browser, page, f"{LISTS}/{key}/buoc", action="submit")
    assert f"{LISTS}/{key}/quyet-dinh" not in browser.get(page).get_data(as_text=True)
    decide = f"{LISTS}/{key}/quyet-dinh"
    assert browser.get(decide).status_code == 403, "a leader decides nothing"
    _send(browser_of(app, district), decide, decide, remarks="", action="approve")
    line = db.session.scalars(select(ListLine).filter_by(list_id=int(key))).one()
    assert line.staff is not None
    assert (line.staff.full_name, line.staff.phone) == ("Lê Thị Mới", "0912345678")


def test_another_district_and_another_commune_see_nothing_of_a_list(
    app: Flask, staff_list: StaffList
) -> None:
    far = AnOfficer(Role.DISTRICT_IT, agency(UnitKind.DISTRICT, a_commune(district=DONG_ANH)))
    for officer in (far, AnOfficer(Role.COMMUNE_LEADER, a_commune(1))):
        browser = browser_of(app, officer)
        assert browser.get(f"{LISTS}/show/{staff_list.id}").status_code == 404
        assert "Nguyễn Văn An" not in _said(browser.get(f"{LINES}/list/"))


def test_nobody_changes_a_line_of_a_list_that_was_handed_in(
    app: Flask, district: Officer, staff_list: StaffList
) -> None:
    staff_lists.submit(staff_list, by=district.actor, version=staff_list.version)
    line = db.session.scalars(select(ListLine).filter_by(list_id=staff_list.id)).first()
    assert line is not None
    browser = browser_of(app, district)
    assert browser.get(f"{LINES}/edit/{line.id}").status_code == 403
    assert "Rút lại" in _said(browser.get(f"{LISTS}/show/{staff_list.id}"))


def test_the_start_page_counts_lists_to_hand_in_and_to_approve(
    app: Flask, district: Officer, staff_list: StaffList
) -> None:
    city = AnOfficer(Role.CITY_ADMIN)
    assert "1 Danh sách cán bộ phải nộp" in _said(browser_of(app, district).get("/can-bo/"))
    staff_lists.submit(staff_list, by=district.actor, version=staff_list.version)
    assert "1 Danh sách cán bộ phải nộp" not in _said(browser_of(app, district).get("/can-bo/"))
    assert "1 Danh sách cán bộ chờ duyệt" in _said(browser_of(app, city).get("/can-bo/"))
