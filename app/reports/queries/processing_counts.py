"""Full counts of dossiers and legs by commune and day, from the ledger.

The dossiers received on each day are counted, whatever their state today: received is always the
sum of settled, closed, open and paused. Lateness is that of the journal; days used are working days
without those of pauses. One dossier counts once, each leg once; rehearsals do not count.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import accumulate
from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    BigInteger,
    ColumnElement,
    Date,
    DateTime,
    Integer,
    Select,
    Subquery,
    Text,
    and_,
    bindparam,
    case,
    cast,
    column,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union,
)

from app.dossiers.models.commune_transfers import CommuneTransfer
from app.dossiers.models.dossier import Dossier, Event, Pause
from app.dossiers.workflow import DECIDED, State
from app.handoffs.models import Leg
from app.handoffs.workflow import LegState
from app.kernel import clock
from app.kernel.db import db
from app.organisation import queries as organisation
from app.organisation.models import Unit, UnitKind
from app.procedures.models.vocabulary import LegKind
from app.reports.models import CountingMark, DailyCount, MonthlyCount
from app.reports.rules import NUMBERS, months_of
from app.reports.vocabulary import StatisticsSubject

ZONE, MOMENT = "Asia/Ho_Chi_Minh", DateTime(timezone=True)


@dataclass(frozen=True)
class Span:
    """Days of one month on which a commune received dossiers."""

    commune_id: int
    first: date
    last: date

    def holds(self, other: Span) -> bool:
        return self.commune_id == other.commune_id and self.first <= other.first <= self.last


def of_spans(spans: Collection[Span], now: datetime) -> dict[str, Any]:
    """The parameters of ``counted()``, and of statements over ``SPANS``."""
    first = min(span.first for span in spans)
    return {
        "communes": [span.commune_id for span in spans],
        "firsts": [span.first for span in spans],
        "lasts": [span.last for span in spans],
        "now": now,
        "first": first,
        "calendar": _working_days(first),
    }


SPANS = (
    func.unnest(
        bindparam("communes", type_=ARRAY(Integer)),
        bindparam("firsts", type_=ARRAY(Date)),
        bindparam("lasts", type_=ARRAY(Date)),
    )
    .table_valued(column("commune_id", Integer), column("first", Date), column("last", Date))
    .render_derived(name="span")
)


@cache
def counted() -> tuple[Select[Any], ...]:
    """The statements that count dossiers and legs: a row a subject, commune and day, in full."""
    received = (
        select(
            Dossier.id,
            Dossier.commune_id,
            cast(_local(Dossier.submitted_at), Date).label("received_on"),
            Dossier.state,
            Dossier.due_at,
            Dossier.ended_at,
            Dossier.clock_started_at,
        )
        .join(
            SPANS,
            and_(
                Dossier.commune_id == SPANS.c.commune_id,
                Dossier.submitted_at >= _midnight(SPANS.c.first),
                Dossier.submitted_at < _midnight(SPANS.c.last + 1),
            ),
        )
        .where(Dossier.is_rehearsal.is_(False))
        .cte("received")
    )
    now = bindparam("now", type_=MOMENT)
    calendar = select(bindparam("calendar", type_=ARRAY(Integer)).label("n")).cte("calendar")
    days = _Days(bindparam("first", type_=Date), calendar)
    return _whole(received, days, now), _legs(received, days, now)


def touched_since(mark: CountingMark, now: datetime, *, by_others: bool = False) -> list[Span]:
    """The days that may count differently than at the mark.

    Those of dossiers with a newer step (``by_others``: in another transaction than this one), also
    of the commune that passed one on, and of those whose limit has come since.
    """
    since, until = sorted((mark.at, now))
    steps = select(Event.dossier_id.label("id")).where(Event.xact >= mark.upto)
    if by_others:
        steps = steps.where(Event.xact != cast(cast(func.pg_current_xact_id(), Text), BigInteger))
    found = union(
        steps,
        select(Dossier.id).where(Dossier.due_at.between(since, until)),
        select(Leg.dossier_id).where(Leg.closed_at.is_(None), Leg.due_at.between(since, until)),
    ).cte("touched")
    day = cast(_local(Dossier.submitted_at), Date)
    there = select(Dossier.commune_id, day).join(found, Dossier.id == found.c.id)
    before = (
        select(CommuneTransfer.from_commune_id, day)
        .join(Dossier, CommuneTransfer.dossier_id == Dossier.id)
        .join(found, Dossier.id == found.c.id)
        .where(CommuneTransfer.passed_at.is_not(None))
    )
    real = Dossier.is_rehearsal.is_(False)
    rows = db.session.execute(union(there.where(real), before.where(real)))
    return [Span(commune_id, on, on) for commune_id, on in rows]


def months() -> list[date]:
    """The months in which dossiers were received, or for which counts are kept."""
    ends = (
        select(extreme(column)).scalar_subquery()
        for column in (Dossier.submitted_at, DailyCount.received_on, MonthlyCount.month)
        for extreme in (func.min, func.max)
    )
    known = [end for end in db.session.execute(select(*ends)).one() if end is not None]
    days = [clock.local(end).date() if isinstance(end, datetime) else end for end in known]
    return list(months_of(min(days), max(days))) if days else []


def communes_in(month: date) -> list[Span]:
    """A whole month of every commune, also of those that are no more."""
    last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    communes = db.session.scalars(select(Unit.id).where(Unit.kind == UnitKind.COMMUNE))
    return [Span(commune_id, month, last) for commune_id in communes]


def _working_days(first: date) -> list[int]:
    """Working days from ``first`` up to each day until today: nothing has ended later."""
    calendar = organisation.calendar()
    days = (first + timedelta(days=ahead) for ahead in range((clock.today() - first).days + 1))
    return list(accumulate(int(calendar.is_working_day(day)) for day in days))


def _midnight(day: Any) -> ColumnElement[Any]:
    return func.timezone(ZONE, cast(day, DateTime))


def _whole(received: CTE, days: _Days, now: ColumnElement[datetime]) -> Select[Any]:
    late = _late(Event.dossier_id == received.c.id, Event.leg_id.is_(None))
    pauses = days.pauses(received.c.id, received.c.clock_started_at)
    paused = or_(received.c.state == State.SUPPLEMENTING, pauses.c.is_open)
    rows = select(
        literal(str(StatisticsSubject.WHOLE)).label("part"),
        received.c.commune_id,
        received.c.received_on,
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
            received.c.commune_id,
            received.c.received_on,
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
    numbers: tuple[ColumnElement[Any], ...] = (
        func.count(),
        func.count().filter(and_(done, late.is_(False))),
        func.count().filter(and_(done, late)),
        func.count().filter(and_(rows.c.over, rows.c.decided.is_(False))),
        func.count().filter(and_(running, overdue.is_(False))),
        func.count().filter(and_(running, overdue)),
        func.count().filter(and_(open_, rows.c.paused)),
        func.coalesce(func.sum(rows.c.used).filter(done), 0),
        func.count(rows.c.used).filter(done),
    )
    keys = rows.c.part, rows.c.commune_id, rows.c.received_on
    named = (
        cast(number, Integer).label(name) for name, number in zip(NUMBERS, numbers, strict=True)
    )
    return select(*keys, *named).group_by(*keys)


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
