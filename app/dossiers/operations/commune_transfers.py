"""Transfer of a dossier that was sent to the wrong commune, if its citizen agrees."""

from uuid import uuid4

from flask_babel import lazy_gettext as _
from sqlalchemy import func, select

from app.dossiers.models.commune_transfers import CommuneTransfer
from app.dossiers.models.dossier import Dossier, Event
from app.dossiers.operations.citizen_notices import tell
from app.dossiers.operations.transitions import TransitionTaken, advance
from app.dossiers.queries import visibility
from app.dossiers.rules import APPLICANT, StepActor
from app.dossiers.rules.lateness import intake_due
from app.dossiers.workflow import Action, Capacity
from app.kernel import clock
from app.kernel.db import db
from app.kernel.errors import Refused
from app.notifications.vocabulary import MessageKind
from app.organisation import queries as organisation
from app.organisation.models import Unit

NOT_TAKEN_THERE = _(
    "%(commune)s does not take this procedure online today. Choose another commune."
)


NOTHING_PROPOSED = _("No other commune is proposed any more. Look at the dossier again.")


def is_open_to(dossier: Dossier, commune: Unit) -> bool:
    code = dossier.procedure_version.procedure.code
    there = organisation.opening(commune.id, code, clock.today())
    return there is not None and commune.id != dossier.commune_id


def propose(
    dossier: Dossier, to: Unit, *, by: StepActor, reason: str | None, seen: int | None = None
) -> Event:
    """Ask the citizen whether the dossier may be transferred to the commune where it belongs.

    Raises Refused.
    """
    facts = {"to": to.id}
    return advance(dossier, Action.PROPOSE_TRANSFER, by=by, reason=reason, seen=seen, facts=facts)


def keep_proposal(step: TransitionTaken) -> None:
    """Store the proposed commune and ask the citizen. Bound to ``Effect.ASK_CONSENT``."""
    dossier, event = step.dossier, step.event
    if dossier.is_rehearsal:
        raise Refused(_("This is a rehearsal: it stays in its commune."), field="to")
    to = organisation.unit(int(event.facts.get("to", 0)))
    if not is_open_to(dossier, to):
        raise Refused(NOT_TAKEN_THERE, status=422, field="to", commune=to.name)
    dossier.passing_to = to
    db.session.add(
        CommuneTransfer(
            id=uuid4(),
            dossier_id=dossier.id,
            code=dossier.code,
            from_commune_id=dossier.commune_id,
            to_commune=to,
            proposed_at=event.at,
            proposed_by_id=event.posting_id,
        )
    )
    tell(dossier, MessageKind.TRANSFER, of=event.id, to=to.name)


def answer(dossier: Dossier, action: Action, *, about: str) -> Event:
    """Record the citizen's own answer, valid only for the commune that was shown.

    Raises Refused.
    """
    if about != str(dossier.passing_to_id):
        raise Refused(
            _("The question has changed since you read it. Read it once more, then answer."),
        )
    return advance(dossier, action, by=APPLICANT)


def pass_on(step: TransitionTaken) -> None:
    """Transfer the dossier with the citizen's consent, under the same code and secret.

    Bound to ``Effect.PASS_ON``. Only the database moves it (``mc_pass_on``), after it has found
    this consent in the journal. Readers of the old commune's dossiers do not see it afterwards.

    Raises Refused.
    """
    dossier, to = step.dossier, step.dossier.passing_to
    if to is None:
        raise Refused(NOTHING_PROPOSED)
    if not is_open_to(dossier, to):
        raise Refused(NOT_TAKEN_THERE, status=422, commune=to.name)
    passing = _answered(step, agreed=True)
    dossier.intake_due_at = intake_due(clock.now(), organisation.calendar())
    dossier.assigned_to_id = None
    db.session.flush()  # the database checks the consent before it moves the dossier
    db.session.execute(select(func.mc_pass_on(passing.id, clock.today())))
    db.session.expire(dossier)
    db.session.expire(passing)


def keep_here(step: TransitionTaken) -> None:
    """Keep the dossier here: the citizen declined, or the proposal was wrong.

    Bound to ``Effect.KEEP_HERE``.

    Raises Refused.
    """
    _answered(step, agreed=False)


def _answered(step: TransitionTaken, *, agreed: bool) -> CommuneTransfer:
    passing, event = visibility.open_passing(step.dossier.id), step.event
    if passing is None:
        raise Refused(NOTHING_PROPOSED)
    if event.reason is None and event.capacity != Capacity.APPLICANT:
        raise Refused(
            _("Write how the citizen agreed: when, by telephone or in person, to whom."),
            status=422,
            field="reason",
        )
    passing.agreed, passing.answered_at, passing.evidence = agreed, event.at, event.reason
    step.dossier.passing_to = None
    return passing
