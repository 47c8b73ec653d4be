"""The ways back of a wrong click, and so every move there is."""

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
"""Steps whose consequences can all be taken back; never the signature: the book has no gaps."""


def _again(row: Transition) -> tuple[Effect, ...]:
    """An ended dossier that goes on may again be the same as another."""
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
"""The way back of each of them, open for some minutes to whoever took the step."""


def way_back(action: str, source: str | None, target: str) -> Transition | None:
    """The row that takes back a step as the journal tells it; None if it stays taken."""
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
    """Every step that changes the state."""
    return frozenset(
        (row.action, source, row.target)
        for row in (*TABLE, *UNDOS)
        if row.target
        for source in row.source
        if source is not row.target
    )
