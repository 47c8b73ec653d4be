"""The journey of a packet: ``table`` says what may follow what, ``vocabulary`` what it is called.

``inquiries`` has what only a question to another commune knows. Nothing here knows a database, a
request or a clock.
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
"""The same of an agency at work here, and of one whose signed sheet the commune writes down."""

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
"""Steps whose consequences can all be taken back; never what a hand-over ledger has booked."""


UNDOS: tuple[LegTransition, ...] = tuple(
    LegTransition(
        action=LegAction.UNDO, label=_("Undo"), undoes=row.action, by=row.by, law=row.law,
        source=frozenset({row.target}), target=source,
        clock=LegClock.REWIND, effects=(LegEffect.TAKE_BACK,),
    )
    for row in TABLE if row.action in UNDOABLE and row.target for source in row.source
)  # fmt: skip
"""The way back of each of them, open for some minutes to whoever took the step."""

FINAL = frozenset({LegState.COLLECTED, LegState.RECALLED, LegState.REFUSED})


def step(state: LegState, action: LegAction) -> LegTransition | None:
    """The row that ``action`` uses from ``state``; None if there is none."""
    return next((row for row in TABLE if row.action is action and state in row.source), None)


def offered(state: LegState, capacities: frozenset[LegCapacity]) -> tuple[LegTransition, ...]:
    """What these capacities may do from here, in table order."""
    return tuple(row for row in TABLE if state in row.source and capacities & row.by)


def way_back(action: str, source: str | None, target: str) -> LegTransition | None:
    """The row that takes back a step as the journal tells it; None if it stays taken."""
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
