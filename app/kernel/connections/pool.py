"""Database connections: prepared statements, whether one is still alive, what was written on it.

Planning under row-level security takes longer than most of our statements, so each connection keeps
what it has prepared. The driver would forget all of it at every rollback, in case a table was
dropped; we drop none, and most pages only read and end in a rollback.

A ping before each use would cost every page a round trip. A server that goes away closes the
connection, which is visible on this side; only a connection that was idle for long is pinged, since
a firewall in between may have dropped it silently.
"""

import select
import time
from collections.abc import Collection
from contextlib import suppress
from functools import partial
from typing import Any

from psycopg import OperationalError
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Dialect, Engine, event, exc, inspect
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import Session

LONG_REST_SECONDS = 30
PREPARED_AT_USE, MOST_PREPARED = 1, 500
"""Prepared when used again; the pages of one role need about 200 statements."""
_LEFT, _WRITTEN = "left_at", "written"
_ANYTHING = "*"
"""In place of a table: what the statement writes is not known."""


def watch(engine: Engine) -> None:
    event.listen(engine, "connect", _connected)
    event.listen(engine, "rollback", _rolled_back)
    event.listen(engine, "checkin", _left)
    event.listen(engine, "checkout", partial(_taken, engine.dialect))
    event.listen(engine, "begin", _begun)
    event.listen(engine, "before_cursor_execute", _asked)


def translated(line: Connection, statement: str, error: OperationalError) -> exc.OperationalError:
    """What SQLAlchemy raises for an error of the driver itself; a cut connection is left."""
    driver: Any = line.connection.dbapi_connection
    if is_cut := driver.closed:
        line.invalidate(error)
    return exc.OperationalError(statement, None, error, connection_invalidated=is_cut)


def has_only_read(session: Session) -> bool:
    """Whether the open transaction has nothing to roll back."""
    return _written(session) == set()


def has_left_alone(session: Session, tables: Collection[str]) -> bool:
    """Whether the open transaction has written, and is about to write, none of these tables."""
    written = _written(session)
    return written is not None and written.isdisjoint({*tables, _ANYTHING})


def _written(session: Session) -> set[str] | None:
    """Tables written by the open transaction, flushed or not; None without a sound one."""
    if not session.in_transaction():
        return None
    line = session.connection()
    if line.invalidated:
        return None
    driver: Any = line.connection.dbapi_connection
    if driver.info.transaction_status is not TransactionStatus.INTRANS:
        return None
    waiting = (*session.new, *session.dirty, *session.deleted)
    unflushed = {inspect(type(item)).local_table.name for item in waiting}
    written: set[str] = line.info.get(_WRITTEN, {_ANYTHING})
    return unflushed | written


def _connected(driver: Any, _record: Any) -> None:
    driver.prepare_threshold, driver.prepared_max = PREPARED_AT_USE, MOST_PREPARED


def _rolled_back(line: Connection) -> None:
    """Roll back before the driver does; after an error leave it to the driver, which forgets.

    A request ends with a rollback: that the connection has died meanwhile, after the page was made,
    is no error of the page.
    """
    if line.invalidated:
        return
    driver: Any = line.connection.dbapi_connection
    if driver.info.transaction_status is TransactionStatus.INTRANS:
        driver.pgconn.exec_(b"ROLLBACK")
    else:
        with suppress(OperationalError):
            driver.rollback()
    if driver.closed:
        line.invalidate()


def _left(_driver: Any, record: Any) -> None:
    record.info[_LEFT] = time.monotonic()


def _taken(dialect: Dialect, driver: Any, record: Any, _proxy: Any) -> None:
    """Ping a connection that was idle for long; if it is dead, invalidate the whole pool.

    Raises:
        psycopg.Error: it is new and dead already; SQLAlchemy wraps it. After a second dead one the
            pool itself would say no more than that a connection is closed, as if that were a bug.
    """
    now = time.monotonic()
    if now - record.info.get(_LEFT, now) < LONG_REST_SECONDS and not _was_told(driver):
        return
    try:
        dialect.do_ping(driver)
    except dialect.loaded_dbapi.Error as error:
        if _LEFT not in record.info:
            raise
        raise InvalidatePoolError from error


def _was_told(driver: Any) -> bool:
    """Whether the server has sent something unasked, mostly the end of the connection."""
    news = select.poll()
    try:
        news.register(driver.fileno(), select.POLLIN)
    except OperationalError:  # the end of the connection was noticed before
        return True
    return bool(news.poll(0))


def _begun(line: Connection) -> None:
    line.info[_WRITTEN] = set()


def _asked(line: Connection, _cursor: Any, _sql: str, _values: Any, context: Any, _n: bool) -> None:
    asked = getattr(context and context.compiled, "statement", None)
    if not getattr(asked, "is_select", False):
        table = getattr(getattr(asked, "table", None), "name", _ANYTHING)
        line.info.setdefault(_WRITTEN, set()).add(table)
