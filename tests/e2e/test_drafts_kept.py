"""A closed browser, lost codes and a second window lose nothing of a draft."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from harness.stage import family
from harness.stage.live import Live
from harness.stage.person import Person
from tests.e2e.conftest import Arrive
from tests.e2e.test_code_recovery import codes_sent, message, type_digits

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def first_page(citizen: Person, phone: str) -> None:
    """The first page of the declaration, filled in."""
    for name, word in family.answers(phone).items():
        citizen.fill(name, word)


def test_a_closed_browser_and_lost_codes_lose_nothing(somebody: Arrive, live: Live) -> None:
    citizen = somebody(width=375)
    family.find_the_form(citizen)
    phone, before = "0987 651 234", codes_sent(live)
    first_page(citizen, phone)
    citizen.page.check("#giu_tren_may", force=True)
    citizen.press(citizen.page.locator(family.GO_ON).first)
    second = citizen.path
    context = citizen.page.context
    for each in context.cookies():
        if each.get("expires", -1) < 0:
            context.clear_cookies(name=each["name"])
    citizen.open("/")
    citizen.press("a[href='/nop-ho-so/khai']")
    assert citizen.path == second

    elsewhere = somebody(width=375, javascript=False)
    elsewhere.open(second, status=404)
    elsewhere.press("a.govuk-button[href='/nop-ho-so/lam-tiep']")
    elsewhere.press("a[href='/nop-ho-so/quen-ma']")
    elsewhere.page.fill("#ma", phone)
    elsewhere.press("main form button[type=submit]")
    type_digits(elsewhere, message(live, before + 1))
    assert elsewhere.path == second
    with live.database.connect() as sent:
        told = "select text from sandbox_message x join message m on m.id = x.message_id"
        where = " where m.template = 'asked/draft_kept' order by x.at desc limit 1"
        ((text,),) = sent.execute(told + where).fetchall()
    code = re.findall(r"[0-9A-Z]{5}-[0-9A-Z]{5}", text)[0]
    elsewhere.sees(code)


def test_the_older_of_two_windows_is_told_and_keeps_what_was_typed(somebody: Arrive) -> None:
    citizen = somebody(width=375)
    family.find_the_form(citizen)
    first_page(citizen, "0912 345 678")
    citizen.press(citizen.page.locator(family.GO_ON).first)
    citizen.page.go_back()
    address = citizen.page.url
    newer = citizen.page.context.new_page()
    newer.goto(address)
    newer.fill("[name=applicant_phone]", "0987651235")
    newer.click(family.GO_ON)
    newer.wait_for_url(lambda url: url != address)
    expect(citizen.page.locator("[data-saved]")).to_have_attribute("data-state", "failed")
    citizen.page.fill("[name=applicant_name]", "Nguyễn Thị Cửa Sổ")
    citizen.press(citizen.page.locator(family.GO_ON).first)
    citizen.sees("Cửa sổ kia đã lưu")
    told = citizen.page.locator(".govuk-error-summary").inner_text()
    assert "0987651235" in "".join(told.split())
    assert citizen.page.input_value("[name=applicant_name]") == "Nguyễn Thị Cửa Sổ"
