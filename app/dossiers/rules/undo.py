"""The last step of a dossier, and its journal without undone steps."""

from collections.abc import Sequence
from typing import Any

from app.dossiers.models.dossier import Dossier, Event
from app.dossiers.workflow import TABLE, Action
from app.kernel.actor import ActingPerson
from app.kernel.workflow.undo import Undo, undo_of


def undo(dossier: Dossier, by: ActingPerson[Any]) -> Undo | None:
    """The last step of the dossier, if this person may undo it."""
    last = last_step(dossier.journal)
    if last is None or last.leg_id is not None:
        return None
    return undo_of(last, TABLE, by)


def last_step(journal: Sequence[Event]) -> Event | None:
    """The newest row that moved the dossier; assignments do not."""
    moves = (event for event in reversed(journal) if event.action not in TABLE.side_actions)
    return next(moves, None)


def standing(journal: Sequence[Event]) -> tuple[Event, ...]:
    kept: list[Event] = []
    for event in journal:
        if event.action == Action.UNDO:
            same = [
                n
                for n, each in enumerate(kept)
                if each.leg_id == event.leg_id and each.action not in TABLE.side_actions
            ]
            del kept[same[-1]]
        else:
            kept.append(event)
    return tuple(kept)


def taken_back(journal: Sequence[Event]) -> frozenset[int]:
    kept = {event.id for event in standing(journal)}
    return frozenset(event.id for event in journal if event.id not in kept)
