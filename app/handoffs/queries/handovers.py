"""Queries on hand-over sheets, packets for exchange files, and stored reconciliations."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.roles import Role
from app.handoffs import rules
from app.handoffs.models import Direction, HandoverSheet, Leg, Packet, Reconciliation, SheetLine
from app.handoffs.queries.packet_lists import PAGE
from app.handoffs.queries.packets import sent_to
from app.handoffs.workflow import LegState
from app.kernel.actor import Actor
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.procedures.models.vocabulary import LegKind


def sheets_read_by(actor: Actor) -> ColumnElement[bool]:
    mine = true() if actor.city else HandoverSheet.commune_id.in_(actor.reads)
    return and_(mine, HandoverSheet.is_rehearsal.is_(actor.is_rehearsal))


def sheets_page(actor: Actor, page: int = 0) -> list[HandoverSheet]:
    """One page of the sheets that were made plus one, the newest first."""
    query = (
        select(HandoverSheet)
        .where(sheets_read_by(actor))
        .options(
            joinedload(HandoverSheet.commune),
            joinedload(HandoverSheet.holder),
            selectinload(HandoverSheet.lines),
        )
        .order_by(HandoverSheet.made_at.desc(), HandoverSheet.id)
    )
    return list(db.session.scalars(query.offset(page * PAGE).limit(PAGE + 1)))


def sheet_page(sheet_id: UUID, actor: Actor, *, lock: bool = False) -> HandoverSheet:
    """One sheet with its packets.

    Raises:
        NotFound: there is none, or it is not of a commune that this user reads.
    """
    query = (
        select(HandoverSheet)
        .where(HandoverSheet.id == sheet_id, sheets_read_by(actor))
        .options(
            joinedload(HandoverSheet.commune),
            joinedload(HandoverSheet.holder),
            selectinload(HandoverSheet.lines).joinedload(SheetLine.leg),
        )
        .execution_options(populate_existing=lock)
    )
    found: HandoverSheet | None = db.session.scalar(
        query.with_for_update(of=HandoverSheet) if lock else query
    )
    if found is None:
        raise NotFound
    return found


def _waits_on(direction: Direction) -> ColumnElement[bool]:
    """The line is of a leg's newest packet, on an unsigned sheet of this direction."""
    newest = select(func.max(Packet.n)).where(Packet.leg_id == SheetLine.leg_id)
    return and_(
        SheetLine.packet_n == newest.scalar_subquery(),
        SheetLine.signed_at.is_(None),
        SheetLine.sheet.has(HandoverSheet.direction == direction),
    )


def unsigned_sheet(leg: Leg, direction: Direction) -> HandoverSheet | None:
    query = (
        select(HandoverSheet)
        .join(HandoverSheet.lines)
        .where(SheetLine.leg_id == leg.id, _waits_on(direction))
    )
    return db.session.scalar(query.order_by(HandoverSheet.made_at.desc()).limit(1))


def for_a_sheet(
    actor: Actor, states: Iterable[LegState], direction: Direction, page: int = 0
) -> list[Leg]:
    """Packets of the user's commune that may go on a sheet and are on no unsigned one.

    One page plus one; a sheet takes those of its page off the list.
    """
    waits = exists().where(SheetLine.leg_id == Leg.id, _waits_on(direction))
    query = (
        select(Leg)
        .where(
            Leg.commune_id.in_([seat.unit_id for seat in actor.postings]),
            Leg.is_rehearsal.is_(actor.is_rehearsal),
            Leg.state.in_(states),
            Leg.closed_at.is_(None),
            Leg.kind != LegKind.COMMUNE,  # inquiries go by wire or by letter
            or_(
                Leg.state != LegState.PREPARED,
                Leg.kind != LegKind.INSURANCE,
                Leg.list_confirmed_at.is_not(None),
            ),
            ~waits,
        )
        .options(selectinload(Leg.holder))
        .order_by(Leg.holder_unit_id, Leg.sent_at.nulls_first(), Leg.code, Leg.id)
    )
    return list(db.session.scalars(query.offset(page * PAGE).limit(PAGE + 1)))


# ---- packets for exchange files ------------------------------------------------------------------


def holds_packets(actor: Actor) -> bool:
    """Whether this user works for an agency, and not for a commune."""
    return any(seat.role in rules.HOLDER_ROLES for seat in actor.postings)


def _in_hand(actor: Actor) -> ColumnElement[bool]:
    """Packets of the user's agency; for a commune's justice officer, those that went by sheet."""
    if holds_packets(actor):
        return sent_to(actor)
    justice = [seat.unit_id for seat in actor.postings if seat.role == Role.COMMUNE_JUSTICE]
    return and_(
        Leg.commune_id.in_(justice),
        Leg.sheet_signed_at.is_not(None),
        Leg.is_rehearsal.is_(actor.is_rehearsal),
    )


def for_exchange(actor: Actor, *, state: LegState | None = None) -> list[Leg]:
    """The packets that an agency holds or has answered, by code."""
    query = (
        select(Leg)
        .where(_in_hand(actor), Leg.received_at.is_not(None))
        .options(selectinload(Leg.packets), joinedload(Leg.commune))
        .order_by(Leg.due_at.nulls_last(), Leg.code, Leg.id)
        .execution_options(populate_existing=True)  # read again once the legs are locked
    )
    return list(db.session.scalars(query.where(Leg.state == state) if state else query))


# ---- stored reconciliations ----------------------------------------------------------------------


def reconciliations_read_by(actor: Actor) -> ColumnElement[bool]:
    """Those of the communes this user reads, or of the user's agency; rehearsals have none."""
    if actor.is_rehearsal:
        return false()
    if actor.city:
        return true()
    units = [seat.unit_id for seat in actor.postings if seat.role in rules.HOLDER_ROLES]
    return or_(Reconciliation.commune_id.in_(actor.reads), Reconciliation.holder_unit_id.in_(units))


def reconciliations(actor: Actor, day: date) -> list[Reconciliation]:
    """The reconciliations of one evening, pairs with differences first."""
    query = (
        select(Reconciliation)
        .where(reconciliations_read_by(actor), Reconciliation.day == day)
        .options(joinedload(Reconciliation.commune), joinedload(Reconciliation.holder))
        .order_by(
            func.jsonb_array_length(Reconciliation.differences).desc(),
            Reconciliation.commune_id,
            Reconciliation.holder_unit_id,
        )
    )
    return list(db.session.scalars(query))


def reconciled_days(actor: Actor) -> list[date]:
    """The last evenings with reconciliations, newest first."""
    query = select(Reconciliation.day).where(reconciliations_read_by(actor)).distinct()
    return list(db.session.scalars(query.order_by(Reconciliation.day.desc()).limit(14)))
