"""Dossiers that wait for their citizen: for a supplement, or for a visit."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, Integer, Select, Text, cast, column, func, select

from app.dossiers.models.dossier import Dossier, Supplement
from app.dossiers.workflow import OPEN, State
from app.kernel import clock
from app.kernel.db import db


def _asked() -> Select[UUID]:
    """Dossiers that wait for an answer to their newest list, longest first."""
    return (
        select(Dossier.id)
        .join(Supplement, Supplement.dossier_id == Dossier.id)
        .where(
            Dossier.state == State.SUPPLEMENTING,
            Supplement.answered_at.is_(None),
            Supplement.voided_at.is_(None),
        )
        .order_by(Supplement.until, Dossier.id)
    )


def to_remind(day: date) -> Sequence[UUID]:
    """Those whose last day is on or before ``day`` and whose citizen was not reminded."""
    query = _asked().where(Supplement.until <= day, Supplement.reminded_at.is_(None))
    return db.session.scalars(query).all()


def expected_on(day: date) -> Sequence[UUID]:
    """Those whose citizen has an appointment on ``day`` and has not come yet."""
    begins = clock.at(day, 0)
    return db.session.scalars(
        select(Dossier.id)
        .where(
            Dossier.state == State.ACCEPTED,
            Dossier.visit_at >= begins,
            Dossier.visit_at < begins + timedelta(days=1),
            Dossier.visited_at.is_(None),
        )
        .order_by(Dossier.visit_at, Dossier.id)
    ).all()


def to_expire(day: date) -> Sequence[UUID]:
    """Those whose last day was on or before ``day``."""
    return db.session.scalars(_asked().where(Supplement.until <= day)).all()


def waiting_for_citizen(dossier_id: UUID) -> Dossier | None:
    """The dossier, locked, if it still waits; one locked by another worker is skipped."""
    return db.session.scalar(
        select(Dossier)
        .where(Dossier.id == dossier_id, Dossier.state == State.SUPPLEMENTING)
        .with_for_update(of=Dossier, skip_locked=True)
        .execution_options(populate_existing=True)
    )


def taken_visits(dossier: Dossier, since: datetime, until: date) -> dict[datetime, int]:
    """Number of visits booked per slot at its desk; rehearsals are counted separately."""
    rows = db.session.execute(
        select(Dossier.visit_at, func.count())
        .where(
            Dossier.commune_id == dossier.commune_id,
            Dossier.is_rehearsal.is_(dossier.is_rehearsal),
            Dossier.visit_at >= since,
            Dossier.visit_at < clock.at(until),
            Dossier.state.in_(OPEN),
        )
        .group_by(Dossier.visit_at)
    )
    return {moment: count for moment, count in rows if moment is not None}


def taken_beside(dossier: Dossier, since: datetime, until: date) -> dict[datetime, int]:
    """The same for its citizen, to whom the database tells the numbers and nothing else."""
    open_states = cast([str(state) for state in sorted(OPEN)], ARRAY(Text))
    asked = func.mc_taken_visits(open_states, since, clock.at(until))
    taken = asked.table_valued(column("at", DateTime(timezone=True)), column("taken", Integer))
    return {row.at: row.taken for row in db.session.execute(select(taken.c.at, taken.c.taken))}
