"""The scope of a request, set in the database at the beginning of every transaction.

The request only proves its identity: the session token in its cookie, and what else its browser
holds. The database derives the rest itself (``mc_enter``). Outside a request no scope is set, and
the roles that serve people see nothing.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from uuid import UUID

import psycopg
from flask import current_app, g, has_request_context, request, session
from sqlalchemy import Connection, NullPool, create_engine, event, text
from sqlalchemy.orm import Session

from app.kernel import clock
from app.kernel.connections import pool
from app.kernel.db import db
from app.kernel.row_security import triggers
from app.kernel.row_security.grants import OWNER
from config import with_driver

_ENTER = (
    "select mc_enter(%s, %s, %s, %s, %s, %s), set_config('plan_cache_mode', %s, true),"
    " (select value from reference_version where id = 1)"
)
_PLAN_CACHE_MODE = "plan_cache_mode"
_REFERENCE = "reference_version"
_SIGNED = text(
    "select mc_seal(words) || words from (select ("
    "jsonb_build_object('here', cast(:here as text)) || mc_session_scope(:day, :token)"
    ")::text) scope (words)"
)
_HELD = "held_by_browser"
Proof = tuple[UUID | None, str, UUID | None, str]
NO_PROOF: Proof = (None, "", None, "")
"""What a browser proves besides its session, as ``mc_enter`` takes it: two keys and their doors."""
View = TypeVar("View", bound=Callable[..., Any])


def watch(engine: Any) -> None:
    """Set the scope at the beginning of every transaction of this engine."""
    pool.watch(engine)
    event.listen(engine, "begin", _begun)


@contextmanager
def as_owner() -> Iterator[None]:
    """Run as the owner of the database: for commands on the server, without a session.

    Raises:
        LookupError: ``DATABASE_ADMIN_URL`` is not set; the web process never has it.
    """
    address = os.environ.get("DATABASE_ADMIN_URL")
    if not address:
        raise LookupError("DATABASE_ADMIN_URL")
    engine = create_engine(with_driver(address))
    event.listen(engine, "begin", lambda line: line.exec_driver_sql(f"set local role {OWNER}"))
    db.session.remove()
    engines: Any = db.engines
    usual, engines[None] = engines[None], engine
    try:
        yield
    finally:
        db.session.remove()
        engines[None] = usual
        engine.dispose()


@contextmanager
def as_session(token: str) -> Iterator[Connection]:
    """A connection with the web role that sees what a request of this session would see.

    Only inside ``as_owner()``: the owner looks the session up and signs the scope for the other
    transaction, so that the session need not be committed, nor its real token be known.
    """
    engine = create_engine(current_app.config["SQLALCHEMY_DATABASE_URI"], poolclass=NullPool)
    with engine.connect() as line:
        here = line.scalar(text("select mc_here()"))
        asked = {"here": here, "day": clock.today(), "token": token}
        scope = db.session.scalar(_SIGNED, asked)
        line.execute(text("select set_config('mc.scope', :scope, true)"), {"scope": scope})
        yield line


def enter(connection: Connection) -> None:
    """Prove who asks, by a cursor of the driver's own: none of our listeners count it.

    Raises:
        OperationalError: the connection was cut, or the database had no time.
    """
    public = current_app.config["SURFACE"] == "public"
    proof, token = held(), "" if public else session.get("_user_id", "")
    if token or proof != NO_PROOF:
        driver: Any = connection.connection.dbapi_connection
        known = (clock.today(), token, *proof, _plan_cache_mode())
        try:
            with driver.cursor() as cursor:
                *_done, version = cursor.execute(_ENTER, known).fetchone()
        except psycopg.OperationalError as error:
            raise pool.translated(connection, _ENTER, error) from error
        connection.info[_REFERENCE] = version


def held() -> Proof:
    """What the browser of this request has proved to hold."""
    found: Proof = g.get(_HELD, NO_PROOF)
    return found


def hold(proof: Proof) -> None:
    """Let the rest of this request see what the browser holds; the database compares it."""
    if proof == held():
        return
    setattr(g, _HELD, proof)
    current: Session = db.session()
    if has_request_context() and current.in_transaction():
        current.flush()
        enter(current.connection())


def planned_once(view: View) -> View:
    """Decorate a view that asks for rows by their keys alone.

    Otherwise PostgreSQL plans each prepared statement five times more on every connection before it
    keeps a plan; under row-level security that takes longer than all the rest. Lists and searches
    are better planned for what is asked.
    """
    setattr(view, _PLAN_CACHE_MODE, "force_generic_plan")
    return view


def planned_anew(view: View) -> View:
    """Decorate a view that counts many rows: the best plan depends on the period asked for."""
    setattr(view, _PLAN_CACHE_MODE, "force_custom_plan")
    return view


def _plan_cache_mode() -> str:
    view = current_app.view_functions.get(request.endpoint or "")
    return str(getattr(view, _PLAN_CACHE_MODE, "auto"))


def reference_version(current: Session) -> UUID | None:
    """The version of the reference data when the open transaction began, see ``reference_data``.

    None when it is not known, or when the transaction may have changed them.
    """
    tables = triggers.reference_tables()
    if not (has_request_context() and pool.has_left_alone(current, tables)):
        return None
    found: UUID | None = current.connection().info.get(_REFERENCE)
    return found


def _begun(connection: Connection) -> None:
    connection.info.pop(_REFERENCE, None)
    by_itself = connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT"
    if has_request_context() and not by_itself:
        enter(connection)
