"""The pages of a walk in Chromium: wide and on a telephone, and with everything opened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page
from playwright.sync_api import Error as BrowserError

from harness.city.findings import Kind, Report
from harness.city.walk import Stop
from harness.stage.live import chromium
from harness.stage.page_examination import (
    EVERYTHING,
    OF_WIDTH,
    RULES,
    SCROLLS_SIDEWAYS,
    SHAPE,
    is_too_wide,
    shape,
    shape_of,
    violations,
)
from harness.stage.visitor import Account

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
TABS = "main [role=tab][aria-selected=false]"
ASKED_FIRST, KEYS = "main button[data-confirm]", "[data-shortcuts]"
"""What a dialog asks about, and what shows that a page is used by keys, told under "?"."""
OPEN_ALL = f"""() => {{
  const shape = {SHAPE}, first = words => document.querySelector(words);
  const wide = {SCROLLS_SIDEWAYS};
  document.querySelectorAll('details').forEach(each => {{ each.open = true; }});
  const row = first('input[name=rowid]');
  if (row && !row.checked) row.click();
  const has = words => [...document.querySelectorAll(words)].some(each => each.offsetParent);
  return {{
    wide, tabs: has('{TABS}'), asks: has('{ASKED_FIRST}'), keys: !!first('{KEYS}'),
    header: shape(first('{HEADER}') || document.body), main: shape(first('main') || document.body),
  }};
}}"""
"""Opens folded parts and the bar that shows when a row is chosen; tells what else is there. All at
once: each question to the browser takes as long as its answer."""
Sessions = Mapping[Account, Mapping[str, str]]


def shares(stops: list[Stop]) -> list[list[Stop]]:
    """The pages for two browsers, each with all pages of an address and as many as the other.

    Pages of one address mostly have one shape: whoever has seen it need not examine it again.
    """
    sizes = [0] * AT_ONCE
    whose: dict[str, int] = {}
    for rule, pages in Counter(stop.kind[0] for stop in stops).most_common():
        whose[rule] = sizes.index(min(sizes))
        sizes[whose[rule]] += pages
    return [[stop for stop in stops if whose[stop.kind[0]] == n] for n in range(AT_ONCE)]


def look_at(host: str, stops: list[Stop], sessions: Sessions) -> Report:
    """One browser, a session for each account, without script too for the citizen."""
    with chromium() as running:
        eyes = Eyes(running, host, sessions, Report())
        for account, theirs in groupby(stops, lambda stop: stop.account):
            pages = list(theirs)
            eyes.go_through(account, pages)
            if not account.role:
                eyes.go_through(account, pages, scripted=False)
    return eyes.report


@dataclass
class Eyes:
    """What has been seen so far, so that no shape is examined twice at a width."""

    running: Callable[[], Browser]
    """The browser, or a new one when it has died."""
    host: str
    sessions: Sessions
    report: Report
    _known: set[tuple[Any, ...]] = field(default_factory=set)

    def go_through(self, account: Account, stops: list[Stop], *, scripted: bool = True) -> None:
        """All pages of one account, each at both widths."""
        said: list[str] = []
        browser, page = self._tab(account, said, scripted=scripted)
        for stop in stops:
            faults = list(self._seen(page, stop, said, scripted=scripted))
            if not browser.is_connected():  # it died by itself, or a page kills the next one too
                browser, page = self._tab(account, said, scripted=scripted)
                faults = list(self._seen(page, stop, said, scripted=scripted))
            for kind, what in faults:
                self.report.add(kind, stop.address, account, what, rule=stop.kind[0])
            for each in said:
                told = f"script: {each}"
                self.report.add(Kind.LOG_ERROR, stop.address, account, told, rule=stop.kind[0])
        page.context.close()

    def _tab(self, account: Account, said: list[str], *, scripted: bool) -> tuple[Browser, Page]:
        browser = self.running()
        page = self._session(browser, account, scripted=scripted).new_page()
        page.on("console", partial(_listen, said))
        page.on("pageerror", lambda error: said.append(str(error)))
        return browser, page

    def _seen(
        self, page: Page, stop: Stop, said: list[str], *, scripted: bool
    ) -> Iterator[tuple[Kind, str]]:
        said.clear()
        self.report.pages += 1
        without = "" if scripted else " without script"
        try:
            answer = page.goto(stop.address)
            if answer is not None and answer.status == GONE:
                said.clear()
                return
            # begin as the last page ended: each change of the width draws the page anew
            now = page.viewport_size["width"] if page.viewport_size else WIDE
            for width in (now, *(each for each in WIDTHS if each != now)):
                self._widen(page, width)
                for kind, what in self._faults(page, width, scripted=scripted):
                    yield kind, f"{what} at {width}{without}"
            tablets = [width for width in TABLETS if self._is_new(width, stop.kind[0])]
            for width in tablets:
                self._widen(page, width)
                if is_too_wide(page):
                    yield Kind.OVERFLOW, f"scrolls sideways at {width}{without}"
            if tablets:
                self._widen(page, WIDE)
        except BrowserError as error:
            yield Kind.LOG_ERROR, f"cannot be used{without}: {error}"

    def _widen(self, page: Page, width: int) -> None:
        if page.viewport_size != {"width": width, "height": HIGH}:
            page.set_viewport_size({"width": width, "height": HIGH})

    def _session(self, browser: Browser, account: Account, *, scripted: bool) -> BrowserContext:
        context = browser.new_context(
            base_url=self.host,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            java_script_enabled=scripted,
            viewport={"width": WIDE, "height": HIGH},
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
        if not scripted:
            if is_too_wide(page):
                yield Kind.OVERFLOW, "scrolls sideways"
            return
        there = page.evaluate(OPEN_ALL)
        if there["wide"]:
            yield Kind.OVERFLOW, "scrolls sideways"
        for fault in self._opened(page, width, there):
            if fault[0] is not Kind.OVERFLOW or not there["wide"]:
                yield fault

    def _opened(
        self, page: Page, width: int, there: Mapping[str, Any]
    ) -> Iterator[tuple[Kind, str]]:
        """What is wrong with folded parts, tabs, menus and dialogs when they are opened.

        A content that has been seen under the menu of another role is not examined again.
        """
        yield from self._examined(page, width, there["main"])
        for tab in page.locator(TABS).all() if there["tabs"] else ():
            tab.click()
            yield from self._examined(page, width, shape(page, "main"))
        if self._is_new(width, there["header"]):
            yield from self._menus(page, width)
        yield from self._dialogs(page, width, there)

    def _examined(self, page: Page, width: int, looks: str) -> Iterator[tuple[Kind, str]]:
        rules = RULES if self._is_new(looks) else OF_WIDTH
        if self._is_new(width, looks):
            yield from self._told(page, width, EVERYTHING, "opened", rules)

    def _menus(self, page: Page, width: int) -> Iterator[tuple[Kind, str]]:
        """Each group of the menu, opened alone: on a wide screen they cover one another."""
        folded = page.locator(f"{HEADER} .navbar-toggle:visible")
        if folded.count():
            folded.click()
        for group in page.locator(f"{HEADER} .dropdown-toggle:visible").all():
            if self._is_new(width, shape_of(group.locator(".."))):
                group.click()
                name = " ".join(group.inner_text().split())
                yield from self._told(page, width, HEADER, f"menu “{name}” opened")
                group.click()
        if folded.count():
            folded.click()

    def _dialogs(
        self, page: Page, width: int, there: Mapping[str, Any]
    ) -> Iterator[tuple[Kind, str]]:
        asked = page.locator(f"{ASKED_FIRST}:visible").first
        openers: dict[str, Callable[[], None]] = {
            "asks": lambda: asked.dispatch_event("click"),
            "keys": lambda: page.locator("main").press("?"),
        }
        for opener, open_it in openers.items():
            if there[opener] and self._is_new(width, opener):
                open_it()
                page.locator("dialog[open]").wait_for()
                yield from self._told(page, width, "dialog[open]", f"dialog that {opener}")
                page.keyboard.press("Escape")

    def _told(
        self, page: Page, width: int, within: str, state: str, rules: Sequence[str] = RULES
    ) -> Iterator[tuple[Kind, str]]:
        for rule, nodes in violations(page, within, partial(self._is_new, width), rules):
            kind = Kind.AXE if nodes else Kind.OVERFLOW
            yield kind, f"{rule} ({state}) {' '.join(nodes)}".strip()

    def _is_new(self, *key: Any) -> bool:
        is_new = key not in self._known
        self._known.add(key)
        return is_new


def _listen(said: list[str], message: ConsoleMessage) -> None:
    if message.type in {"error", "warning"}:
        said.append(message.text)
