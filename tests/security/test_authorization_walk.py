"""Every officer requests every URL: reading changes nothing, and other communes stay invisible.

The URLs are taken from the application, so that new pages are covered.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.accounts.roles import Role
from app.dossiers.models.dossier import Dossier, Paper
from app.dossiers.workflow import Action
from app.handoffs.models import Leg, Packet
from app.handoffs.workflow import LegAction
from app.kernel.audit.access_log import AccessKind
from app.kernel.web.crud.view import GeneratedView
from app.organisation.models import Opening
from app.registers.models.entries import Entry
from devstack.postgres import Server
from harness.stage import databases
from harness.stage.application import at_work_in
from harness.stage.databases import Database
from harness.stage.factories import browser_of
from harness.stage.world import (
    CERTIFICATES,
    CHILDREN,
    Place,
    World,
    a_world,
    addresses,
    is_shut,
    rows_of,
    snapshot,
    view_of,
)

SEES_AT_LEAST = {
    Role.CITY_JUSTICE: 5,
    Role.DISTRICT_JUSTICE: 5,
    Role.COMMUNE_RECEPTION: 10,
    Role.COMMUNE_LEADER: 10,
    Role.POLICE: 2,
}
PARTNERS = {Role.POLICE, Role.INSURANCE}
CLOSED = {302, 400, 403, 404}
EVERYBODY_READS = {Opening}
"""Readable by citizens too."""
READERS_DO = {"Desk.reveal", "LegSteps.reveal", "Packets.reveal", "LatenessReminders.urge"}
"""What readers of a dossier may do: see a number in full; the district urges the commune."""
WRITTEN = {"version": "1", "reason": "Thử", "note": "Thử", "title": "Thử", "field": "applicant_id"}


@dataclass
class Walk:
    """The results of one user."""

    own: str
    broken: list[tuple[str, int]] = field(default_factory=list)
    told: list[tuple[str, str]] = field(default_factory=list)
    let_in: list[str] = field(default_factory=list)
    found: list[str] = field(default_factory=list)
    """Where the own commune's child is named: a run without access would prove nothing."""
    untold: list[tuple[str, list[str]]] = field(default_factory=list)
    """URLs that showed a record, or refused one, without an entry in the access log."""


@pytest.fixture(scope="module")
def walked(app: Flask, server: Server, template: str) -> Iterator[tuple[World, Database]]:
    """The data, committed in a separate database for all runs."""
    name = f"t_{os.getpid()}_walk"
    with (
        databases.copy_of(server, template, name) as database,
        app.app_context(),
        at_work_in(database),
    ):
        yield a_world(), database


@dataclass
class Watch:
    """The rows behind a response, and its entries in the access log."""

    connection: psycopg.Connection[Any]
    fetched: set[str] = field(default_factory=set)
    last: int = 0

    def note(self, item: Any, _context: Any) -> None:
        """A row was loaded from the database."""
        self.fetched.add(item.__table__.name)

    def untold(self, answer: TestResponse, *, is_page: bool) -> list[str] | None:
        """What was shown without a log entry."""
        rows = self.connection.execute(
            "select id, action from access_entry where id > %s", [self.last]
        ).fetchall()
        self.last = max((key for key, _action in rows), default=self.last)
        fetched, self.fetched = self.fetched, set()
        wanted: set[str] = set()
        if is_page and answer.status_code in {403, 404}:
            wanted = {AccessKind.REFUSED}
        elif answer.status_code == 200 and fetched:
            page = answer.mimetype == "text/html"
            wanted = (
                {AccessKind.READ, AccessKind.LIST}
                if page
                else {AccessKind.FILE, AccessKind.PRINT, AccessKind.EXPORT}
            )
        told = {action for _key, action in rows}
        return None if not wanted or wanted & told else sorted(fetched)


@pytest.fixture(scope="module")
def watch(walked: tuple[World, Database]) -> Iterator[Watch]:
    """The observer of every response."""
    with walked[1].connect() as connection:
        eye = Watch(connection)
        for model in (Dossier, Paper, Leg, Packet, Entry):
            event.listen(model, "load", eye.note)
        yield eye
        for model in (Dossier, Paper, Leg, Packet, Entry):
            event.remove(model, "load", eye.note)


@pytest.fixture
def world(walked: tuple[World, Database]) -> World:
    return walked[0]


@pytest.fixture
def whole(walked: tuple[World, Database]) -> Database:
    return walked[1]


def person(app: Flask, world: World, role: Role) -> FlaskClient:
    return browser_of(app, world.officers[role])


def belongs_to_a_place(app: Flask, rule: Rule) -> bool:
    """Whether the URL names a row of a commune, and not of a catalogue."""
    if "<pk>" not in rule.rule:
        return "<uuid:key>" in rule.rule
    model = view_of(app, rule).datamodel.obj
    return model not in EVERYBODY_READS and bool(
        {"commune_id", "dossier_id", "unit_id"} & {c.name for c in model.__table__.c}
    )


def searches(app: Flask, role: Role) -> Iterator[str]:
    """Accessible lists, searched for the names of the children of every place.

    A list shows the same columns for every search: it is enough that rows are found.
    """
    rules = {rule.endpoint: rule for rule in app.url_map.iter_rules()}
    views = [
        view for view in app.extensions["appbuilder"].baseviews if isinstance(view, GeneratedView)
    ]
    opens = [view for view in views if not is_shut(app, rules[f"{view.endpoint}.list"], role)]
    for word in (CHILDREN, CERTIFICATES):
        yield f"/can-bo/mot-cua/?hang=all&tim={word}"
        yield f"/can-bo/ho-so-lien-thong/?tim={word}"
    for view in opens:
        for column in view.search_columns:
            yield f"{view.route_base}/list/?_flt_0_{column}={CHILDREN}"


