"""Users and data of the fuzzer, and a browser for each user."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

from app.accounts.roles import Role
from app.dossiers.workflow import State
from app.kernel import clock
from app.kernel.db import db, transaction
from app.kernel.security import rate_limit_store
from app.organisation.models import Unit
from app.procedures import queries as procedures
from app.procedures.rules.procedure_finder import LINKED_A
from app.reports.operations import processing_statistics, public_figures
from harness.authorization_matrix.report_calls import QUESTIONS
from harness.fuzz.pages import Form, Page, read
from harness.fuzz.wire import Browser
from harness.stage.citizen import Citizen
from harness.stage.factories import AnOfficer, a_commune, answers_for, browser_of
from harness.stage.factories.places import BA_VI, DONG_ANH
from harness.stage.world import Place, a_place, addresses, is_shut, seat

COOKIE = "mot_cua"
STRANGER, BEGINNER, FAMILY, FOLLOWER = "stranger", "beginner", "family", "follower"
CITIZENS = (STRANGER, BEGINNER, FAMILY, FOLLOWER)
"""Without sign-in: with nothing, with a new draft, with a complete one, with a ticket."""
OFFICERS = "/can-bo"
FIRST_LOOK = (
    ("/can-bo/mat-khau/", "/can-bo/", "/can-bo/mot-cua/?hang=all", "/can-bo/ho-so-lien-thong/",
     "/can-bo/nhan-su/list/"),
    ("/tra-cuu", "/tra-cuu/ho-so", "/tra-cuu/quen-ma", "/nop-ho-so/khai", "/nop-ho-so/giay-to",
     "/nop-ho-so/kiem-tra", "/cong-khai/"),
)  # fmt: skip
"""The first pages that officers and citizens open."""
MOST_FORMS = 12
"""Forms and links remembered for each URL, the newest."""


@dataclass
class Known:
    """What one user has seen so far."""

    forms: dict[str, list[Form]] = field(default_factory=dict)
    links: dict[str, list[str]] = field(default_factory=dict)
    token: str = ""


@dataclass
class Stage:
    """The application with its users and data; ``renewed`` starts with new ones."""

    app: Flask
    """The application under test, with row-level security."""
    filler: Flask
    """The same application over the same database with the owner's role."""
    rng: Random
    roles: tuple[Role, ...] = tuple(Role)
    states: tuple[State, ...] = tuple(State)
    browsers: dict[str, Browser] = field(default_factory=dict)
    known: dict[str, Known] = field(default_factory=dict)
    filled: dict[str, list[str]] = field(default_factory=dict)
    """URLs of each rule with keys of existing rows, own and foreign."""
    open_to: dict[str, list[str]] = field(default_factory=dict)
    """The users with the permission for each rule."""
    _turn: int = 0

    def renew(self) -> None:
        """New dossiers, and new officers for them."""
        with self.filler.app_context():
            with transaction():
                near = a_place(a_commune(self._turn % 20, district=BA_VI), "Ánh", self.states)
                far = a_place(a_commune(self._turn % 20, district=DONG_ANH), "Cúc", self.states[:2])
                processing_statistics.rebuild()
                public_figures.publish(clock.today().replace(day=28))
            self._turn += 1
            for role in self.roles:
                self._seat(role, near.unit)
            self._learn_rules((near, far))
            db.session.remove()
        self._look_around(self.roles)
        self.renew_citizens()

    def renew_citizens(self) -> None:
        """New families with new drafts and a tracked dossier."""
        for person in CITIZENS:
            self._begin(person, self.app.test_client())
        with self.filler.app_context():
            commune = a_commune(self._turn % 20, district=BA_VI)
            said = {each: Citizen(self.app.test_client(), commune) for each in CITIZENS[1:]}
            answers = _answers(said[FAMILY])
            db.session.remove()
        said[BEGINNER].begin()
        for person in (FAMILY, FOLLOWER):
            citizen = said[person].begin()
            for section, typed in answers:
                citizen.get(f"/nop-ho-so/khai/{section}")
                citizen.post(f"/nop-ho-so/khai/{section}", **typed)
            citizen.upload_all()
        secret = said[FOLLOWER].send().codes()
        said[FOLLOWER].get("/tra-cuu").post("/tra-cuu", ma=secret[0], bi_mat=secret[1])
        for person, citizen in said.items():
            self._begin(person, citizen.client)
        self._look_around(CITIZENS)

    def revive(self, person: str) -> None:
        """A new user in place of one who was signed out, locked or dismissed."""
        with self.filler.app_context():
            commune = a_commune(self._turn % 20, district=BA_VI)
            self._seat(Role(person), commune)
            db.session.remove()
        self._look_around((person,))

    def forgive(self) -> None:
        """Reset the rate limits: their refusals would hide the rest."""
        with self.app.app_context():
            rate_limit_store.forget_all()

    def _look_around(self, people: Iterable[str]) -> None:
        """Let each user open the first pages, and get the CSRF token."""
        for person in people:
            for address in FIRST_LOOK[person in CITIZENS]:
                answer = self.browsers[person].get(address)
                if answer.is_page:
                    self.learn(person, read(answer.body, address))

    def learn(self, person: str, page: Page) -> None:
        """Remember what a page offers to this user."""
        known = self.known[person]
        known.token = page.token or known.token
        for form in page.forms:
            rule = self.rule_of(form.path, form.method)
            if rule:
                _keep(known.forms, rule, form)
        for link in page.links:
            rule = self.rule_of(link.partition("?")[0].partition("#")[0], "GET")
            if rule:
                _keep(known.links, rule, link.partition("#")[0])

    def rule_of(self, path: str, method: str) -> str:
        """The rule of a URL; empty if there is none."""
        try:
            rule, _values = self._map.match(path, method=method, return_rule=True)
        except (HTTPException, ValueError):
            return ""
        return name_of(rule)

    def _seat(self, role: Role, commune: Unit) -> None:
        officer = AnOfficer(role, seat(role, commune), name="Người Thử")
        self._begin(role, browser_of(self.app, officer))

    def _begin(self, person: str, client: FlaskClient) -> None:
        cookie = client.get_cookie(COOKIE)
        self.browsers[person] = Browser(self.app, {COOKIE: cookie.value} if cookie else {})
        self.known[person] = Known()

    def _learn_rules(self, places: tuple[Place, ...]) -> None:
        self._map = self.app.url_map.bind("localhost")
        self.filled, self.open_to = {}, {}
        for place in places:
            for method in ("GET", "POST"):
                for rule, address in addresses(self.app, place, method):
                    name = name_of(rule)
                    if self.rule_of(address, method) == name:  # else nobody would reach its page
                        self.filled.setdefault(name, []).extend(
                            (address, *_asked(rule, place, address))
                        )
        for rule in self.app.url_map.iter_rules():
            self.open_to[name_of(rule)] = list(self._may_open(rule))

    def _may_open(self, rule: Rule) -> Iterator[str]:
        if rule.rule.startswith(OFFICERS):
            shut = {role for role in self.roles if is_shut(self.app, rule, role)}
            yield from (role for role in self.roles if role not in shut)
        else:
            yield from CITIZENS


def name_of(rule: Rule) -> str:
    """The name under which a rule is counted."""
    return f"{rule.rule} {rule.endpoint}"


def _asked(rule: Rule, place: Place, address: str) -> Iterator[str]:
    """The address of a page of figures with what may be asked of the place."""
    district = place.unit.district
    codes = {"code": place.unit.code, "district_code": district.code if district else ""}
    for query in QUESTIONS.get(rule.rule, lambda _codes: ())(codes):
        yield f"{address}?{query}"


def _keep(kept: dict[str, list[Form]] | dict[str, list[str]], rule: str, thing: Form | str) -> None:
    found: list[Form | str] = kept.setdefault(rule, [])  # type: ignore[assignment]
    if thing not in found:
        found.append(thing)
        del found[:-MOST_FORMS]


def _answers(citizen: Citizen) -> list[tuple[str, dict[str, Any]]]:
    """What is said in each section of the linked form."""
    form = procedures.form(procedures.published(LINKED_A))
    pages = form.pages(answers_for(form, citizen.commune))
    return [(section.key, citizen.answers(section.key)) for section in pages]
