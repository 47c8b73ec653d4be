"""How long things last at the door."""

from __future__ import annotations

from datetime import datetime, timedelta

IDLE = timedelta(minutes=30)
"""A session that nobody uses ends after this."""

LONGEST = timedelta(hours=10)
"""A session ends after this, used or not: longer than a working day at the desk."""

SEEN_EVERY = timedelta(minutes=1)
"""How exactly the last use is kept."""

STEP_WAITS = timedelta(minutes=10)
"""How long after the password the second step may be taken."""

POSTS_KEPT = timedelta(minutes=15)
"""How long a form waits for its sender to sign in again."""

LINK_LIVES = timedelta(hours=72)
"""How long a link for choosing a password is good."""


def limit_passed(created: datetime, seen: datetime, now: datetime) -> timedelta | None:
    """Which limit has ended a session; None while it goes on."""
    if now - created > LONGEST:
        return LONGEST
    return IDLE if now - seen > IDLE else None
