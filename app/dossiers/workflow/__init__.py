"""The workflow of a dossier: ``table`` defines the transitions, ``vocabulary`` their names.

It knows no database, no request and no clock.
"""

from app.dossiers.workflow.slips import SlipKind
from app.dossiers.workflow.table import TABLE
from app.dossiers.workflow.transition import Transition
from app.dossiers.workflow.vocabulary import (
    BEFORE_SIGNING,
    BEING_SETTLED,
    DECIDED,
    FINAL,
    IN_PROGRESS,
    OPEN,
    WITHOUT_RESULT,
    Action,
    Capacity,
    Effect,
    Need,
    Phase,
    State,
    states_in,
)
from app.kernel.workflow.vocabulary import Clock

__all__ = [
    "BEFORE_SIGNING",
    "BEING_SETTLED",
    "DECIDED",
    "FINAL",
    "IN_PROGRESS",
    "OPEN",
    "TABLE",
    "WITHOUT_RESULT",
    "Action",
    "Capacity",
    "Clock",
    "Effect",
    "Need",
    "Phase",
    "SlipKind",
    "State",
    "Transition",
    "states_in",
]
