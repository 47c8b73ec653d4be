"""The board of all 416 communes, and its statements."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, session
from sqlalchemy import event

from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.db import db, transaction
from app.kernel.security.tokens import new_token
from app.rollout.queries.readiness_board import board
from harness.stage.factories import AnOfficer, open_session


def measure(app: Flask) -> dict[str, Any]:
    """Communes, statements and seconds of the city's board."""
    officer, token = AnOfficer(Role.CITY_ADMIN), new_token()
    actor = officer.actor
    with transaction():
        open_session(officer.user, token)
    with app.test_request_context():
        session["_user_id"] = token
        with transaction(), _counted() as sent:
            begun = time.monotonic()
            found = board(actor, clock.today())
            seconds = time.monotonic() - begun
    return {
        "board_communes": len(found.standings),
        "board_statements": len(sent),
        "board_seconds": round(seconds, 3),
    }


@contextmanager
def _counted() -> Iterator[list[str]]:
    """The statements of the block, without the signing of the scope."""
    sent: list[str] = []

    def note(_line: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
