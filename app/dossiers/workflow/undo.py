"""Undo steps, generated from the table, and the set of all moves."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.dossiers.workflow.table import TABLE
from app.dossiers.workflow.transition import Transition, either
from app.dossiers.workflow.vocabulary import Action, Clock, Effect, State

UNDOABLE = either(
    Action.ACCEPT,
    Action.ASK_SUPPLEMENT,
    Action.REFUSE_INTAKE,
    Action.PREPARE,
    Action.PROPOSE,
    Action.SEND_BACK,
)
"""Steps whose effects can all be undone; never the signature: the book has no gaps."""


def _again(row: Transition) -> tuple[Effect, ...]:
    """Compare again: a reopened dossier may become a duplicate again."""
    return tuple(effect for effect in row.effects if effect is Effect.FIND_DUPLICATES)


def _way_back(row: Transition, source: State, target: State) -> Transition:
    return Transition(
        action=Action.UNDO,
        label=_("Undo"),
        source=either(target),
        target=source,
        by=row.by,
        clock=Clock.REWIND,
        effects=(Effect.TAKE_BACK, *_again(row)),
        law=row.law,
        undoes=row.action,
    )


UNDOS: tuple[Transition, ...] = tuple(
    _way_back(row, source, row.target)
    for row in TABLE
    if row.action in UNDOABLE and row.target
    for source in sorted(row.source)
)
"""The undo of each of them, available for some minutes to the person who took the step."""


def way_back(action: str, source: str | None, target: str) -> Transition | None:
    """The row that undoes a step of the journal; None if it cannot be undone."""
    return next(
        (
            row
            for row in UNDOS
            if row.undoes == action and row.target == source and target in row.source
        ),
        None,
    )


Move = tuple[str, str, str]
"""Action, state before, state after."""


def moves() -> frozenset[Move]:
    return frozenset(
        (row.action, source, row.target)
        for row in (*TABLE, *UNDOS)
        if row.target
        for source in row.source
        if source is not row.target
    )
