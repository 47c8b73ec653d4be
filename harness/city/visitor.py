"""One account of the demonstration, or a citizen, over HTTP; redirects are followed one by one."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

from lxml.html import HtmlElement, document_fromstring

SIGN_IN = "/can-bo/dang-nhap"
NOWHERE = "/can-bo/khong-co-trang-nay"
MOST_REDIRECTS = 5
_REDIRECT = range(300, 400)


@dataclass(frozen=True)
class Account:
    """Who visits; ``role`` is the Vietnamese word of the account list, empty for a citizen."""

    username: str
    password: str = ""
    role: str = ""
    unit: str = ""

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

    @property
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
    cookies: CookieJar = field(default_factory=CookieJar)

    def __post_init__(self) -> None:
        self._opener = build_opener(HTTPCookieProcessor(self.cookies), _Stay)

    def sign_in(self) -> None:
        """As this account, with the password of the demonstration.

        Raises:
            PermissionError: the account was refused.
        """
        if not self.account.password:
            return
        token = self.get(SIGN_IN).root.xpath("//input[@name='csrf_token']/@value")[0]
        words = {"username": self.account.username, "password": self.account.password}
        if self.post(SIGN_IN, [("csrf_token", token), *words.items()]).address == SIGN_IN:
            raise PermissionError(self.account.username)

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
            request = Request(f"{self.host}{address}", body)  # noqa: S310  # our own server
            begun = time.perf_counter()
            try:
                response = self._opener.open(request)
            except HTTPError as refusal:
                response = refusal
            with response:
                said = response.read()
            took = time.perf_counter() - begun
            if response.status not in _REDIRECT:
                kind = response.headers.get_content_type()
                return Answer(response.status, address, kind, said, took)
            target = urlsplit(urljoin(request.full_url, response.headers["Location"]))
            address, body = target.path + (f"?{target.query}" if target.query else ""), None
        return Answer(508, address, "", b"", 0.0)
