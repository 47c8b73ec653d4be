"""Who sent this request. For views only: whatever is below a view is given its actor."""

from __future__ import annotations

from flask_login import current_user

from app.kernel.actor import NOBODY, Actor


def current_actor() -> Actor:
    """The person whose session came with the request, or ``NOBODY``."""
    return getattr(current_user, "actor", NOBODY)
