"""Opens stored files in Chromium, in every way a browser has, and observes what happens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import unquote

from playwright.sync_api import BrowserContext, Dialog, Error, Page, Route, sync_playwright

from harness.crash.citizens import COOKIE
from harness.malicious_files.senders import Kept
from harness.stage.hostile_files.canary import HTML, SVG
from harness.stage.live import CHROMIUM, QUIET

PATIENCE_MS = 4000
SETTLE_MS = 120
HOST = "/__host"
EVERY_WAY = """<!doctype html><body><img src="{0}"><iframe src="{0}"></iframe><embed src="{0}">
<object data="{0}"></object><script src="{0}"></script><link rel="stylesheet" href="{0}">
<video src="{0}"></video><svg><image href="{0}"/></svg></body>"""
RAN = (
    "() => { try { return !!(window.__ran || window.top.__ran) } catch { return !!window.__ran } }"
)


class Observed:
    """A browser session that records everything a file should not be able to do."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self.context, self.origin = context, origin
        self.deeds: list[str] = []
        self.pages: dict[str, tuple[str, bytes]] = {}
        context.set_default_timeout(PATIENCE_MS)
        context.route("**/*", self._go)
        context.on("page", self._watch)

    def open(self, address: str) -> None:
        """Open the URL, wait a moment, check whether anything ran, and close everything."""
        page = self.context.new_page()
        with suppress(Error):  # a download is no page
            page.goto(address, wait_until="load")
        with suppress(Error):
            page.wait_for_timeout(SETTLE_MS)
            for frame in page.frames:
                if frame.evaluate(RAN):
                    self.deeds.append("a script ran")
        page.close()

    def _watch(self, page: Page) -> None:
        page.on("dialog", self._dismiss)

    def _dismiss(self, dialog: Dialog) -> None:
        self.deeds.append("a dialog")
        dialog.dismiss()

    def _go(self, route: Route) -> None:
        address = route.request.url
        own = self.pages.get(address.removeprefix(self.origin))
        if own is not None:
            route.fulfill(content_type=own[0], body=own[1])
        elif address.startswith((self.origin, "file:", "data:", "chrome", "about:", "blob:")):
            route.continue_()
        else:
            self.deeds.append(f"asked for {address}")
            route.abort()


def ran(address: str, kept: Sequence[Kept], store: Path, folder: Path) -> tuple[list[int], int]:
    """Numbers of the stored files that did anything; and how many of two control pages did."""
    guilty = []
    with _observed(address) as observed:
        for n, file in enumerate(kept):
            observed.deeds.clear()
            _as_its_sender(observed, file)
            saved = folder / f"{n}-{_saved_name(observed, file)}"
            saved.write_bytes((store / file.storage_key[:2] / file.storage_key).read_bytes())
            observed.open(saved.as_uri())
            if observed.deeds:
                guilty.append(n)
        return guilty, _control(observed)


def _as_its_sender(observed: Observed, file: Kept) -> None:
    host = observed.origin
    observed.context.clear_cookies()
    observed.context.add_cookies([{"name": COOKIE, "value": file.session, "url": host}])
    address = f"{host}/nop-ho-so/giay-to/{file.paper}"
    observed.pages = {HOST: ("text/html", EVERY_WAY.format(address).encode())}
    observed.open(address)
    observed.open(host + HOST)


def _saved_name(observed: Observed, file: Kept) -> str:
    """The name under which a browser saves the file; one line, and no folder."""
    answer = observed.context.request.get(f"{observed.origin}/nop-ho-so/giay-to/{file.paper}")
    said = answer.headers["content-disposition"]
    name = unquote(said.rpartition("''")[2])
    if "\n" in said or "/" in name or answer.headers["x-content-type-options"] != "nosniff":
        observed.deeds.append(f"headers: {said}")
    return name[-60:]


def _control(observed: Observed) -> int:
    """The same observer detects what runs where nothing is protected."""
    found = 0
    for kind, content in (("text/html", HTML), ("image/svg+xml", SVG)):
        observed.deeds.clear()
        observed.pages = {HOST: (kind, content)}
        observed.open(observed.origin + HOST)
        found += bool(observed.deeds)
    return found


@contextmanager
def _observed(address: str) -> Iterator[Observed]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET.split())
        yield Observed(browser.new_context(), address)
        browser.close()
