"""Where a file stands: its state, and how far the work on it has come.

The work itself is one long transaction; whoever waits for it sees how far it is by short ones
beside it, which also notice that the file was dropped meanwhile.
"""

from __future__ import annotations

from collections.abc import Collection
from time import monotonic
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select, update

from app.kernel.db import db
from app.residents.models import ImportState, ResidentImport

SECONDS = 1.0
"""Between two tellings."""


class Dropped(Exception):
    """The file was dropped while it was worked on: what was done is undone."""


class BeingWorkedOn(Exception):
    """Another worker has the file in hand, or one that died an instant ago."""


class Progress:
    """Tells how far the work has come, at most once a second."""

    def __init__(self, import_id: UUID, state: ImportState) -> None:
        self._id, self._state = import_id, state
        self._told = monotonic()

    def __call__(self, done: int) -> None:
        """So many bytes or rows.

        Raises:
            Dropped: nobody wants them any more.
        """
        if monotonic() - self._told < SECONDS:
            return
        self._told = monotonic()
        with db.engine.begin() as beside:
            if not moved(self._id, {self._state}, self._state, beside, done=done):
                raise Dropped


def moved(
    import_id: UUID,
    before: Collection[ImportState],
    after: ImportState,
    line: Connection | None = None,
    **values: Any,
) -> bool:
    """Move the file on from one of these states; whether it was in one of them."""
    change = (
        update(ResidentImport)
        .where(ResidentImport.id == import_id, ResidentImport.state.in_(before))
        .values(state=after, **values)
    )
    done: Any = (line or db.session.connection()).execute(change)
    return bool(done.rowcount)


def take_in_hand(import_id: UUID) -> None:
    """Let nobody else work on the file until this transaction ends.

    Raises:
        BeingWorkedOn: somebody else does.
    """
    word = func.hashtextextended(f"resident_import {import_id}", 0)
    if not db.session.scalar(select(func.pg_try_advisory_xact_lock(word))):
        raise BeingWorkedOn
