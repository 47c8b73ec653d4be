"""Queries on classes and their sessions."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload

from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db
from app.kernel.errors import NotFound
from app.training.models.classes import ClassSession, TrainingClass


def class_of(class_id: int) -> TrainingClass | None:
    query = (
        select(TrainingClass)
        .where(TrainingClass.id == class_id)
        .options(
            joinedload(TrainingClass.course),
            joinedload(TrainingClass.unit),
            selectinload(TrainingClass.sessions),
        )
    )
    return db.session.scalars(query).first()


def kept_class(class_id: int, actor: Actor) -> TrainingClass:
    """The class, for a user who manages its unit.

    Raises:
        NotFound: there is none, or it is managed by another unit.
    """
    found = class_of(class_id)
    if found is None or found.unit_id not in actor.manages:
        raise NotFound
    return found


def timetable(first: date, last: date) -> Sequence[ClassSession]:
    """The sessions of these days, earliest first."""
    days = Range(clock.at(first), clock.at(last + timedelta(days=1)))
    query = (
        select(ClassSession)
        .where(ClassSession.during.overlaps(days))
        .options(
            joinedload(ClassSession.training_class).joinedload(TrainingClass.unit),
            joinedload(ClassSession.training_class).joinedload(TrainingClass.course),
        )
        .order_by(ClassSession.during, ClassSession.id)
    )
    return db.session.scalars(query).all()


def sitting_elsewhere(
    session_id: int | None, during: Range[datetime], column: InstrumentedAttribute[str], value: str
) -> str | None:
    """The class of another session at this time with the same place, or the same trainer."""
    query = (
        select(TrainingClass.name)
        .join(ClassSession, ClassSession.class_id == TrainingClass.id)
        .where(
            ClassSession.during.overlaps(during),
            ClassSession.id.is_distinct_from(session_id),
            column == value,
        )
        .limit(1)
    )
    return db.session.scalars(query).first()
