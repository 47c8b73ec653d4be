"""Counts of equipment faults."""

from sqlalchemy import ColumnElement, Select, func, select

from app.kernel.actor import Actor
from app.rollout.models.readiness import EquipmentFault, EquipmentFaultState
from app.rollout.queries import outreach


def is_unsolved(_actor: Actor) -> ColumnElement[bool]:
    return EquipmentFault.state != EquipmentFaultState.SOLVED


def unsolved(actor: Actor) -> Select[int]:
    """How many faults of this user's communes are not solved."""
    return select(func.count()).where(
        outreach.near(actor, EquipmentFault.unit_id), is_unsolved(actor)
    )
