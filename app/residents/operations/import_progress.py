"""State and progress of an import.

The work itself is one long transaction; progress is published by short transactions
beside it, which also detect that the file was dropped meanwhile.
"""

from collections.abc import Collection
from time import monotonic
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select, update

from app.kernel.db import db
from app.residents.models.residents import ImportState, ResidentImport

SECONDS = 1.0
"""Interval between two progress reports."""


class Dropped(Exception):
    """The file was dropped during processing: the transaction is rolled back."""


class BeingWorkedOn(Exception):
    """Another worker is processing the file, or one that died a moment ago."""


class Progress:
    """Reports progress at most once per second."""

    def __init__(self, import_id: UUID, state: ImportState) -> None:
        self._id, self._state = import_id, state
        self._told = monotonic()

    def __call__(self, done: int) -> None:
        """Report the bytes or rows done.

        Raises:
            Dropped: the file was dropped.
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
    """Move the file from one of these states to another; returns whether it was in one of them."""
    change = (
        update(ResidentImport)
        .where(ResidentImport.id == import_id, ResidentImport.state.in_(before))
        .values(state=after, **values)
    )
    done: Any = (line or db.session.connection()).execute(change)
    return bool(done.rowcount)


def take_in_hand(import_id: UUID) -> None:
    """Lock the file until this transaction ends.

    Raises:
        BeingWorkedOn: another worker holds the lock.
    """
    word = func.hashtextextended(f"resident_import {import_id}", 0)
    if not db.session.scalar(select(func.pg_try_advisory_xact_lock(word))):
        raise BeingWorkedOn
