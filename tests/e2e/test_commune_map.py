"""The map of communes by keyboard, without script, and in forced colours."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from harness.stage.person import Person
from tests.e2e.conftest import Arrive

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MAP = "/can-bo/ban-do/?chi_tieu=tiep-nhan&tu=2016-11&den=2016-12"
DISTRICT = f"{MAP}&huyen=017"
COMMUNES, OF_DISTRICT = 416, 24
AT = """() => {
  const at = document.activeElement, told = name => at.getAttribute(name) || '';
  return [at.localName, told('role'), told('aria-label'), told('href').split('#c')[1]];
}"""
"""What has the focus, as it is announced, and the code of its commune."""
REACHED = """() => {
  const all = document.querySelectorAll('svg[data-map] a use'), found = new Set([all[0]]);
  for (const from of found) for (const key of ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight']) {
    from.focus();
    from.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
    found.add(document.activeElement);
  }
  return found.size;
}"""
SHAPES = """() => Object.fromEntries([...document.querySelectorAll('svg[data-map] a use')].map(
  each => [each.getAttribute('href').split('#c')[1], each.textContent]))"""
ROWS = """() => Object.fromEntries([...document.querySelectorAll('tr[id^=x]')].map(
  each => [each.id.slice(1), `${each.cells[0].innerText}: ${each.cells[2].innerText}`]))"""
FILLS = """() => [...document.querySelectorAll('.mc-map__legend rect')].map(
  each => getComputedStyle(each).fill)"""


def focused(page: Page) -> tuple[str, str]:
    """What is announced of the commune with the focus, and its code."""
    element, role, announced, code = page.evaluate(AT)
    assert (element, role) == ("use", "link")
    return announced, code


def to_the_map(person: Person, address: str) -> Page:
    """Open the map, and go on by the Tab key from the button before it."""
    person.open(address)
    person.page.locator(".mc-tools-bar button").focus()
    person.page.keyboard.press("Tab")
    return person.page


def test_the_map_is_one_stop_and_arrows_lead_from_commune_to_commune(somebody: Arrive) -> None:
    page = to_the_map(somebody("sotuphap"), MAP)
    first, _code = focused(page)
    page.keyboard.press("Tab")
    assert page.evaluate("!document.activeElement.closest('svg')")
    page.keyboard.press("Shift+Tab")
    assert focused(page)[0] == first
    page.keyboard.press("ArrowDown")
    further, _code = focused(page)
    assert further != first
    expect(page.locator("[data-map-said]")).to_contain_text(further)
    page.keyboard.press("ArrowUp")
    assert focused(page)[0] != further
    assert page.evaluate(REACHED) == COMMUNES


def test_enter_opens_the_figures_of_a_commune_and_escape_leads_back(somebody: Arrive) -> None:
    leader = somebody("sotuphap")
    page = to_the_map(leader, MAP)
    page.keyboard.press("ArrowDown")
    announced, code = focused(page)
    name = announced.partition(":")[0]
    with page.expect_navigation():
        page.keyboard.press("Enter")
    line = page.locator(f"#x{code} a")
    expect(line).to_be_focused()
    expect(line).to_have_text(name)
    leader.examine()
    page.keyboard.press("Escape")
    assert focused(page) == (announced, code)
    page.keyboard.press("Enter")
    expect(line).to_be_focused()
    page.keyboard.press("Escape")
    with page.expect_navigation():
        page.keyboard.press("Escape")
    assert "huyen=" not in page.url
    expect(page.locator(f"a use[href$='#c{code}']")).to_be_focused()
    assert focused(page) == (announced, code)
    page.goto(DISTRICT)
    page.locator("tr[id^=x] a").first.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    leader.sees("tình hình giải quyết hồ sơ")


def test_a_district_is_walked_through_by_its_own_leader(somebody: Arrive) -> None:
    page = to_the_map(somebody("lanhdao.donganh", width=375), MAP)
    assert page.evaluate(REACHED) == OF_DISTRICT
    address = page.url
    page.keyboard.press("Escape")
    assert page.url == address


def test_without_script_links_and_the_table_say_the_same(somebody: Arrive) -> None:
    leader = somebody("sotuphap", javascript=False)
    leader.open(MAP)
    assert leader.page.locator("svg[data-map] a[aria-label]").count() == 18
    expect(leader.page.locator("[data-map-said] span")).to_be_hidden()
    leader.open(DISTRICT)
    shapes, rows = leader.page.evaluate(SHAPES), leader.page.evaluate(ROWS)
    assert len(rows) == OF_DISTRICT
    assert rows == shapes
    leader.press(leader.page.locator("tr[id^=x] a", has_text="Xã Kim Chung"))
    leader.sees("Xã Kim Chung: tình hình giải quyết hồ sơ")


def test_in_forced_colours_each_step_has_its_pattern(somebody: Arrive) -> None:
    page = to_the_map(somebody("sotuphap"), f"{MAP}&huyen=271")
    page.emulate_media(forced_colors="active")
    fills = page.evaluate(FILLS)
    patterns = [each for each in fills if each.startswith("url")]
    assert len(fills) == len({*fills})
    assert len(patterns) >= len(fills) - 1 > 0  # none for what has nothing
    ring = page.evaluate("getComputedStyle(document.querySelector('.mc-map__ring')).stroke")
    around = page.evaluate("getComputedStyle(document.querySelector('.mc-map__lines use')).stroke")
    assert ring not in {"none", around}
