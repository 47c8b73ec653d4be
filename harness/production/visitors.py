"""People who look at pages through the proxy, one after the other, and what they saw."""

from __future__ import annotations

import os
import ssl
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPSConnection, RemoteDisconnected
from typing import Any
from urllib.parse import urlencode

from app.accounts.roles import Role
from demo.people import PASSWORD
from devstack.production.layout import System
from harness.production.service import username_of
from harness.stage.threads import beside
from harness.stage.visitor import Account, Visitor

PAGES = ("/", "/nop-ho-so/", "/thu-tuc/", "/tra-cuu", "/cong-khai/", "/can-bo/dang-nhap")
EVERY_SECONDS = 0.15
PATIENCE_SECONDS = 60
GOOD = ("200", "302", "303", "304")
DESK_FORM = "/can-bo/sap-xep/Desk?hang=all"


@dataclass
class Seen:
    """The answers to all visitors."""

    statuses: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, status: str, seconds: float) -> None:
        with self.lock:
            self.statuses[status] += 1
            self.seconds.append(seconds)

    @property
    def failed(self) -> int:
        """Requests that were answered by nothing, or not as asked."""
        return self.statuses.total() - sum(self.statuses[status] for status in GOOD)

    @property
    def p95_ms(self) -> float:
        found = sorted(self.seconds)
        return round(found[int(len(found) * 0.95)] * 1000, 1) if found else 0.0

    def facts(self) -> dict[str, Any]:
        return {"statuses": dict(sorted(self.statuses.items())), "p95_ms": self.p95_ms}


@dataclass(frozen=True)
class Officer:
    """Somebody who is signed in, and a form that they send."""

    cookie: str = ""
    form: bytes = b""

    @classmethod
    def of(cls, system: System) -> Officer:
        """Of the demonstration, signed in through the proxy."""
        os.environ["SSL_CERT_FILE"] = str(system.certificate)
        account = Account(username_of(system, Role.COMMUNE_RECEPTION), PASSWORD)
        visitor = Visitor(system.address, account)
        visitor.sign_in()
        page = visitor.get(DESK_FORM).root
        token = page.xpath("string(//main//form//input[@name='csrf_token']/@value)")
        said = "; ".join(f"{cookie.name}={cookie.value}" for cookie in visitor.cookies)
        return cls(said, urlencode({"csrf_token": token, "viec": "dung"}).encode())


@contextmanager
def looking(system: System, many: int, officer: Officer | None = None) -> Iterator[Seen]:
    """This many visitors for the duration of the block; half of them are the officer.

    Half of them open a connection for each page, half keep theirs, as browsers do.
    """
    seen = Seen()
    with ExitStack() as stack:
        for n in range(many):
            works = officer if n % 4 < 2 else None
            person = _Person(system, f"127.0.3.{n + 1}", seen, n % 2 == 0, works or Officer())
            stack.enter_context(beside(person.look))
        yield seen


@dataclass
class _Person:
    system: System
    home: str
    seen: Seen
    keeps: bool
    officer: Officer

    def look(self, over: threading.Event) -> None:
        trust = ssl.create_default_context(cafile=str(self.system.certificate))
        line = self._line(trust)
        pages = (*PAGES, DESK_FORM) if self.officer.form else PAGES
        while not over.is_set():
            for page in pages:
                if over.wait(EVERY_SECONDS):
                    break
                began = time.monotonic()
                self.seen.answer(self._answer(line, page), time.monotonic() - began)
                if not self.keeps:
                    line.close()
        line.close()

    def _answer(self, line: HTTPSConnection, page: str) -> str:
        """The status; a connection that was closed while nobody used it is opened again."""
        was_open = line.sock is not None
        try:
            return self._ask(line, page)
        except (RemoteDisconnected, ConnectionResetError, BrokenPipeError, ssl.SSLError) as error:
            line.close()
            if not was_open:
                return type(error).__name__
        except (OSError, HTTPException) as error:
            line.close()
            return type(error).__name__
        try:
            return self._ask(line, page)
        except (OSError, HTTPException) as error:
            line.close()
            return f"{type(error).__name__}, again"

    def _line(self, trust: ssl.SSLContext) -> HTTPSConnection:
        return HTTPSConnection(
            "127.0.0.1",
            self.system.https,
            timeout=PATIENCE_SECONDS,
            source_address=(self.home, 0),
            context=trust,
        )

    def _ask(self, line: HTTPSConnection, page: str) -> str:
        form = self.officer.form if page == DESK_FORM else None
        headers = {
            "Host": f"localhost:{self.system.https}",
            "Referer": f"{self.system.address}{page}",
        }
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if self.officer.cookie:
            headers["Cookie"] = self.officer.cookie
        line.request("GET" if form is None else "POST", page, form, headers)
        answer = line.getresponse()
        answer.read()
        return str(answer.status)
