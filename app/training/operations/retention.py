"""Retention of training records (thời hạn lưu giữ)."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _
from sqlalchemy import delete, select

from app.kernel import clock, retention
from app.kernel.db import db
from app.kernel.retention import PurgeResult, RetentionRule
from app.training.models import ExamPaper


@retention.declare_purged(
    RetentionRule(
        name="exam_papers",
        what=_("Papers of tests: questions and ticks"),
        kept=timedelta(days=365),
        since=_("the test closed"),
        then=_("the paper is removed; how it came out stays with the record of training"),
        law="Luật BVDLCN 91/2025/QH15 (tối thiểu hóa dữ liệu)",
        provisional=True,
        order=93,
    ),
    now=clock.now,
)
def purge_papers(before: datetime, at_most: int) -> PurgeResult:
    old = select(ExamPaper.id).where(ExamPaper.closes_at < before).limit(at_most)
    done = db.session.execute(delete(ExamPaper).where(ExamPaper.id.in_(old)))
    return PurgeResult(done.rowcount)  # type: ignore[attr-defined]


retention.declare_kept(
    RetentionRule(
        name="training",
        what=_("Records of training: classes, who came, certificates"),
        kept=None,
        then=_("kept as long as the person at work"),
        law="Kế hoạch 198/KH-UBND",
        provisional=True,
        order=94,
    )
)
