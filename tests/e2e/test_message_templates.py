"""The department writes a new text for a message, previews and saves it."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import Arrive

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TRY, KEEP = "button[name=preview]", "button.btn-primary"
WORDS = "Hồ sơ {mã hồ sơ}: cán bộ {nơi gửi} đến lúc {giờ hẹn}. Hẹn trả {ngày trả kết quả} nhé."


@pytest.mark.parametrize(("width", "javascript"), [(375, False), (1280, True)])
def test_new_words_are_tried_out_and_kept(somebody: Arrive, width: int, javascript: bool) -> None:
    writer = somebody("sotuphap", width=width, javascript=javascript)
    writer.open("/can-bo/mau-tin/list/")
    writer.press(writer.page.get_by_role("link", name="Đã tiếp nhận, kèm giấy hẹn").first)
    writer.press(writer.page.get_by_role("link", name="Soạn bản mới"))
    written = f"{WORDS} {width}"

    writer.page.fill("#sms", "Hồ sơ của cháu {tên con} tại {nơi gửi}")
    writer.press(KEEP)
    assert "“{tên con}” không phải là ô điền" in writer.page.inner_text("#sms-error")
    assert writer.page.input_value("#sms") == "Hồ sơ của cháu {tên con} tại {nơi gửi}"

    writer.page.fill("#sms", written)
    if javascript:
        writer.page.wait_for_function(
            "() => document.getElementById('preview').innerText.includes('Ho so 000.15')"
        )
        writer.page.fill("#sms", written.replace(" nhé", ""))
        writer.page.locator("[data-insert=sms]", has_text="{mã hồ sơ}").click()
        assert writer.page.input_value("#sms").endswith("{mã hồ sơ}")
        writer.page.fill("#sms", written)
    writer.press(TRY)
    assert "Ho so 000.15.17.H26-261118-0007: " in writer.page.inner_text("#preview")
    assert "GSM 03.38" in writer.page.inner_text("#preview")

    writer.press(KEEP)
    assert "Bản mới được dùng từ bây giờ" in writer.page.inner_text("main")
