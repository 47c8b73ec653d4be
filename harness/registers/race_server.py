"""The application as the race serves it: ``gunicorn harness.registers.race_server:app``.

A header of a request sets its business time, so that midnight falls into the race; another breaks
the signature after its number was taken and the entry written, before the commit.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import nullcontext
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from sqlalchemy import event

from app.kernel import clock
from app.registers.models.entries import Entry
from run import app

_breaks: ContextVar[bool] = ContextVar("breaks", default=False)
_serve = app.wsgi_app


class Broken(Exception):
    """The signature breaks before the commit."""


@event.listens_for(Entry, "after_insert")
def _break(*_inserted: Any) -> None:
    if _breaks.get():
        raise Broken


def _at_its_moment(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    said = environ.get("HTTP_X_MOMENT")
    token = _breaks.set("HTTP_X_BREAKS" in environ)
    try:
        with clock.frozen(datetime.fromisoformat(said)) if said else nullcontext():
            return _serve(environ, start_response)
    finally:
        _breaks.reset(token)


app.wsgi_app = _at_its_moment  # type: ignore[method-assign]
