"""Costs of messages to citizens, by unit and month (chi phí tin nhắn).

Messages written in each month and not cancelled are counted; parts are counted as the operator
does, prices in đồng are those of the day on which a message was sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Date, cast, func, select, true

from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db
from app.notifications.models.outbox import FAILED, Message, MessageState
from app.organisation.models import Unit

ZONE = "Asia/Ho_Chi_Minh"


@dataclass(frozen=True)
class Spent:
    """One line: a unit in a month."""

    unit_id: int
    month: date | None
    messages: int = 0
    parts: int = 0
    delivered: int = 0
    failed: int = 0
    dong: int = 0

    def __add__(self, other: Spent) -> Spent:
        return Spent(
            0,
            None,
            self.messages + other.messages,
            self.parts + other.parts,
            self.delivered + other.delivered,
            self.failed + other.failed,
            self.dong + other.dong,
        )


def spent(
    actor: Actor,
    first: date,
    last: date,
    *,
    district_id: int | None = None,
    by_district: bool = False,
) -> list[Spent]:
    """One line a unit and month, for messages written from ``first`` to ``last``: one statement."""
    unit: Any = func.coalesce(Unit.district_id, Unit.id) if by_district else Unit.id
    month: Any = cast(func.date_trunc("month", func.timezone(ZONE, Message.created)), Date)
    rows = db.session.execute(
        select(
            unit,
            month,
            func.count(),
            func.coalesce(func.sum(Message.parts), 0),
            func.count().filter(Message.state == MessageState.DELIVERED),
            func.count().filter(Message.state.in_(FAILED)),
            func.coalesce(func.sum(Message.cost), 0),
        )
        .join(Unit, Message.unit_id == Unit.id)
        .where(
            true() if actor.city else Message.unit_id.in_(actor.reads),
            true() if district_id is None else Unit.district_id == district_id,
            Message.created >= clock.at(first),
            Message.created < clock.at(last + timedelta(days=1)),
            Message.state != MessageState.CANCELLED,
            Message.is_rehearsal.is_(False),
        )
        .group_by(unit, month)
    )
    return [Spent(*row) for row in rows]
