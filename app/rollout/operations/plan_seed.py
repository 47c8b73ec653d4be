"""The initial data of the plan; later changes by administrators are preserved."""

from sqlalchemy import select

from app.kernel.db import db
from app.rollout.models.phases import Phase, StaffingNeed
from app.rollout.models.readiness import Party
from app.rollout.rules import plan


def load() -> tuple[int, int]:
    """Load phases with their staffing needs, and the responsible parties, where there are none.

    Returns:
        The number of phases and of parties there are.
    """
    known = set(db.session.scalars(select(Phase.n)))
    for n, days in plan.PHASES.items():
        if n not in known:
            needs = [
                StaffingNeed(role=role, at_least=wanted.at_least, training=wanted.training)
                for role, wanted in plan.NEEDS.items()
            ]
            db.session.add(Phase(n=n, **days._asdict(), needs=needs))
    names = set(db.session.scalars(select(Party.name)))
    if not names:
        db.session.add_all(
            Party(name=name, answers_for=what, active=True) for name, what in plan.PARTIES.items()
        )
    return len(known | plan.PHASES.keys()), len(names or plan.PARTIES)
