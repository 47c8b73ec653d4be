"""Processing statistics of dossiers and legs, from the ledger (tình hình giải quyết hồ sơ).

The dossiers received in each month are counted, whatever their state today: received is always the
sum of settled, closed, open and paused. Lateness is that of the journal; days used are working days
without those of pauses.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import accumulate
from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    ColumnElement,
    Date,
    DateTime,
    Integer,
    Select,
    Subquery,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    true,
)

from app.dossiers.models.dossier import Dossier, Event, Pause
from app.dossiers.queries import visibility
from app.dossiers.workflow import DECIDED, State
from app.handoffs.models import Leg
from app.handoffs.workflow import LegState
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db
from app.organisation import queries as organisation
from app.organisation.models import Unit
from app.procedures.models.vocabulary import LegKind
from app.reports.rules import StatisticsLine, StatisticsSubject

ZONE, MOMENT = "Asia/Ho_Chi_Minh", DateTime(timezone=True)


def settled(
    actor: Actor,
    first: date,
    last: date,
    *,
    district_id: int | None = None,
    by_district: bool = False,
) -> list[StatisticsLine]:
    """One line a unit, month and subject, for dossiers received from ``first`` to ``last``.

    Units are communes (of one district if it is given) or districts.
    """
    values = {
        **visibility.asked_by(actor),
        "since": clock.at(first),
        "before": clock.at(last + timedelta(days=1)),
        "district": district_id,
        "now": clock.now(),
        "first": first,
        "calendar": _working_days(first),
    }
    parts = _statements(
        city=actor.city, by_district=by_district, of_district=district_id is not None
    )
    return [
        StatisticsLine(StatisticsSubject(part), unit_id, month, *numbers)
        for query in parts
        for part, unit_id, month, *numbers in db.session.execute(query, values)
    ]


@cache
def _statements(*, city: bool, by_district: bool, of_district: bool) -> tuple[Select[Any], ...]:
    """The statements for dossiers and for legs, built once: that takes as long as a short page."""
    unit = Unit.district_id if by_district else Unit.id
    received = (
        select(
            Dossier.id,
            unit.label("unit_id"),
            cast(func.date_trunc("month", _local(Dossier.submitted_at)), Date).label("month"),
            Dossier.state,
            Dossier.due_at,
            Dossier.ended_at,
            Dossier.clock_started_at,
        )
        .join(Unit, Dossier.commune_id == Unit.id)
        .where(
            visibility.here(city=city),
            Dossier.is_rehearsal.is_(False),
            Dossier.submitted_at >= bindparam("since", type_=MOMENT),
            Dossier.submitted_at < bindparam("before", type_=MOMENT),
        )
    )
    if of_district:
        received = received.where(Unit.district_id == bindparam("district", type_=Integer))
    of_month, now = received.cte("received"), bindparam("now", type_=MOMENT)
    calendar = select(bindparam("calendar", type_=ARRAY(Integer)).label("n")).cte("calendar")
    days = _Days(bindparam("first", type_=Date), calendar)
    return _whole(of_month, days, now), _legs(of_month, days, now)


def _working_days(first: date) -> list[int]:
    """Working days from ``first`` up to each day until today: nothing has ended later."""
    calendar = organisation.calendar()
    days = (first + timedelta(days=ahead) for ahead in range((clock.today() - first).days + 1))
    return list(accumulate(int(calendar.is_working_day(day)) for day in days))


def months_of(first: date, last: date) -> Iterable[date]:
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = (month + timedelta(days=31)).replace(day=1)


def _whole(received: CTE, days: _Days, now: ColumnElement[datetime]) -> Select[Any]:
    late = _late(Event.dossier_id == received.c.id, Event.leg_id.is_(None))
    pauses = days.pauses(received.c.id, received.c.clock_started_at)
    paused = or_(received.c.state == State.SUPPLEMENTING, pauses.c.is_open)
    rows = select(
        literal(str(StatisticsSubject.WHOLE)).label("part"),
        received.c.unit_id,
        received.c.month,
        received.c.ended_at.is_not(None).label("over"),
        received.c.state.in_(DECIDED).label("decided"),
        late.label("late"),
        and_(received.c.ended_at.is_(None), paused).label("paused"),
        (received.c.due_at < now).label("overdue"),
        days.used(received.c.clock_started_at, received.c.ended_at, pauses).label("used"),
    ).join(pauses, true())
    return _counted(rows.subquery())


def _legs(received: CTE, days: _Days, now: ColumnElement[datetime]) -> Select[Any]:
    answered = Leg.answered_at.is_not(None)
    # a commune's limit runs from the sending, an agency's from the receipt
    since = case((Leg.kind == LegKind.COMMUNE, Leg.sent_at), else_=Leg.received_at)
    pauses = days.pauses(Leg.id, since)
    rows = (
        select(
            Leg.kind.label("part"),
            received.c.unit_id,
            received.c.month,
            or_(answered, Leg.closed_at.is_not(None)).label("over"),
            answered.label("decided"),
            _late(Event.leg_id == Leg.id).label("late"),
            (Leg.state == LegState.COMPLETING).label("paused"),
            (Leg.due_at < now).label("overdue"),
            days.used(since, Leg.answered_at, pauses).label("used"),
        )
        .join(received, Leg.dossier_id == received.c.id)
        .join(pauses, true())
        .where(Leg.sent_at.is_not(None))
        .subquery()
    )
    return _counted(rows)


def _counted(rows: Subquery) -> Select[Any]:
    done, open_ = and_(rows.c.over, rows.c.decided), rows.c.over.is_(False)
    late, overdue = func.coalesce(rows.c.late, False), func.coalesce(rows.c.overdue, False)
    running = and_(open_, rows.c.paused.is_(False))
    return select(
        rows.c.part,
        rows.c.unit_id,
        rows.c.month,
        func.count(),
        func.count().filter(and_(done, late.is_(False))),
        func.count().filter(and_(done, late)),
        func.count().filter(and_(rows.c.over, rows.c.decided.is_(False))),
        func.count().filter(and_(running, overdue.is_(False))),
        func.count().filter(and_(running, overdue)),
        func.count().filter(and_(open_, rows.c.paused)),
        func.coalesce(func.sum(rows.c.used).filter(done), 0),
        func.count(rows.c.used).filter(done),
    ).group_by(rows.c.part, rows.c.unit_id, rows.c.month)


def _local(moment: Any) -> ColumnElement[Any]:
    return func.timezone(ZONE, moment)


def _late(*of: ColumnElement[bool]) -> Any:
    """Whether the step that stopped the clock came after the limit, by the journal."""
    return (
        select(Event.facts["late"].as_boolean())
        .where(*of, Event.facts.has_key("late"))
        .order_by(Event.id.desc())
        .limit(1)
        .scalar_subquery()
    )


@dataclass(frozen=True)
class _Days:
    """The calendar as numbers: working days from ``first`` up to each day."""

    first: ColumnElement[date]
    counted: CTE

    def until(self, moment: Any) -> Any:
        day = cast(_local(moment), Date) - self.first + 1
        return select(self.counted.c.n).scalar_subquery()[day]

    def pauses(self, subject: Any, start: Any) -> Any:
        """Of a clock: whether it has an open pause, and the working days it waited since ``start``.

        Both from one look at the pauses: planning their policies takes longer than reading them.
        """
        waited = self.until(func.upper(Pause.during)) - self.until(func.lower(Pause.during))
        return (
            select(
                (func.count().filter(Pause.resumed_event_id.is_(None)) > 0).label("is_open"),
                func.sum(waited).filter(func.lower(Pause.during) >= start).label("waited"),
            )
            .where(Pause.subject_id == subject)
            .lateral()
        )

    def used(self, start: Any, end: Any, pauses: Any) -> ColumnElement[Any]:
        """Working days between two moments, without those of pauses."""
        days = self.until(end) - self.until(start) - func.coalesce(pauses.c.waited, 0)
        return case((or_(start.is_(None), end.is_(None)), null()), else_=days)
