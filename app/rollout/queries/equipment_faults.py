"""How faults of equipment are counted."""

from __future__ import annotations

from sqlalchemy import func, select

from app.kernel.actor import Actor
from app.kernel.db import db
from app.rollout.models import Fault, FaultState
from app.rollout.queries import outreach


def unsolved(actor: Actor) -> int:
    """How many faults of the person's communes are not solved."""
    query = select(func.count()).where(
        outreach.near(actor, Fault.unit_id), Fault.state != FaultState.SOLVED
    )
    return db.session.scalar(query) or 0
