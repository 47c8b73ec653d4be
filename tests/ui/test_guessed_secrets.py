"""Behind a browser: the right person gets in while strangers have used up every limit."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from app.kernel.security.rate_limits import SIGN_IN, SIGN_IN_ALL, TRACK, TRACK_ALL
from harness.stage.databases import Database
from harness.stage.factories import ADossier
from harness.stage.page_examination import violations
from tests.dossiers.citizen.test_tracking import codes_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WIDTHS = (375, 1280)
SAID = re.compile("đang kiểm tra|Đã kiểm tra xong")
"""A fast machine is done before anybody looks."""


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page in a browser of its own."""
    context = browser.new_context(base_url=address, locale="vi-VN")
    complaints: list[str] = []
    opened = context.new_page()
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    assert [each for each in complaints if "429" not in each] == []
    context.close()


def looks_right(page: Page) -> None:
    """The box says what happens; on a telephone and on a desk nothing is wider than the window."""
    expect(page.locator(".mc-work [role=status]")).to_have_text(SAID)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_officer_signs_in_after_some_seconds(page: Page, administrator: tuple[str, str]) -> None:
    username, password = administrator
    SIGN_IN.allow(username, SIGN_IN.amount * 4)
    SIGN_IN_ALL.allow("", SIGN_IN_ALL.amount * 2)
    page.goto("/can-bo/dang-nhap")
    page.fill("#username", username)
    page.fill("#password", password)
    page.click("button[type=submit]")
    looks_right(page)
    assert page.input_value("#username") == username
    assert page.input_value("#password") == ""
    page.keyboard.type(password)
    page.press("#password", "Enter")
    page.wait_for_url("**/can-bo/", timeout=60_000)


def test_a_citizen_follows_the_dossier_after_some_seconds(page: Page, committed: Database) -> None:
    code, secret = codes_of(ADossier())
    TRACK.allow(code, TRACK.amount * 2)
    TRACK_ALL.allow("", TRACK_ALL.amount * 2)
    page.goto(f"/tra-cuu?ma={code}")
    page.fill("#bi_mat", secret)
    page.click("main form button")
    looks_right(page)
    assert page.input_value("#ma") == code
    button = page.locator("main form button")
    expect(page.locator(".mc-work [role=status]")).to_have_text(
        "Đã kiểm tra xong. Ông/bà bấm nút một lần nữa.", timeout=60_000
    )
    expect(button).not_to_have_attribute("aria-disabled", "true")
    button.click()
    page.wait_for_url("**/tra-cuu/ho-so")
