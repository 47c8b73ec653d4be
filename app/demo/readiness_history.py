"""Readiness history of the demo communes: the trend of scores, and one signed go-live decision."""

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
"""Length of the trend in days, and a commune's daily gain in score."""


def settle() -> None:
    """Compute today's scores, invent earlier ones, sign the ready commune's go-live; once."""
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
    """The leader signs the go-live decision, listing remaining obstacles."""
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
