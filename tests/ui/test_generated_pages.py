"""Generated pages as an administrator sees them: accessible, without errors, usable."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from harness.stage.page_examination import violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]

COVERED = """group => group.querySelector('.dropdown-menu').getBoundingClientRect().bottom
  > group.nextElementSibling.getBoundingClientRect().top"""
MENU = "header"
STAFF, POSTINGS, COMMUNES = "/can-bo/nhan-su", "/can-bo/vi-tri", "/can-bo/xa-phuong"


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(base_url=address, locale="vi-VN")
    page = context.new_page()
    page.set_default_timeout(10_000)
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: _note(message, complaints))
    yield page
    assert [url for url in asked if not url.startswith(address)] == []
    assert complaints == []
    context.close()


def _note(message: object, complaints: list[str]) -> None:
    text = getattr(message, "text", "")
    if "Content Security Policy" in text or "Uncaught" in text:
        complaints.append(text)


def sign_in(page: Page, who: tuple[str, str]) -> None:
    page.goto("/can-bo/dang-nhap")
    page.fill("#username", who[0])
    page.fill("#password", who[1])
    page.click("button[type=submit]")
    expect(page.locator("h1")).to_have_count(1)


def seen_once() -> Callable[[int], bool]:
    """Whether a text of this style is met for the first time: head and menu are on every page."""
    seen: set[int] = set()

    def is_new(style: int) -> bool:
        known = style in seen
        seen.add(style)
        return not known

    return is_new


def test_pages_have_no_violation(page: Page, administrator: tuple[str, str]) -> None:
    """At the width of a telephone; ``make city`` looks at every page at four widths."""
    is_new = seen_once()
    page.set_viewport_size({"width": 375, "height": 900})
    page.goto("/can-bo/dang-nhap")
    assert violations(page, is_new=is_new) == []
    sign_in(page, administrator)
    for path in (
        "/can-bo/",
        f"{COMMUNES}/list/",
        f"{COMMUNES}/list/?_flt_0_name=kim",
        f"{COMMUNES}/list/?_flt_0_name=zzz",
        f"{STAFF}/list/",
        f"{STAFF}/add",
        f"{POSTINGS}/add",
        "/can-bo/vai-tro/add",
        "/can-bo/thoi-han-cua-huyen/add",
        "/can-bo/noi-kham-ban-dau/add",
        "/can-bo/khong-co-trang-nay",
    ):
        page.goto(path)
        assert (path, violations(page, is_new=is_new)) == (path, [])
        assert page.locator("h1").count() == 1
    page.goto(f"{POSTINGS}/add")
    page.click("#model_form button[type=submit]")
    expect(page.locator(".mc-fielderr").nth(1)).to_be_visible()
    assert violations(page, is_new=is_new) == []
    page.goto(f"{STAFF}/list/")
    page.locator("a.mc-rowlink").first.click()
    assert violations(page, is_new=is_new) == []


def test_search_shows_what_narrows_the_list(page: Page, administrator: tuple[str, str]) -> None:
    sign_in(page, administrator)
    page.goto(f"{COMMUNES}/list/")
    page.locator("details.mc-fold > summary").click()
    page.get_by_role("search").locator("input[type=text]").first.fill("kim chung")
    page.locator(".mc-search button[type=submit]").click()
    expect(page.locator("tbody tr")).to_have_count(2)
    assert "_flt_0_code=&" not in page.url
    page.locator("a.mc-pill").click()
    expect(page.locator("tbody tr")).to_have_count(25)


def test_long_choice_is_searched_by_the_server(page: Page, administrator: tuple[str, str]) -> None:
    sign_in(page, administrator)
    page.goto(f"{POSTINGS}/add")
    page.locator("#unit").locator("xpath=preceding-sibling::input").fill("co loa")
    expect(page.locator("#unit option:checked")).to_have_text("Xã Cổ Loa")


def test_days_are_written_day_first(page: Page, administrator: tuple[str, str]) -> None:
    sign_in(page, administrator)
    page.goto(f"{POSTINGS}/add")
    day = page.locator("#during")
    expect(day).to_have_attribute("type", "text")
    day.fill("31/02/2016")
    page.locator("#title").fill("Công chức")
    page.click("#model_form button[type=submit]")
    expect(page.locator("#during-error")).to_be_visible()
    expect(day).to_have_value("31/02/2016")


def test_chosen_rows_are_counted_and_asked_about(
    page: Page, administrator: tuple[str, str]
) -> None:
    sign_in(page, administrator)
    page.goto(f"{POSTINGS}/list/")
    bar = page.locator(".mc-bulk")
    expect(bar).to_be_hidden()
    page.locator("[data-pick-all]").check()
    expect(bar).to_be_visible()
    bar.locator("button").first.click()
    dialog = page.locator("dialog[open]")
    expect(dialog).to_be_visible()
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert page.url.endswith("/list/")


def test_lists_on_a_record_are_tabs(page: Page, administrator: tuple[str, str]) -> None:
    sign_in(page, administrator)
    page.goto(f"{STAFF}/list/")
    page.locator("a.mc-rowlink").first.click()
    tabs = page.get_by_role("tab")
    expect(tabs).to_have_count(2)
    tabs.nth(0).press("ArrowRight")
    expect(page.locator("#PostingView tbody tr")).to_be_visible()
    expect(page.locator("#Home")).to_be_hidden()


def test_menu_opens_by_keyboard(page: Page, administrator: tuple[str, str]) -> None:
    sign_in(page, administrator)
    toggle = page.locator(".navbar-nav .dropdown-toggle").first
    toggle.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".dropdown.open .dropdown-menu a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(toggle).to_be_focused()
    expect(toggle).to_have_attribute("aria-expanded", "false")


@pytest.mark.parametrize("width", [375, 768])
def test_opened_group_is_readable(page: Page, administrator: tuple[str, str], width: int) -> None:
    """Each entry in its normal state, hovered and focused; also the current one."""
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, administrator)
    page.goto(f"{STAFF}/list/")
    page.locator(".navbar-toggle").click()
    page.locator(".navbar-nav .dropdown.active > .dropdown-toggle").click()
    assert violations(page) == []
    entries = page.locator(".dropdown.open .dropdown-menu a")
    expect(page.locator(".dropdown.open .dropdown-menu .active > a")).to_be_visible()
    for entry in entries.all():
        entry.hover()
        assert violations(page, MENU) == []
        page.mouse.move(0, 0)
        entry.focus()
        assert violations(page, MENU) == []
    group = page.locator(".dropdown.open")
    assert group.evaluate(COVERED) is False, "an opened group covers the next one"
