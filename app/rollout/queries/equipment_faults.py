"""Counts of equipment faults."""

from sqlalchemy import ColumnElement, func, select

from app.kernel.actor import Actor
from app.kernel.db import db
from app.rollout.models.readiness import EquipmentFault, EquipmentFaultState
from app.rollout.queries import outreach


def is_unsolved(_actor: Actor) -> ColumnElement[bool]:
    return EquipmentFault.state != EquipmentFaultState.SOLVED


def unsolved(actor: Actor) -> int:
    """How many faults of this user's communes are not solved."""
    query = select(func.count()).where(
        outreach.near(actor, EquipmentFault.unit_id), is_unsolved(actor)
    )
    return db.session.scalar(query) or 0
