"""What the start page counts for those who bring communes online."""

from __future__ import annotations

from flask import url_for
from flask_babel import lazy_gettext as _

from app.accounts.roles import Role
from app.kernel.web import Counter, Counters
from app.rollout.queries import communes
from app.rollout.rules.readiness import Light


def register(counters: Counters) -> None:
    """Put the counts of last night on the start page."""
    counters.register(
        Counter(
            key="rollout.blockers",
            label=_("communes with something in the way"),
            permission=("can_read", "Readiness"),
            count=communes.with_blockers,
            url=lambda: url_for("Readiness.board", thu_tu="thap"),
            tone="due",
            roles=frozenset({Role.DISTRICT_IT, Role.CITY_ADMIN}),
        )
    )
    counters.register(
        Counter(
            key="rollout.to_decide",
            label=_("communes that wait for a go or no-go"),
            permission=("can_decide", "Readiness"),
            count=communes.to_decide,
            url=lambda: url_for("Readiness.board", muc=Light.READY),
            tone="due",
        )
    )
