"""Families who send, heads who sign, and visitors who look, all through the proxy with TLS."""

from __future__ import annotations

import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import psycopg
from flask import Flask, session
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf

from app.accounts.roles import Role
from app.dossiers.workflow import State
from app.kernel.db import db, transaction
from app.procedures.rules.procedure_finder import BIRTH
from harness.chaos.city import City
from harness.crash.citizens import ANSWERS_WITHIN_SECONDS, COOKIE, Citizen, GaveUp, families
from harness.stage.factories import ADossier, AnOfficer, a_copy_of, browser_of
from harness.stage.threads import beside

PATIENCE_SECONDS = 900
LONGEST_SECONDS = ANSWERS_WITHIN_SECONDS
"""Whoever waits longer sees a page that never comes."""
PUBLIC_PAGES = ("/readyz", "/", "/tra-cuu", "/nop-ho-so/")
OFFICERS_PAGES = ("/can-bo/", "/can-bo/mot-cua/")
WORDS = ("thử lại", "mở lại")
"""Of every refusal for a while."""
SIGN_IN = "/can-bo/dang-nhap"
SAID_BY_MACHINES = ("/readyz",)


@dataclass
class Seen:
    """What people saw: each status, and what should not be seen."""

    statuses: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    """Answers 500, refusals without ``Retry-After`` or without words, pages that never came."""
    longest: float = 0.0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, what: str, answer: HTTPResponse, text: str, seconds: float) -> None:
        with self.lock:
            self.statuses[str(answer.status)] += 1
            self.longest = max(self.longest, seconds)
            if answer.status in {500, 502, 504}:
                self.faults.append(f"{what}: {answer.status}")
            if answer.status == 503:
                if not answer.getheader("Retry-After"):
                    self.faults.append(f"{what}: 503 without Retry-After")
                words = text.lower()
                said = any(each in words for each in WORDS)
                if not said and not what.endswith(SAID_BY_MACHINES):
                    self.faults.append(f"{what}: 503 without words")

    def cut(self, what: str, error: Exception, seconds: float) -> None:
        with self.lock:
            self.statuses[type(error).__name__] += 1
            self.longest = max(self.longest, seconds)
            if isinstance(error, TimeoutError):
                self.faults.append(f"{what}: no answer in {seconds:.0f} s")

    def facts(self) -> dict[str, Any]:
        return {
            "statuses": dict(sorted(self.statuses.items())),
            "faults": dict(Counter(self.faults)),
            "longest_s": round(self.longest, 1),
        }


@dataclass
class SecureCitizen(Citizen):
    """A family that speaks TLS, trusts the city's certificate, and tells what it sees."""

    pause: float = 1.0
    trust: ssl.SSLContext | None = None
    seen: Seen = field(default_factory=Seen)
    sent: dict[str, str] = field(default_factory=dict)
    """The digests of the photos, once they are not needed any more."""
    asked: tuple[str, float] = ("", 0.0)
    """What was asked for last, and when."""

    @property
    def digests(self) -> dict[str, str]:
        return self.sent or super().digests

    def send_and_forget(self) -> None:
        """Thousands of families do not keep their photos in memory.

        Raises:
            GaveUp: what they sent was not taken.
        """
        self.send_everything()
        if self.code is None:
            raise GaveUp(" ".join(each for each in self.met if each.startswith("not taken")))
        self.sent, self.photos = self.digests, {}

    @property
    def origin(self) -> str:
        return f"https://127.0.0.1:{self.port}"

    def _connected(self, home: str) -> HTTPSConnection:
        return HTTPSConnection(
            "127.0.0.1",
            self.port,
            timeout=LONGEST_SECONDS,
            source_address=(home, 0),
            context=self.trust,
        )

    def _ask(self, method: str, path: str, body: bytes | None = None, kind: str = "") -> Any:
        self.asked = what, began = f"citizen {method} {path}", time.monotonic()
        try:
            return super()._ask(method, path, body, kind)
        except (OSError, HTTPException) as error:
            self.seen.cut(what, error, time.monotonic() - began)
            raise

    def look(self, answer: HTTPResponse, text: str) -> None:
        what, began = self.asked
        self.seen.answer(what, answer, text, time.monotonic() - began)


def trust(city: City) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(city.certificate))


def some_families(city: City, app: Flask, many: int, first: int, seen: Seen) -> list[SecureCitizen]:
    """This many families, each with a draft of its own."""
    with app.app_context(), transaction():
        made = families(app, city.https, many, first=first, kind=SecureCitizen)
    found = [each for each in made if isinstance(each, SecureCitizen)]
    for each in found:
        each.trust, each.seen, each.patience = trust(city), seen, PATIENCE_SECONDS
    return found


