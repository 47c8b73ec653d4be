"""Notices to the citizen of a dossier, by SMS and e-mail (tin báo cho công dân)."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from app.dossiers import rules
from app.dossiers.models.dossier import Dossier
from app.dossiers.operations.transitions import TransitionTaken
from app.dossiers.queries import slips
from app.dossiers.rules import postal_delivery, result_labels
from app.dossiers.workflow import Action, SlipKind
from app.kernel import clock
from app.notifications.models.outbox import Channel
from app.notifications.operations import outbox
from app.notifications.operations.outbox import Recipient
from app.notifications.vocabulary import MessageKind

EMAIL = "applicant_email"
"""The question of the declaration that asks for the e-mail address."""


def tell_applicant(step: TransitionTaken) -> None:
    """Queue the notice of this step; bound to ``Effect.TELL_APPLICANT``.

    Whoever stands at the desk hears it there, and has the slip in their hand.
    """
    facts = notice_facts(step)
    kind = _by_post(step, facts) or step.row.tells
    if kind and not step.event.facts.get("present"):
        tell(step.dossier, kind, of=step.event.id, **facts)


def _by_post(step: TransitionTaken, facts: dict[str, Any]) -> MessageKind | None:
    """The notice of a result that is posted; what was refused in part is explained at the desk."""
    is_ready = step.row.tells is MessageKind.READY and not facts.get("refused")
    is_posted = is_ready and postal_delivery.address(step.dossier)
    return MessageKind.READY_BY_POST if is_posted else None


def call_back(step: TransitionTaken) -> None:
    """Cancel the notice of the undone step, or tell of the undo; bound to ``Effect.CALL_BACK``."""
    undone, row = step.undone, step.row.undoes
    if undone is None or row is None or row.tells is None:
        return
    if outbox.call_back(step.dossier.id, row.tells, since=undone.at):
        tell(step.dossier, MessageKind.UNDONE, of=step.event.id)


def tell(dossier: Dossier, template: MessageKind, *, of: UUID | int | str, **facts: Any) -> None:
    """Queue a notice about the dossier: code, office and facts, never a name.

    It goes to the citizen's phone, and in full to the e-mail address if there is one. For one
    subject (``of``) the same notice is sent once by each channel, however often this is called. In
    a rehearsal it is stored and not sent.
    """
    for channel, to in _ways(dossier):
        outbox.add_to_outbox(
            template,
            reader=Recipient(
                to=to, channel=channel, language=dossier.language, unit_id=dossier.commune_id
            ),
            facts={**office_facts(dossier), **facts},
            about=dossier.id,
            once=f"{template}:{of}:{channel}",
            is_rehearsal=dossier.is_rehearsal,
        )


def office_facts(dossier: Dossier) -> dict[str, Any]:
    """What every message about the dossier names: its code, its office and whom to call."""
    commune = dossier.commune
    return {"code": dossier.code, "unit": commune.name, "phone": commune.phone}


def _ways(dossier: Dossier) -> Iterator[tuple[Channel, str]]:
    if dossier.applicant_phone:
        yield Channel.SMS, dossier.applicant_phone
    if address := str(dossier.answers.get(EMAIL) or "").strip():
        yield Channel.EMAIL, address


def notice_facts(step: TransitionTaken) -> dict[str, Any]:
    """The variables of this step's notice besides code and office."""
    dossier, event = step.dossier, step.event
    due = dossier.promised_at or dossier.visit_at
    expired = {"day": event.facts.get("until")}
    visit = {
        "visit": dossier.visit_at.isoformat() if dossier.visit_at else None,
        "at_home": rules.visits.is_at_home(dossier),
    }
    facts: dict[Action, dict[str, Any]] = {
        Action.ASK_SUPPLEMENT: {
            "reason": event.reason,
            "day": dossier.supplements[-1].until.isoformat() if dossier.supplements else None,
        },
        Action.EXPIRE: expired,
        Action.EXPIRE_LATER: expired,
        Action.ACCEPT: {**visit, "due": clock.local(due).date().isoformat() if due else None},
        Action.MOVE_VISIT: visit,
        Action.APOLOGISE: {
            "due": clock.local(due).date().isoformat() if due else None,
            "reason": event.reason,
        },
        Action.VERIFY: {
            "days": sum(e.amount for e in dossier.extensions if e.proof_event_id == event.id),
            "reason": event.reason,
        },
        Action.COMPLETE: {
            "granted": event.facts.get("granted", result_labels.granted_here(dossier)),
            "refused": event.facts.get("refused", []),
        },
    }
    if event.action in {Action.REFUSE, Action.SIGN_WRITTEN_ANSWER}:
        return {"reason": event.reason, **_letter(dossier)}
    return facts.get(Action(event.action), {"reason": event.reason})


def _letter(dossier: Dossier) -> dict[str, str]:
    """Number and day of the written answer, which the same step has issued."""
    slip = slips.last_slip(SlipKind.WRITTEN_ANSWER, of=dossier)
    return {"letter": slip.number, "day": slip.report_date.isoformat()} if slip else {}
