"""The application at work in this process: over one transaction, or on a database of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context
from pathlib import Path
from typing import Any

from flask import Flask, current_app, has_app_context, has_request_context
from flask.globals import _cv_app
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.kernel.db import db
from app.kernel.files import storage
from app.kernel.row_security import request_scope
from app.kernel.row_security.grants import LOADER, WEB
from app.kernel.security import rate_limit_store
from harness.stage import databases
from harness.stage.databases import Database
from harness.stage.factories import row_cache

_ways: Engine | None = None
_at_hand: dict[str, str] = {}

STATEMENTS = 1000
"""Which a connection keeps prepared."""


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
        become(outer, WEB)
        try:
            return super().open(*args, **kwargs)
        finally:
            become(outer, LOADER)


def engine_of_any_role(database: Database, **settings: Any) -> Engine:
    """An engine that may switch to any role, and plans a statement once for all tests."""
    planned_once = {"prepare_threshold": 1, "options": "-c plan_cache_mode=force_generic_plan"}
    engine = create_engine(database.url("postgres"), connect_args=planned_once, **settings)
    event.listen(engine, "connect", _keep_prepared)
    return engine


def _keep_prepared(connection: Any, _record: Any) -> None:
    connection.prepared_max = STATEMENTS


def become(connection: Connection, role: str) -> None:
    """Switch to another role, without the scope that the last request signed."""
    cursor = connection.connection.cursor()
    cursor.execute("select set_config('role', %s, true), set_config('mc.scope', '', true)", (role,))
    cursor.close()


def _in_its_role(connection: Connection) -> None:
    """A request runs as the web role, a test as the owner."""
    if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
        become(connection, WEB if has_request_context() else LOADER)


def _mint(_session: Session, _transaction: Any, connection: Connection) -> None:
    if has_request_context():
        request_scope.enter(connection)


@contextmanager
def undone(app: Flask, insider: Engine) -> Iterator[None]:
    """One transaction around the block, rolled back at its end."""
    use_own_store(app)
    with app.app_context(), insider.connect() as connection:
        rate_limit_store.forget_all()
        connection.execute(text("delete from code_try"))
        connection.commit()
        outer = connection.begin()
        become(connection, LOADER)
        event.listen(db.session, "after_begin", _mint)
        with instead(connection), row_cache.of_one_test(connection):
            db.session.configure(join_transaction_mode="create_savepoint")
            yield
        db.session.configure(join_transaction_mode="conditional_savepoint")
        event.remove(db.session, "after_begin", _mint)
        outer.rollback()


@contextmanager
def own_application(name: str) -> Iterator[tuple[Flask, Database]]:
    """The application on a database of its own with the seed, for the duration of the block."""
    with (
        databases.own_database(name) as database,
        databases.disposed(databases.app_on(database)) as app,
        app.app_context(),
        at_work_in(database),
    ):
        app.test_client_class = Client
        yield app, database


@contextmanager
def at_work_in(database: Database) -> Iterator[None]:
    """Run the application on a database as in production: with row-level security."""
    use_own_store(current_app)
    engine = _many_lines(database).execution_options()  # event listeners of a test end with it
    with instead(engine):
        yield
    engine.dispose()


def _many_lines(database: Database) -> Engine:
    """The engine of this process, connected to this database: statements are compiled once."""
    global _ways  # one process runs one test at a time
    if _ways is None:
        _ways = engine_of_any_role(database, pool_size=20, max_overflow=20)
        event.listen(_ways, "do_connect", _to_the_database_at_hand)
        event.listen(_ways, "begin", _in_its_role)
        request_scope.watch(_ways)
    _at_hand.update(dbname=database.name)
    return _ways


def _to_the_database_at_hand(_dialect: Any, _record: Any, _args: Any, words: Any) -> None:
    words.update(_at_hand)


def use_own_store(app: Flask) -> None:
    """Use the file store of this application, whichever was created last in this process."""
    directory = Path(app.config["FILES_DIR"])
    if storage.default_store().directory != directory:
        storage.use(directory)


@contextmanager
def instead(connectable: Any) -> Iterator[None]:
    """Let every session of the application use another engine or connection."""
    db.session.remove()
    usual = db.engines[None]
    db.engines[None] = connectable  # type: ignore[index]  # the dictionary of the extension
    try:
        yield
    finally:
        db.session.remove()
        db.engines[None] = usual  # type: ignore[index]  # the dictionary of the extension
