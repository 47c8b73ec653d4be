"""Pages that only read, read from a standby.

A copy of the database in which nothing can be written serves as a standby that stopped at some
moment. The communes have another name there, which shows from where a page was read.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

import flask
import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import func, select

from app.accounts.models.sessions import Session
from app.accounts.roles import Role
from app.dossiers.database.browser_proof import OpenDossier
from app.dossiers.models.dossier import Dossier
from app.dossiers.views.citizen import browser_session
from app.dossiers.workflow import State
from app.kernel.audit.access_log import AccessEntry
from app.kernel.connections import read_replica
from app.kernel.connections.read_replica import STALE_SECONDS
from app.kernel.db import db, transaction
from app.reports.operations import processing_statistics
from devstack.postgres import Server
from harness.stage import databases
from harness.stage.application import at_work_in
from harness.stage.databases import Database
from harness.stage.factories import ADossier, AnOfficer, a_commune, browser_of
from harness.stage.factories.people import seat_of

DASHBOARD, DESK, TRACKING = "/can-bo/bang-dieu-hanh/", "/can-bo/mot-cua/", "/tra-cuu/ho-so"
ELSEWHERE = "Đọc Từ Bản Sao"
NEED_MORE = {
    TRACKING,
    f"{DASHBOARD}bieu-do.svg",
    f"{DASHBOARD}ho-so/",
    f"{DASHBOARD}lien-thong/",
    "/can-bo/thong-ke-ho-tich/danh-sach",
}
"""Pages of something: of a chart, of a number, of a dossier."""
READERS = (Role.DISTRICT_LEADER, Role.CITY_JUSTICE, Role.CITY_ADMIN, Role.POLICE)


@dataclass(frozen=True)
class Prepared:
    """A database with a dossier and with browsers that are signed in; each test has copies."""

    database: Database
    cookies: tuple[str, ...]
    """The leader's first."""


@pytest.fixture(scope="module")
def prepared(app: Flask, server: Server, template: str) -> Iterator[Prepared]:
    name = f"t_{os.getpid()}_replica"
    with databases.copy_of(server, template, f"{name}_prepared") as database:
        with app.app_context(), at_work_in(database):
            cookies = tuple(_cookies(app))
        yield Prepared(database, cookies)


def _cookies(app: Flask) -> Iterator[str]:
    commune = a_commune()
    ADossier(State.READY, commune)
    with transaction():
        processing_statistics.rebuild()
    for role in (Role.COMMUNE_LEADER, *READERS):
        cookie = browser_of(app, AnOfficer(role, seat_of(role, commune))).get_cookie("mot_cua")
        if cookie:
            yield cookie.value


@pytest.fixture(scope="module")
def application(prepared: Prepared) -> Iterator[Flask]:
    """An application with a standby; each test makes both databases anew."""
    primary, standby = (
        Database(prepared.database.server, f"t_{os.getpid()}_replica{end}")
        for end in ("", "_standby")
    )
    app = databases.app_on(primary, READ_DATABASE_URL=standby.url())
    yield app
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def primary(
    app: Flask, application: Flask, prepared: Prepared, server: Server
) -> Iterator[Database]:
    name = f"t_{os.getpid()}_replica"
    with databases.copy_of(server, prepared.database.name, name) as database, app.app_context():
        with at_work_in(database):
            yield database
        with application.app_context():
            for engine in db.engines.values():
                engine.dispose()


@pytest.fixture
def standby(server: Server, prepared: Prepared, primary: Database) -> Iterator[Database]:
    """As the primary was a moment ago, the names of communes apart."""
    with databases.copy_of(server, prepared.database.name, f"{primary.name}_standby") as copy:
        with copy.connect() as line:
            line.execute("update unit set name = %s where kind = 'commune'", [ELSEWHERE])
        beat(copy, seconds_ago=0)
        with copy.connect() as line:
            line.execute(f"alter database {copy.name} set default_transaction_read_only = on")
        yield copy


@pytest.fixture
def browser(
    application: Flask, standby: Database, prepared: Prepared, monkeypatch: pytest.MonkeyPatch
) -> FlaskClient:
    """Before an application with a standby, which it looks at again for each page."""
    monkeypatch.setattr(read_replica, "AGAIN_SECONDS", 0)
    client = application.test_client()
    client.set_cookie("mot_cua", prepared.cookies[0])
    return client