def read(
    client: FlaskClient,
    address: str,
    secrets: tuple[str, ...],
    walk: Walk,
    watch: Watch | None = None,
) -> int:
    """Open one URL and record its canaries, and whether the access was logged."""
    answer = client.get(address, buffered=True)
    is_page = client.application.url_map.bind("").test(address.partition("?")[0], "GET")
    if watch and (untold := watch.untold(answer, is_page=is_page)) is not None:
        walk.untold.append((address, untold))
    if answer.status_code >= 500:
        walk.broken.append((address, answer.status_code))
    page = answer.get_data()
    walk.told += [(address, word) for word in secrets if word.encode() in page]
    if walk.own.encode() in page:
        walk.found.append(address)
    answer.close()
    return answer.status_code


@pytest.mark.parametrize("role", Role)
def test_reading_tells_nothing_of_others_and_changes_nothing(
    app: Flask, world: World, whole: Database, watch: Watch, role: Role
) -> None:
    foreign = world.foreign_to(role)
    secrets = tuple(word for place in foreign for word in (place.child, place.certificate))
    if role in PARTNERS:
        secrets = (*secrets, world.here.certificate, world.next_door.certificate)
    client, walk = person(app, world, role), Walk(world.here.child)
    before = snapshot(whole)
    places = (world.here, *(place for place in foreign if place is not world.here))
    for place in places:
        again = place is not world.here
        for rule, address in addresses(app, place, "GET", role=role, again=again):
            if again and not belongs_to_a_place(app, rule):
                continue  # requested already
            status = read(client, address, secrets, walk, watch)
            if place in foreign and belongs_to_a_place(app, rule) and status == 200:
                walk.let_in.append(address)
    found = len(walk.found)
    if foreign:
        for address in searches(app, role):
            read(client, address, secrets, walk, watch)
        searchers = SEES_AT_LEAST.keys() - PARTNERS  # an agency searches for codes
        assert role not in searchers or len(walk.found) > found
    after = snapshot(whole)
    assert walk.broken == []
    assert walk.told == []
    assert walk.untold == []
    assert found >= SEES_AT_LEAST.get(role, 0)
    assert [each for each in walk.let_in if not is_of_an_administrator(role, each)] == []
    assert {table for table in before if before[table] != after[table]} == set()


@pytest.mark.parametrize("role", Role)
def test_nothing_is_written_in_another_commune(
    app: Flask, world: World, whole: Database, monkeypatch: pytest.MonkeyPatch, role: Role
) -> None:
    """CSRF protection off: the scope must hold."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    client = person(app, world, role)
    before, broken = snapshot(whole), []
    for n, place in enumerate(not_managed(world, role)):
        for rule, address in addresses(app, place, "POST", role=role, again=n > 0):
            if rule.endpoint in READERS_DO and place not in world.foreign_to(role):
                continue
            for form in forms(app, rule, place):
                answer = client.post(address, data=form)
                if answer.status_code == 307:  # redirected to a confirmation page
                    asked = client.post(answer.location, data=form).get_data(as_text=True)
                    assert place.child not in asked, address
                elif answer.status_code not in CLOSED:
                    broken.append((address, answer.status_code))
    after = snapshot(whole)
    assert broken == []
    assert {table for table in before if before[table] != after[table]} == set()


@pytest.mark.parametrize("role", sorted(PARTNERS))
def test_a_partner_sees_no_dossier(app: Flask, world: World, role: Role) -> None:
    client = person(app, world, role)
    opened = [
        address
        for rule, address in addresses(app, world.here, "GET")
        if rule.rule.startswith(("/can-bo/mot-cua", "/can-bo/ho-so/", "/can-bo/giay-to/"))
        and read(client, address, (), Walk("")) not in CLOSED
    ]
    assert opened == []


def forms(app: Flask, rule: Rule, place: Place) -> Iterator[dict[str, Any]]:
    """The forms for a URL that names a row of the place, in the path or in the form."""
    if rule.endpoint.endswith(".action_post"):
        view = view_of(app, rule)
        rows = [str(key) for key in rows_of(view.datamodel.obj, place)]
        yield from ({"action": name, "rowid": rows} for name in view.actions)
    elif belongs_to_a_place(app, rule):
        legs = "lien-thong" in rule.rule
        yield WRITTEN | {"action": LegAction.RECEIVE if legs else Action.SIGN}


def not_managed(world: World, role: Role) -> tuple[Place, ...]:
    """The places in which this user may change nothing."""
    if role is Role.CITY_ADMIN:
        return ()
    if role is Role.DISTRICT_IT or role in PARTNERS:
        return (world.far_away,)
    return (world.next_door, world.far_away)


def is_of_an_administrator(role: Role, address: str) -> bool:
    """Administrators see staff and postings of the units they manage, and their accesses."""
    theirs = (
        "/can-bo/nhan-su/",
        "/can-bo/vi-tri/",
        "/can-bo/chua-co-tai-khoan/",
        "/can-bo/phieu-niem-phong/",
        "/can-bo/nhat-ky/",
    )
    return role in {Role.CITY_ADMIN, Role.DISTRICT_IT} and address.startswith(theirs)
