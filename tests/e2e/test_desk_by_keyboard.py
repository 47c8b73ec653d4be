"""The desk enters a birth without a mouse, and nothing of one citizen is left for the next."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from harness.stage.keyboard import CHILD, FATHER, MOST, MOTHER, enter_a_birth
from tests.e2e.conftest import Arrive, Figure
from tests.e2e.office import DESK

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DOOR = f"{DESK}/nhap/"
VALUES = "() => [...document.querySelectorAll('main :is(input, select)')].map(each => each.value)"


def begin(page: Page, procedure: str) -> None:
    """From the sign-in to the one page."""
    page.select_option("#procedure", procedure)
    page.check("#channel-0")
    page.fill("#evidence", "có mặt")
    with page.expect_navigation():
        page.click("[data-last]")


def test_a_birth_is_entered_by_keyboard_and_then_a_new_citizen_comes(
    somebody: Arrive, figure: Figure
) -> None:
    officer = somebody("motcua.kimchung")
    officer.open(f"{DESK}/")
    keys = enter_a_birth(officer.page)
    officer.examine()
    figure(f"desk_keystrokes: {keys}")
    assert keys <= MOST
    before = (CHILD, MOTHER, FATHER, "012345679", officer.page.locator(".mc-secret").inner_text())
    with officer.page.expect_navigation():
        officer.page.keyboard.press("Alt+n")
    assert officer.path == DOOR
    officer.does_not_see(*before)
    for _step in range(3):
        officer.page.go_back()
        officer.does_not_see(*before)
    begin(officer.page, "2.001023")
    officer.examine()
    officer.does_not_see(*before)
    assert {*before}.isdisjoint(officer.page.evaluate(VALUES))


def test_the_page_says_whether_it_is_kept(somebody: Arrive) -> None:
    officer = somebody("motcua.kimchung", width=375)
    officer.open(DOOR)
    begin(officer.page, "1.001193")
    officer.examine()
    told = officer.page.locator("[data-saved]")
    officer.page.fill("#child_name", CHILD)
    expect(told).to_contain_text("Chưa lưu: ")
    expect(told).to_contain_text("Đã lưu lúc")
    officer.page.context.set_offline(True)
    officer.page.fill("#father_name", FATHER)
    expect(told).to_contain_text("Chưa lưu được")
    officer.page.context.set_offline(False)
    officer._complaints.clear()
    officer.press("[data-last]")
    assert officer.page.input_value("#father_name") == FATHER
    assert officer.page.locator(".mc-errors").is_visible()
