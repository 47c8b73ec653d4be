"""Hand-overs to and from agencies, for the dossier's control slip (giao, nhận liên thông)."""

from app.dossiers.models.dossier import Dossier, Event
from app.dossiers.operations.control_slip import JUSTICE
from app.dossiers.rules.undo import standing
from app.dossiers.slips.control_and_register import Handing, kept_in_time
from app.handoffs.models import Leg
from app.handoffs.operations.transitions import compute_deadline
from app.handoffs.queries import packets
from app.handoffs.workflow import ANSWERS, ASKS, RECEIVES, REFUSES, LegAction

SENDING = frozenset({LegAction.SEND, LegAction.RESEND})
BACK = ANSWERS | REFUSES | ASKS
TAKEN_BACK = frozenset({LegAction.COLLECT, LegAction.NOTE_REFUSAL, LegAction.RESEND})


def handings(dossier: Dossier) -> list[Handing]:
    """Each sending and each return, leg by leg."""
    return [row for leg in packets.of_dossier(dossier.id) for row in _of(leg, dossier)]


def _of(leg: Leg, dossier: Dossier) -> list[Handing]:
    events = [event for event in standing(dossier.journal) if event.leg_id == leg.id]
    rows = []
    for n, event in enumerate(events):
        later = events[n + 1 :]
        if event.action in SENDING:
            taken = _next(later, RECEIVES)
            rows.append(_row((JUSTICE, leg.holder.name), event, taken, note=event.reason or ""))
        if event.action in BACK:
            taken = _next(later, TAKEN_BACK)
            reckoning = compute_deadline(leg)
            answered = event if event.action not in ASKS else None
            result = kept_in_time(
                answered.at if answered else None, reckoning.due_at if reckoning else None
            )
            rows.append(_row((leg.holder.name, JUSTICE), event, taken, result, event.reason or ""))
    return rows


def _next(events: list[Event], actions: frozenset[LegAction]) -> Event | None:
    return next((event for event in events if event.action in actions), None)


def _row(
    between: tuple[str, str], given: Event, taken: Event | None, result: str = "", note: str = ""
) -> Handing:
    return Handing(
        giving=between[0],
        receiving=between[1],
        given_at=given.at,
        given_by=given.staff_name or "",
        received_at=taken.at if taken else None,
        received_by=(taken.staff_name or "") if taken else "",
        result=result,
        note=note,
    )
