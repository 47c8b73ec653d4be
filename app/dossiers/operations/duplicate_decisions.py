"""Officers' decisions about duplicate candidates (kết luận hồ sơ nghi trùng)."""

from uuid import UUID

from flask_babel import lazy_gettext as _

from app.dossiers.models.dossier import Dossier, Event
from app.dossiers.models.duplicates import DuplicateDecision
from app.dossiers.operations.transitions import TransitionTaken, advance
from app.dossiers.queries import duplicate_search
from app.dossiers.rules import StepActor
from app.dossiers.workflow import Action
from app.kernel.errors import Refused


def judge(
    dossier: Dossier,
    other_id: UUID,
    decision: DuplicateDecision,
    *,
    by: StepActor,
    reason: str | None,
    seen: int | None = None,
) -> Event:
    """Decide whether two dossiers are one request made twice; a later decision prevails.

    Raises:
        Refused: no reason is given.
        NotFound: the two are not duplicate candidates, or no longer.
    """
    if not (reason or "").strip():
        raise Refused(
            _("Write how you know: whom you rang up, which documents you compared."),
            status=422,
            field="reason",
        )
    facts = {"other": str(other_id), "decision": str(decision)}
    return advance(dossier, Action.RESOLVE_DUPLICATE, by=by, reason=reason, seen=seen, facts=facts)


def keep_judgement(step: TransitionTaken) -> None:
    """Store the decision with the candidate. Bound to ``Effect.KEEP_JUDGEMENT``."""
    event = step.event
    found = duplicate_search.duplicate_candidate(step.dossier.id, UUID(event.facts["other"]))
    found.decision, found.why = DuplicateDecision(event.facts["decision"]), event.reason
    found.decided_at, found.decided_by_id = event.at, event.staff_id
