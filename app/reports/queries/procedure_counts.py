"""Full counts by procedure, channel, week and stage, from the ledger, over whole months and weeks.

A stage is measured in working days without what it waited for the citizen: before acceptance that
is the time until each list of missing papers was answered, later it is the pauses. Whatever has
passed a stage is counted in it, also if it is open still; the whole counts what is settled.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    FromClause,
    Integer,
    Select,
    and_,
    case,
    cast,
    func,
    literal,
    select,
    true,
    union_all,
)

from app.dossiers.models.deadlines import Supplement
from app.dossiers.models.dossier import Event
from app.dossiers.workflow import DECIDED, State
from app.reports.queries.processing_counts import (
    is_late,
    legs,
    outcomes,
    received_in_spans,
    whole,
    working_days,
)
from app.reports.vocabulary import ProcessingStage

_OF_DOSSIERS = (
    *(ProcessingStage.ACCEPT, ProcessingStage.REGISTER, ProcessingStage.HAND_OVER),
    ProcessingStage.WHOLE,
)


@cache
def facts() -> tuple[CTE, CTE]:
    """What is known of each dossier and of each answered leg: read once for three tables."""
    received = received_in_spans()
    waits = _waits_for_supplements(received)
    month = _first_of("month", received.c.received_on)
    dossiers = (
        whole(
            received,
            month.label("month"),
            received.c.procedure_id,
            received.c.channel,
            (received.c.state == State.REFUSED).label("refused"),
            received.c.supplements_asked,
            working_days(received.c.submitted_at, received.c.accepted_at, waits.c.waited).label(
                ProcessingStage.ACCEPT
            ),
            working_days(received.c.ended_at, _returned_at(received)).label(
                ProcessingStage.HAND_OVER
            ),
        )
        .join(waits, true())
        .cte("dossier_facts")
    )
    rows = legs(received).subquery()
    answered = (
        select(rows.c.commune_id, _first_of("month", rows.c.received_on).label("month"))
        .add_columns(rows.c.part, rows.c.stage)
        .where(rows.c.stage.is_not(None))
        .cte("leg_facts")
    )
    return dossiers, answered


def by_procedure() -> Select[Any]:
    """A row a commune, month, procedure and channel."""
    dossiers, _legs = facts()
    keys = _keys(dossiers, "procedure_id", "channel")
    asked = dossiers.c.supplements_asked
    return select(
        *keys,
        *outcomes(dossiers),
        _integer(func.count().filter(dossiers.c.refused)),
        _integer(func.sum(asked)),
        _integer(func.count().filter(asked > 0)),
        _integer(func.count().filter(asked > 1)),
    ).group_by(*keys)


def by_days() -> Select[Any]:
    """A row a commune, month, procedure and number of working days."""
    dossiers, _legs = facts()
    keys = _keys(dossiers, "procedure_id", "used")
    return select(*keys, _integer(func.count())).where(_settled(dossiers)).group_by(*keys)


def by_stage() -> Select[Any]:
    """A row a commune, month, stage and number of working days."""
    dossiers, answered = facts()
    days = {stage: dossiers.c[stage] for stage in _OF_DOSSIERS if stage in dossiers.c}
    whole_days = case((_settled(dossiers), dossiers.c.used))
    measured = union_all(
        *(
            select(*_keys(dossiers), literal(str(stage)).label("stage"), of.label("days"))
            for stage, of in (days | {ProcessingStage.WHOLE: whole_days}).items()
        ),
        select(*_keys(answered, "part", "stage")),
    ).subquery()
    keys = _keys(measured, "stage", "days")
    return select(*keys, _integer(func.count())).where(measured.c.days.is_not(None)).group_by(*keys)


@cache
def by_week() -> Select[Any]:
    """A row a commune, week and channel."""
    received = received_in_spans()
    rows = select(
        received.c.commune_id,
        _first_of("week", received.c.received_on).label("week"),
        received.c.channel,
        and_(received.c.ended_at.is_not(None), received.c.state.in_(DECIDED)).label("decided"),
        func.coalesce(is_late(received), False).label("late"),
    ).subquery()
    keys = rows.c.commune_id, rows.c.week, rows.c.channel
    return select(
        *keys,
        _integer(func.count()),
        _integer(func.count().filter(rows.c.decided, rows.c.late.is_(False))),
        _integer(func.count().filter(rows.c.decided, rows.c.late)),
    ).group_by(*keys)


def _keys(rows: FromClause, *further: str) -> list[ColumnElement[Any]]:
    return [rows.c[name] for name in ("commune_id", "month", *further)]


def _first_of(part: str, day: Any) -> ColumnElement[Any]:
    return cast(func.date_trunc(part, day), Date)


def _integer(number: Any) -> ColumnElement[int]:
    return cast(number, Integer)


def _settled(dossiers: FromClause) -> ColumnElement[bool]:
    known = dossiers.c.used.is_not(None)
    return and_(dossiers.c.over, dossiers.c.decided, known)


def _waits_for_supplements(received: CTE) -> Any:
    """The working days that a dossier waited for the citizen before it was accepted."""
    return (
        select(func.sum(working_days(Supplement.asked_at, Supplement.answered_at)).label("waited"))
        .where(
            received.c.supplements_asked > 0,
            Supplement.dossier_id == received.c.id,
            Supplement.voided_at.is_(None),
            Supplement.answered_at <= received.c.accepted_at,
        )
        .lateral()
    )


def _returned_at(received: CTE) -> Any:
    """When the result was returned, by the journal."""
    came = (
        select(func.max(Event.at))
        .where(
            Event.dossier_id == received.c.id,
            Event.leg_id.is_(None),
            Event.target == State.RETURNED,
            Event.source != Event.target,
        )
        .scalar_subquery()
    )
    return case((received.c.state == State.RETURNED, came))
