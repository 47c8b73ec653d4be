"""Retention of complaints and satisfaction (thời hạn lưu giữ)."""

from datetime import timedelta

from flask_babel import lazy_gettext as _

from app.complaints.models import Satisfaction
from app.kernel import clock, retention
from app.kernel.retention import PRIVACY, RetentionRule, older

retention.declare(
    RetentionRule(
        name="complaints",
        what=_("Complaints and feedback of citizens, with the answers"),
        then=_("kept with the dossier: they prove what was complained of and answered"),
        law="Luật Khiếu nại 02/2011/QH13; Luật Lưu trữ",
        provisional=True,
        order=26,
    ),
    RetentionRule(
        name="satisfaction",
        what=_("How content citizens are: one of three faces, and words"),
        kept=timedelta(days=730),
        since=_("it was said"),
        then=_("it is removed"),
        law=PRIVACY,
        provisional=True,
        order=27,
        purge=older(Satisfaction.at),
        now=clock.now,
    ),
)
