"""Details of one commune's readiness: readings, decisions, trend."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import joinedload

from app.kernel.actor import Actor
from app.kernel.db import among, db
from app.organisation.models import Unit
from app.rollout.models.readiness import (
    GoLiveDecision,
    GoLiveVerdict,
    ReadinessDay,
    SiteCheck,
    SiteCheckKind,
    SmsCheck,
)
from app.rollout.queries.readiness_board import BoardUnit

TREND_DAYS = 60


def readings(commune: BoardUnit) -> dict[SiteCheckKind, SiteCheck]:
    rows = db.session.scalars(
        select(SiteCheck)
        .where(SiteCheck.unit_id == commune.id)
        .ext(distinct_on(SiteCheck.kind))
        .order_by(SiteCheck.kind, SiteCheck.at.desc(), SiteCheck.id.desc())
        .options(joinedload(SiteCheck.party))
    )
    return {row.kind: row for row in rows}


def decisions(commune: BoardUnit) -> Sequence[GoLiveDecision]:
    """The decisions about a commune, newest first."""
    query = select(GoLiveDecision).where(GoLiveDecision.unit_id == commune.id)
    return db.session.scalars(query.order_by(GoLiveDecision.id.desc()).limit(50)).all()


def trend(commune: BoardUnit, day: date) -> Sequence[ReadinessDay]:
    """The stored readiness of recent days, oldest first."""
    first = day - timedelta(days=TREND_DAYS)
    return db.session.scalars(
        select(ReadinessDay)
        .where(ReadinessDay.unit_id == commune.id, ReadinessDay.day.between(first, day))
        .order_by(ReadinessDay.day)
    ).all()


def newest_check(commune_id: int, actor: Actor) -> SmsCheck | None:
    """The last test SMS that this officer asked for there."""
    return db.session.scalar(
        select(SmsCheck)
        .where(SmsCheck.unit_id == commune_id, SmsCheck.staff_id == actor.staff_id)
        .order_by(SmsCheck.sent_at.desc())
        .limit(1)
    )


def checks_since(commune: Unit, actor: Actor, moment: object) -> int:
    """How many test SMS this officer has asked for there since a moment."""
    query = select(func.count()).select_from(SmsCheck)
    return (
        db.session.scalar(
            query.where(
                SmsCheck.unit_id == commune.id,
                SmsCheck.staff_id == actor.staff_id,
                SmsCheck.sent_at > moment,
            )
        )
        or 0
    )


def with_blockers(actor: Actor) -> Select[int]:
    return _count_of_last_night(actor, blocked=True)


def to_decide(actor: Actor) -> Select[int]:
    """How many communes had no blocker last night, and have no decision yet."""
    return _count_of_last_night(actor, blocked=False)


def _count_of_last_night(actor: Actor, *, blocked: bool) -> Select[int]:
    last = select(func.max(ReadinessDay.day)).scalar_subquery()
    decided = select(GoLiveDecision.unit_id).where(
        GoLiveDecision.verdict.in_((GoLiveVerdict.GO, GoLiveVerdict.NO_GO))
    )
    query = select(func.count()).select_from(ReadinessDay).where(ReadinessDay.day == last)
    if not actor.city:
        own = {seat.unit_id for seat in actor.postings}
        query = query.where(among(ReadinessDay.unit_id, actor.reads | actor.manages | own))
    if blocked:
        query = query.where(ReadinessDay.blockers != [])
    else:
        query = query.where(ReadinessDay.blockers == [], ReadinessDay.unit_id.not_in(decided))
    return query
