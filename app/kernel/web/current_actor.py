"""The actor of the request. For views only: code below a view receives its actor."""

from flask_login import current_user

from app.kernel.actor import NOBODY, Actor


def current_actor() -> Actor:
    """The person whose session came with the request, or ``NOBODY``."""
    return getattr(current_user, "actor", NOBODY)
