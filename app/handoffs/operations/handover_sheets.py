"""Hand-over sheets for an agency without an account: made, signed there, recorded here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from flask_babel import lazy_gettext as _
from sqlalchemy import func, select

from app.handoffs import slips
from app.handoffs.models import Direction, HandoverSheet, Leg, SheetLine
from app.handoffs.operations import answers
from app.handoffs.operations.ledger import OnPaper
from app.handoffs.operations.transitions import WRONG_LEG_STATE, advance
from app.handoffs.queries import handovers, packets
from app.handoffs.rules import LegActor
from app.handoffs.workflow import LegAction, LegCapacity, LegState
from app.kernel import clock, retention
from app.kernel.actor import Actor
from app.kernel.db import db
from app.kernel.errors import NotAllowed, Refused
from app.kernel.files import storage
from app.kernel.files.storage import Stored
from app.kernel.retention import RetentionRule
from app.kernel.workflow.engine import WrongState

NUMBERING = 198
"""Key of the advisory lock for the numbering of a commune's sheets."""
LONGEST_SHEET = 60

AT_HAND = {
    Direction.OUT: frozenset({LegState.PREPARED, LegState.SENT}),
    Direction.BACK: frozenset({LegState.RECEIVED, LegState.ANSWERED, LegState.REFUSED}),
}
"""Leg states that a sheet of each direction may contain."""


def draw_up(
    keys: Sequence[UUID], direction: Direction, *, actor: Actor, base_url: str
) -> HandoverSheet:
    """Number a sheet over these packets; those not sent yet are sent with it.

    Raises:
        Refused: the choice makes no sheet.
        WrongState: a packet is in another state by now.
        Refused: a packet is on another unsigned sheet.
        Refused: a packet may not be sent yet.
    """
    if not keys:
        raise Refused(_("Choose at least one forwarded file for the delivery note."))
    if len(keys) > LONGEST_SHEET:
        raise Refused(
            _("One delivery note holds at most %(most)s forwarded files. Make several."),
            most=LONGEST_SHEET,
        )
    legs = [packets.for_commune_step(key, actor) for key in packets.in_locking_order(keys)]
    if len({(leg.commune_id, leg.holder_unit_id) for leg in legs}) != 1:
        raise Refused(_("A delivery note is for one commune and one agency."))
    for leg in legs:
        _bring(leg, direction, actor)
    sheet = _numbered(legs, direction, made_by=_at_paper(legs[0], actor))
    printed = slips.handover_sheet(slips.SheetHead.of(sheet, base_url), _rows(sheet))
    sheet.printed_key = storage.keep(printed).key
    return sheet


def _at_paper(leg: Leg, actor: Actor) -> UUID | None:
    """The posting in which this user records hand-overs on paper.

    Raises:
        NotAllowed: the user has none.
    """
    acting = packets.acting_on(actor, leg).capacity_for(frozenset({LegCapacity.ON_PAPER}))
    if acting is None:
        raise NotAllowed
    return acting.posting_id


def _bring(leg: Leg, direction: Direction, actor: Actor) -> None:
    _at_paper(leg, actor)
    if leg.state not in AT_HAND[direction] or leg.closed_at:
        raise WrongState(WRONG_LEG_STATE, code=leg.code)
    if sheet := handovers.unsigned_sheet(leg, direction):
        raise Refused(
            _(
                "Dossier %(code)s is on delivery note %(number)s already, which waits for its"
                " signature. Print that one again."
            ),
            code=leg.code,
            number=sheet.number,
        )
    if leg.state is LegState.PREPARED:
        advance(leg, LegAction.SEND, by=packets.acting_on(actor, leg))


def _numbered(legs: Sequence[Leg], direction: Direction, *, made_by: UUID | None) -> HandoverSheet:
    first, year = legs[0], clock.today().year
    db.session.execute(select(func.pg_advisory_xact_lock(NUMBERING, first.commune_id)))
    last = db.session.scalar(
        select(func.max(HandoverSheet.n)).where(
            HandoverSheet.commune_id == first.commune_id,
            HandoverSheet.is_rehearsal == first.is_rehearsal,
            HandoverSheet.year == year,
        )
    )
    sheet = HandoverSheet(
        id=uuid4(),
        commune=first.commune,
        holder=first.holder,
        direction=direction,
        is_rehearsal=first.is_rehearsal,
        year=year,
        n=(last or 0) + 1,
        made_at=clock.now(),
        made_by_id=made_by,
    )
    db.session.add(sheet)
    for n, leg in enumerate(legs, 1):
        packet = leg.packets[-1]
        sheet.lines.append(SheetLine(n=n, leg=leg, packet_n=packet.n, checksum=packet.checksum))
    db.session.flush()  # the PDF is made from these rows
    return sheet