def beat(standby: Database, seconds_ago: float) -> None:
    """Let this be the newest sign of a worker that has arrived at the standby."""
    with standby.connect() as line:
        line.execute("set default_transaction_read_only = off")
        line.execute("delete from procrastinate_workers")
        line.execute(
            "insert into procrastinate_workers (last_heartbeat)"
            " values (clock_timestamp() - make_interval(secs => %s))",
            [seconds_ago],
        )


def reads_elsewhere(browser: FlaskClient, page: str = DASHBOARD) -> bool:
    answer = browser.get(page)
    assert answer.status_code == 200
    return ELSEWHERE in answer.get_data(as_text=True)


def test_a_page_that_only_reads_is_read_from_the_standby(browser: FlaskClient) -> None:
    assert reads_elsewhere(browser)
    assert not reads_elsewhere(browser, DESK)


def test_who_has_looked_is_written_at_the_primary(browser: FlaskClient) -> None:
    page = html.fromstring(browser.get(DASHBOARD).get_data(as_text=True))
    behind = page.xpath("string(//main//a[contains(@href, 'chi-tieu=')]/@href)")
    assert browser.get(urljoin(DASHBOARD, behind)).status_code == 200
    entries = db.session.scalars(select(AccessEntry.page)).all()
    assert "CountedDossiers.page" in entries


def test_whoever_has_sent_a_form_reads_from_the_primary(
    browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as usual:
        usual.setattr(read_replica, "AGAIN_SECONDS", 1)
        browser.post(DESK)
    sent = browser.get_cookie(read_replica.COOKIE)
    assert sent is not None
    assert (sent.max_age or 0) > STALE_SECONDS
    assert not reads_elsewhere(browser)
    browser.delete_cookie(read_replica.COOKIE)  # as it does by itself
    assert reads_elsewhere(browser)


def test_a_standby_that_lags_is_not_read(browser: FlaskClient, standby: Database) -> None:
    beat(standby, seconds_ago=STALE_SECONDS + 1)
    assert not reads_elsewhere(browser)
    beat(standby, seconds_ago=STALE_SECONDS - 5)
    assert reads_elsewhere(browser)


def test_a_standby_that_is_away_is_not_missed(browser: FlaskClient, standby: Database) -> None:
    assert reads_elsewhere(browser)
    standby.server.drop_database(standby.name)
    assert not reads_elsewhere(browser)


def test_a_session_that_is_used_again_is_noted_at_the_primary(
    browser: FlaskClient, standby: Database
) -> None:
    with standby.connect() as line:
        line.execute("set default_transaction_read_only = off")
        line.execute("update session set seen = seen - interval '10 minutes'")
    newest = select(func.max(Session.seen))
    before = db.session.scalars(newest).one()
    db.session.rollback()
    assert browser.get(DASHBOARD).status_code == 200
    assert db.session.scalars(newest).one() > before


def test_what_is_read_after_a_transaction_is_that_of_the_primary(
    browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = browser.application.view_functions

    def writes() -> str:
        before = name_seen()
        with transaction():
            pass
        return f"{before}, {name_seen()}"

    def name_seen() -> str:
        return "standby" if read_replica.reads_here() else "primary"

    monkeypatch.setitem(pages, "health.alive", read_replica.reads_replica(writes))
    assert browser.get("/healthz").get_data(as_text=True) == "standby, primary"


def test_citizens_follow_their_dossier_at_a_standby(
    browser: FlaskClient, primary: Database
) -> None:
    dossier = db.session.scalars(select(Dossier.id)).one()
    opened = OpenDossier(dossier, databases.door_of(primary, dossier))
    with browser.application.test_request_context(), browser.session_transaction() as session:
        browser_session.give_ticket(opened)
        session.update(flask.session)
    assert reads_elsewhere(browser, TRACKING)


def test_every_such_page_can_be_read_from_a_standby(
    browser: FlaskClient, prepared: Prepared
) -> None:
    app = browser.application
    pages = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if getattr(app.view_functions[rule.endpoint], "reads_replica", False) and not rule.arguments
    }
    seen = set()
    for cookie in prepared.cookies:
        browser.set_cookie("mot_cua", cookie)
        for page in pages:
            answer = browser.get(page)
            assert answer.status_code < 500, page
            seen |= {page} if answer.status_code == 200 else set()
    assert pages - seen == NEED_MORE
