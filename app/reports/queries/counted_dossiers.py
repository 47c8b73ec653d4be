"""The dossiers and legs behind a figure of the dashboard, by the definitions of its counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _
from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import joinedload

from app.dossiers.models.deadlines import Supplement
from app.dossiers.models.dossier import Channel, Dossier, Event, Pause
from app.dossiers.queries import visibility
from app.dossiers.workflow import DECIDED, State
from app.handoffs.models import Leg
from app.handoffs.workflow import LegState
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db
from app.kernel.vocabulary import Term
from app.organisation.models import Unit
from app.procedures.models.versions import Version
from app.reports.queries import processing_counts
from app.reports.queries.dashboard import DashboardPlace
from app.reports.queries.processing_counts import late_by_journal
from app.reports.vocabulary import ProcessingStage, StatisticsSubject


class Figure(Term):
    """What a number of the dashboard counts (chỉ tiêu)."""

    RECEIVED = "received", _("Dossiers received")
    IN_TIME = "in_time", _("Settled in time")
    LATE = "late", _("Settled late")
    DECIDED = "decided", _("Settled")
    CLOSED = "closed", _("Ended without a decision")
    OPEN = "open", _("In hand")
    RUNNING = "running", _("Open, in time")
    OVERDUE = "overdue", _("Late and not settled")
    PAUSED = "paused", _("Paused")
    REFUSED = "refused", _("Refused")
    SUPPLEMENTED = "supplemented", _("Asked for more documents")
    SUPPLEMENTED_TWICE = "supplemented_twice", _("Asked for more documents more than once")
    MEASURED = "measured", _("Measured")


_RETURN = exists().where(
    Event.dossier_id == Dossier.id,
    Event.leg_id.is_(None),
    Event.target == State.RETURNED,
    Event.source != Event.target,
)
PASSED: Mapping[ProcessingStage, ColumnElement[bool]] = {
    ProcessingStage.ACCEPT: Dossier.accepted_at.is_not(None),
    ProcessingStage.REGISTER: and_(
        Dossier.accepted_at.is_not(None), Dossier.registered_at.is_not(None)
    ),
    ProcessingStage.HAND_OVER: and_(
        Dossier.ended_at.is_not(None), Dossier.state == State.RETURNED, _RETURN
    ),
    ProcessingStage.WHOLE: and_(
        Dossier.ended_at.is_not(None),
        Dossier.state.in_(DECIDED),
        Dossier.clock_started_at.is_not(None),
    ),
}
"""What has passed a stage of dossiers, so that its days are known."""
OF_DOSSIERS = {
    Figure.REFUSED: Dossier.state == State.REFUSED,
    Figure.SUPPLEMENTED: Dossier.supplements_asked > 0,
    Figure.SUPPLEMENTED_TWICE: Dossier.supplements_asked > 1,
    Figure.MEASURED: or_(*PASSED.values()),
}
"""Figures that legs do not have."""
SINCE: Mapping[Figure, Any] = {
    Figure.RECEIVED: Dossier.submitted_at,
    Figure.DECIDED: Dossier.ended_at,
    Figure.REFUSED: Dossier.ended_at,
    Figure.OVERDUE: Dossier.due_at,
    Figure.SUPPLEMENTED: Supplement.asked_at,
}
"""What has happened since yesterday morning is counted by this moment, however long ago the
dossier was received; requests for more documents each for itself.
"""
STANDING = frozenset({Figure.OPEN, Figure.RUNNING, Figure.OVERDUE, Figure.PAUSED})
"""Figures of all open dossiers, whenever they were received."""


@dataclass(frozen=True)
class CountedFigure:
    """What is counted: a figure, of dossiers or of legs, of a place, a period and a channel."""

    figure: Figure
    first: date
    last: date
    place: DashboardPlace
    legs: frozenset[StatisticsSubject] = frozenset()
    """The kinds of legs; empty for dossiers."""
    channel: Channel | None = None
    since_yesterday: bool = False
    """Whether it is what has happened from ``first`` to ``last``, by ``SINCE``."""
    stage: ProcessingStage | None = None
    """Of the measured ones: through which stage."""


def dossiers(actor: Actor, counted: CountedFigure, now: datetime) -> Select[Dossier]:
    """The dossiers that are counted; ``now`` is the moment of the count."""
    pause = exists().where(Pause.subject_id == Dossier.id, Pause.resumed_event_id.is_(None))
    conditions = (
        _conditions(
            over=Dossier.ended_at.is_not(None),
            decided=Dossier.state.in_(DECIDED),
            late=late_by_journal(Event.dossier_id == Dossier.id, Event.leg_id.is_(None)),
            paused=or_(Dossier.state == State.SUPPLEMENTING, pause),
            overdue=Dossier.due_at < now,
        )
        | OF_DOSSIERS
    )
    if counted.since_yesterday:  # whatever is late, also if it was paused later
        conditions[Figure.OVERDUE] = and_(Dossier.ended_at.is_(None), Dossier.due_at < now)
    query = visibility.visible_to(actor).where(conditions[counted.figure], *_narrowed(counted))
    if counted.since_yesterday and counted.figure is Figure.SUPPLEMENTED:
        query = query.join(Supplement).where(Supplement.voided_at.is_(None))
    return query.options(
        joinedload(Dossier.commune),
        joinedload(Dossier.procedure_version).joinedload(Version.procedure),
    ).order_by(*_order(counted, Dossier))


def legs(actor: Actor, counted: CountedFigure, now: datetime) -> Select[Leg]:
    """The legs that are counted, with their dossiers."""
    conditions = _conditions(
        over=or_(Leg.answered_at.is_not(None), Leg.closed_at.is_not(None)),
        decided=Leg.answered_at.is_not(None),
        late=late_by_journal(Event.leg_id == Leg.id),
        paused=Leg.state == LegState.COMPLETING,
        overdue=Leg.due_at < now,
    )
    return (
        select(Leg)
        .join(Dossier, Leg.dossier_id == Dossier.id)
        .where(
            visibility.in_scope(actor),
            Leg.kind.in_([str(kind) for kind in counted.legs]),
            Leg.sent_at.is_not(None),
            conditions[counted.figure],
            *_narrowed(counted),
        )
        .options(
            joinedload(Leg.dossier).joinedload(Dossier.commune),
            joinedload(Leg.holder),
        )
        .order_by(*_order(counted, Leg))
    )


def page_of(query: Select[Any], page: int, size: int) -> tuple[Sequence[Any], bool]:
    """One page of the rows, from 1, and whether another follows."""
    rows = db.session.scalars(query.limit(size + 1).offset((page - 1) * size)).all()
    return rows[:size], len(rows) > size


def _conditions(
    over: ColumnElement[bool], decided: ColumnElement[bool], late: Any, paused: Any, overdue: Any
) -> dict[Figure, ColumnElement[bool]]:
    of_counts = processing_counts.conditions(over, decided, late, paused, overdue)
    sums = {Figure.DECIDED: and_(over, decided), Figure.OPEN: over.is_(False)}
    return sums | {Figure(name): holds for name, holds in of_counts.items()}


def _narrowed(counted: CountedFigure) -> list[ColumnElement[bool]]:
    """The period, place and channel, as conditions on the dossier."""
    place = counted.place
    found: list[ColumnElement[bool]] = [Dossier.is_rehearsal.is_(False)]
    if counted.since_yesterday or counted.figure not in STANDING:
        moment = SINCE[counted.figure] if counted.since_yesterday else Dossier.submitted_at
        after = counted.last + timedelta(days=1)
        found += [moment >= clock.at(counted.first), moment < clock.at(after)]
    if counted.stage is not None:
        found.append(PASSED[counted.stage])
    if place.commune_id is not None:
        found.append(Dossier.commune_id == place.commune_id)
    elif place.district_id is not None:
        communes = select(Unit.id).where(Unit.district_id == place.district_id)
        found.append(Dossier.commune_id.in_(communes))
    if counted.channel is not None:
        found.append(Dossier.channel == counted.channel)
    return found


def _order(counted: CountedFigure, rows: Any) -> tuple[Any, ...]:
    """What is open by its limit, the rest with the newest first."""
    if counted.figure in STANDING:
        return rows.due_at.asc().nulls_last(), Dossier.submitted_at, rows.id
    return Dossier.submitted_at.desc(), rows.id
