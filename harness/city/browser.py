"""The pages of a walk in Chromium: wide and on a telephone, and with everything opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from playwright.sync_api import Error as BrowserError

from harness.city.findings import Kind, Report
from harness.city.visitor import Account
from harness.city.walk import Stop
from harness.page_examination import EVERYTHING, is_too_wide, shape, violations
from tests.live import AT_HOME, CHROMIUM, QUIET

WIDE, NARROW = 1280, 375
WIDTHS = (WIDE, NARROW)
TABLETS = (1024, 768)
"""Where one page of each address must not scroll sideways either."""
HIGH = 900
AT_ONCE = 2
"""One browser for each core."""
TIMEOUT_MS = 20_000
GONE = 404
"""Who had not signed in yet has done so since the walk: a finding of the walk, if it is one."""
HEADER = "header"
OPEN_ALL = """() => {
  document.querySelectorAll('details').forEach(each => { each.open = true; });
  const row = document.querySelector('input[name=rowid]');
  if (row && !row.checked) row.click();
}"""
"""Folded parts, and the bar that shows when a row is chosen."""
ASKED_FIRST, KEYS = "main button[data-confirm]:visible", "[data-shortcuts]"
"""What a dialog asks about, and what shows that a page is used by keys, told under "?"."""
Sessions = Mapping[Account, Mapping[str, str]]


def visit(host: str, stops: list[Stop], sessions: Sessions) -> Report:
    """Look at one page of each kind; in two browsers, each with half of the addresses.

    Pages of one address mostly have one shape: whoever has seen it need not examine it again.
    """
    rules = list(dict.fromkeys(stop.kind[0] for stop in stops))
    shares = [[stop for stop in stops if stop.kind[0] in rules[n::AT_ONCE]] for n in range(AT_ONCE)]
    report = Report()
    with ProcessPoolExecutor(AT_ONCE) as pool:
        for found in pool.map(partial(look_at, host, sessions=sessions), shares):
            report.merge(found)
    return report


def look_at(host: str, stops: list[Stop], sessions: Sessions) -> Report:
    """One browser, a session for each account, without script too for the citizen."""
    eyes = Eyes(host, sessions, Report())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*QUIET.split(), AT_HOME]
        )
        for account, theirs in groupby(stops, lambda stop: stop.account):
            pages = list(theirs)
            eyes.go_through(browser, account, pages)
            if not account.role:
                eyes.go_through(browser, account, pages, scripted=False)
        browser.close()
    return eyes.report


@dataclass
class Eyes:
    """What has been seen so far, so that no shape is examined twice at a width."""

    host: str
    sessions: Sessions
    report: Report
    _known: set[tuple[Any, ...]] = field(default_factory=set)

    def go_through(
        self, browser: Browser, account: Account, stops: list[Stop], *, scripted: bool = True
    ) -> None:
        """All pages of one account, each at both widths."""
        context = self._session(browser, account, scripted=scripted)
        page = context.new_page()
        said: list[str] = []
        page.on("console", partial(_listen, said))
        page.on("pageerror", lambda error: said.append(str(error)))
        for stop in stops:
            said.clear()
            for kind, what in self._seen(page, stop, said, scripted=scripted):
                self.report.add(kind, stop.address, account, what, rule=stop.kind[0])
            for each in said:
                told = f"script: {each}"
                self.report.add(Kind.LOG_ERROR, stop.address, account, told, rule=stop.kind[0])
        context.close()

    def _seen(
        self, page: Page, stop: Stop, said: list[str], *, scripted: bool
    ) -> Iterator[tuple[Kind, str]]:
        self.report.pages += 1
        without = "" if scripted else " without script"
        try:
            page.set_viewport_size({"width": WIDE, "height": HIGH})
            answer = page.goto(stop.address)
            if answer is not None and answer.status == GONE:
                said.clear()
                return
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": HIGH})
                for kind, what in self._faults(page, width, scripted=scripted):
                    yield kind, f"{what} at {width}{without}"
            for width in TABLETS:
                if self._is_new(width, stop.kind[0]):
                    page.set_viewport_size({"width": width, "height": HIGH})
                    if is_too_wide(page):
                        yield Kind.OVERFLOW, f"scrolls sideways at {width}{without}"
        except BrowserError as error:
            yield Kind.LOG_ERROR, f"cannot be used{without}: {error}"

    def _session(self, browser: Browser, account: Account, *, scripted: bool) -> BrowserContext:
        context = browser.new_context(
            base_url=self.host,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            java_script_enabled=scripted,
        )
        context.set_default_timeout(TIMEOUT_MS)
        context.add_cookies(
            [
                {"name": name, "value": value, "url": self.host}
                for name, value in self.sessions[account].items()
            ]
        )
        return context

    def _faults(self, page: Page, width: int, *, scripted: bool) -> Iterator[tuple[Kind, str]]:
        was_wide = is_too_wide(page)
        if was_wide:
            yield Kind.OVERFLOW, "scrolls sideways"
        if scripted:
            opened = self._opened(page, width)
            yield from (each for each in opened if each[0] is not Kind.OVERFLOW or not was_wide)

    def _opened(self, page: Page, width: int) -> Iterator[tuple[Kind, str]]:
        """What is wrong with folded parts, tabs, menus and dialogs when they are opened."""
        page.evaluate(OPEN_ALL)
        yield from self._examined(page, width)
        for tab in page.locator("main [role=tab][aria-selected=false]").all():
            tab.click()
            yield from self._examined(page, width)
        yield from self._menus(page, width)
        yield from self._dialogs(page, width)

    def _menus(self, page: Page, width: int) -> Iterator[tuple[Kind, str]]:
        """Each group of the menu, opened alone: on a wide screen they cover one another."""
        if not self._is_new(width, shape(page, HEADER)):
            return
        folded = page.locator(f"{HEADER} .navbar-toggle:visible")
        if folded.count():
            folded.click()
        for group in page.locator(f"{HEADER} .dropdown-toggle:visible").all():
            group.click()
            name = " ".join(group.inner_text().split())
            yield from _told(page, HEADER, f"menu “{name}” opened")
            group.click()
        if folded.count():
            folded.click()

    def _dialogs(self, page: Page, width: int) -> Iterator[tuple[Kind, str]]:
        openers: dict[str, Callable[[], None]] = {
            ASKED_FIRST: lambda: page.locator(ASKED_FIRST).first.dispatch_event("click"),
            KEYS: lambda: page.locator("main").press("?"),
        }
        for opener, open_it in openers.items():
            if page.locator(opener).count() and self._is_new(width, opener):
                open_it()
                page.locator("dialog[open]").wait_for()
                yield from _told(page, "dialog[open]", f"dialog of {opener}")
                page.keyboard.press("Escape")

    def _examined(self, page: Page, width: int) -> Iterator[tuple[Kind, str]]:
        """The whole page, unless its content has been seen under the menu of another role."""
        if self._is_new(width, shape(page, "main")):
            yield from _told(page, EVERYTHING, "opened")

    def _is_new(self, *key: Any) -> bool:
        is_new = key not in self._known
        self._known.add(key)
        return is_new


def _told(page: Page, within: str, state: str) -> Iterator[tuple[Kind, str]]:
    for rule, nodes in violations(page, within):
        kind = Kind.AXE if nodes else Kind.OVERFLOW
        yield kind, f"{rule} ({state}) {' '.join(nodes)}".strip()


def _listen(said: list[str], message: ConsoleMessage) -> None:
    if message.type in {"error", "warning"}:
        said.append(message.text)
