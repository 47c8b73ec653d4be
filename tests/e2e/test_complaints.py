"""A complaint from the phone to the head's letter, seen by the district; then the three faces."""

from __future__ import annotations

import pytest

from app.dossiers.workflow import State
from harness.stage import family
from tests.e2e.conftest import Arrive, Standing

pytestmark = pytest.mark.browser

SAID = "Cán bộ hẹn tôi ba lần rồi lại bảo thiếu giấy tờ khác."
ANSWER = "Ủy ban nhân dân xã đã kiểm tra, xin lỗi ông/bà và phê bình người tiếp nhận."
WORDS = "Nhận kết quả đúng hẹn"
WRITE, LIST = "a[href='/tra-cuu/khieu-nai']", "/can-bo/khieu-nai/list/"
ROW = "a[href*='/can-bo/khieu-nai/thu/']"


def test_a_complaint_is_accepted_answered_and_seen_by_the_district(
    standing: Standing, somebody: Arrive
) -> None:
    _dossier, receipt = standing(State.REFUSED)
    citizen = somebody(width=375, javascript=False)
    leader, district = somebody("chutich.kimchung", width=375), somebody("phongtuphap.donganh")
    number = f"{receipt.code}/KN-1"
    family.follow(citizen, receipt)
    citizen.press(citizen.page.locator(WRITE).last)
    citizen.sees("Quyền khiếu nại", "Điều 27")
    citizen.press("main form button")
    citizen.sees("Hãy viết việc đã xảy ra")
    citizen.fill("said", SAID)
    citizen.press("main form button")
    citizen.sees("Đã nhận, số", number, "Chậm nhất")

    leader.open(LIST)
    leader.press(leader.page.locator("tr", has_text=number).locator(ROW).first)
    leader.sees(SAID)
    leader.press("main form button:has-text('Thụ lý')")
    leader.sees("Đã thụ lý")
    leader.page.locator("[name=said]").fill(ANSWER)
    leader.press("main button[name=answer]")
    leader.sees("/UBND-KN", ANSWER)
    assert leader.page.locator("[name=said]").count() == 0

    district.open(LIST)
    district.press(district.page.locator("tr", has_text=number).locator(ROW).first)
    district.sees(SAID, ANSWER, "/UBND-KN")
    assert district.page.locator("main [name=said]").count() == 0

    family.follow(citizen, receipt)
    citizen.sees("Đã trả lời", ANSWER, "/UBND-KN")
    letter = citizen.page.request.get("/tra-cuu/khieu-nai/1/tra-loi")
    assert letter.body().startswith(b"%PDF")


def test_three_faces_are_chosen_by_keyboard_once(standing: Standing, somebody: Arrive) -> None:
    _dossier, receipt = standing(State.RETURNED)
    citizen = somebody(width=375)
    family.follow(citizen, receipt)
    form = citizen.page.locator("form[action='/tra-cuu/hai-long']")
    citizen.press(form.locator("button"))
    citizen.sees("một trong ba khuôn mặt")
    citizen.page.locator("#face").focus()
    citizen.page.keyboard.press("ArrowRight")
    citizen.page.keyboard.press("ArrowRight")
    assert citizen.page.locator("[name=face]:checked").get_attribute("value") == "poor"
    citizen.page.keyboard.press("ArrowLeft")
    citizen.page.keyboard.press("ArrowLeft")
    citizen.fill("words", WORDS)
    citizen.press("main form button")
    citizen.sees("Xin cảm ơn")
    assert form.count() == 0
