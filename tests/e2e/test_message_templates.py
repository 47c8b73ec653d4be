"""The department writes a new text for a message, previews and saves it."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import Arrive

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TRY, KEEP = "button[name=preview]", "button.btn-primary"
WORDS = "Hồ sơ %(code)s: cán bộ %(unit)s đến lúc %(visit)s. Hẹn trả %(due)s nhé."


@pytest.mark.parametrize(("width", "javascript"), [(375, False), (1280, True)])
def test_new_words_are_tried_out_and_kept(somebody: Arrive, width: int, javascript: bool) -> None:
    writer = somebody("sotuphap", width=width, javascript=javascript)
    writer.open("/can-bo/mau-tin/list/")
    writer.press(writer.page.get_by_role("link", name="Đã tiếp nhận, kèm giấy hẹn").first)
    writer.press(writer.page.get_by_role("link", name="Soạn bản mới"))
    written = f"{WORDS} {width}"

    writer.page.fill("#sms", "Hồ sơ của cháu %(child)s tại %(unit)s")
    writer.press(KEEP)
    assert "Ở đây không có biến “child”" in writer.page.inner_text("#sms-error")
    assert writer.page.input_value("#sms") == "Hồ sơ của cháu %(child)s tại %(unit)s"

    writer.page.fill("#sms", written)
    writer.press(TRY)
    assert "Ho so 000.15.17.H26-261118-0007: " in writer.page.inner_text("#preview")
    assert "GSM 03.38" in writer.page.inner_text("#preview")

    writer.press(KEEP)
    assert "Bản mới được dùng từ bây giờ" in writer.page.inner_text("main")
