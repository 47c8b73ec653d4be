"""The scope of a request, set in the database at the beginning of every transaction.

The request only proves its identity: the session token in its cookie, the token of the draft that
the browser holds, the access key of the citizen's dossier. The database derives the rest itself
(``scope_functions.py``). Outside a request no scope is set, and the roles that serve people see
nothing.
"""

from __future__ import annotations

import hashlib
import hmac
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


class BrowserProof(NamedTuple):
    """What the browser has proved to hold, besides its session."""

    draft: UUID | None = None
    token: str = ""
    dossier: UUID | None = None
    access_key: str = ""


def watch(engine: Any) -> None:
    """Set the scope at the beginning of every transaction of this engine."""
    db_connections.watch(engine)
    event.listen(engine, "begin", _begun)


def grant_draft(draft_id: UUID, token: bytes) -> None:
    """Let the rest of this request see one draft; the database compares the token."""
    _hold(_held()._replace(draft=draft_id, token=token.hex()))


def grant_dossier(dossier_id: UUID) -> None:
    """Let the rest of this request see one dossier as its citizen.

    The caller has checked the secret of the receipt, or a ticket signed by us.
    """
    _hold(_held()._replace(dossier=dossier_id, access_key=access_key(dossier_id)))


def access_key(dossier_id: UUID) -> str:
    """The access key of a dossier for its citizen; computing it needs the server's key.

    Sixty-four hexadecimal digits; the database stores ``access_key_hash``. After a change of the
    server's key, ``flask doors`` computes all of them again.
    """
    key = str(current_app.secret_key).encode()
    return hmac.new(key, b"door " + dossier_id.bytes, "sha256").hexdigest()


def access_key_hash(dossier_id: UUID) -> bytes:
    """The hash of the access key, as stored in the dossier."""
    return hashlib.sha256(bytes.fromhex(access_key(dossier_id))).digest()


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
    """Set the scope of this request in the transaction of a connection."""
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
    """The version of the reference data that the open transaction sees, see ``reference_data``.

    None when it is not known, or when the transaction may have changed them.
    """
    if not (has_request_context() and db_connections.has_only_read(current)):
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
