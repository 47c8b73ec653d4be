"""The default session of a class."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from app.kernel import clock
from app.training.models.classes import ClassSession

EARLY = timedelta(hours=1)
"""How long before a session check-in opens."""


def day_of(session: ClassSession) -> date:
    """The day on which a session begins."""
    return clock.local(session.during.lower or session.ends).date()


def at_hand(sessions: Sequence[ClassSession], now: datetime) -> ClassSession | None:
    """The session that is held now or comes next; the last one when all are over."""
    for session in sessions:
        if session.ends + EARLY > now:
            return session
    return sessions[-1] if sessions else None
