"""What the readiness of the demonstration's communes came to: their trend, and one signed go."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import exists, select

from app.accounts import queries as accounts
from app.kernel import clock
from app.kernel.db import db, transaction
from app.rollout.models import GoLiveDecision, GoLiveVerdict, ReadinessDay
from app.rollout.operations import go_live_decisions, readiness_history
from app.rollout.operations.go_live_decisions import Signing
from app.rollout.queries import readiness_board

COMMUNES = ("kimchung", "haiboi", "tanlinh", "batrai")
READY = "kimchung"
DAYS, A_DAY = 9, 6
"""How long the trend is, and by how much a commune got better every day."""


def settle() -> None:
    """Reckon today's scores, make up those of the days before, let the ready commune go; once."""
    with transaction():
        if db.session.scalar(select(exists().where(GoLiveDecision.id > 0))):
            return
        readiness_history.record_readiness()
        for word in COMMUNES:
            _look_back(accounts.staff_of(f"chutich.{word}").unit_id)
        _go(READY)


def _look_back(unit_id: int) -> None:
    today = db.session.get_one(ReadinessDay, (unit_id, clock.today()))
    db.session.add_all(
        ReadinessDay(
            unit_id=unit_id,
            day=today.day - timedelta(days=ago),
            score=max(0, today.score - A_DAY * ago),
            blockers=today.blockers,
        )
        for ago in range(1, DAYS + 1)
    )


def _go(word: str) -> None:
    """Its leader signs, whatever still stands in the way being named."""
    leader = accounts.staff_of(f"chutich.{word}")
    by = accounts.actor_of(leader.id, clock.today())
    standing = readiness_board.standing(by, leader.unit, clock.today())
    if standing is not None:
        signing = Signing(
            by=by,
            title=f"Chủ tịch, {leader.unit.name}",
            reason="Đã tập dượt đủ quy trình, thiết bị hoạt động ổn định.",
            day=clock.today(),
            seen=go_live_decisions.seen_of(standing),
        )
        go_live_decisions.decide(standing, GoLiveVerdict.GO, signing)
