"""The workflow of a dossier: ``table`` defines the transitions, ``vocabulary`` their names.

It knows no database, no request and no clock.
"""

from app.dossiers.workflow.assignments import SIDE_ACTIONS
from app.dossiers.workflow.table import FINAL, OPEN, TABLE, WITHOUT_RESULT, offered, step
from app.dossiers.workflow.transition import Transition, either
from app.dossiers.workflow.undo import UNDOABLE, UNDOS, Move, moves, way_back
from app.dossiers.workflow.vocabulary import (
    ACTION_WORDS,
    HIDING_NEEDS,
    PORTAL_CODE,
    STATE_LABELS,
    Action,
    Capacity,
    Clock,
    Effect,
    Need,
    State,
)

__all__ = [
    "ACTION_WORDS",
    "FINAL",
    "HIDING_NEEDS",
    "OPEN",
    "PORTAL_CODE",
    "SIDE_ACTIONS",
    "STATE_LABELS",
    "TABLE",
    "UNDOABLE",
    "UNDOS",
    "WITHOUT_RESULT",
    "Action",
    "Capacity",
    "Clock",
    "Effect",
    "Move",
    "Need",
    "State",
    "Transition",
    "either",
    "moves",
    "offered",
    "step",
    "way_back",
]