def _rows(sheet: HandoverSheet) -> list[slips.SheetRow]:
    """The printed rows: originals, copies and money only where they travel."""
    rows = []
    for line in sheet.lines:
        packet = line.leg.packets[-1]
        out = sheet.direction is Direction.OUT
        papers = packet.papers if out else ()
        rows.append(
            slips.SheetRow(
                code=line.leg.code,
                child=line.leg.subject_name,
                packet_n=line.packet_n,
                checksum=line.checksum[:12],
                originals=tuple(p["name"] for p in papers if p["original"]),
                copies=tuple(p["name"] for p in papers if not p["original"]),
                held_fee=packet.content["held_fee"] if out else 0,
            )
        )
    return rows


# ---- signed sheets -------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Signed:
    """What the signed sheet says of one packet."""

    line_id: UUID
    by: str
    at: datetime
    number: str = ""
    """Of the result; empty for a refusal or a mere receipt."""
    refused: str = ""


def record(
    sheet: HandoverSheet, signed: Sequence[Signed], *, actor: Actor, scan: Stored | None = None
) -> int:
    """Record what the agency signed and move the legs accordingly; returns how many moved.

    A line that was recorded before stays as it is, and so does the scan that proves it.

    Raises:
        NotAllowed: this user does not record hand-overs on paper there.
        Refused: no packet was signed for.
        Refused: there is no scan of the signatures.
        Refused: the time is before the sheet was made, or in the future.
        Refused: a newer packet has been sent since.
        Refused: a result without number and reason, or with both.
    """
    _at_paper(sheet.lines[0].leg, actor)
    if not signed:
        raise Refused(_("Tick at least one forwarded file that was signed for."))
    lines = {line.id: line for line in sheet.lines if line.signed_at is None}
    fresh = {each.line_id: each for each in signed if each.line_id in lines}
    if not fresh:
        return 0
    if scan:
        sheet.signed_key, sheet.signed_sha256 = scan.key, scan.sha256
        sheet.signed_mime, sheet.signed_scan = scan.mime, scan.scan
    if sheet.signed_key is None:
        raise Refused(_("Add a scan or photo of the sheet with both signatures."), field="scan")
    for key, each in fresh.items():
        _sign(sheet, lines[key], each, actor)
    return len(fresh)


def _sign(sheet: HandoverSheet, line: SheetLine, said: Signed, actor: Actor) -> None:
    made = clock.local(sheet.made_at).replace(second=0, microsecond=0)  # forms know no seconds
    if not made <= said.at <= clock.now():
        raise Refused(
            _("The sheet was made %(made)s: it cannot have been signed before that or after now."),
            field="signed_at",
            made=f"{made:%H:%M %d/%m/%Y}",
        )
    leg = packets.for_commune_step(line.leg_id, actor)
    by = packets.acting_on(actor, leg)
    if leg.packets[-1].n != line.packet_n:
        raise Refused(
            _(
                "Dossier %(code)s: the forwarded file on this sheet is no longer the newest one."
                " Make a new sheet."
            ),
            code=leg.code,
        )
    answers = sheet.direction is Direction.BACK and leg.state is LegState.RECEIVED
    if answers and bool(said.number) == bool(said.refused):
        raise Refused(
            _("Dossier %(code)s: write either the number of the result or why the agency refuses."),
            code=leg.code,
        )
    line.signed_by, line.signed_at = said.by, said.at
    leg.sheet_signed_at = leg.sheet_signed_at or clock.now()
    _move(leg, said, OnPaper(sheet.id, said.at), by)


def _move(leg: Leg, said: Signed, on: OnPaper, by: LegActor) -> None:
    """Move on from the current state: the agency's account may have acted before the paper."""
    told: dict[str, Any] = {"by": by, "on": on}
    if leg.state is LegState.SENT:
        advance(leg, LegAction.RECEIVE_ON_PAPER, **told)
    if leg.state is LegState.RECEIVED and said.number:
        answers.write_result(leg, said.number)
        advance(leg, LegAction.ANSWER_ON_PAPER, **told)
    elif leg.state is LegState.RECEIVED and said.refused:
        advance(leg, LegAction.REFUSE_ON_PAPER, reason=said.refused, **told)
    if leg.state is LegState.ANSWERED:
        advance(leg, LegAction.COLLECT, **told)


retention.declare(
    RetentionRule(
        name="handover_sheets",
        what=_("Delivery notes, their scans, and the ledger of both sides"),
        then=_("kept with the dossiers they name: they prove who had which forwarded file when"),
        law="TTLT 05/2015 Đ10–12; Luật Lưu trữ",
        provisional=True,
        order=25,
    )
)
