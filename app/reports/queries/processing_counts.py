"""Full counts of dossiers and legs by commune and day, from the ledger.

The dossiers received on each day are counted, whatever their state today: received is always the
sum of settled, closed, open and paused. Lateness is that of the journal; days used are working days
without those of pauses. One dossier counts once, each leg once; rehearsals do not count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import accumulate
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    CTE,
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Date,
    DateTime,
    FromClause,
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
    union_all,
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
from app.procedures.models.versions import Version
from app.procedures.models.vocabulary import LegKind
from app.reports.models.counts import CountingMark
from app.reports.rules import NUMBERS
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


NOW = bindparam("now", type_=MOMENT)
_CALENDAR = select(bindparam("calendar", type_=ARRAY(Integer)).label("n")).cte("calendar")


@cache
def counted() -> CompoundSelect[Any]:
    """The statement that counts dossiers and legs: a row a commune, day and subject, in full."""
    received = received_in_spans()
    subject = literal(str(StatisticsSubject.WHOLE)).label("part")
    return union_all(
        *(_by_day(rows.subquery()) for rows in (whole(received, subject), legs(received)))
    )


def received_in_spans() -> CTE:
    """The dossiers received in ``SPANS``, without rehearsals."""
    return (
        select(
            Dossier.id,
            Dossier.commune_id,
            cast(local(Dossier.submitted_at), Date).label("received_on"),
            Version.procedure_id,
            Dossier.channel,
            Dossier.state,
            Dossier.submitted_at,
            Dossier.accepted_at,
            Dossier.registered_at,
            Dossier.due_at,
            Dossier.ended_at,
            Dossier.clock_started_at,
            Dossier.supplements_asked,
        )
        .join(Version, Dossier.procedure_version_id == Version.id)
        .join(
            SPANS,
            and_(
                Dossier.commune_id == SPANS.c.commune_id,
                Dossier.submitted_at >= midnight(SPANS.c.first),
                Dossier.submitted_at < midnight(SPANS.c.last + 1),
            ),
        )
        .where(Dossier.is_rehearsal.is_(False))
        .cte("received")
    )


class Unseen(NamedTuple):
    """The transactions that a statement could not see: they ran, or had not begun."""

    running: list[int]
    first_to_begin: int


def unseen() -> Unseen:
    """What a statement of now does not see, this transaction apart."""
    told: str = db.session.scalars(select(cast(func.pg_current_snapshot(), Text))).one()
    _oldest, first_to_begin, running = told.split(":")
    return Unseen([int(each) for each in running.split(",") if each], int(first_to_begin))


def touched_since(mark: CountingMark, now: datetime, *, by: Unseen | None = None) -> list[Span]:
    """The days of receipt that may count differently than at the mark.

    Those of dossiers with a newer step (``by``: only of these transactions, and not of this one),
    also of the commune that passed one on, and of those whose limit has come since.
    """
    since, until = sorted((mark.at, now))
    steps = select(Event.dossier_id.label("id")).where(Event.xact >= mark.upto)
    if by is not None:
        steps = steps.where(
            or_(Event.xact >= by.first_to_begin, Event.xact.in_(by.running)),
            Event.xact != cast(cast(func.pg_current_xact_id(), Text), BigInteger),
        )
    found = union(
        steps,
        select(Dossier.id).where(Dossier.due_at.between(since, until)),
        select(Leg.dossier_id).where(Leg.closed_at.is_(None), Leg.due_at.between(since, until)),
    ).cte("touched")
    day = cast(local(Dossier.submitted_at), Date)
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


def months(*kept: ColumnElement[Any]) -> list[date]:
    """The months of dossiers, those in which their weeks begin, and those in these columns."""
    received = local(Dossier.submitted_at)
    moments = (received, func.date_trunc("week", received), *(cast(day, DateTime) for day in kept))
    found = (select(cast(func.date_trunc("month", moment), Date)) for moment in moments)
    return sorted(db.session.scalars(union(*found)))


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


def midnight(day: Any) -> ColumnElement[Any]:
    return func.timezone(ZONE, cast(day, DateTime))


def whole(received: CTE, *more: ColumnElement[Any]) -> Select[Any]:
    """A row a dossier: what became of it, and the working days it and its registration took."""
    clock_of = received.c.clock_started_at, received.c.ended_at
    registering = received.c.accepted_at, received.c.registered_at
    waits = pauses(received.c.id, whole=clock_of, register=registering)
    paused = or_(received.c.state == State.SUPPLEMENTING, waits.c.is_open)
    return select(
        received.c.commune_id,
        received.c.received_on,
        received.c.ended_at.is_not(None).label("over"),
        received.c.state.in_(DECIDED).label("decided"),
        is_late(received).label("late"),
        and_(received.c.ended_at.is_(None), paused).label("paused"),
        (received.c.due_at < NOW).label("overdue"),
        working_days(*clock_of, waits.c.whole).label("used"),
        working_days(*registering, waits.c.register).label("register"),
        *more,
    ).join(waits, true())


def is_late(received: CTE) -> Any:
    """Whether the step that ended a dossier came after the limit; NULL of open ones."""
    return late_by_journal(Event.dossier_id == received.c.id, Event.leg_id.is_(None))


def legs(received: CTE) -> Select[Any]:
    """A row a leg that was sent: what became of it, and the working days since its limit began and
    since it was sent.
    """
    answered = Leg.answered_at.is_not(None)
    # a commune's limit runs from the sending, an agency's from the receipt
    since = case((Leg.kind == LegKind.COMMUNE, Leg.sent_at), else_=Leg.received_at)
    clocks = {"since": (since, Leg.answered_at), "stage": (Leg.sent_at, Leg.answered_at)}
    waits = pauses(Leg.id, **clocks)
    return (
        select(
            Leg.kind.label("part"),
            received.c.commune_id,
            received.c.received_on,
            or_(answered, Leg.closed_at.is_not(None)).label("over"),
            answered.label("decided"),
            late_by_journal(Event.leg_id == Leg.id).label("late"),
            (Leg.state == LegState.COMPLETING).label("paused"),
            (Leg.due_at < NOW).label("overdue"),
            working_days(*clocks["since"], waits.c.since).label("used"),
            working_days(*clocks["stage"], waits.c.stage).label("stage"),
        )
        .join(received, Leg.dossier_id == received.c.id)
        .join(waits, true())
        .where(Leg.sent_at.is_not(None))
    )


def _by_day(rows: Subquery) -> Select[Any]:
    keys = rows.c.commune_id, rows.c.received_on, rows.c.part
    return select(*keys, *outcomes(rows)).group_by(*keys)


def outcomes(rows: FromClause) -> Iterator[ColumnElement[int]]:
    """The numbers of ``NUMBERS`` over rows as of ``whole()``."""
    facts = (rows.c[name] for name in ("over", "decided", "late", "paused", "overdue"))
    done = and_(rows.c.over, rows.c.decided)
    numbers: tuple[ColumnElement[Any], ...] = (
        *(func.count().filter(holds) for holds in conditions(*facts).values()),
        func.coalesce(func.sum(rows.c.used).filter(done), 0),
        func.count(rows.c.used).filter(done),
    )
    for name, number in zip(NUMBERS, numbers, strict=True):
        yield cast(number, Integer).label(name)


def conditions(
    over: ColumnElement[bool], decided: ColumnElement[bool], late: Any, paused: Any, overdue: Any
) -> dict[str, ColumnElement[bool]]:
    """What puts a dossier or leg into each count of ``NUMBERS``, by the facts of ``whole()``."""
    done, running = and_(over, decided), and_(over.is_(False), paused.is_(False))
    late, overdue = func.coalesce(late, False), func.coalesce(overdue, False)
    return {
        "received": true(),
        "in_time": and_(done, late.is_(False)),
        "late": and_(done, late),
        "closed": and_(over, decided.is_(False)),
        "running": and_(running, overdue.is_(False)),
        "overdue": and_(running, overdue),
        "paused": and_(over.is_(False), paused),
    }


def local(moment: Any) -> ColumnElement[Any]:
    return func.timezone(ZONE, moment)


def late_by_journal(*of: ColumnElement[bool]) -> Any:
    """Whether the step that stopped the clock came after the limit, by the journal."""
    return (
        select(Event.facts["late"].as_boolean())
        .where(*of, Event.facts.has_key("late"))
        .order_by(Event.id.desc())
        .limit(1)
        .scalar_subquery()
    )


# ---- working days --------------------------------------------------------------------------------


def working_days(start: Any, end: Any, waited: Any = 0) -> ColumnElement[Any]:
    """Working days from a moment to another, without those waited; NULL without either moment."""
    days = _until(end) - _until(start) - func.coalesce(waited, 0)
    return case((or_(start.is_(None), end.is_(None)), null()), else_=days)


def pauses(subject: Any, **clocks: tuple[Any, Any]) -> Any:
    """Of a dossier or leg: whether it has an open pause, and the working days waited in each clock.

    All from one look at the pauses: planning their policies takes longer than reading them.
    """
    begun, over = func.lower(Pause.during), func.upper(Pause.during)
    return (
        select(
            (func.count().filter(Pause.resumed_event_id.is_(None)) > 0).label("is_open"),
            *(
                func.sum(_until(func.least(over, end)) - _until(begun))
                .filter(begun >= start, begun < end)
                .label(name)
                for name, (start, end) in clocks.items()
            ),
        )
        .where(Pause.subject_id == subject)
        .lateral()
    )


def _until(moment: Any) -> Any:
    """Working days from the first day of the parameters up to that of the moment."""
    day = cast(local(moment), Date) - bindparam("first", type_=Date) + 1
    return select(_CALENDAR.c.n).scalar_subquery()[day]
