"""Access logging for views: the entries of a request are written before its response is sent.

An access that cannot be logged is not allowed: the person gets an error page instead of the record.
A page that only reads writes nothing but this and the time of the session's last use.
"""

import hmac
import re
from collections.abc import Iterable
from typing import Any

from flask import Flask, Response, current_app, g, request
from sqlalchemy import inspect

from app.kernel.actor import NOBODY, Actor
from app.kernel.audit import access_log
from app.kernel.audit.access_log import AccessKind
from app.kernel.connections import pool
from app.kernel.db import db, transaction
from app.kernel.security import rate_limit_store
from app.kernel.web.current_actor import current_actor

__all__ = ["AccessKind", "init_app", "log_access", "log_list_access", "refused"]

_REFUSALS = frozenset({403, 404})
_TOLD, _OUT_OF_BOUNDS = "looks", "out_of_bounds"
_REFUSED = frozenset({AccessKind.REFUSED, AccessKind.SIGN_IN_REFUSED})
_A_KEY = re.compile(r"[0-9]{1,9}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def log_access(
    actor: Actor, item: Any, how: AccessKind = AccessKind.READ, fields: Iterable[str] = ()
) -> None:
    """Log that a person is shown a record, or a part of it."""
    state = inspect(item)
    key = state.identity or state.mapper.primary_key_from_instance(item)
    subject = state.mapper.local_table.name
    _tell(access_log.entry(actor, how, subject, "/".join(map(str, key)), fields))


def log_list_access(
    actor: Actor, model: Any, fields: Iterable[str] = (), how: AccessKind = AccessKind.LIST
) -> None:
    """Log that a person is shown a list; ``fields`` are the columns searched."""
    _tell(access_log.entry(actor, how, model.__table__.name, "", fields))


def refused(how: AccessKind = AccessKind.REFUSED, subject: str = "", key: str = "") -> None:
    """Log that a person was refused; nothing typed is stored."""
    _tell(access_log.entry(current_actor(), how, subject, key))


def note_refusal(status: int) -> None:
    """Note that an operation refused somebody, whatever page tells them so."""
    if status in _REFUSALS:
        setattr(g, _OUT_OF_BOUNDS, True)


def init_app(app: Flask) -> None:
    """Write the entries after each request; registered first, so that it runs last."""
    app.after_request(_write)


def _tell(row: dict[str, Any]) -> None:
    g.setdefault(_TOLD, []).append(row)


def _write(response: Response) -> Response:
    told = g.pop(_TOLD, [])
    if response.status_code >= 400:  # an error page shows no record
        told = [row for row in told if row["action"] in _REFUSED]
    if response.status_code in _REFUSALS or g.pop(_OUT_OF_BOUNDS, False):
        known = any(row["action"] in _REFUSED for row in told)
        told = told if known else [*told, *_out_of_bounds()]
    if told:
        place = {"page": (request.endpoint or "")[:64], "network": _network()}
        if request.method != "GET" or not pool.has_only_read(db.session()):
            db.session.remove()  # roll back what the view left open
        db.session.expunge_all()  # the page is drawn: nothing on it has to expire with the commit
        with transaction():
            access_log.write([row | place for row in told])
    return response


def _out_of_bounds() -> list[dict[str, Any]]:
    """Entry for an officer who requested a page or record outside their permissions or scope."""
    actor = current_actor()
    view: Any = getattr(current_app.view_functions.get(request.endpoint or ""), "__self__", None)
    if actor is NOBODY or not hasattr(view, "class_permission_name"):  # such as a static file
        return []
    datamodel = getattr(view, "datamodel", None)
    subject = datamodel.obj.__table__.name if datamodel else view.class_permission_name
    asked = map(str, (request.view_args or {}).values())
    key = next(filter(_A_KEY.fullmatch, asked), "")  # never store free text from an address
    return [access_log.entry(actor, AccessKind.REFUSED, subject, key)]


def _network() -> str | None:
    """Keyed digest of the network address; useless without the server's key."""
    if request.remote_addr is None:
        return None
    place = b"network\0" + rate_limit_store.network(request.remote_addr).encode()
    return hmac.digest(str(current_app.secret_key).encode(), place, "sha256").hex()[:32]
