"""One account of the demonstration, or a citizen, over HTTP; redirects are followed one by one."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener
from uuid import UUID

from lxml.html import HtmlElement, document_fromstring

SIGN_IN = "/can-bo/dang-nhap"
NOWHERE = {
    "/can-bo/": "/can-bo/khong-co-trang-nay",
    "/tra-cuu/": f"/tra-cuu/giay-to/{UUID(int=0)}",
    "/nop-ho-so/khai/": "/nop-ho-so/khai/khong-co-muc-nay",
    "/nop-ho-so/giay-to": "/nop-ho-so/khai/khong-co-muc-nay",
    "/nop-ho-so/kiem-tra": "/nop-ho-so/khai/khong-co-muc-nay",
    "/": "/khong-co-trang-nay",
}
"""The 404 page beside the pages of an address: one that recognises the same session, of an officer,
of the receipt, of the declaration that the browser holds."""
TRACKING = "/tra-cuu"
START, HOME = "/can-bo/", "/"
COMMUNE = "/nop-ho-so/xa/00493"
"""Kim Chung, where the demonstration lets citizens try every procedure."""
MOST_REDIRECTS, LOOP = 5, 508
HUNG_UP = 599
"""Told as a status: no answer came."""
_REDIRECT = range(300, 400)


@dataclass(frozen=True)
class Account:
    """Who visits; a citizen has no role, and a dossier only with the code of its receipt."""

    username: str
    password: str = ""
    role: str = ""
    """The word of the account list."""
    receipt: str = ""

    def __str__(self) -> str:
        return self.username


CITIZEN = Account("công dân")


@dataclass(frozen=True)
class Answer:
    """The last response of a chain of redirects; ``seconds`` is its own time."""

    status: int
    address: str
    """Path and query without the host."""
    kind: str
    """The media type."""
    body: bytes
    seconds: float

    @property
    def is_page(self) -> bool:
        return self.kind == "text/html"

    @cached_property
    def root(self) -> HtmlElement:
        return document_fromstring(self.body)


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_arguments: Any) -> None:
        """Follow nothing: each response has its own time."""


@dataclass
class Visitor:
    """A browser session without a browser."""

    host: str
    account: Account
    session: Mapping[str, str] = field(default_factory=dict)
    """Cookies that somebody else has received; they are sent as they are."""
    cookies: CookieJar = field(default_factory=CookieJar)

    def __post_init__(self) -> None:
        own = () if self.session else (HTTPCookieProcessor(self.cookies),)
        self._opener = build_opener(*own, _Stay)
        told = "; ".join(f"{name}={value}" for name, value in self.session.items())
        self._opener.addheaders += [("Cookie", told)] if told else []

    def sign_in(self) -> str:
        """As this account, or with the receipt of a dossier; the page where one begins.

        Raises:
            PermissionError: the account was refused.
        """
        account = self.account
        if account.receipt:
            words = {"ma": account.receipt, "bi_mat": account.password}
            door, begin = TRACKING, ""
        elif account.password:
            words = {"username": account.username, "password": account.password}
            door, begin = SIGN_IN, START
        else:
            return HOME
        token = self.get(door).root.xpath("//input[@name='csrf_token']/@value")[0]
        answer = self.post(door, [("csrf_token", token), *words.items()])
        if answer.address == door:
            raise PermissionError(account.username)
        return begin or answer.address

    def get(self, address: str) -> Answer:
        """The page at a path, wherever it leads."""
        return self._ask(address, None)

    def post(self, address: str, pairs: list[tuple[str, str]]) -> Answer:
        """Send a form; the page to which it leads."""
        return self._ask(address, urlencode(pairs).encode())

    def seconds(self, address: str) -> float:
        """How long one visit takes."""
        return self.get(address).seconds

    def _ask(self, address: str, body: bytes | None) -> Answer:
        for _turn in range(MOST_REDIRECTS):
            request = Request(f"{self.host}{address}", body)  # our own server
            if self.host.startswith("https:"):  # forms over TLS are taken from our own pages alone
                request.add_header("Referer", f"{self.host}{address}")
            begun = time.perf_counter()
            try:
                response = self._opener.open(request)
            except HTTPError as refusal:
                response = refusal
            except OSError:  # a web server that hung up is at fault as with a status of 500
                return Answer(HUNG_UP, address, "", b"", 0.0)
            with response:
                said = response.read()
            took = time.perf_counter() - begun
            if response.status not in _REDIRECT:
                kind = response.headers.get_content_type()
                return Answer(response.status, address, kind, said, took)
            target = urlsplit(urljoin(request.full_url, response.headers["Location"]))
            address, body = target.path + (f"?{target.query}" if target.query else ""), None
        return Answer(LOOP, address, "", b"", 0.0)


def nowhere(address: str) -> str:
    """The 404 page that is met beside a page."""
    return next(missing for area, missing in NOWHERE.items() if address.startswith(area))
