"""From which dossier its officer may ask the population database, and may take over what it says.

The database asks the same before it writes the line in the log (``mc_note_look_up``).
"""

from __future__ import annotations

from uuid import UUID

from app.dossiers.models import Dossier
from app.dossiers.rules import StepActor
from app.dossiers.workflow import OPEN, Action, State, step

ASKED_IN = OPEN - {State.READY}
"""While anything of the dossier can still depend on the answer."""


def is_with_colleague(dossier: Dossier, by: StepActor) -> bool:
    """Whether somebody else has it: they ask, or it is taken over first."""
    return dossier.assigned_to_id is not None and dossier.assigned_to_id != by.staff_id


def posting_to_ask(dossier: Dossier, by: StepActor) -> UUID | None:
    """The posting in which this person may ask now; None if they may not.

    From a rehearsal nobody asks: its people are made up, and nobody real belongs into it.
    """
    if dossier.is_rehearsal or dossier.state not in ASKED_IN or is_with_colleague(dossier, by):
        return None
    return next((posting for _capacity, posting in by.capacities if posting), None)


def may_fill(dossier: Dossier, by: StepActor) -> bool:
    """Whether this person may still change what was declared."""
    row = step(dossier.state, Action.REVISE)
    return row is not None and by.capacity_for(row.by) is not None
