"""Fixtures that every test may request.

``database`` lets the code under test commit and rolls everything back afterwards: one connection,
one thread. ``committed`` is for tests that need real commits, several connections, jobs or
row-level security.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, current_app, has_app_context, has_request_context
from flask.globals import _cv_app
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.kernel import clock
from app.kernel.db import db
from app.kernel.files import storage
from app.kernel.row_security import request_scope
from app.kernel.row_security.grants import LOADER, WEB
from app.kernel.security import rate_limit_store
from devstack.postgres import Server
from tests import databases
from tests.databases import Database
from tests.factories import row_cache

pytest_plugins = ["tests.layers", "tests.live", "tests.figures"]

_numbers = count(1)
_ways: Engine | None = None
_at_hand: dict[str, str] = {}

LEAST_COST = b"""
create or replace function gen_salt(text, integer) returns text language sql as $$
  select overlay(gen_salt($1) placing '04' from 5) $$
"""
"""pgcrypto's function, with the cost 4 of bcrypt whichever is asked for."""


class Client(FlaskClient):
    """A test client whose requests do not share the test's own session."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request as from outside: its own session, its own ``g``."""
        if has_app_context():
            db.session.flush()
        answer = copy_context().run(self._from_outside, *args, **kwargs)
        if has_app_context():
            db.session.expire_all()
        return answer

    def _from_outside(self, *args: Any, **kwargs: Any) -> TestResponse:
        outer = db.engines[None] if has_app_context() else None
        _cv_app.set(None)  # type: ignore[arg-type]
        if not isinstance(outer, Connection):
            return super().open(*args, **kwargs)
        _become(outer, WEB)
        try:
            return super().open(*args, **kwargs)
        finally:
            _become(outer, LOADER)


def _become(connection: Connection, role: str) -> None:
    """Switch to another role, without the scope that the last request signed."""
    cursor = connection.connection.cursor()
    cursor.execute("select set_config('role', %s, true), set_config('mc.scope', '', true)", (role,))
    cursor.close()


def _in_its_role(connection: Connection) -> None:
    """A request runs as the web role, a test as the owner."""
    if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
        _become(connection, WEB if has_request_context() else LOADER)


def _mint(_session: Session, _transaction: Any, connection: Connection) -> None:
    if has_request_context():
        request_scope.enter(connection)


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


@contextmanager
def undone(app: Flask, insider: Engine) -> Iterator[None]:
    """One transaction around the block, rolled back at its end."""
    _own_store(app)
    with app.app_context(), insider.connect() as connection:
        rate_limit_store.forget_all()
        connection.execute(text("delete from code_try"))
        connection.commit()
        outer = connection.begin()
        _become(connection, LOADER)
        event.listen(db.session, "after_begin", _mint)
        with _instead(connection), row_cache.of_one_test(connection):
            db.session.configure(join_transaction_mode="create_savepoint")
            yield
        db.session.configure(join_transaction_mode="conditional_savepoint")
        event.remove(db.session, "after_begin", _mint)
        outer.rollback()


@pytest.fixture(scope="session")
def insider(own: Database) -> Iterator[Engine]:
    """An engine that may switch to any role."""
    engine = create_engine(own.url("postgres"))
    yield engine
    engine.dispose()


@pytest.fixture
def committed(
    app: Flask, server: Server, template: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Database]:
    """A database for this test: real commits, any number of connections and threads."""
    _own_store(app)
    name = f"t_{os.getpid()}_{next(_numbers)}"
    with databases.copy_of(server, template, name) as database, app.app_context():
        for key, value in database.environment.items():
            monkeypatch.setenv(key, value)
        monkeypatch.setitem(app.config, "SQLALCHEMY_DATABASE_URI", database.url())
        with at_work_in(database):
            yield database


@contextmanager
def at_work_in(database: Database) -> Iterator[None]:
    """Run the application on a database as in production: with row-level security."""
    _own_store(current_app)
    engine = _many_lines(database).execution_options()  # event listeners of a test end with it
    with _instead(engine):
        yield
    engine.dispose()


def _many_lines(database: Database) -> Engine:
    """The engine of this process, connected to this database: statements are compiled once."""
    global _ways  # one process runs one test at a time
    if _ways is None:
        _ways = create_engine(database.url("postgres"), pool_size=20, max_overflow=20)
        event.listen(_ways, "do_connect", _to_the_database_at_hand)
        event.listen(_ways, "begin", _in_its_role)
        request_scope.watch(_ways)
    _at_hand.update(dbname=database.name)
    return _ways


def _to_the_database_at_hand(_dialect: Any, _record: Any, _args: Any, words: Any) -> None:
    words.update(_at_hand)


def _own_store(app: Flask) -> None:
    """Use the file store of this application, whichever was created last in this process."""
    directory = Path(app.config["FILES_DIR"])
    if storage.default_store().directory != directory:
        storage.use(directory)


@contextmanager
def _instead(connectable: Any) -> Iterator[None]:
    """Let every session of the application use another engine or connection."""
    db.session.remove()
    usual = db.engines[None]
    db.engines[None] = connectable  # type: ignore[index]  # the dictionary of the extension
    try:
        yield
    finally:
        db.session.remove()
        db.engines[None] = usual  # type: ignore[index]  # the dictionary of the extension
