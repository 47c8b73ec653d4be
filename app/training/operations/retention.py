"""Retention of training records (thời hạn lưu giữ)."""

from datetime import timedelta

from flask_babel import lazy_gettext as _

from app.kernel import clock, retention
from app.kernel.retention import PRIVACY, RetentionRule, older
from app.training.models.results import ExamPaper

retention.declare(
    RetentionRule(
        name="exam_papers",
        what=_("Papers of tests: questions and ticks"),
        kept=timedelta(days=365),
        since=_("the test closed"),
        then=_("the paper is removed; how it came out stays with the record of training"),
        law=PRIVACY,
        provisional=True,
        order=93,
        purge=older(ExamPaper.closes_at),
        now=clock.now,
    ),
    RetentionRule(
        name="training",
        what=_("Records of training: classes, who came, certificates"),
        then=_("kept as long as the person at work"),
        law="Kế hoạch 198/KH-UBND",
        provisional=True,
        order=94,
    ),
)
