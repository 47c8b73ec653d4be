"""Time limits of sessions, pending forms and account links."""

from datetime import datetime, timedelta

IDLE = timedelta(minutes=30)
"""Idle time after which a session ends."""

LONGEST = timedelta(hours=10)
"""Absolute lifetime of a session: longer than a working day."""

SEEN_EVERY = timedelta(minutes=1)
"""Resolution of the stored last use."""

STEP_WAITS = timedelta(minutes=10)
"""Time after the password within which the second step may be taken."""

POSTS_KEPT = timedelta(minutes=15)
"""How long a stored form waits for its sender to sign in again."""

LINK_LIVES = timedelta(hours=72)
"""Validity of a link for choosing a password (``mc_new_link`` has it too)."""

SLIP_WAITS = timedelta(days=14)
"""How long a sealed slip waits for the head to print it (``mc_send_link`` has it too)."""


def limit_passed(created: datetime, seen: datetime, now: datetime) -> timedelta | None:
    """Which limit has ended a session; None while it is open."""
    if now - created > LONGEST:
        return LONGEST
    return IDLE if now - seen > IDLE else None
