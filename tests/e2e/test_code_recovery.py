"""A family has lost the receipt, and then the phone: six digits by SMS help."""

from __future__ import annotations

import re
import time

import pytest

from app.dossiers.workflow import State
from harness.stage.live import Live
from harness.stage.person import Person
from tests.e2e.conftest import Arrive, Standing

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BUTTON = "main form button[type=submit]"
SENT = (
    "select x.text from sandbox_message x join message m on m.id = x.message_id"
    " where m.template = 'asked/one_time_code' order by m.created"
)
PATIENCE_SECONDS = 30


def codes_sent(live: Live) -> int:
    """How many messages with digits other journeys of this system have had."""
    with live.database.connect() as line:
        return len(line.execute(SENT).fetchall())


def message(live: Live, n: int) -> str:
    """The digits of the n-th message, as the worker has handed it over."""
    until = time.monotonic() + PATIENCE_SECONDS
    with live.database.connect() as line:
        while len(rows := line.execute(SENT).fetchall()) < n:
            assert time.monotonic() < until, f"message {n} does not come"
            time.sleep(0.1)
    return re.findall(r"\d{6}", rows[n - 1][0])[0]


def type_digits(citizen: Person, digits: str) -> None:
    citizen.page.fill("#ma", f"{digits[:3]} {digits[3:]}")
    citizen.press(BUTTON)


def test_who_lost_the_receipt_gets_a_new_code_and_changes_the_telephone(
    somebody: Arrive, live: Live, standing: Standing
) -> None:
    _dossier, receipt = standing(State.SUPPLEMENTING)
    before = codes_sent(live)

    citizen = somebody(width=375, javascript=False)
    citizen.open("/tra-cuu")
    citizen.page.locator("summary").click()
    citizen.press("a[href='/tra-cuu/quen-ma']")
    citizen.press("button:has-text('Gửi mã để mở hồ sơ')")
    citizen.sees("Hãy nhập mã hồ sơ")
    citizen.page.fill("#ma", receipt.code.lower())
    citizen.press("button[value='ma-moi']")
    assert citizen.path == "/ma-xac-nhan"
    digits = message(live, before + 1)
    type_digits(citizen, f"{(int(digits) + 1) % 10**6:06}")
    citizen.sees("Mã không đúng. Còn 4 lần thử")
    type_digits(citizen, digits)
    citizen.sees("Mã tra cứu mới")
    secret = citizen.page.locator(".mc-secret").inner_text()
    assert secret.replace(" ", "") != receipt.secret

    again = somebody()
    again.open(f"/tra-cuu?ma={receipt.code}")
    again.page.fill("#bi_mat", receipt.secret)
    again.press(BUTTON)
    again.sees("Hai mã không khớp")
    again.page.fill("#bi_mat", secret)
    again.press(BUTTON)
    assert again.path == "/tra-cuu/ho-so", again.words[:2000]
    again.press("a[href='/tra-cuu/doi-so']")
    again.page.fill("#so", "024 3825 0001")
    again.press(BUTTON)
    again.sees("Máy bàn không nhận được tin nhắn")
    again.page.fill("#so", "098 765 4321")
    again.press(BUTTON)
    type_digits(again, message(live, before + 2))
    again.sees("Từ nay tin nhắn về hồ sơ được gửi đến số mới", "đã đổi số điện thoại")


def test_who_lost_the_secret_of_a_draft_reads_the_same_as_who_never_had_one(
    somebody: Arrive,
) -> None:
    citizen = somebody(width=375)
    citizen.open("/nop-ho-so/lam-tiep")
    citizen.press("a[href='/nop-ho-so/quen-ma']")
    citizen.page.fill("#ma", "K7M2Q-9XTRB")
    citizen.press(BUTTON)
    citizen.sees("Nếu có bản nháp với mã hoặc số di động này")
    citizen.resize(1280)
