"""Whose the last step was, and until when it can be undone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from app.dossiers.models import Dossier, Event
from app.dossiers.workflow import SIDE_ACTIONS, UNDOABLE, Action
from app.kernel.actor import ActingPerson

_undo_within = timedelta(minutes=10)


def let_undo_within(within: timedelta) -> None:
    global _undo_within  # one process has one setting; set once at start
    _undo_within = within


@dataclass(frozen=True)
class Undo:
    """Somebody's last step, and until when they may undo it."""

    event: Event
    until: datetime

    def minutes_left(self, now: datetime) -> int:
        """Minutes left, rounded up; zero when it is too late."""
        return max(0, ceil((self.until - now) / timedelta(minutes=1)))


def undo_of(last: Event | None, undoable: Collection[str], by: ActingPerson[Any]) -> Undo | None:
    """The last step, if this person took it in this posting and may undo it."""
    if last is None or last.action not in undoable or by.staff_id is None:
        return None
    if last.staff_id != by.staff_id or (last.capacity, last.posting_id) not in by.capacities:
        return None
    return Undo(last, last.at + _undo_within)


def undo(dossier: Dossier, by: ActingPerson[Any]) -> Undo | None:
    """The last step of the dossier, if this person may undo it."""
    last = last_step(dossier.journal)
    if last is None or last.leg_id is not None:
        return None
    return undo_of(last, UNDOABLE, by)


def last_step(journal: Sequence[Event]) -> Event | None:
    """The newest row that moved the dossier; assignments do not."""
    return next((event for event in reversed(journal) if event.action not in SIDE_ACTIONS), None)


def standing(journal: Sequence[Event]) -> tuple[Event, ...]:
    kept: list[Event] = []
    for event in journal:
        if event.action == Action.UNDO:
            same = [
                n
                for n, each in enumerate(kept)
                if each.leg_id == event.leg_id and each.action not in SIDE_ACTIONS
            ]
            del kept[same[-1]]
        else:
            kept.append(event)
    return tuple(kept)


def taken_back(journal: Sequence[Event]) -> frozenset[int]:
    kept = {event.id for event in standing(journal)}
    return frozenset(event.id for event in journal if event.id not in kept)
