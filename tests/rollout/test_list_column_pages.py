"""The pages on which an officer sees what was taken for what, corrects it, and looks at rows."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.accounts.roles import Role
from app.kernel.db import db
from app.organisation.models import UnitKind
from app.rollout.models.staff_lists import ListLine, ListUpload, StaffList
from harness.stage.factories.people import AnOfficer, Officer, browser_of
from harness.stage.factories.places import agency
from harness.stage.factories.staff_lists import a_list
from harness.stage.staff_list_layouts import HEADS, LAYOUTS, PEOPLE
from harness.stage.staff_list_layouts.workbook import Cell, LaidOutSheet, written

pytestmark = pytest.mark.usefixtures("database")
_SELECT = re.compile(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', re.DOTALL)
_TICKED = re.compile(r'<input type="checkbox"\s+name="(lay-[^"]+)"\s+value="1"\s+checked')
LISTS, FILES = "/can-bo/danh-sach-can-bo", "/can-bo/tep-danh-sach"


@pytest.fixture
def district() -> Officer:
    return AnOfficer(Role.DISTRICT_IT, agency(UnitKind.DISTRICT))


@pytest.fixture
def staff_list(district: Officer) -> StaffList:
    return a_list(district.staff.unit, district)


@pytest.fixture
def browser(app: Flask, district: Officer) -> FlaskClient:
    return browser_of(app, district)


def _words(answer: TestResponse) -> str:
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", answer.text).split()))


def _chosen(answer: TestResponse) -> dict[str, str]:
    """What the form of the page says, as a browser would send it."""
    found = dict(re.findall(r'name="(csrf_token)"[^>]*? value="([^"]*)"', answer.text))
    for name, options in _SELECT.findall(answer.text):
        [found[name]] = re.findall(r'value="([^"]*)" selected', options) or [""]
    for name in _TICKED.findall(answer.text):
        found[name] = "1"
    return found


def _bring(browser: FlaskClient, staff_list: StaffList, *sheets: LaidOutSheet) -> TestResponse:
    address = f"{LISTS}/{staff_list.id}/tai-len"
    fields = {**_chosen(browser.get(address)), "file": (BytesIO(written(sheets)), "ds.xlsx")}
    return browser.post(
        address, data=fields, content_type="multipart/form-data", follow_redirects=True
    )


def _send(browser: FlaskClient, page: TestResponse, **changed: str) -> TestResponse:
    fields: Mapping[str, str] = {**_chosen(page), **changed}
    return browser.post(page.request.path, data=fields, follow_redirects=True)


def test_the_officer_corrects_a_column_and_goes_on(
    browser: FlaskClient, staff_list: StaffList
) -> None:
    page = _bring(browser, staff_list, *LAYOUTS["two header rows"].sheets)
    assert page.request.path.endswith("/cot")
    assert "Chưa tìm thấy cột cho: Vai trò." in _words(page)
    assert "Phần việc" in _words(page)
    assert "0912000001" not in page.text, "numbers are masked"
    refused = _send(browser, page)
    assert "Hãy chọn cột của trang tính “Danh sách” cho: Vai trò." in _words(refused)
    twice = _send(browser, page, **{"cot-0-5": "title"})
    assert "nhiều cột" not in _words(twice), "what is missing comes first"
    twice = _send(browser, page, **{"cot-0-5": "role", "cot-0-7": "phone"})
    assert "nhiều cột cùng được chọn là: Điện thoại di động" in _words(twice)
    assert _chosen(twice)["cot-0-5"] == "role", "what was chosen stays"
    done = _send(browser, twice, **{"cot-0-7": ""})
    assert done.request.path.startswith(f"{FILES}/show/")
    assert "Tệp có 3 dòng" in _words(done)
    back = browser.get(done.request.path.replace("show/", "") + "/cot")
    assert _chosen(back)["cot-0-5"] == "role"


def test_rows_are_not_read_before_the_columns_are_confirmed(
    browser: FlaskClient, staff_list: StaffList
) -> None:
    page = _bring(browser, staff_list, *LAYOUTS["title rows"].sheets)
    shown = page.request.path.replace("/cot", "").replace(FILES, f"{FILES}/show")
    assert browser.get(shown).location.endswith("/cot")
    token = _chosen(page)["csrf_token"]
    apply = page.request.path.replace("/cot", "/ap-dung")
    assert browser.post(apply, data={"csrf_token": token}).location == shown
    assert db.session.scalars(select(ListLine)).all() == []


def test_a_file_without_headings_is_refused_and_the_missing_ones_named(
    browser: FlaskClient, staff_list: StaffList
) -> None:
    cells: list[list[Cell]] = [["Họ tên", "Quê quán"], ["Nguyễn Văn An", "Ba Vì"]]
    page = _bring(browser, staff_list, LaidOutSheet("Sheet1", cells))
    assert page.request.path.endswith("/tai-len")
    assert (
        "Còn thiếu: Đơn vị công tác, Vai trò, Chức danh, Điện thoại di động, Số CMND/CCCD."
        in _words(page)
    )


def test_a_sheet_may_be_left_out_but_not_all(browser: FlaskClient, staff_list: StaffList) -> None:
    page = _bring(browser, staff_list, *LAYOUTS["cover sheet"].sheets)
    chosen = _chosen(page)
    assert {"lay-1", "lay-2"} <= chosen.keys()
    assert "chúng không được lấy: Bìa." in _words(page)
    none = browser.post(
        page.request.path, data={k: v for k, v in chosen.items() if not k.startswith("lay")}
    )
    assert "Hãy lấy ít nhất một trang tính" in _words(none)
    one = browser.post(
        page.request.path,
        data={k: v for k, v in chosen.items() if k != "lay-2"},
        follow_redirects=True,
    )
    assert "Tệp có 2 dòng" in _words(one)


def test_a_sheet_beside_the_template_is_not_left_out_in_silence(
    browser: FlaskClient, staff_list: StaffList
) -> None:
    filled = LaidOutSheet("Danh sách", [HEADS, [*PEOPLE["AN"]]])
    other = LaidOutSheet("Bổ sung", [["Người", "Nơi ở"], [PEOPLE["BINH"].full_name, "xã Tản Lĩnh"]])
    page = _bring(browser, staff_list, filled, other)
    assert page.request.path.endswith("/cot")
    assert "chúng không được lấy: Bổ sung." in _words(page)
    assert "Tệp có 1 dòng" in _words(_send(browser, page))


def test_hidden_rows_and_rows_to_look_at_are_brought_in_when_ticked(
    browser: FlaskClient, staff_list: StaffList
) -> None:
    both = LaidOutSheet(
        "Danh sách",
        [
            HEADS,
            [*PEOPLE["AN"]],
            [*PEOPLE["BINH"][:4], 912000002, PEOPLE["BINH"].id_number],
            [*PEOPLE["CHI"]],
        ],
        hidden_rows=(4,),
    )
    page = _bring(browser, staff_list, both)
    assert page.request.path.startswith(f"{FILES}/show/")
    said = _words(page)
    assert "Cần xem 1" in said
    assert "Dòng ẩn 1" in said
    assert "Tệp đã làm mất số 0 ở đầu" in said
    apply, token = page.request.path.replace("show/", "") + "/ap-dung", _chosen(page)["csrf_token"]
    names = select(ListLine.full_name).order_by(ListLine.n)
    for ticked, there in ((), ["Nguyễn Văn An"]), (("hidden",), ["Nguyễn Văn An", "Lê Thu Chi"]):
        browser.post(apply, data={"csrf_token": token, "lay": [*ticked]})
        assert db.session.scalars(names).all() == there
    page = browser.get(page.request.path)
    assert "Áp dụng các dòng đã đánh dấu" in page.text
    assert "Dòng ẩn" not in _words(page)


def test_each_verdict_has_its_pages(browser: FlaskClient, staff_list: StaffList) -> None:
    page = _send(browser, _bring(browser, staff_list, *LAYOUTS["numbers"].sheets))
    for verdict, count in (("look", 5), ("new", 1), ("wrong", 4), ("hidden", 0)):
        shown = browser.get(f"{page.request.path}?loc={verdict}")
        assert shown.text.count("<tr>") == (count + 1 if count else 0), verdict


def test_a_file_of_somebody_else_has_no_page_of_columns(
    app: Flask, browser: FlaskClient, staff_list: StaffList
) -> None:
    page = _bring(browser, staff_list, *LAYOUTS["title rows"].sheets)
    other = browser_of(app, AnOfficer(Role.DISTRICT_IT, agency(UnitKind.DISTRICT)))
    assert other.get(page.request.path).status_code == 404


def test_odd_answers_of_a_browser_are_no_columns(
    browser: FlaskClient, staff_list: StaffList
) -> None:
    page = _bring(browser, staff_list, *LAYOUTS["title rows"].sheets)
    odd = _send(browser, page, **{"cot-0-0": "by_id", "cot-9-9": "role", "lay-7": "1"})
    assert odd.status_code == 200
    upload = db.session.scalars(select(ListUpload)).one()
    assert upload.columns[0][1][0] is None
