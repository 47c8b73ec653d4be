"""Stuck packets: since when, and who has to act."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import selectinload

from app.dossiers.models.dossier import Event
from app.handoffs.models import Leg
from app.handoffs.queries.packet_lists import PAGE
from app.handoffs.queries.packets import of_own_communes
from app.handoffs.workflow import ASKS, LegState
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db, is_one_of
from app.kernel.deadlines.calendar import Calendar
from app.organisation import queries as organisation

SENT_DAYS, ANSWERED_DAYS, REFUSED_DAYS, COMPLETING_DAYS = 1, 2, 1, 2
"""Working days after which a packet in each state counts as stuck."""
AT_MOST = 100


class Stuck(StrEnum):
    """Why a packet is stuck (lý do tồn đọng)."""

    NOT_RECEIVED = "not_received"
    LATE = "late"
    NOT_COLLECTED = "not_collected"
    NOT_NOTED = "not_noted"
    NOT_COMPLETED = "not_completed"


@dataclass(frozen=True)
class StuckPacket:
    """One stuck packet."""

    leg: Leg
    why: Stuck
    since: datetime
    days: int
    """Working days without a step."""


def waiting_since(days: int, calendar: Calendar) -> datetime:
    """What has waited since before this time has waited more than so many working days."""
    now, day = clock.now(), clock.today()
    while calendar.working_days_between(clock.at(day), now) <= days:
        day -= timedelta(days=1)
    return clock.at(day + timedelta(days=1))


def _asked_at() -> Any:
    """When the agency last asked the commune to complete the packet."""
    asked = select(func.max(Event.at)).where(Event.leg_id == Leg.id, Event.action.in_(ASKS))
    return asked.correlate(Leg).scalar_subquery()


def _in_state(state: LegState) -> ColumnElement[bool]:
    return is_one_of(Leg.state, (state,))


def _conditions(calendar: Calendar) -> dict[Stuck, ColumnElement[bool]]:
    def before(days: int) -> datetime:
        return waiting_since(days, calendar)

    return {
        Stuck.NOT_RECEIVED: and_(_in_state(LegState.SENT), Leg.sent_at < before(SENT_DAYS)),
        Stuck.LATE: and_(_in_state(LegState.RECEIVED), Leg.due_at < clock.now()),
        Stuck.NOT_COLLECTED: and_(
            _in_state(LegState.ANSWERED),
            # a correction's dossier has been returned: no queue of the desk shows its answer
            or_(Leg.answered_at < before(ANSWERED_DAYS), Leg.corrects_id.is_not(None)),
        ),
        Stuck.NOT_NOTED: and_(
            _in_state(LegState.REFUSED),
            or_(Leg.answered_at < before(REFUSED_DAYS), Leg.corrects_id.is_not(None)),
        ),
        Stuck.NOT_COMPLETED: and_(
            _in_state(LegState.COMPLETING), _asked_at() < before(COMPLETING_DAYS)
        ),
    }


def _waiting(actor: Actor, calendar: Calendar) -> CompoundSelect[Any]:
    """The keys of the stuck packets of this user's communes, why and since when."""
    conditions = _conditions(calendar)
    asked = conditions.pop(Stuck.NOT_COMPLETED)
    why = case(*((condition, str(word)) for word, condition in conditions.items()))
    since = case(
        (Leg.state == LegState.SENT, Leg.sent_at),
        (Leg.state == LegState.RECEIVED, Leg.due_at),
        else_=Leg.answered_at,
    )
    mine = of_own_communes(actor), Leg.closed_at.is_(None)
    # apart, or the planner reckons with the journal of every open packet, and reads whole indexes
    # of closed ones to have fewer
    return union_all(
        select(Leg.id, why.label("why"), since.label("since")).where(
            *mine, or_(*conditions.values())
        ),
        select(Leg.id, literal(str(Stuck.NOT_COMPLETED)), _asked_at()).where(*mine, asked),
    )


def stuck(actor: Actor, page: int = 0) -> list[StuckPacket]:
    """One page of the stuck packets of this user's communes plus one, the longest first."""
    calendar, now = organisation.calendar(), clock.now()
    waiting = _waiting(actor, calendar).subquery()
    longest = (
        select(waiting)
        .order_by(waiting.c.since, waiting.c.id)
        .offset(page * PAGE)
        .limit(PAGE + 1)
        .subquery()
    )
    query = (
        select(Leg, longest.c.why, longest.c.since)
        .join(longest, longest.c.id == Leg.id)
        .options(selectinload(Leg.commune), selectinload(Leg.holder))
        .order_by(longest.c.since, Leg.id)
    )
    return [
        StuckPacket(leg, Stuck(word), moment, calendar.working_days_between(moment, now))
        for leg, word, moment in db.session.execute(query)
    ]


def stuck_count(actor: Actor) -> Select[int]:
    """Counts the packets that ``stuck()`` lists, to one more than ``AT_MOST``."""
    waiting = _waiting(actor, organisation.calendar()).limit(AT_MOST + 1)
    return select(func.count()).select_from(waiting.subquery())


def stuck_in_city() -> tuple[int, dict[Stuck, int]]:
    """Open packets of the whole city, and those stuck by reason, without rehearsals."""
    conditions = _conditions(organisation.calendar())
    counts = (func.count().filter(condition) for condition in conditions.values())
    wanted = Leg.closed_at.is_(None), Leg.is_rehearsal.is_(False)
    everything, *stuck = db.session.execute(select(func.count(), *counts).where(*wanted)).one()
    return everything, dict(zip(conditions, stuck, strict=True))
