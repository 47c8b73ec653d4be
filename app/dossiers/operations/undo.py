"""Undoing a step: reverting what it did to the dossier."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.dialects.postgresql import Range

from app.dossiers import rules
from app.dossiers.models import Dossier, Event, Pause
from app.dossiers.operations.assignments import take_back_turn
from app.dossiers.operations.citizen_notices import TEMPLATES, tell
from app.dossiers.operations.transitions import TransitionTaken, update_due_at
from app.dossiers.workflow import Action
from app.kernel import clock
from app.notifications import operations as notifications
from app.notifications.rules import MessageKind


def take_back(step: TransitionTaken) -> None:
    """Revert what the undone step wrote, and cancel its notice.

    Bound to ``Effect.TAKE_BACK``. The journal keeps both rows, the pause stays with length zero,
    the supplement keeps its number.
    """
    dossier = step.dossier
    undone = rules.undo.last_step(dossier.journal[:-1])
    if undone is None:
        return
    action = Action(undone.action)
    if action is Action.ACCEPT:
        dossier.accepted_at = dossier.visit_at = dossier.clock_started_at = dossier.promised_at = (
            None
        )
        take_back_turn(dossier, undone)
    elif action is Action.PREPARE:
        dossier.prepared_by_id = _prepared_before(dossier)
    elif action is Action.ASK_SUPPLEMENT:
        _ask_for_nothing(dossier)
        unpause(dossier.pauses, undone, by=step.event)
    elif action is Action.REFUSE_INTAKE:
        dossier.ended_at = dossier.written_answer_due_since = None
    update_due_at(dossier)
    if action in TEMPLATES and notifications.call_back(
        dossier.id, TEMPLATES[action], since=undone.at
    ):
        tell(dossier, MessageKind.UNDONE, of=step.event.id)


def _prepared_before(dossier: Dossier) -> UUID | None:
    earlier = [e for e in rules.undo.standing(dossier.journal) if e.action == Action.PREPARE]
    return earlier[-1].staff_id if earlier else None


def _ask_for_nothing(dossier: Dossier) -> None:
    dossier.supplements[-1].voided_at = clock.now()
    dossier.supplements_asked -= 1


def unpause(ledger: Iterable[Pause], undone: Event, *, by: Event) -> None:
    """Give the pause that a step began length zero: its row stays but does not count."""
    for pause in ledger:
        if pause.proof_event_id == undone.id:
            pause.during, pause.resumed_event_id = Range(empty=True), by.id
