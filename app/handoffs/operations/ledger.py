"""The hand-over ledger: giver and taker each record what changed hands, and when."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.accounts.models.staff import Posting
from app.dossiers.models.dossier import Event
from app.handoffs import rules
from app.handoffs.models import Direction, Handover, Leg, Party
from app.kernel import clock
from app.kernel.db import db


@dataclass(frozen=True)
class OnPaper:
    """A hand-over on paper: its time, and its sheet if there was one."""

    sheet_id: UUID | None
    at: datetime


def book(
    leg: Leg,
    direction: Direction,
    party: Party,
    *,
    event: Event,
    on: OnPaper | None = None,
) -> None:
    """Write one side's row for the newest packet; a leg without packets gets none.

    The taker computes the checksum from the stored packet and does not copy the giver's.
    """
    if not leg.packets:
        return
    packet, now = leg.packets[-1], clock.now()
    taken = party is Party.TAKER and direction is Direction.OUT
    db.session.add(
        Handover(
            leg_id=leg.id,
            commune_id=leg.commune_id,
            holder_unit_id=leg.holder_unit_id,
            packet_n=packet.n,
            checksum=rules.seal_of(packet.content, packet.papers) if taken else packet.checksum,
            direction=direction,
            party=party,
            at=on.at if on else now,
            booked_at=now,
            event_id=event.id,
            staff_id=event.staff_id,
            posting_id=event.posting_id,
            seat=_seat(event.posting_id),
            sheet_id=on.sheet_id if on else None,
            key=f"{leg.id}/{packet.n}/{direction}/{party}",
        )
    )


def _seat(posting_id: UUID | None) -> str | None:
    posting = posting_id and db.session.get(Posting, posting_id)
    return f"{posting.title}, {posting.unit.name}" if posting else None
