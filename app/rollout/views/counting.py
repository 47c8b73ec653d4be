"""What the start page counts for those who bring a district online."""

from __future__ import annotations

from flask import url_for
from flask_babel import lazy_gettext as _

from app.kernel import clock
from app.kernel.web import Counter, Counters
from app.rollout.queries import giving


def register(counters: Counters) -> None:
    """Put the counts on the start page."""
    counters.register(
        Counter(
            key="rollout.not_signed_in",
            label=_("accounts given out and not used"),
            permission=("can_read", "Newcomer"),
            count=lambda actor: giving.count_not_signed_in(actor, clock.real_now()),
            url=lambda: url_for("SilentView.list"),
            tone="due",
        )
    )
