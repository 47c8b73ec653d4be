"""The scope of a request, set in the database at the beginning of every transaction.

The request only proves its identity: the session token in its cookie, the token of the draft that
the browser holds, the access key of the citizen's dossier. The database derives the rest itself
(``scope_functions.py``). Outside a request no scope is set, and the roles that serve people see
nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from flask import current_app, g, has_request_context, request, session
from sqlalchemy import Connection, NullPool, create_engine, event, text
from sqlalchemy.orm import Session

from app.kernel import clock, db_connections
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
View = TypeVar("View", bound=Callable[..., Any])


class OpenDossier(NamedTuple):
    """A dossier and the door by which its citizen sees it, as the database minted it."""

    id: UUID
    door: str


class BrowserProof(NamedTuple):
    """What the browser has proved to hold, besides its session."""

    draft: UUID | None = None
    token: str = ""
    dossier: UUID | None = None
    door: str = ""


def watch(engine: Any) -> None:
    """Set the scope at the beginning of every transaction of this engine."""
    db_connections.watch(engine)
    event.listen(engine, "begin", _begun)


def grant_draft(draft_id: UUID, token: bytes) -> None:
    """Let the rest of this request see one draft; the database compares the token."""
    _hold(_held()._replace(draft=draft_id, token=token.hex()))


def grant_dossier(opened: OpenDossier) -> None:
    """Let the rest of this request see one dossier as its citizen; the database checks the door."""
    _hold(_held()._replace(dossier=opened.id, door=opened.door))


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
    public = current_app.config["SURFACE"] == "public"
    held, token = _held(), "" if public else session.get("_user_id", "")
    if token or held != BrowserProof():
        cursor = connection.connection.cursor()
        known = (clock.today(), token, *held, _plan_cache_mode())
        *_done, version = cursor.execute(_ENTER, known).fetchone()
        cursor.close()
        connection.info[_REFERENCE] = version


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
    if not (has_request_context() and db_connections.has_left_alone(current, tables)):
        return None
    found: UUID | None = current.connection().info.get(_REFERENCE)
    return found


def _begun(connection: Connection) -> None:
    connection.info.pop(_REFERENCE, None)
    by_itself = connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT"
    if has_request_context() and not by_itself:
        enter(connection)


def _held() -> BrowserProof:
    found: BrowserProof = g.get(_HELD, BrowserProof())
    return found


def _hold(held: BrowserProof) -> None:
    if held == _held():
        return
    setattr(g, _HELD, held)
    current: Session = db.session()
    if has_request_context() and current.in_transaction():
        current.flush()
        enter(current.connection())
