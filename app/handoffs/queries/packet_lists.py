"""The lists of an agency's packets: pages, counts, what is late and what comes next."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    DateTime,
    Text,
    Uuid,
    and_,
    bindparam,
    column,
    func,
    or_,
    select,
)
from sqlalchemy.orm import joinedload, selectinload

from app.handoffs import rules
from app.handoffs.models import Leg
from app.handoffs.queries.packets import held_by, sent_to
from app.handoffs.workflow import UNANSWERED, LegState
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db
from app.kernel.text.folding import fold
from app.organisation.models import Unit, UnitKind

PAGE = 25


def packets_page(
    actor: Actor,
    states: Collection[LegState],
    *,
    typed: str = "",
    commune: str = "",
    late: bool = False,
    page: int = 0,
) -> list[Leg]:
    """One page of an agency's packets plus one row; ``typed`` is part of a code or a name.

    ``late``: only those that the agency holds beyond its limit.

    Packets with a deadline come first, nearest first; answered ones newest first.
    """
    query = (
        held_by(actor)
        .where(Leg.state.in_(states))
        .options(joinedload(Leg.commune), selectinload(Leg.packets))
    )
    if UNANSWERED.issuperset(states):
        query = query.where(Leg.closed_at.is_(None))
    if late:
        query = query.where(_is_late())
    if commune:
        query = query.where(Leg.commune.has(Unit.code == commune))
    if words := typed.strip():
        query = query.where(
            or_(
                Leg.code.contains(words.upper(), autoescape=True),
                func.vn_fold(Leg.subject_name).contains(fold(words), autoescape=True),
            )
        )
    query = query.order_by(
        Leg.answered_at.desc().nulls_first(), Leg.due_at.asc().nulls_last(), Leg.sent_at, Leg.id
    )
    return list(db.session.scalars(query.offset(page * PAGE).limit(PAGE + 1)))


class OpenPackets(NamedTuple):
    """How many packets an agency has to answer, by state, and how many are late."""

    by_state: dict[LegState, int]
    late: int


def open_packets(actor: Actor) -> OpenPackets:
    """The agency's unanswered packets, counted by one statement."""
    open_ = and_(sent_to(actor), Leg.closed_at.is_(None), Leg.state.in_(UNANSWERED))
    late = func.count().filter(_is_late())
    rows = db.session.execute(
        select(Leg.state, func.count(), late).where(open_).group_by(Leg.state)
    ).all()
    by_state = dict.fromkeys(UNANSWERED, 0) | {row[0]: row[1] for row in rows}
    return OpenPackets(by_state, sum(row[2] for row in rows))


def _is_late() -> ColumnElement[bool]:
    """Whether it is beyond its limit; the clock of a packet at the commune stands still."""
    return and_(Leg.state != LegState.COMPLETING, Leg.due_at < clock.now())


class Urged(NamedTuple):
    """What the district wrote when it urged on a dossier whose packet is late."""

    at: datetime
    reason: str


_URGED = func.mc_urged_legs(bindparam("legs", type_=ARRAY(Uuid))).table_valued(
    column("leg_id", Uuid), column("at", DateTime(timezone=True)), column("reason", Text)
)


def urged(legs: Iterable[Leg]) -> dict[UUID, Urged]:
    """The latest word of the district on packets that this agency holds beyond their limit."""
    now = clock.now()
    late = [each.id for each in legs if each.due_at and each.due_at < now and not each.answered_at]
    if not late:
        return {}
    rows = db.session.execute(select(_URGED), {"legs": late})
    return {leg_id: Urged(at, reason) for leg_id, at, reason in rows}


def sending_communes(actor: Actor) -> list[Unit]:
    """The communes of the district of an agency, which send to it, sorted by name."""
    units = [seat.unit_id for seat in actor.postings if seat.role in rules.ANSWERING_ROLES]
    districts = select(Unit.district_id).where(Unit.id.in_(units))
    return list(
        db.session.scalars(
            select(Unit)
            .where(Unit.kind == UnitKind.COMMUNE, Unit.district_id.in_(districts))
            .where(Unit.during.contains(clock.today()))
            .order_by(Unit.folded, Unit.id)
        )
    )


def next_to_answer(actor: Actor, besides: UUID) -> UUID | None:
    """The most urgent packet that the agency has received and not answered."""
    query = held_by(actor).where(
        Leg.state == LegState.RECEIVED, Leg.closed_at.is_(None), Leg.id != besides
    )
    return db.session.scalar(
        query.with_only_columns(Leg.id)
        .order_by(Leg.due_at.asc().nulls_last(), Leg.sent_at, Leg.id)
        .limit(1)
    )
