"""Pages that only read may read from a standby of the database (bản sao chỉ đọc).

A view says so (``reads_replica``). Its request reads from ``READ_DATABASE_URL`` unless

- the standby lags: the newest heartbeat of a worker that has arrived there is too old. All that was
  committed before it has arrived too. Workers that are silent look the same;
- this browser has sent a form within that time: a cookie that ends by itself says so, and people
  see what they have just written. Whoever forges it reads from the primary, as everybody else does;
- it writes after all: a transaction goes to the primary, and so does what is read after it.

The clocks of the machines have to agree; each second of difference is one of lag.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, has_request_context, request
from flask_sqlalchemy.session import Session
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

REPLICA = "replica"
"""The key of the engine (``SQLALCHEMY_BINDS``)."""
STALE_SECONDS = 20
"""How old the newest heartbeat may be; workers give one every ten seconds."""
AGAIN_SECONDS = 1
"""How long a process trusts its last look at the standby."""
COOKIE = "mot_cua_sent"
_MARK = "reads_replica"
_READS = ("GET", "HEAD", "OPTIONS")
_AGE = text(
    "select extract(epoch from clock_timestamp() - max(last_heartbeat)) from procrastinate_workers"
)
View = TypeVar("View", bound=Callable[..., Any])


class ReplicaSession(Session):
    """A session that reads from the standby while the request says so."""

    def get_bind(
        self, mapper: Any = None, clause: Any = None, bind: Any = None, **options: Any
    ) -> Engine | Connection:
        if bind is None and reads_here():
            return self._db.engines[REPLICA]
        return super().get_bind(mapper, clause, bind, **options)


class Standby:
    """Whether the standby has all that was committed some seconds ago, as this process knows."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        self._until = 0.0
        self._is_fresh = False

    def is_fresh(self) -> bool:
        now = time.monotonic()
        if now >= self._until:
            self._until = now + AGAIN_SECONDS
            self._is_fresh = self._look()
        return self._is_fresh

    def _look(self) -> bool:
        try:
            with self._engine.connect() as line:
                age = line.scalar(_AGE)
        except SQLAlchemyError:
            return False
        return age is not None and age <= STALE_SECONDS


def reads_replica(view: View) -> View:
    """Decorate a view that only reads, and may show what was true some seconds ago."""
    setattr(view, _MARK, True)
    return view


def reads_here() -> bool:
    """Whether this request reads from the standby."""
    return has_request_context() and bool(g.get(_MARK))


def leave() -> None:
    """Go on with the primary, from the next transaction on."""
    setattr(g, _MARK, False)


def init_app(app: Flask, engines: Any) -> None:
    """Registered before whatever asks the database; nothing without a standby."""
    if REPLICA not in engines:
        return
    standby = Standby(engines[REPLICA])
    secure = bool(app.config["SESSION_COOKIE_SECURE"])
    cookie = f"__Host-{COOKIE}" if secure else COOKIE

    @app.before_request
    def choose() -> None:
        view = current_app.view_functions.get(request.endpoint or "")
        may = request.method in _READS and getattr(view, _MARK, False)
        setattr(g, _MARK, may and cookie not in request.cookies and standby.is_fresh())

    @app.after_request
    def remember(response: Response) -> Response:
        if request.method not in _READS:
            response.set_cookie(
                cookie,
                "1",
                max_age=STALE_SECONDS + 2 * AGAIN_SECONDS,
                secure=secure,
                httponly=True,
                samesite="Lax",
            )
        return response
