"""Readiness history of the demo communes: the trend of scores, and the go-live of phase one."""

from datetime import date, timedelta

from sqlalchemy import exists, insert, select

from app.accounts.models.staff import Posting
from app.accounts.roles import Role
from app.kernel import clock
from app.kernel.actor import Actor
from app.kernel.db import db, transaction
from app.organisation.models import Unit
from app.rollout.models.readiness import GoLiveDecision, GoLiveVerdict, ReadinessDay
from app.rollout.operations import go_live_decisions, readiness_history
from app.rollout.operations.go_live_decisions import Signing
from app.rollout.queries import readiness_board
from demo.people import OF_COMMUNE

OPENED_WITH = date(2016, 11, 9)
"""The leaders of phase one signed on the eve of its opening."""
CHAIRMAN = OF_COMMUNE[0].title
DAYS, A_DAY = 9, 6
"""Length of the trend in days, and the daily gain in score of a commune that is not open."""


def settle() -> None:
    """Compute today's scores, invent earlier ones, sign the go-live of phase one; once."""
    with transaction():
        if db.session.scalar(select(exists().where(GoLiveDecision.id > 0))):
            return
        readiness_history.record_readiness()
        _look_back()
        _go()


def _look_back() -> None:
    today = clock.today()
    of_today = db.session.execute(
        select(ReadinessDay, Unit.phase).join(Unit).where(ReadinessDay.day == today)
    )
    rows = [
        {
            "unit_id": each.unit_id,
            "day": today - timedelta(days=ago),
            "score": max(0, each.score - (A_DAY * ago if phase == 2 else 0)),
            "blockers": each.blockers,
        }
        for each, phase in of_today
        for ago in range(1, DAYS + 1)
    ]
    db.session.execute(insert(ReadinessDay), rows)


def _go() -> None:
    """The leaders of the open communes have signed; those of phase two are still to decide."""
    signed_on = min(OPENED_WITH, clock.today())
    rows = db.session.execute(
        select(Posting.unit_id, Posting.staff_id).where(
            Posting.role == Role.COMMUNE_LEADER, Posting.title == CHAIRMAN
        )
    )
    leaders = dict(iter(rows))
    with clock.frozen(clock.at(signed_on, 16, 30)):
        for standing in readiness_board.everywhere(signed_on).of_phase(1):
            signing = Signing(
                by=Actor(leaders[standing.unit.id]),
                title=f"{CHAIRMAN}, {standing.unit.name}",
                reason="Đã tập dượt đủ quy trình, thiết bị hoạt động ổn định.",
                day=signed_on,
                seen=go_live_decisions.seen_of(standing),
            )
            go_live_decisions.decide(standing, GoLiveVerdict.GO, signing)
