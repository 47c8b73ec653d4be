"""What people do, request by request: signing in, filling in and sending, accepting, looking up."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from app.kernel.files.confined import AGAIN_AFTER_SECONDS
from demo.people import PASSWORD
from harness.crash.citizens import CHECK, CODE, COOKIE, PAPERS, RECEIPT, TOO_MANY, WANTED, multipart
from harness.load.people import Family, photos

PATIENCE_SECONDS = 60
DESK, LIST = "/can-bo/mot-cua/", "/can-bo/ho-so/list/"
SIGN_IN_PAGE, TRACKING = "/can-bo/dang-nhap", "/tra-cuu"
BIRTH = "child=on_time&parents=married&residence=permanent&wish=all_three"
FORM = "application/x-www-form-urlencoded"
_HIDDEN = re.compile(r'<input\b(?=[^>]*type="hidden")[^>]*>')
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_SECRET = re.compile(r'mc-secret">([^<]+)<')
_DOSSIER = re.compile(r'href="(/can-bo/mot-cua/ho-so/[0-9a-f-]{36})"')
_PHOTO = re.compile(r'href="(/can-bo/mot-cua/giay-to/[0-9a-f-]{36})"')
_SLOT = re.compile(r'<option[^>]* value="(\d{4}-[^"]+)"')


class Fault(RuntimeError):
    """An answer that this person did not expect."""


class LoadedPage(NamedTuple):
    """One response."""

    status: int
    leads_to: str
    text: str

    @property
    def hidden(self) -> dict[str, str]:
        """The hidden inputs of its forms."""
        tags = (dict(_ATTRIBUTE.findall(tag)) for tag in _HIDDEN.findall(self.text))
        return {tag["name"]: html.unescape(tag.get("value", "")) for tag in tags if "name" in tag}

    def found(self, pattern: re.Pattern[str]) -> str:
        """What the first group finds.

        Raises:
            Fault: nothing.
        """
        matched = pattern.search(self.text)
        if matched is None:
            raise Fault(f"no {pattern.pattern} on the page")
        return html.unescape("".join(matched.groups()))


class Asked(NamedTuple):
    """A request that was answered; seconds."""

    rule: str
    began: float
    wall: float
    own: float
    leads_on: bool


Note = Callable[[Asked], None]


@dataclass
class HttpBrowser:
    """Somebody's browser, at an address of its own as the rate limits see it."""

    port: int
    n: int
    cookie: str = ""
    note: Note = lambda _asked: None
    """Called after each request."""
    pause: Callable[[], None] = lambda: None
    """Called before a page that is opened after reading another."""
    before: Callable[[], None] = lambda: None
    """Called before each request."""
    _leads_on: bool = field(default=True, init=False)

    def get(self, path: str) -> LoadedPage:
        """The page, or the one to which it leads."""
        page = self._ask("GET", path, expected=(200, 302))
        return self.get(page.leads_to) if page.leads_to else page

    def post(self, path: str, said: Mapping[str, Any], *, expected: int = 302) -> LoadedPage:
        """Send a form."""
        return self._ask("POST", path, urlencode(said, doseq=True).encode(), FORM, (expected,))

    def upload(self, path: str, said: dict[str, str], files: dict[str, bytes]) -> LoadedPage:
        """Send files; once more, as the page asks, if others were being opened."""
        page = self._ask("POST", path, *multipart(said, files), expected=(302, TOO_MANY))
        if page.status == TOO_MANY:
            time.sleep(AGAIN_AFTER_SECONDS)
            page = self._ask("POST", path, *multipart(said, files), expected=(302,))
        return page

    def _ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        form: str = "",
        expected: tuple[int, ...] = (200,),
    ) -> LoadedPage:
        """One request.

        Raises:
            Fault: no answer, or not the expected one.
        """
        if not self._leads_on:
            self.pause()
        self.before()
        began, computed = time.perf_counter(), time.thread_time()
        try:
            page = self._exchange(method, path, body, form)
        except (OSError, HTTPException) as cut:
            raise Fault(f"{method} {path}: {cut!r}") from cut
        wall, own = time.perf_counter() - began, time.thread_time() - computed
        self._leads_on = bool(page.leads_to)
        if page.status not in expected:
            raise Fault(f"{method} {path}: {page.status}")
        self.note(Asked(f"{method} {_rule(path)}", began, wall, own, self._leads_on))
        return page

    def _exchange(self, method: str, path: str, body: bytes | None, form: str) -> LoadedPage:
        home = f"127.{1 + self.n // 62_500}.{self.n // 250 % 250}.{self.n % 250 + 1}"
        line = HTTPConnection(
            "127.0.0.1", self.port, timeout=PATIENCE_SECONDS, source_address=(home, 0)
        )
        headers = {"Cookie": f"{COOKIE}={self.cookie}"} | ({"Content-Type": form} if form else {})
        try:
            line.request(method, path, body, headers)
            came = line.getresponse()
            text = came.read().decode(errors="replace")
        finally:
            line.close()
        cookies: SimpleCookie = SimpleCookie(came.getheader("Set-Cookie") or "")
        if COOKIE in cookies:
            self.cookie = cookies[COOKIE].value
        return LoadedPage(came.status, (came.getheader("Location") or "").split("#")[0], text)


