"""What has no floor: a sign-in, a dossier with two files, a list as an Excel file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Lock
from urllib.parse import urlencode

from app.kernel.db import transaction
from demo.people import PASSWORD
from harness.bench.forms import OverHttp, Unlike
from harness.bench.readers import LIST
from harness.bench.running_cities import City
from harness.bench.web_servers import Shown, timed
from harness.crash.citizens import RECEIPT, Citizen, families

EXPORT = f"{LIST}xlsx"
SIGN_IN, OFFICER = "/can-bo/dang-nhap", "tuphap.haiboi"
"""Not an officer of the other pages: each sign-in leaves a session."""
AT_ONCE = 10
"""Drafts that are made beforehand."""
_TOKEN = re.compile(rb'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass
class Export(OverHttp):
    """All rows of the list of a commune."""

    def show(self, n: int) -> Shown:
        _forgive(self.city)
        return super().show(n)


@dataclass
class SignIn(OverHttp):
    """The form with name and password, up to the redirection; the empty form is not counted."""

    def show(self, n: int) -> Shown:
        _forgive(self.city)
        page = self.site.get(SIGN_IN, "")
        token = _TOKEN.search(page.body)
        if token is None:
            raise Unlike(f"{SIGN_IN}: {page.status}, no form")
        said = {"csrf_token": token[1].decode(), "username": OFFICER, "password": PASSWORD}
        answer = self.site.post(SIGN_IN, page.cookie, urlencode(said).encode())
        if answer.status != 302:
            raise Unlike(f"{SIGN_IN}: {answer.status}")
        return answer.milliseconds, answer.cpu, len(answer.body)


@dataclass
class Submission(OverHttp):
    """A finished draft: the page of papers, the form with two photos, and the last form."""

    rounds: int = 1
    _waiting: Iterator[Citizen] = field(init=False)
    _one_at_a_time: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self._waiting = self._families()

    def show(self, n: int) -> Shown:
        with self._one_at_a_time:
            family = next(self._waiting)
        _forgive(self.city)
        passed, cpu, answer = timed(self.site, lambda: family.submit(family.send_photos()))
        if (answer.status, answer.leads_to) != (302, RECEIPT):
            raise Unlike(f"a dossier: {answer.status} {answer.leads_to}")
        return passed, cpu, len(answer.text)

    def _families(self) -> Iterator[Citizen]:
        filler = self.city.filler
        while True:
            with filler.app_context(), transaction():
                made = families(filler, self.site.port, AT_ONCE)
            yield from made


def posts_of(city: City) -> dict[str, OverHttp]:
    """Each by the key of its page."""
    cookie = city.people.officers["commune"].cookie
    return {
        "export": Export(city, city.site, lambda _n: EXPORT, cookie),
        "sign_in": SignIn(city, city.site, lambda _n: SIGN_IN, ""),
        "submit": Submission(city, city.site, lambda _n: "", ""),
    }


def _forgive(city: City) -> None:
    """Nobody may do this so often from one address."""
    with city.database.connect() as line:
        line.execute("delete from rate_limit")
