"""When an officer may query the population database from a dossier, and use the result.

The database checks the same before it writes the log entry (``mc_note_look_up``).
"""

from uuid import UUID

from app.dossiers.models.dossier import Dossier
from app.dossiers.rules import StepActor
from app.dossiers.workflow import IN_PROGRESS, TABLE, Action


def is_with_colleague(dossier: Dossier, by: StepActor) -> bool:
    """Whether a colleague has it: they make the lookup, or it is taken over first."""
    return dossier.assigned_to_id is not None and dossier.assigned_to_id != by.staff_id


def posting_to_ask(dossier: Dossier, by: StepActor) -> UUID | None:
    """The posting in which this person may make a lookup now; None if they may not.

    There are no lookups from rehearsals: their people are invented.
    """
    if dossier.is_rehearsal or dossier.state not in IN_PROGRESS or is_with_colleague(dossier, by):
        return None
    return next((each.posting_id for each in by.capacities if each.posting_id), None)


def may_fill(dossier: Dossier, by: StepActor) -> bool:
    row = TABLE.step(dossier.state, Action.REVISE)
    return row is not None and by.capacity_for(row.by) is not None
