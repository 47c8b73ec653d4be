"""The page of a dossier in the browser: what is in view, and the documents beside the answers."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from app.dossiers.workflow import State
from tests.e2e.conftest import Arrive, Figure, Standing
from tests.e2e.office import DESK

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDE, NARROW = (1280, 800), (375, 812)
WIDER = "narrow => document.querySelector('[data-picture]').width > narrow"
SCREENS = {WIDE: 2, NARROW: 5}
FIRST = """() => [...document.querySelectorAll('main .btn-primary')]
  .filter(each => each.getClientRects().length)
  .map(each => each.getBoundingClientRect().bottom)"""
TABS_AT_MOST = 150
DRAWN = """() => {
  const sheet = document.querySelector("[data-sheet]");
  const blank = document.createElement("canvas");
  [blank.width, blank.height] = [sheet.width, sheet.height];
  return sheet.width > 200 && sheet.toDataURL() !== blank.toDataURL();
}"""
BLURRED = "Ảnh mờ, không đọc được số"


def tab_to(page: Page, selector: str) -> None:
    """Go on by the tab key until this has the focus."""
    for _step in range(TABS_AT_MOST):
        page.keyboard.press("Tab")
        if page.evaluate("which => document.activeElement.matches(which)", selector):
            return
    raise AssertionError(selector)


MOTHERS = {
    State.SUBMITTED: "Đoàn Thị Mẫu Oanh",
    State.AT_AGENCIES: "Khuất Thị Mẫu Lệ",
    State.READY: "Vũ Thị Mẫu Thư",
}
"""No dossier of another journey is like theirs, so no banner of duplicates stands on top."""


@pytest.mark.parametrize("state", MOTHERS)
def test_a_linked_birth_fits_two_screens_and_five_of_a_phone(
    somebody: Arrive, standing: Standing, figure: Figure, state: State
) -> None:
    mother = MOTHERS[state]
    dossier, _receipt = standing(
        state,
        child_name=f"Ngô Mẫu {mother.rsplit(' ', 1)[1]}",
        applicant_name=mother,
        applicant_id=f"0319{list(MOTHERS).index(state):05d}",
    )
    address = f"{DESK}/ho-so/{dossier.id}"
    for width, height in (WIDE, NARROW):
        officer = somebody("motcua.kimchung", width=width)
        officer.page.set_viewport_size({"width": width, "height": height})
        officer.page.goto(address)  # nothing is unfolded yet
        long = officer.page.evaluate("document.documentElement.scrollHeight")
        figure(f"dossier_page_{state}_{width}: {long}")
        assert long <= SCREENS[width, height] * height
        first = officer.page.evaluate(FIRST)
        assert len(first) == (state is not State.AT_AGENCIES)
        assert all(bottom <= height for bottom in first)


def test_an_officer_examines_a_document_by_keyboard_alone(
    somebody: Arrive, standing: Standing
) -> None:
    dossier, _receipt = standing(State.SUBMITTED)
    officer = somebody("motcua.kimchung")
    officer.open(f"{DESK}/ho-so/{dossier.id}")
    page, keys = officer.page, officer.page.keyboard
    name = page.locator("[data-name]")
    before = name.inner_text()
    keys.press("ArrowRight")
    expect(name).not_to_have_text(before)
    tab_to(page, ".mc-jump a[href='#giay']")
    keys.press("Enter")
    tab_to(page, "[data-view]")
    before = name.inner_text()
    keys.press("ArrowRight")
    expect(name).not_to_have_text(before)
    keys.press("ArrowLeft")
    expect(name).to_have_text(before)
    picture = page.locator("[data-picture]")
    picture.evaluate("each => each.decode()")
    narrow = picture.evaluate("each => each.width")
    keys.press("+")
    page.wait_for_function(WIDER, arg=narrow)
    keys.press("-")
    keys.press("r")
    assert "rotate(90deg)" in picture.evaluate("each => each.style.transform")
    officer.examine()
    tab_to(page, "[name=note]")
    paper = page.evaluate("document.activeElement.closest('li').querySelector('a').textContent")
    keys.type(BLURRED)
    with page.expect_navigation():
        keys.press("Enter")
    officer.examine()
    officer.sees("1 giấy tờ chưa đạt")
    page.evaluate("document.querySelector('.mc-jump a[href=\"#giay\"]').focus()")
    tab_to(page, "a[href$='/ask-supplement']")
    with page.expect_navigation():
        keys.press("Enter")
    officer.examine()
    assert officer.path.endswith("/ask-supplement")
    line = page.locator(".mc-item").first
    assert line.locator("select").evaluate("each => each.selectedOptions[0].text") == paper
    assert line.locator("input").first.input_value() == BLURRED
    assert paper in line.locator("input").nth(1).input_value()


def test_a_pdf_is_drawn_in_the_page(somebody: Arrive, standing: Standing) -> None:
    dossier, _receipt = standing(State.READY)
    officer = somebody("tuphap.kimchung")
    officer.open(f"{DESK}/ho-so/{dossier.id}")
    page = officer.page
    page.locator("a[data-open=pdf]").first.click()
    expect(page.locator("[data-sheet]")).to_be_visible()
    expect(page.locator("[data-name]")).not_to_have_text("")
    for _try in range(TABS_AT_MOST):
        if page.evaluate(DRAWN):
            break
        page.wait_for_timeout(100)
    assert page.evaluate(DRAWN)
    officer.examine()


def test_the_parts_are_tabs_on_a_phone_without_script(somebody: Arrive, standing: Standing) -> None:
    dossier, _receipt = standing(State.SUBMITTED)
    officer = somebody("motcua.kimchung", width=375, javascript=False)
    officer.page.goto(f"{DESK}/ho-so/{dossier.id}")
    parts = ["khai", "giay", "xu-ly", "nhat-ky"]
    for shown in parts:
        if shown != "khai":
            officer.page.locator(f".mc-jump a[href='#{shown}']").click()
        seen = [part for part in parts if officer.page.locator(f"#{part}").is_visible()]
        assert seen == [shown]