@dataclass
class Visitor:
    """Looks at pages again and again; an officer, if there is a cookie."""

    city: City
    name: str
    pages: tuple[str, ...]
    seen: Seen
    cookie: str = ""
    every: float = 0.6
    ready: list[tuple[float, float]] = field(default_factory=list)
    """When a page that answered 200 was asked for, and when it came."""

    @contextmanager
    def looking(self) -> Iterator[None]:
        with beside(self._look):
            yield

    def first_after(self, moment: float) -> float | None:
        return next((end for began, end in list(self.ready) if began > moment), None)

    def _look(self, over: threading.Event) -> None:
        context = trust(self.city)
        while not over.wait(self.every):
            for page in self.pages:
                began = time.monotonic()
                what = f"{self.name} GET {page}"
                try:
                    answer, text = ask(self.city, page, context, self.cookie)
                except (OSError, HTTPException) as error:
                    self.seen.cut(what, error, time.monotonic() - began)
                    continue
                now = time.monotonic()
                self.seen.answer(what, answer, text, now - began)
                if answer.status == 200 and page == self.pages[0]:
                    self.ready.append((began, now))


def ask(
    city: City,
    page: str,
    context: ssl.SSLContext,
    cookie: str = "",
    form: dict[str, Any] | None = None,
) -> tuple[HTTPResponse, str]:
    """One page, or one form sent."""
    line = HTTPSConnection("127.0.0.1", city.https, timeout=LONGEST_SECONDS, context=context)
    headers = {"Referer": city.address + page, "Host": city.address.partition("//")[2]}
    if cookie:
        headers["Cookie"] = f"{COOKIE}={cookie}"
    try:
        if form is None:
            line.request("GET", page, headers=headers)
        else:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            line.request("POST", page, urlencode(form), headers)
        answer = line.getresponse()
        return answer, answer.read().decode(errors="replace")
    finally:
        line.close()


@dataclass
class Head:
    """A head of a commune who signs one dossier after the other, again after each kill."""

    city: City
    cookie: str
    token: str
    waiting: list[UUID]
    seen: Seen
    acknowledged: list[UUID] = field(default_factory=list)

    def sign_all(self, may_go_on: Callable[[], None] = lambda: None) -> None:
        for dossier in self.waiting:
            may_go_on()
            self._sign(dossier)

    def _sign(self, dossier: UUID) -> None:
        """Press the button until it is signed; a head who gives up is told."""
        until = time.monotonic() + PATIENCE_SECONDS
        page = f"/can-bo/mot-cua/ho-so/{dossier}/buoc/sign/ly-do"
        while time.monotonic() < until:
            began = time.monotonic()
            try:
                form = {"csrf_token": self.token, "version": 1}
                answer, text = ask(self.city, page, trust(self.city), self.cookie, form)
            except (OSError, HTTPException) as error:
                self.seen.cut("head signs", error, time.monotonic() - began)
            else:
                self.seen.answer("head signs", answer, text, time.monotonic() - began)
                if answer.status == 302 and SIGN_IN not in str(answer.getheader("Location")):
                    self.acknowledged.append(dossier)
                    return
            if self._is_signed(dossier):
                return
            time.sleep(0.5)
        self.seen.faults.append(f"head gave up: {dossier}")

    def _is_signed(self, dossier: UUID) -> bool:
        """The answer of a signature may be lost after the commit."""
        with suppress(psycopg.Error), self.city.connect() as line:
            row = line.execute("select state from dossier where id = %s", [dossier]).fetchone()
            return row is not None and row[0] != State.TO_SIGN
        return False


def a_head(city: City, app: Flask, many: int, seen: Seen) -> Head:
    """A head with this many dossiers to sign, all for one book."""
    with app.app_context():
        with transaction():
            first = ADossier(State.TO_SIGN, procedure=BIRTH)
            waiting = [a_copy_of(first, n).id for n in range(many)]
            commune = first.commune
        with app.test_request_context():
            token = generate_csrf()
            raw = session["csrf_token"]
        browser = browser_of(app, AnOfficer(Role.COMMUNE_LEADER, commune))
        with browser.session_transaction() as said:
            said["csrf_token"] = raw
        cookie = _cookie(browser)
        db.session.remove()
    return Head(city, cookie, token, waiting, seen)


def a_receptionist(app: Flask) -> str:
    """The cookie of an officer who receives."""
    with app.app_context():
        cookie = _cookie(browser_of(app, AnOfficer(Role.COMMUNE_RECEPTION)))
        db.session.remove()
    return cookie


def _cookie(browser: FlaskClient) -> str:
    found = browser.get_cookie(COOKIE)
    return found.value if found else ""
