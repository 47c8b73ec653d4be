"""The workflow of a leg: ``table`` has the steps, ``vocabulary`` the enums and labels.

``inquiries`` has the steps that only an inquiry at another commune knows. Nothing here depends on a
database, a request or the time.
"""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from app.handoffs.workflow.inquiries import OF_INQUIRIES
from app.handoffs.workflow.table import OF_AGENCIES, LegTransition
from app.handoffs.workflow.vocabulary import (
    ACTION_WORDS,
    LEG_GATES,
    LEG_LABELS,
    LegAction,
    LegCapacity,
    LegClock,
    LegEffect,
    LegNeed,
    LegState,
)

__all__ = [
    "ACTION_WORDS",
    "ANSWERS",
    "ASKS",
    "CLOSES",
    "FINAL",
    "LEG_GATES",
    "LEG_LABELS",
    "RECEIVES",
    "REFUSES",
    "TABLE",
    "UNDOABLE",
    "UNDOS",
    "LegAction",
    "LegCapacity",
    "LegClock",
    "LegEffect",
    "LegNeed",
    "LegState",
    "LegTransition",
    "moves",
    "offered",
    "step",
    "way_back",
]

TABLE: tuple[LegTransition, ...] = (*OF_AGENCIES, *OF_INQUIRIES)

RECEIVES = frozenset({LegAction.RECEIVE, LegAction.RECEIVE_ON_PAPER})
ANSWERS = frozenset({LegAction.ANSWER, LegAction.ANSWER_ON_PAPER, LegAction.ANSWER_BY_LETTER})
ASKS = frozenset({LegAction.ASK_COMPLETION, LegAction.ASK_ON_PAPER})
REFUSES = frozenset({LegAction.REFUSE, LegAction.REFUSE_ON_PAPER})
"""Refusal by an agency with an account, and by one whose signed sheet the commune records."""

CLOSES = frozenset(
    {
        LegAction.COLLECT,
        LegAction.NOTE_REFUSAL,
        LegAction.RECALL,
        *(row.action for row in OF_INQUIRIES),
    }
)
"""Steps after which nothing is open at the other office."""

UNDOABLE = frozenset({LegAction.ASK_COMPLETION})
"""Steps whose consequences can all be undone; never one that the hand-over ledger booked."""


UNDOS: tuple[LegTransition, ...] = tuple(
    LegTransition(
        action=LegAction.UNDO, label=_("Undo"), undoes=row.action, by=row.by, law=row.law,
        source=frozenset({row.target}), target=source,
        clock=LegClock.REWIND, effects=(LegEffect.TAKE_BACK,),
    )
    for row in TABLE if row.action in UNDOABLE and row.target for source in row.source
)  # fmt: skip
"""The way back of each of them, open for some minutes to the user who took the step."""

FINAL = frozenset({LegState.COLLECTED, LegState.RECALLED, LegState.REFUSED})


def step(state: LegState, action: LegAction) -> LegTransition | None:
    """The row for ``action`` in ``state``; None if there is none."""
    return next((row for row in TABLE if row.action is action and state in row.source), None)


def offered(state: LegState, capacities: frozenset[LegCapacity]) -> tuple[LegTransition, ...]:
    """The rows that these capacities may use in this state, in table order."""
    return tuple(row for row in TABLE if state in row.source and capacities & row.by)


def way_back(action: str, source: str | None, target: str) -> LegTransition | None:
    """The row that undoes a step of the journal; None if it cannot be undone."""
    rows = (row for row in UNDOS if row.undoes == action and row.target == source)
    return next((row for row in rows if target in row.source), None)


def moves() -> frozenset[tuple[str, str, str]]:
    """Every step that changes the state: action, state before, state after."""
    return frozenset(
        (row.action, source, row.target)
        for row in (*TABLE, *UNDOS)
        if row.target
        for source in row.source
        if source is not row.target
    )
