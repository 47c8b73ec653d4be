"""Fixtures that every test may request.

``database`` lets the code under test commit and rolls everything back afterwards: one connection,
one thread. ``committed`` is for tests that need real commits, several connections, jobs or
row-level security.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import count

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from app.kernel import clock
from app.kernel.db import db
from devstack.postgres import Server
from harness.stage import databases
from harness.stage.application import Client, at_work_in, engine_of_any_role, undone, use_own_store
from harness.stage.databases import Database

pytest_plugins = ["tests.layers", "tests.browsers", "tests.figures"]

_numbers = count(1)

LEAST_COST = b"""
create or replace function gen_salt(text, integer) returns text language sql as $$
  select overlay(gen_salt($1) placing '04' from 5) $$
"""
"""pgcrypto's function, with the cost 4 of bcrypt whichever is asked for."""


def pytest_configure() -> None:
    """Put the databases of the tests, and of all that they start, where copies are cheap."""
    if "TEST_SERVER_DIR" not in os.environ:
        os.environ["TEST_SERVER_DIR"] = str(databases.fastest_place())


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The PostgreSQL of all test processes."""
    server = databases.test_server()
    with server.lease():
        yield server


@pytest.fixture(scope="module")
def demo(server: Server) -> Iterator[Database]:
    """A copy of the loaded demonstration."""
    template = databases.demo_template(server)
    with databases.copy_of(server, template, f"t_{os.getpid()}_demo") as database:
        yield database


@pytest.fixture(scope="session")
def template(server: Server) -> str:
    """The name of the migrated and seeded template."""
    return databases.seed_template(server)


@pytest.fixture(scope="session")
def own(server: Server, template: str) -> Iterator[Database]:
    """The database of this test process, a copy of the template.

    It hashes secrets at the least cost, since factories make thousands of dossiers; the copies of
    ``committed`` hash as the product does.
    """
    with databases.copy_of(server, template, f"t_{os.getpid()}") as database:
        with database.connect() as line:
            line.execute(LEAST_COST)
        yield database


@pytest.fixture(scope="session")
def app(own: Database) -> Iterator[Flask]:
    """The application, both surfaces, as ``mc_web``."""
    app = databases.app_on(own)
    app.test_client_class = Client
    databases.exclude_from_collection()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(autouse=True)
def _business_day(request: pytest.FixtureRequest) -> None:
    """A test begins on the real day, or on that of the demonstration that runs beside it."""
    live = request.getfixturevalue("live") if "live" in request.fixturenames else None
    clock.pretend_today_is(databases.day_of(live.database) if live else None)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A test client, not signed in."""
    return app.test_client()


@pytest.fixture
def database(app: Flask, own: Database, insider: Engine) -> Iterator[Database]:
    """One transaction around the test: commits of the code are rolled back afterwards."""
    with undone(app, insider):
        yield own


@pytest.fixture(scope="session")
def insider(own: Database) -> Iterator[Engine]:
    """An engine that may switch to any role."""
    engine = engine_of_any_role(own)
    yield engine
    engine.dispose()


@pytest.fixture
def committed(
    app: Flask, server: Server, template: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Database]:
    """A database for this test: real commits, any number of connections and threads."""
    use_own_store(app)
    name = f"t_{os.getpid()}_{next(_numbers)}"
    with databases.copy_of(server, template, name) as database, app.app_context():
        for key, value in database.environment.items():
            monkeypatch.setenv(key, value)
        monkeypatch.setitem(app.config, "SQLALCHEMY_DATABASE_URI", database.url())
        with at_work_in(database):
            yield database
