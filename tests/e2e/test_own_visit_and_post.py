"""A citizen opens the dossier from the receipt, moves the visit, and gets the result by post."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.dossiers.workflow import State
from harness.stage import family
from tests.e2e import office
from tests.e2e.conftest import Arrive, Standing

pytestmark = pytest.mark.browser

MOVE, OPEN = "a[href='/tra-cuu/lich-hen']", "form[action='/nop-ho-so/bien-nhan/mo'] button"
SHEET, SLIP = "/nop-ho-so/bien-nhan.pdf", "/tra-cuu/giay-tiep-nhan"
ADDRESS = "Số 9 phố Hàng Bài, Hà Nội"
PARCEL = "EE 123 456 789 VN"


def test_the_receipt_opens_the_dossier_without_retyping(
    somebody: Arrive, files: dict[str, Path]
) -> None:
    citizen = somebody(width=375)
    family.find_the_form(citizen)
    family.declare(citizen, "0912345678")
    papers = {
        "birth_notification": files["giấy chứng sinh"], "household_book": files["sổ hộ khẩu"]
    }  # fmt: skip
    family.hand_in_papers(citizen, papers)
    receipt = family.check_and_send(citizen)
    citizen.sees(family.MOTHER, family.CHILD, "Giấy chứng sinh")
    sheet = citizen.page.request.get(SHEET)
    assert sheet.body().startswith(b"%PDF")
    citizen.resize(1280)
    citizen.press(OPEN)
    assert citizen.path == "/tra-cuu/ho-so"
    citizen.sees(receipt.code[-8:])
    citizen.does_not_see(family.CHILD, family.MOTHER)


def test_the_visit_is_moved_and_the_desk_sees_it(standing: Standing, somebody: Arrive) -> None:
    _dossier, receipt = standing(State.SUBMITTED)
    desk = somebody("motcua.kimchung")
    page = office.open_dossier(desk, receipt.code)
    desk.take("accept")
    desk.page.locator("[name=slot]").select_option(index=16)
    desk.confirm()

    citizen = somebody(width=375, javascript=False)
    family.follow(citizen, receipt)
    assert citizen.page.request.get(SLIP).body().startswith(b"%PDF")
    citizen.press(MOVE)
    citizen.press("main form button[type=submit]")
    citizen.sees("Chọn một giờ hẹn")
    citizen.resize(1280)
    citizen.page.locator("[name=slot]").last.check(force=True)
    citizen.press("main form button[type=submit]")
    citizen.sees("Lịch hẹn mới của ông/bà", "Ông/bà đã đổi giờ hẹn")
    desk.open(page)
    desk.sees("Đã đặt lại lịch hẹn")


def test_the_result_goes_by_post(standing: Standing, somebody: Arrive) -> None:
    child = family.name_of_a_child()
    _dossier, receipt = standing(
        State.READY, child_name=child, results_by="post", results_address=ADDRESS
    )
    citizen, desk = somebody(width=375), somebody("motcua.kimchung")
    family.follow(citizen, receipt)
    citizen.sees("Đã có kết quả từ", ADDRESS)
    office.open_dossier(desk, receipt.code)
    desk.take("return-result")
    desk.sees(ADDRESS, "Thẻ bảo hiểm y tế")
    desk.page.locator("[name=parcel]").fill("12")
    desk.press(".mc-formbar button")
    desk.sees("Nhập số bưu gửi")
    desk.resize(375)
    desk.page.locator("[name=parcel]").fill(PARCEL)
    desk.page.locator("[name=postage]").fill("30000")
    desk.confirm()
    citizen.open("/tra-cuu/ho-so")
    citizen.sees("Đã gửi kết quả qua bưu điện", "EE123456789VN", "30.000")