class SentDossier(NamedTuple):
    """What a family holds in its hands afterwards."""

    family: int
    commune: int
    code: str
    secret: str


def sign_in(browser: HttpBrowser, username: str) -> None:
    """Name and password, the start page, the desk, the list."""
    page = browser.get(SIGN_IN_PAGE)
    said = {**page.hidden, "username": username, "password": PASSWORD}
    browser.get(browser.post(SIGN_IN_PAGE, said).leads_to)
    browser.get(DESK)
    browser.get(LIST)


def file(browser: HttpBrowser, family: Family) -> SentDossier:
    """From the home page to the receipt: every section of a linked birth, two photos.

    While a section is filled in, the browser saves it; once here, more often by a slow typist.
    """
    browser.get("/")
    browser.get(f"/nop-ho-so/xa/{family.code}")
    page = browser.get(f"/nop-ho-so/xa/{family.code}/khai-sinh?{BIRTH}")
    leads_to = browser.post("/nop-ho-so/bat-dau", page.hidden).leads_to
    for section, typed in family.pages.items():
        said, here = {**browser.get(leads_to).hidden, **typed}, f"/nop-ho-so/khai/{section}"
        browser.post(f"{here}/luu", said, expected=200)
        leads_to = browser.post(here, said).leads_to
    page, photo = browser.get(PAPERS), photos()[family.n % len(photos())]
    browser.upload(PAPERS, {**page.hidden, "gui": WANTED[-1]}, dict.fromkeys(WANTED, photo))
    page = browser.get(PAPERS)
    browser.post(PAPERS, {**page.hidden, "tiep": "1"})
    page = browser.get(CHECK)
    browser.post(CHECK, {**page.hidden, "declared": "1"})
    page = browser.get(RECEIPT)
    return SentDossier(family.n, family.commune, page.found(CODE), page.found(_SECRET))


def work(browser: HttpBrowser, receipt: SentDossier) -> None:
    """A dossier found by its code, its photos, accepted with an appointment; desk and list."""
    browser.get(DESK)
    dossier = browser.get(f"{DESK}?tim={quote(receipt.code)}").found(_DOSSIER)
    for photo in sorted(set(_PHOTO.findall(browser.get(dossier).text))):
        browser.get(photo)
    step = f"{dossier}/buoc/accept"
    page = browser.get(step)
    said = {**page.hidden, "slot": page.found(_SLOT), "other": ""}
    browser.get(browser.post(step, said).leads_to)
    browser.get(DESK)
    browser.get(LIST)


def track(browser: HttpBrowser, receipt: SentDossier) -> None:
    """Code and secret of the receipt; the state of the dossier."""
    page = browser.get(TRACKING)
    said = {**page.hidden, "ma": receipt.code, "bi_mat": receipt.secret}
    browser.get(browser.post(TRACKING, said).leads_to)


def _rule(path: str) -> str:
    """The address without what differs between dossiers and communes."""
    return re.sub(r"[0-9a-f-]{36}|(?<=xa/)\d+|\?.*", "…", path)
